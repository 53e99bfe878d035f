using FsCheck;
using FsCheck.Fluent;

namespace AmpelBot.Sky.Tests;

public class LeapSecondTests
{
    private static readonly Config Laws = Config.QuickThrowOnFailure.WithReplay(20161231, 5).WithMaxTest(2000);

    private static readonly Arbitrary<DateTimeOffset> Instants = Draw
        .Integer(LeapSeconds.BeginUtc.Ticks, new DateTime(2100, 1, 1).Ticks).Select(ticks => new DateTimeOffset(ticks, TimeSpan.Zero)).ToArbitrary();

    [Fact]
    public void Clocks_agree_with_astropy_to_a_microsecond()
    {
        var rows = 0;
        foreach (var row in ReferenceTable.Rows("times.csv"))
        {
            var utc = Utc(row[0]);
            Assert.Equal(Utc(row[1]), TimeScales.UtcToTai(utc));
            Assert.Equal(Utc(row[2]), TimeScales.UtcToTt(utc));
            Assert.Equal(utc, TimeScales.TaiToUtc(Utc(row[1])));
            Assert.Equal(utc, TimeScales.TtToUtc(Utc(row[2])));
            Assert.Equal(decimal.Parse(row[3], System.Globalization.CultureInfo.InvariantCulture), TimeScales.UtcToGps(utc));
            Assert.Equal(utc, TimeScales.GpsToUtc(decimal.Parse(row[3], System.Globalization.CultureInfo.InvariantCulture)));
            Assert.Equal(utc, TimeScales.GpsToUtc(row[3].Number()));
            // Half a unit in the last place of a double: 20 and 0.3 to 0.4 microseconds.
            Assert.Equal(row[4].Number(), TimeScales.UtcToJd(utc), 5e-10);
            Assert.Equal(row[5].Number(), TimeScales.UtcToMjd(utc), 1e-11);
            Assert.Equal(row[6].Number(), TimeScales.UtcToJdTai(utc), 5e-10);
            Assert.Equal(row[7].Number(), TimeScales.UtcToMjdTai(utc), 1e-11);
            Assert.Equal(row[8].Number(), TimeScales.UtcToMjdTt(utc), 1e-11);
            Assert.Equal(row[9].Number(), TimeScales.UtcToMjdGps(utc), 1e-11);
            rows++;
            // A date rounded to the earlier side of a leap second's end lies in the leap second.
            if (utc.TimeOfDay == TimeSpan.Zero)
                continue;
            Near(utc, TimeScales.MjdTaiToUtc(row[7].Number()), 10);
            Near(utc, TimeScales.MjdTtToUtc(row[8].Number()), 10);
            Near(utc, TimeScales.MjdGpsToUtc(row[9].Number()), 10);
            Near(utc, TimeScales.JdTaiToUtc(row[6].Number()), 250);
        }
        Assert.InRange(rows, 195, 200);
    }

    [Fact]
    public void Gps_seconds_of_GW170817_are_the_circulars_time()
    {
        Assert.Equal(Utc("2017-08-17T12:41:04.443"), TimeScales.GpsToUtc(1187008882.443));
        Assert.Equal(Utc("2017-08-17T12:41:04.443"), TimeScales.GpsToUtc(1187008882.443m));
        Assert.Equal(1187008882.443m, TimeScales.UtcToGps(Utc("2017-08-17T12:41:04.443")));
        Assert.Equal(Utc("1980-01-06T00:00:00"), TimeScales.GpsToUtc(0.0));
        Assert.Equal(0m, TimeScales.UtcToGps(Utc("1980-01-06T00:00:00")));
    }

    [Fact]
    public void There_are_27_leap_seconds_and_the_last_is_of_2016()
    {
        Assert.Equal(10, LeapSeconds.TaiMinusUtcSeconds(LeapSeconds.BeginUtc));
        Assert.Equal(36, LeapSeconds.TaiMinusUtcSeconds(Utc("2016-12-31T23:59:59.9999999")));
        Assert.Equal(37, LeapSeconds.TaiMinusUtcSeconds(Utc("2017-01-01T00:00:00")));
        Assert.Equal(37, LeapSeconds.TaiMinusUtcSeconds(LeapSeconds.KnownUntilUtc));
        var days = Enumerable.Range(new DateOnly(1960, 1, 1).DayNumber, 40000).Select(DateOnly.FromDayNumber).Where(LeapSeconds.EndsDay).ToList();
        Assert.Equal(27, days.Count);
        Assert.Equal(new DateOnly(2016, 12, 31), days[^1]);
        Assert.Equal(new DateOnly(1972, 6, 30), days[0]);
    }

    [Fact]
    public void A_leap_second_is_told_as_the_second_after_it()
    {
        Assert.Equal(Utc("2016-12-31T23:59:59.9999999"), TimeScales.TaiToUtc(Utc("2017-01-01T00:00:35.9999999"), out var isLeapSecond));
        Assert.False(isLeapSecond);
        Assert.Equal(Utc("2017-01-01T00:00:00"), TimeScales.TaiToUtc(Utc("2017-01-01T00:00:36"), out isLeapSecond));
        Assert.True(isLeapSecond);
        Assert.Equal(Utc("2017-01-01T00:00:00.5"), TimeScales.TaiToUtc(Utc("2017-01-01T00:00:36.5"), out isLeapSecond));
        Assert.True(isLeapSecond);
        Assert.Equal(Utc("2017-01-01T00:00:00"), TimeScales.TaiToUtc(Utc("2017-01-01T00:00:37"), out isLeapSecond));
        Assert.False(isLeapSecond);
        Assert.Equal(Utc("2017-01-01T00:00:37"), TimeScales.UtcToTai(Utc("2017-01-01T00:00:00")));
        // GPS counts it: 1167264017 is 23:59:60 and 1167264018 the second after it.
        Assert.Equal(Utc("2016-12-31T23:59:59"), TimeScales.GpsToUtc(1167264016m));
        Assert.Equal(Utc("2017-01-01T00:00:00"), TimeScales.GpsToUtc(1167264017m));
        Assert.Equal(Utc("2017-01-01T00:00:00"), TimeScales.GpsToUtc(1167264018m));
        Assert.Equal(1167264018m, TimeScales.UtcToGps(Utc("2017-01-01T00:00:00")));
    }

    [Fact]
    public void Every_instant_comes_back_through_every_clock() => Prop.ForAll(Instants, utc =>
        TimeScales.TaiToUtc(TimeScales.UtcToTai(utc)) == utc
        && TimeScales.TtToUtc(TimeScales.UtcToTt(utc)) == utc
        && TimeScales.GpsToUtc(TimeScales.UtcToGps(utc)) == utc
        && TimeScales.UtcToTt(utc) - TimeScales.UtcToTai(utc) == TimeSpan.FromTicks(321_840_000)
        && Math.Abs((TimeScales.MjdTtToUtc(TimeScales.UtcToMjdTt(utc)) - utc).Ticks) <= 7
        && Math.Abs((TimeScales.MjdGpsToUtc(TimeScales.UtcToMjdGps(utc)) - utc).Ticks) <= 7
        && Math.Abs((TimeScales.JdTtToUtc(TimeScales.UtcToJdTt(utc)) - utc).Ticks) <= 202
        && Math.Abs((TimeScales.JdGpsToUtc(TimeScales.UtcToJdGps(utc)) - utc).Ticks) <= 202).Check(Laws);

    [Fact]
    public void Atomic_time_before_1972_or_after_9999_is_refused()
    {
        var early = LeapSeconds.BeginUtc.AddTicks(-1);
        Assert.Throws<ArgumentOutOfRangeException>(() => LeapSeconds.TaiMinusUtcSeconds(early));
        Assert.Throws<ArgumentOutOfRangeException>(() => TimeScales.UtcToTt(early));
        Assert.Throws<ArgumentOutOfRangeException>(() => TimeScales.TtToUtc(Utc("1972-01-01T00:00:42.1839999")));
        Assert.Equal(LeapSeconds.BeginUtc, TimeScales.TtToUtc(Utc("1972-01-01T00:00:42.184")));
        Assert.Throws<ArgumentOutOfRangeException>(() => TimeScales.TtToUtc(DateTimeOffset.MinValue));
        Assert.Throws<ArgumentOutOfRangeException>(() => TimeScales.UtcToTt(DateTimeOffset.MaxValue));
        Assert.Throws<ArgumentOutOfRangeException>(() => TimeScales.UtcToGps(DateTimeOffset.MaxValue));
        Assert.Throws<ArgumentOutOfRangeException>(() => TimeScales.MjdTaiToUtc(41316.9));
        foreach (var gps in new[] { double.NaN, double.PositiveInfinity, -1e9, 1e300, 9e11, -252892810 })
            Assert.Throws<ArgumentOutOfRangeException>(() => TimeScales.GpsToUtc(gps));
        Assert.Throws<ArgumentOutOfRangeException>(() => TimeScales.GpsToUtc(decimal.MaxValue));
        Assert.Equal(LeapSeconds.BeginUtc, TimeScales.GpsToUtc(-252892809m));
    }

    private static DateTimeOffset Utc(string text) => DateTimeOffset.Parse(text + "Z", System.Globalization.CultureInfo.InvariantCulture);

    private static void Near(DateTimeOffset expected, DateTimeOffset actual, long ticks) => Assert.InRange((expected - actual).Ticks, -ticks, ticks);
}
