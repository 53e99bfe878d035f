namespace AmpelBot.Sky.Healpix.Covers;

/// <summary>How a cell lies to a shape.</summary>
internal enum Contact
{
    Outside,
    Cut,
    Inside,
}

/// <summary>A convex shape on the sphere, within a hemisphere, in the frame of one base cell.</summary>
internal interface IConvexShape
{
    /// <summary>Bits of the four unit vectors that lie inside or on the border.</summary>
    int Inside(in FacePoints points);

    /// <summary>Sorts four cells by a circle around each: bits of those that are outside for sure, and of those that are inside for sure.</summary>
    void Sort(in FacePoints centers, CircleSize circle, out int outside, out int inside);

    /// <summary>How a quadrangle lies whose corners (anticlockwise, of any length) are joined by great circles.</summary>
    Contact Against(in FacePoints corners);
}

/// <summary>A radius that no cell of an order exceeds, from its centre to its farthest corner.</summary>
/// <param name="Index">Place in the shapes' tables: two for each order.</param>
internal readonly record struct CircleSize(int Index)
{
    /// <summary>Number of sizes.</summary>
    public const int Count = 2 * (HealpixNested.MaxOrder + 1);

    private static readonly double[] Sines = [.. Enumerable.Range(0, Count).Select(i => Math.Sin(Math.Min(RadiusOf(i), Math.PI / 2)))];

    /// <summary>Sine of the radius, of a right angle at most.</summary>
    public double Sin => Sines[Index];

    /// <summary>The size for an order and a row of base cells.</summary>
    public static CircleSize Of(int order, int row) => new(2 * order + (row == 1 ? 1 : 0));

    /// <summary>The radius in radians of a size.</summary>
    /// <remarks>
    /// Times nside the true one grows with the order towards 1.0690 beside the poles, and towards 2 / sqrt(5) = 0.8944 in the equatorial
    /// base cells.
    /// </remarks>
    public static double RadiusOf(int index) => ((index & 1) == 0 ? 1.07 : 0.895) / (1L << (index >> 1));
}
