namespace AmpelBot.FollowUp.Notices;

/// <summary>Which step of an event's story a notice tells.</summary>
public enum NoticeKind
{
    /// <summary>The sender did not say, and its sort of message does not tell.</summary>
    Unstated,

    /// <summary>No event: the sender is alive.</summary>
    Heartbeat,

    /// <summary>Before the merger (LVK).</summary>
    EarlyWarning,

    /// <summary>Sent by machines, not looked at yet (LVK).</summary>
    Preliminary,

    /// <summary>The first, or the first that people have looked at.</summary>
    Initial,

    /// <summary>A further detection of the same source.</summary>
    Subsequent,

    /// <summary>Better knowledge of an event that was told before.</summary>
    Update,

    /// <summary>Takes something back that was told before, without a new localisation of the event as such.</summary>
    Correction,

    /// <summary>The event is none, or not what it was taken for.</summary>
    Retraction,

    /// <summary>Somebody's work on the event (a follow-up, a light curve); it changes nothing about what the event is.</summary>
    Report,
}
