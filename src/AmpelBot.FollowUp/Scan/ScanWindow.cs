using System.Diagnostics.CodeAnalysis;
using AmpelBot.Sky;

namespace AmpelBot.FollowUp.Scan;

/// <summary>The rule by which request, event and channel settle on the window that is scanned.</summary>
/// <remarks>
/// People write a date without a time for a UTC day, and as often for the night that begins on it, which at Palomar lies in the next UTC day.
/// So that neither reading loses an alert, a window begins with the UTC day of its first date and, where its end is told by dates, ends
/// with the night that begins on the last one.
/// </remarks>
public static class ScanWindow
{
    /// <summary>From the beginning of a UTC day to the end of the night that begins on it: 20:00 UTC of the next day is noon at Palomar.</summary>
    public static readonly TimeSpan DayAndNight = TimeSpan.FromHours(24 + 20);

    /// <summary>The end that the request itself tells, by <c>to</c> or by <c>from</c> and <c>days</c>; null when it tells none.</summary>
    public static DateTimeOffset? EndOf(ScanRequest request) => request switch
    {
        { To: { } to } => request.ToIsDate ? to + DayAndNight : to,
        { From: { } from, Days: { } days } => End(from, days, request.FromIsDate),
        _ => null,
    };

    /// <summary>
    /// Start: the request's, otherwise the event's time. End: the request's, otherwise the start and the request's days, otherwise the
    /// start and the channel's days, otherwise now. <see cref="RequestChoices"/> says the same in words.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="eventTimeUtc">Time of the event; null when nobody said.</param>
    /// <param name="defaultDays">The channel's length in days; null: to now.</param>
    /// <param name="now">The time now.</param>
    /// <param name="window">The window.</param>
    /// <param name="complaint">A sentence for the person when there is no such window.</param>
    public static bool TrySettle(ScanRequest request, DateTimeOffset? eventTimeUtc, double? defaultDays, DateTimeOffset now,
        out TimeWindow window, [NotNullWhen(false)] out string? complaint)
    {
        window = default;
        complaint = null;
        if ((request.From ?? eventTimeUtc) is not { } from)
        {
            complaint = "Nobody said when the event was, neither the sky map nor you, so I do not know where the time range begins: "
                + "add t0 or from, for example t0=2019-08-14T21:10:39.";
            return false;
        }
        var to = EndOf(request) ?? ((request.Days ?? defaultDays) is { } days ? End(from, days, request.FromIsDate) : now);
        if (to <= from)
        {
            complaint = $"The time range would end at {TextNumbers.Time(to)}, which is not after its start at {TextNumbers.Time(from)}"
                + (request.From is null ? ", the time of the event" : "") + ": change from, to or days.";
            return false;
        }
        window = new TimeWindow(from, to);
        return true;
    }

    private static DateTimeOffset End(DateTimeOffset from, double days, bool fromIsDate)
    {
        var night = fromIsDate ? DayAndNight - TimeSpan.FromDays(1) : TimeSpan.Zero;
        return days < (DateTimeOffset.MaxValue - from).TotalDays - 2 ? from.AddDays(days) + night : DateTimeOffset.MaxValue;
    }
}
