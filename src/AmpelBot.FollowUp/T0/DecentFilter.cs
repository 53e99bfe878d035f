using System.Globalization;
using AmpelBot.Alerts;

namespace AmpelBot.FollowUp.T0;

/// <summary>
/// AMPEL's DecentFilter (Ampel-ZTF, <c>ampel.ztf.t0.DecentFilter</c>), cut by cut in AMPEL's order and with AMPEL's names, up to its
/// last step, the veto of Gaia DR2 stars. It keeps about 0.6 % of ZTF's alerts.
/// </summary>
/// <remarks>
/// The packet's 32-bit floats are compared as the doubles nearest to them, which is what AMPEL does. A comparison with NaN is false,
/// so a NaN passes or fails exactly where it does in AMPEL. Where AMPEL stops with an error this filter goes on: a null <c>drb</c>,
/// <c>jdstarthist</c> or <c>jdendhist</c> counts as absent, and an absent one passes, its cut standing in the list with a null value.
/// AMPEL takes only the texts f and 0 for a negative subtraction, and so does this filter; PacketCuts asks for a positive one.
/// </remarks>
public sealed class DecentFilter : IAlertFilter
{
    private static readonly string[] RequiredKeys =
    [
        "fwhm", "elong", "magdiff", "nbad", "distpsnr1", "sgscore1", "distpsnr2", "sgscore2", "distpsnr3", "sgscore3",
        "isdiffpos", "ra", "dec", "rb", "ssdistnr",
    ];

    private readonly DecentFilterConfig config;
    private readonly string ndetLimit, tspanLimit, rbLimit, drbLimit, fwhmLimit, elongLimit, magdiffLimit, archiveLimit, ssoLimit,
        galPlaneLimit, starLimit, confusionLimit;

    /// <summary>A filter with its settings.</summary>
    public DecentFilter(DecentFilterConfig config)
    {
        this.config = config;
        ndetLimit = Invariant($">= {config.MinNdet}");
        tspanLimit = Invariant($">= {config.MinTspan} d and <= {config.MaxTspan} d");
        rbLimit = Invariant($">= {config.MinRb}");
        drbLimit = config.MinDrb > 0 ? Invariant($">= {config.MinDrb}, or no drb in the packet") : "any (min_drb is 0)";
        fwhmLimit = Invariant($"<= {config.MaxFwhm} pixels");
        elongLimit = Invariant($"<= {config.MaxElong}");
        magdiffLimit = Invariant($">= {-config.MaxMagdiff} mag and <= {config.MaxMagdiff} mag");
        archiveLimit = Invariant($"> {config.MinArchiveTspan} d and < {config.MaxArchiveTspan} d, or no history dates in the packet");
        ssoLimit = Invariant($">= {config.MinSsoDist} arcsec, or negative (no known object)");
        galPlaneLimit = Invariant($"|b| >= {config.MinGalLat} deg");
        starLimit = Invariant($">= {config.Ps1SgvetoRad} arcsec, unless sgscore1 <= {config.Ps1SgvetoTh}");
        confusionLimit = Invariant(
            $"not three PS1 sources within {config.Ps1ConfusionRad} arcsec, each with a score within {config.Ps1ConfusionSgTol} of 0.5");
    }

    /// <summary>The settings.</summary>
    public DecentFilterConfig Config => config;

    /// <inheritdoc/>
    public string Unit => nameof(DecentFilter);

    /// <inheritdoc/>
    public bool NeedsEvent => false;

    /// <inheritdoc/>
    public bool NeedsLightCurve => true;

    /// <inheritdoc/>
    public IReadOnlyList<string> StepsNotTaken =>
        config.GaiaRs > 0 ? [GaiaNotTaken, NbadNotTaken] : [NbadNotTaken];

    private string GaiaNotTaken => Invariant(
        $"The veto of Gaia DR2 stars within {config.GaiaRs} arcsec (DecentFilter) is not applied yet: it needs a catalog.");

    private static string NbadNotTaken => "max_nbad (DecentFilter) is read but, as in AMPEL, cuts on nothing.";

    /// <inheritdoc/>
    public IEnumerable<Cut> Cuts(Alert alert, EventContext? context)
    {
        // As in AMPEL, what has no candid is no detection.
        var detections = alert.LightCurve.Detections.Where(d => d.Candid is not null).ToList();
        yield return new Cut("nDet", (long)detections.Count, ndetLimit, detections.Count >= config.MinNdet, CutBounds.OfCount(config.MinNdet, null));
        if (detections.Count == 0)
        {
            yield return new Cut("tSpan", null, tspanLimit, false);
            yield break;
        }

        var tspan = detections.Max(d => d.Jd) - detections.Min(d => d.Jd);
        yield return new Cut("tSpan", tspan, tspanLimit, config.MinTspan <= tspan && tspan <= config.MaxTspan, new CutBounds(config.MinTspan, config.MaxTspan));

        var block = alert.Candidate;
        if (FirstUnusable(block) is { } unusable)
        {
            yield return unusable;
            yield break;
        }

        object? sign = block.Text("isdiffpos") is { } text ? text : block.Integer("isdiffpos") ?? block.Value("isdiffpos");
        yield return new Cut("isdiffpos", sign, "neither f nor 0", sign is not ("f" or "0"));

        var rb = block.Number("rb")!.Value;
        yield return new Cut("rb", rb, rbLimit, !(rb < config.MinRb), new CutBounds(config.MinRb, null));

        var drb = block.Number("drb");
        yield return new Cut("drb", drb, drbLimit, !(config.MinDrb > 0 && drb < config.MinDrb), config.MinDrb > 0 ? new CutBounds(config.MinDrb, null) : null);

        var fwhm = block.Number("fwhm")!.Value;
        yield return new Cut("fwhm", fwhm, fwhmLimit, !(fwhm > config.MaxFwhm), new CutBounds(null, config.MaxFwhm));

        var elong = block.Number("elong")!.Value;
        yield return new Cut("elong", elong, elongLimit, !(elong > config.MaxElong), new CutBounds(null, config.MaxElong));

        var magdiff = block.Number("magdiff")!.Value;
        yield return new Cut("magdiff", magdiff, magdiffLimit, !(Math.Abs(magdiff) > config.MaxMagdiff), new CutBounds(-config.MaxMagdiff, config.MaxMagdiff));

        var archiveTspan = block.Number("jdendhist") - block.Number("jdstarthist");
        yield return new Cut("archive_tspan", archiveTspan, archiveLimit,
            archiveTspan is not { } span || (config.MinArchiveTspan < span && span < config.MaxArchiveTspan), new CutBounds(config.MinArchiveTspan, config.MaxArchiveTspan));

        var ssdistnr = block.Number("ssdistnr")!.Value;
        yield return new Cut("ssdistnr", ssdistnr, ssoLimit, !(ssdistnr >= 0 && ssdistnr < config.MinSsoDist), new CutBounds(config.MinSsoDist, null));

        var latitudeDeg = Math.Abs(alert.Coord.GalacticLatitudeDeg);
        yield return new Cut("galPlane", latitudeDeg, galPlaneLimit, !(latitudeDeg < config.MinGalLat), new CutBounds(config.MinGalLat, null));

        var distpsnr1 = block.Number("distpsnr1")!.Value;
        var isStar = distpsnr1 < config.Ps1SgvetoRad && block.Number("sgscore1") > config.Ps1SgvetoTh;
        yield return new Cut("distpsnr1", distpsnr1, starLimit, !isStar, new CutBounds(config.Ps1SgvetoRad, null));

        var confused = IsConfused(block);
        yield return new Cut("ps1Confusion", confused, confusionLimit, !confused);
    }

    /// <summary>
    /// The cut that fails on the first required key without a value, its name as in AMPEL: missing when the packet lacks the field,
    /// isNone when the field is null. The value is the key.
    /// </summary>
    private static Cut? FirstUnusable(CandidateBlock block)
    {
        foreach (var key in RequiredKeys)
        {
            if (!block.Record.Has(key))
                return new Cut("missing", key, "every required field is in the packet", false);
            if (block.Value(key) is null)
                return new Cut("isNone", key, "every required field has a value", false);
            if (key != "isdiffpos" && block.Number(key) is null)
                return new Cut("isNone", key, "every required field is a number", false);
        }
        return null;
    }

    private bool IsConfused(CandidateBlock block)
    {
        var farthestArcsec = Largest(block.Number("distpsnr1")!.Value, block.Number("distpsnr2")!.Value, block.Number("distpsnr3")!.Value);
        var farthestFromHalf = Largest(FromHalf("sgscore1"), FromHalf("sgscore2"), FromHalf("sgscore3"));
        return farthestFromHalf < config.Ps1ConfusionSgTol && farthestArcsec < config.Ps1ConfusionRad;

        double FromHalf(string key) => Math.Abs(block.Number(key)!.Value - 0.5);
    }

    /// <summary>Python's max: a NaN counts only when it comes first, where Math.Max would let it win always.</summary>
    private static double Largest(double first, double second, double third)
    {
        var largest = second > first ? second : first;
        return third > largest ? third : largest;
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
