namespace AmpelBot.FollowUp.T3;

/// <summary>The files of a scan cannot be written. The message is a sentence for the person: what, where, and what to do.</summary>
public sealed class ScanFilesException(string message, Exception? inner = null) : IOException(message, inner);
