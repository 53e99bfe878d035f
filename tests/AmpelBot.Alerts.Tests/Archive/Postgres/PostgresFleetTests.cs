using AmpelBot.Alerts.Archive;
using AmpelBot.Alerts.Archive.Postgres;
using AmpelBot.Sky;
using AmpelBot.Testing;
using AmpelBot.Testing.Archive;
using Npgsql;

namespace AmpelBot.Alerts.Tests.Archive.Postgres;

/// <summary>Two servers behind one: each keeps some nights.</summary>
[Collection(PostgresCollection.Name)]
public sealed class PostgresFleetTests(PostgresCluster north) : IAsyncLifetime
{
    private const int FirstNight = 58_450, SecondNight = 58_452, EndNight = 58_454;
    private readonly PostgresCluster south = new();
    private readonly string northAddress = north.NewAddress(), coordinator = north.NewAddress();
    private NpgsqlDataSource source = null!;

    private string SouthAddress => south.Address();

    public async Task InitializeAsync()
    {
        Skip.IfNot(north.IsPresent, north.Why);
        await south.InitializeAsync();
        Skip.IfNot(south.IsPresent, south.Why);
        foreach (var member in new[] { northAddress, SouthAddress })
        {
            await (await PostgresArchive.OpenOrCreateAsync(member, default)).DisposeAsync();
            await RunAsync(member, "select ampelbot_fleet_member()");
        }
        await (await PostgresArchive.OpenOrCreateAsync(coordinator, default)).DisposeAsync();
        await RunAsync(coordinator, $"""
            create extension if not exists postgres_fdw schema public;
            drop server if exists north cascade;
            drop server if exists south cascade;
            create server north foreign data wrapper postgres_fdw options (host '{north.SocketFolder}', port '{north.Port}', dbname 'postgres');
            create server south foreign data wrapper postgres_fdw options (host '{south.SocketFolder}', port '{south.Port}', dbname 'postgres', connect_timeout '5');
            create user mapping for postgres server north options (user 'postgres');
            create user mapping for postgres server south options (user 'postgres');
            select ampelbot_fleet_coordinator();
            select ampelbot_fleet_nights('north', {FirstNight}, {SecondNight}, '{PostgresAddress.Parse(northAddress).Schema}');
            select ampelbot_fleet_nights('south', {SecondNight}, {EndNight});
            """);
        source = PostgresAddress.Parse(coordinator).Connect(isReadOnly: false);
    }

    public async Task DisposeAsync()
    {
        if (source is not null)
            await source.DisposeAsync();
        await south.DisposeAsync();
    }

    private static List<Alert> Made() => HandMade.Many(400, EndNight - FirstNight, seed: 11);

    [SkippableFact]
    public async Task One_ordered_scan_gives_the_nights_of_all_servers()
    {
        var alerts = Made();
        await using var archive = await PostgresArchive.OpenOrCreateAsync(coordinator, default);
        Assert.Equal(250, await AddAsync(archive, alerts[..250]));
        Assert.Equal(150, await AddAsync(archive, alerts));
        Assert.Equal(0, await AddAsync(archive, alerts));

        var random = new Random(1);
        foreach (var moc in new[] { Moc.FullSky, HandMade.RandomMoc(random, 3, 0.3), HandMade.RandomMoc(random, 8, 0.5) })
        {
            var query = new AlertQuery { Moc = moc, Window = HandMade.AllTime, Rights = DataRights.Partnership };
            var found = await ListAsync(archive, query);
            var expected = alerts.Where(a => moc.Contains(a.Hpx29)).OrderBy(a => Math.Floor(a.Jd - HandMade.MjdZeroJd)).ThenBy(a => a.Hpx29).ToList();
            Assert.Equal(expected.Select(a => a.AlertId), found.Select(a => a.AlertId));
            Assert.Equal(expected.Count, await archive.CountAsync(query, default));
            foreach (var (want, got) in expected.Zip(found))
                HandMade.AssertSame(want, got);
        }
        foreach (var alert in alerts.Take(5))
        {
            HandMade.AssertSame(alert.Packet!, (await archive.PacketAsync("ZTF", alert.AlertId, DataRights.Partnership, default))!);
            Assert.Contains(alert.AlertId, (await archive.AlertsOfAsync(alert.Object, DataRights.Partnership, default)).Select(a => a.AlertId));
        }
        Assert.All(await archive.VerifyAsync(null, default), check => Assert.True(check.IsOk, check.Name + ": " + check.Detail));
        await archive.VacuumAsync(null, default);

        // Each night is on its server and nowhere else.
        Assert.Equal((FirstNight, SecondNight - 1), await NightsAsync(northAddress));
        Assert.Equal((SecondNight, EndNight - 1), await NightsAsync(SouthAddress));
    }

    [SkippableFact]
    public async Task All_servers_work_on_a_scan_at_the_same_time()
    {
        await using var archive = await PostgresArchive.OpenOrCreateAsync(coordinator, default);
        await AddAsync(archive, Made());
        var plan = string.Join('\n', await RowsAsync(source, $"explain (verbose, costs off) select {AlertReader.Columns} "
            + AlertScan.FleetFrom.Replace("$1", $"'{{{FirstNight},{SecondNight}}}'::integer[]", StringComparison.Ordinal)
                .Replace("$2", "'{1,2}'::bigint[]", StringComparison.Ordinal).Replace("$3", "'{[0,9)}'::int8multirange", StringComparison.Ordinal)
                .Replace("$4", "0", StringComparison.Ordinal).Replace("$5", "9e9", StringComparison.Ordinal).Replace("$6", "true", StringComparison.Ordinal)
                .Replace("$7", "0", StringComparison.Ordinal).Replace("$8", "99999", StringComparison.Ordinal)
            + " order by a.night, a.hpx29"));
        Assert.Equal(2, plan.Split("Async Foreign Scan").Length - 1);
        // Region and nights travel to the servers, which need not send what is outside.
        Assert.Contains("hpx29 >> 46", plan[plan.IndexOf("Remote SQL", StringComparison.Ordinal)..], StringComparison.Ordinal);
        Assert.Contains("@>", plan[plan.IndexOf("Remote SQL", StringComparison.Ordinal)..], StringComparison.Ordinal);
        // One night asks one server.
        Assert.DoesNotContain("south", string.Join('\n', await RowsAsync(source, $"explain select * from alert where night = any('{{{FirstNight}}}')")), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_server_that_is_down_is_named_and_the_others_nights_are_there()
    {
        await using var archive = await PostgresArchive.OpenOrCreateAsync(coordinator, default);
        var alerts = Made();
        await AddAsync(archive, alerts);
        await south.StopAsync();
        var all = new AlertQuery { Moc = Moc.FullSky, Window = HandMade.AllTime, Rights = DataRights.Partnership };
        var refusal = await Assert.ThrowsAsync<ArchiveException>(() => ListAsync(archive, all));
        Assert.Contains("south", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("ask again", refusal.Message, StringComparison.Ordinal);
        var first = all with { Window = new TimeWindow(TimeScales.MjdToUtc(FirstNight), TimeScales.MjdToUtc(SecondNight).AddSeconds(-1)) };
        Assert.NotEmpty(await ListAsync(archive, first));
        Assert.NotEqual(0, await archive.CountAsync(first, default));
        var late = HandMade.Alert(9999, HandMade.MjdZeroJd + SecondNight + 0.5);
        Assert.Contains("south", (await Assert.ThrowsAsync<ArchiveException>(() => AddAsync(archive, [late]))).Message, StringComparison.Ordinal);

        await south.StartAsync();
        Assert.Equal(400, (await ListAsync(archive, all)).Count);
        Assert.Equal(1, await AddAsync(archive, [late]));
    }

    [SkippableFact]
    public async Task A_night_that_no_server_keeps_is_refused_with_what_to_do()
    {
        await using var archive = await PostgresArchive.OpenOrCreateAsync(coordinator, default);
        var refusal = await Assert.ThrowsAsync<ArchiveException>(() => AddAsync(archive, [HandMade.Alert(1, HandMade.MjdZeroJd + EndNight + 1)]));
        Assert.Contains("ampelbot_fleet_nights", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(0, (await archive.InfoAsync(default)).Alerts);
    }

    [SkippableFact]
    public async Task A_fleet_of_version_3_is_brought_up_to_date()
    {
        var (member, before) = (north.NewAddress(), north.NewAddress());
        foreach (var address in new[] { member, before })
        {
            await using var older = PostgresAddress.Parse(address).Connect(isReadOnly: false);
            await using var connection = await older.OpenConnectionAsync();
            await Migrations.ApplyAsync(connection, PostgresAddress.Parse(address), 3, default);
        }
        await RunAsync(member, "select ampelbot_fleet_member()");
        await RunAsync(before, $"""
            drop server if exists older cascade;
            create server older foreign data wrapper postgres_fdw options (host '{north.SocketFolder}', port '{north.Port}', dbname 'postgres');
            create user mapping for postgres server older options (user 'postgres');
            select ampelbot_fleet_coordinator();
            select ampelbot_fleet_nights('older', {FirstNight}, {EndNight}, '{PostgresAddress.Parse(member).Schema}')
            """);
        var big = BigBatch.Night(1, HandMade.MjdZeroJd + FirstNight + 0.5);
        await using (var one = await PostgresArchive.OpenOrCreateAsync(member, default))
        {
            Assert.Equal(big.Length, await one.AddAsync(big, [], default));
            await BigBatch.AssertSoundAsync(one);
        }
        Assert.Equal((FirstNight, FirstNight), await NightsAsync(member));
        await using var archive = await PostgresArchive.OpenOrCreateAsync(before, default);
        var alerts = Made();
        Assert.Equal(alerts.Count, await archive.AddAsync([.. alerts.Select(a => AlertRow.Of(a) with { AlertId = a.AlertId + 1_000_000 })], [], default));
        Assert.Equal(alerts.Count + big.Length, await archive.CountAsync(new AlertQuery { Moc = Moc.FullSky, Window = new TimeWindow(TimeScales.MjdToUtc(FirstNight), TimeScales.MjdToUtc(EndNight)), Rights = DataRights.Partnership }, default));
    }

    private static Task<int> AddAsync(PostgresArchive archive, IEnumerable<Alert> alerts) => archive.AddAsync([.. alerts.Select(AlertRow.Of)], [], default);

    private static async Task<List<Alert>> ListAsync(PostgresArchive archive, AlertQuery query)
    {
        var found = new List<Alert>();
        await foreach (var alert in archive.ScanAsync(query, default))
            found.Add(alert);
        return found;
    }

    private static async Task<(int, int)> NightsAsync(string address)
    {
        await using var member = PostgresAddress.Parse(address).Connect(isReadOnly: true);
        await using var command = member.CreateCommand("select min(night), max(night) from alert");
        await using var row = await command.ExecuteReaderAsync();
        Assert.True(await row.ReadAsync());
        return (row.GetInt32(0), row.GetInt32(1));
    }

    private static async Task RunAsync(string address, string sql)
    {
        await using var target = PostgresAddress.Parse(address).Connect(isReadOnly: false);
        await using var command = target.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<List<string>> RowsAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        await using var row = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await row.ReadAsync())
            rows.Add(row.GetString(0));
        return rows;
    }
}
