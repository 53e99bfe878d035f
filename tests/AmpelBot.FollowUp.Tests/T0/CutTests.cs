using AmpelBot.FollowUp.T0;

namespace AmpelBot.FollowUp.Tests.T0;

public sealed class CutTests
{
    [Theory]
    [InlineData(0.3, true)]
    [InlineData(0.329, true)]
    [InlineData(0.34, false)]
    [InlineData(0.29, false)]
    [InlineData(0.5, false)]
    [InlineData(0.91, true)]
    [InlineData(1.0, true)]
    [InlineData(1.01, false)]
    [InlineData(double.NaN, false)]
    public void Close_is_a_tenth_of_the_limit_inside_of_it(double value, bool isClose)
        => Assert.Equal(isClose, new CutBounds(0.3, 1).IsClose(value));

    [Fact]
    public void A_margin_in_the_units_of_the_value_goes_before_a_tenth()
    {
        var dates = new CutBounds(2458710.5, 2458713.5, 0.1);
        Assert.True(dates.IsClose(2458710.55));
        Assert.False(dates.IsClose(2458711.5));
        Assert.True(dates.IsClose(2458713.45));
    }

    [Fact]
    public void A_count_is_close_only_at_its_limit()
    {
        var counts = CutBounds.OfCount(1, 10);
        Assert.Equal([1L, 10L], Enumerable.Range(0, 13).Select(n => (long)n).Where(n => counts.IsClose(n)));
    }

    [Fact]
    public void Only_a_cut_that_was_passed_and_is_a_matter_of_numbers_is_close()
    {
        var cut = new Cut("elong", 1.39, "<= 1.4", true, new CutBounds(null, 1.4));
        Assert.True(cut.IsClose);
        Assert.False((cut with { Passed = false }).IsClose);
        Assert.False((cut with { Value = null }).IsClose);
        Assert.False((cut with { Value = "t" }).IsClose);
        Assert.False((cut with { Bounds = null }).IsClose);
        Assert.True((cut with { Value = 2L, Bounds = CutBounds.OfCount(2, null) }).IsClose);
    }
}
