using AmpelBot.Alerts.Archive;
using AmpelBot.FollowUp;
using AmpelBot.Sky;

namespace AmpelBot.Chat.Commands;

/// <summary>The sentences about the bot itself.</summary>
public static class StatusWords
{
    /// <summary>What the archive holds.</summary>
    /// <param name="info">The archive's numbers.</param>
    /// <param name="place">Where it is, for people.</param>
    public static string Write(ArchiveInfo info, string place) => info is { FirstJd: { } first, LastJd: { } last }
        ? $"I am here. The archive {place} holds {TextNumbers.Count(info.Alerts, "alert")} of {TextNumbers.Count(info.Objects, "object")}, "
            + $"the first of {TextNumbers.Time(Second(first))}, the latest of {TextNumbers.Time(Second(last))}; {ProgramVersion.Current}."
        : $"I am here. The archive {place} is empty: fill it with ampelbot ingest PATH. {ProgramVersion.Current}.";

    private static DateTimeOffset Second(double jd)
    {
        var time = TimeScales.JdToUtc(jd);
        return time.AddTicks(-(time.Ticks % TimeSpan.TicksPerSecond));
    }
}
