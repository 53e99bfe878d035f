using AmpelBot.FollowUp.T0;

namespace AmpelBot.FollowUp.Tests.T0;

public class DecentFilterTests
{
    private static readonly IAlertFilter Filter = FilterText.Make(nameof(DecentFilter), FilterText.Decent);

    public static readonly TheoryData<string, object?, string?> AtTheLimits = new()
    {
        { "isdiffpos", "f", "isdiffpos" },
        { "isdiffpos", "0", "isdiffpos" },
        { "isdiffpos", "1", null },
        { "isdiffpos", 1, null },
        { "isdiffpos", 0, null }, // AMPEL compares with the texts f and 0 only
        { "rb", 0.2, null },
        { "rb", 0.19f, "rb" },
        { "rb", 0.21f, null },
        { "rb", float.NaN, null },
        { "drb", 0.3, null },
        { "drb", 0.29999998f, "drb" },
        { "drb", 0f, "drb" },
        { "drb", null, null },
        { "fwhm", 5.5f, null },
        { "fwhm", 5.5000005f, "fwhm" },
        { "fwhm", 5.4f, null },
        { "fwhm", float.NaN, null },
        { "elong", 1.4f, null }, // as a double this float lies below 1.4
        { "elong", 1.4, null },
        { "elong", 1.4000001f, "elong" },
        { "elong", 1.4126505851745605f, "elong" },
        { "magdiff", 1f, null },
        { "magdiff", -1f, null },
        { "magdiff", 1.0000001f, "magdiff" },
        { "magdiff", -1.0000001f, "magdiff" },
        { "jdstarthist", ZtfAlert.Jd, "archive_tspan" },
        { "jdstarthist", ZtfAlert.Jd - 1e-9, null },
        { "jdstarthist", ZtfAlert.Jd + 1, "archive_tspan" },
        { "jdstarthist", ZtfAlert.Jd - 1e5, "archive_tspan" },
        { "jdstarthist", ZtfAlert.Jd - 99_999, null },
        { "jdstarthist", null, null },
        { "jdendhist", null, null },
        { "ssdistnr", -999f, null },
        { "ssdistnr", -0.001f, null },
        { "ssdistnr", 0f, "ssdistnr" },
        { "ssdistnr", 19.999998f, "ssdistnr" },
        { "ssdistnr", 20f, null },
        { "nbad", 25, null }, // declared by AMPEL, never cut on
    };

    [Theory]
    [MemberData(nameof(AtTheLimits))]
    public void A_cut_holds_below_at_and_above_its_limit(string field, object? value, string? fails)
        => Assert.Equal(fails, FirstFailure(Filter, ZtfAlert.With((field, value)))?.Name);

    [Theory]
    [InlineData(0.9999999f, 0.81f, "distpsnr1")]
    [InlineData(1f, 1f, null)]
    [InlineData(0.5f, 0.8f, "distpsnr1")] // as a double this float lies above 0.8
    [InlineData(0.5f, 0.79999995f, null)]
    [InlineData(-999f, -999f, null)]
    [InlineData(float.NaN, 1f, null)]
    public void A_near_PS1_source_with_a_high_score_is_a_star(float distanceArcsec, float score, string? fails)
    {
        var failure = FirstFailure(Filter, ZtfAlert.With(("distpsnr1", distanceArcsec), ("sgscore1", score)));

        Assert.Equal(fails, failure?.Name);
        if (fails is not null)
            Assert.Equal((double)distanceArcsec, failure!.Value.Value);
    }

    [Theory]
    [InlineData(2.9f, 2.9f, 2.9f, 0.5f, 0.41f, 0.59f, true)]
    [InlineData(2.9f, 2.9f, 3f, 0.5f, 0.5f, 0.5f, false)]
    [InlineData(3f, 2.9f, 2.9f, 0.5f, 0.5f, 0.5f, false)]
    [InlineData(2.9f, 2.9f, 2.9f, 0.5f, 0.5f, 0.61f, false)]
    [InlineData(2.9f, 2.9f, 2.9f, 0.39f, 0.5f, 0.5f, false)]
    [InlineData(float.NaN, 1f, 1f, 0.5f, 0.5f, 0.5f, false)] // Python's max keeps a NaN that comes first
    [InlineData(1f, float.NaN, 1f, 0.5f, 0.5f, 0.5f, true)] // and passes over a later one
    public void Three_near_PS1_sources_with_undecided_scores_are_confused(float d1, float d2, float d3, float s1, float s2, float s3, bool confused)
    {
        var alert = ZtfAlert.With(("distpsnr1", d1), ("distpsnr2", d2), ("distpsnr3", d3), ("sgscore1", s1), ("sgscore2", s2), ("sgscore3", s3));

        var cut = Filter.Cuts(alert, null).Last();

        Assert.Equal("ps1Confusion", cut.Name);
        Assert.Equal(confused, cut.Value);
        Assert.Equal(!confused, cut.Passed);
    }

    [Fact]
    public void Confusion_at_exactly_the_tolerance_passes()
    {
        var half = FilterText.Make(nameof(DecentFilter), FilterText.Set(FilterText.Decent, "ps1_confusion_sg_tol", "0.25"));
        var near = new (string, object?)[] { ("distpsnr1", 2f), ("distpsnr2", 2f), ("distpsnr3", 2f), ("sgscore1", 0.5f), ("sgscore2", 0.5f) };

        Assert.Null(FirstFailure(half, ZtfAlert.With([.. near, ("sgscore3", 0.75f)])));
        Assert.Equal("ps1Confusion", FirstFailure(half, ZtfAlert.With([.. near, ("sgscore3", 0.7499f)]))?.Name);
    }

    [Fact]
    public void Detections_are_counted_with_the_alert_itself_and_without_upper_limits()
    {
        var two = FilterText.Make(nameof(DecentFilter), FilterText.Set(FilterText.Decent, "min_ndet", "2"));

        var alone = FirstFailure(two, ZtfAlert.With([ZtfAlert.UpperLimit(ZtfAlert.Jd - 1)]));
        Assert.Equal(new Cut("nDet", 1L, ">= 2", false), alone!.Value with { Bounds = null });
        Assert.Null(FirstFailure(two, ZtfAlert.With([ZtfAlert.Detection(ZtfAlert.Jd - 1)])));
        Assert.Null(FirstFailure(two, ZtfAlert.With([ZtfAlert.Detection(ZtfAlert.Jd - 1, positive: false), ZtfAlert.Detection(ZtfAlert.Jd - 2)])));
    }

    [Theory]
    [InlineData(364.5, null)]
    [InlineData(365, null)]
    [InlineData(365.5, "tSpan")]
    public void The_history_in_the_packet_may_not_be_too_long(double days, string? fails)
    {
        var failure = FirstFailure(Filter, ZtfAlert.With([ZtfAlert.Detection(ZtfAlert.Jd - days)]));

        Assert.Equal(fails, failure?.Name);
        if (fails is not null)
            Assert.Equal(days, failure!.Value.Value);
    }

    [Theory]
    [InlineData(0.5, "tSpan")]
    [InlineData(1, null)]
    [InlineData(1.5, null)]
    public void The_history_in_the_packet_may_not_be_too_short(double days, string? fails)
    {
        var day = FilterText.Make(nameof(DecentFilter), FilterText.Set(FilterText.Decent, "min_tspan", "1"));

        Assert.Equal(fails, FirstFailure(day, ZtfAlert.With([ZtfAlert.Detection(ZtfAlert.Jd - days)]))?.Name);
    }

    [Theory]
    [InlineData(14, "galPlane")]
    [InlineData(13, null)]
    [InlineData(-1, null)]
    public void Alerts_near_the_galactic_plane_are_rejected(double minDeg, string? fails)
    {
        var filter = FilterText.Make(nameof(DecentFilter), FilterText.Set(FilterText.Decent, "min_gal_lat", minDeg.ToString()));

        // RA 91.5, Dec -14 lies at b = -16.284; RA 95, Dec -14 at b = -13.203 (astropy 5.2.1, SkyCoord(...).galactic.b).
        Assert.Equal(fails, FirstFailure(filter, ZtfAlert.With(("ra", 95.0), ("dec", -14.0)))?.Name);
        Assert.Null(FirstFailure(filter, ZtfAlert.With(("ra", 91.5), ("dec", -14.0)))?.Name);
    }

    [Theory]
    [InlineData("fwhm")]
    [InlineData("elong")]
    [InlineData("magdiff")]
    [InlineData("nbad")]
    [InlineData("distpsnr1")]
    [InlineData("sgscore1")]
    [InlineData("distpsnr2")]
    [InlineData("sgscore2")]
    [InlineData("distpsnr3")]
    [InlineData("sgscore3")]
    [InlineData("isdiffpos")]
    [InlineData("rb")]
    [InlineData("ssdistnr")]
    public void A_required_field_that_is_missing_or_null_rejects_by_name_and_ends_the_list(string field)
    {
        var missing = Filter.Cuts(ZtfAlert.With((field, ZtfAlert.Absent)), null).ToList();
        var none = Filter.Cuts(ZtfAlert.With((field, null)), null).ToList();

        Assert.Equal(["nDet", "tSpan", "missing"], missing.Select(c => c.Name));
        Assert.Equal(["nDet", "tSpan", "isNone"], none.Select(c => c.Name));
        Assert.All([missing[2], none[2]], c => Assert.True(!c.Passed && (string?)c.Value == field));
    }

    [Fact]
    public void A_text_where_a_number_belongs_rejects_and_does_not_crash()
    {
        var cut = Filter.Cuts(ZtfAlert.With(("fwhm", "wide")), null).Last();

        Assert.Equal(new Cut("isNone", "fwhm", "every required field is a number", false), cut);
    }

    [Fact]
    public void An_alert_without_drb_passes_and_the_list_of_cuts_says_so()
    {
        foreach (var nothing in new[] { null, ZtfAlert.Absent })
        {
            var alert = ZtfAlert.With(("drb", nothing));

            Assert.Null(FirstFailure(Filter, alert));
            Assert.Contains(new Cut("drb", null, ">= 0.3, or no drb in the packet", true), Filter.Cuts(alert, null).Select(c => c with { Bounds = null }));
        }
    }

    [Fact]
    public void An_alert_without_history_dates_passes_the_archive_cut()
    {
        var alert = ZtfAlert.With(("jdstarthist", ZtfAlert.Absent), ("jdendhist", ZtfAlert.Absent));

        Assert.Null(FirstFailure(Filter, alert));
        Assert.Null(Filter.Cuts(alert, null).Single(c => c.Name == "archive_tspan").Value);
    }

    [Fact]
    public void Cuts_come_in_AMPELs_order_and_go_on_after_a_failure()
    {
        var cuts = Filter.Cuts(ZtfAlert.With(("isdiffpos", "f"), ("elong", 1.5f)), null).ToList();

        Assert.Equal(
            [
                "nDet", "tSpan", "isdiffpos", "rb", "drb", "fwhm", "elong", "magdiff", "archive_tspan", "ssdistnr", "galPlane",
                "distpsnr1", "ps1Confusion",
            ], cuts.Select(c => c.Name));
        Assert.Equal(["isdiffpos", "elong"], cuts.Where(c => !c.Passed).Select(c => c.Name));
    }

    [Fact]
    public void A_drb_limit_of_zero_is_no_cut()
    {
        var off = FilterText.Make(nameof(DecentFilter), FilterText.Set(FilterText.Decent, "min_drb", null));

        Assert.Null(FirstFailure(off, ZtfAlert.With(("drb", -1f))));
    }

    [Fact]
    public void It_says_which_steps_of_AMPELs_it_does_not_take()
    {
        Assert.Collection(Filter.StepsNotTaken,
            gaia => Assert.Equal("The veto of Gaia DR2 stars within 10 arcsec (DecentFilter) is not applied yet: it needs a catalog.", gaia),
            nbad => Assert.Equal("max_nbad (DecentFilter) is read but, as in AMPEL, cuts on nothing.", nbad));

        var withoutGaia = FilterText.Make(nameof(DecentFilter), FilterText.Set(FilterText.Decent, "gaia_rs", "0"));
        Assert.DoesNotContain(withoutGaia.StepsNotTaken, s => s.Contains("Gaia"));
        Assert.False(Filter.NeedsEvent);
    }

    [Theory]
    [InlineData("max_tspan", "-2", "max_tspan in the config of DecentFilter lies below min_tspan: nothing could pass")]
    [InlineData("max_archive_tspan", "0", "max_archive_tspan in the config of DecentFilter must lie above min_archive_tspan: nothing could pass")]
    [InlineData("gaia_veto_gmag_max", "8", "gaia_veto_gmag_max in the config of DecentFilter lies below gaia_veto_gmag_min")]
    [InlineData("min_gal_lat", "91", "min_gal_lat in the config of DecentFilter is 91; it must lie between -90 and 90")]
    [InlineData("min_ndet", "1.5", "min_ndet in the config of DecentFilter is 1.5; it must be a whole number")]
    [InlineData("gaia_rs", "\"10\"", "gaia_rs in the config of DecentFilter is the text \"10\"; it must be a number")]
    public void A_setting_that_cannot_be_meant_is_a_problem(string key, string value, string problem)
    {
        FilterText.Read(nameof(DecentFilter), FilterText.Set(FilterText.Decent, key, value), out var problems);

        Assert.Equal([problem], problems);
    }

    private static Cut? FirstFailure(IAlertFilter filter, AmpelBot.Alerts.Alert alert)
        => filter.Cuts(alert, null).Cast<Cut?>().FirstOrDefault(c => !c!.Value.Passed);
}
