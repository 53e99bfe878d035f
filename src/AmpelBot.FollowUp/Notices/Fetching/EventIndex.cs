using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AmpelBot.FollowUp.Notices.Fetching;

/// <summary>Which event each fetched or embedded sky map belongs to: one line of JSON each in events.jsonl of the cache, only ever appended to.</summary>
/// <remarks>
/// Lines that share an identifier, directly or through others, are about one event. Revisions count on from those of the manifest. Several processes
/// may write; a line that a crash cut off is taken away by the next one.
/// </remarks>
public sealed class EventIndex
{
    /// <summary>Lines that are read, at most.</summary>
    public const int MostLines = 200_000;

    private const int MostIdentifiers = 50;
    private const int MostLengthOfIdentifier = 100;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };
    private readonly SkyMapCache cache;
    private readonly SkyMapFolder skyMaps;
    private readonly TimeProvider time;
    private readonly Lock gate = new();
    private (long Length, DateTime ChangedUtc, IReadOnlyList<Line> Lines) read = (-1, default, []);

    /// <summary>The index of a cache.</summary>
    /// <param name="cache">The cache.</param>
    /// <param name="skyMaps">The manifest, whose revisions come first.</param>
    /// <param name="time">The clock.</param>
    public EventIndex(SkyMapCache cache, SkyMapFolder skyMaps, TimeProvider time)
    {
        this.cache = cache;
        this.skyMaps = skyMaps;
        this.time = time;
    }

    private string File => Path.Combine(cache.Folder, "events.jsonl");

    /// <summary>Adds a map of an event.</summary>
    /// <param name="identifiers">The event's identifiers, <see cref="SentNotice.Identifiers"/>; at least one.</param>
    /// <param name="revision">The sender's own number of the map, 0 or more; it is taken when it is free. Null: the next number.</param>
    /// <param name="eventTimeUtc">Time of the event, UTC; null when the sender did not say.</param>
    /// <param name="kind">The step of the event's story that the map came with.</param>
    /// <param name="map">The map, in the cache.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>The map's revision: that which it already has when the event has the same file.</returns>
    public async Task<int> AddAsync(
        IReadOnlyCollection<string> identifiers, int? revision, DateTimeOffset? eventTimeUtc, NoticeKind kind, FetchedMap map, CancellationToken cancellation)
    {
        if (identifiers.Count is 0 or > MostIdentifiers || identifiers.Any(i => i.Length is 0 or > MostLengthOfIdentifier))
            throw new ArgumentException($"an event has 1 to {MostIdentifiers} identifiers of 1 to {MostLengthOfIdentifier} characters", nameof(identifiers));
        ArgumentOutOfRangeException.ThrowIfNegative(revision ?? 0, nameof(revision));
        using var taken = await CacheLock.TakeAsync(Path.Combine(cache.Folder, "locks", "events"), time, cancellation);
        var manifest = Manifest(identifiers);
        var known = Of(identifiers);
        var sameInManifest = manifest.FirstOrDefault(e => e.Sha256.Equals(map.Sha256, StringComparison.OrdinalIgnoreCase));
        if ((sameInManifest?.Revision ?? known.FirstOrDefault(k => k.Sha256 == map.Sha256)?.Revision) is { } same
            && (sameInManifest is not null || identifiers.All(known.SelectMany(k => k.Identifiers).Contains)))
            return same;
        var numbers = manifest.Select(e => e.Revision).Concat(known.Select(k => k.Revision)).ToHashSet();
        var number = known.FirstOrDefault(k => k.Sha256 == map.Sha256)?.Revision
            ?? (revision is { } wanted && !numbers.Contains(wanted) ? wanted : numbers.Count == 0 ? 1 : numbers.Max() + 1);
        Append(new Line([.. identifiers.Distinct(StringComparer.Ordinal)], number, eventTimeUtc?.ToUniversalTime(), kind, map.Sha256, map.Address, time.GetUtcNow()));
        return number;
    }

    /// <summary>The maps of an event in the order of their revisions; those whose file is gone are left out.</summary>
    /// <param name="identifier">One of the event's identifiers, such as its name.</param>
    public IReadOnlyList<IndexedMap> Revisions(string identifier) => [.. Of([identifier]).Where(m => System.IO.File.Exists(m.File)).OrderBy(m => m.Revision)];

    /// <summary>SHA-256 of every map that the index or the manifest names.</summary>
    public IReadOnlySet<string> Named() =>
        Lines().Select(l => l.Sha256).Concat(skyMaps.Entries().Select(e => e.Sha256.ToLowerInvariant())).ToHashSet(StringComparer.Ordinal);

    private SkyMapEntry[] Manifest(IEnumerable<string> identifiers)
    {
        var names = identifiers.ToHashSet(StringComparer.Ordinal);
        return [.. skyMaps.Entries().Where(e => names.Contains(e.Event.Name))];
    }

    private List<IndexedMap> Of(IReadOnlyCollection<string> identifiers)
    {
        var lines = Lines();
        var joined = new HashSet<string>(identifiers, StringComparer.Ordinal);
        var mine = new bool[lines.Count];
        for (var grew = true; grew;)
        {
            grew = false;
            for (var i = 0; i < lines.Count; i++)
                if (!mine[i] && lines[i].Identifiers.Any(joined.Contains))
                {
                    mine[i] = grew = true;
                    joined.UnionWith(lines[i].Identifiers);
                }
        }
        var maps = new List<IndexedMap>();
        foreach (var line in lines.Where((_, i) => mine[i]))
        {
            if (maps.FindIndex(m => m.Sha256 == line.Sha256) is >= 0 and var again)
            {
                maps[again] = maps[again] with { Identifiers = [.. maps[again].Identifiers.Union(line.Identifiers, StringComparer.Ordinal)] };
                continue;
            }
            // Two events that were found to be one may each have had a revision of that number.
            var number = maps.Any(m => m.Revision == line.Revision) ? maps.Max(m => m.Revision) + 1 : line.Revision;
            maps.Add(new IndexedMap(line.Identifiers, number, line.EventTimeUtc, line.Kind, cache.PathOf(line.Sha256), line.Sha256, line.Source, line.AddedUtc));
        }
        return maps;
    }

    private IReadOnlyList<Line> Lines()
    {
        var file = new FileInfo(File);
        if (!file.Exists)
            return [];
        lock (gate)
        {
            if (read.Length == file.Length && read.ChangedUtc == file.LastWriteTimeUtc)
                return read.Lines;
            var lines = new List<Line>();
            using (var text = new StreamReader(new FileStream(File, FileMode.Open, FileAccess.Read, FileShare.ReadWrite)))
                while (lines.Count < MostLines && text.ReadLine() is { } line)
                    if (Parse(line) is { } parsed)
                        lines.Add(parsed);
            read = (file.Length, file.LastWriteTimeUtc, lines);
            return lines;
        }
    }

    private static Line? Parse(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<Line>(text, Json) is { Identifiers.Count: > 0, Sha256.Length: 64, Source: not null, Revision: >= 0 } line && line.Sha256.All(char.IsAsciiHexDigitLower) ? line : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private void Append(Line line)
    {
        using var file = new FileStream(File, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        var end = file.Length;
        for (var last = new byte[1]; end > 0; end--)
        {
            file.Position = end - 1;
            file.ReadExactly(last);
            if (last[0] == (byte)'\n')
                break;
        }
        file.SetLength(end);
        file.Position = end;
        file.Write(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(line, Json) + "\n"));
        file.Flush(flushToDisk: true);
    }

    private sealed record Line(
        IReadOnlyList<string> Identifiers, int Revision, DateTimeOffset? EventTimeUtc, NoticeKind Kind, string Sha256, string Source, DateTimeOffset AddedUtc);
}

/// <summary>One sky map of an event, as it was heard or fetched.</summary>
/// <param name="Identifiers">The event's identifiers that came with it.</param>
/// <param name="Revision">Its number among the event's maps.</param>
/// <param name="EventTimeUtc">Time of the event, UTC; null when the sender did not say.</param>
/// <param name="Kind">The step of the event's story that it came with.</param>
/// <param name="File">Path of the file in the cache.</param>
/// <param name="Sha256">SHA-256 of the file, 64 hexadecimal digits.</param>
/// <param name="Source">The address that gave it, or <see cref="FetchedMap.Embedded"/>.</param>
/// <param name="AddedUtc">When it was added, UTC.</param>
public sealed record IndexedMap(
    IReadOnlyList<string> Identifiers, int Revision, DateTimeOffset? EventTimeUtc, NoticeKind Kind, string File, string Sha256, string Source, DateTimeOffset AddedUtc);
