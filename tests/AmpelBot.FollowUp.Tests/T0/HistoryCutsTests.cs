using AmpelBot.Alerts;
using AmpelBot.FollowUp.T0;
using AmpelBot.Sky;

namespace AmpelBot.FollowUp.Tests.T0;

public class HistoryCutsTests
{
    private static readonly IAlertFilter Filter = FilterText.Make(nameof(HistoryCuts), FilterText.History);

    // The hand-made alert is of JD 2458710.75 and was first seen half a day before; the event is a day before it.
    private static readonly DateTimeOffset EventUtc = new(2019, 8, 14, 6, 0, 0, TimeSpan.Zero);
    private const double EventJd = 2458709.75;
    private static readonly EventContext Event = new(EventUtc, new TimeWindow(EventUtc.AddDays(-5), EventUtc.AddDays(3)));

    [Theory]
    [InlineData(-1e-4, false)]
    [InlineData(0, true)]
    [InlineData(1e-4, true)]
    [InlineData(2.9999, true)]
    [InlineData(3, false)]
    [InlineData(3.5, false)]
    public void The_first_detection_lies_at_or_after_the_event_and_before_the_windows_end(double daysAfterEvent, bool passes)
    {
        var first = EventJd + daysAfterEvent;

        var cut = Filter.Cuts(ZtfAlert.With(("jdstarthist", first), ("jdendhist", first + 1)), Event).First();

        Assert.Equal(new Cut("first_detection_jd", first, ">= 2458709.75 and < 2458712.75", passes), cut with { Bounds = null });
    }

    [Theory]
    [InlineData(0.25, true)]
    [InlineData(0.3125, true)]
    [InlineData(0.1875, false)]
    [InlineData(0, false)]
    public void The_survey_saw_it_over_a_least_time(double days, bool passes)
    {
        var quarter = FilterText.Make(nameof(HistoryCuts), FilterText.Set(FilterText.History, "min_duration_days", "0.25"));

        var cut = quarter.Cuts(ZtfAlert.With(("jdstarthist", ZtfAlert.Jd - days), ("jdendhist", ZtfAlert.Jd)), Event).ElementAt(1);

        Assert.Equal(new Cut("duration_days", days, ">= 0.25", passes), cut with { Bounds = null });
    }

    [Fact]
    public void Only_positive_detections_before_this_one_and_since_the_event_count()
    {
        Assert.Equal(1L, Previous(ZtfAlert.Detection(ZtfAlert.Jd - 0.25)));
        Assert.Equal(1L, Previous(ZtfAlert.Detection(EventJd)));
        Assert.Equal(0L, Previous(ZtfAlert.Detection(EventJd - 0.001)));
        Assert.Equal(0L, Previous(ZtfAlert.Detection(ZtfAlert.Jd)));
        Assert.Equal(0L, Previous(ZtfAlert.Detection(ZtfAlert.Jd + 0.25)));
        Assert.Equal(0L, Previous(ZtfAlert.UpperLimit(ZtfAlert.Jd - 0.25)));
        Assert.Equal(2L, Previous(ZtfAlert.Detection(ZtfAlert.Jd - 0.5), ZtfAlert.Detection(ZtfAlert.Jd - 0.25)));

        static long Previous(params Datapoint[] earlier) => (long)Filter.Cuts(ZtfAlert.With(earlier), Event).Last().Value!;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(null)]
    public void A_detection_that_is_not_said_to_be_positive_does_not_count(bool? positive)
    {
        var cut = Filter.Cuts(ZtfAlert.With([ZtfAlert.Detection(ZtfAlert.Jd - 0.25, positive)]), Event).Last();

        Assert.Equal(new Cut("previous_detections", 0L, ">= 1, positive, since the event", false), cut with { Bounds = null });
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    [InlineData(3, true)]
    public void A_least_number_of_previous_detections_can_be_asked_for(int there, bool passes)
    {
        var two = FilterText.Make(nameof(HistoryCuts), FilterText.Set(FilterText.History, "min_previous_detections", "2"));
        var earlier = Enumerable.Range(1, there).Select(i => ZtfAlert.Detection(ZtfAlert.Jd - i * 0.125));

        Assert.Equal(passes, two.Cuts(ZtfAlert.With(earlier), Event).Last().Passed);
    }

    [Fact]
    public void An_alert_without_history_dates_fails_both_cuts_on_them()
    {
        var cuts = Filter.Cuts(ZtfAlert.With(("jdstarthist", ZtfAlert.Absent)), Event).ToList();

        Assert.Equal(["first_detection_jd", "duration_days"], cuts.Where(c => !c.Passed).Select(c => c.Name));
        Assert.All(cuts.Take(2), c => Assert.Null(c.Value));
    }

    [Fact]
    public void Cuts_on_the_event_need_one_at_once_and_not_when_the_list_is_read()
    {
        Assert.True(Filter.NeedsEvent);
        Assert.Throws<ArgumentNullException>(() => { _ = Filter.Cuts(ZtfAlert.With(), null); });
    }

    [Theory]
    [InlineData("first_detection_in_window")]
    [InlineData("previous_detections_after_event")]
    public void One_cut_on_the_event_is_enough_to_need_one(string off)
        => Assert.True(FilterText.Make(nameof(HistoryCuts), FilterText.Set(FilterText.History, off, "false")).NeedsEvent);

    [Fact]
    public void Without_cuts_on_the_event_packets_are_judged_alone()
    {
        var text = FilterText.Set(FilterText.Set(FilterText.History, "first_detection_in_window", "false"), "previous_detections_after_event", "false");
        var filter = FilterText.Make(nameof(HistoryCuts), text);

        Assert.False(filter.NeedsEvent);
        var cuts = filter.Cuts(ZtfAlert.With([ZtfAlert.Detection(ZtfAlert.Jd - 20)]), null).ToList();
        Assert.Equal(["duration_days", "previous_detections"], cuts.Select(c => c.Name));
        Assert.Equal(new Cut("previous_detections", 1L, ">= 1, positive", true), cuts[1] with { Bounds = null });
        Assert.Empty(filter.StepsNotTaken);
    }
}
