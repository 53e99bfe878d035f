using AmpelBot.Alerts.Archive.Sqlite;
using AmpelBot.Alerts.Ingest;
using AmpelBot.Testing;

namespace AmpelBot.Alerts.Tests.Archive;

/// <summary>An archive with all real packets, made once for the tests that read it.</summary>
public sealed class RealPacketsArchive : IDisposable
{
    private readonly TempFolder folder = new();

    public RealPacketsArchive()
    {
        if (!RealData.Present)
            return;
        Packets = [.. AlertFiles.Read([RealData.Path("ztf_alerts")], _ => { }, default)];
        Alerts = [.. Packets.Where(p => p.DeadLetter is null).Select(p => p.Alert!).DistinctBy(a => a.AlertId)];
        Archive = SqliteArchive.OpenOrCreate(folder.Path);
        Report = AlertIngest.RunAsync([RealData.Path("ztf_alerts")], Archive, null, default).GetAwaiter().GetResult();
    }

    public SqliteArchive Archive { get; } = null!;

    public IngestReport Report { get; } = null!;

    public IReadOnlyList<AlertFilePacket> Packets { get; } = [];

    /// <summary>The alerts, the first of those with one number.</summary>
    public IReadOnlyList<Alert> Alerts { get; } = [];

    public void Dispose()
    {
        Archive?.Dispose();
        folder.Dispose();
    }
}
