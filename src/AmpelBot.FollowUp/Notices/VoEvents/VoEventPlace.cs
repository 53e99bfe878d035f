using System.Globalization;
using AmpelBot.Sky;

namespace AmpelBot.FollowUp.Notices.VoEvents;

/// <summary>Time and place of a VOEvent.</summary>
internal static class VoEventPlace
{
    // Truncated Julian dates count from MJD 40000.
    private const int TjdZeroMjd = 40000;
    private const double Agreement = 1;

    /// <summary>ISOTime where it is in UTC; a remark where it is not, or where GCN's day and second of it disagree.</summary>
    public static DateTimeOffset? TimeUtc(VoEventMessage message, ICollection<string> remarks)
    {
        if (message.Time is not { } text)
            return null;
        if (!Iso8601.TryParse(text, out var utc))
            throw new NoticeRefusal("ISOTime of the VOEvent is no time in ISO 8601.");
        if (message.CoordSystem is { } system && !system.Contains("UTC", StringComparison.Ordinal))
        {
            remarks.Add($"The time of the event was sent as {PlainText.Plain(text)} in {PlainText.Plain(system)}, which is not UTC; it is left out.");
            return null;
        }
        if (OfDayAndSecond(message) is { } other && Math.Abs((other - utc).TotalSeconds) > Agreement)
            remarks.Add($"The VOEvent contradicts itself about the time of the event: ISOTime says {Iso8601.Format(utc, 2)}, its truncated Julian date {Iso8601.Format(other, 2)}. ISOTime is taken.");
        return utc;
    }

    /// <summary>The position with its circle of error; null where the sender says that there is none.</summary>
    public static SentPosition? Position(VoEventMessage message, double? containment, double? containmentByConvention, ICollection<string> remarks)
    {
        if (message.Ra is not { } ra || message.Dec is not { } dec || message.Text("Coords_Type") == "0")
            return null;
        var radiusDeg = message.Error is { } error ? VoEventMessage.NumberIn(error, "Error2Radius") : (double?)null;
        if (radiusDeg >= 180)
        {
            remarks.Add(FormattableString.Invariant($"The sender knows no direction: the radius of error was sent as {radiusDeg} deg."));
            return null;
        }
        return SentPositions.Of(VoEventMessage.NumberIn(ra, "C1"), VoEventMessage.NumberIn(dec, "C2"),
            radiusDeg is null ? null : SentPositions.Circle(radiusDeg.Value, remarks), containment, containmentByConvention, null, remarks);
    }

    /// <summary>What role and test flags say.</summary>
    public static NoticePurpose Purpose(VoEventMessage message) =>
        message.Role == "test" || message.Is("Test_Submission") || message.Is("Test_Notice") || message.Is("Test") || message.Is("InternalTest") ? NoticePurpose.Test
        : message.Role == "prediction" ? NoticePurpose.Planned : NoticePurpose.Observation;

    private static DateTimeOffset? OfDayAndSecond(VoEventMessage message)
    {
        foreach (var name in new[] { "Burst", "Event", "Trans", "Detection" })
            if (int.TryParse(message.Text(name + "_TJD"), NumberStyles.None, CultureInfo.InvariantCulture, out var day) && day < 100_000
                && double.TryParse(message.Text(name + "_SOD"), NumberStyles.Float, CultureInfo.InvariantCulture, out var second) && second is >= 0 and <= 86_401)
                return TimeScales.MjdToUtc(TjdZeroMjd + day).AddSeconds(second);
        return null;
    }
}
