namespace AmpelBot.FollowUp.Following;

/// <summary>Whether a channel scans an event, and why.</summary>
/// <param name="Scans">Whether it does.</param>
/// <param name="Reasons">Every rule that was asked, in the order of the channel's file; one that failed ends nothing.</param>
public sealed record Decision(bool Scans, IReadOnlyList<DecisionReason> Reasons)
{
    /// <summary>The decision of rules: no where one of them says no.</summary>
    public static Decision Of(IReadOnlyList<DecisionReason> reasons) => new(reasons.All(r => r.Passes), reasons);

    /// <summary>The decision in a sentence without its point: "not scanned, because area90 3,926.0 deg2 > 2,000 deg2".</summary>
    public string Sentence => Scans
        ? $"scanned{(Reasons.Count == 0 ? "" : $": {string.Join("; ", Reasons.Select(r => r.Text))}")}"
        : $"not scanned, because {string.Join(" and ", Reasons.Where(r => !r.Passes).Select(r => r.Text))}";
}

/// <summary>What one rule says.</summary>
/// <param name="Rule">The rule's key in the channel file.</param>
/// <param name="Passes">Whether the event may be scanned by it.</param>
/// <param name="IsKnown">Whether the number was there; where it was not, the rule's own word for that case was taken.</param>
/// <param name="Text">Value and limit in words: "area90 3,926.0 deg2 > 2,000 deg2".</param>
public sealed record DecisionReason(string Rule, bool Passes, bool IsKnown, string Text);
