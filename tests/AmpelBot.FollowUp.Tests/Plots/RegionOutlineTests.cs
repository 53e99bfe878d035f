using AmpelBot.FollowUp.Plots;

namespace AmpelBot.FollowUp.Tests.Plots;

public sealed class RegionOutlineTests
{
    [Fact]
    public void Nothing_inside_has_no_outline() => Assert.Empty(Trace("...", "..."));

    [Fact]
    public void One_pixel_has_one_closed_line_around_its_middle()
    {
        var line = Assert.Single(Trace("...", ".#.", "..."));
        Assert.Equal(line[0], line[^1]);
        Assert.Equal(1.5, line.Skip(1).Average(point => point.X), 1e-12);
        Assert.Equal(1.5, line.Skip(1).Average(point => point.Y), 1e-12);
    }

    [Fact]
    public void A_ring_has_two_lines()
        => Assert.Equal(2, Trace("#####", "#...#", "#...#", "#...#", "#####").Count);

    [Fact]
    public void Pixels_that_touch_at_a_corner_have_one_line() => Assert.Single(Trace("#..", ".#.", "..#"));

    [Fact]
    public void Separate_pixels_have_a_line_each() => Assert.Equal(3, Trace("#.#", "...", "..#").Count);

    [Fact]
    public void The_line_of_a_large_square_encloses_its_area()
    {
        var line = Assert.Single(RegionOutline.Trace(
            [.. Enumerable.Range(0, 100 * 100).Select(i => i % 100 is >= 20 and < 80 && i / 100 is >= 20 and < 80)], 100, 0, 0));
        var area = 0.0;
        for (var i = 1; i < line.Count; i++)
            area += line[i - 1].X * line[i].Y - line[i].X * line[i - 1].Y;
        Assert.Equal(3600, Math.Abs(area / 2), 20.0);
    }

    private static IReadOnlyList<IReadOnlyList<PlotPoint>> Trace(params string[] rows)
        => RegionOutline.Trace([.. rows.SelectMany(row => row.Select(c => c == '#'))], rows[0].Length, 0, 0);
}
