using AmpelBot.Alerts.Avro;

namespace AmpelBot.Alerts.Surveys.Lsst;

/// <summary>
/// Reads a decoded packet of Rubin's alert stream, whose schema is called lsst.v…: versions 3 to 4, with fluxes under psFlux, and those since 5, with psfFlux.
/// </summary>
/// <remarks>
/// Fluxes are nJy, so the AB zero point is 31.4 mag (AB magnitudes of Oke and Gunn 1983, ApJ 266, 713). An alert's number is its diaSourceId; the alertId of
/// earlier versions is not unique in Rubin's own samples. Everything that Rubin sends is public.
/// </remarks>
public static class LsstPacket
{
    /// <summary>The survey's short name in alerts.</summary>
    public const string Survey = "LSST";

    private const double NanojanskyZeroPointMag = 31.4;
    private static readonly DiaSourcePacket Present = new(Survey, NanojanskyZeroPointMag, "midpointMjdTai", "band", "dec", "psfFlux");
    private static readonly DiaSourcePacket Early = new(Survey, NanojanskyZeroPointMag, "midPointTai", "filterName", "decl", "psFlux");

    /// <summary>The alert in a packet.</summary>
    /// <exception cref="SurveyPacketException">It is no packet of Rubin's, or lacks what an alert needs.</exception>
    public static Alert Parse(AvroRecord packet)
    {
        var source = packet["diaSource"] as AvroRecord;
        return (source is not null && source.Has("midPointTai") ? Early : Present).Parse(packet);
    }
}
