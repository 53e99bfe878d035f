namespace AmpelBot.Alerts.Archive.Sqlite;

/// <summary>The archive's nights: UTC dates, counted as whole modified Julian dates.</summary>
internal static class Night
{
    /// <summary>Julian date of the modified Julian date's zero.</summary>
    private const double MjdZeroJd = 2_400_000.5;

    /// <summary>The UTC date of a Julian date in UTC.</summary>
    internal static long OfJd(double jd) => (long)Math.Floor(jd - MjdZeroJd);
}
