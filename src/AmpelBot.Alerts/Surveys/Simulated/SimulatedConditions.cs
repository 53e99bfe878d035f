using AmpelBot.Sky;
using AmpelBot.Sky.Ephemeris;

namespace AmpelBot.Alerts.Surveys.Simulated;

/// <summary>Weather, seeing and moonlight of one night at Palomar, and how deep the camera sees in them.</summary>
internal sealed class SimulatedConditions
{
    private const double ClosedShare = 0.2;
    private const double CloudyShare = 0.15;
    private const double MedianSeeingArcsec = 2.0;
    private const double RadPerDeg = Math.PI / 180;

    // Medians of ZTF's survey, 30 s in dark time (Bellm et al. 2019, PASP 131, 018002, table 1), and the atmosphere's extinction a unit of airmass.
    private static readonly double[] DarkLimit = [20.8, 20.6, 19.9];
    private static readonly double[] ExtinctionMag = [0.20, 0.12, 0.07];

    // How much of the moonlight's effect in V reaches the band: moonlight is blue, and the dark sky is red.
    private static readonly double[] MoonShare = [1.1, 0.7, 0.4];

    private readonly double seeingArcsec;
    private readonly double cloudMag;
    private readonly double cloudPhase;
    private readonly ObservingSite site;
    private readonly SkyCoord moon;
    private readonly double moonPhaseDeg;

    internal SimulatedConditions(ulong seed, DateOnly date, ObservingSite site, DateTimeOffset middleUtc)
    {
        var random = new SimulatedRandom(SimulatedRandom.SeedOf(seed, date.DayNumber));
        var weather = random.Uniform(0, 1);
        IsClosed = weather < ClosedShare;
        cloudMag = weather < ClosedShare + CloudyShare ? random.Uniform(0.2, 1.2) : 0.03;
        cloudPhase = random.Uniform(0, 2 * Math.PI);
        seeingArcsec = MedianSeeingArcsec * Math.Exp(random.Gaussian(0, 0.12));
        (this.site, moon) = (site, Moon.Direction(site, middleUtc));
        moonPhaseDeg = Math.Acos(Math.Clamp(2 * Moon.IlluminatedFraction(middleUtc) - 1, -1, 1)) / RadPerDeg;
    }

    /// <summary>Whether the dome stays closed.</summary>
    internal bool IsClosed { get; }

    /// <summary>Limit and seeing of an exposure; null where the airmass is above 2.5 or the moon stands within 12 degrees.</summary>
    internal (double LimitingMag, double SeeingArcsec)? Of(SkyCoord place, DateTimeOffset utc, int fid, double seconds)
    {
        var altitudeDeg = site.Horizontal(place, utc).AltitudeDeg;
        if (Airmass.KastenYoung(altitudeDeg) is not { } airmass || airmass > 2.5)
            return null;
        var separationDeg = place.SeparationDeg(moon);
        if (separationDeg < 12)
            return null;
        var seeing = seeingArcsec * Math.Pow(airmass, 0.6);
        var clouds = cloudMag * (0.5 + 0.5 * Math.Sin(cloudPhase + 2 * Math.PI * utc.TimeOfDay.TotalHours / 3));
        var limit = DarkLimit[fid - 1] + 1.25 * Math.Log10(seconds / 30) - 2.5 * Math.Log10(seeing / MedianSeeingArcsec)
            - ExtinctionMag[fid - 1] * (airmass - 1) - clouds - 0.5 * MoonShare[fid - 1] * MoonBrighteningMag(separationDeg, altitudeDeg, utc);
        return (limit, seeing);
    }

    /// <summary>
    /// How much brighter the moon makes the sky in V, magnitudes: Krisciunas and Schaefer 1991, PASP 103, 1033, eq. 2, 3, 9, 15, 20 and 21.
    /// </summary>
    private double MoonBrighteningMag(double separationDeg, double altitudeDeg, DateTimeOffset utc)
    {
        const double Extinction = 0.172;
        const double DarkNanoLamberts = 79;
        var moonAltitudeDeg = site.Horizontal(moon, utc).AltitudeDeg;
        if (moonAltitudeDeg <= 0)
            return 0;
        static double Path(double altitudeDeg) => 1 / Math.Sqrt(1 - 0.96 * Math.Pow(Math.Cos(altitudeDeg * RadPerDeg), 2));
        var illuminance = Math.Pow(10, -0.4 * (3.84 + 0.026 * moonPhaseDeg + 4e-9 * Math.Pow(moonPhaseDeg, 4)));
        var cos = Math.Cos(separationDeg * RadPerDeg);
        var scattering = Math.Pow(10, 5.36) * (1.06 + cos * cos) + Math.Pow(10, 6.15 - separationDeg / 40);
        var path = Path(altitudeDeg);
        var moonlight = scattering * illuminance * Math.Pow(10, -0.4 * Extinction * Path(moonAltitudeDeg)) * (1 - Math.Pow(10, -0.4 * Extinction * path));
        var dark = DarkNanoLamberts * path * Math.Pow(10, -0.4 * Extinction * (path - 1));
        return 2.5 * Math.Log10(1 + moonlight / dark);
    }
}
