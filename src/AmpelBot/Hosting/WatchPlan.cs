using AmpelBot.Alerts.Archive;
using AmpelBot.Chat.Commands;
using AmpelBot.FollowUp.Channels;
using AmpelBot.FollowUp.Notices;
using AmpelBot.FollowUp.Scan;
using AmpelBot.Sky;
using AmpelBot.Sky.Ephemeris;

namespace AmpelBot.Hosting;

/// <summary>When a watched event is scanned again: 12 hours and 1, 2 and 3 days after it, then daily.</summary>
internal static class WatchPlan
{
    /// <summary>Watches that a conversation may have.</summary>
    public const int MostOfConversation = 30;

    private static readonly TimeSpan[] First = [TimeSpan.FromHours(12), TimeSpan.FromDays(1), TimeSpan.FromDays(2), TimeSpan.FromDays(3)];

    /// <summary>The first scan after a time.</summary>
    /// <param name="start">The event's time.</param>
    /// <param name="now">The time.</param>
    public static DateTimeOffset Next(DateTimeOffset start, DateTimeOffset now)
    {
        foreach (var after in First)
            if (start + after > now)
                return start + after;
        return start + TimeSpan.FromDays(Math.Floor((now - start).TotalDays) + 1);
    }

    /// <summary>The archive's latest night (a modified Julian date) of which no more alerts are to come: with the Sun up at Palomar again. Null while the night of the latest alert goes on, or without alerts.</summary>
    public static long? LastWholeNight(ArchiveInfo archive, DateTimeOffset now)
    {
        if (archive.LastJd is not { } jd)
            return null;
        var latest = TimeScales.JdToUtc(jd);
        var end = Twilight.NightAround(ObservingSite.Palomar, latest, Twilight.NauticalDeg)?.To ?? latest;
        return now >= end && now >= latest ? (long)Math.Floor(TimeScales.UtcToMjd(latest)) : null;
    }

    /// <summary>How long an event is watched: as its channel says, which is the request's or the one of what the event's name tells.</summary>
    /// <exception cref="ChannelException">The channel cannot be used.</exception>
    public static TimeSpan LengthOf(ScanRequest request, ChannelFolder channels) =>
        TimeSpan.FromDays(channels.Load(ScanPlanning.ChannelBeforeReading(request) ?? ScanPlanning.ChannelOf(Messenger.Unknown)).WatchDays);

    /// <summary>The event's time as far as the request alone tells it: its own, the noon of its day, otherwise now.</summary>
    public static DateTimeOffset StartOf(ScanRequest request, DateTimeOffset now) => request switch
    {
        { EventTimeUtc: { } time } => time,
        { Event: EventReference.Position { EventTimeUtc: { } time } } => time,
        { Event: EventReference.Named { Name.DayUtc: { } day } } => new DateTimeOffset(day.ToDateTime(new TimeOnly(12, 0)), TimeSpan.Zero),
        _ => now,
    };

    /// <summary>What a watched event is called.</summary>
    public static string NameOf(ScanRequest request) => request.Event switch
    {
        EventReference.Named { Name: var name } => name.Name,
        EventReference.File { Name: { } name } => name,
        _ => RequestText.Write(new ScanRequest { Event = request.Event, EventTimeUtc = request.EventTimeUtc })[(CommandTable.Scan.Name.Length + 1)..],
    };
}
