using System.Globalization;
using AmpelBot.Sky;

namespace AmpelBot.Alerts.Surveys.Simulated;

/// <summary>Something that is put into the simulated sky.</summary>
/// <param name="Type">What: kilonova, sn-ia, sn-ii, sn-ibc or tde.</param>
/// <param name="Coord">Where.</param>
/// <param name="TimeUtc">When it begins, as seen from here.</param>
/// <param name="DistanceMpc">Luminosity distance in Mpc.</param>
public sealed record SimulatedInjection(string Type, SkyCoord Coord, DateTimeOffset TimeUtc, double DistanceMpc)
{
    /// <summary>Most injections of one survey.</summary>
    public const int Most = 1000;

    private const double NearestMpc = 0.1;
    private const double FarthestMpc = 3000;
    private const string Example = "kilonova@218.25,31.40,2026-06-12T05:21:37,95";

    /// <summary>Reads an injection as it is written on the command line: type@ra,dec,t0,Mpc.</summary>
    /// <param name="text">Such as kilonova@218.25,31.40,2026-06-12T05:21:37,95: degrees, UTC, Mpc.</param>
    /// <param name="injection">The injection; null when the text is none.</param>
    /// <returns>Null, or a sentence that says what is wrong.</returns>
    public static string? Read(string text, out SimulatedInjection? injection)
    {
        injection = null;
        var at = text.IndexOf('@');
        var values = at < 0 ? [] : text[(at + 1)..].Split(',');
        if (values.Length != 4)
            return $"\"{Shown(text)}\" is no injection: it is written type@ra,dec,t0,Mpc, as in {Example}.";
        var type = text[..at].Trim().ToLowerInvariant();
        if (!TransientPopulation.InjectedTypes.Contains(type))
            return $"There is no \"{Shown(type)}\" to inject; there is {string.Join(", ", TransientPopulation.InjectedTypes)}.";
        if (!Number(values[0], out var ra) || !Number(values[1], out var dec) || ra is < 0 or > 360 || !SkyCoord.IsValid(ra, dec))
            return $"\"{Shown(values[0])},{Shown(values[1])}\" is no place: right ascension 0 to 360 and declination -90 to 90 in degrees, as in {Example}.";
        if (!Iso8601.TryParse(values[2].Trim(), out var time))
            return $"\"{Shown(values[2])}\" is no time: it is written in UTC, as in {Example}.";
        if (!Number(values[3], out var mpc) || mpc is < NearestMpc or > FarthestMpc)
            return FormattableString.Invariant($"\"{Shown(values[3])}\" is no distance: {NearestMpc} to {FarthestMpc} Mpc, as in {Example}.");
        injection = new(type, new SkyCoord(ra, dec), time, mpc);
        return null;
    }

    private static bool Number(string text, out double value) =>
        double.TryParse(text.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);

    private static string Shown(string text) => text.Length > 80 ? text[..80] + " ..." : text;
}
