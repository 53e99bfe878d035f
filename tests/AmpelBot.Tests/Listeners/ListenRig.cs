using System.Collections.Concurrent;
using System.Text;
using AmpelBot.Alerts.Archive;
using AmpelBot.Jobs;
using AmpelBot.Listeners;

namespace AmpelBot.Tests.Listeners;

/// <summary>The bot's tables beside an empty archive in a folder of its own.</summary>
internal sealed class ListenRig : IAsyncDisposable
{
    public static readonly TimeSpan Long = TimeSpan.FromSeconds(60);
    public static readonly Backoff Quick = new(TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(200));

    private ListenRig(string folder, BotTables tables) => (Folder, Tables) = (folder, tables);

    public string Folder { get; }

    public BotTables Tables { get; }

    public NoticeStore Store => Tables.Notices;

    public static async Task<ListenRig> OpenAsync()
    {
        var folder = Directory.CreateTempSubdirectory("ampelbot-test-").FullName;
        var archive = Path.Combine(folder, "archive");
        await (await Archives.OpenOrCreateAsync(archive, default)).DisposeAsync();
        return new ListenRig(folder, await BotTables.OpenAsync(archive, TimeProvider.System, default));
    }

    /// <summary>A small VOEvent of a number.</summary>
    public static byte[] VoEvent(int number) => Encoding.UTF8.GetBytes(
        $"""<voe:VOEvent ivorn="{Ivorn(number)}" role="test" version="2.0" xmlns:voe="http://www.ivoa.net/xml/VOEvent/v2.0"><Who><Date>2026-01-01T00:00:00</Date></Who></voe:VOEvent>""");

    public static string Ivorn(int number) => FormattableString.Invariant($"ivo://sender.test/stream#{number}");

    public static async Task UntilAsync(Func<Task<bool>> holds, string complaint)
    {
        using var limit = new CancellationTokenSource(Long);
        while (!await holds())
        {
            Assert.False(limit.IsCancellationRequested, complaint);
            await Task.Delay(20);
        }
    }

    public Task UntilStoredAsync(int count) => UntilAsync(async () => (await Store.CountAsync(default)).Waiting >= count, $"not {count} notices were kept");

    public async ValueTask DisposeAsync()
    {
        await Tables.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}

/// <summary>A listener at work until it is disposed.</summary>
internal sealed class AtWork : IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly Task running;

    public AtWork(INoticeListener listener) => running = Task.Run(() => listener.RunAsync(stop.Token));

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running.WaitAsync(ListenRig.Long);
        stop.Dispose();
    }
}

/// <summary>An inbox that a test makes fail.</summary>
internal sealed class FailingInbox(INoticeInbox inbox) : INoticeInbox
{
    private int failures;

    public ConcurrentQueue<string> Asked { get; } = [];

    public int Failures { set => Volatile.Write(ref failures, value); }

    public Task<NoticeReceipt> AcceptAsync(ReceivedNotice notice, CancellationToken cancellation)
    {
        Asked.Enqueue(notice.Key);
        return Interlocked.Decrement(ref failures) >= 0 ? throw new ArchiveException("No space is left.") : inbox.AcceptAsync(notice, cancellation);
    }
}
