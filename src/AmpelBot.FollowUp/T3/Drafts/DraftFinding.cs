namespace AmpelBot.FollowUp.T3;

/// <summary>How much a finding weighs.</summary>
public enum DraftWeight
{
    /// <summary>A place that a person must fill, check or remove before the draft is sent.</summary>
    Open,

    /// <summary>Against the advice of those who publish, or of the field.</summary>
    Advised,

    /// <summary>Those who publish refuse it, or what it says is wrong.</summary>
    Refused,
}

/// <summary>Something in a draft.</summary>
/// <param name="Rule">The rule's number in <see cref="DraftLint"/>.</param>
/// <param name="Line">Line of the text, from 1.</param>
/// <param name="Weight">How much it weighs.</param>
/// <param name="Sentence">What it is and what to do.</param>
public sealed record DraftFinding(string Rule, int Line, DraftWeight Weight, string Sentence);
