using System.Globalization;

namespace AmpelBot.FollowUp;

/// <summary>Numbers as sentences for people write them, always in the invariant culture.</summary>
public static class TextNumbers
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    /// <summary>A level or containment as a percentage with at least one decimal and none dropped: 0.95 is "95.0 %", 0.9973 is "99.73 %".</summary>
    /// <param name="level">0 to 1.</param>
    public static string Percent(double level) => ((decimal)level * 100m).ToString("0.0###########", Invariant) + " %";

    /// <summary>A share as a percentage with three significant digits: 0.01871 is "1.87 %".</summary>
    /// <param name="fraction">0 to 1.</param>
    public static string Share(double fraction) => Significant(fraction * 100, 3) + " %";

    /// <summary>An area with a decimal above 100 deg2 and three significant digits below: "771.8 deg2", "0.0885 deg2".</summary>
    public static string Area(double areaSqDeg) => areaSqDeg >= 100 ? areaSqDeg.ToString("N1", Invariant) + " deg2" : Significant(areaSqDeg, 3) + " deg2";

    /// <summary>A distance with its error, both to the same place: "236 +- 50 Mpc", "38.0 +- 7.5 Mpc".</summary>
    public static string Distance(double meanMpc, double? stdMpc)
    {
        var decimals = Decimals(Math.Min(Math.Abs(meanMpc), stdMpc is > 0 and { } std ? std * 10 : double.MaxValue), 3);
        var mean = meanMpc.ToString("N" + decimals, Invariant);
        return stdMpc is { } error ? $"{mean} +- {error.ToString("N" + decimals, Invariant)} Mpc" : $"{mean} Mpc";
    }

    /// <summary>A time to the digits that it has: "2019-10-01 20:09:18 UTC", "2019-08-14 21:10:39.013 UTC"; midnight is the date alone.</summary>
    public static string Time(DateTimeOffset time)
    {
        var utc = time.UtcDateTime;
        return utc.TimeOfDay == TimeSpan.Zero
            ? utc.ToString("yyyy-MM-dd", Invariant) + " UTC"
            : utc.ToString("yyyy-MM-dd HH:mm:ss.FFFFFFF", Invariant) + " UTC";
    }

    /// <summary>A time to the minute, rounded down: "2019-10-01 20:09 UTC".</summary>
    public static string Minute(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm", Invariant) + " UTC";

    /// <summary>A length of time in days: "1 day", "1.5 days".</summary>
    public static string Days(double days) => Number(days) + (days == 1 ? " day" : " days");

    /// <summary>The time that work took: "0.84 s", "12.3 s", "3 min 12 s", "1 h 40 min".</summary>
    public static string Duration(double seconds)
    {
        if (seconds < 59.95)
            return Significant(Math.Max(seconds, 0), seconds < 10 ? 2 : 3) + " s";
        var whole = (long)Math.Round(seconds);
        return whole < 3600 ? $"{whole / 60} min {whole % 60} s" : $"{Count(whole / 3600)} h {whole / 60 % 60} min";
    }

    /// <summary>A count with commas between thousands: "1,234".</summary>
    public static string Count(long count) => count.ToString("N0", Invariant);

    /// <summary>A count and its noun: "1 alert", "40 alerts".</summary>
    public static string Count(long count, string noun) => $"{Count(count)} {noun}{(count == 1 ? "" : "s")}";

    /// <summary>Every digit of a number that tells it from its neighbours, nothing rounded.</summary>
    public static string Number(double value) => value.ToString("R", Invariant);

    private static string Significant(double value, int digits) => value.ToString("N" + Decimals(Math.Abs(value), digits), Invariant);

    private static int Decimals(double size, int digits) =>
        size > 0 && double.IsFinite(size) ? Math.Clamp(digits - 1 - (int)Math.Floor(Math.Log10(size)), 0, 12) : 0;
}
