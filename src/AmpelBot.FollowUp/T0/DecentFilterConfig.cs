using AmpelBot.FollowUp.Channels;

namespace AmpelBot.FollowUp.T0;

/// <summary>Settings of <see cref="DecentFilter"/>. AMPEL's own keys in parentheses: an AMPEL filter block pastes in unchanged.</summary>
public sealed record DecentFilterConfig
{
    /// <summary>Least number of detections in the packet, the alert's own included (min_ndet).</summary>
    public required long MinNdet { get; init; }

    /// <summary>Least time in days from the packet's first to its last detection, included; below 0 passes all (min_tspan).</summary>
    public required double MinTspan { get; init; }

    /// <summary>Longest time in days from the packet's first to its last detection, included (max_tspan).</summary>
    public required double MaxTspan { get; init; }

    /// <summary>jdendhist - jdstarthist must be above this, days; AMPEL's default 0 rejects one-epoch objects (min_archive_tspan).</summary>
    public double MinArchiveTspan { get; init; }

    /// <summary>jdendhist - jdstarthist must be below this, days; AMPEL's default 100,000 (max_archive_tspan).</summary>
    public double MaxArchiveTspan { get; init; } = 1e5;

    /// <summary>Least deep-learning real-bogus score, included, 0 to 1; AMPEL's default 0 is no cut (min_drb).</summary>
    public double MinDrb { get; init; }

    /// <summary>Least real-bogus score, included, 0 to 1 (min_rb).</summary>
    public required double MinRb { get; init; }

    /// <summary>Largest full width at half maximum, included, pixels of the camera (max_fwhm).</summary>
    public required double MaxFwhm { get; init; }

    /// <summary>Largest axis ratio a/b of the source, included (max_elong).</summary>
    public required double MaxElong { get; init; }

    /// <summary>Largest difference between aperture and PSF magnitude, included, mag, sign ignored (max_magdiff).</summary>
    public required double MaxMagdiff { get; init; }

    /// <summary>Most bad pixels in a stamp of 5 x 5; declared by AMPEL, which cuts on nothing with it (max_nbad).</summary>
    public required long MaxNbad { get; init; }

    /// <summary>Least distance to the nearest known Solar System object, included, arcsec (min_sso_dist).</summary>
    public required double MinSsoDist { get; init; }

    /// <summary>Least distance from the Galactic plane, included, degrees; below 0 passes all (min_gal_lat).</summary>
    public required double MinGalLat { get; init; }

    /// <summary>Search radius in Gaia DR2, arcsec; 0 or below is no search (gaia_rs).</summary>
    public required double GaiaRs { get; init; }

    /// <summary>Proper motion above this many sigma makes a Gaia source a star (gaia_pm_signif).</summary>
    public required double GaiaPmSignif { get; init; }

    /// <summary>Parallax above this many sigma makes a Gaia source a star (gaia_plx_signif).</summary>
    public required double GaiaPlxSignif { get; init; }

    /// <summary>Brightest Gaia source that vetoes, G mag, included (gaia_veto_gmag_min).</summary>
    public required double GaiaVetoGmagMin { get; init; }

    /// <summary>Faintest Gaia source that vetoes, G mag, included (gaia_veto_gmag_max).</summary>
    public required double GaiaVetoGmagMax { get; init; }

    /// <summary>Largest significance of Gaia's excess noise for a source to be trusted, excluded (gaia_excessnoise_sig_max).</summary>
    public required double GaiaExcessnoiseSigMax { get; init; }

    /// <summary>A PS1 source nearer than this, arcsec, vetoes if it is a star (ps1_sgveto_rad).</summary>
    public required double Ps1SgvetoRad { get; init; }

    /// <summary>A PS1 source with a star-galaxy score above this is a star, 0 galaxy to 1 star (ps1_sgveto_th).</summary>
    public required double Ps1SgvetoTh { get; init; }

    /// <summary>Three PS1 sources all nearer than this, arcsec, can be confused (ps1_confusion_rad).</summary>
    public required double Ps1ConfusionRad { get; init; }

    /// <summary>They are confused when all three scores are nearer than this to 0.5 (ps1_confusion_sg_tol).</summary>
    public required double Ps1ConfusionSgTol { get; init; }

    /// <summary>Reads the settings; what is wrong is noted in the block.</summary>
    public static DecentFilterConfig Read(ConfigBlock block)
    {
        const double days = 1e6, arcsec = 648_000;
        var config = new DecentFilterConfig
        {
            MinNdet = block.Whole("min_ndet", 0, int.MaxValue),
            MinTspan = block.Number("min_tspan", -days, days),
            MaxTspan = block.Number("max_tspan", -days, days),
            MinArchiveTspan = block.OptionalNumber("min_archive_tspan", -days, days) ?? 0,
            MaxArchiveTspan = block.OptionalNumber("max_archive_tspan", -days, days) ?? 1e5,
            MinDrb = block.OptionalNumber("min_drb", -1, 1) ?? 0,
            MinRb = block.Number("min_rb", -1, 1),
            MaxFwhm = block.Number("max_fwhm", 0, 1000),
            MaxElong = block.Number("max_elong", 0, 1000),
            MaxMagdiff = block.Number("max_magdiff", 0, 1000),
            MaxNbad = block.Whole("max_nbad", 0, int.MaxValue),
            MinSsoDist = block.Number("min_sso_dist", -arcsec, arcsec),
            MinGalLat = block.Number("min_gal_lat", -90, 90),
            GaiaRs = block.Number("gaia_rs", -1, 3600),
            GaiaPmSignif = block.Number("gaia_pm_signif", 0, 1e6),
            GaiaPlxSignif = block.Number("gaia_plx_signif", 0, 1e6),
            GaiaVetoGmagMin = block.Number("gaia_veto_gmag_min", -30, 40),
            GaiaVetoGmagMax = block.Number("gaia_veto_gmag_max", -30, 40),
            GaiaExcessnoiseSigMax = block.Number("gaia_excessnoise_sig_max", 0, 1e9),
            Ps1SgvetoRad = block.Number("ps1_sgveto_rad", -arcsec, arcsec),
            Ps1SgvetoTh = block.Number("ps1_sgveto_th", -1, 2),
            Ps1ConfusionRad = block.Number("ps1_confusion_rad", -arcsec, arcsec),
            Ps1ConfusionSgTol = block.Number("ps1_confusion_sg_tol", -1, 1),
        };
        block.Check(config.MinTspan <= config.MaxTspan, "max_tspan", "lies below min_tspan: nothing could pass");
        block.Check(config.MinArchiveTspan < config.MaxArchiveTspan, "max_archive_tspan",
            "must lie above min_archive_tspan: nothing could pass");
        block.Check(config.GaiaVetoGmagMin <= config.GaiaVetoGmagMax, "gaia_veto_gmag_max", "lies below gaia_veto_gmag_min");
        return config;
    }
}
