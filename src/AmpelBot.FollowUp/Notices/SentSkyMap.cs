namespace AmpelBot.FollowUp.Notices;

/// <summary>The sky map of a notice: its bytes, or where it lies.</summary>
/// <param name="Fits">The file, FITS or gzipped FITS, not looked into any further; null when it was not embedded.</param>
/// <param name="Address">Where it lies, as sent: usually an https address (GraceDB's end in ",0"); null when none was sent. Nothing is fetched here.</param>
public sealed record SentSkyMap(ReadOnlyMemory<byte>? Fits, string? Address);
