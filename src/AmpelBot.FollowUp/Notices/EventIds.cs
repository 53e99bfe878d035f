using System.Globalization;
using AmpelBot.Sky;

namespace AmpelBot.FollowUp.Notices;

/// <summary>The one spelling of each identifier, so that notices of one event meet.</summary>
internal static class EventIds
{
    private const int MaxLength = 100;

    /// <summary>A standard name's spelling, or the sender and its number; null for what names nothing (0, or a counter that overflowed).</summary>
    public static string? Of(string sender, string? id)
    {
        var text = id?.Trim();
        if (string.IsNullOrEmpty(text) || text.Trim('0').Length == 0 || text == int.MaxValue.ToString(CultureInfo.InvariantCulture))
            return null;
        if (text.Length > MaxLength || text.Any(char.IsControl))
            throw new NoticeRefusal($"The event's identifier has {text.Length} characters or control characters in it; I read up to {MaxLength} plain ones.");
        return EventName.TryParse(text)?.Name ?? $"{sender} {text}";
    }

    /// <summary>IceCube's run and event numbers as 137840_57034692, without leading zeros; null when they are none.</summary>
    public static string? OfIceCube(string? run, string? number) =>
        long.TryParse(run, NumberStyles.None, CultureInfo.InvariantCulture, out var r)
        && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && r > 0
            ? FormattableString.Invariant($"IceCube {r}_{n}") : null;

    /// <summary>What stands for an event whose sender gave no number: the sender and the time.</summary>
    public static string? OfTime(string sender, DateTimeOffset? timeUtc) => timeUtc is { } time ? $"{sender} {Iso8601.Format(time, 2)}" : null;

    /// <summary>The identifiers without gaps, repetitions and the one that is the key.</summary>
    public static IReadOnlyList<string> Aliases(string? key, params IEnumerable<string?> ids) =>
        [.. ids.OfType<string>().Where(id => id != key).Distinct(StringComparer.Ordinal)];
}
