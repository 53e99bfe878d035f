using System.Diagnostics;
using AmpelBot.Jobs;
using AmpelBot.Listeners;
using AmpelBot.Testing.Brokers;
using Microsoft.Extensions.Logging.Abstractions;

namespace AmpelBot.Tests.Listeners;

public sealed class ListenKillTests : IAsyncLifetime
{
    private readonly VoEventBrokerPeer broker = new();
    private ListenRig rig = null!;

    public async Task InitializeAsync() => rig = await ListenRig.OpenAsync();

    public async Task DisposeAsync()
    {
        await broker.DisposeAsync();
        await rig.DisposeAsync();
    }

    [Fact]
    public async Task Killed_between_keeping_and_acknowledging_a_notice_comes_again_and_is_kept_once()
    {
        for (var kill = 1; kill <= 3; kill++)
        {
            using var killed = ListenHost.Start(rig, broker.Port, dieAt: 2);
            await broker.SubscribedAsync(ListenRig.Long);
            for (var i = 0; i < 4; i++)
                await broker.SendAsync(ListenRig.VoEvent(i));
            await killed.WaitForExitAsync().WaitAsync(ListenRig.Long);
            Assert.Equal(137, killed.ExitCode);
            // The third was kept, and the broker heard of two.
            for (var i = 0; i < 2; i++)
                Assert.Equal(ListenRig.Ivorn(i), (await broker.AnswerAsync(ListenRig.Long)).Origin);
            Assert.False(broker.HasAnswer);
            Assert.Equal(3, (await rig.Store.CountAsync(default)).Waiting);
        }
        using var alive = ListenHost.Start(rig, broker.Port, dieAt: -1);
        await broker.SubscribedAsync(ListenRig.Long);
        for (var i = 0; i < 4; i++)
            await broker.SendAsync(ListenRig.VoEvent(i));
        for (var i = 0; i < 4; i++)
            Assert.Equal(ListenRig.Ivorn(i), (await broker.AnswerAsync(ListenRig.Long)).Origin);
        alive.Kill();
        await alive.WaitForExitAsync();
        Assert.Equal([4L, 4, 4, 1], (await rig.Store.WaitingAsync(10, default)).Select(n => n.Times));
    }
}

/// <summary>A process that listens to a VOEvent broker, for tests that kill it: <c>dotnet AmpelBot.Tests.dll listen ARCHIVE PORT DIE_AT</c>.</summary>
internal static class ListenHost
{
    public const string Verb = "listen";

    /// <summary>Starts it. It kills itself when the notice of a number, from 0 on, is kept and not yet acknowledged; with -1 it does not.</summary>
    public static Process Start(ListenRig rig, int port, int dieAt)
    {
        var start = new ProcessStartInfo("dotnet");
        foreach (var argument in new[] { Path.Combine(AppContext.BaseDirectory, "AmpelBot.Tests.dll"), Verb, Path.Combine(rig.Folder, "archive"), $"{port}", $"{dieAt}" })
            start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }

    public static async Task<int> RunAsync(string archive, int port, int dieAt)
    {
        await using var tables = await BotTables.OpenAsync(archive, TimeProvider.System, default);
        var address = new VoEventBroker("127.0.0.1", port);
        var listener = new VoEventListener(address, new VoEventSettings { Brokers = [address], Backoff = ListenRig.Quick }, new Dying(tables.Notices, dieAt), TimeProvider.System, NullLogger.Instance);
        await listener.RunAsync(default);
        return 0;
    }

    private sealed class Dying(INoticeInbox inbox, int dieAt) : INoticeInbox
    {
        private int kept;

        public async Task<NoticeReceipt> AcceptAsync(ReceivedNotice notice, CancellationToken cancellation)
        {
            var receipt = await inbox.AcceptAsync(notice, cancellation);
            if (kept++ == dieAt)
            {
                // SIGKILL: nothing of ours runs any more.
                Process.GetCurrentProcess().Kill();
                await Task.Delay(Timeout.Infinite, cancellation);
            }
            return receipt;
        }
    }
}
