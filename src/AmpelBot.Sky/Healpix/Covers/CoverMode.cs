namespace AmpelBot.Sky.Healpix;

/// <summary>Which cells a cover takes.</summary>
public enum CoverMode
{
    /// <summary>Exact: the cells whose centre lies inside the shape or on its border.</summary>
    CentersInside,

    /// <summary>Inclusive: every cell that overlaps the shape, and no cell that stays clear of it by more than <see cref="SkyCover"/> states.</summary>
    Overlapping,

    /// <summary>Only cells that lie inside the shape as a whole; one that does by less than <see cref="SkyCover"/> states may be missing.</summary>
    EntirelyInside,
}
