using AmpelBot.Alerts.Archive;
using AmpelBot.Alerts.Archive.Postgres;
using AmpelBot.Testing;
using Npgsql;
using static AmpelBot.Testing.Archive.BigBatch;

namespace AmpelBot.Alerts.Tests.Archive.Postgres;

/// <summary>What is particular to the lists of PostgreSQL; what they must hold in every engine is in the archive contract.</summary>
[Collection(PostgresCollection.Name)]
public sealed class PostgresListTests(PostgresCluster cluster) : IAsyncLifetime
{
    private readonly string address = cluster.NewAddress();
    private PostgresArchive archive = null!;

    public async Task InitializeAsync()
    {
        Skip.IfNot(cluster.IsPresent, cluster.Why);
        archive = await PostgresArchive.OpenOrCreateAsync(address, default);
    }

    public async Task DisposeAsync()
    {
        if (archive is not null)
            await archive.DisposeAsync();
    }

    [SkippableFact]
    public async Task Writers_who_bring_the_same_big_batch_at_once_keep_it_once()
    {
        await using var other = await PostgresArchive.OpenOrCreateAsync(address, default);
        var night = Night(1, Jd);
        var added = await Task.WhenAll(
            Task.Run(() => archive.AddAsync(night, [], default)),
            Task.Run(() => other.AddAsync(night, [], default)),
            Task.Run(async () =>
            {
                var sum = 0;
                foreach (var some in night.Take(900).Chunk(30))
                    sum += await other.AddAsync(some, [], default);
                return sum;
            }));
        Assert.Equal(Count, added.Sum());
        Assert.Equal(Count, (await archive.InfoAsync(default)).Alerts);
        await AssertSoundAsync(archive);
    }

    [SkippableFact]
    public async Task Verify_finds_what_is_wrong_with_the_lists()
    {
        Assert.Equal(Count, await archive.AddAsync(Night(1, Jd), [], default));
        await using var source = PostgresAddress.Parse(address).Connect(isReadOnly: false);
        foreach (var (damage, repair) in new[]
        {
            ("create table kept as select * from id_list where first_id = 1; delete from id_list where first_id = 1", "insert into id_list select * from kept; drop table kept"),
            ("update id_list set night = night + 1 where first_id = 1", "update id_list set night = night - 1 where first_id = 1"),
            ("update id_list set first_id = 0 where first_id = 1", "update id_list set first_id = 1 where first_id = 0"),
            ("update stock_list set hpx29s[1] = hpx29s[1] + 1 where bucket = 5", "update stock_list set hpx29s[1] = hpx29s[1] - 1 where bucket = 5"),
            ("update stock_list set bucket = 1023 - bucket where bucket in (5, 1018)", "update stock_list set bucket = 1023 - bucket where bucket in (5, 1018)"),
        })
        {
            await RunAsync(damage);
            var bad = Assert.Single(await archive.VerifyAsync(null, default), check => !check.IsOk);
            Assert.Equal("lists", bad.Name);
            await RunAsync(repair);
        }
        await AssertSoundAsync(archive);

        async Task RunAsync(string sql)
        {
            await using var command = source.CreateCommand(sql);
            await command.ExecuteNonQueryAsync();
        }
    }

    [SkippableFact]
    public async Task Verify_finds_an_alert_that_is_in_a_block_and_in_table_alert()
    {
        Assert.Equal(Count, await archive.AddAsync(Night(1, Jd), [], default));
        await ScalarAsync("insert into alert select 0, 3, 2458451.75, 0, 10, -20, now(), 58451, 1, 1, 0, true, false, 'ZTF', ''");
        var lists = (await archive.VerifyAsync(null, default)).Single(check => check.Name == "lists");
        Assert.False(lists.IsOk);
        Assert.Contains("twice", lists.Detail, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_member_of_a_fleet_has_no_lists()
    {
        await ScalarAsync("select ampelbot_fleet_member()");
        Assert.Equal(Count, await archive.AddAsync(Night(1, Jd), [], default));
        Assert.Equal(0, await archive.AddAsync(Night(1, Jd), [], default));
        Assert.Equal(0L, await ScalarAsync("select (select count(*) from alert_block) + (select count(*) from id_list) + (select count(*) from stock_list)"));
        Assert.Equal(Count / Objects + (Objects - 1 <= Count % Objects ? 1 : 0), (await archive.AlertsOfAsync(new ObjectKey("ZTF", HandMade.Bare(1, Jd, objectId: NameOf(Objects - 1)).Object.Stock), DataRights.Partnership, default)).Count);
        await AssertSoundAsync(archive);
    }

    [SkippableFact]
    public async Task An_archive_with_blocks_does_not_become_a_member_of_a_fleet()
    {
        Assert.Equal(Count, await archive.AddAsync(Night(1, Jd), [], default));
        var refusal = await Assert.ThrowsAsync<PostgresException>(() => ScalarAsync("select ampelbot_fleet_member()"));
        Assert.Contains("ingest the packets into a new database", refusal.MessageText, StringComparison.Ordinal);
        Assert.Equal(Count, await archive.AddAsync(Night(Count + 1, Jd), [], default));
        Assert.Equal(2L * Count, await ScalarAsync("select sum(alerts) from alert_block"));
    }

    [SkippableFact]
    public async Task Listed_alerts_of_version_3_become_rows_like_others()
    {
        var older = cluster.NewAddress();
        await using (var source = PostgresAddress.Parse(older).Connect(isReadOnly: false))
        {
            await using (var connection = await source.OpenConnectionAsync())
                await Migrations.ApplyAsync(connection, PostgresAddress.Parse(older), 3, default);
            // Three alerts, of which the first two are listed, as the program of that time wrote them.
            AlertRow[] rows = [.. Enumerable.Range(1, 3).Select(i => AlertRow.Of(HandMade.Bare(i, Jd, 10 + i, -20, "name")))];
            await using var command = source.CreateCommand($"""
                insert into schema (sha256, json) values (sha256('{rows[0].Candidate.Schema.Json}'), '{rows[0].Candidate.Schema.Json}');
                {string.Concat(rows.Select(r => $"""
                    insert into alert values ({r.Hpx29}, {r.AlertId}, {r.Jd}, {r.Stock}, {r.RaDeg}, {r.DecDeg}, now(), {r.Night}, 1, 1, 2, true, false, 'ZTF', '\x{Convert.ToHexString(r.Candidate.Bytes.Span)}', {r.AlertId < 3});
                    """))}
                insert into id_list values (1, 2, {rows[0].Night}, 'ZTF', '{"{1,2}"}', array[{rows[0].Hpx29}, {rows[1].Hpx29}]);
                insert into stock_list values ({ListedAlerts.BucketOf(rows[0].Stock)}, {rows[0].Night}, array[{rows[0].Stock}, {rows[1].Stock}], array[{rows[0].Hpx29}, {rows[1].Hpx29}]);
                insert into object values ({rows[0].Stock}, 'ZTF', 'name');
                insert into night values ({rows[0].Night}, 3);
                update totals set alerts = 3, objects = 1, state_hash = mod({unchecked((ulong)StateId.SumOfAlerts("ZTF", [1, 2, 3]))}, 18446744073709551616), first_jd = {Jd}, last_jd = {Jd}
                """);
            await command.ExecuteNonQueryAsync();
        }
        await using var opened = await PostgresArchive.OpenExistingAsync(older, isReadOnly: false, default);
        await AssertSoundAsync(opened);
        Assert.Equal([1, 2, 3], (await opened.AlertsOfAsync(Assert.Single(await opened.FindObjectsAsync("name", default)), DataRights.Partnership, default)).Select(a => a.AlertId));
        Assert.Equal(0, await opened.AddAsync([AlertRow.Of(HandMade.Bare(1, Jd)), AlertRow.Of(HandMade.Bare(3, Jd))], [], default));
        Assert.Equal(Count, await opened.AddAsync(Night(4, Jd), [], default));
        await AssertSoundAsync(opened);
    }

    [Fact]
    public void Eight_hashes_at_a_time_are_the_hashes_one_by_one()
    {
        var random = new Random(3);
        foreach (var survey in new[] { "ZTF", "", "LSST", "größer", new string('s', 34), new string('s', 35), new string('x', 500) })
            for (var count = 0; count < 40; count++)
            {
                long[] ids = [.. Enumerable.Range(0, count).Select(_ => random.NextInt64(long.MinValue, long.MaxValue) >> random.Next(64)), long.MinValue, long.MaxValue];
                Assert.Equal(ids.Aggregate(0L, (sum, id) => unchecked(sum + StateId.OfAlert(survey, id))), StateId.SumOfAlerts(survey, ids));
            }
    }

    private async Task<object?> ScalarAsync(string sql)
    {
        await using var source = PostgresAddress.Parse(address).Connect(isReadOnly: false);
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }
}
