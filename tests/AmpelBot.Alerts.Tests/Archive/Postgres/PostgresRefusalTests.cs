using AmpelBot.Alerts.Archive;
using AmpelBot.Alerts.Archive.Postgres;
using AmpelBot.Sky;
using AmpelBot.Testing;
using Npgsql;

namespace AmpelBot.Alerts.Tests.Archive.Postgres;

/// <summary>Addresses, databases that are no archive, and a server that goes away.</summary>
[Collection(PostgresCollection.Name)]
public sealed class PostgresRefusalTests(PostgresCluster cluster)
{
    private const string Secret = "s3cret";

    private static readonly AlertQuery Everything = new() { Moc = Moc.FullSky, Window = HandMade.AllTime, Rights = DataRights.Partnership };

    [Theory]
    [InlineData("postgres://ann@db.example.org/survey", "postgres://db.example.org:5432/survey")]
    [InlineData("postgresql://ann:s3cret@db.example.org:6543/survey?schema=ztf_2", "postgres://db.example.org:6543/survey?schema=ztf_2")]
    [InlineData("postgres://ann:s3%40cret@[::1]:6543/my%20survey", "postgres://[::1]:6543/my survey")]
    [InlineData("postgres://%2Frun%2Fpostgresql/survey", "postgres:///run/postgresql:5432/survey")]
    [InlineData("postgres:///survey?host=/run/postgresql&port=5433&user=ann", "postgres:///run/postgresql:5433/survey")]
    [InlineData("POSTGRES://localhost/survey?sslmode=verify-full", "postgres://localhost:5432/survey")]
    public void An_address_names_a_place_without_the_password(string address, string place)
    {
        Assert.True(PostgresArchive.IsAddress(address));
        var parsed = PostgresAddress.Parse(address);
        Assert.Equal(place, parsed.Place);
        Assert.DoesNotContain("cret", parsed.Place, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("postgres://", "database")]
    [InlineData("postgres://ann:s3cret@host", "database")]
    [InlineData("postgres://ann:s3cret@host:99999/survey", "port")]
    [InlineData("postgres://ann:s3cret@host:x/survey", "port")]
    [InlineData("postgres://ann:s3cret@host/survey?schema=a;drop", "schema")]
    [InlineData("postgres://ann:s3cret@host/survey?schema=", "schema")]
    [InlineData("postgres://ann:s3cret@host/survey?schema=Ztf", "schema")]
    [InlineData("postgres://ann:s3cret@host/survey?sslmode=maybe", "sslmode")]
    [InlineData("postgres://ann:s3cret@host/survey?pasword=s3cret", "pasword")]
    [InlineData("postgres://ann:s3cret@host/a/b", "database")]
    [InlineData("postgres://ann:s3cret@host/survey%00", "zero")]
    public void An_address_that_is_none_is_refused_without_its_password(string address, string what)
    {
        var refusal = Assert.Throws<ArchiveException>(() => PostgresAddress.Parse(address));
        Assert.Contains(what, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_met_with_a_sentence()
    {
        var refusal = await Assert.ThrowsAsync<ArchiveException>(() => PostgresArchive.OpenExistingAsync($"postgres://ann:{Secret}@127.0.0.1:1/survey", true, default));
        Assert.Contains("postgres://127.0.0.1:1/survey", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, refusal.ToString(), StringComparison.Ordinal);
        Assert.False(refusal.IsMissing);
    }

    [SkippableFact]
    public async Task A_database_that_is_not_there_is_missing()
    {
        Skip.IfNot(cluster.IsPresent, cluster.Why);
        var refusal = await Assert.ThrowsAsync<ArchiveException>(() => PostgresArchive.OpenOrCreateAsync($"postgres://postgres@127.0.0.1:{cluster.Port}/nothing", default));
        Assert.True(refusal.IsMissing, refusal.Message);
        Assert.Contains("createdb", refusal.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Reading_makes_nothing()
    {
        Skip.IfNot(cluster.IsPresent, cluster.Why);
        var address = cluster.NewAddress();
        foreach (var isReadOnly in new[] { true, false })
            Assert.True((await Assert.ThrowsAsync<ArchiveException>(() => PostgresArchive.OpenExistingAsync(address, isReadOnly, default))).IsMissing);
        await using var source = PostgresAddress.Parse(cluster.Address()).Connect(isReadOnly: true);
        await using var command = source.CreateCommand($"select count(*) from pg_namespace where nspname = '{PostgresAddress.Parse(address).Schema}'");
        Assert.Equal(0L, await command.ExecuteScalarAsync());
    }

    [SkippableTheory]
    [InlineData("create table t (i integer)", "another program")]
    [InlineData("create view v as select 1", "another program")]
    [InlineData("create table ampelbot_migration (version integer); insert into ampelbot_migration values (9999)", "newer")]
    public async Task Tables_of_others_and_newer_ones_are_refused_and_left_alone(string sql, string what)
    {
        Skip.IfNot(cluster.IsPresent, cluster.Why);
        var address = cluster.NewAddress();
        await using var source = PostgresAddress.Parse(address).Connect(isReadOnly: false);
        await RunAsync(source, $"create schema {PostgresAddress.Parse(address).Schema}; {sql}");
        foreach (var open in new Func<Task>[]
        {
            () => PostgresArchive.OpenOrCreateAsync(address, default), () => PostgresArchive.OpenExistingAsync(address, true, default),
            () => PostgresArchive.OpenExistingAsync(address, false, default),
        })
        {
            var refusal = await Assert.ThrowsAsync<ArchiveException>(open);
            Assert.Contains(what, refusal.Message, StringComparison.Ordinal);
        }
        await using var command = source.CreateCommand("select count(*) from pg_class where relnamespace = current_schema()::regnamespace");
        Assert.Equal(1L, await command.ExecuteScalarAsync());
    }

    [SkippableFact]
    public async Task Older_tables_are_brought_up_to_date_by_writers_alone()
    {
        Skip.IfNot(cluster.IsPresent, cluster.Why);
        var address = cluster.NewAddress();
        await using var source = PostgresAddress.Parse(address).Connect(isReadOnly: false);
        // Tables of version 1 with an alert, as the program of that time wrote it.
        await using (var connection = await source.OpenConnectionAsync())
            await Migrations.ApplyAsync(connection, PostgresAddress.Parse(address), 1, default);
        var row = AlertRow.Of(HandMade.Bare(1, 2_458_451.75));
        await RunAsync(source, $"""
            insert into schema (sha256, json) values (sha256('{row.Candidate.Schema.Json}'), '{row.Candidate.Schema.Json}');
            insert into alert values ({row.Hpx29}, 1, {row.Jd}, {row.Stock}, {row.RaDeg}, {row.DecDeg}, now(), {row.Night}, 1, 1, 2, true, false, 'ZTF', '\x{Convert.ToHexString(row.Candidate.Bytes.Span)}');
            insert into object values ({row.Stock}, 'ZTF', '{row.ObjectName}');
            insert into night values ({row.Night}, 1);
            update totals set alerts = 1, objects = 1, state_hash = mod({StateId.OfAlert("ZTF", 1)} + 18446744073709551616, 18446744073709551616), first_jd = {row.Jd}, last_jd = {row.Jd}
            """);
        Assert.Contains("to write", (await Assert.ThrowsAsync<ArchiveException>(() => PostgresArchive.OpenExistingAsync(address, true, default))).Message, StringComparison.Ordinal);
        await using (var archive = await PostgresArchive.OpenExistingAsync(address, isReadOnly: false, default))
            Assert.Equal((Migrations.Newest, 1), ((await archive.InfoAsync(default)).SchemaVersion, (await archive.InfoAsync(default)).Alerts));
        await using var reader = await PostgresArchive.OpenExistingAsync(address, isReadOnly: true, default);
        Assert.Equal(1, await reader.CountAsync(Everything, default));
        Assert.Single(await reader.AlertsOfAsync(new ObjectKey("ZTF", row.Stock), DataRights.Partnership, default));
        Assert.All(await reader.VerifyAsync(null, default), check => Assert.True(check.IsOk, check.Name + ": " + check.Detail));
    }

    [SkippableFact]
    public async Task Many_who_make_the_same_archive_at_once_make_one()
    {
        Skip.IfNot(cluster.IsPresent, cluster.Why);
        var address = cluster.NewAddress();
        var archives = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => PostgresArchive.OpenOrCreateAsync(address, default)));
        var added = await Task.WhenAll(archives.Select(a => a.AddAsync([AlertRow.Of(HandMade.Alert(1, 2_458_451.75))], [], default)));
        Assert.Equal(1, added.Sum());
        foreach (var archive in archives)
            await archive.DisposeAsync();
    }

    [SkippableFact]
    public async Task Text_that_the_server_cannot_hold_is_kept_with_a_replacement()
    {
        Skip.IfNot(cluster.IsPresent, cluster.Why);
        await using var archive = await PostgresArchive.OpenOrCreateAsync(cluster.NewAddress(), default);
        await archive.AddAsync([AlertRow.Of(HandMade.Alert(1, 2_458_451.75, objectId: "a\0b\ud800"))], [new("c\0d", 0, "e\0f")], default);
        Assert.Single(await archive.FindObjectsAsync("a\uFFFDb\uFFFD", default));
        await foreach (var letter in archive.DeadLettersAsync(default))
            Assert.Equal(("c\uFFFDd", "e\uFFFDf"), (letter.Letter.File, letter.Letter.Reason));
    }

    [SkippableFact]
    public async Task A_server_that_goes_away_stops_a_scan_with_a_sentence_and_an_ingest_goes_on()
    {
        await using var own = new Owned();
        await own.Cluster.InitializeAsync();
        Skip.IfNot(own.Cluster.IsPresent, own.Cluster.Why);
        await using var archive = await PostgresArchive.OpenOrCreateAsync(own.Cluster.Address(), default);
        // More than the pages that are read ahead.
        var alerts = Enumerable.Range(1, 30_000).Select(i => HandMade.Bare(i, 2_458_451.75, i * 0.012, i * 0.003 - 45, "ZTF18m" + i)).ToList();
        Assert.Equal(30_000, await archive.AddAsync([.. alerts.Select(AlertRow.Of)], [], default));

        var seen = 0;
        var refusal = await Assert.ThrowsAsync<ArchiveException>(async () =>
        {
            await foreach (var alert in archive.ScanAsync(Everything, default))
                if (++seen == 10)
                    await own.Cluster.StopAsync();
        });
        Assert.InRange(seen, 10, 29_999);
        Assert.Contains(archive.Place, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("ask again", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(archive.Place, (await Assert.ThrowsAsync<ArchiveException>(() => archive.InfoAsync(default))).Message, StringComparison.Ordinal);

        // The server comes back while the batch waits for it.
        var adding = archive.AddAsync([AlertRow.Of(HandMade.Bare(30_001, 2_458_451.75)), AlertRow.Of(alerts[0])], [], default);
        await own.Cluster.StartAsync();
        Assert.Equal(1, await adding);
        Assert.Equal(30_001, await archive.CountAsync(Everything, default));
        // Idle connections broke as well, and nobody notices.
        await own.Cluster.StopAsync();
        await own.Cluster.StartAsync();
        Assert.Equal(30_001, (await archive.InfoAsync(default)).Alerts);
        Assert.Equal(0, await archive.AddAsync([AlertRow.Of(alerts[5])], [], default));
        var again = 0;
        await foreach (var _ in archive.ScanAsync(Everything, default))
            again++;
        Assert.Equal(30_001, again);
    }

    private static async Task RunAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private sealed class Owned : IAsyncDisposable
    {
        internal PostgresCluster Cluster { get; } = new();

        public async ValueTask DisposeAsync() => await Cluster.DisposeAsync();
    }
}
