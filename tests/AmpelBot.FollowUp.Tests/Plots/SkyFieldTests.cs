using AmpelBot.FollowUp.Plots;
using AmpelBot.Sky;
using AmpelBot.Sky.Healpix;
using AmpelBot.Sky.SkyMaps;
using AmpelBot.Testing;

namespace AmpelBot.FollowUp.Tests.Plots;

/// <summary>How much probability the outlines enclose, counted cell by cell: for each small cell whether its centre lies within them.</summary>
public sealed class SkyFieldTests
{
    private static readonly AllSkyProjection AllSky = new(150, 132, 1300);

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.9)]
    [InlineData(0.99)]
    public void Outlines_on_the_whole_sky_enclose_their_level(double level)
        => Assert.InRange(Enclosed(Gallery.Arc(turnDeg: 180), AllSky, level), level - 0.01, level + 0.01);

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void Outlines_of_an_ellipse_across_right_ascension_0_enclose_their_level(double level)
    {
        var zoom = new ZoomProjection(958, 162, 606, new SkyCoord(359.2, -12), 6);
        Assert.InRange(Enclosed(new ErrorEllipse(new SkyCoord(359.2, -12), 4, 4, 2, 2, 0.9).ToSkyMap(), zoom, level), level - 0.01, level + 0.01);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void Outlines_around_a_pole_enclose_their_level(double level)
    {
        var zoom = new ZoomProjection(0, 0, 606, new SkyCoord(20, 88), 8);
        Assert.InRange(Enclosed(GaussianMap.Render(new SkyCoord(20, 89), 3, 0.9), zoom, level), level - 0.01, level + 0.01);
    }

    [SkippableTheory]
    [InlineData("S190814bv_LALInference.v1.multiorder.fits", 18.5, -28.5, 9.5, 0.5)]
    [InlineData("S190814bv_LALInference.v1.multiorder.fits", 18.5, -28.5, 9.5, 0.9)]
    [InlineData("GW170817.fits.gz", 196.5, -20.7, 6.5, 0.5)]
    [InlineData("GW170817.fits.gz", 196.5, -20.7, 6.5, 0.9)]
    public void Outlines_of_real_maps_enclose_their_level(string file, double raDeg, double decDeg, double halfFieldDeg, double level)
    {
        Skip.IfNot(RealData.Present, RealData.Why);
        var zoom = new ZoomProjection(0, 0, 606, new SkyCoord(raDeg, decDeg), halfFieldDeg);
        Assert.InRange(Enclosed(Gallery.RealMap(file), zoom, level), level - 0.01, level + 0.01);
    }

    [Fact]
    public void A_map_of_one_cell_has_an_outline_of_about_its_area()
    {
        var cell = new HealpixIndex(6, 20_000);
        var center = HealpixNested.Center(6, 20_000);
        var map = SkyMap.FromCells([cell], [1.0]);
        var zoom = new ZoomProjection(0, 0, 600, center, 2);
        var lines = SkyField.Of(zoom, map, CancellationToken.None).Outline(0.9);
        Assert.True(IsInside(Assert.Single(lines), zoom.ToPlot(center)!.Value));
        Assert.InRange(Enclosed(map, zoom, 0.9), 0.98, 1);
    }

    [Fact]
    public void A_map_that_is_all_region_has_no_outline()
        => Assert.Empty(SkyField.Of(AllSky, SkyMap.FromCells([.. Enumerable.Range(0, 12).Select(i => new HealpixIndex(0, i))], [.. Enumerable.Repeat(1.0, 12)]),
            CancellationToken.None).Outline(1));

    [Fact]
    public void The_samples_of_the_whole_sky_hold_all_probability()
        => Assert.InRange(SkyField.Of(AllSky, Gallery.Arc(), CancellationToken.None).Probability, 0.995, 1.005);

    /// <summary>The probability of the map's cells, each cut into pieces of a twentieth of a degree or of itself, whose centres lie within the outlines.</summary>
    private static double Enclosed(SkyMap map, ISkyProjection projection, double level)
    {
        var rows = new Dictionary<int, List<(PlotPoint A, PlotPoint B)>>();
        foreach (var line in SkyField.Of(projection, map, CancellationToken.None).Outline(level))
        {
            Assert.Equal(line[0], line[^1]);
            for (var i = 1; i < line.Count; i++)
                for (var row = (int)Math.Floor(Math.Min(line[i - 1].Y, line[i].Y)); row <= Math.Max(line[i - 1].Y, line[i].Y); row++)
                    (rows.TryGetValue(row, out var edges) ? edges : rows[row] = []).Add((line[i - 1], line[i]));
        }
        // The region of nearly all probability, cut finely, holds every cell that an outline can touch.
        var order = Math.Min(12, Math.Max(map.Header.MaxOrder + 1, 8));
        var (inside, all) = (0.0, 0.0);
        foreach (var range in map.RegionAt(0.9999).Moc.Degrade(order).Ranges)
            for (var ipix = range.Start >> (2 * (29 - order)); ipix < range.End >> (2 * (29 - order)); ipix++)
            {
                var center = HealpixNested.Center(order, ipix);
                var density = map.ProbDensityPerSr(center);
                all += density;
                if (projection.ToPlot(center) is { } at && rows.TryGetValue((int)Math.Floor(at.Y), out var edges) && IsInside(edges, at))
                    inside += density;
            }
        return inside / all;
    }

    private static bool IsInside(IReadOnlyList<PlotPoint> line, PlotPoint at) => IsInside(line.Zip(line.Skip(1)), at);

    private static bool IsInside(IEnumerable<(PlotPoint A, PlotPoint B)> edges, PlotPoint at)
        => edges.Count(edge => edge.A.Y > at.Y != edge.B.Y > at.Y
            && at.X < edge.A.X + (at.Y - edge.A.Y) / (edge.B.Y - edge.A.Y) * (edge.B.X - edge.A.X)) % 2 == 1;
}
