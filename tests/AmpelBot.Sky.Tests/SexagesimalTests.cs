using FsCheck;
using FsCheck.Fluent;

namespace AmpelBot.Sky.Tests;

public class SexagesimalTests
{
    [Theory]
    [InlineData(0, 2, "00:00:00.00")]
    [InlineData(197.4503750, 2, "13:09:48.09")]
    [InlineData(359.99999999, 2, "00:00:00.00")]
    [InlineData(359.99999999, 6, "23:59:59.999998")]
    [InlineData(14.9999999, 1, "01:00:00.0")]
    [InlineData(-15, 0, "23:00:00")]
    public void A_right_ascension_is_rounded_without_a_60(double deg, int decimals, string text) => Assert.Equal(text, Sexagesimal.FormatRa(deg, decimals));

    [Theory]
    [InlineData(-0.0001, 1, "-00:00:00.4")]
    [InlineData(-23.3814833, 1, "-23:22:53.3")]
    [InlineData(89.99999999, 2, "+90:00:00.00")]
    [InlineData(-9.99999999, 0, "-10:00:00")]
    [InlineData(0, 0, "+00:00:00")]
    public void A_declination_is_rounded_without_a_60(double deg, int decimals, string text) => Assert.Equal(text, Sexagesimal.FormatDec(deg, decimals));

    [Theory]
    [InlineData("13:09:48.09", 197.450375)]
    [InlineData("13 09 48.09", 197.450375)]
    [InlineData("13h09m48.09s", 197.450375)]
    [InlineData(" 13h 09m 48.09s ", 197.450375)]
    [InlineData("1:30", 22.5)]
    [InlineData("24:00:00", 0)]
    [InlineData("00:00:59.9999999", 0.2499999995833333)]
    public void Right_ascensions_are_read(string text, double deg)
    {
        Assert.True(Sexagesimal.TryParseRa(text, out var ra));
        Assert.Equal(deg, ra, 1e-12);
    }

    [Theory]
    [InlineData("-00:30:00", -0.5)]
    [InlineData("+23:22:53.4", 23.3815)]
    [InlineData("\u221223d22m53.4s", -23.3815)]
    [InlineData("-23\u00B022'53.4\"", -23.3815)]
    [InlineData("-23\u00B022\u203253.4\u2033", -23.3815)]
    [InlineData("-23 22", -23.366666666666667)]
    [InlineData("90:00:00", 90)]
    public void Declinations_are_read(string text, double deg)
    {
        Assert.True(Sexagesimal.TryParseDec(text, out var dec));
        Assert.Equal(deg, dec, 1e-12);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("-1:00:00")]
    [InlineData("24:00:01")]
    [InlineData("12:60:00")]
    [InlineData("12:00:60")]
    [InlineData("12:00:60.0")]
    [InlineData("12:34 56")]
    [InlineData("12:34:")]
    [InlineData("12")]
    [InlineData("12h34")]
    [InlineData("12h34m56")]
    [InlineData("12d34m56s")]
    [InlineData("12:34:5e1")]
    [InlineData("12:34:-5")]
    [InlineData("12:34:.5")]
    [InlineData("12:34:056")]
    [InlineData("12:3a:05")]
    [InlineData("99999999999:00:00")]
    [InlineData("12:34:NaN")]
    [InlineData("12:34:56.0000000000000000000000000000000000000000000000000000000000000000000000000000001")]
    public void What_is_no_right_ascension_is_refused(string text) => Assert.False(Sexagesimal.TryParseRa(text, out _));

    [Theory]
    [InlineData("90:00:00.1")]
    [InlineData("--10:00:00")]
    [InlineData("-")]
    [InlineData("10h00m00s")]
    [InlineData("91:00:00")]
    public void What_is_no_declination_is_refused(string text) => Assert.False(Sexagesimal.TryParseDec(text, out _));

    [Fact]
    public void What_is_written_is_read_back_and_never_shows_a_60() => Prop.ForAll(
        (from ra in Draw.Integer(0, 3_599_999_999_999_999)
         from dec in Draw.Integer(-900_000_000_000_000, 900_000_000_000_000)
         from decimals in Gen.Choose(0, 9)
         select (Ra: ra / 1e13, Dec: dec / 1e13, decimals)).ToArbitrary(), drawn =>
    {
        var step = 0.51 * Math.Pow(10, -drawn.decimals) / 3600 + 1e-13;
        var ra = Sexagesimal.FormatRa(drawn.Ra, drawn.decimals);
        var dec = Sexagesimal.FormatDec(drawn.Dec, drawn.decimals);
        return !ra.Contains(":60") && !dec.Contains(":60")
            && Sexagesimal.TryParseRa(ra, out var readRa) && Math.Abs(Math.IEEERemainder(readRa - drawn.Ra, 360)) <= 15 * step
            && Sexagesimal.TryParseDec(dec, out var readDec) && Math.Abs(readDec - drawn.Dec) <= step;
    }).Check(Config.QuickThrowOnFailure.WithReplay(7, 7).WithMaxTest(2000));

    [Fact]
    public void A_direction_is_written_with_one_digit_less_in_its_declination() =>
        Assert.Equal("13:09:48.09 -23:22:53.4", Sexagesimal.Format(new SkyCoord(197.450375, -23.3815), 2));

    [Fact]
    public void Digits_beyond_nine_and_what_is_no_angle_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Sexagesimal.FormatRa(0, 10));
        Assert.Throws<ArgumentOutOfRangeException>(() => Sexagesimal.FormatDec(0, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Sexagesimal.FormatRa(double.NaN, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Sexagesimal.FormatDec(90.1, 1));
    }
}
