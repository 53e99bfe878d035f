using AmpelBot.Alerts.Avro;
using AmpelBot.Alerts.Surveys;
using AmpelBot.Sky;

namespace AmpelBot.Alerts;

/// <summary>One survey packet: a new detection of an object and what the packet tells of its past.</summary>
public sealed record Alert
{
    private readonly LightCurve? lightCurve;

    /// <summary>Survey's short name: ZTF.</summary>
    public required string Survey { get; init; }

    /// <summary>The survey's name of the object (ZTF18abyouwp); null where the packet has none.</summary>
    public required string? ObjectId { get; init; }

    /// <summary>The survey's number of the alert; null where the packet has none.</summary>
    public required long? Candid { get; init; }

    /// <summary>What tells this alert from all others of the survey: the candid, or a 63-bit hash of the content where there is none.</summary>
    public required long AlertId { get; init; }

    /// <summary>Time of the detection, Julian date in UTC.</summary>
    public required double Jd { get; init; }

    /// <summary>Position of the detection.</summary>
    public required SkyCoord Coord { get; init; }

    /// <summary>Nested HEALPix index of the position at order 29.</summary>
    public required long Hpx29 { get; init; }

    /// <summary>The survey's features of this detection.</summary>
    public required CandidateBlock Candidate { get; init; }

    /// <summary>
    /// The light curve as this packet knows it: the detection itself and its history, ascending in time; never the object's
    /// later datapoints.
    /// </summary>
    /// <exception cref="InvalidOperationException">The alert comes from a scan that was not asked for its light curve.</exception>
    public LightCurve LightCurve
    {
        get => lightCurve ?? throw new InvalidOperationException($"alert {AlertId} was read without its light curve");
        init => lightCurve = value;
    }

    /// <summary>Whether the light curve was read.</summary>
    public bool HasLightCurve => lightCurve is not null;

    /// <summary>The survey's program (ZTF: 1 public, 2 partnership, 3 Caltech); null where the packet does not say, which counts as not public.</summary>
    public int? ProgramId { get; init; }

    /// <summary>The object: the same for all alerts of one object, and for those of no other.</summary>
    public ObjectKey Object => new(Survey, ObjectId is { } name ? StockId.Of(Survey, name) : StockId.OfNameless(AlertId));

    /// <summary>The whole packet as the survey wrote it; null when the alert comes from an archive, which gives it on demand.</summary>
    public AvroRecord? Packet { get; init; }

    /// <summary>Cutouts in the packet; empty when it has none, and when the alert comes from a scan (the archive gives them on demand).</summary>
    public IReadOnlyList<Cutout> Cutouts { get; init; } = [];

    /// <summary>Time of the detection, UTC.</summary>
    public DateTimeOffset TimeUtc => TimeScales.JdToUtc(Jd);
}

/// <summary>A small image around the detection, as the packet carries it.</summary>
/// <param name="Kind">Science, Template or Difference.</param>
/// <param name="FileName">The survey's file name.</param>
/// <param name="Data">The bytes (ZTF: a gzipped FITS image).</param>
public sealed record Cutout(string Kind, string FileName, byte[] Data);
