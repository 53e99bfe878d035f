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
    internal const double MarginDays = 1e-6;

    /// <summary>The UTC date of a Julian date in UTC.</summary>
    internal static int OfJd(double jd) => (int)Math.Floor(jd - MjdZeroJd);

    /// <summary>Julian dates around a window, wide enough for all that lie inside; the instants themselves are compared afterwards.</summary>
    internal static (double From, double To) JdsAround(TimeWindow window)
        => (TimeScales.UtcToJd(window.From) - MarginDays, TimeScales.UtcToJd(window.To) + MarginDays);

    /// <summary>Whether a Julian date lies in the years 1 to 9999, which an archive can hold.</summary>
    internal static bool IsDate(double jd) => jd >= FirstJd && jd < EndJd;
}

/// <summary>A window as Julian dates of alerts are compared with it.</summary>
internal readonly struct JdWindow
{
    private readonly TimeWindow window;
    private readonly double surelyFrom, surelyTo;

    /// <summary>A window of instants.</summary>
    internal JdWindow(TimeWindow window)
    {
        this.window = window;
        (From, To) = Night.JdsAround(window);
        (surelyFrom, surelyTo) = (From + 2 * Night.MarginDays, To - 2 * Night.MarginDays);
    }

    /// <summary>A Julian date before all that lie inside.</summary>
    internal double From { get; }

    /// <summary>A Julian date after all that lie inside.</summary>
    internal double To { get; }

    /// <summary>Whether the instant of a Julian date lies inside; only near the ends is it made.</summary>
    internal bool Contains(double jd) => (jd > surelyFrom && jd < surelyTo) || (jd >= From && jd <= To && window.Contains(TimeScales.JdToUtc(jd)));
}
