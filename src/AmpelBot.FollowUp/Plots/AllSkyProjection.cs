using AmpelBot.Sky;

namespace AmpelBot.FollowUp.Plots;

/// <summary>The whole sky as a Mollweide ellipse with 12 h of right ascension in the centre, as LIGO, Virgo and KAGRA show theirs.</summary>
internal sealed class AllSkyProjection : ISkyProjection
{
    private const double CenterRaDeg = 180;

    private readonly double pixelsPerDeg;
    private readonly PlotPoint center;

    /// <summary>A map of twice the width than the height.</summary>
    public AllSkyProjection(double x, double y, double width)
    {
        Rect = new PlotRect(x, y, width, width / 2);
        center = Rect.Center;
        pixelsPerDeg = width / 2 / Mollweide.HalfWidth;
        Border = [.. Enumerable.Range(0, 720).Select(i => i * Math.PI / 360).Select(angle => new PlotPoint(
            center.X + Rect.Width / 2 * Math.Cos(angle), center.Y + Rect.Height / 2 * Math.Sin(angle)))];
    }

    public PlotRect Rect { get; }

    public IReadOnlyList<PlotPoint> Border { get; }

    public PlotPoint? ToPlot(SkyCoord coord)
    {
        var (x, y) = Mollweide.Forward(coord.RaDeg - CenterRaDeg, coord.DecDeg);
        return new PlotPoint(center.X - x * pixelsPerDeg, center.Y - y * pixelsPerDeg);
    }

    public SkyCoord? ToSky(double x, double y)
        => Mollweide.Inverse((center.X - x) / pixelsPerDeg, (center.Y - y) / pixelsPerDeg) is { } native
            ? new SkyCoord(native.LonDeg + CenterRaDeg, Math.Clamp(native.LatDeg, -90, 90))
            : null;

    public SkyCoord ToSkyAround(double x, double y)
    {
        var (lon, lat) = Mollweide.InverseAround((center.X - x) / pixelsPerDeg, (center.Y - y) / pixelsPerDeg);
        return new SkyCoord(lon + CenterRaDeg, Math.Clamp(lat, -90, 90));
    }

    public double AreaSr(double x, double y)
    {
        var (east, north) = ((center.X - x) / (Rect.Width / 2), (center.Y - y) / (Rect.Height / 2));
        return east * east + north * north <= 1 ? Math.PI * Math.PI / (180.0 * 180 * pixelsPerDeg * pixelsPerDeg) : 0;
    }

    public double UnitsPerDeg => pixelsPerDeg;
}
