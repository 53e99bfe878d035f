using AmpelBot.FollowUp.Notices;

namespace AmpelBot.FollowUp.Following;

/// <summary>What is known of one event from all that was heard of it, in whatever order and however often it was heard.</summary>
/// <remarks>
/// Notices are put in the order in which they were sent: by the sender's own count where it keeps one, then by the time of sending. Two stories of the same set of notices are equal in every member.
/// </remarks>
public sealed class EventStory
{
    private EventStory(List<HeardNotice> notices)
    {
        Notices = notices;
        Identifiers = [.. notices.SelectMany(n => n.Notice.Identifiers).Distinct(StringComparer.Ordinal).OrderBy(Rank).ThenBy(i => i, StringComparer.Ordinal)];
        var machine = notices.Where(n => n.Localises && !n.IsCircular).ToList();
        // A circular repeats in prose, rounded, what machines were told; it is taken for the localisation only while no machine was.
        Localisations = machine.Count > 0 ? machine : [.. notices.Where(n => n.Localises && n.Notice.Sender != AnyTeam)];
        var retractions = Retractions(notices);
        var senders = Localisations.Select(n => n.Notice.Sender).ToHashSet(StringComparer.Ordinal);
        RetractedBy = [.. retractions.Select(r => r.Notice.Sender).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        Retraction = retractions.Count > 0 && senders.All(RetractedBy.Contains) ? retractions[^1] : null;
    }

    // What the parser calls the sender of a circular of a team that is not the event's own.
    private const string AnyTeam = "GCN";

    /// <summary>The event's name: the first of <see cref="Identifiers"/>.</summary>
    public string Name => Identifiers[0];

    /// <summary>Its standard name; null where nobody gave it one.</summary>
    public EventName? EventName => AmpelBot.FollowUp.Notices.EventName.TryParse(Name);

    /// <summary>All its identifiers: superevents, IceCube's names and named bursts first, then numbers of triggers.</summary>
    public IReadOnlyList<string> Identifiers { get; }

    /// <summary>What was heard, each notice once, in the order in which it was sent.</summary>
    public IReadOnlyList<HeardNotice> Notices { get; }

    /// <summary>The notices that say where it is, in the order in which they were sent.</summary>
    public IReadOnlyList<HeardNotice> Localisations { get; }

    /// <summary>Where it is by the latest of them; null while nobody said.</summary>
    public HeardNotice? Localisation => Localisations.Count > 0 ? Localisations[^1] : null;

    /// <summary>The notice that took the event back; null when it stands.</summary>
    public HeardNotice? Retraction { get; }

    /// <summary>Senders who took it back; an event that several senders told stands until all of them have.</summary>
    public IReadOnlyList<string> RetractedBy { get; }

    /// <summary>Whether it was taken back and not told again since.</summary>
    public bool IsRetracted => Retraction is not null;

    /// <summary>The latest notice that tells of the event itself; a retraction or report only where there is no other.</summary>
    public SentNotice Current => (Localisation ?? Notices.LastOrDefault(n => n.Notice.Kind is not (NoticeKind.Retraction or NoticeKind.Report)) ?? Notices[^1]).Notice;

    /// <summary>What carried the news.</summary>
    public Messenger Messenger => Notices.Select(n => n.Notice.Messenger).FirstOrDefault(m => m != Messenger.Unknown, Messenger.Unknown);

    /// <summary>What the event is for: an observation only where no notice says otherwise.</summary>
    public NoticePurpose Purpose => Notices.Max(n => n.Notice.Purpose);

    /// <summary>Time of the event, UTC; null when nobody said.</summary>
    public DateTimeOffset? EventTimeUtc => Latest(n => n.EventTimeUtc);

    /// <summary>A value from the latest notice of the event's own senders that sent it; null when none did.</summary>
    public T? Latest<T>(Func<SentNotice, T?> value) where T : struct =>
        Tellers.Select(n => value(n.Notice)).FirstOrDefault(v => v is not null);

    /// <summary>A table of values from the latest notice of the event's own senders that sent one; empty when none did.</summary>
    public IReadOnlyDictionary<string, double> LatestTable(Func<SentNotice, IReadOnlyDictionary<string, double>> table) =>
        Tellers.Select(n => table(n.Notice)).FirstOrDefault(t => t.Count > 0) ?? new Dictionary<string, double>();

    private IEnumerable<HeardNotice> Tellers => Notices.Reverse().Where(n => n.Notice.Sender != AnyTeam && n.Notice.Kind is not (NoticeKind.Retraction or NoticeKind.Report));

    /// <summary>The story of notices that are about one event.</summary>
    /// <param name="notices">The notices, at least one, in any order and any number of times.</param>
    public static EventStory Of(IEnumerable<HeardNotice> notices)
    {
        var all = InOrder(notices);
        return all.Count > 0 ? new EventStory(all) : throw new ArgumentException("a story begins with a notice", nameof(notices));
    }

    /// <summary>The stories of all events that notices are about: those that share an identifier are about one event.</summary>
    /// <param name="notices">The notices, in any order and any number of times; those that name no event are left out.</param>
    public static IReadOnlyList<EventStory> Join(IEnumerable<HeardNotice> notices)
    {
        var groups = new List<(HashSet<string> Ids, List<HeardNotice> Notices)>();
        foreach (var notice in notices.Where(n => n.Notice.EventId is not null))
        {
            var ids = notice.Notice.Identifiers.ToHashSet(StringComparer.Ordinal);
            var met = groups.Where(g => g.Ids.Overlaps(ids)).ToList();
            foreach (var (others, theirs) in met.Skip(1))
            {
                met[0].Ids.UnionWith(others);
                met[0].Notices.AddRange(theirs);
            }
            groups.RemoveAll(g => met.Skip(1).Contains(g));
            if (met.Count == 0)
                groups.Add((ids, [notice]));
            else
            {
                met[0].Ids.UnionWith(ids);
                met[0].Notices.Add(notice);
            }
        }
        return [.. groups.Select(g => Of(g.Notices)).OrderBy(s => s.Name, StringComparer.Ordinal)];
    }

    private static List<HeardNotice> InOrder(IEnumerable<HeardNotice> notices)
    {
        var distinct = notices.DistinctBy(n => (n.Sha256, n.Notice.EventId)).ToList();
        // A sender's count goes before its clock: a notice is never earlier than one that the same sender counted before it.
        var counted = distinct.Where(n => n.Notice is { Sequence: not null, SentUtc: not null }).ToLookup(Series);
        return [.. distinct
            .OrderBy(n => n.Notice.Sequence is { } number
                ? counted[Series(n)].Where(m => m.Notice.Sequence <= number).Select(m => m.Notice.SentUtc!.Value).DefaultIfEmpty(DateTimeOffset.MinValue).Max()
                : n.Notice.SentUtc ?? DateTimeOffset.MinValue)
            .ThenBy(n => n.Notice.Sequence ?? -1)
            .ThenBy(n => n.Notice.Kind)
            .ThenBy(n => n.Sha256, StringComparer.Ordinal)
            .ThenBy(n => n.Notice.EventId, StringComparer.Ordinal)];
    }

    private static (string, string?, NoticeFormat) Series(HeardNotice n) => (n.Notice.Sender, n.Notice.Instrument, n.Notice.Format);

    /// <summary>The retractions in force: those after which their sender has not localised the event again.</summary>
    private static List<HeardNotice> Retractions(List<HeardNotice> notices)
    {
        var inForce = new List<HeardNotice>();
        for (var i = 0; i < notices.Count; i++)
            if (notices[i] is { Notice: { Kind: NoticeKind.Retraction, Sender: not AnyTeam } retraction }
                && (IsTimeless(retraction) || !notices.Skip(i + 1).Any(later => later.Localises && later.Notice.Sender == retraction.Sender && !later.IsCircular)))
                inForce.Add(notices[i]);
        return inForce;
    }

    // GraceDB tells a state without saying since when; created is the superevent's.
    private static bool IsTimeless(SentNotice notice) => notice.SentUtc is null || notice.Format == NoticeFormat.GraceDbJson;

    private static int Rank(string id) => AmpelBot.FollowUp.Notices.EventName.TryParse(id) switch
    {
        null => 9,
        { Name: ['S' or 'M' or 'T', ..] } => 0,
        { Name: ['I', 'C' or 'c', ..] } => 1,
        { Messenger: Messenger.GammaRayBurst } burst => char.IsAsciiLetter(burst.Name[^1]) ? 2 : 3,
        { Messenger: Messenger.GravitationalWave } => 4,
        _ => 5,
    };
}
