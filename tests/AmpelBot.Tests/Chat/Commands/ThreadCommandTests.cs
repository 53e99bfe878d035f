using AmpelBot.Alerts.Archive;
using AmpelBot.Chat.Commands;
using AmpelBot.FollowUp.Scan;

namespace AmpelBot.Tests.Chat.Commands;

/// <summary>Commands that lean on the thread in which they are typed, and requests written back as text.</summary>
public class ThreadCommandTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private static readonly ScanRequest Earlier = Scan("scan S190814bv rev=2 level=0.9 days=3 channel=gw");

    [Theory]
    [InlineData("rescan", "scan S190814bv rev=2 level=0.9 days=3 channel=gw")]
    [InlineData("rescan 95%", "scan S190814bv rev=2 level=0.95 days=3 channel=gw")]
    [InlineData("again please 99.7% days=5", "scan S190814bv rev=2 level=0.997 days=5 channel=gw")]
    [InlineData("rescan to=2019-08-20", "scan S190814bv rev=2 level=0.9 to=2019-08-20 channel=gw")]
    [InlineData("rescan from=2019-08-13", "scan S190814bv rev=2 level=0.9 from=2019-08-13 days=3 channel=gw")]
    [InlineData("rescan rev=3 program=public", "scan S190814bv rev=3 level=0.9 days=3 channel=gw program=public")]
    [InlineData("rescan GW170817", "scan GW170817")]
    public void A_rescan_takes_over_what_it_does_not_change(string text, string same) => Assert.Equal(Scan(same), Scan(text, Earlier));

    [Fact]
    public void A_scan_says_its_event_even_in_a_thread() =>
        Assert.Contains("You did not say which event", Parse("scan level=0.9", Earlier).Error, StringComparison.Ordinal);

    [Fact]
    public void Why_and_watch_may_leave_the_event_to_the_thread()
    {
        Assert.Equal(new WhyCommand("ZTF19abpuhbh", Earlier), Parse("why ztf19ABPUHBH", Earlier).Value);
        Assert.Equal(new WatchCommand(Earlier with { Level = 0.5 }), Parse("watch level=50%", Earlier).Value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("please scan")]
    [InlineData("level=90%")]
    public void A_message_that_carries_its_event_need_not_name_it(string text)
    {
        var result = CommandParser.Parse(text, new ParseContext(Now, Earlier) { CarriesEvent = true });
        Assert.Equal(new ScanCommand(Earlier), result.Value);
    }

    [Theory]
    [InlineData("stop", null)]
    [InlineData("<@U0AMPEL> stop it", null)]
    [InlineData("cancel 12", 12L)]
    [InlineData("abort #7", 7L)]
    public void Stop_takes_a_number_or_means_the_thread(string text, long? id) => Assert.Equal(new StopCommand(id), Parse(text).Value);

    [Theory]
    [InlineData("stop ZTF19abc", "\"ZTF19abc\" (character 6) is not the number of a request: type list to see them, then for example stop 12.")]
    [InlineData("status now", "I do not know what \"now\" (character 8) means behind status: status, for example status.")]
    [InlineData("draft poem", "I cannot draft \"poem\" (character 7), only atel, circular, circular-md, tns: for example draft circular.")]
    [InlineData("unwatch ZTF19abpuhbh", "\"ZTF19abpuhbh\" (character 9) is not the name of an event: for example unwatch S190814bv.")]
    [InlineData("settings level=2000", "level=2000 is more than the whole probability: write at most level=1 or level=100%.")]
    [InlineData("settings rev=2", "\"rev=2\" (character 10) is not a setting: I know level, days, channel, program, for example settings level=0.9 channel=gw.")]
    [InlineData("settings level=0.9 prob=0.8", "level (character 20) is set twice: keep one.")]
    public void What_a_short_command_does_not_take_is_said(string text, string sentence) => Assert.Equal(sentence, Parse(text).Error);

    [Fact]
    public void Settings_are_set_and_taken_away()
    {
        var command = Assert.IsType<SettingsCommand>(Parse("settings level=90% days=default").Value);
        Assert.Equal([new OptionSetting(ScanOption.Level, "90%"), new OptionSetting(ScanOption.Days, null)], command.Changes);
        Assert.Empty(Assert.IsType<SettingsCommand>(Parse("settings").Value).Changes);
    }

    [Theory]
    [InlineData("scan S190814bv")]
    [InlineData("scan S190814bv rev=0 level=0.123456789 from=2019-08-14 to=2019-08-17T12:00:01.5Z channel=my-own program=all")]
    [InlineData("scan GRB 180116A days=36h")]
    [InlineData("scan <https://example.org/a%20map.fits.gz?x=1&y=2> t0=2019-10-01T20:09:18 level=90%")]
    [InlineData("scan \"my maps/a map.fits\" t0=2019-10-01")]
    [InlineData("ra=314.08+6.56-2.26 dec=-12.94+1.50-1.47 t0=2019-10-01T20:09:18 containment=0.5")]
    [InlineData("ra=314.08+6.56-2.26 dec=12.94+1.50-1.47 t0=2019-10-01T20:09:18.25")]
    [InlineData("ra=314.08 dec=12.94 err=0.5 from=2019-10-01 days=4")]
    public void A_request_written_as_text_is_read_as_the_same_request(string text)
    {
        var request = Scan(text);
        Assert.Equal(request, Scan(RequestText.Write(request)));
    }

    [Fact]
    public void Equal_requests_give_equal_texts() =>
        Assert.Equal(RequestText.Write(Scan("please scan s190814bv days=3d prob_threshold=90%")), RequestText.Write(Scan("S190814bv level=0.9 n_days=72h")));

    [Fact]
    public void The_time_of_a_position_is_not_changed_behind_its_back()
    {
        var position = Scan("ra=314.08+6.56-2.26 dec=12.94+1.50-1.47 t0=2019-10-01T20:09:18");
        Assert.Contains("another event", Parse("rescan t0=2019-10-02", position).Error, StringComparison.Ordinal);
        Assert.Equal(DataRights.Public, Scan("rescan --public", position).Rights);
        Assert.IsType<EventReference.Position>(Scan("rescan 50%", position).Event);
    }

    private static FollowUp.ParseResult<ChatCommand> Parse(string text, ScanRequest? earlier = null) => CommandParser.Parse(text, new ParseContext(Now, earlier));

    private static ScanRequest Scan(string text, ScanRequest? earlier = null)
    {
        var result = Parse(text, earlier);
        return result.Success ? Assert.IsType<ScanCommand>(result.Value).Request : throw new Xunit.Sdk.XunitException(result.Error);
    }
}
