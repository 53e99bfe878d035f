namespace AmpelBot.Alerts.Surveys.Simulated;

/// <summary>Light of glowing spheres, cgs units.</summary>
internal static class BlackBody
{
    /// <summary>Stefan and Boltzmann's constant, erg / (s cm2 K4).</summary>
    internal const double StefanBoltzmann = 5.670374e-5;

    /// <summary>Speed of light, cm/s.</summary>
    internal const double LightCmPerS = 2.99792458e10;

    private const double PlanckErgS = 6.62607e-27;
    private const double BoltzmannErgPerK = 1.380649e-16;
    private const double TenParsecCm = 3.0857e19;

    /// <summary>Flux density at the surface, erg / (s cm2 Hz): pi times Planck's function.</summary>
    internal static double SurfaceFlux(double wavelengthAngstrom, double kelvin)
    {
        var hz = LightCmPerS / (wavelengthAngstrom * 1e-8);
        return 2 * Math.PI * PlanckErgS * hz * hz * hz / (LightCmPerS * LightCmPerS) / (Math.Exp(PlanckErgS * hz / (BoltzmannErgPerK * kelvin)) - 1);
    }

    /// <summary>Absolute AB magnitude of a flux density times area (R^2 times the surface flux), erg / (s Hz).</summary>
    internal static double AbsoluteMag(double radiusSquaredFlux) =>
        radiusSquaredFlux > 0 ? -2.5 * Math.Log10(radiusSquaredFlux / (TenParsecCm * TenParsecCm)) - 48.6 : double.PositiveInfinity;
}
