using AmpelBot.Sky.Fits;

namespace AmpelBot.FollowUp.Notices.Fetching;

/// <summary>Gets the sky map of a notice into the cache.</summary>
public sealed class MapFetcher
{
    private readonly SkyMapFetcher fetcher;
    private readonly SkyMapCache cache;
    private readonly FetchPolicy policy;

    internal MapFetcher(SkyMapFetcher fetcher, SkyMapCache cache, FetchPolicy policy)
    {
        this.fetcher = fetcher;
        this.cache = cache;
        this.policy = policy;
    }

    /// <summary>Keeps the map that came inside the notice, or fetches the one that it points at.</summary>
    /// <param name="notice">The notice.</param>
    /// <param name="waitForMissing">How long a map that is not there yet (404), or whose sender is in trouble, is asked for again.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>The map; null when the notice has none, so that its position has to do.</returns>
    /// <exception cref="FetchException">The map cannot be had; <see cref="FetchException.Failure"/> tells whether it may come later.</exception>
    /// <remarks>http addresses, which Fermi's and Swift's notices still give, are asked for by https.</remarks>
    public async Task<FetchedMap?> FetchAsync(SentNotice notice, TimeSpan waitForMissing, CancellationToken cancellation)
    {
        if (notice.SkyMap?.Fits is { } bytes)
            return await KeepAsync(bytes, cancellation);
        if (notice.SkyMap?.Address is not { Length: > 0 } text)
            return null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address))
            throw new FetchException(FetchFailure.Refused, "that address", "the notice's address of its sky map is none");
        if (address.Scheme == Uri.UriSchemeHttp && !policy.AllowHttp)
            address = new UriBuilder(address) { Scheme = Uri.UriSchemeHttps, Port = address.IsDefaultPort ? 443 : address.Port }.Uri;
        return await fetcher.FetchAsync(address, FetchPatience.Announced(waitForMissing), cancellation);
    }

    private async Task<FetchedMap> KeepAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        try
        {
            var sha256 = await cache.KeepAsync((to, stop) => to(bytes, stop).AsTask(), cancellation);
            return new FetchedMap(cache.PathOf(sha256), sha256, FetchedMap.Embedded);
        }
        catch (FitsException e)
        {
            throw new FetchException(FetchFailure.Unusable, "the notice", e.Message.TrimEnd('.'), e).As($"The sky map inside the notice is no whole FITS file: {e.Message.TrimEnd('.')}.");
        }
    }
}
