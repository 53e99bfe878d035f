namespace AmpelBot.Sky.Healpix.Covers;

/// <summary>Counts the cells that one cover tests, over all its pieces, and ends what would not end.</summary>
internal sealed class TestCount(int order)
{
    private long tested;

    /// <summary>Adds a few cells.</summary>
    /// <exception cref="ArgumentException">They are too many by now.</exception>
    public void Add(int cells)
    {
        if ((tested += cells) > SkyCover.MostCells)
            throw new ArgumentException(
                $"a cover of this shape at order {order} takes more than {SkyCover.MostCells} tests of cells: choose a lower order", nameof(order));
    }
}
