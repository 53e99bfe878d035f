namespace AmpelBot.Sky.SkyMaps;

/// <summary>A connected piece of the sky, drawn as rings of great circles.</summary>
/// <remarks>
/// The rings' last point is joined to their first and not repeated. The piece lies to the left of each ring as one walks on the outside of
/// the sphere: on a map whose right ascension grows to the right the outer ring runs counterclockwise and holes clockwise.
/// </remarks>
public sealed class ContourPolygon
{
    // A direction that is not on any cell's edge of the orders that maps have.
    private static readonly SkyVector Reference = SkyVector.FromDegrees(123.456789, 0.7654321);

    internal ContourPolygon(List<List<SkyCoord>> rings)
    {
        // On the sphere every ring has two insides; the outer is the one around the smaller area.
        var leftSr = rings.ConvertAll(LeftAreaSr);
        var outer = 0;
        var left = 4 * Math.PI;
        for (var i = 0; i < rings.Count; i++)
        {
            left -= 4 * Math.PI - leftSr[i];
            if (leftSr[i] < leftSr[outer])
                outer = i;
        }
        AreaSqDeg = left * SkyCoord.DegPerRad * SkyCoord.DegPerRad;
        Outer = rings.Count > 0 ? rings[outer] : [];
        Holes = [.. rings.Where((_, i) => i != outer)];
    }

    /// <summary>The outer ring: the one around the smallest area. Empty when the piece is the whole sky.</summary>
    public IReadOnlyList<SkyCoord> Outer { get; }

    /// <summary>Rings around what the piece leaves out.</summary>
    public IReadOnlyList<IReadOnlyList<SkyCoord>> Holes { get; }

    /// <summary>Area between the rings in square degrees, of the polygon as drawn.</summary>
    public double AreaSqDeg { get; }

    // Sum of the solid angles of the triangles from a point to the edges: tan(half) = triple product / (1 + cosines), Van Oosterom and
    // Strackee 1983, IEEE Trans. Biomed. Eng. 30, 125, equation 8.
    private static double LeftAreaSr(List<SkyCoord> ring)
    {
        var sum = new ExactSum();
        var before = ring[^1].ToVector();
        foreach (var coord in ring)
        {
            var at = coord.ToVector();
            var triple = Reference.Dot(before.Cross(at));
            sum.Add(2 * Math.Atan2(triple, 1 + Reference.Dot(before) + before.Dot(at) + at.Dot(Reference)));
            before = at;
        }
        var area = sum.Value % (4 * Math.PI);
        return area < 0 ? area + 4 * Math.PI : area;
    }
}
