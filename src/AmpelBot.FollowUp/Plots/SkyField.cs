using AmpelBot.Sky.Healpix;
using AmpelBot.Sky.SkyMaps;

namespace AmpelBot.FollowUp.Plots;

/// <summary>A sky map sampled on a grid over a projection: its shades, and the smooth outlines of its credible regions.</summary>
/// <remarks>
/// An outline is the level curve of the map's cumulative probability, blurred by about half a cell so that the cells' corners go; its value is
/// chosen so that as much probability lies inside, over this projection, as lies in the region of cells itself.
/// </remarks>
internal sealed class SkyField
{
    private const int MostSamples = 250_000;
    private const int Bins = 1 << 14;
    private const double BlurCells = 0.6;
    private const int MostBlurSamples = 60;

    private readonly ISkyProjection projection;
    private readonly float[] densities;
    private readonly float[] probabilities;
    private readonly float[] levels;
    private readonly byte[] orders;
    private readonly PlotPoint first;
    private readonly double step;

    private SkyField(ISkyProjection projection)
    {
        this.projection = projection;
        var rect = projection.Rect;
        step = Math.Max(1, Math.Sqrt(rect.Width * rect.Height / MostSamples));
        // One sample more on each side, so that lines and shades reach the edge.
        Width = (int)Math.Ceiling(rect.Width / step) + 2;
        Height = (int)Math.Ceiling(rect.Height / step) + 2;
        first = new PlotPoint(rect.X - step / 2, rect.Y - step / 2);
        (densities, probabilities, levels) = (new float[Width * Height], new float[Width * Height], new float[Width * Height]);
        orders = new byte[Width * Height];
    }

    /// <summary>Samples in a row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Probability that the projection shows, 0 to 1, as the samples have it.</summary>
    public double Probability => Sum(_ => true);

    /// <summary>Asks the map at each sample; rows in parallel, the result always the same.</summary>
    public static SkyField Of(ISkyProjection projection, SkyMap map, CancellationToken cancellation)
    {
        var field = new SkyField(projection);
        Parallel.For(0, field.Height, new ParallelOptions { CancellationToken = cancellation }, row =>
        {
            for (var column = 0; column < field.Width; column++)
            {
                var at = field.PlaceOf(column, row);
                var point = map.At(projection.ToSkyAround(at.X, at.Y));
                var sample = row * field.Width + column;
                field.densities[sample] = (float)point.ProbDensityPerSr;
                field.probabilities[sample] = (float)(point.ProbDensityPerSr * projection.AreaSr(at.X, at.Y) * field.step * field.step);
                field.levels[sample] = (float)point.LevelBefore;
                field.orders[sample] = (byte)point.Order;
            }
        });
        return field;
    }

    /// <summary>Shades the map within its border, darkest where the map is densest.</summary>
    /// <param name="canvas">On what.</param>
    /// <param name="highestPerSr">The density of the darkest shade.</param>
    public void DrawShades(Canvas canvas, double highestPerSr)
    {
        var argb = new uint[densities.Length];
        for (var i = 0; i < argb.Length; i++)
            argb[i] = canvas.Palette.DensityArgb(highestPerSr > 0 ? Math.Sqrt(densities[i] / highestPerSr) : 0);
        var rect = new PlotRect(first.X - step / 2, first.Y - step / 2, Width * step, Height * step);
        canvas.Clipped(projection.Border, () => canvas.Shades(rect, Width, Height, argb));
    }

    /// <summary>Outlines of the region of a level; to be clipped to the map's border.</summary>
    /// <param name="level">Credible level, above 0 to 1.</param>
    public IReadOnlyList<IReadOnlyList<PlotPoint>> Outline(double level)
    {
        if (Smoothed(level) is not { } smoothed)
            return [];
        return ContourLines.Trace(smoothed, Width, ValueEnclosing(smoothed, Sum(i => levels[i] < level)), first, step);
    }

    private PlotPoint PlaceOf(int column, int row) => new(first.X + column * step, first.Y + row * step);

    private double Sum(Func<int, bool> isIn)
    {
        var sum = 0.0;
        for (var i = 0; i < densities.Length; i++)
            if (isIn(i))
                sum += probabilities[i];
        return sum;
    }

    /// <summary>The levels, blurred by about half of the cells along the region's edge; null when the region has no edge here.</summary>
    private float[]? Smoothed(double level)
    {
        Span<int> ofOrder = stackalloc int[HealpixNested.MaxOrder + 1];
        var edges = 0;
        for (var i = 1; i < levels.Length; i++)
            if (levels[i] < level != levels[i - 1] < level)
            {
                edges++;
                ofOrder[Math.Max(orders[i], orders[i - 1])]++;
            }
        if (edges == 0)
            return null;
        var (order, below) = (0, 0);
        while (2 * (below += ofOrder[order]) < edges)
            order++;
        var sigma = BlurCells * HealpixNested.ResolutionDeg(order) * projection.UnitsPerDeg / step;
        // Three boxes of 2 r + 1 samples have a standard deviation of sqrt(r (r + 1)).
        var radius = (int)Math.Min(MostBlurSamples, Math.Round(Math.Sqrt(sigma * sigma + 0.25) - 0.5));
        var (from, to) = ((float[])levels.Clone(), new float[levels.Length]);
        for (var pass = 0; pass < (radius > 0 ? 3 : 0); pass++)
        {
            Blur(from, to, Height, Width, 1, Width, radius);
            Blur(to, from, Width, Height, Width, 1, radius);
        }
        return from;
    }

    // Running means along lines of samples; beyond the ends the last sample goes on.
    private static void Blur(float[] from, float[] to, int lines, int length, int stride, int lineStride, int radius)
    {
        var share = 1.0 / (2 * radius + 1);
        Parallel.For(0, lines, line =>
        {
            var start = line * lineStride;
            var last = start + (length - 1) * stride;
            var sum = from[start] * (radius + 1.0);
            for (var i = 1; i <= radius; i++)
                sum += from[Math.Min(start + i * stride, last)];
            for (var i = 0; i < length; i++)
            {
                to[start + i * stride] = (float)(sum * share);
                sum += from[Math.Min(start + (i + radius + 1) * stride, last)] - from[Math.Max(start + (i - radius) * stride, start)];
            }
        });
    }

    /// <summary>The value below which the samples hold a probability.</summary>
    private double ValueEnclosing(float[] smoothed, double probability)
    {
        var bins = new double[Bins];
        for (var i = 0; i < smoothed.Length; i++)
            bins[Math.Clamp((int)(smoothed[i] * Bins), 0, Bins - 1)] += probabilities[i];
        var sum = 0.0;
        for (var bin = 0; bin < Bins; bin++)
        {
            if (sum + bins[bin] >= probability && bins[bin] > 0)
                return (bin + (probability - sum) / bins[bin]) / Bins;
            sum += bins[bin];
        }
        return 1;
    }
}
