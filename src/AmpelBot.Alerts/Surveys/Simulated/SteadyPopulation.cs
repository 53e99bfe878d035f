namespace AmpelBot.Alerts.Surveys.Simulated;

/// <summary>A population of sources that are always there.</summary>
/// <param name="PerSqDeg">Number a square degree at a galactic latitude in degrees.</param>
/// <param name="Make">One of them.</param>
internal sealed record SteadyPopulation(Func<double, double> PerSqDeg, Func<Birth, SimulatedSource> Make)
{
    /// <summary>The populations; their order is part of the seed.</summary>
    internal static IReadOnlyList<SteadyPopulation> All { get; } =
    [
        new(b => 25 * Math.Pow(10, -0.6 * (Dust.RedMag(b) - Dust.RedMag(90))), Nucleus),
        new(b => 1.5 + 4 * Math.Exp(-Math.Abs(b) / 15), RrLyrae),
        new(b => 3 + 40 * Math.Exp(-Math.Abs(b) / 10), Binary),
        new(b => 0.05 + 0.2 * Math.Exp(-Math.Abs(b) / 10), DwarfNova),
        new(b => 15 + 100 * Math.Exp(-Math.Abs(b) / 10), Artefact),
    ];

    /// <summary>
    /// An active galactic nucleus: counts rise by 0.7 dex a magnitude to 25 a square degree at 20.2 mag (near those of Richards et al. 2006,
    /// AJ 131, 2766), and it varies as MacLeod et al. 2010, ApJ 721, 1014, find: log10 of the structure function at infinity -0.7 +- 0.2, of
    /// the time scale in days 2.4 +- 0.4.
    /// </summary>
    private static SimulatedSource Nucleus(Birth birth)
    {
        var random = new SimulatedRandom(birth.Seed);
        var mag = Faint(random, 20.2, 0.7, 15);
        var (tau, structure) = (Math.Pow(10, random.Gaussian(2.4, 0.4)), Math.Pow(10, random.Gaussian(-0.7, 0.2)));
        var walk = new DampedWalk(birth.Seed, tau, structure / Math.Sqrt(2));
        return new Variable(mag, (jd, fid) => walk.At(jd) * (fid switch { 1 => 1.15, 2 => 1, _ => 0.85 }))
        {
            Truth = "agn",
            Seed = birth.Seed,
            NameNumber = birth.NameNumber,
            Coord = birth.Coord,
            Score = random.Uniform(0.02, 0.7),
            Made = FormattableString.Invariant($"r={mag:0.00};tau_days={tau:0};sf_inf={structure:0.000}"),
        };
    }

    private static SimulatedSource RrLyrae(Birth birth)
    {
        var random = new SimulatedRandom(birth.Seed);
        var (mag, amplitude, period, phase) = (random.Uniform(14, 20.3), random.Uniform(0.4, 1.2), random.Uniform(0.45, 0.75), random.Uniform(0, 1));
        return new Variable(mag, (jd, fid) => StellarCurves.RrLyrae(Phase(jd, period, phase), amplitude, fid))
        {
            Truth = "variable star",
            Seed = birth.Seed,
            NameNumber = birth.NameNumber,
            Coord = birth.Coord,
            Score = random.Uniform(0.85, 1),
            Made = FormattableString.Invariant($"class=RRab;r={mag:0.00};period_days={period:0.0000};g_amplitude={amplitude:0.00}"),
        };
    }

    private static SimulatedSource Binary(Birth birth)
    {
        var random = new SimulatedRandom(birth.Seed);
        var (mag, amplitude, second) = (Faint(random, 19.5, 0.25, 13.5), random.Uniform(0.2, 0.9), random.Uniform(0.6, 1));
        var (period, phase) = (random.Uniform(0.22, 1), random.Uniform(0, 1));
        return new Variable(mag, (jd, _) => StellarCurves.ContactBinary(Phase(jd, period, phase), amplitude, second))
        {
            Truth = "variable star",
            Seed = birth.Seed,
            NameNumber = birth.NameNumber,
            Coord = birth.Coord,
            Score = random.Uniform(0.85, 1),
            Made = FormattableString.Invariant($"class=EW;r={mag:0.00};period_days={period:0.0000};amplitude={amplitude:0.00}"),
        };
    }

    private static SimulatedSource DwarfNova(Birth birth)
    {
        var random = new SimulatedRandom(birth.Seed);
        var (mag, amplitude) = (random.Uniform(18, 22.5), random.Uniform(2.5, 5));
        var (recurrence, plateau) = (random.Uniform(25, 150), random.Uniform(1, 6));
        return new Variable(mag, (jd, _) => StellarCurves.DwarfNova(birth.Seed, jd, recurrence, amplitude, plateau))
        {
            Truth = "variable star",
            Seed = birth.Seed,
            NameNumber = birth.NameNumber,
            Coord = birth.Coord,
            Score = random.Uniform(0.85, 1),
            Made = FormattableString.Invariant($"class=UG;r={mag:0.00};recurrence_days={recurrence:0};amplitude={amplitude:0.0}"),
        };
    }

    private static SimulatedSource Artefact(Birth birth)
    {
        var random = new SimulatedRandom(birth.Seed);
        return new Residual(Faint(random, 16.5, 0.3, 11), Math.Pow(10, random.Uniform(-2.3, -0.7)))
        {
            Truth = "bogus",
            Seed = birth.Seed,
            NameNumber = birth.NameNumber,
            Coord = birth.Coord,
        };
    }

    /// <summary>A magnitude of which the counts rise by so many dex a magnitude, down to the faintest.</summary>
    internal static double Faint(SimulatedRandom random, double faintest, double dexPerMag, double brightest) =>
        Math.Max(brightest, faintest + Math.Log10(1 - random.Uniform(0, 1)) / dexPerMag);

    private static double Phase(double jd, double period, double phase) => (jd - 2458000) / period + phase is var cycles ? cycles - Math.Floor(cycles) : 0;
}

/// <summary>The Milky Way's dust as a flat layer: its extinction grows as the cosecant of the galactic latitude.</summary>
internal static class Dust
{
    /// <summary>Extinction in r, magnitudes, at a galactic latitude in degrees; 4 at most.</summary>
    internal static double RedMag(double latitudeDeg) => Math.Min(4, 0.06 / Math.Max(1e-3, Math.Abs(Math.Sin(latitudeDeg * Math.PI / 180))));

    /// <summary>Extinction in a band, with the ratios of Schlafly and Finkbeiner 2011, ApJ 737, 103, table 6 (R_V = 3.1).</summary>
    internal static double Mag(double latitudeDeg, int fid) => RedMag(latitudeDeg) * (fid switch { 1 => 1.44, 2 => 1, _ => 0.74 });
}
