using AmpelBot.FollowUp.Channels;
using AmpelBot.FollowUp.T0;

namespace AmpelBot.FollowUp.Tests.T0;

/// <summary>Filters from the text of their config, as a channel file holds it.</summary>
internal static class FilterText
{
    public const string Packet = """
        min_rb: 0.3
        min_mag: 15
        min_ndethist: 1
        max_ndethist: 10
        require_positive: true
        min_drb: 0.3
        """;

    public const string Decent = """
        min_ndet: 1
        min_tspan: -1
        max_tspan: 365
        min_drb: 0.3
        min_rb: 0.2
        max_fwhm: 5.5
        max_elong: 1.4
        max_magdiff: 1.0
        max_nbad: 2
        min_sso_dist: 20
        min_gal_lat: 0
        gaia_rs: 10
        gaia_pm_signif: 3
        gaia_plx_signif: 3
        gaia_veto_gmag_min: 9
        gaia_veto_gmag_max: 20
        gaia_excessnoise_sig_max: 999
        ps1_sgveto_rad: 1
        ps1_sgveto_th: 0.8
        ps1_confusion_rad: 3
        ps1_confusion_sg_tol: 0.1
        """;

    public const string History = """
        first_detection_in_window: true
        min_duration_days: 0.01
        min_previous_detections: 1
        previous_detections_after_event: true
        """;

    /// <summary>The filter; fails when the config has a problem.</summary>
    public static IAlertFilter Make(string unit, string yaml)
    {
        var filter = Read(unit, yaml, out var problems);
        Assert.Empty(problems);
        return filter;
    }

    /// <summary>The filter and what is wrong with its config.</summary>
    public static IAlertFilter Read(string unit, string yaml, out IReadOnlyList<string> problems)
    {
        var block = new ConfigBlock(YamlTree.Parse(yaml), $"the config of {unit}");
        var filter = FilterUnits.Make(unit, block);
        problems = [.. block.Problems.Select(p => p.Sentence)];
        return Assert.IsAssignableFrom<IAlertFilter>(filter);
    }

    /// <summary>The config with one key set; null takes the key out.</summary>
    public static string Set(string yaml, string key, string? value)
        => string.Join('\n', yaml.Split('\n').Where(l => !l.StartsWith(key + ":", StringComparison.Ordinal)).Concat(value is null ? [] : [$"{key}: {value}"]));
}
