using AmpelBot.Alerts.Avro;
using AmpelBot.Sky;
using AmpelBot.Sky.Healpix;

namespace AmpelBot.Alerts.Surveys.Ztf;

/// <summary>
/// Reads a decoded ZTF alert packet of any schema version: without a version (2017 to 2018), 3.0 to 3.3, 4.01, 4.02, and those that
/// brokers wrote anew with more fields or fewer.
/// </summary>
public static class ZtfPacket
{
    /// <summary>The survey's short name in alerts.</summary>
    public const string Survey = "ZTF";

    private static readonly (string Field, string Kind)[] CutoutFields =
        [("cutoutScience", "Science"), ("cutoutTemplate", "Template"), ("cutoutDifference", "Difference")];

    /// <summary>The alert in a packet.</summary>
    /// <exception cref="SurveyPacketException">It is no ZTF packet, or lacks a possible time or position.</exception>
    public static Alert Parse(AvroRecord packet)
    {
        if (packet["candidate"] is not AvroRecord body)
            throw new SurveyPacketException($"not a ZTF packet: {packet.Schema.Name} has no candidate block");
        if (Array.Find(["jd", "ra", "dec", "fid"], f => !body.Has(f)) is { } absent)
            throw new SurveyPacketException($"not a ZTF packet: the candidate block of {packet.Schema.Name} has no field {absent}");
        var candidate = new CandidateBlock(body);
        var coord = PacketNumbers.Position(candidate, "ra", "dec", "the candidate block");
        var objectId = packet["objectId"] is string { Length: > 0 } name ? name : null;
        var candid = new CandidateBlock(packet).Integer("candid");
        return new Alert
        {
            Survey = Survey,
            ObjectId = objectId,
            Candid = candid,
            ProgramId = (int?)candidate.Integer("programid"),
            Packet = packet,
            AlertId = candid ?? ContentId.OfAlert(objectId, body),
            Jd = PacketNumbers.Jd(candidate, "jd", "the candidate block"),
            Coord = coord,
            Hpx29 = HealpixNested.Index(HealpixNested.MaxOrder, coord),
            Candidate = candidate,
            LightCurve = new LightCurve(
                [.. Points(packet, "prv_candidates", Measured), .. Points(packet, "fp_hists", Forced), Measured(body, "the candidate block")]),
            Cutouts = [.. CutoutFields.Select(c => CutoutOf(packet, c.Field, c.Kind)).OfType<Cutout>()],
        };
    }

    private static IEnumerable<Datapoint> Points(AvroRecord packet, string field, Func<AvroRecord, string, Datapoint> point) =>
        packet[field] is object?[] items
            ? items.Select((item, i) => (Body: item as AvroRecord, Place: $"{field}[{i}]")).Where(p => p.Body is not null).Select(p => point(p.Body!, p.Place))
            : [];

    /// <summary>A point of the candidate or prv_candidates blocks: an upper limit where no source was measured.</summary>
    private static Datapoint Measured(AvroRecord body, string place)
    {
        var fields = new CandidateBlock(body);
        var mag = fields.Number("magpsf");
        var candid = fields.Integer("candid");
        var jd = PacketNumbers.Jd(fields, "jd", place);
        var isDetection = mag is not null || candid is not null;
        return new Datapoint
        {
            Kind = isDetection ? DatapointKind.Detection : DatapointKind.UpperLimit,
            Candid = candid,
            ProgramId = (int?)fields.Integer("programid"),
            Id = isDetection ? candid ?? ContentId.OfDetection(fields) : ContentId.OfUpperLimit(fields),
            Jd = jd,
            Band = BandOf(fields),
            Mag = mag,
            MagErr = fields.Number("sigmapsf"),
            LimitingMag = fields.Number("diffmaglim"),
            IsPositive = IsPositive(fields.Value("isdiffpos")),
            Coord = fields.Number("ra") is { } ra && fields.Number("dec") is { } dec && SkyCoord.IsValid(ra, dec) ? new SkyCoord(ra, dec) : null,
            Body = body,
        };
    }

    /// <summary>A point of fp_hists. It has a flux in counts (forcediffimflux) and no magnitude; the body keeps it.</summary>
    private static Datapoint Forced(AvroRecord body, string place)
    {
        var fields = new CandidateBlock(body);
        return new Datapoint
        {
            Kind = DatapointKind.ForcedPhotometry,
            Id = ContentId.OfForcedPhotometry(fields),
            ProgramId = (int?)fields.Integer("programid"),
            Jd = PacketNumbers.Jd(fields, "jd", place),
            Band = BandOf(fields),
            LimitingMag = fields.Number("diffmaglim"),
            Body = body,
        };
    }

    /// <summary>The band of a ZTF filter number; an unknown number is shown as it is.</summary>
    private static string BandOf(CandidateBlock fields) => fields.Integer("fid") switch
    {
        1 => "g",
        2 => "r",
        3 => "i",
        null => "?",
        var other => $"fid {other}",
    };

    private static bool? IsPositive(object? isdiffpos) => isdiffpos switch
    {
        "t" or "1" or "true" or true or 1 or 1L => true,
        "f" or "0" or "false" or false or 0 or 0L => false,
        _ => null,
    };

    private static Cutout? CutoutOf(AvroRecord packet, string field, string kind) =>
        packet[field] is AvroRecord cutout && cutout["stampData"] is byte[] { Length: > 0 } data
            ? new Cutout(kind, cutout["fileName"] as string ?? "", data) : null;
}
