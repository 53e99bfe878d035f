using System.Globalization;
using AmpelBot.FollowUp.Scan;
using AmpelBot.Sky;

namespace AmpelBot.FollowUp.T3;

/// <summary>Numbers and times of a report as text, invariant culture.</summary>
internal static class ReportText
{
    /// <summary>A number that reads back as the same double; empty when it is missing or not finite.</summary>
    public static string RoundTrip(double? value)
        => value is { } number && double.IsFinite(number) ? number.ToString("R", CultureInfo.InvariantCulture) : "";

    /// <summary>UTC instant of a Julian date; null when the date is none.</summary>
    public static DateTimeOffset? Utc(double jd)
    {
        try
        {
            return TimeScales.JdToUtc(jd);
        }
        catch (ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    /// <summary>ISO 8601 in UTC to the tick, "2019-08-15T10:44:26.0006299Z"; empty when missing.</summary>
    public static string Iso(DateTimeOffset? time)
        => time?.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture) ?? "";

    /// <summary>Days from the event to a Julian date, below 0 before it; null when nobody said when the event was.</summary>
    public static double? DaysAfterEvent(ScanReport report, double jd)
        => report.Plan.Notice.EventTimeUtc is { } time && Utc(jd) is { } at ? (at - time).TotalDays : null;

    /// <summary>A fixed number of decimals.</summary>
    public static string Fixed(double value, int decimals)
        => value.ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    /// <summary>A declination or latitude with its sign.</summary>
    public static string Signed(double value, int decimals) => (value < 0 ? "" : "+") + Fixed(value, decimals);

    /// <summary>A share as percent without the sign, up to four decimals.</summary>
    public static string Percent(double share) => (share * 100).ToString("0.####", CultureInfo.InvariantCulture);
}
