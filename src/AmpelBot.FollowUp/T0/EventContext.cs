using AmpelBot.Sky;

namespace AmpelBot.FollowUp.T0;

/// <summary>What a filter may know of the event.</summary>
/// <param name="EventTimeUtc">Time since which a source counts as new: the event's, or the window's start where that is earlier.</param>
/// <param name="Window">The window that is scanned.</param>
public sealed record EventContext(DateTimeOffset EventTimeUtc, TimeWindow Window);
