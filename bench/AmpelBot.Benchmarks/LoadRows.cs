using System.Diagnostics;
using System.Threading.Channels;
using AmpelBot.Alerts.Archive;

namespace AmpelBot.Benchmarks;

/// <summary>The peers' alerts into archives, night by night; a night is a batch, and survives a crash when it is acknowledged.</summary>
public static class LoadRows
{
    /// <summary>Nights of the smaller archive: a tenth of all, about those that are scanned.</summary>
    public const int TenthFirst = 86;
    public const int TenthCount = 30;

    private const int Ahead = 2;

    public static async Task RowsAsync(RowWriter rows, ArchiveBench bench)
    {
        var alerts = new PeerAlerts();
        await LoadAsync(rows, bench, $"{bench.Engine}_load_tenth", bench.Tenth, alerts, TenthFirst, TenthCount);
        await LoadAsync(rows, bench, $"{bench.Engine}_load", bench.All, alerts, 0, PeerAlerts.Nights);
    }

    private static async Task LoadAsync(RowWriter rows, ArchiveBench bench, string name, string setting, PeerAlerts alerts, int firstNight, int nights)
    {
        await bench.Clear(setting);
        var start = Stopwatch.GetTimestamp();
        var (count, added, adding) = (0L, 0L, 0L);
        await using (var archive = await Archives.OpenOrCreateAsync(setting, CancellationToken.None))
        {
            // The alerts are made on the other core.
            var batches = Channel.CreateBounded<AlertRow[]>(Ahead);
            var making = Task.Run(() => MakeAsync(alerts, firstNight, nights, batches.Writer));
            await foreach (var batch in batches.Reader.ReadAllAsync())
            {
                var begun = Stopwatch.GetTimestamp();
                added += await archive.AddAsync(batch, [], CancellationToken.None);
                adding += Stopwatch.GetTimestamp() - begun;
                count += batch.Length;
            }
            await making;
        }
        rows.Write(name, count, Stopwatch.GetElapsedTime(start).TotalSeconds, added);
        rows.Write($"{name}_within_add", count, Stopwatch.GetElapsedTime(0, adding).TotalSeconds, added);
        rows.Write($"{name}_bytes", count, 0, await bench.Bytes(setting));
        if (bench.Engine == "postgres")
            await VacuumAsync(rows, name, setting, count);
    }

    // What autovacuum does by and by; the peers' table is vacuumed too.
    private static async Task VacuumAsync(RowWriter rows, string name, string setting, long count)
    {
        await using var archive = await Archives.OpenOrCreateAsync(setting, CancellationToken.None);
        var start = Stopwatch.GetTimestamp();
        await archive.VacuumAsync(null, CancellationToken.None);
        rows.Write($"{name}_vacuum", count, Stopwatch.GetElapsedTime(start).TotalSeconds, count);
    }

    private static async Task MakeAsync(PeerAlerts alerts, int firstNight, int nights, ChannelWriter<AlertRow[]> batches)
    {
        try
        {
            for (var night = firstNight; night < firstNight + nights; night++)
                await batches.WriteAsync(Array.ConvertAll(alerts.Night(night), a => a.ToRow()));
            batches.Complete();
        }
        catch (Exception e)
        {
            batches.Complete(e);
        }
    }
}
