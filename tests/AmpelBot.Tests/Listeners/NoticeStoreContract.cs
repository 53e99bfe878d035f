using System.Text;
using AmpelBot.Alerts.Archive;
using AmpelBot.Jobs;
using AmpelBot.Listeners;
using AmpelBot.Testing;
using AmpelBot.Tests.Jobs;

namespace AmpelBot.Tests.Listeners;

/// <summary>What the store of notices promises, whatever the database.</summary>
public abstract class NoticeStoreContract : IAsyncLifetime
{
    private readonly MovableClock clock = new(new DateTimeOffset(2026, 6, 12, 8, 0, 0, TimeSpan.Zero));
    private string archive = "";
    private BotTables? tables;

    protected abstract string Why { get; }

    private NoticeStore Store => tables!.Notices;

    /// <summary>Setting of an archive that is there; null to skip.</summary>
    protected abstract Task<string?> MakeArchiveAsync();

    public async Task InitializeAsync()
    {
        if (await MakeArchiveAsync() is not { } setting)
            return;
        archive = setting;
        tables = await OpenAsync();
    }

    public virtual async Task DisposeAsync()
    {
        if (tables is not null)
            await tables.DisposeAsync();
    }

    [SkippableFact]
    public async Task A_notice_is_kept_byte_for_byte_and_survives_the_process()
    {
        Skip.If(tables is null, Why);
        var bytes = Enumerable.Range(0, 3_000_000).Select(i => (byte)(i * 7)).ToArray();
        var receipt = await Store.AcceptAsync(new ReceivedNotice("gcn", "igwn.gwalert", "0:17", bytes, clock.GetUtcNow()), default);
        Assert.Equal(new NoticeReceipt(1, true), receipt);
        await using var later = await OpenAsync();
        var content = (await later.Notices.FindAsync(1, default))!;
        Assert.Equal(bytes, content.Bytes.ToArray());
        Assert.Equal(("gcn", "igwn.gwalert", "0:17", 3_000_000L, NoticeStatus.Waiting, 1L, 0, true), (content.Notice.Source, content.Notice.Stream, content.Notice.Key,
            content.Notice.Length, content.Notice.Status, content.Notice.Times, content.Notice.Attempts, content.Notice.HasBytes));
        Assert.Equal((clock.GetUtcNow(), null, null), (content.Notice.ReceivedUtc, content.Notice.Reason, content.Notice.SettledUtc));
        Assert.Equal(content.Notice, Assert.Single(await later.Notices.WaitingAsync(10, default)));
        Assert.Null(await later.Notices.FindAsync(2, default));
    }

    [SkippableFact]
    public async Task The_same_bytes_are_one_notice_whoever_sends_them_and_however_it_was_settled()
    {
        Skip.If(tables is null, Why);
        var all = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => AcceptAsync("same", source: i % 2 == 0 ? "gcn" : "voevent"))));
        Assert.Single(all, r => r.IsNew);
        Assert.Single(all.Select(r => r.Id).Distinct());
        Assert.True(await Store.SettleAsync(all[0].Id, NoticeStatus.Followed, "S1", default));
        Assert.Equal(all[0] with { IsNew = false }, await AcceptAsync("same"));
        Assert.Empty(await Store.WaitingAsync(10, default));
        Assert.Equal(21, (await Store.FindAsync(all[0].Id, default))!.Notice.Times);
        Assert.NotEqual(all[0].Id, (await AcceptAsync("other")).Id);
    }

    [SkippableFact]
    public async Task Notices_wait_in_the_order_of_their_arrival_and_are_settled_once()
    {
        Skip.If(tables is null, Why);
        for (var i = 0; i < 5; i++)
            await AcceptAsync($"n{i}");
        Assert.Equal([1L, 2, 3], (await Store.WaitingAsync(3, default)).Select(n => n.Id));
        Assert.True(await Store.SettleAsync(1, NoticeStatus.Ignored, "a test", default));
        Assert.False(await Store.SettleAsync(1, NoticeStatus.DeadLetter, "again", default));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.SettleAsync(2, NoticeStatus.Waiting, null, default));
        Assert.Equal([2L, 3, 4, 5], (await Store.WaitingAsync(10, default)).Select(n => n.Id));
        var ignored = Assert.Single(await Store.ListAsync(new NoticeFilter { Status = NoticeStatus.Ignored, Source = "gcn", SinceUtc = clock.GetUtcNow() }, 10, default));
        Assert.Equal((1L, "a test", (DateTimeOffset?)clock.GetUtcNow()), (ignored.Id, ignored.Reason, ignored.SettledUtc));
        Assert.Empty(await Store.ListAsync(new NoticeFilter { Source = "folder" }, 10, default));
        Assert.Equal([5L, 4], (await Store.ListAsync(new NoticeFilter(), 2, default)).Select(n => n.Id));
    }

    [SkippableFact]
    public async Task What_ends_the_process_three_times_is_set_aside_and_what_was_put_back_is_not()
    {
        Skip.If(tables is null, Why);
        await AcceptAsync("poison");
        for (var i = 0; i < 10; i++)
        {
            Assert.NotNull(await Store.BeginAsync(1, default));
            await Store.PutBackAsync(1, default);
        }
        for (var i = 1; i <= NoticeStore.MostAttempts; i++)
            Assert.Equal(i, (await Store.BeginAsync(1, default))!.Notice.Attempts);
        Assert.Null(await Store.BeginAsync(1, default));
        var aside = (await Store.FindAsync(1, default))!.Notice;
        Assert.Equal(NoticeStatus.DeadLetter, aside.Status);
        Assert.Contains("began 3 times", aside.Reason);
        Assert.Null(await Store.BeginAsync(1, default));
        Assert.Null(await Store.BeginAsync(77, default));
    }

    [SkippableFact]
    public async Task Dead_letters_are_replayed_one_or_all_as_if_nobody_had_looked_at_them()
    {
        Skip.If(tables is null, Why);
        for (var i = 0; i < 4; i++)
            await AcceptAsync($"n{i}");
        await Store.BeginAsync(1, default);
        for (var id = 1; id <= 3; id++)
            await Store.SettleAsync(id, NoticeStatus.DeadLetter, "no JSON", default);
        Assert.False(await Store.ReplayAsync(4, default));
        Assert.False(await Store.ReplayAsync(99, default));
        Assert.True(await Store.ReplayAsync(1, default));
        var again = (await Store.FindAsync(1, default))!.Notice;
        Assert.Equal((NoticeStatus.Waiting, null, null, 0), (again.Status, again.Reason, again.SettledUtc, again.Attempts));
        Assert.Equal(2, await Store.ReplayDeadLettersAsync(default));
        Assert.Equal([1L, 2, 3, 4], (await Store.WaitingAsync(10, default)).Select(n => n.Id));
        Assert.Equal(0, await Store.ReplayDeadLettersAsync(default));
    }

    [SkippableFact]
    public async Task Of_settled_notices_the_bytes_go_then_the_memory_and_dead_letters_go_beyond_their_number_only()
    {
        Skip.If(tables is null, Why);
        Store.Keeping = new NoticeKeeping { BytesDays = 10, MemoryDays = 20, MostDeadLetters = 2 };
        for (var i = 1; i <= 6; i++)
            await AcceptAsync($"n{i}");
        await Store.SettleAsync(1, NoticeStatus.Followed, null, default);
        await Store.SettleAsync(2, NoticeStatus.Ignored, null, default);
        for (var id = 3; id <= 5; id++)
            await Store.SettleAsync(id, NoticeStatus.DeadLetter, "broken", default);
        clock.Advance(TimeSpan.FromDays(9));
        Assert.Equal(1, await Store.PruneAsync(default));
        Assert.Equal(new NoticeCounts(1, 2, clock.GetUtcNow() - TimeSpan.FromDays(9), 3, 1), await Store.CountAsync(default));
        Assert.False(await Store.ReplayAsync(3, default));
        clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal(2, await Store.PruneAsync(default));
        var known = (await Store.FindAsync(1, default))!;
        Assert.Equal((false, 0), (known.Notice.HasBytes, known.Bytes.Length));
        Assert.False((await AcceptAsync("n1")).IsNew);
        clock.Advance(TimeSpan.FromDays(20));
        Assert.Equal(3, await Store.PruneAsync(default));
        Assert.Equal([6L, 5, 4], (await Store.ListAsync(new NoticeFilter(), 10, default)).Select(n => n.Id));
        Assert.Equal(0, await Store.PruneAsync(default));
        Assert.True(await Store.ReplayAsync(4, default));
    }

    [SkippableFact]
    public async Task When_too_much_waits_no_more_is_taken_but_what_is_known_is_told_apart()
    {
        Skip.If(tables is null, Why);
        Store.Keeping = new NoticeKeeping { MostWaiting = 2 };
        await AcceptAsync("n1");
        await AcceptAsync("n2");
        Assert.Contains("2 notices with 4 bytes wait", (await Assert.ThrowsAsync<ArchiveException>(() => AcceptAsync("n3"))).Message);
        Assert.Equal(new NoticeReceipt(1, false), await AcceptAsync("n1"));
        await Store.SettleAsync(1, NoticeStatus.Followed, null, default);
        Assert.True((await AcceptAsync("n3")).IsNew);
        Store.Keeping = new NoticeKeeping { MostWaitingBytes = 3 };
        await Assert.ThrowsAsync<ArchiveException>(() => AcceptAsync("n4"));
    }

    [SkippableFact]
    public async Task Of_a_notice_that_is_too_large_the_beginning_is_a_dead_letter()
    {
        Skip.If(tables is null, Why);
        var bytes = new byte[NoticeStore.MostBytes + 1];
        bytes[0] = 7;
        var receipt = await Store.AcceptAsync(new ReceivedNotice("gcn", "t", "0:1", bytes, clock.GetUtcNow()), default);
        var content = (await Store.FindAsync(receipt.Id, default))!;
        Assert.Equal((NoticeStatus.DeadLetter, NoticeStore.MostBytes + 1L, NoticeStore.BeginningBytes), (content.Notice.Status, content.Notice.Length, content.Bytes.Length));
        Assert.Contains("67,108,865 bytes", content.Notice.Reason);
        Assert.Equal(0, await Store.ReplayDeadLettersAsync(default));
    }

    [SkippableFact]
    public async Task Who_waits_for_news_is_woken_by_a_notice_and_by_a_replay()
    {
        Skip.If(tables is null, Why);
        var waiting = Store.WaitForNewsAsync(TimeSpan.FromDays(1), default);
        await AcceptAsync("n1");
        await waiting.WaitAsync(ListenRig.Long);
        // Old news wakes nobody.
        await AcceptAsync("n1");
        waiting = Store.WaitForNewsAsync(TimeSpan.FromDays(1), default);
        Assert.False(waiting.IsCompleted);
        await Store.SettleAsync(1, NoticeStatus.DeadLetter, "x", default);
        await Store.ReplayAsync(1, default);
        await waiting.WaitAsync(ListenRig.Long);
        using var stop = new CancellationTokenSource();
        waiting = Store.WaitForNewsAsync(TimeSpan.FromDays(1), stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [SkippableFact]
    public async Task Tables_of_the_version_before_get_the_notices_and_keep_the_rest()
    {
        Skip.If(tables is null, Why);
        await tables!.Settings.SetAsync(new ConversationPlace("slack", "T", "C"), "level", "0.8", "U", default);
        await using (var database = await Archives.OpenBesideAsync(archive, default))
        await using (var connection = await database.OpenConnectionAsync())
            foreach (var sql in new[]
            {
                "drop table bot_notice", "drop table bot_notice_bytes", "drop table bot_event", "drop table bot_event_alias", "drop table bot_event_notice", "drop table bot_event_revision",
                "drop table bot_event_decision", "drop table bot_event_scan", "drop table bot_event_thread", "drop table bot_event_overlap", "drop table bot_event_post", "drop table bot_operator_line",
                "alter table bot_watch drop column night", "delete from bot_version where version > 1",
            })
            {
                await using var command = connection.CreateCommand();
                command.CommandText = sql;
                await command.ExecuteNonQueryAsync();
            }
        await using var later = await OpenAsync();
        Assert.True((await later.Notices.AcceptAsync(new ReceivedNotice("gcn", "t", "0:0", new byte[] { 1 }, clock.GetUtcNow()), default)).IsNew);
        Assert.Single(await later.Settings.ListAsync(new ConversationPlace("slack", "T", "C"), default));
    }

    private Task<BotTables> OpenAsync() => BotTables.OpenAsync(archive, clock, CancellationToken.None);

    private Task<NoticeReceipt> AcceptAsync(string text, string source = "gcn") =>
        Store.AcceptAsync(new ReceivedNotice(source, "a.topic", "0:1", Encoding.UTF8.GetBytes(text), clock.GetUtcNow()), CancellationToken.None);
}

public sealed class SqliteNoticeStoreTests : NoticeStoreContract
{
    private readonly string folder = Directory.CreateTempSubdirectory("ampelbot-test-").FullName;

    protected override string Why => "";

    protected override async Task<string?> MakeArchiveAsync()
    {
        await (await Archives.OpenOrCreateAsync(folder, default)).DisposeAsync();
        return folder;
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}

public sealed class PostgresNoticeStoreTests(PostgresCluster cluster) : NoticeStoreContract, IClassFixture<PostgresCluster>
{
    protected override string Why => cluster.Why;

    protected override async Task<string?> MakeArchiveAsync()
    {
        if (!cluster.IsPresent)
            return null;
        var address = cluster.NewAddress();
        await (await Archives.OpenOrCreateAsync(address, default)).DisposeAsync();
        return address;
    }
}
