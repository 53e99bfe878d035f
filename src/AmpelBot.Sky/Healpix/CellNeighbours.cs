namespace AmpelBot.Sky.Healpix;

/// <summary>The cells around a cell of the nested scheme.</summary>
internal static class CellNeighbours
{
    private static ReadOnlySpan<sbyte> StepX => [-1, -1, 0, 1, 1, 1, 0, -1];

    private static ReadOnlySpan<sbyte> StepY => [0, 1, 1, 1, 0, -1, -1, -1];

    public static void Of(int order, long ipix, Span<long> neighbours)
    {
        var (face, x, y) = Plane.Split(order, ipix);
        var last = (1L << order) - 1;
        if (x > 0 && x < last && y > 0 && y < last)
        {
            for (var k = 0; k < 8; k++)
                neighbours[k] = Plane.Join(order, face, x + StepX[k], y + StepY[k]);
            return;
        }
        for (var k = 0; k < 8; k++)
        {
            var (toX, toY) = (x + StepX[k], y + StepY[k]);
            neighbours[k] = (face >> 2) switch
            {
                0 => FromNorth(order, face, toX, toY, last),
                1 => FromBelt(order, face & 3, toX, toY, last),
                _ => FromSouth(order, face & 3, toX, toY, last),
            };
        }
    }

    // Two northern base cells share a side that runs from the belt to the pole: along it the y of one is the x of the other.
    private static long FromNorth(int order, int column, long x, long y, long last)
    {
        var (east, west) = ((column + 1) & 3, (column + 3) & 3);
        return (Out(x, last), Out(y, last)) switch
        {
            (0, 0) => Plane.Join(order, column, x, y),
            (1, 0) => Plane.Join(order, east, y, last),
            (0, 1) => Plane.Join(order, west, last, x),
            (1, 1) => Plane.Join(order, (column + 2) & 3, last, last),
            (-1, 0) => Plane.Join(order, 4 + column, last, y),
            (0, -1) => Plane.Join(order, 4 + east, x, last),
            (-1, -1) => Plane.Join(order, 8 + column, last, last),
            _ => -1,
        };
    }

    private static long FromBelt(int order, int column, long x, long y, long last)
    {
        var (east, west) = ((column + 1) & 3, (column + 3) & 3);
        return (Out(x, last), Out(y, last)) switch
        {
            (0, 0) => Plane.Join(order, 4 + column, x, y),
            (1, 0) => Plane.Join(order, column, 0, y),
            (0, 1) => Plane.Join(order, west, x, 0),
            (-1, 0) => Plane.Join(order, 8 + west, last, y),
            (0, -1) => Plane.Join(order, 8 + column, x, last),
            (1, -1) => Plane.Join(order, 4 + east, 0, last),
            (-1, 1) => Plane.Join(order, 4 + west, last, 0),
            _ => -1,
        };
    }

    private static long FromSouth(int order, int column, long x, long y, long last)
    {
        var (east, west) = ((column + 1) & 3, (column + 3) & 3);
        return (Out(x, last), Out(y, last)) switch
        {
            (0, 0) => Plane.Join(order, 8 + column, x, y),
            (1, 0) => Plane.Join(order, 4 + east, 0, y),
            (0, 1) => Plane.Join(order, 4 + column, x, 0),
            (1, 1) => Plane.Join(order, column, 0, 0),
            (-1, 0) => Plane.Join(order, 8 + west, y, 0),
            (0, -1) => Plane.Join(order, 8 + east, 0, x),
            (-1, -1) => Plane.Join(order, 8 + ((column + 2) & 3), 0, 0),
            _ => -1,
        };
    }

    private static int Out(long v, long last) => v < 0 ? -1 : v > last ? 1 : 0;
}
