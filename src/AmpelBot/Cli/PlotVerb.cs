using System.CommandLine;
using System.Globalization;
using AmpelBot.FollowUp.Notices;
using AmpelBot.FollowUp.Notices.Fetching;
using AmpelBot.FollowUp.Plots;
using AmpelBot.FollowUp.Scan;
using AmpelBot.FollowUp.T3;
using AmpelBot.Sky.Ephemeris;
using AmpelBot.Sky.SkyMaps;

namespace AmpelBot.Cli;

/// <summary>ampelbot plot: a picture of a scan.</summary>
internal static class PlotVerb
{
    private static readonly string Kinds = string.Join(", ", SkyPlots.All.Select(k => k.Name).Concat(CandidatePlots.All.Select(k => k.Name)));

    private static readonly string Sites = string.Join(", ", ObservingSites.All.Select(s => s.Name));

    public static Command Make()
    {
        var kind = new Argument<string>("KIND") { Description = "The picture: " + string.Join("; ", SkyPlots.All.Select(k => $"{k.Name}: {k.Shows}").Concat(CandidatePlots.All.Select(k => $"{k.Name}: {k.Shows}"))) + "." };
        var scan = new Argument<string>("SCAN") { Description = OpenedScan.Description };
        var format = new Option<PlotFormat>("--format") { Description = "png, pdf or svg.", HelpName = "FORMAT" };
        var dark = new Option<bool>("--dark") { Description = "Light ink on a dark ground." };
        var width = new Option<int?>("--width") { Description = $"Width in pixels (PDF, SVG: points), {PlotStyle.LeastWidthPixels} to {PlotStyle.MostWidthPixels}.", HelpName = "N" };
        var rank = new Option<int>("--rank") { Description = "Which candidate, from 1, for pictures of one.", HelpName = "N", DefaultValueFactory = _ => 1 };
        var site = new Option<string>("--site") { Description = $"The site of visibility: {Sites}.", HelpName = "NAME", DefaultValueFactory = _ => ObservingSite.Palomar.Name };
        var evening = new Option<string?>("--evening") { Description = "The site's date on which the night of visibility begins; without it the night of the scan.", HelpName = "YYYY-MM-DD" };
        var before = new Option<string?>("--before") { Description = "The earlier sky map of change; without it the newest revision before the one that was scanned.", HelpName = "FILE" };
        var to = new Option<string?>("--to") { Description = "File to write, or - for standard output. Without it, in the scan's folder.", HelpName = "PATH" };
        var folders = new FolderOptions();
        var command = new Command("plot", "Draw a picture of a scan.") { kind, scan, format, dark, width, rank, site, evening, before, to }.WithExamples(
            "ampelbot plot skymap S190814bv --format pdf",
            "ampelbot plot card S190814bv --rank 3 --to card.png",
            "ampelbot plot visibility S190814bv --site \"La Palma\" --evening 2026-06-13");
        folders.AddTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            var style = new PlotStyle(parsed.GetValue(format), parsed.GetValue(dark) ? PlotTheme.Dark : PlotTheme.Light, parsed.GetValue(width));
            if (style.WidthPixels is < PlotStyle.LeastWidthPixels or > PlotStyle.MostWidthPixels)
                throw new RequestException($"A picture is {PlotStyle.LeastWidthPixels} to {PlotStyle.MostWidthPixels} pixels wide, not {style.WidthPixels}.");
            var choice = new CandidatePlotChoice
            {
                Rank = parsed.GetValue(rank),
                Site = ObservingSites.Find(parsed.GetValue(site)!) ?? throw new RequestException($"I know no site {parsed.GetValue(site)}. I know {Sites}."),
                Evening = Date(parsed.GetValue(evening)),
            };
            return RunAsync(parsed.GetValue(kind)!, parsed.GetValue(scan)!, style, choice, parsed.GetValue(before), parsed.GetValue(to), folders.Of(parsed), cancellation);
        });
        return command;
    }

    private static async Task<int> RunAsync(
        string name, string words, PlotStyle style, CandidatePlotChoice choice, string? before, string? to, BotFolders folders, CancellationToken cancellation)
    {
        var (ofSky, ofCandidates) = (SkyPlots.Find(name), CandidatePlots.Find(name));
        if (ofSky is null && ofCandidates is null)
            throw new RequestException($"I draw no picture called {name}. I draw {Kinds}.");
        await using var opened = await OpenedScan.OpenAsync(words, folders, cancellation);
        var report = opened.Saved.Report;
        if (ofCandidates is { IsOfOneCandidate: true } && (choice.Rank < 1 || choice.Rank > report.Candidates.Count))
            throw new SavedScanException($"This scan has no candidate number {choice.Rank}: it has {FollowUp.TextNumbers.Count(report.Candidates.Count, "candidate")}.") { IsMissing = true };
        var end = style.Format.ToString().ToLowerInvariant();
        var file = ofCandidates is { IsOfOneCandidate: true } ? FormattableString.Invariant($"{ofCandidates.Name}-{choice.Rank:00}.{end}") : $"{ofSky?.Name ?? ofCandidates!.Name}.{end}";
        var input = ofSky is null ? null : await InputAsync(opened, before, folders, cancellation);
        await WrittenFile.WriteAsync(to, opened.Saved.Folder, file, async stream =>
        {
            if (input is not null)
                ofSky!.Write(input, style, stream, cancellation);
            else
                await ofCandidates!.WriteAsync(report, choice, opened.Cutouts, style, stream, cancellation);
        });
        return ExitCode.Done;
    }

    private static async Task<SkyPlotInput> InputAsync(OpenedScan opened, string? before, BotFolders folders, CancellationToken cancellation)
    {
        var report = opened.Saved.Report;
        return new SkyPlotInput(report)
        {
            MapWithDistances = opened.Saved.SkyMapFile is { } file ? SkyMapReader.Read(file, SkyMapColumns.WithDistances, cancellation) : null,
            Previous = Before(report.Plan.Notice, before, folders, cancellation),
            Observed = opened.Archive is { } archive ? await SurveyDepth.ReadAsync(archive, report.Plan.Window, report.Plan.Rights, cancellation) : null,
        };
    }

    private static Notice? Before(Notice now, string? before, BotFolders folders, CancellationToken cancellation)
    {
        int? revision = null;
        if (before is null && now.Revision is { } number && EventName.TryParse(now.EventName) is { } name)
        {
            var skyMaps = new SkyMapFolder(folders.SkyMaps);
            var index = new EventIndex(new SkyMapCache(Path.Combine(folders.SkyMaps, "cache"), TimeProvider.System), skyMaps, TimeProvider.System);
            var earlier = skyMaps.Revisions(name).Select(r => (r.Revision, r.File)).Concat(index.Revisions(name.Name).Select(r => (r.Revision, r.File)))
                .Where(r => r.Revision < number && File.Exists(r.File)).OrderBy(r => r.Revision).LastOrDefault();
            if (earlier.File is not null)
                (before, revision) = (earlier.File, earlier.Revision);
        }
        return before is null ? null : now with
        {
            Revision = revision,
            SkyMap = SkyMapReader.Read(before, SkyMapColumns.WithDistances, cancellation),
            Source = Path.GetFileName(before),
            SkyMapSha256 = null,
        };
    }

    private static DateOnly? Date(string? text) => text is null ? null
        : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date
        : throw new RequestException($"{text} is not a date as in 2026-06-13.");
}
