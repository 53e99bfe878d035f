using FsCheck;
using FsCheck.Fluent;

namespace AmpelBot.Sky.Tests;

public class Iso8601Tests
{
    [Theory]
    [InlineData("2017-08-17T12:41:04.443", "2017-08-17T12:41:04.4430000Z")]
    [InlineData("2017-08-17 12:41:04,443Z", "2017-08-17T12:41:04.4430000Z")]
    [InlineData("20170817T124104.443Z", "2017-08-17T12:41:04.4430000Z")]
    [InlineData("20170817T1241", "2017-08-17T12:41:00.0000000Z")]
    [InlineData("2017-08-17", "2017-08-17T00:00:00.0000000Z")]
    [InlineData("2017-08-17t12:41z", "2017-08-17T12:41:00.0000000Z")]
    [InlineData("2017-08-17T12:41:04+02:00", "2017-08-17T10:41:04.0000000Z")]
    [InlineData("2017-08-17T12:41:04-0730", "2017-08-17T20:11:04.0000000Z")]
    [InlineData("2017-08-17T00:41:04+01", "2017-08-16T23:41:04.0000000Z")]
    [InlineData("2017-12-31T23:59:59.99999994", "2017-12-31T23:59:59.9999999Z")]
    [InlineData("2017-12-31T23:59:59.99999995", "2018-01-01T00:00:00.0000000Z")]
    [InlineData("2017-12-31T23:59:59.999999999999999999999999999999999", "2018-01-01T00:00:00.0000000Z")]
    [InlineData("2017-12-31T24:00:00", "2018-01-01T00:00:00.0000000Z")]
    [InlineData("2016-12-31T23:59:60.5", "2017-01-01T00:00:00.5000000Z")]
    [InlineData("2016-12-31T23:59:60.99999999", "2017-01-01T00:00:00.0000000Z")]
    [InlineData("2017-01-01T05:29:60.5+05:30", "2017-01-01T00:00:00.5000000Z")]
    [InlineData("2020-02-29", "2020-02-29T00:00:00.0000000Z")]
    [InlineData("0001-01-01T00:00:00", "0001-01-01T00:00:00.0000000Z")]
    [InlineData("9999-12-31T23:59:59.9999999", "9999-12-31T23:59:59.9999999Z")]
    public void Instants_are_read_in_iso_forms(string text, string utc)
    {
        Assert.True(Iso8601.TryParse(text, out var read));
        Assert.Equal(utc, Iso8601.Format(read, 7));
    }

    [Theory]
    [InlineData("")]
    [InlineData("2017-13-01")]
    [InlineData("2019-02-29")]
    [InlineData("2017-08-17T")]
    [InlineData("2017-08-17T12")]
    [InlineData("2017-08-17T25:00:00")]
    [InlineData("2017-08-17T24:00:00.1")]
    [InlineData("2017-08-17T12:60:00")]
    [InlineData("2017-08-17T12:41:61")]
    [InlineData("2017-08-17T12:41:60")]
    [InlineData("2017-12-31T23:59:60")]
    [InlineData("2016-12-31T22:59:60")]
    [InlineData("2016-12-31T12:41:04.")]
    [InlineData("2017-08-17T12:41:04+24:00")]
    [InlineData("2017-08-17T12:41:04 UTC")]
    [InlineData("2017-0817T12:41:04")]
    [InlineData("2017-08-17T124104")]
    [InlineData("0000-01-01")]
    [InlineData("0001-01-01T00:00:00+01:00")]
    [InlineData("9999-12-31T23:59:59.99999999")]
    [InlineData("9999-12-31T24:00:00")]
    [InlineData("2017-08-17T12:41:04.000000000000000000000000000000000000000000000000000000000001")]
    public void What_is_no_instant_is_refused(string text) => Assert.False(Iso8601.TryParse(text, out _));

    [Theory]
    [InlineData("2017-12-31T23:59:59.9999999", 7, "2017-12-31T23:59:59.9999999Z")]
    [InlineData("2017-12-31T23:59:59.9999999", 6, "2018-01-01T00:00:00.000000Z")]
    [InlineData("2017-12-31T23:59:59.9999999", 0, "2018-01-01T00:00:00Z")]
    [InlineData("2017-08-17T12:41:04.4435", 3, "2017-08-17T12:41:04.444Z")]
    [InlineData("2017-08-17T12:41:04.4434999", 3, "2017-08-17T12:41:04.443Z")]
    [InlineData("2017-08-17T12:41:59.5", 0, "2017-08-17T12:42:00Z")]
    [InlineData("9999-12-31T23:59:59.9", 0, "9999-12-31T23:59:59Z")]
    public void Rounding_carries_and_never_shows_60(string text, int decimals, string shown)
    {
        Assert.True(Iso8601.TryParse(text, out var utc));
        Assert.Equal(shown, Iso8601.Format(utc, decimals));
    }

    [Theory]
    [InlineData("2017-01-01T00:00:35.9", 1, "2016-12-31T23:59:59.9Z")]
    [InlineData("2017-01-01T00:00:36.5", 1, "2016-12-31T23:59:60.5Z")]
    [InlineData("2017-01-01T00:00:36.5", 0, "2017-01-01T00:00:00Z")]
    [InlineData("2017-01-01T00:00:35.5", 0, "2016-12-31T23:59:60Z")]
    [InlineData("2017-01-01T00:00:36.9999999", 7, "2016-12-31T23:59:60.9999999Z")]
    [InlineData("2017-01-01T00:00:37", 3, "2017-01-01T00:00:00.000Z")]
    public void A_tai_reading_shows_the_leap_second(string tai, int decimals, string shown)
    {
        Assert.True(Iso8601.TryParse(tai, out var reading));
        Assert.Equal(shown, Iso8601.FormatTai(reading, decimals));
    }

    [Fact]
    public void What_is_written_in_full_is_read_back() => Prop.ForAll(Draw.Integer(0, DateTimeOffset.MaxValue.Ticks).ToArbitrary(), ticks =>
    {
        var utc = new DateTimeOffset(ticks, TimeSpan.Zero);
        return Iso8601.TryParse(Iso8601.Format(utc, 7), out var read) && read == utc;
    }).Check(Config.QuickThrowOnFailure.WithReplay(11, 13).WithMaxTest(1000));

    [Fact]
    public void Rounded_text_is_the_nearest_of_its_digits() => Prop.ForAll(
        (from ticks in Draw.Integer(0, DateTimeOffset.MaxValue.Ticks - TimeSpan.TicksPerDay) from decimals in Gen.Choose(0, 6) select (ticks, decimals)).ToArbitrary(), drawn =>
    {
        var text = Iso8601.Format(new DateTimeOffset(drawn.ticks, TimeSpan.Zero), drawn.decimals);
        return !text.Contains(":60") && Iso8601.TryParse(text, out var read)
            && Math.Abs(read.Ticks - drawn.ticks) * 2 <= Math.Pow(10, 7 - drawn.decimals);
    }).Check(Config.QuickThrowOnFailure.WithReplay(13, 11).WithMaxTest(1000));

    [Fact]
    public void Digits_beyond_a_tick_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Iso8601.Format(DateTimeOffset.UnixEpoch, 8));
        Assert.Throws<ArgumentOutOfRangeException>(() => Iso8601.Format(DateTimeOffset.UnixEpoch, -1));
    }
}
