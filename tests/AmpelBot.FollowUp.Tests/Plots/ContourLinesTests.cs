using AmpelBot.FollowUp.Plots;

namespace AmpelBot.FollowUp.Tests.Plots;

public sealed class ContourLinesTests
{
    [Fact]
    public void A_field_without_the_value_has_no_line() => Assert.Empty(Trace(4, (_, _) => 1, 0.5));

    [Theory]
    [InlineData(3.3)]
    [InlineData(20.7)]
    public void A_disc_has_one_closed_line_of_its_area(double radius)
    {
        var line = Assert.Single(Trace(60, (x, y) => Math.Sqrt((x - 30.2) * (x - 30.2) + (y - 29.6) * (y - 29.6)), radius));
        Assert.Equal(line[0], line[^1]);
        Assert.Equal(Math.PI * radius * radius, Area(line), Math.PI * radius * radius * 0.02 + 0.3);
        Assert.All(line, at => Assert.InRange(Math.Sqrt(Math.Pow(at.X - 30.2, 2) + Math.Pow(at.Y - 29.6, 2)), radius - 0.1, radius + 0.1));
    }

    [Fact]
    public void A_ring_has_two_lines()
        => Assert.Equal(2, Trace(60, (x, y) => Math.Abs(Math.Sqrt((x - 30) * (x - 30) + (y - 30) * (y - 30)) - 15), 4).Count);

    [Fact]
    public void A_line_that_leaves_the_grid_ends_at_its_edges()
    {
        var line = Assert.Single(Trace(10, (x, _) => x, 4.25));
        Assert.Equal(10, line.Count);
        Assert.All(line, at => Assert.Equal(4.25, at.X, 1e-6));
        Assert.Equal([0, 9], new[] { line[0].Y, line[^1].Y }.Order());
    }

    [Theory]
    [InlineData(0.4, 1)]
    [InlineData(0.6, 2)]
    public void Two_low_corners_are_joined_when_the_mean_is_low(double high, int lines)
        => Assert.Equal(lines, Trace(4, (x, y) => (x, y) is (1, 1) or (2, 2) ? 0 : (x, y) is (1, 2) or (2, 1) ? high + 0.2 : 1, 0.35).Count);

    private static IReadOnlyList<IReadOnlyList<PlotPoint>> Trace(int size, Func<double, double, double> field, double value)
        => ContourLines.Trace([.. Enumerable.Range(0, size * size).Select(i => (float)field(i % size, i / size))], size, value, new PlotPoint(0, 0), 1);

    private static double Area(IReadOnlyList<PlotPoint> line)
    {
        var area = 0.0;
        for (var i = 1; i < line.Count; i++)
            area += line[i - 1].X * line[i].Y - line[i].X * line[i - 1].Y;
        return Math.Abs(area / 2);
    }
}
