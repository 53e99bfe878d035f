using AmpelBot.FollowUp;
using AmpelBot.FollowUp.Following;
using AmpelBot.FollowUp.Notices;

namespace AmpelBot.Following;

/// <summary>What is said in the thread of an event that the bot heard of itself. Pure: the same input gives the same text.</summary>
internal static class EventWords
{
    private const int LongestSubject = 300;
    private const int LongestNotice = 3_000;

    /// <summary>The first message of the thread.</summary>
    public static string Opening(EventStory story, EventRevision revision, EventDecision decision)
    {
        var map = revision.Facts is { } facts
            ? $"\n90 % region {TextNumbers.Area(facts.Area90SqDeg)}{(facts.DistanceMpc is { } mean ? $", distance {TextNumbers.Distance(mean, facts.DistanceErrorMpc)}" : "")}." : "";
        var notice = NoticeText.Write(story.Current).TrimEnd();
        return $"{story.Name}{Purpose(story)}\n{(notice.Length <= LongestNotice ? notice : notice[..LongestNotice] + "…")}{map}\nChannel {decision.Channel}: {decision.Decision.Sentence}.";
    }

    /// <summary>A decision where the thread is there already.</summary>
    public static string InThread(EventStory story, EventDecision decision) =>
        $"{Notice(story.Current)}. Channel {decision.Channel}: {(decision.Decision.Scans ? "scanned again, for the sky map is new" : decision.Decision.Sentence)}.";

    /// <summary>A circular in one line.</summary>
    public static string Circular(SentNotice notice)
    {
        var subject = PlainText.Plain((notice.Subject ?? "").ReplaceLineEndings(" "));
        return $"{notice.MessageId ?? "Circular"}: {(subject.Length <= LongestSubject ? subject : subject[..LongestSubject] + "…")}";
    }

    /// <summary>That an event was taken back.</summary>
    public static string Retracted(EventStory story)
    {
        var notice = story.Retraction!.Notice;
        return $"RETRACTED: {notice.Sender} took {story.Name} back{(notice.SentUtc is { } at ? $" on {TextNumbers.Time(at)}" : "")}{(notice.MessageId is { } id ? $" ({id})" : "")}. "
            + "What was running or waiting for it is stopped, it is not watched any more, and its drafts say so on their first line. What was found stays in the archive.";
    }

    /// <summary>The first line of a draft about an event that was taken back.</summary>
    public static string Stamp(EventStory story)
    {
        var notice = story.Retraction!.Notice;
        return $"RETRACTED by {notice.Sender}{(notice.SentUtc is { } at ? $" on {TextNumbers.Time(at)}" : "")}: NOT TO BE SENT";
    }

    /// <summary>That a notice is new: "LVK's update notice, sent 2019-08-14 21:31 UTC".</summary>
    public static string Notice(SentNotice notice) =>
        $"{notice.Sender}'s {NoticeText.KindOf(notice)}{(notice.SentUtc is { } at ? $", sent {TextNumbers.Minute(at)}" : "")}";

    private static string Purpose(EventStory story) => story.Purpose switch
    {
        NoticePurpose.Observation => "",
        NoticePurpose.Mock => " (a MOCK event: nothing of it is real)",
        NoticePurpose.Test => " (a TEST: nothing of it is real)",
        _ => " (PLANNED, not observed)",
    };
}
