using FsCheck;
using FsCheck.Fluent;

namespace AmpelBot.Sky.Tests;

public class TimeScalesTests
{
    private static DateTimeOffset Utc(string text) => DateTimeOffset.Parse(text + "Z", System.Globalization.CultureInfo.InvariantCulture);

    // astropy 5.2.1: Time(mjd, format='mjd', scale='utc').isot to seven decimals
    [Theory]
    [InlineData(58598.34589134868, "2019-04-25T08:18:05.0125260")]
    [InlineData(51544.5, "2000-01-01T12:00:00")]
    [InlineData(0.0, "1858-11-17T00:00:00")]
    [InlineData(59031.80895188753, "2020-07-01T19:24:53.4430826")]
    public void Mjd_is_read_to_a_microsecond(double mjd, string utc)
    {
        var difference = TimeScales.MjdToUtc(mjd) - Utc(utc);
        Assert.True(Math.Abs(difference.Ticks) < 30, difference.ToString());
    }

    [Fact]
    public void Jd_begins_at_noon()
    {
        Assert.Equal(Utc("2000-01-01T12:00:00"), TimeScales.JdToUtc(2451545.0));
        Assert.Equal(2451545.0, TimeScales.UtcToJd(Utc("2000-01-01T12:00:00")));
        Assert.Equal(Utc("2018-11-28T00:00:00"), TimeScales.JdToUtc(2458450.5));
    }

    [Fact]
    public void Going_to_a_date_and_back_loses_no_more_than_the_double_does()
    {
        var ticks = Draw.Integer(Utc("1900-01-01T00:00:00").Ticks, Utc("2100-01-01T00:00:00").Ticks).ToArbitrary();
        Prop.ForAll(ticks, t =>
        {
            var time = new DateTimeOffset(t, TimeSpan.Zero);
            var mjd = Math.Abs((TimeScales.MjdToUtc(TimeScales.UtcToMjd(time)) - time).Ticks);
            var jd = Math.Abs((TimeScales.JdToUtc(TimeScales.UtcToJd(time)) - time).Ticks);
            // Half a unit in the last place of each double: 0.63 microseconds (from 2038 on, half that before) and 20.1.
            return mjd <= 7 && jd <= 202;
        }).Check(Config.QuickThrowOnFailure.WithReplay(20190814, 1).WithMaxTest(1000));
    }

    // astropy 5.2.1: Time(t, scale='tt').utc.isot
    [Theory]
    [InlineData("2018-01-16T00:38:01.9910140", "2018-01-16T00:36:52.8070140")]
    [InlineData("2017-01-01T00:01:09.1840000", "2017-01-01T00:00:00.0000000")]
    [InlineData("2016-12-31T23:59:00.0000000", "2016-12-31T23:57:51.8160000")]
    [InlineData("2001-01-01T00:01:04.1840000", "2001-01-01T00:00:00.0000000")]
    public void Terrestrial_time_goes_through_the_leap_seconds(string tt, string utc) => Assert.Equal(Utc(utc), TimeScales.TtToUtc(Utc(tt)));

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(1e7)]
    [InlineData(-1e7)]
    public void A_date_outside_the_calendar_is_refused(double mjd)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => TimeScales.MjdToUtc(mjd));
        Assert.Throws<ArgumentOutOfRangeException>(() => TimeScales.JdToUtc(mjd + 2400000.5));
    }

    [Fact]
    public void The_ends_of_the_calendar_are_dates()
    {
        Assert.Equal(DateTimeOffset.MinValue, TimeScales.MjdToUtc(TimeScales.UtcToMjd(DateTimeOffset.MinValue)));
        Assert.True(DateTimeOffset.MaxValue - TimeScales.MjdToUtc(TimeScales.UtcToMjd(DateTimeOffset.MaxValue.AddSeconds(-1))) < TimeSpan.FromSeconds(2));
    }
}
