namespace AmpelBot.FollowUp.Plots;

/// <summary>
/// The Mollweide projection of native longitude and latitude, all in degrees: equal areas, the sky an ellipse
/// of half axes 162.06 and 81.03. [CG02] section 5.3.3 (MOL), Calabretta and Greisen 2002, A&amp;A 395, 1077.
/// </summary>
internal static class Mollweide
{
    /// <summary>Half the width of the ellipse, 2 sqrt(2) radian in degrees.</summary>
    public const double HalfWidth = 2 * HalfHeight;

    /// <summary>Half the height of the ellipse, sqrt(2) radian in degrees.</summary>
    public const double HalfHeight = 1.4142135623730951 * DegPerRad;

    private const double DegPerRad = 180 / Math.PI;

    /// <summary>Point of the plane for a direction. [CG02] equations 79 to 81</summary>
    /// <param name="lonDeg">Native longitude, -180 to 180.</param>
    /// <param name="latDeg">Native latitude, -90 to 90.</param>
    public static (double X, double Y) Forward(double lonDeg, double latDeg)
    {
        var epsilon = AuxiliaryFromPole(Math.Abs(latDeg));
        var y = HalfHeight * Math.Cos(epsilon);
        return (HalfWidth / 180 * lonDeg * Math.Sin(epsilon), latDeg < 0 ? -y : y);
    }

    /// <summary>Direction of a point of the plane, in closed form; null outside the ellipse. [CG02] equations 82 and 83</summary>
    public static (double LonDeg, double LatDeg)? Inverse(double x, double y)
        => Math.Abs(y) <= HalfHeight && InverseAround(x, y) is var native && Math.Abs(native.LonDeg) <= 180 ? native : null;

    /// <summary>
    /// As <see cref="Inverse"/>, and beyond the ellipse's sides the sky again: longitudes outside -180 to 180. Above and below it the pole.
    /// </summary>
    public static (double LonDeg, double LatDeg) InverseAround(double x, double y)
    {
        var sin = Math.Min(1, Math.Abs(y) / HalfHeight);
        var cos = Math.Sqrt((1 - sin) * (1 + sin));
        var epsilon = Math.Atan2(cos, sin);
        var fromPole = 2 * Math.Asin(Math.Min(1, Math.Sqrt((2 * epsilon - Math.Sin(2 * epsilon)) / (2 * Math.PI))));
        var lat = 90 - fromPole * DegPerRad;
        var lon = cos == 0 ? 0 : 180 * x / (HalfWidth * cos);
        return (lon, y < 0 ? -lat : lat);
    }

    /// <summary>
    /// The complement of the auxiliary angle, 0 at the pole to pi/2 at the equator: the root of
    /// 2 e - sin 2 e = pi (1 - sin latitude), which stays well conditioned where the usual form has a double root.
    /// </summary>
    private static double AuxiliaryFromPole(double latDeg)
    {
        var half = Math.Sin((90 - latDeg) / (2 * DegPerRad));
        var c = 2 * Math.PI * half * half;
        var epsilon = Math.Cbrt(0.75 * c);
        if (epsilon < 1e-3)
            return epsilon * (1 + epsilon * epsilon / 15);
        for (var i = 0; i < 30; i++)
        {
            var sin = Math.Sin(epsilon);
            var step = (2 * epsilon - Math.Sin(2 * epsilon) - c) / (4 * sin * sin);
            epsilon -= step;
            if (Math.Abs(step) < 1e-15)
                break;
        }
        return Math.Min(epsilon, Math.PI / 2);
    }
}
