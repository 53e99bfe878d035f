using System.Security.Cryptography;
using AmpelBot.FollowUp.Notices.Fetching;
using AmpelBot.FollowUp.Scan;
using AmpelBot.Sky.SkyMaps;

namespace AmpelBot.FollowUp.Notices;

/// <summary>Finds the event that a request points at, with its sky map.</summary>
/// <remarks>A name is looked for in the manifest, then among the maps that were heard of or fetched before, then in the archive of its sender.</remarks>
/// <param name="skyMaps">The known sky maps.</param>
/// <param name="sources">The cache, and the senders' archives.</param>
public sealed class EventLookup(SkyMapFolder skyMaps, SkyMapSources sources)
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
                return await ByNameAsync(named.Name, request.Revision, cancellation);
            case EventReference.File file:
                RefuseRevision(request, file.Name ?? file.Path);
                return FromFile(file.Path, file.Name ?? System.IO.Path.GetFileName(file.Path), request.EventTimeUtc, cancellation);
            case EventReference.Url url:
                RefuseRevision(request, url.Address.ToString());
                return await FromAddressAsync(url.Address, request.EventTimeUtc, cancellation);
            case EventReference.Position position:
                RefuseRevision(request, "a position");
                return FromPosition(position);
            default:
                throw new ArgumentException($"an event reference of type {request.Event.GetType().Name}", nameof(request));
        }
    }

    private async Task<Notice> ByNameAsync(EventName name, int? revision, CancellationToken cancellation)
    {
        var known = Known(name);
        var remarks = new List<string>();
        var map = revision is null ? known.LastOrDefault() : known.LastOrDefault(k => k.Revision == revision);
        if (map is null)
        {
            map = await FromSenderAsync(name, revision, known, remarks, cancellation);
            known = Known(name);
        }
        else
        {
            if (map.KeptSince is { } since)
                remarks.Add($"The sky map is revision {map.Revision}, {map.Origin}, kept here since {TextNumbers.Minute(since)}.");
            if (revision is null)
                await LookForNewerAsync(name, known, remarks, cancellation);
        }
        return FromKnown(name, map, known, remarks, cancellation);
    }

    private Notice FromKnown(EventName name, KnownMap known, IReadOnlyList<KnownMap> all, IReadOnlyList<string> remarks, CancellationToken cancellation)
    {
        var isFetched = known.KeptSince is not null;
        if (!File.Exists(known.File))
            throw new EventNotFoundException(isFetched
                ? $"The sky map of {name.Name}, {known.File}, was fetched and is gone. Ask again, or give me another file."
                : $"The sky map of {name.Name}, {known.File}, is in the manifest but not on the disk. Put it back, or give me another file.");
        var (map, sha256) = Read(known.File, isFetched ? known.Source : null, cancellation);
        if (!sha256.Equals(known.Sha256, StringComparison.OrdinalIgnoreCase))
            throw new EventNotFoundException(isFetched
                ? $"The sky map of {name.Name}, {known.File}, is not the file that was fetched: its SHA-256 is {sha256}. Delete it and ask again."
                : $"The sky map of {name.Name}, {known.File}, is not the file that the manifest names: its SHA-256 is {sha256}. Mend the file or the manifest.");
        return new Notice
        {
            EventName = name.Name,
            Messenger = name.Messenger,
            Revision = known.Revision,
            LatestRevision = Math.Max(known.Revision, all.Count == 0 ? 0 : all[^1].Revision),
            EventTimeUtc = known.TimeUtc ?? map.Header.EventTimeUtc,
            SkyMap = map,
            Source = known.Source,
            SkyMapSha256 = sha256,
            Remarks = remarks,
        };
    }

    /// <summary>The maps of an event that are here, by revision; the manifest goes before what was heard or fetched.</summary>
    private IReadOnlyList<KnownMap> Known(EventName name)
    {
        var manifest = skyMaps.Revisions(name).Select(e => new KnownMap(e.Revision, e.TimeUtc, e.File, e.Sha256, System.IO.Path.GetFileName(e.File), null)).ToArray();
        var numbers = manifest.Select(m => m.Revision).ToHashSet();
        return [.. manifest.Concat(sources.Index.Revisions(name.Name).Where(m => !numbers.Contains(m.Revision)).Select(Of)).OrderBy(m => m.Revision)];
    }

    private static KnownMap Of(IndexedMap map) => new(map.Revision, map.EventTimeUtc, map.File, map.Sha256, map.Source == FetchedMap.Embedded ? "the notice" : map.Source, map.AddedUtc);

    /// <summary>A map from the archive of the event's sender.</summary>
    private async Task<KnownMap> FromSenderAsync(EventName name, int? revision, IReadOnlyList<KnownMap> known, List<string> remarks, CancellationToken cancellation)
    {
        if (sources.Senders is not { } senders || !SenderMaps.Knows(name))
            throw NotHere(name, revision, known, sources.Senders is null ? null : SenderMaps.Hint(name));
        try
        {
            var listing = await senders.ListAsync(name, FetchPatience.Person, cancellation);
            var wanted = listing.Maps.Where(m => revision is null || m.Revision == revision).Reverse().ToArray();
            if (wanted.Length == 0)
                throw NotHere(name, revision, known, listing.Maps.Count == 0 ? string.Join(' ', StateOf(name, listing).Prepend($"{listing.Sender} has no sky map of it yet.")) : $"{listing.Sender} has revisions 1 to {listing.Maps.Count}.");
            var (map, fetched) = await FirstThereAsync(wanted, cancellation);
            var number = await sources.Index.AddAsync(listing.Identifiers, map.Revision, listing.EventTimeUtc, map.Kind, fetched, cancellation);
            if (fetched.Remark is { } remark)
                remarks.Add(remark);
            remarks.Add($"The sky map is {map.FileName} of {listing.Sender}{(map.CreatedUtc is { } created ? $", put there on {TextNumbers.Minute(created)}" : "")}, fetched now and kept here as revision {number}.");
            remarks.AddRange(StateOf(name, listing));
            return new KnownMap(number, listing.EventTimeUtc, fetched.Path, fetched.Sha256, fetched.Address, sources.Index.Revisions(name.Name).FirstOrDefault(m => m.Sha256 == fetched.Sha256)?.AddedUtc ?? DateTimeOffset.MinValue);
        }
        catch (FetchException e)
        {
            throw NotHere(name, revision, known, e.Message, e);
        }
    }

    private async Task<(SenderMap Map, FetchedMap Fetched)> FirstThereAsync(IReadOnlyList<SenderMap> maps, CancellationToken cancellation)
    {
        for (var i = 0; ; i++)
        {
            try
            {
                return (maps[i], await sources.Fetcher.FetchAsync(maps[i].Address, FetchPatience.Person, cancellation));
            }
            catch (FetchException e) when (e.Failure == FetchFailure.Missing && i < maps.Count - 1)
            {
                // The final map of a burst comes hours after the first.
            }
            catch (FetchException e)
            {
                throw e.As($"Its map {maps[i].FileName} could not be fetched from {e.Host}: {e.Why}.");
            }
        }
    }

    /// <summary>Says when the sender's archive has another map as its latest, and keeps that one too. A failure is a sentence.</summary>
    private async Task LookForNewerAsync(EventName name, IReadOnlyList<KnownMap> known, List<string> remarks, CancellationToken cancellation)
    {
        if (sources.Senders is not { } senders || !SenderMaps.TellsOfNewer(name))
            return;
        try
        {
            var listing = await senders.ListAsync(name, FetchPatience.Aside, cancellation);
            remarks.AddRange(StateOf(name, listing));
            if (listing.Maps.Count == 0)
                return;
            var latest = listing.Maps[^1];
            var fetched = await sources.Fetcher.FetchAsync(latest.Address, FetchPatience.Aside, cancellation);
            if (known.Any(k => k.Sha256.Equals(fetched.Sha256, StringComparison.OrdinalIgnoreCase)))
                return;
            var number = await sources.Index.AddAsync(listing.Identifiers, latest.Revision, listing.EventTimeUtc, latest.Kind, fetched, cancellation);
            remarks.Add($"This is not {listing.Sender}'s latest sky map of {name.Name}: that is {latest.FileName}{(latest.CreatedUtc is { } created ? $" of {TextNumbers.Minute(created)}" : "")}, kept here as revision {number} now. To scan it: scan {name.Name} rev={number}.");
        }
        catch (FetchException e)
        {
            remarks.Add($"Whether there is a newer sky map of {name.Name} is not known: {e.Host} could not be asked ({e.Why}).");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            remarks.Add($"Whether there is a newer sky map of {name.Name} is not known: nothing can be kept in {sources.Cache.Folder} ({e.Message.TrimEnd('.')}).");
        }
    }

    private static IEnumerable<string> StateOf(EventName name, SenderListing listing)
    {
        if (listing.IsRetracted)
            yield return $"{listing.Sender} says that {name.Name} is retracted.";
        if (listing.Labels.Contains("DQV"))
            yield return $"{listing.Sender} labels {name.Name} DQV: the quality of the detectors' data is in doubt.";
        if (listing.Combined.Count > 0)
            yield return $"{listing.Sender} also has a map combined with another observatory's event; to scan it: scan {listing.Combined[^1].Address.AbsoluteUri}";
    }

    private async Task<Notice> FromAddressAsync(Uri address, DateTimeOffset? givenTimeUtc, CancellationToken cancellation)
    {
        try
        {
            var fetched = await sources.Fetcher.FetchAsync(address, FetchPatience.Person, cancellation);
            var notice = FromFile(fetched.Path, address.ToString(), givenTimeUtc, cancellation);
            return fetched.Remark is { } remark ? notice with { Remarks = [remark] } : notice;
        }
        catch (FetchException e)
        {
            throw new EventNotFoundException(e.Message, e);
        }
    }

    private static Notice FromFile(string path, string source, DateTimeOffset? givenTimeUtc, CancellationToken cancellation)
    {
        if (!File.Exists(path) && !Directory.Exists(path))
            throw new EventNotFoundException($"There is no file {path}. Check the path, or give the event's name.");
        var (map, sha256) = Read(path, source, cancellation);
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
            EventName = position.Name ?? FormattableString.Invariant($"position {e.Center.RaDeg:0.####}{e.Center.DecDeg:+0.####;-0.####}"),
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
    private static (SkyMap Map, string Sha256) Read(string path, string? name, CancellationToken cancellation)
    {
        if (Directory.Exists(path))
            throw new EventNotFoundException($"{path} is a folder. Give me one sky map file in it.");
        try
        {
            using var sha256 = SHA256.Create();
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
            using var hashing = new CryptoStream(file, sha256, CryptoStreamMode.Read);
            var map = SkyMapReader.Read(hashing, name ?? System.IO.Path.GetFileName(path), cancellation);
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

    private EventNotFoundException NotHere(EventName name, int? revision, IReadOnlyList<KnownMap> known, string? why, Exception? inner = null)
    {
        var because = why is null ? "" : $" {why}";
        if (revision is not null && known.Count > 0)
            return new EventNotFoundException(
                $"{name.Name} has no revision {revision} here; there is {string.Join(", ", known.Select(r => $"rev={r.Revision}"))}.{because}", inner);
        const int most = 8;
        var names = skyMaps.Entries().Select(e => e.Event.Name).Distinct().Order(StringComparer.Ordinal).ToArray();
        var others = names.Length switch
        {
            0 => "",
            <= most => $" I have sky maps of {string.Join(", ", names)}.",
            _ => $" I have sky maps of {TextNumbers.Count(names.Length)} other events.",
        };
        return new EventNotFoundException($"I have no sky map of {name.Name}.{because} Give me its file or its https address instead: scan path/to/bayestar.fits.gz, "
            + $"or scan https://example.org/bayestar.fits.gz.{others}", inner);
    }

    /// <summary>A map of an event that is here. <paramref name="KeptSince"/> is null for those of the manifest.</summary>
    private sealed record KnownMap(int Revision, DateTimeOffset? TimeUtc, string File, string Sha256, string Source, DateTimeOffset? KeptSince)
    {
        /// <summary>Where it is from, for a sentence.</summary>
        public string Origin => Uri.TryCreate(Source, UriKind.Absolute, out var address) ? $"{FetchedMap.NameOf(Source)} from {address.Host}" : $"the one inside {Source}";
    }
}
