namespace AmpelBot.Sky;

/// <summary>A vector of three components, mostly of length 1.</summary>
/// <param name="X">Towards longitude 0 and latitude 0.</param>
/// <param name="Y">Towards longitude 90 degrees and latitude 0.</param>
/// <param name="Z">Towards latitude 90 degrees.</param>
public readonly record struct SkyVector(double X, double Y, double Z)
{
    /// <summary>Length of the vector.</summary>
    public double Length => Math.Sqrt(Dot(this));

    /// <summary>The direction with this longitude and latitude in degrees.</summary>
    public static SkyVector FromDegrees(double lonDeg, double latDeg)
    {
        var (sinLon, cosLon) = Math.SinCos(lonDeg * SkyCoord.RadPerDeg);
        var (sinLat, cosLat) = Math.SinCos(latDeg * SkyCoord.RadPerDeg);
        return new(cosLat * cosLon, cosLat * sinLon, sinLat);
    }

    /// <summary>Longitude 0 to 360 and latitude -90 to 90 in degrees, whatever the length; longitude 0 at the poles.</summary>
    public (double LonDeg, double LatDeg) ToDegrees()
    {
        var lon = Math.Atan2(Y, X) * SkyCoord.DegPerRad;
        if (lon < 0)
            lon += 360;
        return (lon < 360 ? lon : 0, Math.Atan2(Z, Math.Sqrt(X * X + Y * Y)) * SkyCoord.DegPerRad);
    }

    /// <summary>The direction as right ascension and declination.</summary>
    public SkyCoord ToCoord()
    {
        var (lon, lat) = ToDegrees();
        return new SkyCoord(lon, lat);
    }

    /// <summary>Dot product.</summary>
    public double Dot(SkyVector other) => X * other.X + Y * other.Y + Z * other.Z;

    /// <summary>Cross product.</summary>
    public SkyVector Cross(SkyVector other) => new(Y * other.Z - Z * other.Y, Z * other.X - X * other.Z, X * other.Y - Y * other.X);

    /// <summary>Sum.</summary>
    public static SkyVector operator +(SkyVector a, SkyVector b) => new(a.X + b.X, a.Y + b.Y, a.Z + b.Z);

    /// <summary>Difference.</summary>
    public static SkyVector operator -(SkyVector a, SkyVector b) => new(a.X - b.X, a.Y - b.Y, a.Z - b.Z);

    /// <summary>The vector times a number.</summary>
    public static SkyVector operator *(SkyVector a, double factor) => new(a.X * factor, a.Y * factor, a.Z * factor);
}
