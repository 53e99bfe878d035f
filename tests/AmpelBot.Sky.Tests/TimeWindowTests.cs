namespace AmpelBot.Sky.Tests;

public class TimeWindowTests
{
    private static readonly DateTimeOffset Start = new(2018, 11, 28, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_window_holds_its_start_and_not_its_end()
    {
        var window = new TimeWindow(Start, Start.AddDays(1));
        Assert.True(window.Contains(Start));
        Assert.True(window.Contains(Start.AddDays(1).AddTicks(-1)));
        Assert.False(window.Contains(Start.AddDays(1)));
        Assert.False(window.Contains(Start.AddTicks(-1)));
        Assert.Equal(1, window.Days);
    }

    [Fact]
    public void A_window_that_ends_before_it_begins_is_refused() => Assert.Throws<ArgumentException>(() => new TimeWindow(Start, Start.AddTicks(-1)));
}
