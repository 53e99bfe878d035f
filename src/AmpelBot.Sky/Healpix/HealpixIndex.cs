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
