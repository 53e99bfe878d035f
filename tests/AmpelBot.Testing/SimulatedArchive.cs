using AmpelBot.Alerts;
using AmpelBot.Alerts.Archive;
using AmpelBot.Alerts.Avro;
using AmpelBot.Alerts.Surveys.Simulated;
using AmpelBot.Alerts.Surveys.Ztf;
using Xunit;

namespace AmpelBot.Testing;

/// <summary>An archive filled with the demo's simulated survey, and what each object in it truly is. Made once for a class of tests.</summary>
public sealed class SimulatedArchive : IAsyncLifetime
{
    private readonly Dictionary<string, string> truths = new(StringComparer.Ordinal);
    private readonly List<Alert> alerts = [];

    /// <summary>A folder for the class's own files.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("ampelbot").FullName;

    /// <summary>The archive's folder.</summary>
    public string ArchiveFolder => Path.Combine(Folder, "archive");

    /// <summary>The alerts in the archive, with their packets.</summary>
    public IReadOnlyList<Alert> Alerts => alerts;

    /// <summary>What each object truly is, by its name.</summary>
    public IReadOnlyDictionary<string, string> Truths => truths;

    /// <summary>Name of the one kilonova.</summary>
    public string Kilonova => truths.Single(t => t.Value == "kilonova").Key;

    /// <summary>The folders of a bot over this archive, with the example maps and the shipped channels.</summary>
    public BotFolders BotFolders => FoldersWith(ArchiveFolder);

    /// <summary>The folders of a bot over another archive.</summary>
    public BotFolders FoldersWith(string archive) =>
        new(archive, Path.Combine(Repository.Folder, "skymaps"), Path.Combine(Repository.Folder, "channels"), Path.Combine(Folder, "out"));

    public async Task InitializeAsync()
    {
        foreach (var packet in new SimulatedSurvey(DemoEvent.Plan).Nights(CancellationToken.None).SelectMany(night => night.Packets))
        {
            truths[packet.Truth.ObjectId] = packet.Truth.Type;
            alerts.AddRange(AvroContainer.Read(new MemoryStream(packet.Bytes), CancellationToken.None).Select(item => ZtfPacket.Parse(item.Record)));
        }
        await FillAsync(ArchiveFolder, alerts);
    }

    public Task DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        return Task.CompletedTask;
    }

    /// <summary>An archive in a folder below the class's own, with the survey's alerts, those of some objects of another program.</summary>
    /// <param name="name">Name of the new folder.</param>
    /// <param name="programOf">The program of an object's packets.</param>
    public async Task<string> WithProgramsAsync(string name, Func<Alert, int> programOf)
    {
        var folder = Path.Combine(Folder, name);
        await FillAsync(folder, alerts.Select(a => ZtfPacket.Parse((AvroRecord)OfProgram(a.Packet!, programOf(a))!)));
        return folder;
    }

    /// <summary>Fills an archive in a folder.</summary>
    public static async Task FillAsync(string folder, IEnumerable<Alert> alerts)
    {
        await using var archive = await Archives.OpenOrCreateAsync(folder, CancellationToken.None);
        foreach (var batch in alerts.Chunk(500))
            await archive.AddAsync([.. batch.Select(AlertRow.Of)], [], CancellationToken.None);
    }

    /// <summary>A packet, each of whose records says that it belongs to a program.</summary>
    private static object? OfProgram(object? value, int program) => value switch
    {
        AvroRecord record => new AvroRecord(record.Schema, [.. record.Values.Select((v, i) => record.Schema.Fields[i].Name == "programid" ? program : OfProgram(v, program))]),
        object?[] items => items.Select(item => OfProgram(item, program)).ToArray(),
        _ => value,
    };
}

/// <summary>A clock that stands still.</summary>
public sealed class StoppedClock(DateTimeOffset now) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => now;
}
