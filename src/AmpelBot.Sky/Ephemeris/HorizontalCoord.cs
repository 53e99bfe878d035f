namespace AmpelBot.Sky.Ephemeris;

/// <summary>A direction in the sky of a site, without refraction.</summary>
/// <param name="AltitudeDeg">Degrees above the horizon, -90 to 90.</param>
/// <param name="AzimuthDeg">Degrees from north (0) through east (90), 0 (included) to 360 (excluded).</param>
public readonly record struct HorizontalCoord(double AltitudeDeg, double AzimuthDeg);
