namespace AmpelBot.FollowUp.Plots;

/// <summary>A picture cannot be drawn. The message is a sentence for the person: what is missing and what to do.</summary>
public sealed class PlotException(string message, Exception? inner = null) : Exception(message, inner);
