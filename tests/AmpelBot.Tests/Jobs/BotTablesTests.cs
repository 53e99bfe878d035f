using System.Data.Common;
using AmpelBot.Alerts.Archive;
using AmpelBot.Jobs;
using AmpelBot.Testing;

namespace AmpelBot.Tests.Jobs;

public sealed class SqliteBotTablesTests : BotTablesContract
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

    [Fact]
    public async Task There_is_no_database_beside_no_archive()
    {
        var refused = await Assert.ThrowsAsync<ArchiveException>(() => BotTables.OpenAsync(Path.Combine(folder, "nothing"), TimeProvider.System, default));
        Assert.True(refused.IsMissing);
    }

    [Fact]
    public async Task A_full_disk_is_a_sentence_and_what_was_stored_is_unharmed()
    {
        await using var database = await Archives.OpenBesideAsync(Archive, default);
        await AcceptAsync("e1");
        var refused = await Assert.ThrowsAsync<ArchiveException>(() => database.RunAsync(async transaction =>
        {
            // A limit of the connection stands for the end of the disk.
            await RunAsync(transaction, "PRAGMA max_page_count = 60");
            return await RunAsync(transaction, "insert into bot_setting select 'c', 't', 'c', value, hex(zeroblob(500)), 'u', 0 from (with recursive n(value) as (select 1 union all select value + 1 from n limit 2000) select value from n)");
        }, default));
        Assert.Contains("No space is left", refused.Message);
        await using var later = await OpenAsync();
        Assert.Single(await later.Jobs.UnfinishedAsync(default));
        Assert.Empty(await later.Settings.ListAsync(new ConversationPlace("c", "t", "c"), default));
    }

    [Fact]
    public async Task A_file_of_another_program_or_none_of_a_database_is_refused()
    {
        foreach (var (name, content) in new[] { ("garbage", "this is no database at all, but a text that is long enough to be one") })
        {
            var archive = Path.Combine(folder, name);
            await (await Archives.OpenOrCreateAsync(archive, default)).DisposeAsync();
            await File.WriteAllTextAsync(Path.Combine(archive, "bot.db"), content);
            var refused = await Assert.ThrowsAsync<ArchiveException>(() => BotTables.OpenAsync(archive, TimeProvider.System, default));
            Assert.Contains("bot.db is damaged", refused.Message);
        }
        var other = Path.Combine(folder, "other");
        await (await Archives.OpenOrCreateAsync(other, default)).DisposeAsync();
        File.Copy(Path.Combine(other, "alerts.db"), Path.Combine(other, "bot.db"));
        Assert.Contains("belongs to another program", (await Assert.ThrowsAsync<ArchiveException>(() => BotTables.OpenAsync(other, TimeProvider.System, default))).Message);
    }

    [Fact]
    public async Task What_is_stored_is_durable_at_once()
    {
        await using var database = await Archives.OpenBesideAsync(Archive, default);
        await using var connection = await database.OpenConnectionAsync();
        await using var command = connection.CreateCommand();
        foreach (var (pragma, value) in new (string, object)[] { ("synchronous", 2L), ("journal_mode", "wal") })
        {
            command.CommandText = "PRAGMA " + pragma;
            Assert.Equal(value, await command.ExecuteScalarAsync());
        }
    }

    private static async Task<int> RunAsync(DbTransaction transaction, string sql)
    {
        await using var command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        return await command.ExecuteNonQueryAsync();
    }
}

public sealed class PostgresBotTablesTests(PostgresCluster cluster) : BotTablesContract, IClassFixture<PostgresCluster>
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

    [SkippableFact]
    public async Task There_is_no_database_beside_no_archive()
    {
        Skip.IfNot(cluster.IsPresent, cluster.Why);
        Assert.True((await Assert.ThrowsAsync<ArchiveException>(() => BotTables.OpenAsync(cluster.NewAddress(), TimeProvider.System, default))).IsMissing);
    }

    [SkippableFact]
    public async Task After_the_server_went_away_and_came_back_the_tables_are_used_again()
    {
        Skip.IfNot(cluster.IsPresent, cluster.Why);
        await AcceptAsync("e1");
        await cluster.StopAsync();
        Assert.Contains("cannot be reached", (await Assert.ThrowsAsync<ArchiveException>(() => AcceptAsync("e2"))).Message);
        await cluster.StartAsync();
        Assert.IsType<Acceptance.Queued>(await AcceptAsync("e2"));
        Assert.IsType<Acceptance.Seen>(await AcceptAsync("e1"));
    }
}
