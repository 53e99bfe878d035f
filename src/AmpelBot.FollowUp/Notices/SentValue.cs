namespace AmpelBot.FollowUp.Notices;

/// <summary>A value of a notice under the sender's own name.</summary>
/// <param name="Name">The sender's name of it, with that of its group before a point: Burst_Signif, Misc_Flags.CRC_Error.</param>
/// <param name="Value">The value, written as it was sent.</param>
/// <param name="Unit">The sender's unit; null when it names none.</param>
public sealed record SentValue(string Name, string Value, string? Unit);
