using AmpelBot.Sky;
using AmpelBot.Sky.Ephemeris;
using AmpelBot.Sky.Healpix;

namespace AmpelBot.Alerts.Surveys.Simulated;

/// <summary>
/// The main belt: asteroids on circular orbits 2.15 to 3.25 AU from the Sun, their inclinations Rayleigh-distributed about 7 degrees; 450,000 are
/// brighter than H = 17.5, and counts rise by 0.35 dex a magnitude (near those of the Minor Planet Center's catalogue). They shine by Bowell et
/// al. 1989's phase function with G = 0.15.
/// </summary>
internal sealed class AsteroidBelt
{
    private const int Bodies = 450_000;
    private const double FaintestH = 17.5;
    private const double FaintestV = 21.8;
    private const double EpochJd = 2458000.5;
    private const double RadPerDeg = Math.PI / 180;
    private const double KnownShare = 0.95;
    private const double StepDays = 0.1;

    private static readonly double SinObliquity = Math.Sin(23.4392911 * RadPerDeg);
    private static readonly double CosObliquity = Math.Cos(23.4392911 * RadPerDeg);

    private readonly Orbit[] orbits;
    private readonly Dictionary<long, List<Asteroid>> cells = [];
    private double middleJd;

    internal AsteroidBelt(ulong seed, double share)
    {
        orbits = new Orbit[(int)(Bodies * share)];
        for (var i = 0; i < orbits.Length; i++)
        {
            var own = SimulatedRandom.SeedOf(seed, i);
            var random = new SimulatedRandom(own);
            orbits[i] = new Orbit(own, random.Uniform(2.15, 3.25), random.Uniform(0, 2 * Math.PI), random.Uniform(0, 2 * Math.PI),
                7 * RadPerDeg * Math.Sqrt(random.Exponential(2)), SteadyPopulation.Faint(random, FaintestH, 0.35, 4), 10_000 + i);
        }
    }

    /// <summary>Finds out where all are in a night.</summary>
    internal void MoveTo(double jd)
    {
        middleJd = jd;
        cells.Clear();
        var (before, after) = (EarthAu(jd - StepDays), EarthAu(jd + StepDays));
        foreach (var orbit in orbits)
        {
            var (from, sunAu, earthAu) = Seen(orbit, jd - StepDays, before);
            var mag = Mag(orbit.H, sunAu, earthAu);
            if (mag > FaintestV)
                continue;
            var to = Seen(orbit, jd + StepDays, after).Direction;
            var middle = (from + to) * 0.5;
            var cell = HealpixNested.Index(SimulatedField.CellOrder, middle.ToCoord());
            if (!cells.TryGetValue(cell, out var list))
                cells.Add(cell, list = []);
            list.Add(new Asteroid(orbit.Seed, orbit.Number, middle, (to + from * -1) * (0.5 / StepDays), mag, new SimulatedRandom(orbit.Seed ^ 1).Chance(KnownShare)));
        }
    }

    /// <summary>Those in a cell tonight that can be seen, in the order of their numbers.</summary>
    internal IReadOnlyList<Asteroid> In(long cell) => cells.TryGetValue(cell, out var list) ? list : [];

    /// <summary>Where one of them is at a time of the night.</summary>
    internal SkyCoord Place(Asteroid asteroid, double jd) => (asteroid.Middle + asteroid.PerDay * (jd - middleJd)).ToCoord();

    private static (SkyVector Direction, double SunAu, double EarthAu) Seen(in Orbit orbit, double jd, SkyVector earth)
    {
        var angle = orbit.Phase + 2 * Math.PI / 365.256 / Math.Pow(orbit.AxisAu, 1.5) * (jd - EpochJd);
        var (sin, cos) = Math.SinCos(angle);
        var (sinNode, cosNode) = Math.SinCos(orbit.Node);
        var (sinTilt, cosTilt) = Math.SinCos(orbit.Tilt);
        var ecliptic = new SkyVector(cosNode * cos - sinNode * sin * cosTilt, sinNode * cos + cosNode * sin * cosTilt, sin * sinTilt) * orbit.AxisAu;
        var place = new SkyVector(ecliptic.X, CosObliquity * ecliptic.Y - SinObliquity * ecliptic.Z, SinObliquity * ecliptic.Y + CosObliquity * ecliptic.Z);
        var from = place + earth * -1;
        return (from * (1 / from.Length), orbit.AxisAu, from.Length);
    }

    private static double Mag(double h, double sunAu, double earthAu)
    {
        var cos = Math.Clamp((sunAu * sunAu + earthAu * earthAu - 1) / (2 * sunAu * earthAu), -1, 1);
        var half = Math.Tan(Math.Acos(cos) / 2);
        var shine = 0.85 * Math.Exp(-3.33 * Math.Pow(half, 0.63)) + 0.15 * Math.Exp(-1.87 * Math.Pow(half, 1.22));
        return h + 5 * Math.Log10(sunAu * earthAu) - 2.5 * Math.Log10(shine);
    }

    private static SkyVector EarthAu(double jd)
    {
        var sun = Sun.Direction(TimeScales.JdToUtc(jd));
        return SkyVector.FromDegrees(sun.RaDeg, sun.DecDeg) * -1;
    }

    private readonly record struct Orbit(ulong Seed, double AxisAu, double Phase, double Node, double Tilt, double H, int Number);
}

/// <summary>An asteroid in one night.</summary>
/// <param name="Seed">Its own seed.</param>
/// <param name="Number">Number in the catalogue.</param>
/// <param name="Middle">Direction in the middle of the night.</param>
/// <param name="PerDay">Change of the direction a day.</param>
/// <param name="VMag">Magnitude in V.</param>
/// <param name="IsKnown">Whether the catalogue has it.</param>
internal sealed record Asteroid(ulong Seed, int Number, SkyVector Middle, SkyVector PerDay, double VMag, bool IsKnown)
{
    /// <summary>Magnitude in a band, with the Sun's colours reddened a little, and a turn of some hours that changes it by up to 0.15.</summary>
    internal double Mag(double jd, int fid)
    {
        var random = new SimulatedRandom(Seed ^ 2);
        var (periodDays, phase) = (random.Uniform(0.1, 0.5), random.Uniform(0, 2 * Math.PI));
        return VMag + (fid switch { 1 => 0.25, 2 => -0.2, _ => -0.35 }) + 0.15 * Math.Sin(phase + 2 * Math.PI * jd / periodDays);
    }
}

/// <summary>What is at a place for an exposure or a few: an asteroid in passing, or an artefact.</summary>
internal sealed class Passing(double seenJd, bool isReal, string made) : SimulatedSource
{
    private readonly List<(double Jd, double Counts)> seen = [];

    /// <summary>A known asteroid: distance in arcsec from where it was expected, magnitude in V, name.</summary>
    internal (double DistanceArcsec, double Mag, string Name)? SolarSystem { get; init; }

    internal override (double From, double To) Span => (seenJd, double.PositiveInfinity);

    internal override bool IsReal => isReal;

    internal override string Parameters => made;

    internal void See(double jd, double counts) => seen.Add((jd, counts));

    internal override double Counts(double jd, int fid)
    {
        foreach (var (at, counts) in seen)
            if (at == jd)
                return counts;
        return 0;
    }
}
