using AmpelBot.Alerts.Archive;

namespace AmpelBot.Benchmarks;

/// <summary>Archives of the peers' twenty million alerts: loading, scans, objects. An archive that was loaded is kept in the data folder and used again.</summary>
public static class ArchiveRows
{
    /// <param name="rows">Where the rows go.</param>
    /// <param name="bench">The engine; null when it is not to be had.</param>
    /// <param name="loads">Load the archives anew, or never; null to load them when they are not whole.</param>
    /// <param name="scans">Measure scans.</param>
    public static void Rows(RowWriter rows, ArchiveBench? bench, bool? loads, bool scans)
    {
        if (bench is null)
            Console.Error.WriteLine($"archive-postgres: {ArchiveBench.PostgresVariable} names no server, as in postgres://postgres@127.0.0.1:5432");
        else if (!PeerColumns.ArePresent || !Directory.Exists("data/maps"))
            Console.Error.WriteLine($"archive-{bench.Engine}: data/maps or {PeerColumns.Folder} is not here; make them first (run.sh maps alerts), in this folder");
        else
            RowsAsync(rows, bench, loads, scans).GetAwaiter().GetResult();
    }

    private static async Task RowsAsync(RowWriter rows, ArchiveBench bench, bool? loads, bool scans)
    {
        if (loads ?? !(await IsWholeAsync(bench.All, PeerAlerts.Rows) && await IsWholeAsync(bench.Tenth, 1)))
            await LoadRows.RowsAsync(rows, bench);
        if (scans)
            await ScanRows.RowsAsync(rows, bench);
    }

    private static async Task<bool> IsWholeAsync(string setting, long least)
    {
        try
        {
            await using var archive = await Archives.OpenExistingAsync(setting, isReadOnly: true, CancellationToken.None);
            return (await archive.InfoAsync(CancellationToken.None)).Alerts >= least;
        }
        catch (ArchiveException)
        {
            return false;
        }
    }
}
