using System.Collections.ObjectModel;

namespace AmpelBot.FollowUp.Notices;

/// <summary>
/// What a sender sent about an event: a notice (machine) or a circular (prose). A <see cref="Notice"/> is what the bot made of it, with the
/// sky map loaded.
/// </summary>
/// <remarks>Every number is as it was sent; null means that the sender did not send it.</remarks>
public sealed record SentNotice
{
    /// <summary>Seconds of a Julian year, by which rates per year become Hz.</summary>
    public const double SecondsPerYear = 31_557_600;

    /// <summary>The form in which it came.</summary>
    public required NoticeFormat Format { get; init; }

    /// <summary>Who sent it: LVK, IceCube, Fermi, Swift, Einstein Probe; GCN for a circular of another team.</summary>
    public required string Sender { get; init; }

    /// <summary>The instrument, where a sender has several: GBM, LAT, BAT, XRT, ECLAIRs.</summary>
    public string? Instrument { get; init; }

    /// <summary>What carried the news of the event.</summary>
    public required Messenger Messenger { get; init; }

    /// <summary>The step of the event's story.</summary>
    public required NoticeKind Kind { get; init; }

    /// <summary>Whether it is about the sky, or a test.</summary>
    public NoticePurpose Purpose { get; init; }

    /// <summary>
    /// The event's own identifier: its standard name where the sender uses it as such (S190814bv), else the sender and its number
    /// (IceCube 137840_57034692, Fermi 712539561). Null when the notice names no event (a heartbeat).
    /// </summary>
    public required string? EventId { get; init; }

    /// <summary>The standard name, where one is told.</summary>
    public EventName? EventName { get; init; }

    /// <summary>Further identifiers of the same event, in the same forms. Notices that share an identifier are about one event.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Other events of which the notice says the same (a circular that retracts several triggers).</summary>
    public IReadOnlyList<string> OtherEventIds { get; init; } = [];

    /// <summary>Other senders' events that this one was searched for or found with.</summary>
    public IReadOnlyList<string> FollowsUp { get; init; } = [];

    /// <summary>The message's own identifier: a VOEvent's ivorn, "GCN 34527" of a circular.</summary>
    public string? MessageId { get; init; }

    /// <summary>Identifiers of the messages that it supersedes.</summary>
    public IReadOnlyList<string> Supersedes { get; init; } = [];

    /// <summary>Number of the notice among those of its event, where the sender counts them (LVK from 1, IceCube from 0).</summary>
    public int? Sequence { get; init; }

    /// <summary>When it was sent, UTC.</summary>
    public DateTimeOffset? SentUtc { get; init; }

    /// <summary>Time of the event, UTC.</summary>
    public DateTimeOffset? EventTimeUtc { get; init; }

    /// <summary>Position.</summary>
    public SentPosition? Position { get; init; }

    /// <summary>Sky map.</summary>
    public SentSkyMap? SkyMap { get; init; }

    /// <summary>Probability (0 to 1) of each class under the sender's name: BNS, NSBH, BBH, Terrestrial; GRB.</summary>
    public IReadOnlyDictionary<string, double> Classification { get; init; } = ReadOnlyDictionary<string, double>.Empty;

    /// <summary>Probability (0 to 1) of each property if the event is real: HasNS, HasRemnant, HasMassGap.</summary>
    public IReadOnlyDictionary<string, double> Properties { get; init; } = ReadOnlyDictionary<string, double>.Empty;

    /// <summary>False alarm rate in Hz: as sent, or from <see cref="FarPerYear"/> with a year of 365.25 days.</summary>
    public double? FarHz { get; init; }

    /// <summary>False alarm rate per year where it was sent so.</summary>
    public double? FarPerYear { get; init; }

    /// <summary>Whether the sender calls the event significant (LVK).</summary>
    public bool? Significant { get; init; }

    /// <summary>The sender's search: AllSky, EarlyWarning, MDC.</summary>
    public string? Search { get; init; }

    /// <summary>The sender's group: CBC, Burst.</summary>
    public string? Group { get; init; }

    /// <summary>The pipelines that found the event.</summary>
    public IReadOnlyList<string> Pipelines { get; init; } = [];

    /// <summary>The detectors: H1, L1, V1.</summary>
    public IReadOnlyList<string> Instruments { get; init; } = [];

    /// <summary>Probability of an astrophysical origin (IceCube's signalness, GCN's p_astro), 0 to 1.</summary>
    public double? Signalness { get; init; }

    /// <summary>Energy of the neutrino in TeV.</summary>
    public double? EnergyTeV { get; init; }

    /// <summary>Duration in seconds: of a gravitational-wave burst, or the T90 of a gamma-ray burst.</summary>
    public double? DurationSeconds { get; init; }

    /// <summary>Central frequency of a gravitational-wave burst, Hz.</summary>
    public double? CentralFrequencyHz { get; init; }

    /// <summary>Area of the 90 % credible region in square degrees, where prose tells it.</summary>
    public double? Area90SqDeg { get; init; }

    /// <summary>Luminosity distance in Mpc.</summary>
    public double? DistanceMpc { get; init; }

    /// <summary>Its error in Mpc, 1 sigma.</summary>
    public double? DistanceErrorMpc { get; init; }

    /// <summary>Another observatory's event in coincidence.</summary>
    public ExternalCoincidence? ExternalCoincidence { get; init; }

    /// <summary>Neutrinos in coincidence with the event.</summary>
    public IReadOnlyList<CoincidentNeutrino> CoincidentNeutrinos { get; init; } = [];

    /// <summary>Labels that the sender put on the event (GraceDB).</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>Subject of a circular or message.</summary>
    public string? Subject { get; init; }

    /// <summary>What else the sender sent, under its names, at most <see cref="NoticeParser.MaxFurther"/> values.</summary>
    public IReadOnlyList<SentValue> Further { get; init; } = [];

    /// <summary>Sentences about what in the notice contradicts itself or could not be used.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>All identifiers of the event, <see cref="EventId"/> first.</summary>
    public IEnumerable<string> Identifiers => EventId is { } id ? Aliases.Prepend(id) : Aliases;
}
