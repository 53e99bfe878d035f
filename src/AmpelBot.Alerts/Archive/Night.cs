using AmpelBot.Sky;

namespace AmpelBot.Alerts.Archive;

/// <summary>The archive's nights: UTC dates, counted as whole modified Julian dates.</summary>
internal static class Night
{
    /// <summary>Julian date of the modified Julian date's zero.</summary>
    private const double MjdZeroJd = 2_400_000.5;

    // 0001-01-01 to the end of 9999-12-31.
    private const double FirstJd = 1_721_425.5;
    private const double EndJd = 5_373_484.5;

    // Wider than the rounding of a Julian date in a double, 40 microseconds.
    private const double MarginDays = 1e-6;

    /// <summary>The UTC date of a Julian date in UTC.</summary>
    internal static int OfJd(double jd) => (int)Math.Floor(jd - MjdZeroJd);

    /// <summary>Julian dates around a window, wide enough for all that lie inside; the instants themselves are compared afterwards.</summary>
    internal static (double From, double To) JdsAround(TimeWindow window)
        => (TimeScales.UtcToJd(window.From) - MarginDays, TimeScales.UtcToJd(window.To) + MarginDays);

    /// <summary>Whether a Julian date lies in the years 1 to 9999, which an archive can hold.</summary>
    internal static bool IsDate(double jd) => jd >= FirstJd && jd < EndJd;
}
