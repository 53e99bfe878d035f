namespace AmpelBot.Alerts.Surveys.Simulated;

/// <summary>A population of sources that begin and end.</summary>
/// <param name="PerSqDegDay">Births a day in a square degree.</param>
/// <param name="LastDays">Longest time that one can last, days.</param>
/// <param name="Make">One of them; null when it is too far away to be seen.</param>
internal sealed record TransientPopulation(double PerSqDegDay, double LastDays, Func<Birth, SimulatedSource?> Make)
{
    private const double SkySqDeg = 41252.96;
    private const double YearDays = 365.25;
    private const double StretchOfTime = 1.3;

    private const double MaxRedshiftIa = 0.22;
    private const double MaxRedshiftCollapse = 0.14;
    private const double MaxRedshiftTde = 0.25;
    private const double MaxRedshiftKilonova = 0.12;

    // Core collapse: hydrogen-rich three quarters, stripped one quarter (Li et al. 2011, MNRAS 412, 1441, fig. 9 to the nearest quarter).
    private const double StrippedShare = 0.25;

    /// <summary>
    /// The populations; their order is part of the seed. Rates in a cubic Mpc and year: supernovae Ia 2.35e-5 and core collapse 1.01e-4 (Perley
    /// et al. 2020, ApJ 904, 35), TDEs 3.1e-7 (Yao et al. 2023, ApJ 955, L6), neutron star mergers 1.06e-7 (within the 90 % range of Abbott
    /// et al. 2023, PRX 13, 011048, which reaches from 1e-8 to 1.7e-6). Flares: 0.2 a day and deg2 above 20.5 mag are assumed.
    /// </summary>
    internal static IReadOnlyList<TransientPopulation> All { get; } =
    [
        new(Rate(2.35e-5, MaxRedshiftIa), StretchOfTime * 140, b => Far(b, MaxRedshiftIa, SupernovaIa)),
        new(Rate(1.01e-4 * (1 - StrippedShare), MaxRedshiftCollapse), StretchOfTime * 160, b => Far(b, MaxRedshiftCollapse, SupernovaII)),
        new(Rate(1.01e-4 * StrippedShare, MaxRedshiftCollapse), StretchOfTime * 120, b => Far(b, MaxRedshiftCollapse, SupernovaIbc)),
        new(Rate(3.1e-7, MaxRedshiftTde), StretchOfTime * 450, b => Far(b, MaxRedshiftTde, Tde)),
        new(Rate(1.06e-7, MaxRedshiftKilonova), StretchOfTime * KilonovaDays, b => Far(b, MaxRedshiftKilonova, (birth, mpc) => Kilonova(birth, mpc, DrawnKilonova(birth.Seed)))),
        new(0.2, 1, Flare),
    ];

    private const double KilonovaDays = 30;

    /// <summary>The types that can be put into a survey by hand.</summary>
    internal static IReadOnlyList<string> InjectedTypes { get; } = ["kilonova", "sn-ia", "sn-ii", "sn-ibc", "tde"];

    /// <summary>What was asked for, at its distance. A kilonova is AT2017gfo.</summary>
    internal static SimulatedSource Injected(SimulatedInjection injection, Birth birth) => injection.Type switch
    {
        "kilonova" => Kilonova(birth, injection.DistanceMpc, KilonovaModel.At2017gfo),
        "sn-ia" => SupernovaIa(birth, injection.DistanceMpc),
        "sn-ii" => SupernovaII(birth, injection.DistanceMpc),
        "sn-ibc" => SupernovaIbc(birth, injection.DistanceMpc),
        "tde" => Tde(birth, injection.DistanceMpc),
        _ => throw new ArgumentException($"there is no {injection.Type} to put into a survey", nameof(injection)),
    };

    private static double Rate(double perMpc3Year, double maxRedshift) =>
        perMpc3Year * 4.0 / 3 * Math.PI * Math.Pow(Cosmology.ComovingMpc(maxRedshift), 3) / YearDays / SkySqDeg;

    /// <summary>Uniform in comoving volume; time runs slower there, so that fewer are seen.</summary>
    private static SimulatedSource? Far(Birth birth, double maxRedshift, Func<Birth, double, SimulatedSource> make)
    {
        var random = new SimulatedRandom(SimulatedRandom.SeedOf(birth.Seed, 3));
        var redshift = Cosmology.RedshiftAtComoving(Cosmology.ComovingMpc(maxRedshift) * Math.Cbrt(random.Uniform(0, 1)));
        return random.Chance(1 / (1 + redshift)) ? make(birth, Cosmology.LuminosityMpc(redshift)) : null;
    }

    /// <summary>Peak magnitudes near those of Richardson et al. 2014, AJ 147, 118, table 1.</summary>
    private static SimulatedSource SupernovaIa(Birth birth, double mpc)
    {
        var peak = new SimulatedRandom(SimulatedRandom.SeedOf(birth.Seed, 4)).Gaussian(-19.2, 0.3);
        return Supernova(birth, mpc, "Ia", hostKpc: 3, new([peak, peak + 0.05, peak + 0.35], 3.7, 0, [0, 0, 0], [15, 22, 26]));
    }

    private static SimulatedSource SupernovaII(Birth birth, double mpc)
    {
        var random = new SimulatedRandom(SimulatedRandom.SeedOf(birth.Seed, 4));
        var peak = random.Gaussian(-16.8, 0.9);
        return Supernova(birth, mpc, "II", hostKpc: 4, new([peak - 0.1, peak, peak], 2.2, random.Uniform(60, 100), [0.0085, 0.003, 0.002], [15, 15, 15]));
    }

    private static SimulatedSource SupernovaIbc(Birth birth, double mpc)
    {
        var peak = new SimulatedRandom(SimulatedRandom.SeedOf(birth.Seed, 4)).Gaussian(-17.3, 0.8);
        return Supernova(birth, mpc, "Ibc", hostKpc: 3, new([peak + 0.4, peak, peak - 0.05], 3.5, 0, [0, 0, 0], [13, 20, 24]));
    }

    private static Transient Supernova(Birth birth, double mpc, string type, double hostKpc, SupernovaCurve curve)
    {
        var z = Cosmology.RedshiftAtLuminosity(mpc);
        return In(birth, "supernova", mpc, z, hostKpc, curve.LastDays, $"type={type};peak_abs_r={curve.PeakMag[1]:0.00}", (days, fid) => curve.AbsoluteMag(days, fid));
    }

    /// <summary>A tidal disruption: a hot black body that rises as a Gaussian and falls exponentially (van Velzen et al. 2021, ApJ 908, 4).</summary>
    private static Transient Tde(Birth birth, double mpc)
    {
        var random = new SimulatedRandom(SimulatedRandom.SeedOf(birth.Seed, 4));
        var (peak, kelvin) = (Math.Max(-21.5, -17.2 + Math.Log10(1 - random.Uniform(0, 1)) / 0.6), Math.Pow(10, random.Uniform(4.15, 4.55)));
        var (rise, fall) = (random.Uniform(8, 25), random.Uniform(40, 100));
        var colors = Enumerable.Range(1, Bands.Count).Select(fid => -2.5 * Math.Log10(
            BlackBody.SurfaceFlux(Bands.AngstromOf(fid), kelvin) / BlackBody.SurfaceFlux(Bands.AngstromOf(1), kelvin))).ToArray();
        return In(birth, "tde", mpc, Cosmology.RedshiftAtLuminosity(mpc), 0, 3 * rise + 4 * fall, FormattableString.Invariant($"peak_abs_g={peak:0.00};kelvin={kelvin:0}"), (days, fid) =>
        {
            var t = days - 3 * rise;
            return peak + colors[fid - 1] + (t < 0 ? 1.0857 * t * t / (2 * rise * rise) : 1.0857 * t / fall);
        });
    }

    private static Transient Kilonova(Birth birth, double mpc, KilonovaModel model)
    {
        var z = Cosmology.RedshiftAtLuminosity(mpc);
        var stretch = 2.5 * Math.Log10(1 + z);
        var made = string.Join(';', model.Components.Select((c, i) => FormattableString.Invariant($"mass{i + 1}={c.MassSolar:0.0000};velocity{i + 1}={c.VelocityC:0.000}")));
        return In(birth, "kilonova", mpc, z, 5, KilonovaDays, made, (days, fid) => model.AbsoluteMag(days, Bands.AngstromOf(fid) / (1 + z)) - stretch);
    }

    /// <summary>Ejecta that differ from AT2017gfo's: masses by a factor of about two, velocities by a sixth.</summary>
    private static KilonovaModel DrawnKilonova(ulong seed)
    {
        var random = new SimulatedRandom(SimulatedRandom.SeedOf(seed, 4));
        return new([.. KilonovaModel.At2017gfo.Components.Select(c => c with
        {
            MassSolar = c.MassSolar * Math.Pow(10, random.Gaussian(-0.15, 0.3)),
            VelocityC = c.VelocityC * Math.Exp(random.Gaussian(0, 0.15)),
        })]);
    }

    private static Transient In(Birth birth, string truth, double mpc, double z, double hostKpc, double lastDays, string made, Func<double, int, double> absoluteMag)
    {
        var random = new SimulatedRandom(SimulatedRandom.SeedOf(birth.Seed, 5));
        var modulus = Cosmology.ModulusOf(mpc);
        var latitudeDeg = birth.Coord.GalacticLatitudeDeg;
        var dust = Enumerable.Range(1, Bands.Count).Select(fid => Dust.Mag(latitudeDeg, fid)).ToArray();
        var hostMag = Math.Clamp(random.Gaussian(-20.3, 1.2) + modulus + dust[1], 11, 22.5);
        // A distance within a disk: the radius times a projection.
        var hostArcsec = Math.Max(0.05, Cosmology.Arcsec(random.Exponential(hostKpc) * random.Uniform(0.5, 1), z));
        return new Transient(birth.Jd, birth.Jd + lastDays * (1 + z), (jd, fid) => absoluteMag((jd - birth.Jd) / (1 + z), fid) + modulus + dust[fid - 1])
        {
            Truth = truth,
            Seed = birth.Seed,
            NameNumber = birth.NameNumber,
            Coord = birth.Coord,
            Injection = birth.Injection,
            HostOf = (hostArcsec, hostMag),
            Made = FormattableString.Invariant($"{made};t0_jd={birth.Jd:0.00000};z={z:0.0000};mpc={mpc:0.0}"),
        };
    }

    /// <summary>A flare of an M dwarf, mostly a star too faint for the survey; a black body of 10,000 K (Kowalski et al. 2013, ApJS 207, 15).</summary>
    private static Transient Flare(Birth birth)
    {
        var random = new SimulatedRandom(SimulatedRandom.SeedOf(birth.Seed, 4));
        var (peak, quiet, halfDays) = (SteadyPopulation.Faint(random, 20.5, 0.4, 14), random.Uniform(17.5, 22.5), random.Uniform(3, 20) / 1440);
        return new Transient(birth.Jd - halfDays, birth.Jd + 15 * halfDays, (jd, fid) =>
            StellarCurves.Flare((jd - birth.Jd) / halfDays) is var share and > 0 ? peak + (fid switch { 1 => 0, 2 => 0.3, _ => 0.55 }) - 2.5 * Math.Log10(share) : double.PositiveInfinity)
        {
            Truth = "flare",
            Seed = birth.Seed,
            NameNumber = birth.NameNumber,
            Coord = birth.Coord,
            QuietRMag = quiet,
            Made = FormattableString.Invariant($"t0_jd={birth.Jd:0.00000};peak_g={peak:0.00};quiet_r={quiet:0.00};half_minutes={halfDays * 1440:0.0}"),
        };
    }
}
