namespace AmpelBot.Sky.Ephemeris;

/// <summary>How much air lies on the way to a target, in units of that to the zenith.</summary>
public static class Airmass
{
    /// <summary>
    /// The secant of the zenith distance, 1 / sin(altitude); what most tools print. Null at the horizon and below, and for NaN.
    /// </summary>
    /// <remarks>
    /// That of a flat atmosphere: 0.7 % above <see cref="KastenYoung"/> at an altitude of 20 degrees, 3 % at 10, 11 % at 5.
    /// </remarks>
    /// <param name="altitudeDeg">Altitude in degrees, -90 to 90.</param>
    public static double? SecantZ(double altitudeDeg) => altitudeDeg > 0 && altitudeDeg <= 90
        ? 1 / Math.Sin(altitudeDeg * SkyCoord.RadPerDeg)
        : null;

    /// <summary>Relative optical airmass of the standard atmosphere; null below the horizon, and for NaN.</summary>
    /// <remarks>
    /// Kasten and Young 1989, Applied Optics 28, 4735, equation 3: 1 / (sin h + 0.50572 (h + 6.07995)^-1.6364), h being the altitude with
    /// refraction. Without it, as <see cref="HorizontalCoord"/> has it, the result is 0.2 % too large at 20 degrees, 0.8 % at 10 and 3 %
    /// at 5. 0.9997 at the zenith, 37.9 at the horizon.
    /// </remarks>
    /// <param name="altitudeDeg">Altitude in degrees, -90 to 90.</param>
    public static double? KastenYoung(double altitudeDeg) => altitudeDeg >= 0 && altitudeDeg <= 90
        ? 1 / (Math.Sin(altitudeDeg * SkyCoord.RadPerDeg) + 0.50572 * Math.Pow(altitudeDeg + 6.07995, -1.6364))
        : null;
}
