namespace AmpelBot.Sky.Healpix.Covers;

/// <summary>Checks a polygon and takes it apart into convex pieces, in the gnomonic plane, where great circles are straight.</summary>
internal sealed class PolygonPieces
{
    private readonly SkyCoord[] vertices;
    private readonly (double X, double Y)[] plane;

    private PolygonPieces(SkyCoord[] vertices, (double X, double Y)[] plane) => (this.vertices, this.plane) = (vertices, plane);

    /// <summary>The convex pieces, each anticlockwise as seen from outside the sphere; one, when the polygon is convex.</summary>
    /// <exception cref="ArgumentException">The vertices make no simple polygon within a hemisphere.</exception>
    public static List<SkyCoord[]> Split(ReadOnlySpan<SkyCoord> given)
    {
        if (given.Length > SkyCover.MostVertices)
            throw new ArgumentException($"a polygon has at most {SkyCover.MostVertices} vertices, not {given.Length}", nameof(given));
        var vertices = new List<SkyCoord>(given.Length);
        foreach (var vertex in given)
            if (vertices.Count == 0 || vertex.SeparationDeg(vertices[^1]) > 0)
                vertices.Add(vertex);
        while (vertices.Count > 1 && vertices[0].SeparationDeg(vertices[^1]) == 0)
            vertices.RemoveAt(vertices.Count - 1);
        if (vertices.Count < 3)
            throw new ArgumentException("a polygon has at least three vertices that differ", nameof(given));
        var plane = Project(vertices);
        var area = 0.0;
        for (var i = 0; i < plane.Length; i++)
            area += Turn(plane[0], plane[i], plane[(i + 1) % plane.Length]);
        if (!(Math.Abs(area) > 0))
            throw new ArgumentException("the vertices of the polygon lie on one great circle", nameof(given));
        if (area < 0)
        {
            vertices.Reverse();
            Array.Reverse(plane);
        }
        var pieces = new PolygonPieces([.. vertices], plane);
        pieces.RequireSimple();
        return pieces.IsConvex() ? [pieces.vertices] : pieces.Triangles();
    }

    private static (double X, double Y)[] Project(List<SkyCoord> coords)
    {
        var vectors = new (double X, double Y, double Z)[coords.Count];
        double cx = 0, cy = 0, cz = 0;
        for (var i = 0; i < vectors.Length; i++)
        {
            var (sinRa, cosRa) = Math.SinCos(coords[i].RaDeg * SkyCoord.RadPerDeg);
            var (sinDec, cosDec) = Math.SinCos(coords[i].DecDeg * SkyCoord.RadPerDeg);
            var (x, y, z) = vectors[i] = (cosDec * cosRa, cosDec * sinRa, sinDec);
            (cx, cy, cz) = (cx + x / vectors.Length, cy + y / vectors.Length, cz + z / vectors.Length);
        }
        // The mean of the vertices, drawn towards the farthest one until all lie in its hemisphere.
        for (var round = 1; ; round++)
        {
            var (least, farthest) = (double.MaxValue, 0);
            for (var i = 0; i < vectors.Length; i++)
                if (vectors[i].X * cx + vectors[i].Y * cy + vectors[i].Z * cz is var along && along < least)
                    (least, farthest) = (along, i);
            if (least > 0.05 * Math.Sqrt(cx * cx + cy * cy + cz * cz) || (round > 300 && least > 1e-6))
                break;
            if (round > 1000)
                throw new ArgumentException("the polygon does not fit into a hemisphere", nameof(coords));
            var step = 1.0 / (round + 1);
            var far = vectors[farthest];
            (cx, cy, cz) = (cx + step * (far.X - cx), cy + step * (far.Y - cy), cz + step * (far.Z - cz));
        }
        var length = Math.Sqrt(cx * cx + cy * cy + cz * cz);
        (cx, cy, cz) = (cx / length, cy / length, cz / length);
        // An axis across the middle, away from the coordinate axis nearest to it, and the third one.
        var (ax, ay, az) = Math.Abs(cz) < 0.9 ? (-cy, cx, 0.0) : (cz, 0.0, -cx);
        var across = Math.Sqrt(ax * ax + ay * ay + az * az);
        (ax, ay, az) = (ax / across, ay / across, az / across);
        var (bx, by, bz) = (cy * az - cz * ay, cz * ax - cx * az, cx * ay - cy * ax);
        return Array.ConvertAll(vectors, v =>
        {
            var along = v.X * cx + v.Y * cy + v.Z * cz;
            return ((v.X * ax + v.Y * ay + v.Z * az) / along, (v.X * bx + v.Y * by + v.Z * bz) / along);
        });
    }

    // Twice the area of a triangle, positive anticlockwise.
    private static double Turn((double X, double Y) a, (double X, double Y) b, (double X, double Y) c) =>
        (b.X - a.X) * (c.Y - a.Y) - (b.Y - a.Y) * (c.X - a.X);

    private void RequireSimple()
    {
        var n = plane.Length;
        for (var i = 0; i < n; i++)
            for (var j = i + 2; j < n; j++)
            {
                var (a, b, c, d) = (plane[i], plane[i + 1], plane[j], plane[(j + 1) % n]);
                if ((j + 1) % n != i && Math.Sign(Turn(a, b, c)) * Math.Sign(Turn(a, b, d)) < 0 && Math.Sign(Turn(c, d, a)) * Math.Sign(Turn(c, d, b)) < 0)
                    throw new ArgumentException($"sides {i + 1} and {j + 1} of the polygon cross", nameof(vertices));
            }
    }

    private bool IsConvex()
    {
        var n = plane.Length;
        for (var i = 0; i < n; i++)
            if (Turn(plane[i], plane[(i + 1) % n], plane[(i + 2) % n]) < 0)
                return false;
        return true;
    }

    // Ears are cut one by one; a vertex on a straight line is no ear of its own and goes without a triangle.
    private List<SkyCoord[]> Triangles()
    {
        var pieces = new List<SkyCoord[]>();
        var left = Enumerable.Range(0, plane.Length).ToList();
        while (left.Count >= 3)
        {
            var cut = -1;
            for (var i = 0; i < left.Count && cut < 0; i++)
                if (IsEar(left, i))
                    cut = i;
            if (cut < 0)
                throw new ArgumentException("the polygon touches itself", nameof(vertices));
            var (a, b, c) = Around(left, cut);
            if (Turn(plane[a], plane[b], plane[c]) > 0)
                pieces.Add([vertices[a], vertices[b], vertices[c]]);
            left.RemoveAt(cut);
        }
        return pieces;
    }

    private bool IsEar(List<int> left, int at)
    {
        var (a, b, c) = Around(left, at);
        var turn = Turn(plane[a], plane[b], plane[c]);
        if (turn < 0)
            return false;
        if (turn == 0 || left.Count == 3)
            return true;
        foreach (var other in left)
            if (other != a && other != b && other != c && plane[other] != plane[a] && plane[other] != plane[b] && plane[other] != plane[c]
                && Turn(plane[a], plane[b], plane[other]) >= 0 && Turn(plane[b], plane[c], plane[other]) >= 0
                && Turn(plane[c], plane[a], plane[other]) >= 0)
                return false;
        return true;
    }

    private static (int Before, int Vertex, int After) Around(List<int> left, int at) =>
        (left[(at + left.Count - 1) % left.Count], left[at], left[(at + 1) % left.Count]);
}
