using System.Globalization;
using System.Text.RegularExpressions;
using AmpelBot.Sky;

namespace AmpelBot.FollowUp.T3;

/// <summary>Where else an object can be looked at.</summary>
public static partial class CandidateLinks
{
    /// <summary>Pages of the object by its name (objects of ZTF only), and of its place in the sky.</summary>
    /// <param name="survey">The survey's short name.</param>
    /// <param name="name">The survey's name of the object.</param>
    /// <param name="coord">Its position.</param>
    public static IEnumerable<(string Label, Uri Address)> Of(string survey, string name, SkyCoord coord)
    {
        if (survey == "ZTF" && ZtfName().IsMatch(name))
        {
            yield return ("Fritz", new Uri("https://fritz.science/source/" + name));
            yield return ("ALeRCE", new Uri("https://alerce.online/object/" + name));
            yield return ("Lasair", new Uri($"https://lasair-ztf.lsst.ac.uk/objects/{name}/"));
        }
        string ra = coord.RaDeg.ToString("F6", CultureInfo.InvariantCulture), dec = coord.DecDeg.ToString("F6", CultureInfo.InvariantCulture);
        yield return ("TNS", new Uri($"https://www.wis-tns.org/search?ra={ra}&decl={dec}&radius=5&coords_unit=arcsec"));
        yield return ("Aladin", new Uri($"https://aladin.cds.unistra.fr/AladinLite/?target={ra}%20{dec}&fov=0.05"));
    }

    // ZTF, two digits of the year and seven letters (Masci et al. 2019, PASP 131, 018003, section 6).
    [GeneratedRegex(@"\AZTF[0-9]{2}[a-z]{7}\z", RegexOptions.CultureInvariant)]
    private static partial Regex ZtfName();
}
