using System.Runtime.Intrinsics;

namespace AmpelBot.Sky.Healpix.Covers;

/// <summary>Finds the cells of an order that belong to a convex shape, base cell by base cell, from the whole down to the order.</summary>
internal sealed class ConvexDescent<TShape>
    where TShape : struct, IConvexShape
{
    private static readonly Vector256<double> ChildU = Vector256.Create(0.5, 1.5, 0.5, 1.5), ChildV = Vector256.Create(0.5, 0.5, 1.5, 1.5);
    private static readonly Vector256<double> CornerU = Vector256.Create(0.0, 1, 1, 0), CornerV = Vector256.Create(0.0, 0, 1, 1);

    // Within so many rings of a pole the sides bend enough to look closer, at the cells of so many orders more.
    private const int BentRings = 32, RefinedOrders = 3;

    private readonly int last;
    private readonly CoverMode mode;
    private readonly RangeList found;
    private readonly TestCount tests;
    private TShape shape;
    private int face, row;

    /// <summary>A search at an order; modes other than that of centres need order 2 at least, from which on the cells' sides are straight enough.</summary>
    public ConvexDescent(int order, CoverMode mode, RangeList found, TestCount tests) =>
        (last, this.mode, this.found, this.tests) = (order, mode, found, tests);

    /// <summary>Searches one base cell for the shape in its frame.</summary>
    public void Face(int face, in TShape shape)
    {
        this.face = face;
        row = face >> 2;
        this.shape = shape;
        if (last > 0)
            Children(0, 0, 0);
        else if ((shape.Inside(FacePoints.At(row, 1, Vector256.Create(0.5), Vector256.Create(0.5))) & 1) != 0)
            Take(0, 0, 0);
    }

    // The four children of a cell that the shape's border may cross.
    private void Children(int parentOrder, long parentX, long parentY)
    {
        tests.Add(4);
        var order = parentOrder + 1;
        double nside = 1L << order;
        var (x, y) = (2 * parentX, 2 * parentY);
        var centers = FacePoints.At(row, nside, ChildU + Vector256.Create((double)x), ChildV + Vector256.Create((double)y));
        if (order == last && mode == CoverMode.CentersInside)
        {
            var taken = shape.Inside(centers);
            for (var child = 0; child < 4; child++)
                if ((taken >> child & 1) != 0)
                    Take(order, x + (child & 1), y + (child >> 1));
            return;
        }
        shape.Sort(centers, CircleSize.Of(order, row), out var outside, out var inside);
        for (var child = 0; child < 4; child++)
        {
            if ((outside >> child & 1) != 0)
                continue;
            var (childX, childY) = (x + (child & 1), y + (child >> 1));
            if ((inside >> child & 1) != 0)
                Take(order, childX, childY);
            else if (order < 2)
                Children(order, childX, childY);
            else
            {
                var contact = shape.Against(Outline(row, nside, childX, childY));
                if (contact == Contact.Outside)
                    continue;
                if (contact == Contact.Inside)
                    Take(order, childX, childY);
                else if (order < last)
                    Children(order, childX, childY);
                else if (mode == CoverMode.Overlapping && (!IsNearPole(nside, childX, childY) || Overlaps(order, childX, childY, RefinedOrders)))
                    Take(order, childX, childY);
            }
        }
    }

    private bool IsNearPole(double nside, long x, long y) => Ring(row, nside, x, y) <= BentRings;

    // Whether a cell whose stretched outline meets the shape does so itself; where only the band does, its descendants tell.
    private bool Overlaps(int order, long x, long y, int refinements)
    {
        double nside = 1L << order;
        if (shape.Against(Outline(row, nside, x, y)) == Contact.Outside)
            return false;
        if (refinements == 0 || shape.Against(Corners(row, nside, x, y)) != Contact.Outside)
            return true;
        return Overlaps(order + 1, 2 * x, 2 * y, refinements - 1) || Overlaps(order + 1, 2 * x + 1, 2 * y, refinements - 1)
            || Overlaps(order + 1, 2 * x, 2 * y + 1, refinements - 1) || Overlaps(order + 1, 2 * x + 1, 2 * y + 1, refinements - 1);
    }

    // South, east, north and west.
    private static FacePoints Corners(int row, double nside, long x, long y) =>
        FacePoints.At(row, nside, CornerU + Vector256.Create((double)x), CornerV + Vector256.Create((double)y));

    // The corners stretched so that the great circles between them hold the whole cell. The least shares found are 0.1456 beside the poles and
    // 0.61 / ring, at deep orders; the tests look at every cell of some.
    private static FacePoints Outline(int row, double nside, long x, long y) =>
        Corners(row, nside, x, y).Stretched(Math.Min(0.15, 0.65 / Ring(row, nside, x, y)));

    private static double Ring(int row, double nside, long x, long y) => Math.Min(2 * nside - Math.Abs(x + y + 1 - row * nside), nside);

    private void Take(int order, long x, long y)
    {
        var shift = 2 * (HealpixNested.MaxOrder - order);
        var ipix = ((long)face << (2 * order)) | ZOrder.Interleave((uint)x, (uint)y);
        found.Append(ipix << shift, (ipix + 1) << shift);
    }
}
