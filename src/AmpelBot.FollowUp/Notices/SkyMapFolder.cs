using System.Globalization;
using CsvHelper;

namespace AmpelBot.FollowUp.Notices;

/// <summary>The folder of known sky maps: files, and MANIFEST.csv that says which event and revision each is of.</summary>
/// <param name="folder">Path of the folder.</param>
/// <remarks>MANIFEST.csv has the columns event, revision, time (UTC, ISO 8601), file (below the folder) and sha256 (64 hexadecimal digits).</remarks>
public sealed class SkyMapFolder(string folder)
{
    private const int MostRows = 100_000;

    /// <summary>Path of the folder.</summary>
    public string Path { get; } = folder;

    /// <summary>The rows of the manifest, as they stand; none when there is no manifest.</summary>
    /// <exception cref="EventNotFoundException">The manifest cannot be read; the message names file and row.</exception>
    public IReadOnlyList<SkyMapEntry> Entries()
    {
        var manifest = System.IO.Path.Combine(Path, "MANIFEST.csv");
        if (!File.Exists(manifest))
            return [];
        var entries = new List<SkyMapEntry>();
        using var csv = CsvReader.FromFile(manifest, new CsvReaderOptions { Separator = ',', TrackLineNumbers = true, MaxRecordSize = 1 << 16 });
        try
        {
            while (csv.Read() && entries.Count < MostRows)
            {
                var name = EventName.TryParse(csv.GetString("event"))
                    ?? throw new EventNotFoundException($"{manifest}, line {csv.LineNumber}: {csv.GetString("event")} is no event name that I know.");
                var file = csv.GetString("file");
                if (System.IO.Path.IsPathRooted(file) || file.Split('/', '\\').Contains(".."))
                    throw new EventNotFoundException($"{manifest}, line {csv.LineNumber}: the file must lie below the folder, not at {file}.");
                var time = DateTimeOffset.Parse(csv.GetString("time"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
                entries.Add(new SkyMapEntry(name, csv.Parse<int>("revision"), time, System.IO.Path.Combine(Path, file), csv.GetString("sha256")));
            }
        }
        catch (Exception e) when (e is CsvFormatException or FormatException or KeyNotFoundException or OverflowException or ArgumentException)
        {
            throw new EventNotFoundException(
                $"{manifest}, line {csv.LineNumber}, cannot be read: the columns are event, revision, time, file and sha256.", e);
        }
        return entries;
    }

    /// <summary>Every revision of an event, ascending; none when it is not known.</summary>
    public IReadOnlyList<SkyMapEntry> Revisions(EventName name) =>
        Entries().Where(e => e.Event.Name == name.Name).OrderBy(e => e.Revision).ToArray();
}

/// <summary>One sky map of the manifest.</summary>
/// <param name="Event">The event.</param>
/// <param name="Revision">Revision of the map, ascending.</param>
/// <param name="TimeUtc">Time of the event, UTC.</param>
/// <param name="File">Path of the file.</param>
/// <param name="Sha256">SHA-256 of the file, 64 hexadecimal digits.</param>
public sealed record SkyMapEntry(EventName Event, int Revision, DateTimeOffset TimeUtc, string File, string Sha256);
