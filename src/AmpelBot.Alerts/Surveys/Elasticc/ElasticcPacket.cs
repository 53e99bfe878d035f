using AmpelBot.Alerts.Avro;
using AmpelBot.Alerts.Surveys.Lsst;

namespace AmpelBot.Alerts.Surveys.Elasticc;

/// <summary>
/// Reads a decoded packet of ELAsTiCC, DESC's simulated stream of Rubin alerts, whose schema is called elasticc.v…. Its blocks are those of an early Rubin schema
/// with other units: simulated fluxes have the AB zero point 27.5 mag of SNANA's FLUXCAL.
/// </summary>
public static class ElasticcPacket
{
    /// <summary>The survey's short name in alerts: what is simulated is never LSST.</summary>
    public const string Survey = "ELAsTiCC";

    private const double FluxcalZeroPointMag = 27.5;
    private static readonly DiaSourcePacket Blocks = new(Survey, FluxcalZeroPointMag, "midPointTai", "filterName", "decl", "psFlux");

    /// <summary>The alert in a packet.</summary>
    /// <exception cref="SurveyPacketException">It is no packet of ELAsTiCC, or lacks what an alert needs.</exception>
    public static Alert Parse(AvroRecord packet) => Blocks.Parse(packet);
}
