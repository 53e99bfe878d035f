using AmpelBot.FollowUp.T0;

namespace AmpelBot.FollowUp.Tests.T0;

public class PacketCutsTests
{
    private static readonly IAlertFilter Filter = FilterText.Make(nameof(PacketCuts), FilterText.Packet);

    public static readonly TheoryData<string, object?, bool> AtTheLimits = new()
    {
        { "rb", 0.30000002f, true },
        { "rb", 0.3, false },
        { "rb", 0.29f, false },
        { "rb", float.NaN, false },
        { "magpsf", 15f, false },
        { "magpsf", 15.000001f, true },
        { "magpsf", 14.9f, false },
        { "ndethist", 0, false },
        { "ndethist", 1, true },
        { "ndethist", 10, true },
        { "ndethist", 11, false },
        { "isdiffpos", "t", true },
        { "isdiffpos", "1", true },
        { "isdiffpos", 1, true },
        { "isdiffpos", "f", false },
        { "isdiffpos", "0", false },
        { "isdiffpos", 0, false },
        { "drb", 0.3, true },
        { "drb", 0.3f, true },
        { "drb", 0.29999998f, false },
        { "drb", 0f, false },
        { "drb", float.NaN, false },
    };

    [Theory]
    [MemberData(nameof(AtTheLimits))]
    public void A_cut_holds_below_at_and_above_its_limit(string field, object? value, bool passes)
    {
        var failed = Filter.Cuts(ZtfAlert.With((field, value)), null).Where(c => !c.Passed).ToList();

        if (passes)
            Assert.Empty(failed);
        else
            Assert.Equal(field, Assert.Single(failed).Name);
    }

    [Theory]
    [InlineData("rb")]
    [InlineData("magpsf")]
    [InlineData("ndethist")]
    [InlineData("isdiffpos")]
    public void A_value_that_is_null_or_absent_fails_its_cut_and_the_others_are_still_judged(string field)
    {
        foreach (var nothing in new[] { null, ZtfAlert.Absent })
        {
            var cuts = Filter.Cuts(ZtfAlert.With((field, nothing)), null).ToList();

            var failed = Assert.Single(cuts, c => !c.Passed);
            Assert.Equal(field, failed.Name);
            Assert.Null(failed.Value);
            Assert.Equal(5, cuts.Count);
        }
    }

    [Fact]
    public void An_alert_without_drb_passes_and_the_list_of_cuts_says_so()
    {
        foreach (var nothing in new[] { null, ZtfAlert.Absent })
        {
            var drb = Filter.Cuts(ZtfAlert.With(("drb", nothing)), null).Last();

            Assert.Equal(new Cut("drb", null, ">= 0.3, or no drb in the packet", true), drb with { Bounds = null });
        }
    }

    [Fact]
    public void Cuts_come_in_order_with_value_and_limit()
    {
        var cuts = Filter.Cuts(ZtfAlert.With(), null).Select(c => $"{c.Name} {c.Value} {c.Limit}");

        Assert.Equal(
            [
                "rb 0.8999999761581421 > 0.3", "magpsf 19.5 > 15 mag", "ndethist 3 >= 1 and <= 10", "isdiffpos t t or 1",
                "drb 0.949999988079071 >= 0.3, or no drb in the packet",
            ], cuts);
    }

    [Fact]
    public void Without_max_ndethist_there_is_no_upper_limit()
    {
        var open = FilterText.Make(nameof(PacketCuts), FilterText.Set(FilterText.Packet, "max_ndethist", null));

        Assert.All(open.Cuts(ZtfAlert.With(("ndethist", 5000)), null), c => Assert.True(c.Passed));
        Assert.Contains(open.Cuts(ZtfAlert.With(("ndethist", 0)), null), c => !c.Passed && c.Limit == ">= 1");
    }

    [Fact]
    public void A_channel_may_take_negative_subtractions()
    {
        var both = FilterText.Make(nameof(PacketCuts), FilterText.Set(FilterText.Packet, "require_positive", "false"));

        Assert.All(both.Cuts(ZtfAlert.With(("isdiffpos", "f")), null), c => Assert.True(c.Passed));
    }

    [Fact]
    public void A_range_that_nothing_can_pass_is_a_problem()
    {
        FilterText.Read(nameof(PacketCuts), FilterText.Set(FilterText.Packet, "max_ndethist", "0"), out var problems);

        Assert.Equal(["max_ndethist in the config of PacketCuts lies below min_ndethist: nothing could pass"], problems);
    }

    [Fact]
    public void It_needs_no_event_and_leaves_nothing_out()
    {
        Assert.False(Filter.NeedsEvent);
        Assert.Empty(Filter.StepsNotTaken);
    }
}
