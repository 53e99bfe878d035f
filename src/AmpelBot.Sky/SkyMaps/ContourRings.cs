namespace AmpelBot.Sky.SkyMaps;

/// <summary>The rings of a region's border.</summary>
internal static class ContourRings
{
    // An edge is never divided further than this many times.
    private const int MostDivisions = 20;

    /// <summary>
    /// The rings of each connected part of the region, which lies on their left. A ring passes no corner twice and is not closed: its last
    /// point is joined to its first. A part that is the whole sphere has no ring.
    /// </summary>
    /// <param name="moc">The region.</param>
    /// <param name="plane">Whether the rings are for a map of longitude and latitude, or for the sphere.</param>
    /// <param name="toleranceDeg">How far the lines between points may lie from the cells' edges, in degrees on the sky.</param>
    public static List<List<List<LonLat>>> Trace(Moc moc, bool plane, double toleranceDeg)
    {
        var cells = new ContourCells(moc);
        var edges = ContourEdges.Of(cells, plane);
        var parts = new Dictionary<int, List<List<LonLat>>>();
        for (var cell = 0; cell < cells.Count; cell++)
            parts.TryAdd(cells.PartOf(2 * cell), []);
        foreach (var ring in Walk(edges, cells))
        {
            var points = new List<LonLat>();
            foreach (var edge in ring)
                AddPoints(points, edge, plane, toleranceDeg);
            // West halves without an even number in their part are not listed above.
            var part = cells.PartOf(ring[0].Half);
            if (!parts.TryGetValue(part, out var rings))
                parts.Add(part, rings = []);
            rings.Add(points);
        }
        return [.. parts.Values];
    }

    private static IEnumerable<ContourEdge[]> Walk(List<ContourEdge> edges, ContourCells cells)
    {
        // Edges by the corner where they begin: at most two, of which each links to the other.
        var first = new Dictionary<ContourVertex, int>(edges.Count);
        var other = new int[edges.Count];
        for (var i = 0; i < edges.Count; i++)
        {
            other[i] = first.TryGetValue(edges[i].From, out var before) ? before : -1;
            first[edges[i].From] = i;
        }
        var used = new bool[edges.Count];
        var path = new List<ContourEdge>();
        var place = new Dictionary<ContourVertex, int>();
        for (var i = 0; i < edges.Count; i++)
        {
            for (var at = used[i] ? -1 : i; at >= 0;)
            {
                used[at] = true;
                place[edges[at].From] = path.Count;
                path.Add(edges[at]);
                var here = edges[at].To;
                if (place.TryGetValue(here, out var begin))
                {
                    var ring = path[begin..].ToArray();
                    path.RemoveRange(begin, path.Count - begin);
                    foreach (var edge in ring)
                        place.Remove(edge.From);
                    yield return ring;
                }
                at = path.Count > 0 ? Next(here, cells.PartOf(path[^1].Half)) : -1;
            }
        }

        int Next(ContourVertex here, int part)
        {
            var any = -1;
            for (var i = first[here]; i >= 0; i = other[i])
                if (!used[i])
                {
                    if (cells.PartOf(edges[i].Half) == part)
                        return i;
                    any = i;
                }
            return any;
        }
    }

    // The edge's first point and those between it and its last.
    private static void AddPoints(List<LonLat> points, ContourEdge edge, bool plane, double toleranceDeg)
    {
        points.Add(edge.From.Place);
        if (edge.Face >= 0)
            Divide(0, 1, edge.From.Place, edge.To.Place, 0);

        LonLat At(double share) => ContourVertex.PlaceOf(edge.Face,
            edge.FromX + share * (edge.ToX - edge.FromX), edge.FromY + share * (edge.ToY - edge.FromY));

        void Divide(double from, double to, LonLat begin, LonLat end, int depth)
        {
            var middle = At((from + to) / 2);
            // The quarters too: an edge across the equator is bent like an S.
            if (depth == MostDivisions || (Near(middle) && Near(At(0.75 * from + 0.25 * to)) && Near(At(0.25 * from + 0.75 * to))))
                return;
            Divide(from, (from + to) / 2, begin, middle, depth + 1);
            points.Add(middle);
            Divide((from + to) / 2, to, middle, end, depth + 1);

            bool Near(LonLat point) => (plane ? OffLine(point, begin, end) : OffGreatCircle(point, begin, end)) <= toleranceDeg;
        }
    }

    private static double OffGreatCircle(LonLat point, LonLat begin, LonLat end)
    {
        var pole = Vector(begin).Cross(Vector(end));
        return Math.Abs(Vector(point).Dot(pole)) / pole.Length * SkyCoord.DegPerRad;
    }

    private static SkyVector Vector(LonLat place) => SkyVector.FromDegrees(place.LonDeg, place.LatDeg);

    // Distance on the map, longitudes shrunk as they are at the point.
    private static double OffLine(LonLat point, LonLat begin, LonLat end)
    {
        var shrink = Math.Cos(point.LatDeg * SkyCoord.RadPerDeg);
        var (alongX, alongY) = ((end.LonDeg - begin.LonDeg) * shrink, end.LatDeg - begin.LatDeg);
        var (x, y) = ((point.LonDeg - begin.LonDeg) * shrink, point.LatDeg - begin.LatDeg);
        return Math.Abs(alongX * y - alongY * x) / Math.Sqrt(alongX * alongX + alongY * alongY);
    }
}
