using AmpelBot.Sky.Ephemeris;

namespace AmpelBot.Sky.Tests.Ephemeris;

public sealed class ObservingSitesTests
{
    // Rounded positions as the observatories' own pages have them; a sign or a minute taken for a degree would be far off.
    [Theory]
    [InlineData("Palomar", -116.86, 33.36)]
    [InlineData("mauna kea", -155.48, 19.83)]
    [InlineData("La Silla", -70.73, -29.26)]
    [InlineData("paranal", -70.40, -24.63)]
    [InlineData("CalarAlto", -2.55, 37.22)]
    [InlineData("La Palma", -17.88, 28.76)]
    [InlineData("siding-spring", 149.06, -31.27)]
    public void A_site_is_found_by_its_name_in_any_spelling(string name, double lonDeg, double latDeg)
    {
        var site = ObservingSites.Find(name);
        Assert.NotNull(site);
        Assert.InRange(site.LonDeg, lonDeg - 0.01, lonDeg + 0.01);
        Assert.InRange(site.LatDeg, latDeg - 0.01, latDeg + 0.01);
        Assert.InRange(site.HeightM, 1100, 4300);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Atlantis")]
    public void Another_name_is_none(string name) => Assert.Null(ObservingSites.Find(name));
}
