using AmpelBot.FollowUp.Notices;

namespace AmpelBot.FollowUp.T3;

/// <summary>The scans whose files are in a folder OUT: OUT/EVENT/SCAN ID/report.json.</summary>
/// <param name="outFolder">The folder OUT.</param>
public sealed class SavedScans(string outFolder)
{
    private const int MostEventsNamed = 8;

    /// <summary>The folder of the scan that a person means.</summary>
    /// <param name="words">The scan's folder or its report.json; a scan id; or the name of an event, whose newest scan is meant.</param>
    /// <exception cref="SavedScanException">There is none; the message says which there are.</exception>
    public string Find(string words)
    {
        if (File.Exists(words) && Path.GetFileName(words) == ScanFiles.Report)
            return Path.GetDirectoryName(Path.GetFullPath(words))!;
        if (IsScan(words))
            return words;
        if (Directory.Exists(words) && Newest(words) is { } below)
            return below;
        var name = ScanFiles.SafeName(words, "scan");
        foreach (var folder in Events())
            if (IsScan(Path.Combine(folder, name)))
                return Path.Combine(folder, name);
        var ofEvent = ScanFiles.SafeName(EventName.TryParse(words)?.Name ?? words, "event");
        return Newest(Path.Combine(outFolder, ofEvent)) ?? throw new SavedScanException(Unknown(words)) { IsMissing = true };
    }

    private string Unknown(string words)
    {
        var shown = words.Length <= 80 ? words : words[..80] + "…";
        var events = Events().Select(folder => (Name: Path.GetFileName(folder), Scans: Scans(folder).Count())).Where(e => e.Scans > 0).ToArray();
        var known = events.Length == 0
            ? $"there is no scan in {outFolder} at all; scan first: ampelbot scan S190814bv, or name the folder with --out"
            : $"{outFolder} has scans of {string.Join(", ", events.Take(MostEventsNamed).Select(e => $"{e.Name} ({TextNumbers.Count(e.Scans)})"))}"
                + (events.Length > MostEventsNamed ? $" and {TextNumbers.Count(events.Length - MostEventsNamed, "more event")}" : "");
        return $"There is no scan {shown}: it is neither the folder of a scan, nor a scan id, nor an event with one; {known}.";
    }

    private IEnumerable<string> Events() => Folders(outFolder);

    /// <summary>The scans of an event, newest first: their names begin with the time.</summary>
    private static IEnumerable<string> Scans(string folder) => Folders(folder).Where(IsScan).OrderByDescending(Path.GetFileName, StringComparer.Ordinal);

    private static string? Newest(string folder) => Scans(folder).FirstOrDefault();

    private static bool IsScan(string folder) => File.Exists(Path.Combine(folder, ScanFiles.Report));

    private static IReadOnlyList<string> Folders(string folder)
    {
        try
        {
            return Directory.Exists(folder) ? [.. Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal)] : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SavedScanException($"The folder {folder} cannot be read: {e.Message.TrimEnd('.')}. Name another with --out, or make this one readable.", e);
        }
    }
}
