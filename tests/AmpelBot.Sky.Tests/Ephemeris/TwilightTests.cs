using AmpelBot.Sky.Ephemeris;
using FsCheck;
using FsCheck.Fluent;

namespace AmpelBot.Sky.Tests.Ephemeris;

public class TwilightTests
{
    [Fact]
    public void Nights_of_Palomar_agree_with_astropy()
    {
        var rows = 0;
        foreach (var row in ReferenceTable.Rows("nights.csv"))
        {
            var evening = DateOnly.ParseExact(row[0], "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
            var night = Twilight.Night(ObservingSite.Palomar, evening, row[1].Number());
            Assert.NotNull(night);
            Assert.InRange((night.Value.From - Utc(row[2])).TotalSeconds, -6, 6);
            Assert.InRange((night.Value.To - Utc(row[3])).TotalSeconds, -6, 6);
            rows++;
        }
        Assert.Equal(40, rows);
    }

    [Fact]
    public void The_sun_crosses_the_altitude_at_both_ends_of_a_night() => Prop.ForAll(
        (from lon in Gen.Choose(-180, 179)
         from lat in Gen.Choose(-90, 90)
         from day in Gen.Choose(new DateOnly(1973, 1, 1).DayNumber, new DateOnly(2099, 1, 1).DayNumber)
         from altitude in Gen.Choose(-18, 0)
         select (Site: new ObservingSite("anywhere", lon, lat, 0), Evening: DateOnly.FromDayNumber(day), Altitude: (double)altitude)).ToArbitrary(), drawn =>
    {
        double At(DateTimeOffset utc) => Sun.Horizontal(drawn.Site, utc).AltitudeDeg - drawn.Altitude;
        var noon = new DateTimeOffset(drawn.Evening.ToDateTime(new TimeOnly(12, 0)), TimeSpan.Zero).AddHours(-drawn.Site.LonDeg / 15);
        if (Twilight.Night(drawn.Site, drawn.Evening, drawn.Altitude) is not { } night)
            return Enumerable.Range(0, 97).All(i => At(noon.AddMinutes(15 * i)) > -1e-3);
        var ends = (night.From == noon || Math.Abs(At(night.From)) < 1e-4) && (night.To == noon.AddDays(1) || Math.Abs(At(night.To)) < 1e-4);
        return ends && night.Days <= 1 && (night.Days < 1e-4 || At(night.From + (night.To - night.From) / 2) < 0)
            && Twilight.EveningOf(drawn.Site, night.From + (night.To - night.From) / 2) == drawn.Evening;
    }).Check(Config.QuickThrowOnFailure.WithReplay(18, 3).WithMaxTest(200));

    [Fact]
    public void Polar_days_have_no_night_and_polar_nights_no_end()
    {
        var tromso = new ObservingSite("Tromsø", 18.96, 69.65, 0);
        Assert.Null(Twilight.Night(tromso, new DateOnly(2026, 6, 21), 0));
        Assert.Null(Twilight.Night(tromso, new DateOnly(2026, 5, 10), Twilight.AstronomicalDeg));
        Assert.Equal(1, Twilight.Night(tromso, new DateOnly(2026, 12, 21), 0)!.Value.Days, 1e-9);
    }

    [Fact]
    public void The_night_around_an_instant_holds_it()
    {
        var utc = new DateTimeOffset(2019, 4, 26, 8, 0, 0, TimeSpan.Zero);
        Assert.True(Twilight.NightAround(ObservingSite.Palomar, utc, Twilight.NauticalDeg)!.Value.Contains(utc));
        Assert.Equal(new DateOnly(2019, 4, 25), Twilight.EveningOf(ObservingSite.Palomar, utc));
    }

    [Fact]
    public void What_is_no_altitude_or_year_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Twilight.Night(ObservingSite.Palomar, new DateOnly(2020, 1, 1), double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => Twilight.Night(ObservingSite.Palomar, new DateOnly(1971, 12, 31), -12));
        Assert.Throws<ArgumentOutOfRangeException>(() => Twilight.Night(ObservingSite.Palomar, new DateOnly(9999, 12, 31), -12));
    }

    private static DateTimeOffset Utc(string text) => DateTimeOffset.Parse(text + "Z", System.Globalization.CultureInfo.InvariantCulture);
}
