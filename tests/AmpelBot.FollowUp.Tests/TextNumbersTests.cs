namespace AmpelBot.FollowUp.Tests;

public class TextNumbersTests
{
    [Theory]
    [InlineData(0.95, "95.0 %")]
    [InlineData(0.9973, "99.73 %")]
    [InlineData(1, "100.0 %")]
    [InlineData(0.009, "0.9 %")]
    [InlineData(1e-9, "0.0000001 %")]
    public void A_level_keeps_all_its_digits(double level, string text) => Assert.Equal(text, TextNumbers.Percent(level));

    [Theory]
    [InlineData(10183.1498, "10,183.1 deg2")]
    [InlineData(771.8223, "771.8 deg2")]
    [InlineData(37.6029, "37.6 deg2")]
    [InlineData(5.003, "5.00 deg2")]
    [InlineData(0.0885, "0.0885 deg2")]
    [InlineData(0, "0 deg2")]
    public void An_area_keeps_three_digits_at_least(double area, string text) => Assert.Equal(text, TextNumbers.Area(area));

    [Theory]
    [InlineData(236.0194, 49.7, "236 +- 50 Mpc")]
    [InlineData(37.9597, 7.5, "38.0 +- 7.5 Mpc")]
    [InlineData(1234.6, 400.2, "1,235 +- 400 Mpc")]
    [InlineData(40, 0.04, "40.000 +- 0.040 Mpc")]
    [InlineData(236.0194, null, "236 Mpc")]
    public void A_distance_and_its_error_end_at_the_same_place(double mean, double? std, string text) => Assert.Equal(text, TextNumbers.Distance(mean, std));

    [Theory]
    [InlineData(0, "0 s")]
    [InlineData(0.8371, "0.84 s")]
    [InlineData(12.34, "12.3 s")]
    [InlineData(59.96, "1 min 0 s")]
    [InlineData(192, "3 min 12 s")]
    [InlineData(6000, "1 h 40 min")]
    public void A_duration_is_short(double seconds, string text) => Assert.Equal(text, TextNumbers.Duration(seconds));

    [Theory]
    [InlineData("2019-10-01T20:09:18Z", "2019-10-01 20:09:18 UTC")]
    [InlineData("2019-10-01T20:09:18.0130000Z", "2019-10-01 20:09:18.013 UTC")]
    [InlineData("2019-10-01T02:00:00+02:00", "2019-10-01 UTC")]
    public void A_time_keeps_all_its_digits(string time, string text) => Assert.Equal(text, TextNumbers.Time(DateTimeOffset.Parse(time)));
}
