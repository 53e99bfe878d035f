using System.Net;
using System.Net.Http.Headers;
using AmpelBot.Sky.Fits;

namespace AmpelBot.FollowUp.Notices.Fetching;

/// <summary>Fetches sky maps by their address into the cache.</summary>
/// <remarks>
/// What a stranger may make the program ask for is narrow: https only, addresses of the public internet only (checked on the address that is
/// connected to, so neither a name nor a redirect leads inside), three redirects, 512 MiB. An address is asked once at a time. What is in the cache
/// is asked for with its ETag or time; versions of GraceDB (file,1) never change and are not asked for again.
/// </remarks>
public sealed class SkyMapFetcher
{
    private readonly SenderHttp http;
    private readonly SkyMapCache cache;
    private readonly FetchPolicy policy;
    private readonly TimeProvider time;

    internal SkyMapFetcher(SenderHttp http, SkyMapCache cache, FetchPolicy policy, TimeProvider time)
    {
        this.http = http;
        this.cache = cache;
        this.policy = policy;
        this.time = time;
    }

    /// <summary>Fetches a map.</summary>
    /// <param name="address">Its address.</param>
    /// <param name="patience">How long.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>The map in the cache; from the cache alone, with a remark, when the sender cannot be reached now and had given it before.</returns>
    /// <exception cref="FetchException">It cannot be fetched; the message says why and what to give instead.</exception>
    public async Task<FetchedMap> FetchAsync(Uri address, FetchPatience patience, CancellationToken cancellation)
    {
        if (policy.Refusal(address) is { } refusal)
            throw Sentence(new FetchException(FetchFailure.Refused, Host(address), refusal));
        var asked = time.GetUtcNow();
        using var taken = await LockAsync(address, patience, cancellation);
        var known = cache.Find(address);
        if (known is not null && (IsVersion(address) || known.FetchedUtc > asked))
            return Map(known);
        try
        {
            var entry = await http.GetAsync(address, r => Ask(r, known), patience, (response, body, stop) => KeepAsync(address, known, response, body, stop), cancellation);
            cache.Note(entry);
            return Map(entry);
        }
        catch (FetchException e) when (known is not null && patience.AcceptsOlder && e.Failure == FetchFailure.Unreachable)
        {
            return Map(known) with { Remark = FormattableString.Invariant($"{e.Host} could not be asked for a newer file ({e.Why}); the one fetched on {known.FetchedUtc:yyyy-MM-dd HH:mm} UTC is used.") };
        }
        catch (FetchException e)
        {
            throw Sentence(e);
        }
    }

    private async Task<CacheLock> LockAsync(Uri address, FetchPatience patience, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(patience.ForAnswer, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        try
        {
            return await cache.LockAsync(address, stop.Token);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw Sentence(new FetchException(FetchFailure.Unreachable, Host(address), "another request for the same file is still under way", e));
        }
    }

    private async Task<CachedAddress> KeepAsync(Uri address, CachedAddress? known, HttpResponseMessage response, SenderHttp.Body body, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        if (response.StatusCode == HttpStatusCode.NotModified)
            return known! with { FetchedUtc = now };
        try
        {
            var isFirst = true;
            var sha256 = await cache.KeepAsync((to, stop) => body.CopyToAsync((bytes, halt) =>
            {
                if (isFirst && !BeginsAsFits(bytes.Span))
                    throw new FetchException(FetchFailure.Unusable, Host(address), "what it sends is neither FITS nor gzip");
                isFirst = false;
                return to(bytes, halt);
            }, SkyMapCache.MostBytesOfMap, stop), cancellation);
            return new CachedAddress(address.AbsoluteUri, sha256, response.Headers.ETag?.ToString(), response.Content.Headers.LastModified, now);
        }
        catch (FitsException e)
        {
            // A connection that ends early can look like a whole answer; so what is not whole is asked for again.
            throw new FetchException(FetchFailure.Unreachable, Host(address), $"what it sent is no whole FITS file ({e.Message.TrimEnd('.')})", e);
        }
    }

    private FetchedMap Map(CachedAddress entry) => new(cache.PathOf(entry.Sha256), entry.Sha256, entry.Address);

    private static void Ask(HttpRequestMessage request, CachedAddress? known)
    {
        if (known?.ETag is { } tag && EntityTagHeaderValue.TryParse(tag, out var parsed))
            request.Headers.IfNoneMatch.Add(parsed);
        else if (known?.LastModified is { } modified)
            request.Headers.IfModifiedSince = modified;
    }

    private static bool BeginsAsFits(ReadOnlySpan<byte> bytes) =>
        "SIMPLE"u8.StartsWith(bytes[..Math.Min(6, bytes.Length)]) || ((ReadOnlySpan<byte>)[0x1f, 0x8b]).StartsWith(bytes[..Math.Min(2, bytes.Length)]);

    /// <summary>Whether an address names one version of a file, as GraceDB's do.</summary>
    private static bool IsVersion(Uri address)
    {
        var path = address.AbsolutePath;
        var comma = path.LastIndexOf(',');
        return comma > 0 && path.Contains("/files/", StringComparison.Ordinal) && comma < path.Length - 1 && path.AsSpan(comma + 1).IndexOfAnyExceptInRange('0', '9') < 0;
    }

    private static FetchException Sentence(FetchException e) => e.Failure switch
    {
        FetchFailure.TooLarge => e.As($"I cannot fetch the sky map from {e.Host}: {e.Why}; no sky map is. Check the address."),
        FetchFailure.Missing or FetchFailure.Unusable => e.As($"I cannot fetch the sky map from {e.Host}: {e.Why}. Check the address."),
        _ => e.As($"I cannot fetch the sky map from {e.Host}: {e.Why}. Download it and give me the file: scan path/to/bayestar.fits.gz"),
    };

    private static string Host(Uri address) => address.IsAbsoluteUri && address.Host.Length > 0 ? address.Host : "that address";
}
