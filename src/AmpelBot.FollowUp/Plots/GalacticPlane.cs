using AmpelBot.Sky;

namespace AmpelBot.FollowUp.Plots;

/// <summary>The Galactic equator in ICRS. Pole of [Hipparcos], ESA SP-1200, volume 1, section 1.5.3.</summary>
internal static class GalacticPlane
{
    private const double PoleRaDeg = 192.85948;
    private const double PoleDecDeg = 27.12825;

    /// <summary>Directions of Galactic latitude 0, half a degree apart, closed.</summary>
    public static IEnumerable<SkyCoord> Directions()
    {
        var (sinPole, cosPole) = Math.SinCos(PoleDecDeg * Math.PI / 180);
        for (var i = 0; i <= 720; i++)
        {
            var (sin, cos) = Math.SinCos(i * Math.PI / 360);
            yield return new SkyCoord(
                PoleRaDeg + Math.Atan2(cos, -sin * sinPole) * 180 / Math.PI,
                Math.Asin(sin * cosPole) * 180 / Math.PI);
        }
    }
}
