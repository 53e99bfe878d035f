using AmpelBot.Sky;

namespace AmpelBot.Alerts.Surveys.Simulated;

/// <summary>Directions and distances on the sky that the simulation draws with.</summary>
internal static class SimulatedSphere
{
    private const double RadPerDeg = Math.PI / 180;

    /// <summary>Where one comes from a place, going so far at a position angle (degrees, north through east).</summary>
    internal static SkyCoord From(SkyCoord start, double positionAngleDeg, double distanceDeg)
    {
        var (sinDec, cosDec) = Math.SinCos(start.DecDeg * RadPerDeg);
        var (sinDist, cosDist) = Math.SinCos(distanceDeg * RadPerDeg);
        var (sinPa, cosPa) = Math.SinCos(positionAngleDeg * RadPerDeg);
        var sinEnd = Math.Clamp(sinDec * cosDist + cosDec * sinDist * cosPa, -1, 1);
        var ra = Math.Atan2(sinPa * sinDist * cosDec, cosDist - sinDec * sinEnd) / RadPerDeg;
        return new SkyCoord(start.RaDeg + ra, Math.Asin(sinEnd) / RadPerDeg);
    }

    /// <summary>Position angle at which one leaves a place to come to another, degrees, north through east.</summary>
    internal static double PositionAngleDeg(SkyCoord from, SkyCoord to)
    {
        var (sinFrom, cosFrom) = Math.SinCos(from.DecDeg * RadPerDeg);
        var (sinTo, cosTo) = Math.SinCos(to.DecDeg * RadPerDeg);
        var (sinRa, cosRa) = Math.SinCos((to.RaDeg - from.RaDeg) * RadPerDeg);
        return Math.Atan2(sinRa * cosTo, cosFrom * sinTo - sinFrom * cosTo * cosRa) / RadPerDeg;
    }

    /// <summary>A place uniform within a circle.</summary>
    internal static SkyCoord Within(SimulatedRandom random, SkyCoord center, double radiusDeg)
    {
        var angle = random.Uniform(0, 360);
        var cos = 1 - random.Uniform(0, 1) * (1 - Math.Cos(radiusDeg * RadPerDeg));
        return From(center, angle, Math.Acos(cos) / RadPerDeg);
    }
}
