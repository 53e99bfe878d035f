using AmpelBot.Alerts.Archive;
using AmpelBot.Chat;
using AmpelBot.FollowUp.Channels;
using AmpelBot.FollowUp.Notices;
using AmpelBot.FollowUp.Notices.Fetching;
using AmpelBot.FollowUp.Scan;
using AmpelBot.FollowUp.T3;
using AmpelBot.Jobs;

namespace AmpelBot;

/// <summary>The parts of a running bot, put together once.</summary>
public sealed class Bot : IAsyncDisposable
{
    private readonly IArchive archive;
    private readonly ScanQueue queue;

    private Bot(IArchive archive, BotFolders folders, FetchPolicy policy, SenderAddresses addresses, int workers, TimeProvider time)
    {
        this.archive = archive;
        var skyMaps = new SkyMapFolder(folders.SkyMaps);
        SkyMaps = new SkyMapSources(skyMaps, Path.Combine(folders.SkyMaps, "cache"), policy, addresses, time);
        var channels = Channels = new ChannelFolder(folders.Channels);
        var scan = new EventScan(archive, new EventLookup(skyMaps, SkyMaps), channels, time);
        queue = new ScanQueue(async (request, progress, cancellation) =>
        {
            var report = await scan.RunAsync(request, progress, cancellation);
            return new FinishedScan(report, await ScanFiles.WriteAsync(
                report, folders.Out, (alert, stop) => archive.CutoutsAsync(alert.Survey, alert.AlertId, report.Plan.Rights, stop), cancellation));
        }, workers);
        Conversation = new Conversation(queue, scan, channels, skyMaps, archive, time);
    }

    /// <summary>A bot over its folders.</summary>
    /// <param name="folders">The folders.</param>
    /// <param name="policy">What may be fetched.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Stops the opening.</param>
    /// <exception cref="ArchiveException">There is no archive that can be read.</exception>
    public static Task<Bot> OpenAsync(BotFolders folders, FetchPolicy policy, TimeProvider time, CancellationToken cancellation) => OpenAsync(folders, policy, SenderAddresses.Public, workers: 1, time, cancellation);

    /// <summary>A bot over its folders that runs several scans at the same time.</summary>
    /// <param name="folders">The folders.</param>
    /// <param name="policy">What may be fetched.</param>
    /// <param name="addresses">Where the senders' archives lie.</param>
    /// <param name="workers">Scans at the same time, at least 1.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Stops the opening.</param>
    /// <exception cref="ArchiveException">There is no archive that can be read.</exception>
    public static async Task<Bot> OpenAsync(BotFolders folders, FetchPolicy policy, SenderAddresses addresses, int workers, TimeProvider time, CancellationToken cancellation) =>
        new(await OpenArchiveAsync(folders.Archive, cancellation), folders, policy, addresses, workers, time);

    /// <summary>The alerts.</summary>
    public IArchive Archive => archive;

    /// <summary>Fetched sky maps, the index of events, and the senders' archives.</summary>
    public SkyMapSources SkyMaps { get; }

    /// <summary>The follow-up channels.</summary>
    public ChannelFolder Channels { get; }

    /// <summary>The scans.</summary>
    public ScanQueue Scans => queue;

    /// <summary>Answers messages.</summary>
    public Conversation Conversation { get; }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await queue.DisposeAsync();
        SkyMaps.Dispose();
        await archive.DisposeAsync();
    }

    /// <summary>To write, for the journals of candidates; to read only where it may not be written.</summary>
    private static async Task<IArchive> OpenArchiveAsync(string setting, CancellationToken cancellation)
    {
        try
        {
            return await Archives.OpenExistingAsync(setting, isReadOnly: false, cancellation);
        }
        catch (ArchiveException e) when (!e.IsMissing)
        {
            return await Archives.OpenExistingAsync(setting, isReadOnly: true, cancellation);
        }
    }
}

/// <summary>The folders of a bot.</summary>
/// <param name="Archive">The archive: a folder, or a postgres:// address.</param>
/// <param name="SkyMaps">Known sky maps, with cache/ for fetched ones.</param>
/// <param name="Channels">Follow-up channels.</param>
/// <param name="Out">Files that scans leave.</param>
public sealed record BotFolders(string Archive, string SkyMaps, string Channels, string Out);
