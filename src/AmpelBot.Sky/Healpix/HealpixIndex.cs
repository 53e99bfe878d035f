using System.Numerics;

namespace AmpelBot.Sky.Healpix;

/// <summary>One HEALPix cell of the nested scheme: an order (0 to 29) and an index (0 to 12 * 4^order - 1).</summary>
/// <param name="Order">HEALPix order; nside is 2^order.</param>
/// <param name="Ipix">Nested index at that order.</param>
public readonly record struct HealpixIndex(int Order, long Ipix)
{
    /// <summary>The smallest UNIQ number, of base cell 0.</summary>
    public const long MinUniq = 4;

    /// <summary>The largest UNIQ number, of the last cell at order 29.</summary>
    public const long MaxUniq = (16L << (2 * HealpixNested.MaxOrder)) - 1;

    /// <summary>The cell as one number, 4^(order+1) + index. [MOC2] section 4.3.1 (NUNIQ)</summary>
    public long Uniq => (4L << (2 * Order)) + Ipix;

    /// <summary>The cell's indices at order 29.</summary>
    public HpxRange Range
    {
        get
        {
            var shift = 2 * (HealpixNested.MaxOrder - Order);
            return new HpxRange(Ipix << shift, (Ipix + 1) << shift);
        }
    }

    /// <summary>The cell one order up that holds this one.</summary>
    /// <exception cref="InvalidOperationException">The cell is a base cell.</exception>
    public HealpixIndex Parent => Order > 0 ? new HealpixIndex(Order - 1, Ipix >> 2) : throw new InvalidOperationException("a base cell has no parent");

    /// <summary>The cell at a lesser order that holds this one, or itself at its own.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The order is not 0 to the cell's own.</exception>
    public HealpixIndex Ancestor(int order)
    {
        if (order < 0 || order > Order)
            throw new ArgumentOutOfRangeException(nameof(order), order, $"an ancestor of a cell at order {Order} has order 0 to {Order}");
        return new HealpixIndex(order, Ipix >> (2 * (Order - order)));
    }

    /// <summary>One of the four cells one order down.</summary>
    /// <param name="which">0 south, 1 east, 2 west, 3 north.</param>
    /// <exception cref="ArgumentOutOfRangeException">The child is not 0 to 3.</exception>
    /// <exception cref="InvalidOperationException">The cell is of order 29.</exception>
    public HealpixIndex Child(int which)
    {
        if ((uint)which > 3)
            throw new ArgumentOutOfRangeException(nameof(which), which, "a cell has children 0 to 3");
        if (Order >= HealpixNested.MaxOrder)
            throw new InvalidOperationException("a cell of order 29 has no children");
        return new HealpixIndex(Order + 1, (Ipix << 2) + which);
    }

    /// <summary>The cell that an UNIQ number names.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 4 or beyond order 29.</exception>
    public static HealpixIndex FromUniq(long uniq)
    {
        if (uniq is < MinUniq or > MaxUniq)
            throw new ArgumentOutOfRangeException(nameof(uniq), uniq, $"an UNIQ number lies between {MinUniq} and {MaxUniq} (order 29)");
        var order = BitOperations.Log2((ulong)uniq) / 2 - 1;
        return new HealpixIndex(order, uniq - (4L << (2 * order)));
    }
}
