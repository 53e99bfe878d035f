namespace AmpelBot.Sky.Healpix.Covers;

/// <summary>Ranges that come in ascending order; touching ones are joined.</summary>
internal sealed class RangeList
{
    private HpxRange[] ranges = new HpxRange[256];
    private int count;

    /// <summary>What has come so far.</summary>
    public ReadOnlySpan<HpxRange> Ranges => ranges.AsSpan(0, count);

    /// <summary>Adds a range that starts at or after the end of the last.</summary>
    public void Append(long start, long end)
    {
        if (count > 0 && ranges[count - 1].End == start)
        {
            ranges[count - 1] = new HpxRange(ranges[count - 1].Start, end);
            return;
        }
        if (count == ranges.Length)
            Array.Resize(ref ranges, 2 * count);
        ranges[count++] = new HpxRange(start, end);
    }
}
