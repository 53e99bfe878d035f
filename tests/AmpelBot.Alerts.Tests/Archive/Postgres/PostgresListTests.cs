using AmpelBot.Alerts.Archive;
using AmpelBot.Alerts.Archive.Postgres;
using AmpelBot.Testing;
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
            ("update alert set listed = false where alert_id = 3", "update alert set listed = true where alert_id = 3"),
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
    public async Task A_member_of_a_fleet_has_no_lists()
    {
        Assert.Equal(Count, await archive.AddAsync(Night(1, Jd), [], default));
        await ScalarAsync("select ampelbot_fleet_member()");
        Assert.Equal(0L, await ScalarAsync("select count(*) from alert where listed"));
        Assert.Equal(Count, await archive.AddAsync(Night(Count + 1, Jd), [], default));
        Assert.Equal(0, await archive.AddAsync(Night(1, Jd), [], default));
        Assert.Equal(0L, await ScalarAsync("select (select count(*) from alert where listed) + (select count(*) from id_list) + (select count(*) from stock_list)"));
        Assert.Equal(2 * Count / Objects, (await archive.AlertsOfAsync(new ObjectKey("ZTF", HandMade.Bare(1, Jd, objectId: NameOf(Objects - 1)).Object.Stock), DataRights.Partnership, default)).Count);
        await AssertSoundAsync(archive);
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
