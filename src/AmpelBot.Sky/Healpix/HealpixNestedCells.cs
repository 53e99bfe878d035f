namespace AmpelBot.Sky.Healpix;

// The tree of cells for spans; for one cell see HealpixIndex. A number that is no cell of the order gives -1, or an empty range.
public static partial class HealpixNested
{
    /// <summary>UNIQ numbers of cells; -1 where there is no such cell. The spans may be the same.</summary>
    /// <param name="order">HEALPix order of the cells.</param>
    /// <param name="ipix">Nested indices.</param>
    /// <param name="uniq">Takes the numbers, 4^(order+1) + index. [MOC2] section 4.3.1</param>
    /// <exception cref="ArgumentOutOfRangeException">The order is not 0 to 29.</exception>
    /// <exception cref="ArgumentException">The spans differ in length.</exception>
    public static void ToUniq(int order, ReadOnlySpan<long> ipix, Span<long> uniq)
    {
        CheckOrder(order);
        SameLength(ipix.Length, uniq.Length, uniq.Length);
        for (var i = 0; i < ipix.Length; i++)
            uniq[i] = IsCell(order, ipix[i]) ? (4L << (2 * order)) + ipix[i] : -1;
    }

    /// <summary>Orders and nested indices of UNIQ numbers; order and index -1 where the number names no cell.</summary>
    /// <param name="uniq">UNIQ numbers.</param>
    /// <param name="cells">Takes the cells.</param>
    /// <exception cref="ArgumentException">The spans differ in length.</exception>
    public static void FromUniq(ReadOnlySpan<long> uniq, Span<HealpixIndex> cells)
    {
        SameLength(uniq.Length, cells.Length, cells.Length);
        for (var i = 0; i < uniq.Length; i++)
            cells[i] = uniq[i] is >= HealpixIndex.MinUniq and <= HealpixIndex.MaxUniq ? HealpixIndex.FromUniq(uniq[i]) : new HealpixIndex(-1, -1);
    }

    /// <summary>Nested indices, at a lesser order, of the cells that hold others; -1 where there is no such cell. The spans may be the same.</summary>
    /// <param name="order">HEALPix order of the cells.</param>
    /// <param name="ipix">Nested indices.</param>
    /// <param name="ancestorOrder">Order of the cells that hold them, 0 to the cells' own.</param>
    /// <param name="ancestors">Takes the indices.</param>
    /// <exception cref="ArgumentOutOfRangeException">An order is out of range.</exception>
    /// <exception cref="ArgumentException">The spans differ in length.</exception>
    public static void Ancestors(int order, ReadOnlySpan<long> ipix, int ancestorOrder, Span<long> ancestors)
    {
        CheckOrder(order);
        if (ancestorOrder < 0 || ancestorOrder > order)
            throw new ArgumentOutOfRangeException(nameof(ancestorOrder), ancestorOrder, $"an ancestor of a cell at order {order} has order 0 to {order}");
        SameLength(ipix.Length, ancestors.Length, ancestors.Length);
        var shift = 2 * (order - ancestorOrder);
        for (var i = 0; i < ipix.Length; i++)
            ancestors[i] = IsCell(order, ipix[i]) ? ipix[i] >> shift : -1;
    }

    /// <summary>Nested indices, one order down, of the four cells within each: south, east, west, north; -1 where there is no such cell.</summary>
    /// <param name="order">HEALPix order of the cells, 0 to 28.</param>
    /// <param name="ipix">Nested indices.</param>
    /// <param name="children">Takes four indices for each cell.</param>
    /// <exception cref="ArgumentOutOfRangeException">The order is not 0 to 28.</exception>
    /// <exception cref="ArgumentException">The children have not four times the length.</exception>
    public static void Children(int order, ReadOnlySpan<long> ipix, Span<long> children)
    {
        CheckOrder(order);
        if (order == MaxOrder)
            throw new ArgumentOutOfRangeException(nameof(order), order, "a cell of order 29 has no children");
        if (children.Length != 4L * ipix.Length)
            throw new ArgumentException($"{ipix.Length} cells have {4L * ipix.Length} children, not {children.Length}", nameof(children));
        for (var i = 0; i < ipix.Length; i++)
            for (var child = 0; child < 4; child++)
                children[4 * i + child] = IsCell(order, ipix[i]) ? 4 * ipix[i] + child : -1;
    }

    /// <summary>The indices at order 29 within cells; an empty range at 0 where there is no such cell.</summary>
    /// <param name="order">HEALPix order of the cells.</param>
    /// <param name="ipix">Nested indices.</param>
    /// <param name="ranges">Takes the ranges.</param>
    /// <exception cref="ArgumentOutOfRangeException">The order is not 0 to 29.</exception>
    /// <exception cref="ArgumentException">The spans differ in length.</exception>
    public static void Ranges(int order, ReadOnlySpan<long> ipix, Span<HpxRange> ranges)
    {
        CheckOrder(order);
        SameLength(ipix.Length, ranges.Length, ranges.Length);
        for (var i = 0; i < ipix.Length; i++)
            ranges[i] = IsCell(order, ipix[i]) ? new HealpixIndex(order, ipix[i]).Range : default;
    }
}
