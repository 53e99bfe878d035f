using System.Security.Cryptography;
using AmpelBot.FollowUp.Scan;
using AmpelBot.Sky.SkyMaps;

namespace AmpelBot.FollowUp.Notices;

/// <summary>Finds the event that a request points at, with its sky map.</summary>
/// <param name="skyMaps">The known sky maps.</param>
/// <param name="fetcher">Fetches maps that are given by their address.</param>
public sealed class EventLookup(SkyMapFolder skyMaps, SkyMapFetcher fetcher)
{
    /// <summary>What positions with errors are taken for: asymmetric errors in RA and Dec are how IceCube's circulars give a neutrino's direction.</summary>
    public const Messenger MessengerOfPositions = Messenger.Neutrino;

    /// <summary>The event of a request.</summary>
    /// <exception cref="EventNotFoundException">The event, its revision or its file is not known here; the message says what to give.</exception>
    /// <exception cref="SkyMapException">The sky map cannot be used.</exception>
    public async Task<Notice> FindAsync(ScanRequest request, CancellationToken cancellation)
    {
        switch (request.Event)
        {
            case EventReference.Named named:
                return FromFolder(named.Name, request.Revision, cancellation);
            case EventReference.File file:
                RefuseRevision(request, file.Name ?? file.Path);
                return FromFile(file.Path, file.Name ?? System.IO.Path.GetFileName(file.Path), request.EventTimeUtc, cancellation);
            case EventReference.Url url:
                RefuseRevision(request, url.Address.ToString());
                return FromFile(await fetcher.FetchAsync(url.Address, cancellation), url.Address.ToString(), request.EventTimeUtc, cancellation);
            case EventReference.Position position:
                RefuseRevision(request, "a position");
                return FromPosition(position);
            default:
                throw new ArgumentException($"an event reference of type {request.Event.GetType().Name}", nameof(request));
        }
    }

    private Notice FromFolder(EventName name, int? revision, CancellationToken cancellation)
    {
        var revisions = skyMaps.Revisions(name);
        if (revisions.Count == 0)
            throw new EventNotFoundException(Unknown(name));
        var entry = (revision is null ? revisions[^1] : revisions.LastOrDefault(r => r.Revision == revision))
            ?? throw new EventNotFoundException(
                $"{name.Name} has no revision {revision} here; there is {string.Join(", ", revisions.Select(r => $"rev={r.Revision}"))}.");
        if (!File.Exists(entry.File))
            throw new EventNotFoundException($"The sky map of {name.Name}, {entry.File}, is in the manifest but not on the disk. Put it back, or give me another file.");
        var (map, sha256) = Read(entry.File, cancellation);
        if (!sha256.Equals(entry.Sha256, StringComparison.OrdinalIgnoreCase))
            throw new EventNotFoundException(
                $"The sky map of {name.Name}, {entry.File}, is not the file that the manifest names: its SHA-256 is {sha256}. Mend the file or the manifest.");
        return new Notice
        {
            EventName = name.Name,
            Messenger = name.Messenger,
            Revision = entry.Revision,
            LatestRevision = revisions[^1].Revision,
            EventTimeUtc = entry.TimeUtc,
            SkyMap = map,
            Source = System.IO.Path.GetFileName(entry.File),
            SkyMapSha256 = sha256,
        };
    }

    private static Notice FromFile(string path, string source, DateTimeOffset? givenTimeUtc, CancellationToken cancellation)
    {
        if (!File.Exists(path) && !Directory.Exists(path))
            throw new EventNotFoundException($"There is no file {path}. Check the path, or give the event's name.");
        var (map, sha256) = Read(path, cancellation);
        var name = NameIn(map.Header.Object) ?? NameIn(source);
        return new Notice
        {
            EventName = name?.Name ?? map.Header.Object ?? System.IO.Path.GetFileName(source),
            Messenger = name?.Messenger ?? MessengerOf(map.Header),
            Revision = null,
            LatestRevision = null,
            EventTimeUtc = givenTimeUtc ?? map.Header.EventTimeUtc,
            SkyMap = map,
            Source = source,
            SkyMapSha256 = sha256,
        };
    }

    private static Notice FromPosition(EventReference.Position position)
    {
        var e = position.Ellipse;
        return new Notice
        {
            EventName = FormattableString.Invariant($"position {e.Center.RaDeg:0.####}{e.Center.DecDeg:+0.####;-0.####}"),
            Messenger = MessengerOfPositions,
            Revision = null,
            LatestRevision = null,
            EventTimeUtc = position.EventTimeUtc,
            SkyMap = e.ToSkyMap(),
            Source = FormattableString.Invariant(
                $"ra={e.Center.RaDeg}+{e.RaPlusDeg}-{e.RaMinusDeg} dec={e.Center.DecDeg}+{e.DecPlusDeg}-{e.DecMinusDeg}"),
            SkyMapSha256 = null,
            Ellipse = e,
        };
    }

    /// <summary>The map and the SHA-256 of its file, in one reading.</summary>
    private static (SkyMap Map, string Sha256) Read(string path, CancellationToken cancellation)
    {
        if (Directory.Exists(path))
            throw new EventNotFoundException($"{path} is a folder. Give me one sky map file in it.");
        try
        {
            using var sha256 = SHA256.Create();
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
            using var hashing = new CryptoStream(file, sha256, CryptoStreamMode.Read);
            var map = SkyMapReader.Read(hashing, System.IO.Path.GetFileName(path), cancellation);
            hashing.CopyTo(Stream.Null);
            return (map, Convert.ToHexStringLower(sha256.Hash!));
        }
        catch (UnauthorizedAccessException e)
        {
            throw new EventNotFoundException($"I may not read {path}. Check its permissions.", e);
        }
    }

    /// <summary>The event name that stands at the start of a text, or between its separators.</summary>
    private static EventName? NameIn(string? text) =>
        text is null ? null : text.Split('/', '_', '.', ',', ' ', '?', '=', '-').Select(EventName.TryParse).FirstOrDefault(n => n is not null);

    private static Messenger MessengerOf(SkyMapHeader header)
    {
        string[] gravitationalWave = ["BAYESTAR", "LALINFERENCE", "LIGO", "BILBY", "CWB", "OLIB", "MLY"];
        return gravitationalWave.Any(g => header.Creator?.Contains(g, StringComparison.OrdinalIgnoreCase) == true)
            ? Messenger.GravitationalWave
            : header.Object?.StartsWith("GRB", StringComparison.OrdinalIgnoreCase) == true ? Messenger.GammaRayBurst : Messenger.Unknown;
    }

    private static void RefuseRevision(ScanRequest request, string what)
    {
        if (request.Revision is { } revision)
            throw new RequestException($"rev={revision} has no meaning for {what}: a file is one revision. Leave rev out, or give the event's name.");
    }

    private string Unknown(EventName name)
    {
        const int most = 8;
        var known = skyMaps.Entries().Select(e => e.Event.Name).Distinct().Order(StringComparer.Ordinal).ToArray();
        var others = known.Length switch
        {
            0 => "",
            <= most => $" I have sky maps of {string.Join(", ", known)}.",
            _ => $" I have sky maps of {TextNumbers.Count(known.Length)} other events.",
        };
        return $"I have no sky map of {name.Name}. Give me its file or its https address instead: scan path/to/bayestar.fits.gz, "
            + $"or scan https://example.org/bayestar.fits.gz.{others}";
    }
}
