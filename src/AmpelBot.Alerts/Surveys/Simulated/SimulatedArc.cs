using AmpelBot.Sky;

namespace AmpelBot.Alerts.Surveys.Simulated;

/// <summary>
/// The shape of the simulated localisation: a piece of the ring that two detectors leave on the sky, Gaussian across and along.
/// The event lies at about its 70 % level.
/// </summary>
internal sealed class SimulatedArc
{
    private const double RingRadiusDeg = 50;
    private const double AcrossSigmaDeg = 1.3;
    private const double EventAcrossSigmas = 0.6;
    private const double EventAlongSigmas = 1.43;

    private readonly SkyCoord ringCenter;
    private readonly double middleAngleDeg;
    private readonly double alongSigmaDeg;

    internal SimulatedArc(SimulatedEvent simulated)
    {
        // For a Gaussian the region of level p has the area -2 pi sigma1 sigma2 ln(1 - p): 75 to 141 deg2 at 90 %.
        alongSigmaDeg = Math.Clamp(simulated.RegionRadiusDeg / 2.3, 4, 7.5);
        var isCentered = simulated.Kilonova.SeparationDeg(simulated.RegionCenter) < 0.5;
        var inwards = isCentered ? 60 : SimulatedSphere.PositionAngleDeg(simulated.Kilonova, simulated.RegionCenter);
        ringCenter = SimulatedSphere.From(simulated.Kilonova, inwards - 90, RingRadiusDeg + EventAcrossSigmas * AcrossSigmaDeg);
        var eventAngleDeg = SimulatedSphere.PositionAngleDeg(ringCenter, simulated.Kilonova);
        var shiftDeg = EventAlongSigmas * alongSigmaDeg / Math.Sin(RingRadiusDeg * Math.PI / 180);
        var middles = new[] { eventAngleDeg - shiftDeg, eventAngleDeg + shiftDeg };
        var target = SimulatedSphere.From(simulated.Kilonova, inwards, EventAlongSigmas * alongSigmaDeg);
        middleAngleDeg = middles.MinBy(m => SimulatedSphere.From(ringCenter, m, RingRadiusDeg).SeparationDeg(target));
        Middle = SimulatedSphere.From(ringCenter, middleAngleDeg, RingRadiusDeg);
    }

    /// <summary>The middle of the arc.</summary>
    internal SkyCoord Middle { get; }

    /// <summary>Squared distance from the middle in sigmas; the credible level is about 1 - exp(-half of it).</summary>
    internal double SquaredSigmas(SkyCoord coord)
    {
        var across = (ringCenter.SeparationDeg(coord) - RingRadiusDeg) / AcrossSigmaDeg;
        var along = AlongDeg(coord) / alongSigmaDeg;
        return across * across + along * along;
    }

    /// <summary>Distance from the middle along the ring, degrees.</summary>
    internal double AlongDeg(SkyCoord coord) =>
        Math.IEEERemainder(SimulatedSphere.PositionAngleDeg(ringCenter, coord) - middleAngleDeg, 360) * Math.Sin(RingRadiusDeg * Math.PI / 180);
}
