using AmpelBot.Sky;

namespace AmpelBot.FollowUp.Plots;

/// <summary>A square part of the sky in the gnomonic projection: great circles are straight. [CG02] section 5.1.1 (TAN)</summary>
internal sealed class ZoomProjection : ISkyProjection
{
    private readonly PlotPoint middle;
    private readonly double pixelsPerUnit;
    private readonly double raDeg;
    private readonly double sinDec;
    private readonly double cosDec;

    /// <summary>A square map.</summary>
    /// <param name="x">Left edge, pixels.</param>
    /// <param name="y">Upper edge, pixels.</param>
    /// <param name="size">Width and height, pixels.</param>
    /// <param name="center">Direction in the middle.</param>
    /// <param name="halfFieldDeg">Angle from the middle to the middle of an edge, above 0 and below 60 degrees.</param>
    public ZoomProjection(double x, double y, double size, SkyCoord center, double halfFieldDeg)
    {
        Rect = new PlotRect(x, y, size, size);
        Center = center;
        HalfFieldDeg = halfFieldDeg;
        middle = Rect.Center;
        pixelsPerUnit = size / 2 / Math.Tan(Rad(halfFieldDeg));
        raDeg = center.RaDeg;
        (sinDec, cosDec) = Math.SinCos(Rad(center.DecDeg));
        Border = [new(x, y), new(x + size, y), new(x + size, y + size), new(x, y + size)];
    }

    public PlotRect Rect { get; }

    public IReadOnlyList<PlotPoint> Border { get; }

    /// <summary>Direction in the middle.</summary>
    public SkyCoord Center { get; }

    /// <summary>Angle from the middle to the middle of an edge in degrees.</summary>
    public double HalfFieldDeg { get; }

    /// <summary>The point, also outside the square, as far as twice its size.</summary>
    public PlotPoint? ToPlot(SkyCoord coord)
    {
        var (sin, cos) = Math.SinCos(Rad(coord.DecDeg));
        var (sinRa, cosRa) = Math.SinCos(Rad(coord.RaDeg - raDeg));
        var along = sinDec * sin + cosDec * cos * cosRa;
        if (along < 0.05)
            return null;
        var xi = cos * sinRa / along;
        var eta = (cosDec * sin - sinDec * cos * cosRa) / along;
        var reach = 2 * Rect.Width / pixelsPerUnit;
        return Math.Abs(xi) > reach || Math.Abs(eta) > reach
            ? null
            : new PlotPoint(middle.X - xi * pixelsPerUnit, middle.Y - eta * pixelsPerUnit);
    }

    public SkyCoord? ToSky(double x, double y)
    {
        var xi = (middle.X - x) / pixelsPerUnit;
        var eta = (middle.Y - y) / pixelsPerUnit;
        var toNorth = sinDec + eta * cosDec;
        var outward = cosDec - eta * sinDec;
        return new SkyCoord(
            raDeg + Math.Atan2(xi, outward) * 180 / Math.PI,
            Math.Clamp(Math.Atan2(toNorth, Math.Sqrt(xi * xi + outward * outward)) * 180 / Math.PI, -90, 90));
    }

    public SkyCoord ToSkyAround(double x, double y) => ToSky(x, y)!.Value;

    public double AreaSr(double x, double y)
    {
        if (!Rect.Contains(new PlotPoint(x, y)))
            return 0;
        var (xi, eta) = ((middle.X - x) / pixelsPerUnit, (middle.Y - y) / pixelsPerUnit);
        var secant = 1 + xi * xi + eta * eta;
        return 1 / (secant * Math.Sqrt(secant) * pixelsPerUnit * pixelsPerUnit);
    }

    public double UnitsPerDeg => pixelsPerUnit * Math.PI / 180;

    private static double Rad(double deg) => deg * Math.PI / 180;
}
