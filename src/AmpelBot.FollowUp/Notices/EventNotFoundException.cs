namespace AmpelBot.FollowUp.Notices;

/// <summary>The event, or the sky map of it, is not known here. The message is a sentence for the person, with what to give instead.</summary>
public sealed class EventNotFoundException(string message, Exception? inner = null) : Exception(message, inner);
