using AmpelBot.Alerts.Archive.Sqlite;
using AmpelBot.Alerts.Avro;
using AmpelBot.Alerts.Surveys.Simulated;
using AmpelBot.Alerts.Surveys.Ztf;

namespace AmpelBot.Testing;

/// <summary>An archive filled with the demo's simulated survey, and what each object in it truly is. Made once for a class of tests.</summary>
public sealed class SimulatedArchive : IDisposable
{
    private readonly Dictionary<string, string> truths = new(StringComparer.Ordinal);

    public SimulatedArchive()
    {
        Folder = Directory.CreateTempSubdirectory("ampelbot").FullName;
        var alerts = new List<Alerts.Alert>();
        foreach (var packet in SimulatedSurvey.Packets(DemoEvent.Simulated, DemoEvent.Seed, CancellationToken.None))
        {
            truths[packet.ObjectId] = packet.Truth;
            alerts.AddRange(AvroContainer.Read(new MemoryStream(packet.Bytes), CancellationToken.None).Select(item => ZtfPacket.Parse(item.Record)));
        }
        using var archive = SqliteArchive.OpenOrCreate(ArchiveFolder);
        archive.Add(alerts, []);
        AlertCount = alerts.Count;
    }

    /// <summary>A folder for the class's own files.</summary>
    public string Folder { get; }

    /// <summary>The archive's folder.</summary>
    public string ArchiveFolder => Path.Combine(Folder, "archive");

    /// <summary>Number of alerts in the archive.</summary>
    public int AlertCount { get; }

    /// <summary>What each object truly is, by its name.</summary>
    public IReadOnlyDictionary<string, string> Truths => truths;

    /// <summary>The folders of a bot over this archive, with the example maps and the shipped channels.</summary>
    public BotFolders BotFolders => new(ArchiveFolder, Path.Combine(Repository.Folder, "skymaps"), Path.Combine(Repository.Folder, "channels"), Path.Combine(Folder, "out"));

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}

/// <summary>A clock that stands still.</summary>
public sealed class StoppedClock(DateTimeOffset now) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => now;
}
