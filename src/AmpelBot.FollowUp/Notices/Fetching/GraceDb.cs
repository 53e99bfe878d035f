using System.Text.Json;
using System.Text.RegularExpressions;

namespace AmpelBot.FollowUp.Notices.Fetching;

/// <summary>The public part of GraceDB, without a login: superevents, their logs and VOEvents, the maps in them.</summary>
/// <remarks>
/// Endpoints of its REST API: api/superevents/ID/, ID/logs/, ID/voevents/, ID/files/NAME,VERSION. A map is a FITS file among the logs that is
/// tagged sky_loc, each version one. Revisions are numbered in the order of their log entries, never by name: bayestar.multiorder.fits,0, then ,1, then
/// Bilby.multiorder.fits,0. The flat copy of a multi-order map (same name and version, logged within an hour) is left out. Maps combined with
/// another observatory's event (combined-ext) are kept apart.
/// </remarks>
public sealed partial class GraceDb
{
    private const int MostBytes = 16 << 20;
    private const int MostEntries = 20_000;
    private static readonly TimeSpan TwinsWithin = TimeSpan.FromHours(1);
    private readonly SenderHttp http;
    private readonly Uri api;

    internal GraceDb(SenderHttp http, Uri address)
    {
        this.http = http;
        api = new Uri(address, "api/superevents/");
    }

    /// <summary>The state of a superevent.</summary>
    /// <param name="superevent">Its name: S190814bv.</param>
    /// <param name="patience">How long.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>As a notice: time, far, labels, and <see cref="NoticeKind.Retraction"/> where the advocates said no.</returns>
    /// <exception cref="FetchException">GraceDB cannot be asked, does not have it, or answers something else.</exception>
    public async Task<SentNotice> SupereventAsync(EventName superevent, FetchPatience patience, CancellationToken cancellation)
    {
        var address = new Uri(api, $"{superevent.Name}/");
        var parsed = NoticeParser.Parse(await DocumentAsync(address, superevent, patience, cancellation));
        if (!parsed.Success)
            throw Odd(address, parsed.Error);
        return parsed.Value.Format == NoticeFormat.GraceDbJson && parsed.Value.Identifiers.Contains(superevent.Name)
            ? parsed.Value : throw Odd(address, $"it is not about {superevent.Name}.");
    }

    /// <summary>A superevent with every version of its maps.</summary>
    /// <param name="superevent">Its name: S190814bv.</param>
    /// <param name="patience">How long, for each of three requests.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="FetchException">GraceDB cannot be asked, does not have it, or answers something else.</exception>
    public async Task<SenderListing> MapsAsync(EventName superevent, FetchPatience patience, CancellationToken cancellation)
    {
        var state = await SupereventAsync(superevent, patience, cancellation);
        var logs = await EntriesAsync(superevent, "logs", "log", patience, cancellation, Logged.Read);
        var sent = await SentAsync(superevent, patience, cancellation);
        var (maps, combined) = Order(superevent, logs, sent);
        return new SenderListing("GraceDB", [.. state.Identifiers], state.EventTimeUtc, maps)
        {
            Combined = combined,
            IsRetracted = state.Kind == NoticeKind.Retraction || sent.Any(s => s.Kind == NoticeKind.Retraction),
            Labels = state.Labels,
        };
    }

    private (IReadOnlyList<SenderMap> Maps, IReadOnlyList<SenderMap> Combined) Order(EventName superevent, IReadOnlyList<Logged> logs, IReadOnlyList<Sent> sent)
    {
        var files = logs.Where(l => IsSkyMap(l)).OrderBy(l => l.CreatedUtc).ThenBy(l => l.Number).DistinctBy(l => (l.FileName, l.Version)).ToArray();
        var multiOrder = files.Where(f => IsMultiOrder(f.FileName)).ToLookup(f => (Stem(f.FileName), f.Version));
        var single = files.Where(f => IsMultiOrder(f.FileName) || !multiOrder[(Stem(f.FileName), f.Version)].Any(m => (m.CreatedUtc - f.CreatedUtc)?.Duration() <= TwinsWithin)).ToArray();
        SenderMap[] Number(IEnumerable<Logged> chosen) => [.. chosen.Select((l, i) => new SenderMap(
            i + 1, $"{l.FileName},{l.Version}", new Uri(api, $"{superevent.Name}/files/{Uri.EscapeDataString(l.FileName)},{l.Version}"), KindOf(l, files, sent), l.CreatedUtc))];
        return (Number(single.Where(l => !IsCombined(l.FileName))), Number(single.Where(l => IsCombined(l.FileName))));
    }

    // The sent message names the file, with its version or without: then the latest one of its time is meant.
    private static NoticeKind KindOf(Logged map, IReadOnlyList<Logged> all, IReadOnlyList<Sent> sent) =>
        sent.Where(s => s.SkyMap is { } name && (name == $"{map.FileName},{map.Version}"
            || (name == map.FileName && all.Where(a => a.FileName == name && a.CreatedUtc <= s.CreatedUtc).MaxBy(a => a.Version) == map)))
            .OrderBy(s => s.Number).Select(s => (NoticeKind?)s.Kind).FirstOrDefault() ?? NoticeKind.Unstated;

    private async Task<IReadOnlyList<Sent>> SentAsync(EventName superevent, FetchPatience patience, CancellationToken cancellation)
    {
        try
        {
            return await EntriesAsync(superevent, "voevents", "voevents", patience, cancellation, Sent.Read);
        }
        catch (FetchException e) when (e.Failure is FetchFailure.Missing or FetchFailure.Unusable)
        {
            // They only tell which notice a map was sent with; without them the maps and their order are the same.
            return [];
        }
    }

    private async Task<IReadOnlyList<T>> EntriesAsync<T>(
        EventName superevent, string folder, string list, FetchPatience patience, CancellationToken cancellation, Func<JsonFields, T> read)
    {
        var address = new Uri(api, $"{superevent.Name}/{folder}/");
        var bytes = await DocumentAsync(address, superevent, patience, cancellation);
        try
        {
            using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = NoticeParser.MaxDepth });
            var fields = new JsonFields(document.RootElement);
            if (!fields.Has(list))
                throw Odd(address, $"it has no list \"{list}\".");
            var entries = fields.Objects(list);
            return entries.Count <= MostEntries ? [.. entries.Select(read)] : throw Odd(address, $"it lists {TextNumbers.Count(entries.Count)} entries; I read up to {TextNumbers.Count(MostEntries)}.");
        }
        catch (Exception e) when (e is JsonException or NoticeRefusal or InvalidOperationException)
        {
            throw Odd(address, e.Message);
        }
    }

    private async Task<ReadOnlyMemory<byte>> DocumentAsync(Uri address, EventName superevent, FetchPatience patience, CancellationToken cancellation)
    {
        try
        {
            return await http.DocumentAsync(address, MostBytes, patience, cancellation);
        }
        catch (FetchException e)
        {
            throw e.As(e.Failure == FetchFailure.Missing ? $"GraceDB ({e.Host}) has no public superevent {superevent.Name}." : $"GraceDB ({e.Host}) could not be asked about {superevent.Name}: {e.Why}.");
        }
    }

    private static FetchException Odd(Uri address, string why) =>
        new FetchException(FetchFailure.Unusable, address.Host, $"its answer is not what I expected: {why.TrimEnd('.')}").As($"GraceDB ({address.Host}) gave an answer that I cannot read: {why.TrimEnd('.')}.");

    private static bool IsSkyMap(Logged log) => SkyMapName().IsMatch(log.FileName) && (log.Tags.Contains("sky_loc") || IsMultiOrder(log.FileName));

    private static bool IsMultiOrder(string name) => name.Contains(".multiorder.", StringComparison.OrdinalIgnoreCase);

    private static bool IsCombined(string name) => name.StartsWith("combined", StringComparison.OrdinalIgnoreCase) || name.Contains("-ext.", StringComparison.OrdinalIgnoreCase);

    private static string Stem(string name) => SkyMapName().Replace(name, "").Replace(".multiorder", "", StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"\.fits?(\.gz)?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SkyMapName();

    private sealed record Logged(int Number, string FileName, int Version, DateTimeOffset? CreatedUtc, IReadOnlyList<string> Tags)
    {
        public static Logged Read(JsonFields fields) =>
            new(fields.Whole("N") ?? 0, fields.Text("filename") ?? "", fields.Whole("file_version") ?? 0, fields.TimeUtc("created"), fields.Texts("tag_names"));
    }

    private sealed record Sent(int Number, NoticeKind Kind, string? SkyMap, DateTimeOffset? CreatedUtc)
    {
        public static Sent Read(JsonFields fields) => new(fields.Whole("N") ?? 0, fields.Text("voevent_type") switch
        {
            "EW" => NoticeKind.EarlyWarning,
            "PR" => NoticeKind.Preliminary,
            "IN" => NoticeKind.Initial,
            "UP" => NoticeKind.Update,
            "RE" => NoticeKind.Retraction,
            _ => NoticeKind.Unstated,
        }, fields.Text("skymap_filename"), fields.TimeUtc("created"));
    }
}
