namespace AmpelBot.Alerts.Archive;

/// <summary>One check of an archive.</summary>
/// <param name="Name">What was checked, in a few words.</param>
/// <param name="IsOk">Whether it holds.</param>
/// <param name="Detail">What was found, with numbers; what to do when it does not hold.</param>
public sealed record ArchiveCheck(string Name, bool IsOk, string Detail);

/// <summary>A dead letter as an archive holds it.</summary>
/// <param name="Id">Number of the letter.</param>
/// <param name="Letter">The letter.</param>
public sealed record StoredDeadLetter(long Id, Ingest.DeadLetter Letter);
