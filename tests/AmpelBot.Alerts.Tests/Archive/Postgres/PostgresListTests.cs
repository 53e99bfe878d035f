using AmpelBot.Alerts.Archive;
using AmpelBot.Alerts.Archive.Postgres;
using AmpelBot.Sky;
using AmpelBot.Testing;

namespace AmpelBot.Alerts.Tests.Archive.Postgres;

/// <summary>Batches that are big enough to be found through lists, beside small ones that are found through indexes.</summary>
[Collection(PostgresCollection.Name)]
public sealed class PostgresListTests(PostgresCluster cluster) : IAsyncLifetime
{
    private const double Jd = 2_458_451.75;
    private const int Count = ListedAlerts.LeastAlerts + 232;
    private const int Objects = 5000;

    private static readonly AlertQuery Everything = new() { Moc = Moc.FullSky, Window = HandMade.AllTime, Rights = DataRights.Partnership };

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
    public async Task Alerts_of_big_and_small_batches_are_found_in_the_same_way()
    {
        var packed = HandMade.Alert(2 * Count + 1, Jd + 1.1, objectId: NameOf(7), history: [HandMade.UpperLimit(7, Jd)], cutouts: [new Cutout("Science", "a", [1])]);
        var small = new[] { HandMade.Bare(3 * Count, Jd + 0.1, objectId: NameOf(7)), HandMade.Bare(3 * Count + 1, Jd + 2, objectId: "other") };
        Assert.Equal(Count, await archive.AddAsync(Night(1, Jd), [], default));
        Assert.Equal(2, await archive.AddAsync([.. small.Select(AlertRow.Of)], [], default));
        Assert.Equal(Count + 1, await archive.AddAsync([.. Night(Count + 1, Jd + 1), AlertRow.Of(packed)], [], default));
        Assert.Equal(2L * Count + 1, await ScalarAsync("select count(*) from alert where listed"));

        var key = new ObjectKey("ZTF", small[0].Object.Stock);
        long[] expected = [.. Enumerable.Range(1, 2 * Count).Where(i => i % Objects == 7).Select(i => (long)i), packed.AlertId, small[0].AlertId];
        var alerts = await archive.AlertsOfAsync(key, DataRights.Partnership, default);
        Assert.Equal(expected.Order(), alerts.Select(a => a.AlertId).Order());
        Assert.Equal(alerts.OrderBy(a => a.Jd).Select(a => a.AlertId), alerts.Select(a => a.AlertId));
        Assert.Equal(expected.Order(), (await archive.JournalOfAsync(key, default)).Select(e => e.AlertId!.Value).Order());
        HandMade.AssertSame(packed.Packet!, (await archive.PacketAsync("ZTF", packed.AlertId, DataRights.Partnership, default))!);
        Assert.Single(await archive.CutoutsAsync("ZTF", packed.AlertId, DataRights.Partnership, default));
        Assert.Null(await archive.PacketAsync("ZTF", 5, DataRights.Partnership, default));
        Assert.Empty(await archive.CutoutsAsync("ZTF", 4L * Count, DataRights.Partnership, default));
        Assert.Equal(2L * Count + 3, await archive.CountAsync(Everything, default));
        await AssertSoundAsync();
    }

    [SkippableFact]
    public async Task What_is_listed_is_not_added_again_wherever_it_comes()
    {
        Assert.Equal(Count, await archive.AddAsync(Night(1, Jd), [], default));
        var info = await archive.InfoAsync(default);
        Assert.Equal(0, await archive.AddAsync(Night(1, Jd), [], default));
        Assert.Equal(0, await archive.AddAsync([AlertRow.Of(HandMade.Bare(17, Jd + 40, 3, 4, "other"))], [], default));
        Assert.Equal(info, await archive.InfoAsync(default));
        // Half of it is new, in a batch that is big enough.
        Assert.Equal(Count / 2, await archive.AddAsync(Night(Count / 2 + 1, Jd)[..Count], [], default));
        // The same numbers of another survey; and a number within the span of a list that the list lacks.
        Assert.Equal(1, await archive.AddAsync([AlertRow.Of(HandMade.Bare(17, Jd, survey: "LSST")), AlertRow.Of(HandMade.Bare(18, Jd))], [], default));
        Assert.Equal(Count, await archive.AddAsync([.. Enumerable.Range(0, Count).Select(i => AlertRow.Of(HandMade.Bare(1_000_000 + 2 * i, Jd, objectId: NameOf(i))))], [], default));
        Assert.Equal(2, await archive.AddAsync([.. Enumerable.Range(0, 4).Select(i => AlertRow.Of(HandMade.Bare(1_000_100 + i, Jd, objectId: NameOf(i))))], [], default));
        await AssertSoundAsync();
    }

    [SkippableFact]
    public async Task A_number_that_is_in_the_index_is_not_listed()
    {
        Assert.Equal(1, await archive.AddAsync([AlertRow.Of(HandMade.Bare(500, Jd - 9))], [], default));
        Assert.Equal(Count - 1, await archive.AddAsync(Night(1, Jd), [], default));
        Assert.Equal(0L, await ScalarAsync("select count(*) from alert where listed"));
        await AssertSoundAsync();
    }

    [SkippableFact]
    public async Task Batches_of_several_nights_or_surveys_or_without_numbers_are_not_listed()
    {
        foreach (var (place, other) in new[]
        {
            HandMade.Bare(5, Jd + 1), HandMade.Bare(5, Jd, survey: "LSST"), HandMade.Bare(5, Jd, hasCandid: false),
        }.Index())
            Assert.Equal(Count, await archive.AddAsync([.. Night(Count * (place + 1), Jd)[1..], AlertRow.Of(other) with { AlertId = 5 + place }], [], default));
        Assert.Equal(0L, await ScalarAsync("select count(*) from alert where listed"));
        await AssertSoundAsync();
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
        await AssertSoundAsync();
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
        await AssertSoundAsync();

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
        await AssertSoundAsync();
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

    private static string NameOf(long i) => FormattableString.Invariant($"object {i % Objects}");

    /// <summary>A night of a survey that counts on.</summary>
    private static AlertRow[] Night(int firstId, double jd)
        => [.. Enumerable.Range(firstId, Count).Select(i => AlertRow.Of(HandMade.Bare(
            i, jd + (i - firstId) * 1e-6, i % Objects * 0.07, i % Objects * 0.01 - 30, NameOf(i))))];

    private async Task AssertSoundAsync()
        => Assert.All(await archive.VerifyAsync(null, default), check => Assert.True(check.IsOk, check.Name + ": " + check.Detail));

    private async Task<object?> ScalarAsync(string sql)
    {
        await using var source = PostgresAddress.Parse(address).Connect(isReadOnly: false);
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }
}
