using System.Collections.Concurrent;

namespace AmpelBot.FollowUp.Notices.Fetching;

/// <summary>Which sender's archive has the maps of an event, told by the event's name, and what it lists.</summary>
/// <remarks>
/// S, MS, TS superevents: GraceDB. IceCube tracks: IceCube's public maps. Bursts named by the fraction of the day, as Fermi's triggers are
/// (GRB180116026 = bn180116026): Fermi GBM's folder of the trigger, the map of the ground's automatic localisation (quicklook) and the final one (current).
/// What was listed, or why it could not be, is remembered for ten minutes.
/// </remarks>
public sealed class SenderMaps
{
    private const int MostRemembered = 1000;
    private static readonly TimeSpan Recent = TimeSpan.FromMinutes(10);
    private readonly GraceDb graceDb;
    private readonly SenderAddresses addresses;
    private readonly TimeProvider time;
    private readonly ConcurrentDictionary<string, (DateTimeOffset AskedUtc, SenderListing? Listing, FetchException? Failure)> asked = new(StringComparer.Ordinal);

    internal SenderMaps(GraceDb graceDb, SenderAddresses addresses, TimeProvider time)
    {
        this.graceDb = graceDb;
        this.addresses = addresses;
        this.time = time;
    }

    /// <summary>Whether an event's name tells whose archive has its maps.</summary>
    public static bool Knows(EventName name) => IsSuperevent(name) || IsIceCubeTrack(name) || IsGbmTrigger(name);

    /// <summary>A sentence about the name under which the archive of an event's sender does have it, where <see cref="Knows"/> says no; null when there is none.</summary>
    public static string? Hint(EventName name) => name.Messenger switch
    {
        Messenger.GravitationalWave when !IsSuperevent(name) => "GraceDB has events under the names of their superevents, as in S190814bv.",
        Messenger.GammaRayBurst when !IsGbmTrigger(name) => "Fermi's archive has bursts under the numbers of their triggers, as in bn180116026.",
        _ => null,
    };

    /// <summary>Whether an archive tells of a newer map than the one at hand: GraceDB, of events that are no tests.</summary>
    public static bool TellsOfNewer(EventName name) => name.Name[0] == 'S' && IsSuperevent(name);

    /// <summary>What the sender's archive lists of an event.</summary>
    /// <param name="name">The event; <see cref="Knows"/> says which.</param>
    /// <param name="patience">How long, for each request; all answers together within <see cref="FetchPatience.ForAnswer"/>.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="FetchException">The archive cannot be asked, does not have the event, or answers something else.</exception>
    public async Task<SenderListing> ListAsync(EventName name, FetchPatience patience, CancellationToken cancellation)
    {
        if (IsIceCubeTrack(name))
            return One("IceCube", name, new Uri(addresses.IceCube, $"IceCube-{name.Name[2..]}_skymap_probdensity_multiorder.fits.gz"));
        if (IsGbmTrigger(name))
        {
            var trigger = "bn" + name.Name[3..];
            var folder = FormattableString.Invariant($"{name.DayUtc!.Value.Year}/{trigger}/");
            return One("Fermi GBM", name, new Uri(addresses.FermiGbm, $"{folder}quicklook/glg_healpix_all_{trigger}.fit"), new Uri(addresses.FermiGbm, $"{folder}current/glg_healpix_all_{trigger}_v00.fit"));
        }
        if (!IsSuperevent(name))
            throw new ArgumentException($"{name.Name} is of no archive that I know", nameof(name));
        if (asked.TryGetValue(name.Name, out var recent) && time.GetUtcNow() - recent.AskedUtc < Recent)
        {
            if (recent.Listing is { } listed)
                return listed;
            // Somebody who waits gets a new attempt; a question on the side does not.
            if (recent.Failure is { } failure && patience.ForTrouble == TimeSpan.Zero)
                throw failure;
        }
        using var limit = new CancellationTokenSource(patience.ForAnswer, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        try
        {
            return Remember(name, await graceDb.MapsAsync(name, patience, stop.Token), null)!;
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            var why = FormattableString.Invariant($"it does not answer within {patience.ForAnswer.TotalSeconds:0} s");
            var slow = new FetchException(FetchFailure.Unreachable, addresses.GraceDb.Host, why, e).As($"GraceDB ({addresses.GraceDb.Host}) could not be asked about {name.Name}: {why}.");
            Remember(name, null, slow);
            throw slow;
        }
        catch (FetchException e)
        {
            Remember(name, null, e);
            throw;
        }
    }

    private SenderListing? Remember(EventName name, SenderListing? listing, FetchException? failure)
    {
        if (asked.Count >= MostRemembered)
            asked.Clear();
        asked[name.Name] = (time.GetUtcNow(), listing, failure);
        return listing;
    }

    private static SenderListing One(string sender, EventName name, params Uri[] maps) =>
        new(sender, [name.Name], null, [.. maps.Select((m, i) => new SenderMap(i + 1, FetchedMap.NameOf(m.AbsoluteUri), m, NoticeKind.Unstated, null))]);

    private static bool IsSuperevent(EventName name) => name.Messenger == Messenger.GravitationalWave && !name.Name.StartsWith("GW", StringComparison.Ordinal);

    private static bool IsIceCubeTrack(EventName name) => name.Messenger == Messenger.Neutrino && name.Name.StartsWith("IC", StringComparison.Ordinal) && char.IsAsciiDigit(name.Name[2]);

    private static bool IsGbmTrigger(EventName name) => name.Name.Length == 12 && name.Name.StartsWith("GRB", StringComparison.Ordinal) && name.Name.AsSpan(3).IndexOfAnyExceptInRange('0', '9') < 0;
}
