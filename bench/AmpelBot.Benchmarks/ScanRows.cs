using System.Diagnostics;
using AmpelBot.Alerts.Archive;
using AmpelBot.Sky;
using AmpelBot.Sky.SkyMaps;

namespace AmpelBot.Benchmarks;

/// <summary>Scans of the loaded archives: the twenty columns of every alert inside a 90 % region are read and summed.</summary>
public static class ScanRows
{
    private const int FirstNight = 100;
    private const int RandomObjects = 200;
    private static readonly (string Map, int Runs)[] Maps = [("m30", 50), ("m1000", 15), ("m10000", 7)];

    public static async Task RowsAsync(RowWriter rows, ArchiveBench bench)
    {
        await using var archive = await Archives.OpenExistingAsync(bench.All, isReadOnly: true, CancellationToken.None);
        await using var tenth = await Archives.OpenExistingAsync(bench.Tenth, isReadOnly: true, CancellationToken.None);
        var columns = new PeerColumns();
        foreach (var (map, runs) in Maps)
        {
            var query = Query(map, 3);
            var name = $"{bench.Engine}_scan_{map}";
            rows.Measure(name, PeerAlerts.Rows, runs, () => Scan(archive, query).Count);
            rows.Measure($"{name}_ids_only", PeerAlerts.Rows, runs, () => Ids(archive, query));
            rows.Measure($"{name}_count_only", PeerAlerts.Rows, runs, () => archive.CountAsync(query, CancellationToken.None).GetAwaiter().GetResult());
            Compare(rows, name, columns, query, 3, Scan(archive, query));
            Growth(rows, name, runs, query, tenth, archive);
        }
        Long(rows, $"{bench.Engine}_scan_m1000_30_nights", "m1000", 30, archive, columns);
        Long(rows, $"{bench.Engine}_scan_m10000_10_nights", "m10000", 10, archive, columns);
        await ObjectsAsync(rows, bench, archive);
    }

    private static AlertQuery Query(string map, int nights) => new()
    {
        Moc = SkyMapReader.Read($"data/maps/{map}.multiorder.fits", CancellationToken.None).RegionAt(0.9).Moc,
        Window = new TimeWindow(TimeScales.MjdToUtc(PeerAlerts.FirstMjd + FirstNight), TimeScales.MjdToUtc(PeerAlerts.FirstMjd + FirstNight + nights)),
        Rights = DataRights.Partnership,
        NeedsLightCurve = _ => false,
    };

    private static (long Count, ulong Sum) Scan(IArchive archive, AlertQuery query) => ScanAsync(archive, query).GetAwaiter().GetResult();

    private static async Task<(long Count, ulong Sum)> ScanAsync(IArchive archive, AlertQuery query)
    {
        var (count, sum) = (0L, 0UL);
        await foreach (var alert in archive.ScanAsync(query, CancellationToken.None))
        {
            count++;
            sum += PeerCandidate.Sum(alert);
        }
        return (count, sum);
    }

    private static double Ids(IArchive archive, AlertQuery query) => IdsAsync(archive, query).GetAwaiter().GetResult();

    private static async Task<double> IdsAsync(IArchive archive, AlertQuery query)
    {
        var count = 0L;
        await foreach (var alert in archive.ScanAsync(query, CancellationToken.None))
            count += alert.AlertId > 0 ? 1 : 0;
        return count;
    }

    // The sum over all columns, and the same over the peers' files, which must be equal.
    private static void Compare(RowWriter rows, string name, PeerColumns columns, AlertQuery query, int nights, (long Count, ulong Sum) ours)
    {
        var theirs = columns.Sum(query.Moc.Ranges, FirstNight, FirstNight + nights - 1);
        rows.Write($"{name}_columns", ours.Count, 0, ColumnSum.Check(ours.Sum));
        rows.Write($"{name}_columns_of_peers", theirs.Count, 0, ColumnSum.Check(theirs.Sum));
        if (ours != theirs)
            Console.Error.WriteLine($"{name}: {ours.Count} alerts, but the peers' files have {theirs.Count}, or the values differ");
    }

    // The same scan in both archives by turns, so that the machine's moods fall on both.
    private static void Growth(RowWriter rows, string name, int runs, AlertQuery query, IArchive tenth, IArchive all)
    {
        var (few, many) = (new double[runs], new double[runs]);
        var count = Scan(tenth, query).Count;
        for (var i = 0; i < runs; i++)
        {
            few[i] = Seconds(() => Scan(tenth, query));
            many[i] = Seconds(() => Scan(all, query));
        }
        Array.Sort(few);
        Array.Sort(many);
        rows.Write($"{name}_in_a_tenth_of_the_nights", count, few[runs / 2], count);
        rows.Write($"{name}_ratio_with_all_nights", count, many[runs / 2], many[runs / 2] / few[runs / 2]);
    }

    private static double Seconds(Action work)
    {
        var start = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static void Long(RowWriter rows, string name, string map, int nights, IArchive archive, PeerColumns columns)
    {
        var query = Query(map, nights);
        var before = PeakMemory.Reset();
        var first = Scan(archive, query);
        var peak = PeakMemory.Bytes();
        rows.Measure(name, first.Count, 3, () => Scan(archive, query).Count);
        rows.Write($"{name}_resident_bytes_before", first.Count, 0, before);
        rows.Write($"{name}_resident_bytes_peak", first.Count, 0, peak);
        Compare(rows, name, columns, query, nights, first);
    }

    // Each object once, by its name; the median, and the slowest of them.
    private static async Task ObjectsAsync(RowWriter rows, ArchiveBench bench, IArchive archive)
    {
        var alerts = new PeerAlerts();
        var seconds = new double[RandomObjects];
        var (found, there) = (0L, 0L);
        for (var i = -3; i < RandomObjects; i++)
        {
            var objid = (long)(PeerAlerts.Objects * SplitMix64.Unit(110, i + 3));
            var start = Stopwatch.GetTimestamp();
            var key = (await archive.FindObjectsAsync(PeerAlert.NameOf(objid), CancellationToken.None))[0];
            var mags = (await archive.AlertsOfAsync(key, DataRights.Partnership, CancellationToken.None)).Select(a => a.Candidate.Number("magpsf")).ToArray();
            if (i < 0)
                continue;
            seconds[i] = Stopwatch.GetElapsedTime(start).TotalSeconds;
            found += mags.Length;
            there += alerts.CountOf(objid);
        }
        Array.Sort(seconds);
        rows.Write($"{bench.Engine}_object_median", there, seconds[RandomObjects / 2], found);
        rows.Write($"{bench.Engine}_object_slowest", there, seconds[^1], found);
    }
}
