using AmpelBot.Alerts.Avro;
using AmpelBot.Alerts.Surveys.Atlas;
using AmpelBot.Alerts.Surveys.Elasticc;
using AmpelBot.Alerts.Surveys.Lsst;
using AmpelBot.Alerts.Surveys.Ztf;

namespace AmpelBot.Alerts.Surveys;

/// <summary>Reads decoded packets of every survey that the program knows: whose a packet is, is told by what is in it.</summary>
public static class SurveyPackets
{
    /// <summary>The short names of the surveys in alerts.</summary>
    public static IReadOnlyList<string> Surveys { get; } = [ZtfPacket.Survey, LsstPacket.Survey, ElasticcPacket.Survey, AtlasPacket.Survey];

    private delegate Alert PacketReader(AvroRecord packet);

    /// <summary>Surveys whose schema carries their name; their blocks alone do not tell them apart.</summary>
    private static readonly (string SchemaStart, PacketReader Reader)[] ByName =
        [("lsst.", LsstPacket.Parse), ("elasticc.", ElasticcPacket.Parse), ("atlas.", AtlasPacket.Parse)];

    /// <summary>
    /// Surveys whose packets have ZTF's blocks and not its numbers. WINTER's fid 1, 2, 3 are Y, J, Hs and WIRC's fid 0, 1, 2, 3 are Y, J, H, K; of the others no packet is known.
    /// </summary>
    private static readonly string[] LikeZtf = ["winter", "wirc", "decam", "zuds"];

    /// <summary>The alert in a packet.</summary>
    /// <remarks>
    /// A schema called lsst., elasticc. or atlas. names its survey. Any other packet with a candidate block is ZTF's, whose packets brokers write anew under names
    /// of their own, unless its schema or its object is named otherwise.
    /// </remarks>
    /// <exception cref="SurveyPacketException">It is no packet of a survey that the program knows, or lacks what an alert needs.</exception>
    public static Alert Parse(AvroRecord packet)
    {
        var schema = packet.Schema.Name;
        if (Array.Find(ByName, s => schema.StartsWith(s.SchemaStart, StringComparison.OrdinalIgnoreCase)).Reader is { } reader)
            return reader(packet);
        if (Array.Find(LikeZtf, s => schema.Split('.')[0].Equals(s, StringComparison.OrdinalIgnoreCase)) is { } other)
            throw new SurveyPacketException($"the packet is of {schema}: the bands and ids of the survey {other} are not those of ZTF, and the program does not know them");
        if (packet["diaSource"] is AvroRecord)
            throw new SurveyPacketException(
                $"the packet has Rubin's blocks and its schema is called {schema}, neither lsst. nor elasticc.: in what unit its fluxes are cannot be told");
        var name = packet["objectId"] as string ?? packet["objectid"] as string;
        return string.IsNullOrEmpty(name) || name.StartsWith("ZTF", StringComparison.Ordinal)
            ? ZtfPacket.Parse(packet) : throw new SurveyPacketException($"the packet is of no survey that the program knows: its object is called {Short(name)}");
    }

    private static string Short(string name) => name.Length <= 40 ? name : name[..40] + "…";
}
