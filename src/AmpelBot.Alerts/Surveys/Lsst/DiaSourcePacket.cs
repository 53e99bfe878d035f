using AmpelBot.Alerts.Avro;
using AmpelBot.Sky.Healpix;

namespace AmpelBot.Alerts.Surveys.Lsst;

/// <summary>Reads packets with Rubin's blocks: diaSource, prvDiaSources, prvDiaForcedSources, prvDiaNondetectionLimits.</summary>
/// <param name="Survey">The survey's short name in alerts.</param>
/// <param name="ZeroPointMag">AB magnitude of a flux of one.</param>
/// <param name="Time">Field of the mid-exposure time, MJD in TAI.</param>
/// <param name="Band">Field of the band.</param>
/// <param name="Dec">Field of the declination, degrees.</param>
/// <param name="Flux">Field of the flux of the difference image.</param>
internal sealed record DiaSourcePacket(string Survey, double ZeroPointMag, string Time, string Band, string Dec, string Flux)
{
    /// <summary>All that these surveys send is public at once.</summary>
    private const int PublicProgram = 1;

    /// <summary>A limiting magnitude is that of so many sigma.</summary>
    private const double LimitSigma = 5;

    private static readonly (string Field, string Kind)[] CutoutFields =
        [("cutoutScience", "Science"), ("cutoutTemplate", "Template"), ("cutoutDifference", "Difference")];

    /// <summary>The alert in a packet.</summary>
    /// <exception cref="SurveyPacketException">It lacks what an alert needs, or has what cannot be.</exception>
    internal Alert Parse(AvroRecord packet)
    {
        var body = packet["diaSource"] as AvroRecord ?? throw new SurveyPacketException($"{packet.Schema.Name} has no diaSource");
        if (Array.Find(["diaSourceId", Time, "ra", Dec, Band, Flux], f => !body.Has(f)) is { } absent)
            throw new SurveyPacketException($"the diaSource of {packet.Schema.Name} has no field {absent}");
        var candidate = new CandidateBlock(body);
        var coord = PacketNumbers.Position(candidate, "ra", Dec, "diaSource");
        var id = IdOf(candidate, "diaSource");
        return new Alert
        {
            Survey = Survey,
            ObjectId = candidate.Integer("diaObjectId") switch
            {
                null or 0 => null,
                < 0 and var number => throw new SurveyPacketException($"the diaObjectId {number} of diaSource is negative"),
                var number => FormattableString.Invariant($"{number}"),
            },
            Candid = id,
            ProgramId = PublicProgram,
            Packet = packet,
            AlertId = id,
            Jd = PacketNumbers.JdOfMjdTai(candidate, Time, "diaSource"),
            Coord = coord,
            Hpx29 = HealpixNested.Index(HealpixNested.MaxOrder, coord),
            Candidate = candidate,
            LightCurve = new LightCurve([
                .. Points(packet, "prvDiaSources", Detection), .. Points(packet, "prvDiaForcedSources", Forced),
                .. Points(packet, "prvDiaNondetectionLimits", UpperLimit), Detection(body, "diaSource")]),
            Cutouts = [.. CutoutFields.Where(c => packet[c.Field] is byte[] { Length: > 0 }).Select(c => new Cutout(c.Kind, "", (byte[])packet[c.Field]!))],
        };
    }

    private static IEnumerable<Datapoint> Points(AvroRecord packet, string field, Func<AvroRecord, string, Datapoint> point)
    {
        if (packet[field] is object?[] items)
            for (var i = 0; i < items.Length; i++)
                if (items[i] is AvroRecord body)
                    yield return point(body, $"{field}[{i}]");
    }

    private Datapoint Detection(AvroRecord body, string place)
    {
        var fields = new CandidateBlock(body);
        var id = IdOf(fields, place);
        return Measured(fields, place, DatapointKind.Detection, id) with
        {
            Candid = id,
            Coord = PacketNumbers.Position(fields, "ra", Dec, place),
            IsPositive = (fields.Value("isNegative") ?? fields.Value("is_negative")) is bool isNegative ? !isNegative : IsPositive(fields),
        };
    }

    private Datapoint Forced(AvroRecord body, string place)
    {
        var fields = new CandidateBlock(body);
        return Measured(fields, place, DatapointKind.ForcedPhotometry, fields.Integer("diaForcedSourceId")
            ?? throw new SurveyPacketException($"{place} has no diaForcedSourceId")) with
        {
            LimitingMag = LimitOf(fields.Number(Flux + "Err")),
            IsPositive = IsPositive(fields),
        };
    }

    private Datapoint UpperLimit(AvroRecord body, string place)
    {
        var fields = new CandidateBlock(body);
        return new Datapoint
        {
            Kind = DatapointKind.UpperLimit,
            Id = ContentHash.Of("upper limit", fields, [Time, Band, "ccdVisitId", "diaNoise"]),
            ProgramId = PublicProgram,
            Jd = PacketNumbers.JdOfMjdTai(fields, Time, place),
            Band = fields.Text(Band) ?? "?",
            LimitingMag = LimitOf(fields.Number("diaNoise")),
            Body = body,
        };
    }

    /// <summary>A flux as magnitude: that of its amount, as ZTF does, with the sign told apart. No flux and none that is zero or not finite is a magnitude.</summary>
    private Datapoint Measured(CandidateBlock fields, string place, DatapointKind kind, long id)
    {
        var flux = fields.Number(Flux) is { } number && double.IsFinite(number) && number != 0 ? Math.Abs(number) : (double?)null;
        return new Datapoint
        {
            Kind = kind,
            Id = id,
            ProgramId = PublicProgram,
            Jd = PacketNumbers.JdOfMjdTai(fields, Time, place),
            Band = fields.Text(Band) ?? "?",
            Mag = ZeroPointMag - 2.5 * (flux is { } amount ? Math.Log10(amount) : null),
            MagErr = fields.Number(Flux + "Err") is { } error && double.IsFinite(error) && error >= 0 ? 2.5 / Math.Log(10) * error / flux : null,
            Body = fields.Record,
        };
    }

    private bool? IsPositive(CandidateBlock fields) => fields.Number(Flux) switch
    {
        > 0 => true,
        < 0 => false,
        _ => null,
    };

    private double? LimitOf(double? sigma) => sigma is > 0 and < double.PositiveInfinity ? ZeroPointMag - 2.5 * Math.Log10(LimitSigma * sigma.Value) : null;

    private static long IdOf(CandidateBlock fields, string place) => fields.Integer("diaSourceId") switch
    {
        null => throw new SurveyPacketException($"{place} has no diaSourceId"),
        < 0 and var id => throw new SurveyPacketException($"the diaSourceId {id} of {place} is negative"),
        var id => id.Value,
    };
}
