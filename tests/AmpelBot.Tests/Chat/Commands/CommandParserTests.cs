using System.Globalization;
using System.Text.Json;
using AmpelBot.Chat.Commands;
using AmpelBot.FollowUp.Notices;
using AmpelBot.FollowUp.Scan;
using AmpelBot.Testing;

namespace AmpelBot.Tests.Chat.Commands;

public class CommandParserTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 22, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("scan S190814bv", "S190814bv")]
    [InlineData("S190814bv", "S190814bv")]
    [InlineData("s190814BV", "S190814bv")]
    [InlineData("Scan: S190814bv", "S190814bv")]
    [InlineData("S190814bv scan please", "S190814bv")]
    [InlineData("S190814bv rev=2 prob_threshold=0.9 n_days=3", "S190814bv rev=2 level=0.9 days=3")]
    [InlineData("n_days=3 S190814bv prob_threshold=0.9 rev=2", "S190814bv rev=2 level=0.9 days=3")]
    [InlineData("@ampelbot scan IC191001A", "IC191001A")]
    [InlineData("@ampelbot: scan IC191001A", "IC191001A")]
    [InlineData("scan IC191001A, @ampelbot", "IC191001A")]
    [InlineData("<@U0123ABC> scan IC191001A", "IC191001A")]
    [InlineData("<@U0123ABC|ampelbot> IceCube-191001A", "IC191001A")]
    [InlineData("IceCube-191001A", "IC191001A")]
    [InlineData("IceCube 191001a days 10", "IC191001A days=10")]
    [InlineData("scan IceCube Cascade 241230a level 0.5", "IceCube-Cascade-241230a level=0.5")]
    [InlineData("GRB 180116A", "GRB180116A")]
    [InlineData("scan GRB 180116A rev 1", "GRB180116A rev=1")]
    [InlineData("scan \"GRB 180116A\"", "GRB180116A")]
    [InlineData("scan GRB 180116.026", "GRB180116026")]
    [InlineData("LIGO/Virgo S190814bv", "S190814bv")]
    [InlineData("scan the LIGO/Virgo event S190814bv", "S190814bv")]
    [InlineData("hey, can you scan S190814bv for me, please?", "S190814bv")]
    [InlineData("Hi! Could you please scan S190814bv? Thanks!", "S190814bv")]
    [InlineData("`scan S190814bv rev=2`", "S190814bv rev=2")]
    [InlineData("*S190814bv* \U0001F64F :pray:", "S190814bv")]
    [InlineData("S190814bv -rev=2 --days 3", "S190814bv rev=2 days=3")]
    [InlineData("S190814bv \u2013rev=2 \u2014days 3", "S190814bv rev=2 days=3")]
    [InlineData("S190814bv \u2013\u2013n-days=3", "S190814bv days=3")]
    [InlineData("S190814bv REV = 2 Days: 3", "S190814bv rev=2 days=3")]
    [InlineData("S190814bv rev =2 days= 3", "S190814bv rev=2 days=3")]
    [InlineData("S190814bv\u00A0rev=2\u2003days=3\u200B", "S190814bv rev=2 days=3")]
    [InlineData("S190814bv,\nrev=2,\tdays=3.", "S190814bv rev=2 days=3")]
    [InlineData("\u201CS190814bv\u201D rev=\u201C2\u201D", "S190814bv rev=2")]
    [InlineData("S190814bv,rev=2;days=3", "S190814bv rev=2 days=3")]
    [InlineData("maps/a,b=c.fits,days=3", "file:maps/a,b=c.fits days=3")]
    [InlineData("S190814bv (rev=2) [days 3]", "S190814bv rev=2 days=3")]
    [InlineData("S190814bv revision=0", "S190814bv rev=0")]
    [InlineData("S190814bv level=0.9", "S190814bv level=0.9")]
    [InlineData("S190814bv level=.9", "S190814bv level=0.9")]
    [InlineData("S190814bv prob=90", "S190814bv level=0.9")]
    [InlineData("S190814bv prob=90%", "S190814bv level=0.9")]
    [InlineData("S190814bv prob=90 %", "S190814bv level=0.9")]
    [InlineData("S190814bv level 95.0 percent", "S190814bv level=0.95")]
    [InlineData("S190814bv level=\"95.0 %\"", "S190814bv level=0.95")]
    [InlineData("S190814bv level=99.73%", "S190814bv level=0.9973")]
    [InlineData("S190814bv level=1", "S190814bv level=1")]
    [InlineData("S190814bv level=1%", "S190814bv level=0.01")]
    [InlineData("S190814bv level=1.7%", "S190814bv level=0.017")]
    [InlineData("S190814bv level=2", "S190814bv level=0.02")]
    [InlineData("S190814bv level=100", "S190814bv level=1")]
    [InlineData("S190814bv days=3d", "S190814bv days=3")]
    [InlineData("S190814bv window=36h", "S190814bv days=1.5")]
    [InlineData("S190814bv window 36 hours", "S190814bv days=1.5")]
    [InlineData("S190814bv days=3 days", "S190814bv days=3")]
    [InlineData("S190814bv days=0.25", "S190814bv days=0.25")]
    [InlineData("S190814bv_bayestar.fits.gz_v0 from=2018-11-28 days=1 level=0.9", "file:S190814bv_bayestar.fits.gz_v0 level=0.9 days=1 from=2018-11-28T00:00:00")]
    [InlineData("S190814bv from=2019-08-14T21:10:39.5 to=2019-08-15", "S190814bv from=2019-08-14T21:10:39.5 to=2019-08-15T00:00:00")]
    [InlineData("S190814bv from 2019-08-14 21:10 UTC to now", "S190814bv from=2019-08-14T21:10:00 to=2026-11-20T22:00:00")]
    [InlineData("S190814bv from=\"2019-08-14 21:10\"", "S190814bv from=2019-08-14T21:10:00")]
    [InlineData("S190814bv from 2019\u201108\u201114", "S190814bv from=2019-08-14T00:00:00")]
    [InlineData("S190814bv from=2019/8/4Z", "S190814bv from=2019-08-04T00:00:00")]
    [InlineData("S190814bv from=2019-08-14T23:10:39+02:00", "S190814bv from=2019-08-14T21:10:39")]
    [InlineData("S190814bv channel=GW", "S190814bv channel=gw")]
    [InlineData("<https://gracedb.ligo.org/apiweb/superevents/S190814bv/files/bayestar.fits.gz>", "url:https://gracedb.ligo.org/apiweb/superevents/S190814bv/files/bayestar.fits.gz")]
    [InlineData("scan <https://example.org/bayestar.fits.gz|the new map> rev 3d", null)]
    [InlineData("scan <https://example.org/bayestar.fits.gz|the new map> days 3d", "url:https://example.org/bayestar.fits.gz days=3")]
    [InlineData("scan &lt;<https://example.org/a.fits>&gt;", "url:https://example.org/a.fits")]
    [InlineData("scan <<https://example.org/a.fits>>", "url:https://example.org/a.fits")]
    [InlineData("scan <https://example.org/get?a=1&amp;b=2>", "url:https://example.org/get?a=1&b=2")]
    [InlineData("scan https://example.org/bayestar.fits.gz,1.", "url:https://example.org/bayestar.fits.gz,1")]
    [InlineData("scan https://example.org/bayestar.fits.gz t0=2019-10-01", "url:https://example.org/bayestar.fits.gz t0=2019-10-01T00:00:00")]
    [InlineData("maps/bayestar.fits.gz", "file:maps/bayestar.fits.gz")]
    [InlineData("scan ./Bayestar.FITS", "file:./Bayestar.FITS")]
    [InlineData("scan bayestar.multiorder.fits,1 level=0.5", "file:bayestar.multiorder.fits,1 level=0.5")]
    [InlineData("scan glg_healpix_all_bn180116026.fit", "file:glg_healpix_all_bn180116026.fit")]
    [InlineData("<cWB.fits.gz> rev_=1", null)]
    [InlineData("<cWB.fits.gz> days=1", "file:cWB.fits.gz days=1")]
    [InlineData("scan \"my maps/new map\u2013final.fits\" days=1", "file:my maps/new map\u2013final.fits days=1")]
    [InlineData("scan 'my map.fits.gz'", "file:my map.fits.gz")]
    [InlineData("scan existing", "file:existing")]
    [InlineData("scan ~/maps/x", "file:~/maps/x")]
    [InlineData("ra=314.08+6.56-2.26 dec=12.94+1.50-1.47 t0=2019-10-01T20:09:18", At)]
    [InlineData("scan RA = 314.08+6.56-2.26, Dec = 12.94+1.50-1.47, t0 = 2019-10-01 20:09:18 UTC", At)]
    [InlineData("ra=314.08+6.56/-2.26 dec=12.94+1.50/-1.47 t0=2019-10-01T20:09:18", At)]
    [InlineData("ra=314.08+6.56,-2.26 dec=12.94+1.50,-1.47 t0=2019-10-01T20:09:18", At)]
    [InlineData("ra 314.08 +6.56 -2.26 dec 12.94 +1.50 -1.47 t0 2019-10-01 20:09:18", At)]
    [InlineData("ra=314.08\uFF0B6.56\u22122.26 dec=12.94+1.50\u22121.47 t0=2019-10-01T20:09:18", At)]
    [InlineData("ra=314.08[-2.26,+6.56] dec=+12.94[-1.47,+1.50] t0=2019-10-01T20:09:18", At)]
    [InlineData("RA: 314.08 (+6.56, -2.26 deg) J2000 Dec: 12.94 (+ 1.50 - 1.47 deg) J2000 t0=2019-10-01T20:09:18", At)]
    [InlineData("ra=314.08+6.56-2.26 dec=12.94+1.50-1.47 t0=2019-10-01T20:09:18 containment=0.5", "at 314.08+6.56-2.26 12.94+1.5-1.47 inside=0.5 2019-10-01T20:09:18")]
    [InlineData("RA: 314.08 (+6.56, -2.26 deg  90% PSF containment) J2000\nDec: 12.94 (+1.50, -1.47 deg 90% PSF containment) J2000\nt0: 2019-10-01T20:09:18", "at 314.08+6.56-2.26 12.94+1.5-1.47 inside=0.9 2019-10-01T20:09:18")]
    [InlineData("ra=10+-0.5 dec=-20\u00B10.25 from=2019-10-01", "at 10+0.5-0.5 -20+0.25-0.25 inside=0.9(assumed) from=2019-10-01T00:00:00")]
    [InlineData("ra=10+/-0.5 dec=0 +/- 0.25 from=2019-10-01", "at 10+0.5-0.5 0+0.25-0.25 inside=0.9(assumed) from=2019-10-01T00:00:00")]
    [InlineData("ra=360 dec=60 err=0.5 t0=2019-10-01", "at 0+1-1 60+0.5-0.5 inside=0.9(assumed) radius=0.5 2019-10-01T00:00:00")]
    [InlineData("why ZTF19abpuhbh in S190814bv", "why ZTF19abpuhbh: S190814bv")]
    [InlineData("why ztf19ABPUHBH in S190814bv level=0.5 rev 1", "why ZTF19abpuhbh: S190814bv rev=1 level=0.5")]
    [InlineData("@ampelbot why was ZTF19abpuhbh not found in S190814bv?", "why ZTF19abpuhbh: S190814bv")]
    [InlineData("why AT 2019dsg in IC191001A", "why AT2019dsg: IC191001A")]
    [InlineData("why \"SIM-0001\" in \"my map.fits\"", "why SIM-0001: file:my map.fits")]
    [InlineData("help", "help")]
    [InlineData("?", "help")]
    [InlineData("@ampelbot help, please", "help")]
    [InlineData("--help", "help")]
    [InlineData("help DAYS", "help days")]
    [InlineData("help prob_threshold", "help level")]
    [InlineData("help scan", "help scan")]
    [InlineData("scan --help", "help scan")]
    public void A_message_is_understood(string text, string? expected)
    {
        var result = CommandParser.Parse(text, new ParseContext(Now), path => path == "existing");

        Assert.Equal(expected, result.Success ? Describe(result.Value) : expected is null ? null : result.Error);
        Assert.Equal(result.Success, result.Position == -1);
    }

    private const string At = "at 314.08+6.56-2.26 12.94+1.5-1.47 inside=0.9(assumed) 2019-10-01T20:09:18";

    [Theory]
    [InlineData("", 0, "Tell me which event to scan, for example scan S190814bv rev=2 level=0.9 days=3; type help to see everything that I understand.")]
    [InlineData("  \n ", 0, "Tell me which event to scan, for example scan S190814bv rev=2 level=0.9 days=3; type help to see everything that I understand.")]
    [InlineData("<@U0123ABC> hello!", 0, "Tell me which event to scan, for example scan S190814bv rev=2 level=0.9 days=3; type help to see everything that I understand.")]
    [InlineData("scan", 4, "You did not say which event: give a name, a sky map file, its https address or a position, for example scan S190814bv rev=2 level=0.9 days=3.")]
    [InlineData("scan level=0.9", 14, "You did not say which event: give a name, a sky map file, its https address or a position, for example scan S190814bv rev=2 level=0.9 days=3.")]
    [InlineData("scan S190814bv quickly", 15, "I do not know the word \"quickly\" (character 16). A valid request: scan S190814bv rev=2 level=0.9 days=3.")]
    [InlineData("scna S190814bv", 0, "I do not know the word \"scna\" (character 1). Did you mean \"scan\"? A valid request: scan S190814bv rev=2 level=0.9 days=3.")]
    [InlineData("S190814bv levle=0.9", 10, "I do not know the option \"levle\" (character 11). Did you mean \"level\"? A valid request: scan S190814bv rev=2 level=0.9 days=3.")]
    [InlineData("S190814bv --verbose", 10, "I do not know the option \"verbose\" (character 11). A valid request: scan S190814bv rev=2 level=0.9 days=3.")]
    [InlineData("S190814bv for 3 days", 14, "I do not know what \"3\" (character 15) is: a number needs its name, for example days=3 or level=0.9.")]
    [InlineData("S190814bv,rev=2,levle=3", 16, "I do not know the option \"levle\" (character 17). Did you mean \"level\"? A valid request: scan S190814bv rev=2 level=0.9 days=3.")]
    [InlineData("S190814bv,rev=2,days=x", 16, "days=x is not a length of time: write a number of days or hours, for example days=3 or days=36h.")]
    [InlineData("S190814bv \U0001D41D\U0001D41A\U0001D432\U0001D42C", 10, "I do not know the word \"\U0001D41D\U0001D41A\U0001D432\U0001D42C\" (character 11). A valid request: scan S190814bv rev=2 level=0.9 days=3.")]
    [InlineData("S190814bv S190425z", 10, "You name two events, \"S190814bv\" and \"S190425z\" (character 11); one scan is for one event: for example scan S190814bv rev=2 level=0.9 days=3.")]
    [InlineData("S190814bv why", 10, "\"why\" (character 11) is a command of its own: one message is one command, for example why ZTF19abpuhbh in S190814bv level=0.9.")]
    [InlineData("scan scan S190814bv", 5, "\"scan\" (character 6) is a command of its own: one message is one command, for example scan S190814bv rev=2 level=0.9 days=3.")]
    [InlineData("scan ZTF19abpuhbh", 5, "\"ZTF19abpuhbh\" (character 6) is an object, not an event: try why ZTF19abpuhbh in S190814bv level=0.9.")]
    [InlineData("scan S190231a", 5, "\"S190231a\" looks like an event name, but 190231 is no day of the calendar (year, month, day): for example S190814bv is of 2019-08-14.")]
    [InlineData("scan S190814", 5, "\"S190814\" is an event name without its last letter or letters, which tell the events of one day apart: for example S190814bv.")]
    [InlineData("scan GRB 180116", 5, "\"GRB180116\" is an event name without its last letter or letters, which tell the events of one day apart: for example GRB180116A.")]
    [InlineData("scan S991231a", 5, "\"S991231a\" (character 6) names a day that has not come yet, 2099-12-31: its digits are year, month and day.")]
    [InlineData("S190814bv level=1.7", 10, "level=1.7 is neither a fraction (it is above 1) nor a likely percentage: write level=0.9 or level=90%, and level=1.7% if you mean it.")]
    [InlineData("S190814bv prob=0", 10, "prob=0 is out of range: a share of the probability lies above 0, for example prob=0.9.")]
    [InlineData("S190814bv prob=-0.5", 10, "prob=-0.5 is out of range: a share of the probability lies above 0, for example prob=0.9.")]
    [InlineData("S190814bv prob=101%", 10, "prob=101% is more than the whole probability: write at most prob=1 or prob=100%.")]
    [InlineData("S190814bv prob=950", 10, "prob=950 is more than the whole probability: write at most prob=1 or prob=100%.")]
    [InlineData("S190814bv --prob high", 10, "prob=high is not a share of the probability: write a fraction (prob=0.9) or a percentage (prob=90%).")]
    [InlineData("S190814bv prob=0,9", 10, "prob=0,9 is not a share of the probability: write a fraction (prob=0.9) or a percentage (prob=90%), with a point before the decimals.")]
    [InlineData("S190814bv prob=NaN", 10, "prob=NaN is not a share of the probability: write a fraction (prob=0.9) or a percentage (prob=90%).")]
    [InlineData("S190814bv --window soon", 10, "window=soon is not a length of time: write a number of days or hours, for example window=3 or window=36h.")]
    [InlineData("S190814bv n_days=0", 10, "n_days=0 leaves no time to scan: write a length above 0, for example n_days=3.")]
    [InlineData("S190814bv n_days=-1", 10, "n_days=-1 leaves no time to scan: write a length above 0, for example n_days=3.")]
    [InlineData("S190814bv n_days=10001", 10, "n_days=10001 is longer than 10,000 days, the most I scan: for example n_days=3.")]
    [InlineData("S190814bv n_days=1e3", 10, "n_days=1e3 is not a length of time: write a number of days or hours, for example n_days=3 or n_days=36h.")]
    [InlineData("S190814bv rev=-1", 10, "rev=-1 is not a revision: write a whole number from 0 to 9999, for example rev=2, or leave it out for the most recent.")]
    [InlineData("S190814bv rev=1.5", 10, "rev=1.5 is not a revision: write a whole number from 0 to 9999, for example rev=2, or leave it out for the most recent.")]
    [InlineData("S190814bv rev", 10, "\"rev\" (character 11) needs a value: for example rev=2.")]
    [InlineData("S190814bv rev days=3", 10, "\"rev\" (character 11) needs a value: for example rev=2.")]
    [InlineData("S190814bv level=", 10, "\"level\" (character 11) needs a value: for example level=0.9.")]
    [InlineData("S190814bv channel=../../etc", 10, "channel=../../etc is not a channel's name (letters, digits, - and _ only): for example channel=gw.")]
    [InlineData("S190814bv level=0.9 level=0.8", 20, "level=0.9 and level=0.8 (character 21) say the same thing twice: keep one.")]
    [InlineData("S190814bv level=0.9 prob=90%", 20, "level=0.9 and prob=90% (character 21) say the same thing twice: keep one.")]
    [InlineData("S190814bv days=3 to=2019-09-01", 17, "days=3 and to=2019-09-01 both say when the time range ends: keep one.")]
    [InlineData("S190814bv from=2019-09-02 to=2019-09-01", 26, "to=2019-09-01 (character 27) is not after from=2019-09-02: the time range would be empty.")]
    [InlineData("S190814bv from=2019-09-02T10:00 to=2019-09-02T10:00", 32, "to=2019-09-02T10:00 (character 33) is not after from=2019-09-02T10:00: the time range would be empty.")]
    [InlineData("S190814bv to=2019-08-13", 10, "to=2019-08-13 (character 11) lies before S190814bv, which was on 2019-08-14; to scan the time before an event, say from as well.")]
    [InlineData("S190814bv from=2030-01-01", 10, "from=2030-01-01 (character 11) does not lie in the past; it is now 2026-11-20 22:00:00 UTC.")]
    [InlineData("S190814bv from=2019-02-31", 10, "from=2019-02-31 names a day that no calendar has: write year-month-day, for example from=2019-08-14.")]
    [InlineData("S190814bv from=2019-02-21T25:00", 10, "from=2019-02-21T25:00 names a time that no clock shows: write hours, minutes and seconds, for example from=2019-08-14T21:10:39.")]
    [InlineData("S190814bv from=yesterday", 10, "from=yesterday is not a time: write year-month-day, with a time in UTC if you like, for example from=2019-08-14 or from=2019-08-14T21:10:39.")]
    [InlineData("S190814bv from=14.8.2019", 10, "from=14.8.2019 is not a time: write year-month-day, with a time in UTC if you like, for example from=2019-08-14 or from=2019-08-14T21:10:39.")]
    [InlineData("S190814bv from=58709.9", 10, "from=58709.9 may be many things: write a date (from=2019-08-14T21:10:39), or from=mjd58709.88 or from=jd2458710.38 for a Julian date.")]
    [InlineData("S190814bv from=20190814", 10, "from=20190814 may be many things: write a date (from=2019-08-14T21:10:39), or from=mjd58709.88 or from=jd2458710.38 for a Julian date.")]
    [InlineData("S190814bv from=mjd2458710", 10, "from=mjd2458710 lies outside the years 1950 to 2100: for example from=mjd58709.88 or from=jd2458710.38.")]
    [InlineData("S190814bv from=1019-08-14", 10, "from=1019-08-14 lies outside the years 1950 to 2100: for example from=2019-08-14.")]
    [InlineData("S190814bv t0=2019-08-14", 10, "t0=2019-08-14 (character 11) is not needed: S190814bv has its own time. To scan from another time, write from=...")]
    [InlineData("a.fits t0=2029-08-14", 7, "t0=2029-08-14 (character 8) lies in the future; it is now 2026-11-20 22:00:00 UTC.")]
    [InlineData("a.fits t0=2019-08-14 to=2019-08-13", 21, "to=2019-08-13 (character 22) is not after t0=2019-08-14, where the time range begins unless you say from.")]
    [InlineData("a.fits rev=2", 7, "rev=2 (character 8) chooses among the sky maps of a named event; a file, an address or a position is only one: leave it out.")]
    [InlineData("scan http://example.org/a.fits", 5, "\"http://example.org/a.fits\" (character 6) is not an https address, the only kind that I fetch: for example <https://example.org/bayestar.fits.gz>.")]
    [InlineData("scan <file:///etc/passwd>", 5, "\"file:///etc/passwd\" (character 6) is not an https address, the only kind that I fetch: for example <https://example.org/bayestar.fits.gz>.")]
    [InlineData("scan https://me:secret@example.org/a.fits", 5, "The address at character 6 holds a user name or password, which do not belong into a request: leave them out.")]
    [InlineData("scan https:///", 5, "\"https:///\" (character 6) is not an address that I can read: for example <https://example.org/bayestar.fits.gz>.")]
    [InlineData("scan \"my map.fits", 5, "A quotation mark opens at character 6 and none closes it: write \"my map.fits.gz\" with one on either side.")]
    [InlineData("ra=314.08+6.56-2.26 t0=2019-10-01", 0, "A position needs dec: for example ra=314.08+6.56-2.26 dec=12.94+1.50-1.47 t0=2019-10-01T20:09:18.")]
    [InlineData("dec=12.94+1.50-1.47 t0=2019-10-01", 0, "A position needs ra: for example ra=314.08+6.56-2.26 dec=12.94+1.50-1.47 t0=2019-10-01T20:09:18.")]
    [InlineData("ra=314.08+6.56-2.26 dec=12.94 t0=2019-10-01", 20, "dec=12.94 (character 21) has no errors: write them behind it, or give the radius of a circle, for example ra=314.08+6.56-2.26 dec=12.94+1.50-1.47 t0=2019-10-01T20:09:18 or err=0.5.")]
    [InlineData("ra=314.08+6.56-2.26 dec=12.94+1.50-1.47", 0, "A position does not say when: add t0 (the time of the event) or from, for example ra=314.08+6.56-2.26 dec=12.94+1.50-1.47 t0=2019-10-01T20:09:18.")]
    [InlineData("ra=314.08+6.56 dec=12.94+1.50-1.47 t0=2019-10-01", 0, "ra=314.08+6.56 is not a coordinate with errors in decimal degrees: write it like ra=314.08+6.56-2.26 or ra=12.94+-0.5.")]
    [InlineData("ra=20:56:19 dec=12.94+1.50-1.47 t0=2019-10-01", 0, "ra=20:56:19 looks like hours or arc minutes; I read decimal degrees only, with errors in degrees: ra=314.08+6.56-2.26.")]
    [InlineData("ra=361+1-1 dec=12.94+1.50-1.47 t0=2019-10-01", 0, "ra=361+1-1 is out of range: right ascension lies between 0 and 360 degrees, for example ra=314.08+6.56-2.26.")]
    [InlineData("ra=1+1-1 dec=91+1.50-1.47 t0=2019-10-01", 9, "dec=91+1.50-1.47 is out of range: declination lies between -90 and 90 degrees, for example dec=12.94+1.50-1.47.")]
    [InlineData("ra=1+0-1 dec=9+1.50-1.47 t0=2019-10-01", 0, "ra=1+0-1 has an error that is 0 or too large: errors lie above 0 and at most 180 degrees, for example ra=314.08+6.56-2.26.")]
    [InlineData("ra=1 dec=9 err=0.5 radius=1 t0=2019-10-01", 19, "err=0.5 and radius=1 (character 20) say the same thing twice: keep one.")]
    [InlineData("ra=1+1-1 dec=9 err=0.5 t0=2019-10-01", 15, "err=0.5 (character 16) and the errors behind ra or dec say the same thing twice: keep one.")]
    [InlineData("ra=1 dec=90 err=0.5 t0=2019-10-01", 12, "A circle of 0.5 deg at declination 90 deg reaches all right ascensions, which errors along RA and Dec cannot say: give a sky map file instead.")]
    [InlineData("ra=1+1-1 dec=9+1-1 containment=1 t0=2019-10-01", 19, "containment=1 leaves nothing outside the errors: a containment lies below 1, for example containment=0.9.")]
    [InlineData("ra=1 (+1 -1 50% containment) dec=9 (+1 -1 90% containment) t0=2019-10-01", 29, "The position names two containments, 50.0 % and 90.0 %: keep one.")]
    [InlineData("IC191001A ra=1+1-1 dec=9+1-1", 10, "\"IC191001A\" and ra=1+1-1 (character 11) both say where the event was: give either a name, file or address, or a position.")]
    [InlineData("why", 3, "You did not say which object: for example why ZTF19abpuhbh in S190814bv level=0.9.")]
    [InlineData("why ZTF19abpuhbh", 16, "You did not say which event: give a name, a sky map file, its https address or a position, for example why ZTF19abpuhbh in S190814bv level=0.9.")]
    [InlineData("why S190814bv", 4, "\"S190814bv\" (character 5) is not the name of an object: for example why ZTF19abpuhbh in S190814bv level=0.9.")]
    [InlineData("why ZTF19abpuhbh in S190814bv verbosely", 30, "I do not know the word \"verbosely\" (character 31). A valid request: why ZTF19abpuhbh in S190814bv level=0.9.")]
    [InlineData("help cooking", 5, "I have no help about \"cooking\" (character 6), only about scan, why, rescan, draft, stop, list, status, watch, unwatch, settings, help, level, days, from, to, rev, channel, t0, ra, dec, err, containment, program: for example help days.")]
    public void A_message_that_is_not_understood_gets_a_sentence(string text, int position, string sentence)
    {
        var result = CommandParser.Parse(text, new ParseContext(Now));

        Assert.Equal(sentence, result.Success ? Describe(result.Value) : result.Error);
        Assert.Equal(position, result.Position);
    }

    [Theory]
    [InlineData("from=mjd58709.9", 1)]
    [InlineData("from=MJD 58709.9", 1)]
    [InlineData("from mjd=58709.9", 1)]
    [InlineData("from=jd2458710.4", 1)]
    [InlineData("from=2458710.4", 100)]
    public void A_Julian_date_that_says_so_is_a_time(string option, int withinMilliseconds)
    {
        var result = CommandParser.Parse("S190814bv " + option, new ParseContext(Now));

        Assert.True(result.Success, result.Error);
        var from = Assert.IsType<ScanCommand>(result.Value).Request.From!.Value;
        Assert.InRange((from - new DateTimeOffset(2019, 8, 14, 21, 36, 0, TimeSpan.Zero)).Duration().TotalMilliseconds, 0, Math.Max(withinMilliseconds, 100));
    }

    [Fact]
    public void A_message_that_is_too_long_is_refused()
    {
        var result = CommandParser.Parse("S190814bv " + new string('x', 4000), new ParseContext(Now));

        Assert.Equal("Your message has 4,010 characters, and I read at most 4,000: a request is short, for example scan S190814bv rev=2 level=0.9 days=3.", result.Error);
    }

    [Fact]
    public void A_word_is_shown_short_and_on_one_line()
    {
        var result = CommandParser.Parse("S190814bv " + new string('x', 100) + "\u0007y", new ParseContext(Now));

        Assert.Equal("I do not know the word \"" + new string('x', 39) + "...\" (character 11). A valid request: scan S190814bv rev=2 level=0.9 days=3.", result.Error);
    }

    [Fact]
    public void Every_example_of_the_table_is_understood()
    {
        foreach (var example in CommandTable.Commands.Select(c => c.Example).Concat(CommandTable.Events.Select(e => e.Example)))
            Assert.True(CommandParser.Parse(example, new ParseContext(Now, new ScanRequest { Event = new EventReference.Named(EventName.Read("S190814bv")!.Value!) })).Success, example);
        foreach (var option in CommandTable.Options)
        {
            var rest = option.Option switch
            {
                ScanOption.EventTime => "a.fits",
                ScanOption.RightAscension => "dec=1+1-1 t0=2019-01-01",
                ScanOption.Declination => "ra=1+1-1 t0=2019-01-01",
                ScanOption.Radius => "ra=1 dec=1 t0=2019-01-01",
                ScanOption.Containment => "ra=1+1-1 dec=1+1-1 t0=2019-01-01",
                _ => "S190814bv",
            };
            foreach (var name in option.Aliases.Prepend(option.Name))
                Assert.True(CommandParser.Parse($"{rest} {name}{option.Example[option.Name.Length..]}", new ParseContext(Now)).Success, name);
        }
    }

    [Theory]
    [InlineData("S190814bv", "S190814bv")]
    [InlineData("S190814bv program=public", "S190814bv program=Public")]
    [InlineData("scan S190814bv --public", "S190814bv program=Public")]
    [InlineData("Public S190814bv, please", "S190814bv program=Public")]
    [InlineData("S190814bv --program ALL", "S190814bv program=Partnership")]
    [InlineData("S190814bv rights=partnership", "S190814bv program=Partnership")]
    [InlineData("why ZTF19abpuhbh in S190814bv --public", "why ZTF19abpuhbh: S190814bv program=Public")]
    public void A_program_is_read(string text, string meaning) => Assert.Equal(meaning, Describe(CommandParser.Parse(text, new ParseContext(Now)).Value!));

    [Theory]
    [InlineData("S190814bv program=secret", "program=secret is not a program: write program=public for what the survey has published, or program=all.")]
    [InlineData("S190814bv --public program=all", "program=public and program=all (character 20) say the same thing twice: keep one.")]
    public void A_wrong_program_is_said(string text, string sentence) => Assert.Equal(sentence, CommandParser.Parse(text, new ParseContext(Now)).Error);

    [SkippableFact]
    public void The_position_lines_of_real_circulars_are_understood_as_they_stand()
    {
        Skip.IfNot(RealData.Present, RealData.Why);
        using var circulars = JsonDocument.Parse(File.ReadAllBytes(RealData.Path("circulars/icecube_circular_position_blocks.json")));
        var blocks = circulars.RootElement.EnumerateArray().Select(c => c.GetProperty("positionBlock").GetString()!).Where(b => b.Contains("RA:", StringComparison.Ordinal)).ToArray();

        var read = blocks.Select(b => CommandParser.Parse($"scan {b[b.IndexOf("RA:", StringComparison.Ordinal)..]} from=2018-01-01", new ParseContext(Now)))
            .Select(r => r.Success ? Describe(r.Value).Replace(" from=2018-01-01T00:00:00", "", StringComparison.Ordinal) : r.Error);

        Assert.Equal(
        [
            "at 105.73+2-1.85 14.79+0.91-0.86 inside=0.9",
            "at 268.42+1.47-1.6 3.81+0.68-0.64 inside=0.9",
            "at 345.85+0.41-0.63 9.14+0.81-0.76 inside=0.9",
            "at 260.82+1.73-1.68 14.55+1.35-0.74 inside=0.9",
            "at 357.98+2.3-2.1 -26.65+2.2-2.5 inside=0.9",
            "at 206.06+1.4-0.95 4.78+0.62-0.56 inside=0.9",
        ], read.Take(6));
        Assert.All(read.Skip(6), r => Assert.StartsWith("at ", r));
    }

    internal static string Describe(ChatCommand command) => command switch
    {
        ScanCommand scan => Describe(scan.Request),
        WhyCommand why => $"why {why.ObjectName}: {Describe(why.Request)}",
        HelpCommand help => $"help {help.Topic}".TrimEnd(),
        _ => command.ToString(),
    };

    private static string Describe(ScanRequest r)
    {
        static string Number(double value) => Math.Round(value, 9).ToString(CultureInfo.InvariantCulture);
        static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture);
        var what = r.Event switch
        {
            EventReference.Named named => named.Name.Name,
            EventReference.File file => "file:" + file.Path,
            EventReference.Url url => "url:" + url.Address.AbsoluteUri,
            EventReference.Position { Ellipse: var e } p =>
                $"at {Number(e.Center.RaDeg)}+{Number(e.RaPlusDeg)}-{Number(e.RaMinusDeg)} {Number(e.Center.DecDeg)}+{Number(e.DecPlusDeg)}-{Number(e.DecMinusDeg)} "
                    + $"inside={Number(e.Containment)}{(p.ContainmentAssumed ? "(assumed)" : "")}{(p.RadiusDeg is { } d ? " radius=" + Number(d) : "")}"
                    + (p.EventTimeUtc is { } t ? " " + Time(t) : ""),
            _ => "?",
        };
        string?[] parts =
        [
            what, r.Revision is { } revision ? $"rev={revision}" : null, r.Level is { } level ? "level=" + level.ToString("R", CultureInfo.InvariantCulture) : null,
            r.Days is { } days ? "days=" + Number(days) : null, r.From is { } from ? "from=" + Time(from) : null, r.To is { } to ? "to=" + Time(to) : null,
            r.Channel is { } channel ? "channel=" + channel : null, r.EventTimeUtc is { } t0 ? "t0=" + Time(t0) : null,
            r.Rights is { } rights ? "program=" + rights : null,
        ];
        return string.Join(' ', parts.OfType<string>());
    }
}
