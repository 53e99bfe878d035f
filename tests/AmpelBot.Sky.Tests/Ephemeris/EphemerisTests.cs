using AmpelBot.Sky.Ephemeris;

namespace AmpelBot.Sky.Tests.Ephemeris;

public class EphemerisTests
{
    private static readonly ObservingSite Site = ObservingSite.Palomar;

    public static TheoryData<string, double> Tolerances => new()
    {
        { "star", 0.004 }, { "Sun", 0.006 }, { "Sun's height", 0.008 }, { "Moon", 0.00006 }, { "Moon's height", 0.005 }, { "Moon from the site", 0.0003 },
        { "km", 60 }, { "lit", 0.0005 },
    };

    [Theory]
    [MemberData(nameof(Tolerances))]
    public void The_sky_over_Palomar_agrees_with_astropy(string what, double tolerance)
    {
        var (most, rows) = (0.0, 0);
        foreach (var row in ReferenceTable.Rows("palomar.csv"))
        {
            var utc = DateTimeOffset.Parse(row[0] + "Z", System.Globalization.CultureInfo.InvariantCulture);
            double At(int column) => row[column].Number();
            most = Math.Max(most, what switch
            {
                "star" => Apart(Site.Horizontal(new SkyCoord(At(1), At(2)), utc), At(3), At(4)),
                "Sun" => Sun.Direction(utc).SeparationDeg(new SkyCoord(At(6), At(7))),
                "Sun's height" => Apart(Sun.Horizontal(Site, utc), At(8), At(9)),
                "Moon" => Moon.Direction(utc).SeparationDeg(new SkyCoord(At(10), At(11))),
                "km" => Math.Abs(Moon.DistanceKm(utc) - At(12)),
                "Moon's height" => Apart(Moon.Horizontal(Site, utc), At(13), At(14)),
                "Moon from the site" => Moon.Direction(Site, utc).SeparationDeg(new SkyCoord(At(15), At(16))),
                _ => Math.Abs(Moon.IlluminatedFraction(utc) - At(17)),
            });
            rows++;
        }
        Assert.Equal(200, rows);
        Assert.InRange(most, 0, tolerance);
    }

    [Fact]
    public void The_secant_of_the_zenith_distance_agrees_with_astropy()
    {
        foreach (var row in ReferenceTable.Rows("palomar.csv"))
            if (row[3].Number() is > 0 and var altitude)
                Assert.Equal(1, Airmass.SecantZ(altitude)!.Value / row[5].Number(), 1e-6 + 1e-8 * row[5].Number() * row[5].Number());
            else
                Assert.Null(Airmass.SecantZ(row[3].Number()));
    }

    // Python 3.11: 1 / (sin(radians(h)) + 0.50572 * (h + 6.07995) ** -1.6364); the paper's value at the horizon is 38 to two digits.
    [Theory]
    [InlineData(90, 0.9997119918558381)]
    [InlineData(60, 1.153992233363676)]
    [InlineData(30, 1.9942928525292503)]
    [InlineData(10, 5.586035879851202)]
    [InlineData(5, 10.305791327930303)]
    [InlineData(0, 37.91960837783633)]
    public void Airmass_is_that_of_Kasten_and_Young(double altitude, double airmass) => Assert.Equal(airmass, Airmass.KastenYoung(altitude)!.Value, 1e-9);

    [Theory]
    [InlineData(-0.0001)]
    [InlineData(-90)]
    [InlineData(90.0001)]
    [InlineData(double.NaN)]
    public void There_is_no_airmass_below_the_horizon(double altitude)
    {
        Assert.Null(Airmass.KastenYoung(altitude));
        Assert.Null(Airmass.SecantZ(altitude));
    }

    // Meeus, Astronomical Algorithms (2nd edition), examples 47.a and 48.a: 1992 April 12, 0 h TD.
    [Fact]
    public void The_examples_of_Meeus_come_out()
    {
        var utc = TimeScales.TtToUtc(new DateTimeOffset(1992, 4, 12, 0, 0, 0, TimeSpan.Zero));
        Assert.Equal(368409.7, Moon.DistanceKm(utc), 0.1);
        Assert.Equal(0.6786, Moon.IlluminatedFraction(utc), 1e-4);
    }

    // The total solar eclipse of 2017-08-21 (greatest eclipse 18:26 UT) and the full moon of 2017-09-06, 7:03 UT.
    [Fact]
    public void The_moon_is_new_in_a_solar_eclipse_and_full_half_a_month_later()
    {
        var eclipse = new DateTimeOffset(2017, 8, 21, 18, 26, 0, TimeSpan.Zero);
        Assert.InRange(Moon.IlluminatedFraction(eclipse), 0, 1e-4);
        Assert.InRange(Moon.Direction(eclipse).SeparationDeg(Sun.Direction(eclipse)), 0.3, 0.6);
        // Hopkinsville, Kentucky, in totality.
        var below = new ObservingSite("Hopkinsville", -87.488, 36.866, 170);
        var middle = new DateTimeOffset(2017, 8, 21, 18, 25, 40, TimeSpan.Zero);
        Assert.InRange(Moon.Direction(below, middle).SeparationDeg(Sun.Direction(middle)), 0, 0.015);
        Assert.InRange(Moon.IlluminatedFraction(new DateTimeOffset(2017, 9, 6, 7, 3, 0, TimeSpan.Zero)), 0.998, 1);
    }

    [Fact]
    public void Times_before_1972_are_refused()
    {
        var early = LeapSeconds.BeginUtc.AddTicks(-1);
        Assert.Throws<ArgumentOutOfRangeException>(() => Sun.Direction(early));
        Assert.Throws<ArgumentOutOfRangeException>(() => Moon.Direction(early));
        Assert.Throws<ArgumentOutOfRangeException>(() => Site.Horizontal(default, early));
    }

    [Fact]
    public void A_site_is_checked()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ObservingSite("x", double.NaN, 0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ObservingSite("x", 0, 91, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ObservingSite("x", 0, 0, double.NaN));
        Assert.Equal(-116.863, new ObservingSite("x", 243.137, 0, 0).LonDeg, 1e-9);
    }

    private static double Apart(HorizontalCoord ours, double altitude, double azimuth) =>
        new SkyCoord(ours.AzimuthDeg, ours.AltitudeDeg).SeparationDeg(new SkyCoord(azimuth, altitude));
}
