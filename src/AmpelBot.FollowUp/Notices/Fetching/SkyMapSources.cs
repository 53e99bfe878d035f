namespace AmpelBot.FollowUp.Notices.Fetching;

/// <summary>Where sky maps come from beside the manifest: the cache with its index of events, and the senders' archives. Put together once.</summary>
public sealed class SkyMapSources : IDisposable
{
    private readonly SenderHttp http;

    /// <summary>The sources of a bot.</summary>
    /// <param name="skyMaps">The manifest.</param>
    /// <param name="cacheFolder">Where fetched maps are kept.</param>
    /// <param name="policy">What may be asked for.</param>
    /// <param name="addresses">Where the senders' archives lie.</param>
    /// <param name="time">The clock.</param>
    public SkyMapSources(SkyMapFolder skyMaps, string cacheFolder, FetchPolicy policy, SenderAddresses addresses, TimeProvider time)
    {
        http = new SenderHttp(policy, time);
        Cache = new SkyMapCache(cacheFolder, time);
        Index = new EventIndex(Cache, skyMaps, time);
        Cache.Named = Index.Named;
        Fetcher = new SkyMapFetcher(http, Cache, policy, time);
        Maps = new MapFetcher(Fetcher, Cache, policy);
        GraceDb = new GraceDb(http, addresses.GraceDb);
        Circulars = new GcnCirculars(http, addresses.Circulars);
        Senders = policy.IsOffline ? null : new SenderMaps(GraceDb, addresses, time);
    }

    /// <summary>Fetched and embedded maps.</summary>
    public SkyMapCache Cache { get; }

    /// <summary>Which event they belong to.</summary>
    public EventIndex Index { get; }

    /// <summary>Maps by their address.</summary>
    public SkyMapFetcher Fetcher { get; }

    /// <summary>Maps of notices.</summary>
    public MapFetcher Maps { get; }

    /// <summary>GraceDB's public part.</summary>
    public GraceDb GraceDb { get; }

    /// <summary>GCN's circulars.</summary>
    public GcnCirculars Circulars { get; }

    /// <summary>Archives that are asked for events that are not known here; null when nothing is fetched.</summary>
    public SenderMaps? Senders { get; }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();
}
