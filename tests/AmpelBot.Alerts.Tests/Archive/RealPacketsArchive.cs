using AmpelBot.Alerts.Archive.Sqlite;
using AmpelBot.Alerts.Ingest;
using AmpelBot.Testing;

namespace AmpelBot.Alerts.Tests.Archive;

/// <summary>An archive with all real packets, made once for the tests that read it.</summary>
public sealed class RealPacketsArchive : IAsyncLifetime
{
    private readonly TempFolder folder = new();

    public async Task InitializeAsync()
    {
        if (!RealData.Present)
            return;
        Packets = [.. AlertFiles.Read([RealData.Path("ztf_alerts")], _ => { }, default)];
        Alerts = [.. Packets.Where(p => p.DeadLetter is null).Select(p => p.Alert!).DistinctBy(a => a.AlertId)];
        Archive = SqliteArchive.OpenOrCreate(folder.Path);
        Report = await AlertIngest.RunAsync([RealData.Path("ztf_alerts")], Archive, null, default);
    }

    public SqliteArchive Archive { get; private set; } = null!;

    public IngestReport Report { get; private set; } = null!;

    public IReadOnlyList<AlertFilePacket> Packets { get; private set; } = [];

    /// <summary>The alerts, the first of those with one number.</summary>
    public IReadOnlyList<Alert> Alerts { get; private set; } = [];

    public async Task DisposeAsync()
    {
        if (Archive is not null)
            await Archive.DisposeAsync();
        folder.Dispose();
    }
}
