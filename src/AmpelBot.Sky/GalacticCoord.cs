namespace AmpelBot.Sky;

/// <summary>A direction in galactic coordinates.</summary>
/// <remarks>
/// The system of astropy's Galactic frame: pole at FK5 J2000 (192.8594812065348, 27.12825118085622), longitude of the north celestial
/// pole 122.9319185680026, FK5 turned to ICRS by (-22.9, -9.1, -19.9) mas (Hipparcos catalogue, ESA SP-1200 volume 1, section 1.5.7).
/// Agrees with astropy to better than 1e-7 degrees. Right ascension 0 is given at a pole of the target system.
/// </remarks>
public readonly record struct GalacticCoord
{
    private const double MilliArcsec = SkyCoord.RadPerDeg / 3_600_000;

    private static readonly Rotation FromIcrsAxes =
        Rotation.AboutZ(-22.9 * MilliArcsec)
            .Then(Rotation.AboutY(9.1 * MilliArcsec))
            .Then(Rotation.AboutX(19.9 * MilliArcsec))
            .Then(Rotation.AboutZ(192.8594812065348 * SkyCoord.RadPerDeg))
            .Then(Rotation.AboutY((90 - 27.12825118085622) * SkyCoord.RadPerDeg))
            .Then(Rotation.AboutZ((180 - 122.9319185680026) * SkyCoord.RadPerDeg));

    private static readonly Rotation ToIcrsAxes = FromIcrsAxes.Inverse;

    /// <summary>A direction from degrees.</summary>
    /// <param name="lDeg">Galactic longitude l in degrees, any finite number of turns.</param>
    /// <param name="bDeg">Galactic latitude b in degrees, -90 to 90.</param>
    /// <exception cref="ArgumentOutOfRangeException">A coordinate is not finite, or the latitude is past a pole.</exception>
    public GalacticCoord(double lDeg, double bDeg)
    {
        LDeg = Turns.ToFullCircle(lDeg, nameof(lDeg));
        BDeg = Turns.CheckLatitude(bDeg, nameof(bDeg));
    }

    /// <summary>Galactic longitude l in degrees, 0 (included) to 360 (excluded).</summary>
    public double LDeg { get; }

    /// <summary>Galactic latitude b in degrees, -90 to 90.</summary>
    public double BDeg { get; }

    /// <summary>The galactic coordinates of an ICRS direction.</summary>
    public static GalacticCoord FromIcrs(SkyCoord coord)
    {
        var (l, b) = FromIcrsAxes.Apply(coord.ToVector()).ToDegrees();
        return new GalacticCoord(l, b);
    }

    /// <summary>The direction in ICRS.</summary>
    public SkyCoord ToIcrs() => ToIcrsAxes.Apply(SkyVector.FromDegrees(LDeg, BDeg)).ToCoord();
}
