using AmpelBot.Alerts;
using AmpelBot.FollowUp.Channels;
using AmpelBot.FollowUp.T0;
using AmpelBot.FollowUp.Tests.T0;
using AmpelBot.Sky;

namespace AmpelBot.FollowUp.Tests.Channels;

public class ChannelTests
{
    private static readonly EventContext Event = new(DateTimeOffset.UnixEpoch, new TimeWindow(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddDays(3)));
    private static readonly Cut Good = new("good", 1.0, "any", true);
    private static readonly Cut Bad = new("bad", 2.0, "< 2", false);
    private static readonly Cut Worse = new("worse", 3.0, "< 3", false);

    [Fact]
    public void The_verdict_names_unit_and_cut_of_the_first_failure()
    {
        var channel = Channel(new Fixed("First", false, Good), new Fixed("Second", false, Good, Bad, Worse), new Fixed("Third", false, Worse));

        Assert.Equal(Verdict.Reject("Second", Bad), channel.Judge(ZtfAlert.With(), Event));
    }

    [Fact]
    public void Judging_stops_at_the_first_failure_and_does_not_look_further()
    {
        var last = new Fixed("Last", false, Good);

        Channel(new Fixed("First", false, Bad), last).Judge(ZtfAlert.With(), Event);

        Assert.Equal(0, last.Enumerations);
    }

    [Fact]
    public void An_alert_that_passes_every_cut_is_accepted()
        => Assert.Equal(Verdict.Accept, Channel(new Fixed("First", false, Good), new Fixed("Second", true, Good, Good)).Judge(ZtfAlert.With(), Event));

    [Fact]
    public void Without_an_event_the_filters_that_need_one_are_left_out()
    {
        var channel = Channel(new Fixed("History", true, Bad), new Fixed("Packet", false, Good));

        Assert.Equal(Verdict.Accept, channel.Judge(ZtfAlert.With(), null));
        Assert.Equal(Verdict.Reject("History", Bad), channel.Judge(ZtfAlert.With(), Event));
        Assert.Equal([("Packet", Good)], channel.AllCuts(ZtfAlert.With(), null));
    }

    [Fact]
    public void All_cuts_are_told_in_order_past_every_failure()
    {
        var channel = Channel(new Fixed("First", false, Bad, Good), new Fixed("Second", true, Worse));

        Assert.Equal([("First", Bad), ("First", Good), ("Second", Worse)], channel.AllCuts(ZtfAlert.With(), Event));
    }

    [Fact]
    public void An_alert_that_the_packet_alone_rejects_needs_no_light_curve()
    {
        var history = new Fixed("History", false, Good) { NeedsLightCurve = true };

        Assert.False(Channel(new Fixed("Packet", false, Good, Bad), history).NeedsLightCurve(ZtfAlert.With(), Event));
        Assert.True(Channel(new Fixed("Packet", false, Good, Good), history).NeedsLightCurve(ZtfAlert.With(), Event));
        Assert.Equal(0, history.Enumerations);
    }

    [Fact]
    public void A_packet_filter_behind_one_that_reads_the_light_curve_is_not_asked_ahead()
    {
        var last = new Fixed("Packet", false, Bad);

        Assert.True(Channel(new Fixed("History", false, Bad) { NeedsLightCurve = true }, last).NeedsLightCurve(ZtfAlert.With(), Event));
        Assert.Equal(0, last.Enumerations);
    }

    [Fact]
    public void A_filter_that_is_left_out_without_an_event_is_not_asked_for_the_light_curve_either()
        => Assert.True(Channel(new Fixed("First", true, Bad), new Fixed("Second", false, Good)).NeedsLightCurve(ZtfAlert.With(), null));

    [Theory]
    [InlineData("gw")]
    [InlineData("neutrino")]
    [InlineData("grb")]
    public void The_verdict_is_the_same_without_a_light_curve_that_is_not_needed(string name)
    {
        var channel = new ChannelFolder(Checkout.Path("channels")).Load(name);
        (string, object?)[] changes = [("rb", 0.1f), ("magpsf", 14f), ("ndethist", 0), ("isdiffpos", "f"), ("drb", 0.1f), ("fwhm", 9f), ("elong", 2f), ("ssdistnr", 1f)];
        var withoutLightCurve = 0;
        foreach (var alert in changes.Select(change => ZtfAlert.With(change)).Append(ZtfAlert.With()))
        {
            var verdict = channel.Judge(alert, Event);
            if (channel.NeedsLightCurve(alert, Event))
                continue;
            withoutLightCurve++;
            Assert.False(verdict.Accepted);
            Assert.Equal(verdict, channel.Judge(ZtfAlert.WithoutLightCurve(alert), Event));
        }
        Assert.Equal(5, withoutLightCurve);
    }

    [Theory]
    [InlineData("PacketCuts")]
    [InlineData("packetcuts")]
    public void A_filter_is_found_by_its_units_name(string unit)
        => Assert.Equal("PacketCuts", Channel(new Fixed("DecentFilter", false), new Fixed("PacketCuts", false)).Filter(unit).Unit);

    [Fact]
    public void A_filter_that_is_not_there_is_answered_with_those_that_are()
    {
        var error = Assert.Throws<ChannelException>(() => Channel(new Fixed("DecentFilter", false), new Fixed("PacketCuts", false)).Filter("HistoryCuts"));

        Assert.Equal("the channel test has no filter HistoryCuts; its filters are DecentFilter, PacketCuts", error.Message);
    }

    private static Channel Channel(params IAlertFilter[] filters) => new()
    {
        Name = "test",
        Description = "a test",
        DefaultLevel = 0.9,
        DefaultWindowDays = null,
        Filters = filters,
        Hash = new string('0', 64),
    };

    private sealed class Fixed(string unit, bool needsEvent, params Cut[] cuts) : IAlertFilter
    {
        public string Unit => unit;

        public bool NeedsEvent => needsEvent;

        public bool NeedsLightCurve { get; init; }

        public IReadOnlyList<string> StepsNotTaken => [];

        public int Enumerations { get; private set; }

        public IEnumerable<Cut> Cuts(Alert alert, EventContext? context)
        {
            foreach (var cut in cuts)
            {
                Enumerations++;
                yield return cut;
            }
        }
    }
}
