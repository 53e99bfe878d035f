namespace AmpelBot.FollowUp.Notices;

/// <summary>Whether a notice is about the sky.</summary>
public enum NoticePurpose
{
    /// <summary>About the sky.</summary>
    Observation,

    /// <summary>A test of the sender's lines.</summary>
    Test,

    /// <summary>A mock event or an injected signal (LVK's MS events, GCN's alert_tense injection).</summary>
    Mock,

    /// <summary>Planned or commanded by people (GCN's alert_tense planned, commanded).</summary>
    Planned,
}
