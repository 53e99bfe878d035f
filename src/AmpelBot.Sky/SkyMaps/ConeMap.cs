namespace AmpelBot.Sky.SkyMaps;

/// <summary>A cone as a sky map: uniform inside, and the rest of the probability uniform outside.</summary>
public static class ConeMap
{
    /// <summary>A radius is at least this long, 0.036 arcsec.</summary>
    public const double MinRadiusDeg = 1e-5;

    // Sides of the cells that the rim crosses, against the radius; the area inside is right to about 1e-3.
    private const double RimShare = 1.0 / 128;

    /// <summary>The multi-order map of a cone.</summary>
    /// <remarks>A cell is inside when its centre is. The probability inside is the containment to rounding, spread over the cells that are inside.</remarks>
    /// <param name="center">Axis of the cone.</param>
    /// <param name="radiusDeg">Radius in degrees, from 1e-5 to below 180.</param>
    /// <param name="containment">Probability inside, above that of a uniform sky; 1 leaves nothing outside.</param>
    /// <exception cref="ArgumentOutOfRangeException">The radius or the containment is out of bounds.</exception>
    public static SkyMap Render(SkyCoord center, double radiusDeg, double containment)
    {
        if (!(radiusDeg is >= MinRadiusDeg and < 180))
            throw new ArgumentOutOfRangeException(nameof(radiusDeg), radiusDeg, $"the radius of a cone is at least {MinRadiusDeg} and below 180 degrees");
        var radius = radiusDeg * SkyCoord.RadPerDeg;
        var uniform = Math.Pow(Math.Sin(radius / 2), 2);
        if (!(containment > uniform && containment <= 1))
            throw new ArgumentOutOfRangeException(nameof(containment), containment,
                $"the containment lies above {uniform:g3}, what a uniform sky has within {radiusDeg} degrees, and is at most 1");
        // Uniform inside and nothing outside: its density is 1 over the area of the cells that are inside.
        var shape = RenderedCells.Map(IsInside);
        if (containment == 1)
            return shape;
        var area = 1 / shape.ProbDensityPerSr(shape.Peak);
        var (inside, outside) = (containment / area, (1 - containment) / (4 * Math.PI - area));
        return RenderedCells.Map((cell, side, mayCut) => IsInside(cell, side, mayCut) is { } share ? share > 0 ? inside : outside : null);

        double? IsInside(SkyCoord cell, double side, bool mayCut)
        {
            var distance = center.SeparationDeg(cell) * SkyCoord.RadPerDeg;
            var corner = RenderedCells.CornerDistance * side;
            if (mayCut && side > RimShare * Math.Min(radius, Math.PI - radius) && Math.Abs(distance - radius) <= corner)
                return null;
            return distance <= radius ? 1 : 0;
        }
    }
}
