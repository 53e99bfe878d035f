namespace AmpelBot.Sky.Ephemeris;

/// <summary>The periodic terms of the Moon's motion. Meeus, Astronomical Algorithms (2nd edition, 1998), tables 47.A and 47.B</summary>
internal static class MoonSeries
{
    private static readonly LongitudeTerm[] LongitudeTerms =
    [
        new(0, 0, 1, 0, 6288774, -20905355), new(2, 0, -1, 0, 1274027, -3699111), new(2, 0, 0, 0, 658314, -2955968),
        new(0, 0, 2, 0, 213618, -569925), new(0, 1, 0, 0, -185116, 48888), new(0, 0, 0, 2, -114332, -3149),
        new(2, 0, -2, 0, 58793, 246158), new(2, -1, -1, 0, 57066, -152138), new(2, 0, 1, 0, 53322, -170733),
        new(2, -1, 0, 0, 45758, -204586), new(0, 1, -1, 0, -40923, -129620), new(1, 0, 0, 0, -34720, 108743),
        new(0, 1, 1, 0, -30383, 104755), new(2, 0, 0, -2, 15327, 10321), new(0, 0, 1, 2, -12528, 0),
        new(0, 0, 1, -2, 10980, 79661), new(4, 0, -1, 0, 10675, -34782), new(0, 0, 3, 0, 10034, -23210),
        new(4, 0, -2, 0, 8548, -21636), new(2, 1, -1, 0, -7888, 24208), new(2, 1, 0, 0, -6766, 30824),
        new(1, 0, -1, 0, -5163, -8379), new(1, 1, 0, 0, 4987, -16675), new(2, -1, 1, 0, 4036, -12831),
        new(2, 0, 2, 0, 3994, -10445), new(4, 0, 0, 0, 3861, -11650), new(2, 0, -3, 0, 3665, 14403),
        new(0, 1, -2, 0, -2689, -7003), new(2, 0, -1, 2, -2602, 0), new(2, -1, -2, 0, 2390, 10056),
        new(1, 0, 1, 0, -2348, 6322), new(2, -2, 0, 0, 2236, -9884), new(0, 1, 2, 0, -2120, 5751),
        new(0, 2, 0, 0, -2069, 0), new(2, -2, -1, 0, 2048, -4950), new(2, 0, 1, -2, -1773, 4130),
        new(2, 0, 0, 2, -1595, 0), new(4, -1, -1, 0, 1215, -3958), new(0, 0, 2, 2, -1110, 0),
        new(3, 0, -1, 0, -892, 3258), new(2, 1, 1, 0, -810, 2616), new(4, -1, -2, 0, 759, -1897),
        new(0, 2, -1, 0, -713, -2117), new(2, 2, -1, 0, -700, 2354), new(2, 1, -2, 0, 691, 0),
        new(2, -1, 0, -2, 596, 0), new(4, 0, 1, 0, 549, -1423), new(0, 0, 4, 0, 537, -1117),
        new(4, -1, 0, 0, 520, -1571), new(1, 0, -2, 0, -487, -1739), new(2, 1, 0, -2, -399, 0),
        new(0, 0, 2, -2, -381, -4421), new(1, 1, 1, 0, 351, 0), new(3, 0, -2, 0, -340, 0),
        new(4, 0, -3, 0, 330, 0), new(2, -1, 2, 0, 327, 0), new(0, 2, 1, 0, -323, 1165),
        new(1, 1, -1, 0, 299, 0), new(2, 0, 3, 0, 294, 0), new(2, 0, -1, -2, 0, 8752),
    ];

    private static readonly LatitudeTerm[] LatitudeTerms =
    [
        new(0, 0, 0, 1, 5128122), new(0, 0, 1, 1, 280602), new(0, 0, 1, -1, 277693), new(2, 0, 0, -1, 173237),
        new(2, 0, -1, 1, 55413), new(2, 0, -1, -1, 46271), new(2, 0, 0, 1, 32573), new(0, 0, 2, 1, 17198),
        new(2, 0, 1, -1, 9266), new(0, 0, 2, -1, 8822), new(2, -1, 0, -1, 8216), new(2, 0, -2, -1, 4324),
        new(2, 0, 1, 1, 4200), new(2, 1, 0, -1, -3359), new(2, -1, -1, 1, 2463), new(2, -1, 0, 1, 2211),
        new(2, -1, -1, -1, 2065), new(0, 1, -1, -1, -1870), new(4, 0, -1, -1, 1828), new(0, 1, 0, 1, -1794),
        new(0, 0, 0, 3, -1749), new(0, 1, -1, 1, -1565), new(1, 0, 0, 1, -1491), new(0, 1, 1, 1, -1475),
        new(0, 1, 1, -1, -1410), new(0, 1, 0, -1, -1344), new(1, 0, 0, -1, -1335), new(0, 0, 3, 1, 1107),
        new(4, 0, 0, -1, 1021), new(4, 0, -1, 1, 833), new(0, 0, 1, -3, 777), new(4, 0, -2, 1, 671),
        new(2, 0, 0, -3, 607), new(2, 0, 2, -1, 596), new(2, -1, 1, -1, 491), new(2, 0, -2, 1, -451),
        new(0, 0, 3, -1, 439), new(2, 0, 2, 1, 422), new(2, 0, -3, -1, 421), new(2, 1, -1, 1, -366),
        new(2, 1, 0, 1, -351), new(4, 0, 0, 1, 331), new(2, -1, 1, 1, 315), new(2, -2, 0, -1, 302),
        new(0, 0, 1, 3, -283), new(2, 1, 1, -1, -229), new(1, 1, 0, -1, 223), new(1, 1, 0, 1, 223),
        new(0, 1, -2, -1, -220), new(2, 1, -1, -1, -220), new(1, 0, 1, 1, -185), new(2, -1, -2, -1, 181),
        new(0, 1, 2, 1, -177), new(4, 0, -2, -1, 176), new(4, -1, -1, -1, 166), new(1, 0, 1, -1, -164),
        new(4, 0, 1, -1, 132), new(1, 0, -1, -1, -119), new(4, -1, 0, -1, 115), new(2, -2, 0, 1, 107),
    ];

    /// <summary>
    /// Apparent longitude and latitude on the mean ecliptic and equinox of date in degrees (light time included, nutation not), and
    /// distance in kilometres. Meeus equations 47.1 to 47.6 and the sums below them
    /// </summary>
    /// <param name="t">Julian centuries of TT since J2000.</param>
    public static (double LonDeg, double LatDeg, double DistanceKm) Sum(double t)
    {
        var mean = Rad(218.3164477 + t * (481267.88123421 + t * (-0.0015786 + t * (1 / 538841.0 - t / 65194000))));
        var elongation = Rad(297.8501921 + t * (445267.1114034 + t * (-0.0018819 + t * (1 / 545868.0 - t / 113065000))));
        var sunAnomaly = Rad(357.5291092 + t * (35999.0502909 + t * (-0.0001536 + t / 24490000)));
        var anomaly = Rad(134.9633964 + t * (477198.8675055 + t * (0.0087414 + t * (1 / 69699.0 - t / 14712000))));
        var latitudeArgument = Rad(93.2720950 + t * (483202.0175233 + t * (-0.0036539 + t * (-1 / 3526000.0 + t / 863310000))));
        var eccentricity = 1 - t * (0.002516 + t * 0.0000074);
        var venus = Rad(119.75 + 131.849 * t);
        var jupiter = Rad(53.09 + 479264.290 * t);
        var third = Rad(313.45 + 481266.484 * t);

        double Argument(int d, int m, int mPrime, int f) => d * elongation + m * sunAnomaly + mPrime * anomaly + f * latitudeArgument;
        double Shrink(int m) => m == 0 ? 1 : Math.Abs(m) == 1 ? eccentricity : eccentricity * eccentricity;

        var lon = 3958 * Math.Sin(venus) + 1962 * Math.Sin(mean - latitudeArgument) + 318 * Math.Sin(jupiter);
        var distance = 0.0;
        foreach (var term in LongitudeTerms)
        {
            var (sin, cos) = Math.SinCos(Argument(term.D, term.M, term.MPrime, term.F));
            lon += term.Lon * Shrink(term.M) * sin;
            distance += term.Distance * Shrink(term.M) * cos;
        }
        var lat = -2235 * Math.Sin(mean) + 382 * Math.Sin(third) + 175 * Math.Sin(venus - latitudeArgument)
            + 175 * Math.Sin(venus + latitudeArgument) + 127 * Math.Sin(mean - anomaly) - 115 * Math.Sin(mean + anomaly);
        foreach (var term in LatitudeTerms)
            lat += term.Lat * Shrink(term.M) * Math.Sin(Argument(term.D, term.M, term.MPrime, term.F));
        return (Turns.ToFullCircle(mean * SkyCoord.DegPerRad + lon * 1e-6), lat * 1e-6, 385000.56 + distance * 1e-3);
    }

    private static double Rad(double deg) => deg % 360 * SkyCoord.RadPerDeg;

    // Multiples of D, M, M', F; sine in 1e-6 degrees, cosine in metres.
    private readonly record struct LongitudeTerm(int D, int M, int MPrime, int F, int Lon, int Distance);

    // Multiples of D, M, M', F; sine in 1e-6 degrees.
    private readonly record struct LatitudeTerm(int D, int M, int MPrime, int F, int Lat);
}
