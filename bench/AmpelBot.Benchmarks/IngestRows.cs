using System.Diagnostics;
using AmpelBot.Alerts;
using AmpelBot.Alerts.Archive;
using AmpelBot.Alerts.Ingest;

namespace AmpelBot.Benchmarks;

/// <summary>Ingest of packed ZTF packets with their cutouts, and its parts: finding and decoding alone, and making ready for the archive, both on one core.</summary>
public static class IngestRows
{
    private const string Archive = "ampelbot_bench_ingest";
    private const int Runs = 3;

    public static void Rows(RowWriter rows)
    {
        if (!PacketTar.Ensure(Environment.GetEnvironmentVariable("AMPELBOT_REAL_DATA") is { Length: > 0 } real ? Path.Combine(real, "ztf_alerts") : null))
        {
            Console.Error.WriteLine($"ingest: there is no {PacketTar.Path} here, and no real packets to make it of: set AMPELBOT_REAL_DATA to the folder that has ztf_alerts");
            return;
        }
        rows.Write("ingest_packet_mean_bytes", PacketTar.Packets, 0, new FileInfo(PacketTar.Path).Length / (double)PacketTar.Packets);
        Measure(rows, "ingest_decode_one_core", () => Alerts().LongCount());
        Measure(rows, "ingest_decode_and_prepare_one_core", () => Alerts().Sum(a => AlertRow.Of(a).Skeleton!.Bytes.Length > 0 ? 1L : 0));
        rows.Write("ingest_datapoints_of_packets", PacketTar.Packets, 0, Alerts().Sum(a => a.LightCurve.Datapoints.Count));
        foreach (var bench in new[] { ArchiveBench.Sqlite, ArchiveBench.Postgres() }.OfType<ArchiveBench>())
        {
            Measure(rows, $"ingest_{bench.Engine}", () => IngestAsync(bench, isAnew: true).GetAwaiter().GetResult());
            Measure(rows, $"ingest_{bench.Engine}_again", () => IngestAsync(bench, isAnew: false).GetAwaiter().GetResult());
        }
    }

    private static IEnumerable<Alert> Alerts()
        => AlertFiles.Read([PacketTar.Path], _ => { }, CancellationToken.None).Select(p => p.Alert ?? throw new InvalidDataException(p.DeadLetter!.Reason));

    private static async Task<long> IngestAsync(ArchiveBench bench, bool isAnew)
    {
        var setting = bench.Place(Archive);
        if (isAnew)
            await bench.Clear(setting);
        await using var archive = await Archives.OpenOrCreateAsync(setting, CancellationToken.None);
        return (await AlertIngest.RunAsync([PacketTar.Path], archive, null, CancellationToken.None)).Added;
    }

    // The median; the file is in memory after the first of the runs.
    private static void Measure(RowWriter rows, string name, Func<long> work)
    {
        work();
        var seconds = new double[Runs];
        var check = 0L;
        for (var i = 0; i < Runs; i++)
        {
            var start = Stopwatch.GetTimestamp();
            check = work();
            seconds[i] = Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
        Array.Sort(seconds);
        rows.Write(name, PacketTar.Packets, seconds[Runs / 2], check);
    }
}
