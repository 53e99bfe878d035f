namespace AmpelBot.Sky.Healpix;

/// <summary>A half-open range of nested indices at order 29.</summary>
/// <param name="Start">First index inside.</param>
/// <param name="End">First index after the range.</param>
public readonly record struct HpxRange(long Start, long End)
{
    /// <summary>Number of order-29 cells inside.</summary>
    public long Length => End - Start;

    /// <summary>Whether the order-29 index lies inside.</summary>
    public bool Contains(long hpx29) => hpx29 >= Start && hpx29 < End;
}
