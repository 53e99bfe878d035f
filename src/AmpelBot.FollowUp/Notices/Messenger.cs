namespace AmpelBot.FollowUp.Notices;

/// <summary>What carried the news.</summary>
public enum Messenger
{
    /// <summary>Gravitational waves (LIGO, Virgo, KAGRA).</summary>
    GravitationalWave,

    /// <summary>A high-energy neutrino (IceCube).</summary>
    Neutrino,

    /// <summary>A gamma-ray burst (Fermi, Swift, IPN).</summary>
    GammaRayBurst,

    /// <summary>A map or position without a name that tells.</summary>
    Unknown,
}
