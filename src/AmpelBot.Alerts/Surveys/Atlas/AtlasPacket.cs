using AmpelBot.Alerts.Avro;
using AmpelBot.Sky.Healpix;

namespace AmpelBot.Alerts.Surveys.Atlas;

/// <summary>Reads a decoded packet of ATLAS, whose schema is called atlas.alert (version 0.1): one detection without history.</summary>
/// <remarks>The packet's number is a text (02a59543o0040o_006230), so an alert has a hash of it; whose data it is is not said, so it is not public.</remarks>
public static class AtlasPacket
{
    /// <summary>The survey's short name in alerts.</summary>
    public const string Survey = "ATLAS";

    private const string Place = "the candidate block";

    private static readonly (string Field, string Kind)[] CutoutFields =
        [("cutoutScience", "Science"), ("cutoutTemplate", "Template"), ("cutoutDifference", "Difference")];

    /// <summary>The alert in a packet.</summary>
    /// <exception cref="SurveyPacketException">It is no packet of ATLAS, or lacks what an alert needs.</exception>
    public static Alert Parse(AvroRecord packet)
    {
        var body = packet["candidate"] as AvroRecord ?? throw new SurveyPacketException($"{packet.Schema.Name} has no candidate block");
        var candidate = new CandidateBlock(body);
        var coord = PacketNumbers.Position(candidate, "RA", "Dec", Place);
        var jd = PacketNumbers.JdOfMjd(candidate, "mjd", Place);
        if (new CandidateBlock(packet).Text("candid") is not { Length: > 0 } number)
            throw new SurveyPacketException($"{packet.Schema.Name} has no candid");
        var id = ContentHash.Of([Survey, number]);
        var detection = new Datapoint
        {
            Kind = DatapointKind.Detection,
            Id = id,
            Jd = jd,
            Band = candidate.Text("filter") ?? "?",
            Mag = Finite(candidate.Number("Mag")),
            MagErr = Finite(candidate.Number("Dmag")),
            IsPositive = candidate.Text("isdiffpos") switch { "t" or "1" => true, "f" or "0" => false, _ => null },
            Coord = coord,
            Body = body,
        };
        return new Alert
        {
            Survey = Survey,
            ObjectId = packet["objectId"] is string { Length: > 0 } name ? name : null,
            Candid = null,
            Packet = packet,
            AlertId = id,
            Jd = jd,
            Coord = coord,
            Hpx29 = HealpixNested.Index(HealpixNested.MaxOrder, coord),
            Candidate = candidate,
            LightCurve = new LightCurve([detection]),
            Cutouts = [.. CutoutFields
                .Select(c => (c.Kind, Cutout: packet[c.Field] as AvroRecord))
                .Where(c => c.Cutout?["stampData"] is byte[] { Length: > 0 })
                .Select(c => new Cutout(c.Kind, c.Cutout!["fileName"] as string ?? "", (byte[])c.Cutout["stampData"]!))],
        };
    }

    private static double? Finite(double? number) => number is { } value && double.IsFinite(value) ? value : null;
}
