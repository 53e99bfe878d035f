using AmpelBot.FollowUp.Scan;

namespace AmpelBot.FollowUp.T3.Tables;

/// <summary>A table or region that a scan can be written as.</summary>
/// <param name="Kind">What it is asked for by: csv, fits, votable, ...</param>
/// <param name="FileName">Name of the file.</param>
/// <param name="Write">Writes it; the stream stays open.</param>
public sealed record ScanTable(string Kind, string FileName, Action<ScanReport, Stream, CancellationToken> Write)
{
    /// <summary>Why a scan has none, a sentence; null when it has one.</summary>
    public Func<ScanReport, string?> WhyNot { get; init; } = _ => null;
}
