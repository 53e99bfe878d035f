using AmpelBot.FollowUp.Scan;
using AmpelBot.Sky;

namespace AmpelBot.FollowUp.Tests.Scan;

public class ScanWindowTests
{
    private static readonly DateTimeOffset Event = new(2019, 8, 14, 21, 10, 39, TimeSpan.Zero);
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 22, 0, 0, TimeSpan.Zero);
    private static readonly ScanRequest Bare = new() { Event = new EventReference.File("map.fits") };

    public static TheoryData<ScanRequest, double?, DateTimeOffset, DateTimeOffset> Windows => new()
    {
        { Bare, null, Event, Now },
        { Bare, 3, Event, Event.AddDays(3) },
        { Bare with { Days = 1.5 }, 3, Event, Event.AddDays(1.5) },
        { Bare with { To = Event.AddDays(2) }, 3, Event, Event.AddDays(2) },
        { Bare with { From = Event.AddDays(-7) }, null, Event.AddDays(-7), Now },
        { Bare with { From = Event.AddDays(-7) }, 3, Event.AddDays(-7), Event.AddDays(-4) },
        { Bare with { From = Event.AddDays(-7), Days = 14 }, 3, Event.AddDays(-7), Event.AddDays(7) },
        { Bare with { From = Event.AddDays(-7), To = Event }, 3, Event.AddDays(-7), Event },
    };

    [Theory]
    [MemberData(nameof(Windows))]
    public void Request_goes_before_channel_and_channel_before_now(ScanRequest request, double? defaultDays, DateTimeOffset from, DateTimeOffset to)
    {
        Assert.True(ScanWindow.TrySettle(request, Event, defaultDays, Now, out var window, out var complaint), complaint);
        Assert.Equal(new TimeWindow(from, to), window);
    }

    [Fact]
    public void Without_any_time_there_is_no_window()
    {
        Assert.False(ScanWindow.TrySettle(Bare, null, 3, Now, out _, out var complaint));
        Assert.Equal("Nobody said when the event was, neither the sky map nor you, so I do not know where the time range begins: "
            + "add t0 or from, for example t0=2019-08-14T21:10:39.", complaint);
    }

    [Fact]
    public void A_window_that_ends_before_it_begins_is_refused()
    {
        Assert.False(ScanWindow.TrySettle(Bare with { To = Event.AddDays(-1) }, Event, 3, Now, out _, out var complaint));
        Assert.Equal("The time range would end at 2019-08-13 21:10:39 UTC, which is not after its start at 2019-08-14 21:10:39 UTC, the time of the event: "
            + "change from, to or days.", complaint);
    }

    [Fact]
    public void A_window_past_the_end_of_the_calendar_ends_with_it()
    {
        var late = new DateTimeOffset(9999, 12, 1, 0, 0, 0, TimeSpan.Zero);
        Assert.True(ScanWindow.TrySettle(Bare with { Days = 10_000 }, late, null, Now, out var window, out _));
        Assert.Equal(DateTimeOffset.MaxValue, window.To);
    }

    [Theory]
    [InlineData(1.0, "2018-11-29T20:00:00Z")]
    [InlineData(3.0, "2018-12-01T20:00:00Z")]
    public void A_date_takes_in_its_UTC_day_and_the_night_that_begins_on_it(double days, string end)
    {
        var request = Bare with { From = new DateTimeOffset(2018, 11, 28, 0, 0, 0, TimeSpan.Zero), FromIsDate = true, Days = days };
        Assert.True(ScanWindow.TrySettle(request, null, null, Now, out var window, out _));
        Assert.Equal(request.From, window.From);
        Assert.Equal(DateTimeOffset.Parse(end, System.Globalization.CultureInfo.InvariantCulture), window.To);
        Assert.True(ScanWindow.TrySettle(request with { FromIsDate = false }, null, null, Now, out var exact, out _));
        Assert.Equal(days, exact.Days);
    }

    [Fact]
    public void A_date_as_the_end_takes_in_the_night_that_begins_on_it()
    {
        var from = new DateTimeOffset(2018, 11, 28, 10, 0, 0, TimeSpan.Zero);
        var request = Bare with { From = from, To = new DateTimeOffset(2018, 11, 28, 0, 0, 0, TimeSpan.Zero), ToIsDate = true };
        Assert.True(ScanWindow.TrySettle(request, null, null, Now, out var window, out _));
        Assert.Equal(new DateTimeOffset(2018, 11, 29, 20, 0, 0, TimeSpan.Zero), window.To);
    }
}
