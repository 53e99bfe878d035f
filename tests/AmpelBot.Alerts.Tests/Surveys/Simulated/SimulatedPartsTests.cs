using AmpelBot.Alerts.Observations;
using AmpelBot.Alerts.Surveys.Simulated;
using AmpelBot.Sky;

namespace AmpelBot.Alerts.Tests.Surveys.Simulated;

public class SimulatedPartsTests
{
    [Fact]
    public void Distances_are_those_of_astropy()
    {
        // astropy 5.2.1: FlatLambdaCDM(H0=70, Om0=0.3).luminosity_distance(z).
        Assert.Equal(43.158, Cosmology.LuminosityMpc(0.01), 0.02);
        Assert.Equal(460.300, Cosmology.LuminosityMpc(0.1), 0.05);
        Assert.Equal(2832.938, Cosmology.LuminosityMpc(0.5), 0.3);
        Assert.Equal(0.1, Cosmology.RedshiftAtLuminosity(Cosmology.LuminosityMpc(0.1)), 9);
    }

    [Fact]
    public void A_damped_walk_has_its_variance_and_its_memory()
    {
        const double Tau = 100;
        const double Sigma = 0.2;
        var (now, later) = (new List<double>(), new List<double>());
        for (var i = 0UL; i < 4000; i++)
        {
            var walk = new DampedWalk(SimulatedRandom.SeedOf(7, (long)i), Tau, Sigma);
            now.Add(walk.At(2460000.3));
            later.Add(walk.At(2460000.3 + 50));
        }
        Assert.Equal(0, now.Average(), 0.012);
        Assert.Equal(Sigma * Sigma, now.Average(x => x * x), 0.003);
        Assert.Equal(Math.Exp(-50 / Tau), now.Zip(later, (a, b) => a * b).Average() / (Sigma * Sigma), 0.05);
    }

    [Fact]
    public void A_damped_walk_does_not_jump()
    {
        var walk = new DampedWalk(3, 200, 0.2);
        for (var jd = 2461000.0; jd < 2461010; jd += 0.01)
            Assert.InRange(walk.At(jd + 0.01) - walk.At(jd), -0.05, 0.05);
    }

    [Fact]
    public void Random_numbers_have_their_moments()
    {
        var random = new SimulatedRandom(5);
        var gaussian = Enumerable.Range(0, 20_000).Select(_ => random.Gaussian(1, 2)).ToArray();
        Assert.Equal(1, gaussian.Average(), 0.06);
        Assert.Equal(4, gaussian.Average(x => (x - 1) * (x - 1)), 0.15);
        foreach (var mean in new[] { 0.3, 7, 95 })
        {
            var counts = Enumerable.Range(0, 5000).Select(_ => (double)random.Poisson(mean)).ToArray();
            Assert.Equal(mean, counts.Average(), 5 * Math.Sqrt(mean / 5000));
            Assert.Equal(mean, counts.Average(x => (x - counts.Average()) * (x - counts.Average())), 0.15 * mean + 0.02);
        }
    }

    [Fact]
    public void Names_are_in_ZTFs_spelling_and_differ()
    {
        var numbers = Enumerable.Range(0, 500).Select(i => SimulatedNames.OfImage(2461200.7, i % 20, i / 20, i % 7))
            .Concat(Enumerable.Range(0, 500).Select(i => SimulatedNames.OfSteady(i * 20, i % 5, i)))
            .Concat(Enumerable.Range(0, 500).Select(i => SimulatedNames.OfTransient(12287, i % 6, 20000 + i, i % 50)))
            .Concat(Enumerable.Range(0, 900).Select(i => SimulatedNames.OfInjected(12287, i))).Distinct().ToArray();
        var names = numbers.Select(n => SimulatedNames.Name(n, 2461200.7)).ToHashSet(StringComparer.Ordinal);
        Assert.Equal(numbers.Length, names.Count);
        Assert.All(names, n => Assert.Matches("^ZTF26[a-z]{7}$", n));
        Assert.All(numbers, n => Assert.InRange(n, 0, 8_031_810_175));
    }

    [Fact]
    public void Pixels_and_places_of_a_quadrant_agree_with_the_camera()
    {
        var center = new SkyCoord(200, 40);
        for (var quadrant = 0; quadrant < ZtfCamera.Quadrants; quadrant += 7)
        {
            var pixels = new SimulatedQuadrant(center, quadrant);
            var place = pixels.At(700, 2500);
            Assert.Equal(quadrant, ZtfCamera.QuadrantAt(center, place));
            var (x, y) = pixels.PixelOf(place);
            Assert.Equal(700, x, 0.1);
            Assert.Equal(2500, y, 0.1);
        }
    }

    [Fact]
    public void Asteroids_keep_to_the_ecliptic_move_and_are_brightest_opposite_the_Sun()
    {
        var belt = new AsteroidBelt(1, 0.02);
        const double Jd = 2461200.8;
        belt.MoveTo(Jd);
        var seen = Enumerable.Range(0, 12288).SelectMany(i => belt.In(i)).ToArray();
        Assert.InRange(seen.Length, 200, 6000);
        var latitudes = seen.Select(a => Math.Abs(EclipticCoord.FromIcrs(a.Middle.ToCoord()).LatDeg)).Order().ToArray();
        Assert.InRange(latitudes[latitudes.Length / 2], 3, 14);
        var motions = seen.Select(a => belt.Place(a, Jd).SeparationDeg(belt.Place(a, Jd + 0.5 / 24)) * 3600).Order().ToArray();
        Assert.InRange(motions[motions.Length / 2], 5, 25);
    }

    [Fact]
    public void Injections_are_read_or_refused_with_a_sentence()
    {
        Assert.Null(SimulatedInjection.Read("kilonova@218.25,31.40,2026-06-12T05:21:37,95", out var one));
        Assert.Equal(new SimulatedInjection("kilonova", new SkyCoord(218.25, 31.40), new DateTimeOffset(2026, 6, 12, 5, 21, 37, TimeSpan.Zero), 95), one);
        Assert.Null(SimulatedInjection.Read(" SN-Ia@0,-90,2026-06-12,3000", out _));
    }

    [Theory]
    [InlineData("", "is no injection")]
    [InlineData("kilonova", "is no injection")]
    [InlineData("kilonova@1,2,3", "is no injection")]
    [InlineData("planet@1,2,2026-06-12,40", "There is no \"planet\"")]
    [InlineData("kilonova@361,2,2026-06-12,40", "is no place")]
    [InlineData("kilonova@1,91,2026-06-12,40", "is no place")]
    [InlineData("kilonova@x,nan,2026-06-12,40", "is no place")]
    [InlineData("kilonova@1,2,yesterday,40", "is no time")]
    [InlineData("kilonova@1,2,2026-06-12,0", "is no distance")]
    [InlineData("kilonova@1,2,2026-06-12,1e9", "is no distance")]
    public void A_wrong_injection_is_a_sentence(string text, string part)
    {
        Assert.Contains(part, SimulatedInjection.Read(text, out var none), StringComparison.Ordinal);
        Assert.Null(none);
    }

    [Fact]
    public void A_plan_with_a_flaw_says_which()
    {
        var plan = new SimulatedPlan { Seed = 1, FirstNight = new DateOnly(2026, 6, 1), Nights = 3 };
        Assert.Null(plan.Flaw());
        Assert.Contains("not 0", (plan with { Nights = 0 }).Flaw(), StringComparison.Ordinal);
        Assert.Contains("not 100000", (plan with { Nights = 100_000 }).Flaw(), StringComparison.Ordinal);
        Assert.Contains("from 2018-06-01", (plan with { FirstNight = new DateOnly(1990, 1, 1) }).Flaw(), StringComparison.Ordinal);
        Assert.Contains("share", (plan with { Share = double.NaN }).Flaw(), StringComparison.Ordinal);
        SimulatedPlan At(DateTimeOffset t0) => plan with { Injections = [new SimulatedInjection("kilonova", new SkyCoord(0, 0), t0, 40)] };
        Assert.Null(At(plan.StartUtc.AddDays(-20)).Flaw());
        Assert.Contains("--start", At(plan.EndUtc).Flaw(), StringComparison.Ordinal);
        Assert.Contains("--start", At(plan.StartUtc.AddDays(-31)).Flaw(), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new SimulatedSurvey(plan with { Nights = 0 }));
    }
}
