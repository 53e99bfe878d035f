namespace AmpelBot.Alerts.Surveys.Simulated;

/// <summary>A shell of a kilonova's ejecta.</summary>
/// <param name="MassSolar">Mass in solar masses.</param>
/// <param name="VelocityC">Velocity in units of the speed of light.</param>
/// <param name="OpacityCm2PerG">Grey opacity in cm2/g.</param>
/// <param name="FloorKelvin">Temperature below which its photosphere does not cool.</param>
public sealed record KilonovaComponent(double MassSolar, double VelocityC, double OpacityCm2PerG, double FloorKelvin);

/// <summary>
/// Light curves of kilonovae: shells heated by the decay of r-process elements, each a black body, their light added.
/// </summary>
/// <remarks>
/// [Villar17] Villar et al. 2017, ApJ 851, L21, eq. 1 to 6: heating of Korobkin et al. 2012 (MNRAS 426, 1940), thermalisation of
/// Barnes et al. 2016 (ApJ 829, 110, eq. 34 and table 1), diffusion of Arnett 1982 (ApJ 253, 785), a photosphere that expands with the
/// ejecta until it has cooled to the floor. No viewing angle, no lines, no cocoon.
/// </remarks>
public sealed class KilonovaModel
{
    private const double SolarMassG = 1.989e33;
    private const double DaySeconds = 86400;
    private const double DiffusionBeta = 13.4;
    private const double FirstDays = 1e-4;
    private const double LastDays = 60;
    private const int GridPoints = 1200;

    private static readonly double LogStep = Math.Log(LastDays / FirstDays) / (GridPoints - 1);

    // Barnes et al. 2016, table 1 (random magnetic fields): a, b and d for masses (rows) and velocities of 0.1, 0.2 and 0.3 c.
    private static readonly double[] BarnesMassSolar = [1e-3, 5e-3, 1e-2, 5e-2];
    private static readonly double[][] BarnesA = [[2.01, 4.52, 8.16], [0.81, 1.90, 3.20], [0.56, 1.31, 2.19], [0.27, 0.55, 0.95]];
    private static readonly double[][] BarnesB = [[0.28, 0.62, 1.19], [0.19, 0.28, 0.45], [0.17, 0.21, 0.31], [0.10, 0.13, 0.15]];
    private static readonly double[][] BarnesD = [[1.12, 1.39, 1.52], [0.86, 1.21, 1.39], [0.74, 1.13, 1.32], [0.60, 0.90, 1.13]];

    private readonly KilonovaComponent[] components;
    private readonly double[][] luminosities;

    /// <summary>A kilonova of some shells.</summary>
    public KilonovaModel(IReadOnlyList<KilonovaComponent> components)
    {
        this.components = [.. components];
        luminosities = [.. components.Select(Luminosity)];
    }

    /// <summary>The best fit of three shells to AT2017gfo in [Villar17], table 2: blue, purple and red.</summary>
    public static KilonovaModel At2017gfo { get; } = new(
        [new(0.020, 0.266, 0.5, 674), new(0.047, 0.152, 3, 1308), new(0.011, 0.137, 10, 3745)]);

    /// <summary>The shells.</summary>
    public IReadOnlyList<KilonovaComponent> Components => components;

    /// <summary>Absolute AB magnitude at a wavelength, both in the kilonova's own frame; infinite before the merger.</summary>
    /// <param name="days">Days since the merger.</param>
    /// <param name="wavelengthAngstrom">Wavelength in angstrom.</param>
    public double AbsoluteMag(double days, double wavelengthAngstrom)
    {
        if (days <= 0)
            return double.PositiveInfinity;
        var sum = 0.0;
        for (var i = 0; i < components.Length; i++)
        {
            var (kelvin, radiusCm) = Photosphere(components[i], At(luminosities[i], days), days);
            sum += radiusCm * radiusCm * BlackBody.SurfaceFlux(wavelengthAngstrom, kelvin);
        }
        return BlackBody.AbsoluteMag(sum);
    }

    /// <summary>AB magnitude as seen from afar, with redshift in time and wavelength; infinite before the merger.</summary>
    /// <param name="days">Days since the merger was seen.</param>
    /// <param name="wavelengthAngstrom">Wavelength at the telescope in angstrom.</param>
    /// <param name="distanceMpc">Luminosity distance in Mpc.</param>
    public double ApparentMag(double days, double wavelengthAngstrom, double distanceMpc)
    {
        var z = Cosmology.RedshiftAtLuminosity(distanceMpc);
        return AbsoluteMag(days / (1 + z), wavelengthAngstrom / (1 + z)) + Cosmology.ModulusOf(distanceMpc) - 2.5 * Math.Log10(1 + z);
    }

    /// <summary>[Villar17], eq. 5 and 6.</summary>
    private static (double Kelvin, double RadiusCm) Photosphere(KilonovaComponent shell, double ergPerS, double days)
    {
        var radiusCm = shell.VelocityC * BlackBody.LightCmPerS * days * DaySeconds;
        var kelvin = Math.Pow(ergPerS / (4 * Math.PI * BlackBody.StefanBoltzmann * radiusCm * radiusCm), 0.25);
        return kelvin > shell.FloorKelvin
            ? (kelvin, radiusCm)
            : (shell.FloorKelvin, Math.Sqrt(ergPerS / (4 * Math.PI * BlackBody.StefanBoltzmann * Math.Pow(shell.FloorKelvin, 4))));
    }

    /// <summary>
    /// Bolometric luminosity, erg/s, on the grid of times ([Villar17], eq. 1 to 4). Within a step the heating is taken as constant, for
    /// which the integral of eq. 3 is exact.
    /// </summary>
    private static double[] Luminosity(KilonovaComponent shell)
    {
        var diffusionDays = Math.Sqrt(2 * shell.OpacityCm2PerG * shell.MassSolar * SolarMassG
            / (DiffusionBeta * shell.VelocityC * BlackBody.LightCmPerS * BlackBody.LightCmPerS)) / DaySeconds;
        var (a, b, d) = (Barnes(BarnesA, shell), Barnes(BarnesB, shell), Barnes(BarnesD, shell));
        var grid = new double[GridPoints];
        var heat = Heat(FirstDays);
        for (var i = 1; i < GridPoints; i++)
        {
            var (before, now) = (DaysAt(i - 1), DaysAt(i));
            var next = Heat(now);
            var kept = Math.Exp((before * before - now * now) / (diffusionDays * diffusionDays));
            grid[i] = grid[i - 1] * kept + (heat + next) / 2 * (1 - kept);
            heat = next;
        }
        grid[0] = grid[1];
        return grid;

        double Heat(double days)
        {
            var input = 4e18 * shell.MassSolar * SolarMassG * Math.Pow(0.5 - Math.Atan((days * DaySeconds - 1.3) / 0.11) / Math.PI, 1.3);
            var thin = 2 * b * Math.Pow(days, d);
            return input * 0.36 * (Math.Exp(-a * days) + Math.Log(1 + thin) / thin);
        }
    }

    /// <summary>Linear in velocity and in the logarithm of mass; outside the table its edge holds.</summary>
    private static double Barnes(double[][] table, KilonovaComponent shell)
    {
        var mass = Math.Clamp(shell.MassSolar, BarnesMassSolar[0], BarnesMassSolar[^1]);
        var row = 0;
        while (row < BarnesMassSolar.Length - 2 && mass > BarnesMassSolar[row + 1])
            row++;
        var down = Math.Log(mass / BarnesMassSolar[row]) / Math.Log(BarnesMassSolar[row + 1] / BarnesMassSolar[row]);
        var velocity = Math.Clamp(shell.VelocityC, 0.1, 0.3) * 10 - 1;
        var column = Math.Min((int)velocity, 1);
        double Across(double[] values) => values[column] + (velocity - column) * (values[column + 1] - values[column]);
        return Across(table[row]) + down * (Across(table[row + 1]) - Across(table[row]));
    }

    private static double At(double[] grid, double days)
    {
        var place = Math.Clamp(Math.Log(days / FirstDays) / LogStep, 0, GridPoints - 1.000001);
        var i = (int)place;
        return Math.Exp(Math.Log(grid[i]) + (place - i) * Math.Log(grid[i + 1] / grid[i]));
    }

    private static double DaysAt(int i) => FirstDays * Math.Exp(i * LogStep);
}
