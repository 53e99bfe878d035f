using AmpelBot.Sky.SkyMaps;

namespace AmpelBot.Sky.Tests.SkyMaps;

public class DistanceAnsatzTests
{
    [Theory]
    [InlineData(100, 20)]
    [InlineData(0, 50)]
    [InlineData(30, 60)]
    [InlineData(-59.9, 20)]
    [InlineData(-60.1, 20)]
    [InlineData(-200, 60)]
    [InlineData(-59229.5, 3267)]
    [InlineData(1159, 1.6)]
    public void Moments_are_those_of_the_integral(double mu, double sigma)
    {
        var ansatz = DistanceAnsatz.Normalized(mu, sigma);
        // The peak of r^2 N(r; mu, sigma), and Simpson's rule far around it.
        var peak = 0.5 * (mu + Math.Sqrt(mu * mu + 8 * sigma * sigma));
        if (mu < 0)
            peak = 4 * sigma * sigma / (Math.Sqrt(mu * mu + 8 * sigma * sigma) - mu);
        var width = Math.Min(sigma, peak);
        var (from, to) = (Math.Max(0, peak - 14 * width), peak + 40 * width);
        const int count = 200_000;
        var sums = new double[3];
        for (var i = 0; i <= count; i++)
        {
            var r = from + (to - from) * i / count;
            var weight = (i == 0 || i == count ? 1 : i % 2 == 1 ? 4 : 2) * (to - from) / (3.0 * count) * ansatz.Density(r);
            var y = r - ansatz.MeanMpc;
            (sums[0], sums[1], sums[2]) = (sums[0] + weight, sums[1] + weight * y, sums[2] + weight * y * y);
        }
        Assert.Equal(1, sums[0], 1e-9);
        Assert.Equal(1, ansatz.Total, 1e-12);
        Assert.Equal(0, sums[1] / ansatz.StdMpc, 1e-9);
        Assert.Equal(1, Math.Sqrt(sums[2]) / ansatz.StdMpc, 1e-9);
    }

    [Fact]
    public void Far_in_front_of_the_observer_it_is_the_gaussian_and_far_behind_a_gamma_law()
    {
        var narrow = DistanceAnsatz.Normalized(1e6, 1);
        Assert.Equal(1e6 + 2e-6, narrow.MeanMpc, 1e-9);
        Assert.Equal(1, narrow.StdMpc, 1e-9);
        // mu / sigma = -35: r^2 exp(-35 r / sigma), whose mean is 3 / 35 sigma, up to 1 / 35^2.
        var behind = DistanceAnsatz.Normalized(-3500, 100);
        Assert.Equal(1, behind.MeanMpc / (300 / 35.0), 5e-3);
        Assert.Equal(1, behind.StdMpc / (Math.Sqrt(3) * 100 / 35.0), 5e-3);
    }

    [Fact]
    public void A_cell_without_distance_has_no_moments_and_bad_parameters_are_refused()
    {
        foreach (var unknown in new[] { new DistanceAnsatz(double.PositiveInfinity, 1, 0), new DistanceAnsatz(100, 20, 0), default, new DistanceAnsatz(double.NaN, double.NaN, double.NaN) })
        {
            Assert.False(unknown.IsKnown);
            Assert.True(double.IsNaN(unknown.MeanMpc) && double.IsNaN(unknown.StdMpc));
            Assert.Equal(0, unknown.Density(100));
            Assert.Equal(0, unknown.Total);
        }
        Assert.Throws<ArgumentOutOfRangeException>(() => DistanceAnsatz.Normalized(double.PositiveInfinity, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => DistanceAnsatz.Normalized(1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => DistanceAnsatz.Normalized(-5000, 100));
        Assert.Throws<ArgumentException>(() => new DistanceLayer([1], [1], []));
    }
}
