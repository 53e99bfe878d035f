using System.Data.Common;
using AmpelBot.Alerts.Archive;

namespace AmpelBot.Jobs;

/// <summary>The scans that threads are about, so that a reply can mean one without naming it.</summary>
/// <remarks>Each method is one transaction, durable when it returns. All throw <see cref="ArchiveException"/> with a sentence when the database fails.</remarks>
public sealed class ThreadScanStore
{
    private readonly DatabaseBeside database;

    internal ThreadScanStore(DatabaseBeside database) => this.database = database;

    /// <summary>Remembers a scan as the latest of a thread. The same scan again replaces what was known of it.</summary>
    public Task RememberAsync(ThreadPlace place, ThreadScan scan, CancellationToken cancellation) => database.RunAsync(async transaction =>
    {
        var sql = new Sql(transaction, cancellation);
        return await sql.RunAsync(
            """
            insert into bot_thread_scan (chat, team, conversation, thread, scan, folder, request, event, number)
            values (@chat, @team, @conversation, @thread, @scan, @folder, @request, @event, @number)
            on conflict (chat, team, conversation, thread, scan) do update set folder = excluded.folder, request = excluded.request, event = excluded.event, number = excluded.number
            """, place.With(("scan", scan.ScanId), ("folder", scan.Folder), ("request", scan.RequestText), ("event", scan.EventName), ("number", await sql.NextAsync("thread scan"))));
    }, cancellation);

    /// <summary>The latest scan of a thread; null where there is none.</summary>
    public Task<ThreadScan?> LatestAsync(ThreadPlace place, CancellationToken cancellation) => FirstAsync(
        "where chat = @chat and team = @team and conversation = @conversation and thread = @thread order by number desc limit 1", place.With(), cancellation);

    /// <summary>A scan by its id; null where there is none.</summary>
    public Task<ThreadScan?> FindAsync(string scanId, CancellationToken cancellation) => FirstAsync("where scan = @scan order by number desc limit 1", [("scan", scanId)], cancellation);

    /// <summary>All scans of an event, with the threads that they are in, oldest first.</summary>
    /// <param name="eventName">The event's name, as its scans had it.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public Task<List<(ThreadPlace Place, ThreadScan Scan)>> OfEventAsync(string eventName, CancellationToken cancellation) => database.RunAsync(transaction => new Sql(transaction, cancellation).RowsAsync(
        "select chat, team, conversation, thread, scan, folder, request, event from bot_thread_scan where event = @event order by number limit 1000",
        row => (row.Place(0), new ThreadScan(row.GetString(4), row.GetString(5), row.GetString(6), row.GetString(7))), ("event", eventName)), cancellation);

    private Task<ThreadScan?> FirstAsync(string where, (string, object?)[] values, CancellationToken cancellation) => database.RunAsync(transaction =>
        new Sql(transaction, cancellation).RowAsync("select scan, folder, request, event from bot_thread_scan " + where, Read, values), cancellation);

    private static ThreadScan Read(DbDataReader row) => new(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3));
}

/// <summary>A scan that a thread is about.</summary>
/// <param name="ScanId">Its id.</param>
/// <param name="Folder">Folder of the files that it left.</param>
/// <param name="RequestText">The request as it was written.</param>
/// <param name="EventName">Name of the event.</param>
public sealed record ThreadScan(string ScanId, string Folder, string RequestText, string EventName);
