using AmpelBot.Alerts.Archive;
using AmpelBot.Alerts.Observations;
using AmpelBot.FollowUp.Channels;
using AmpelBot.FollowUp.Notices;
using AmpelBot.FollowUp.Scan;
using AmpelBot.FollowUp.T0;
using AmpelBot.FollowUp.T3.Tables;
using AmpelBot.FollowUp.Vetting;
using AmpelBot.Sky;
using AmpelBot.Sky.SkyMaps;

namespace AmpelBot.FollowUp.T3;

/// <summary>A scan opened again from the files that it left.</summary>
/// <remarks>
/// Every number is that of report.json. The sky map is found again by its SHA-256, or rendered again from the position; the alerts of the
/// candidates come from the archive with the report's rights. Votes are those of now: the journals', which hold those of the report and
/// what people said since.
/// </remarks>
/// <param name="Folder">The scan's folder.</param>
/// <param name="Report">The report.</param>
/// <param name="Differences">What is not now as it was at the scan, a sentence each; empty when nothing is.</param>
public sealed record SavedScan(string Folder, ScanReport Report, IReadOnlyList<string> Differences)
{
    /// <summary>The word that a draft about a retracted event begins with.</summary>
    public const string Stamped = "RETRACTED";

    /// <summary>Where the sky map lies; null when it was rendered from a position.</summary>
    public string? SkyMapFile { get; init; }

    /// <summary>Opens a scan.</summary>
    /// <param name="folder">The scan's folder, with report.json.</param>
    /// <param name="archive">The archive that was scanned; null leaves what only it knows out, and says so.</param>
    /// <param name="skyMaps">The known sky maps, with those that were fetched in cache/ below.</param>
    /// <param name="channels">The channels.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="SavedScanException">The report cannot be read, or its sky map is not here any more.</exception>
    /// <exception cref="SkyMapException">The sky map cannot be used.</exception>
    /// <exception cref="ArchiveException">The archive cannot be used.</exception>
    public static async Task<SavedScan> OpenAsync(string folder, IArchive? archive, SkyMapFolder skyMaps, ChannelFolder channels, CancellationToken cancellation)
    {
        try
        {
            return await ReadAsync(folder, archive, skyMaps, channels, cancellation);
        }
        catch (SavedScanException e) when (!e.IsMissing)
        {
            throw new SavedScanException($"{Path.Combine(folder, ScanFiles.Report)} cannot be used: {e.Message.TrimEnd('.')}. Scan the event again.", e);
        }
    }

    /// <summary>The text of a draft about the scan; it begins with the stamp that the telegram's has, because the event was retracted.</summary>
    public async Task<string> DraftAsync(DraftKind kind, CancellationToken cancellation) =>
        kind.Write(Report, Report.Plan.Channel.DraftTexts, await StampAsync(cancellation));

    /// <summary>Writes a draft about the scan into its folder, in the place of the one that is there. One that was stamped, because the event was retracted, keeps its stamp.</summary>
    /// <returns>Its text.</returns>
    /// <exception cref="ScanFilesException">It cannot be written.</exception>
    public async Task<string> WriteDraftAsync(DraftKind kind, CancellationToken cancellation)
    {
        var text = await DraftAsync(kind, cancellation);
        ScanFiles.WriteWhole(Folder, kind.FileName, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)), cancellation);
        return text;
    }

    /// <summary>The first line of the telegram's draft where it is a stamp; null otherwise.</summary>
    private async Task<string?> StampAsync(CancellationToken cancellation)
    {
        try
        {
            using var telegram = File.OpenText(Path.Combine(Folder, ScanFiles.Atel));
            return await telegram.ReadLineAsync(cancellation) is { } first && first.StartsWith(Stamped, StringComparison.Ordinal) ? first : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static async Task<SavedScan> ReadAsync(string folder, IArchive? archive, SkyMapFolder skyMaps, ChannelFolder channels, CancellationToken cancellation)
    {
        var saved = SavedReport.Read(Bytes(Path.Combine(folder, ScanFiles.Report)));
        var differences = new List<string>();
        var request = saved.Request();
        var (map, mapFile) = SavedSkyMap.Load(saved, request, skyMaps, cancellation);
        var region = map.RegionAt(saved.Level);
        if (region.Probability != saved.Probability || region.AreaSqDeg != saved.AreaSqDeg)
            differences.Add(FormattableString.Invariant($"The region of this program has {region.AreaSqDeg} deg2 and {region.Probability} of the probability; that of the scan had {saved.AreaSqDeg} deg2 and {saved.Probability}. Numbers are the scan's, outlines this program's."));
        var plan = new ScanPlan
        {
            Notice = saved.Notice(map),
            Channel = Channel(saved, channels, differences),
            Region = region with { Probability = saved.Probability, AreaSqDeg = saved.AreaSqDeg },
            Window = saved.Window,
            Rights = saved.DataRights,
            Defaults = saved.Defaults,
            NotDone = saved.NotDone,
        };
        var report = new ScanReport
        {
            ScanId = saved.ScanId,
            Request = request,
            Plan = plan,
            Candidates = await SavedCandidates.LoadAsync(saved.Candidates(), saved.DataRights, archive, differences, cancellation),
            Funnel = saved.Funnel(),
            RejectedPositions = Rejected(folder, differences),
            Coverage = await CoverageAsync(saved.Coverage(), folder, plan, archive, differences, cancellation),
            Archive = saved.Archive(),
            OtherTimes = saved.OtherTimes,
            Remarks = saved.Remarks,
            ProgramVersion = saved.ProgramVersion,
            StartedUtc = saved.StartedUtc,
            Seconds = saved.Seconds,
        };
        if (archive is null)
            differences.Add("The archive was not opened, so the alerts' own fields and pictures are not there, and votes are those of the scan.");
        else
            report = await WithVotesAsync(report, archive, differences, cancellation);
        return new SavedScan(folder, report, differences) { SkyMapFile = mapFile };
    }

    private static byte[] Bytes(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            if (file.Length > SavedReport.MostBytes)
                throw new SavedScanException($"it is larger than {SavedReport.MostBytes >> 20} MiB");
            var bytes = new byte[file.Length];
            file.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new SavedScanException($"There is no scan in {Path.GetDirectoryName(path)}: it has no {ScanFiles.Report}.", e) { IsMissing = true };
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException and not SavedScanException)
        {
            throw new SavedScanException($"it cannot be read: {e.Message}", e);
        }
    }

    /// <summary>The channel as it was, its filters as their file has them now; one that is not there any more is known by name.</summary>
    private static Channel Channel(SavedReport saved, ChannelFolder channels, List<string> differences)
    {
        var channel = saved.Channel();
        try
        {
            var now = channels.Load(saved.ChannelName);
            if (now.Hash != channel.Hash)
                differences.Add($"The channel {channel.Name} has changed since the scan: its file has the SHA-256 {now.Hash[..8]}… now and had {channel.Hash[..Math.Min(8, channel.Hash.Length)]}… then. Verdicts of single cuts are those of now.");
            return channel with { DraftTexts = now.DraftTexts, Filters = [.. saved.FilterUnits.Select(unit => now.Filters.FirstOrDefault(f => f.Unit == unit) ?? new NamedFilter(unit))] };
        }
        catch (Exception e) when (e is ChannelException or FileNotFoundException)
        {
            differences.Add($"The channel {channel.Name} cannot be read any more ({e.Message.TrimEnd('.')}), so its filters are known by name only.");
            return channel with { Filters = [.. saved.FilterUnits.Select(unit => new NamedFilter(unit))] };
        }
    }

    private static IReadOnlyList<SkyCoord> Rejected(string folder, List<string> differences)
    {
        var path = Path.Combine(folder, RejectedPositions.FileName);
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            return RejectedPositions.Read(file, ScanTally.MostRejectedPositions);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            differences.Add(e is FileNotFoundException
                ? $"The scan's folder has no {RejectedPositions.FileName}, so the positions of rejected alerts are not known."
                : $"The positions of rejected alerts are not known: {path} cannot be used, {e.Message.TrimEnd('.')}.");
            return [];
        }
    }

    /// <summary>The coverage of the report with the MOCs that lie beside it or, where they do not, those of the archive's exposures.</summary>
    private static async Task<ObservationCoverage?> CoverageAsync(
        ObservationCoverage? saved, string folder, ScanPlan plan, IArchive? archive, List<string> differences, CancellationToken cancellation)
    {
        if (saved is null)
            return null;
        if (ReadMoc(Path.Combine(folder, ScanTables.Observed), cancellation) is { } once && ReadMoc(Path.Combine(folder, ScanTables.ObservedTwice), cancellation) is { } twice)
            return saved with { OnceMoc = once, TwiceMoc = twice };
        var now = archive is null ? null : await archive.CoverageAsync(plan.Notice.SkyMap, plan.Region.Moc, plan.Window, plan.Rights, cancellation);
        if (now is not null && now.Once == saved.Once && now.Twice == saved.Twice)
            return saved with { OnceMoc = now.OnceMoc, TwiceMoc = now.TwiceMoc };
        differences.Add($"Where the survey observed is not known any more: {ScanTables.Observed} and {ScanTables.ObservedTwice} are not in the scan's folder or cannot be read, and the archive's exposures are not those of the scan. The numbers stand.");
        return saved;
    }

    private static Moc? ReadMoc(string path, CancellationToken cancellation)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            return MocFits.Read(file, cancellation);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or MocException)
        {
            return null;
        }
    }

    private static async Task<ScanReport> WithVotesAsync(ScanReport report, IArchive archive, List<string> differences, CancellationToken cancellation)
    {
        var keys = report.Candidates.Select(candidate => candidate.Object).ToArray();
        var votes = await VettingJournal.OfAsync(archive, keys, report.Plan.Rights, cancellation);
        var gone = report.Candidates.Where(c => c.Votes.Any && !votes.ContainsKey(c.Object)).ToArray();
        if (gone.Length > 0)
            differences.Add($"The journals have no votes on {string.Join(", ", gone.Take(5).Select(c => c.Name))}{(gone.Length > 5 ? " and others" : "")} any more; those of the report are shown.");
        return report with { Candidates = [.. report.Candidates.Select(c => votes.TryGetValue(c.Object, out var now) ? c with { Votes = now } : c)] };
    }

    /// <summary>A filter of which nothing is known but its name.</summary>
    private sealed class NamedFilter(string unit) : IAlertFilter
    {
        public string Unit => unit;

        public bool NeedsEvent => false;

        public bool NeedsLightCurve => false;

        public IReadOnlyList<string> StepsNotTaken => [];

        public IEnumerable<Cut> Cuts(Alerts.Alert alert, EventContext? context) => [];
    }
}
