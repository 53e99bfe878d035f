using AmpelBot.FollowUp.Scan;

namespace AmpelBot.FollowUp.T3;

/// <summary>The kinds of drafts. Each is written from the report alone; the program sends none.</summary>
public static class Drafts
{
    /// <summary>An Astronomer's Telegram.</summary>
    public static DraftKind Atel { get; } = new("atel", "atel.txt", "ATel", AtelDraft.Write, DraftLint.Atel);

    /// <summary>A GCN circular in plain text.</summary>
    public static DraftKind Circular { get; } = new("circular", "circular.txt", "GCN circular", CircularDraft.WritePlain, DraftLint.Circular);

    /// <summary>A GCN circular in Markdown.</summary>
    public static DraftKind CircularMarkdown { get; } = new("circular-md", "circular.md", "GCN circular in Markdown", CircularDraft.WriteMarkdown, DraftLint.Circular);

    /// <summary>A bulk report to the Transient Name Server.</summary>
    public static DraftKind Tns { get; } = new("tns", "tns.json", "TNS bulk report", TnsDraft.Write, DraftLint.Tns);

    /// <summary>All kinds.</summary>
    public static IReadOnlyList<DraftKind> All { get; } = [Atel, Circular, CircularMarkdown, Tns];

    /// <summary>The kind of a name, in any case; null when there is none.</summary>
    public static DraftKind? Find(string name) => All.FirstOrDefault(kind => string.Equals(kind.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The stamp of the drafts of a retracted event: RETRACTED by the sender on ….</summary>
    /// <param name="sentUtc">When the retraction was sent.</param>
    public static string Retracted(DateTimeOffset sentUtc) => DraftStamps.Retracted(sentUtc);
}

/// <summary>Writes a draft.</summary>
/// <param name="report">The scan.</param>
/// <param name="texts">The collaboration's wording, usually that of the report's channel.</param>
/// <param name="stamp">A sentence that the draft begins with, as <see cref="Drafts.Retracted"/> makes one; null for none.</param>
public delegate string DraftWriter(ScanReport report, DraftTexts texts, string? stamp);

/// <summary>A kind of draft.</summary>
/// <param name="Name">What people call it: atel, circular, circular-md, tns.</param>
/// <param name="FileName">Name of its file in a scan's folder.</param>
/// <param name="Description">What it is, for people.</param>
/// <param name="Write">Writes it.</param>
/// <param name="Lint">What is wrong with a text of this kind, by line.</param>
public sealed record DraftKind(string Name, string FileName, string Description, DraftWriter Write, Func<string, IReadOnlyList<DraftFinding>> Lint);
