using System.Collections;
using System.Net;
using System.Net.Sockets;
using AmpelBot.Alerts.Archive;
using AmpelBot.Alerts.Archive.Postgres;
using AmpelBot.Alerts.Ingest;
using AmpelBot.Alerts.Tests.Ingest;
using AmpelBot.Sky;
using AmpelBot.Testing;

namespace AmpelBot.Alerts.Tests.Archive.Postgres;

/// <summary>A server that dies, or a connection that is lost, in the middle of a batch: what was acknowledged is there, and nothing twice.</summary>
public sealed class PostgresLossTests : IAsyncLifetime
{
    private const double Jd = 2_458_451.75;
    private static readonly AlertQuery Everything = new() { Moc = Moc.FullSky, Window = HandMade.AllTime, Rights = DataRights.Partnership };

    private readonly PostgresCluster cluster = new();

    public async Task InitializeAsync()
    {
        await cluster.InitializeAsync();
        Skip.IfNot(cluster.IsPresent, cluster.Why);
    }

    public Task DisposeAsync() => cluster.DisposeAsync();

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_server_that_dies_in_the_middle_of_a_copy_and_comes_back_gets_the_batch_again(bool isListed)
    {
        await using var archive = await PostgresArchive.OpenOrCreateAsync(cluster.Address(), default);
        Assert.Equal(1, await archive.AddAsync([AlertRow.Of(HandMade.Bare(1, Jd))], [], default));
        AlertRow[] batch = [.. Some(2, isListed ? ListedAlerts.LeastAlerts : 2), WithCutouts(1_000_000, () =>
        {
            StopAsync().GetAwaiter().GetResult();
            cluster.StartAsync().GetAwaiter().GetResult();
        })];
        Assert.Equal(batch.Length, await archive.AddAsync(batch, [], default));
        await AssertHasAsync(archive, batch.Length + 1, cutouts: 3);
        Assert.Equal(0, await archive.AddAsync(batch, [], default));
    }

    [SkippableFact]
    public async Task A_server_that_dies_in_the_middle_of_a_copy_and_stays_away_is_met_with_a_sentence_and_keeps_nothing_of_the_batch()
    {
        await using var archive = await PostgresArchive.OpenOrCreateAsync(cluster.Address(), default);
        Assert.Equal(1, await archive.AddAsync([AlertRow.Of(HandMade.Bare(1, Jd))], [], default));
        AlertRow[] batch = [.. Some(2, 3), WithCutouts(1_000_000, () => StopAsync().GetAwaiter().GetResult())];
        var refusal = await Assert.ThrowsAsync<ArchiveException>(() => archive.AddAsync(batch, [], default));
        Assert.Contains(archive.Place, refusal.Message, StringComparison.Ordinal);
        Assert.EndsWith(".", refusal.Message, StringComparison.Ordinal);
        await cluster.StartAsync();
        await AssertHasAsync(archive, 1, cutouts: 0);
        Assert.Equal(batch.Length, await archive.AddAsync(batch, [], default));
        await AssertHasAsync(archive, batch.Length + 1, cutouts: 3);
    }

    [SkippableTheory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task A_connection_that_is_lost_with_the_commit_is_asked_how_the_transaction_ended(bool isCommitted, bool dies)
    {
        await (await PostgresArchive.OpenOrCreateAsync(cluster.Address(), default)).DisposeAsync();
        await using var wire = new Wire(cluster.Port, isCommitted, async () =>
        {
            if (dies)
            {
                await StopAsync();
                await cluster.StartAsync();
            }
        });
        await using var archive = await PostgresArchive.OpenOrCreateAsync(cluster.Address().Replace($":{cluster.Port}/", $":{wire.Port}/", StringComparison.Ordinal), default);
        // All are new: what is asked about and not sent again says so.
        Assert.Equal(5, await archive.AddAsync([.. Some(1, 5)], [new DeadLetter("a", 0, "b")], default));
        Assert.True(wire.HasCut);
        await AssertHasAsync(archive, 5, cutouts: 0);
        Assert.Equal(1, (await archive.InfoAsync(default)).DeadLetters);
        Assert.Equal(0, await archive.AddAsync([.. Some(1, 5)], [], default));
    }

    [SkippableFact]
    public async Task An_ingest_goes_on_when_the_server_comes_back_and_otherwise_ends_with_a_sentence_and_is_completed_by_the_next()
    {
        await using var archive = await PostgresArchive.OpenOrCreateAsync(cluster.Address(), default);
        var (batches, isAway) = (0, false);
        var source = Source(() =>
        {
            batches++;
            if (batches is 2 or 5)
                StopAsync().GetAwaiter().GetResult();
            if (batches == 2)
                cluster.StartAsync().GetAwaiter().GetResult();
            isAway = batches >= 5;
        });
        var refusal = await Assert.ThrowsAsync<ArchiveException>(() => RunAsync(source));
        Assert.Contains(archive.Place, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("unharmed", refusal.Message, StringComparison.Ordinal);
        Assert.True(isAway);
        Assert.Equal(Enumerable.Range(1, 50).Cast<object>(), source.Acknowledged);

        await cluster.StartAsync();
        await AssertHasAsync(archive, 50, cutouts: 0);
        var again = Source(() => { });
        var report = await RunAsync(again);
        Assert.Equal((100, 50), (report.Packets, report.Added));
        Assert.Equal(Enumerable.Range(1, 100).Cast<object>(), again.Acknowledged);
        await AssertHasAsync(archive, 100, cutouts: 0);

        PieceSource Source(Action onAcknowledge) => new(_ => Enumerable.Range(1, 100).Select(i =>
            new PacketPiece((_, _) => [new AlertFilePacket("a.avro", i, HandMade.Alert(i, Jd + i * 0.01, objectId: "ZTF18m" + i % 7), null)], 0) { Mark = i }))
        {
            OnAcknowledge = onAcknowledge,
        };

        Task<IngestReport> RunAsync(PieceSource from)
            => IngestPipeline.RunAsync(from, archive, new IngestOptions { Workers = 2, BatchPackets = 10 }, null, TimeProvider.System, default);
    }

    private static IEnumerable<AlertRow> Some(int firstId, int count)
        => Enumerable.Range(firstId, count).Select(i => AlertRow.Of(HandMade.Bare(i, Jd + i * 1e-6, i % 3600 * 0.1, -20, "ZTF18m" + i % 900)));

    /// <summary>An alert with three cutouts: before the last is written for the first time, something happens.</summary>
    private static AlertRow WithCutouts(long id, Action happens)
        => AlertRow.Of(HandMade.Bare(id, Jd)) with { Cutouts = new Interrupted([.. Enumerable.Range(0, 3).Select(i => new Cutout("kind" + i, "file", new byte[200_000]))], happens) };

    private async Task AssertHasAsync(PostgresArchive archive, int alerts, int cutouts)
    {
        var info = await archive.InfoAsync(default);
        Assert.Equal((alerts, cutouts), (info.Alerts, info.Cutouts));
        Assert.Equal(alerts, await archive.CountAsync(Everything, default));
        Assert.All(await archive.VerifyAsync(null, default), check => Assert.True(check.IsOk, check.Name + ": " + check.Detail));
    }

    private Task StopAsync() => cluster.StopAsync();

    private sealed class Interrupted(Cutout[] cutouts, Action happens) : IReadOnlyList<Cutout>
    {
        private Action? pending = happens;

        public int Count => cutouts.Length;

        public Cutout this[int index]
        {
            get
            {
                if (index == cutouts.Length - 1)
                    Interlocked.Exchange(ref pending, null)?.Invoke();
                return cutouts[index];
            }
        }

        public IEnumerator<Cutout> GetEnumerator() => ((IEnumerable<Cutout>)cutouts).GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }

    /// <summary>Between a client and the server; cuts the connection that first says "commit", before or after the server hears of it.</summary>
    private sealed class Wire : IAsyncDisposable
    {
        private readonly TcpListener listener = new(IPAddress.Loopback, 0);
        private readonly CancellationTokenSource end = new();
        private readonly int server;
        private readonly bool isPassedOn;
        private readonly Func<Task> whenCut;
        private readonly Task accepting;

        internal Wire(int server, bool isPassedOn, Func<Task> whenCut)
        {
            (this.server, this.isPassedOn, this.whenCut) = (server, isPassedOn, whenCut);
            listener.Start();
            accepting = AcceptAsync();
        }

        internal int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

        internal bool HasCut { get; private set; }

        public async ValueTask DisposeAsync()
        {
            await end.CancelAsync();
            listener.Stop();
            await accepting;
            end.Dispose();
        }

        private async Task AcceptAsync()
        {
            var connections = new List<Task>();
            try
            {
                while (true)
                    connections.Add(ConnectAsync(await listener.AcceptTcpClientAsync(end.Token)));
            }
            catch (OperationCanceledException)
            {
                await Task.WhenAll(connections);
            }
        }

        private async Task ConnectAsync(TcpClient client)
        {
            using (client)
            using (var target = new TcpClient())
            {
                try
                {
                    await target.ConnectAsync(IPAddress.Loopback, server, end.Token);
                    using var both = CancellationTokenSource.CreateLinkedTokenSource(end.Token);
                    var answers = new Answers();
                    await Task.WhenAny(RequestsAsync(client.GetStream(), target.GetStream(), answers, both.Token), AnswersAsync(target.GetStream(), client.GetStream(), answers, both.Token));
                    await both.CancelAsync();
                }
                catch (Exception e) when (e is SocketException or IOException or OperationCanceledException)
                {
                    // As a wire that is down.
                }
            }
        }

        private sealed class Answers
        {
            internal TaskCompletionSource? ToCommit;
        }

        private async Task RequestsAsync(NetworkStream from, NetworkStream to, Answers answers, CancellationToken stop)
        {
            var buffer = new byte[65536];
            for (int n; (n = await from.ReadAsync(buffer, stop)) > 0;)
            {
                if (!HasCut && buffer.AsSpan(0, n).IndexOf("commit\0"u8) >= 0)
                {
                    HasCut = true;
                    if (isPassedOn)
                    {
                        answers.ToCommit = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                        await to.WriteAsync(buffer.AsMemory(0, n), stop);
                        await answers.ToCommit.Task;
                    }
                    await whenCut();
                    return;
                }
                await to.WriteAsync(buffer.AsMemory(0, n), stop);
            }
        }

        private static async Task AnswersAsync(NetworkStream from, NetworkStream to, Answers answers, CancellationToken stop)
        {
            var buffer = new byte[65536];
            for (int n; (n = await from.ReadAsync(buffer, stop)) > 0;)
            {
                // What answers the commit is not passed on.
                if (answers.ToCommit is { } cut)
                {
                    cut.SetResult();
                    await Task.Delay(Timeout.Infinite, stop);
                }
                await to.WriteAsync(buffer.AsMemory(0, n), stop);
            }
        }
    }
}
