using AmpelBot.Sky;
using AmpelBot.Sky.Healpix;
using AmpelBot.Sky.SkyMaps;

namespace AmpelBot.FollowUp.Plots;

/// <summary>A sky map as pixels: the colour of the density at each, and which of them lie in the regions.</summary>
internal sealed class SkyRaster
{
    private SkyRaster(int x, int y, int width, int height, int regions)
    {
        (X, Y, Width, Height) = (x, y, width, height);
        Argb = new uint[width * height];
        Inside = [.. Enumerable.Range(0, regions).Select(_ => new bool[width * height])];
    }

    public int X { get; }

    public int Y { get; }

    public int Width { get; }

    public int Height { get; }

    /// <summary>Colours row by row; 0 (transparent) outside the map.</summary>
    public uint[] Argb { get; }

    /// <summary>For each region, whether the middle of the pixel lies inside.</summary>
    public IReadOnlyList<bool[]> Inside { get; }

    /// <summary>Asks map and regions at the middle of each pixel of a projection; rows in parallel, the result always the same.</summary>
    /// <param name="projection">Where and how the sky is shown.</param>
    /// <param name="map">The densities.</param>
    /// <param name="regions">Regions, each inside the next.</param>
    /// <param name="cancellation">Stops it.</param>
    public static SkyRaster Of(ISkyProjection projection, SkyMap map, IReadOnlyList<Moc> regions, CancellationToken cancellation)
    {
        var rect = projection.Rect;
        int left = (int)Math.Floor(rect.X), top = (int)Math.Floor(rect.Y);
        var raster = new SkyRaster(left, top, (int)Math.Ceiling(rect.Right) - left, (int)Math.Ceiling(rect.Bottom) - top, regions.Count);
        var highest = map.ProbDensityPerSr(map.Peak);
        Parallel.For(0, raster.Height, new ParallelOptions { CancellationToken = cancellation }, row =>
        {
            for (var column = 0; column < raster.Width; column++)
            {
                if (projection.ToSky(left + column + 0.5, top + row + 0.5) is not { } coord)
                    continue;
                var pixel = row * raster.Width + column;
                raster.Argb[pixel] = Palette.DensityArgb(highest > 0 ? Math.Sqrt(map.ProbDensityPerSr(coord) / highest) : 0);
                var hpx29 = HealpixNested.Index(HealpixNested.MaxOrder, coord);
                for (var region = regions.Count - 1; region >= 0 && regions[region].Contains(hpx29); region--)
                    raster.Inside[region][pixel] = true;
            }
        });
        return raster;
    }

    /// <summary>Blends dots onto the map, thousands of them in no time; where dots overlap, the ground is covered only once.</summary>
    public void Dots(IEnumerable<PlotPoint> centers, double radius, Rgba color)
    {
        var cover = new Dictionary<int, double>();
        foreach (var center in centers)
        {
            double x = center.X - X, y = center.Y - Y;
            for (var row = Math.Max(0, (int)(y - radius - 1)); row < Math.Min(Height, y + radius + 1); row++)
                for (var column = Math.Max(0, (int)(x - radius - 1)); column < Math.Min(Width, x + radius + 1); column++)
                {
                    var distance = Math.Sqrt((column + 0.5 - x) * (column + 0.5 - x) + (row + 0.5 - y) * (row + 0.5 - y));
                    var part = Math.Clamp(radius + 0.5 - distance, 0, 1);
                    var pixel = row * Width + column;
                    if (part > cover.GetValueOrDefault(pixel) && Argb[pixel] != 0)
                        cover[pixel] = part;
                }
        }
        foreach (var (pixel, part) in cover)
        {
            var (ground, share) = (Argb[pixel], part * color.Alpha);
            Argb[pixel] = 0xFF000000 | Blend(ground, 16, color.Red, share) | Blend(ground, 8, color.Green, share) | Blend(ground, 0, color.Blue, share);
        }
    }

    private static uint Blend(uint pixel, int shift, double part, double cover)
    {
        var ground = (pixel >> shift) & 255;
        return (uint)Math.Round(ground + (part * 255 - ground) * cover) << shift;
    }
}
