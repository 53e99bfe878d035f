namespace AmpelBot.Sky;

/// <summary>Angles on a circle and the checks of coordinates.</summary>
internal static class Turns
{
    /// <summary>The finite angle in degrees brought into 0 (included) to 360 (excluded).</summary>
    public static double ToFullCircle(double deg)
    {
        var turned = deg % 360.0;
        if (turned < 0)
            turned += 360.0;
        return turned < 360.0 ? turned : 0.0;
    }

    /// <summary>The same, refusing what is not finite.</summary>
    public static double ToFullCircle(double deg, string name) => double.IsFinite(deg)
        ? ToFullCircle(deg)
        : throw new ArgumentOutOfRangeException(name, deg, "a longitude must be finite");

    /// <summary>The finite angle in degrees brought into -180 (included) to 180 (excluded).</summary>
    public static double ToHalfCircle(double deg)
    {
        var full = ToFullCircle(deg);
        return full < 180 ? full : full - 360;
    }

    /// <summary>The latitude itself, refusing what lies past a pole or is not a number.</summary>
    public static double CheckLatitude(double deg, string name) => deg >= -90 && deg <= 90
        ? deg
        : throw new ArgumentOutOfRangeException(name, deg, "a latitude lies between -90 and 90 degrees");
}
