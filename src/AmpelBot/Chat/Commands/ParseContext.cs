using AmpelBot.FollowUp.Scan;

namespace AmpelBot.Chat.Commands;

/// <summary>What a message is read with.</summary>
/// <param name="Now">The time now, for "now" and for what lies in the future.</param>
/// <param name="Earlier">The latest scan of the thread, which is meant when a message names no event; null when there is none.</param>
public sealed record ParseContext(DateTimeOffset Now, ScanRequest? Earlier = null)
{
    /// <summary>Whether a scan may leave its event out too, because the message itself carries it: a file came with it.</summary>
    public bool CarriesEvent { get; init; }
}
