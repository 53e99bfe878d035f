namespace AmpelBot.Alerts.Surveys.Simulated;

/// <summary>Distances in a flat universe with H0 = 70 km/s/Mpc and 0.3 of its density in matter (Hogg 1999, astro-ph/9905116, eq. 14, 16, 18 and 21).</summary>
internal static class Cosmology
{
    /// <summary>Largest redshift of the table.</summary>
    internal const double MaxRedshift = 0.8;

    private const double HubbleDistanceMpc = 299792.458 / 70;
    private const double MatterDensity = 0.3;
    private const int Steps = 1600;
    private const double StepZ = MaxRedshift / Steps;

    private static readonly double[] ComovingTable = Comoving();

    /// <summary>Comoving distance in Mpc at a redshift of 0 to <see cref="MaxRedshift"/>.</summary>
    internal static double ComovingMpc(double redshift)
    {
        var place = Math.Clamp(redshift, 0, MaxRedshift) / StepZ;
        var i = Math.Min((int)place, Steps - 1);
        return ComovingTable[i] + (place - i) * (ComovingTable[i + 1] - ComovingTable[i]);
    }

    /// <summary>Luminosity distance in Mpc.</summary>
    internal static double LuminosityMpc(double redshift) => (1 + redshift) * ComovingMpc(redshift);

    /// <summary>Distance modulus.</summary>
    internal static double Modulus(double redshift) => ModulusOf(LuminosityMpc(redshift));

    /// <summary>Distance modulus of a luminosity distance in Mpc.</summary>
    internal static double ModulusOf(double luminosityMpc) => 5 * Math.Log10(luminosityMpc) + 25;

    /// <summary>Angle in arcsec under which a length in kpc is seen across the line of sight.</summary>
    internal static double Arcsec(double kpc, double redshift) => kpc / 1000 * (1 + redshift) / Math.Max(ComovingMpc(redshift), 1e-3) * (180 / Math.PI * 3600);

    /// <summary>Redshift of a comoving distance in Mpc.</summary>
    internal static double RedshiftAtComoving(double mpc) => Inverse(mpc, ComovingMpc);

    /// <summary>Redshift of a luminosity distance in Mpc.</summary>
    internal static double RedshiftAtLuminosity(double mpc) => Inverse(mpc, LuminosityMpc);

    private static double Inverse(double mpc, Func<double, double> distance)
    {
        var (low, high) = (0.0, MaxRedshift);
        for (var i = 0; i < 60; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = distance(middle) < mpc ? (middle, high) : (low, middle);
        }
        return (low + high) / 2;
    }

    private static double[] Comoving()
    {
        static double Rate(double z) => HubbleDistanceMpc / Math.Sqrt(MatterDensity * Math.Pow(1 + z, 3) + 1 - MatterDensity);
        var table = new double[Steps + 1];
        for (var i = 1; i <= Steps; i++)
        {
            var z = i * StepZ;
            table[i] = table[i - 1] + StepZ / 6 * (Rate(z - StepZ) + 4 * Rate(z - StepZ / 2) + Rate(z));
        }
        return table;
    }
}
