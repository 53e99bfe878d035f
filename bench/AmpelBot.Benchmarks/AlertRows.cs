using System.Diagnostics;

namespace AmpelBot.Benchmarks;

/// <summary>Our alerts against the peers' columnar files, all columns of all rows.</summary>
public static class AlertRows
{
    public static void Rows(RowWriter rows)
    {
        if (!PeerColumns.ArePresent)
        {
            Console.Error.WriteLine($"alerts: {PeerColumns.Folder} is not here; make it first (run.sh alerts), in this folder");
            return;
        }
        var alerts = new PeerAlerts();
        var columns = new PeerColumns();
        var seconds = 0.0;
        var differences = new Dictionary<string, long>();
        for (var night = 0; night < PeerAlerts.Nights; night++)
        {
            var start = Stopwatch.GetTimestamp();
            var made = alerts.Night(night);
            seconds += Stopwatch.GetElapsedTime(start).TotalSeconds;
            foreach (var (name, count) in columns.Differences(night, made))
                differences[name] = differences.GetValueOrDefault(name) + count;
        }
        rows.Write("alerts_generate", PeerAlerts.Rows, seconds, Enumerable.Range(0, PeerAlerts.Nights).Sum(alerts.CountIn));
        // Neighbouring cells of order 29 are 0.4 mas apart, so a handful of positions on a border may fall to either side.
        rows.Write("alerts_differing_hpx29", PeerAlerts.Rows, 0, differences["hpx29"]);
        rows.Write("alerts_differing_other_columns", PeerAlerts.Rows, 0, differences.Sum(d => d.Key == "hpx29" ? 0 : d.Value));
    }
}
