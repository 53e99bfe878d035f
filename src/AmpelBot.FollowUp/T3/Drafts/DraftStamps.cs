using System.Globalization;
using AmpelBot.FollowUp.Scan;

namespace AmpelBot.FollowUp.T3;

/// <summary>The lines that a draft begins with when it must not be sent.</summary>
internal static class DraftStamps
{
    private const int MostCharacters = 200;

    /// <summary>The sentence of a retraction.</summary>
    public static string Retracted(DateTimeOffset sentUtc) => string.Create(CultureInfo.InvariantCulture,
        $"RETRACTED by the sender on {sentUtc.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC: NOT TO BE SENT as it is.");

    /// <summary>The stamps of a draft: the one that is given, and what the event's name says.</summary>
    public static IReadOnlyList<string> Of(ScanReport report, string? stamp)
    {
        var words = new EventWords(report.Plan.Notice);
        string?[] stamps = [stamp is null ? null : AsciiText.Clip(stamp, MostCharacters), words.NotReal is { } kind ? $"NOT TO BE SENT: the name says that {words.Short} is a {kind} event." : null];
        return [.. stamps.OfType<string>()];
    }
}
