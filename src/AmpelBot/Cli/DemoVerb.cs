using System.CommandLine;
using AmpelBot.Alerts.Archive;
using AmpelBot.Alerts.Ingest;
using AmpelBot.Alerts.Observations;
using AmpelBot.Alerts.Surveys.Simulated;
using AmpelBot.Chat;
using AmpelBot.Chat.Terminal;
using AmpelBot.FollowUp.Notices.Fetching;

namespace AmpelBot.Cli;

/// <summary>ampelbot demo: a simulated survey, a simulated merger, and the scan that finds its kilonova.</summary>
internal static class DemoVerb
{
    public static Command Make()
    {
        var outFolder = CommonOptions.Out();
        var skyMaps = CommonOptions.SkyMaps();
        var channels = CommonOptions.Channels();
        var command = new Command("demo", "Show a whole scan on a simulated survey: one kilonova among supernovae, AGN, variable stars and bogus detections. Nothing is downloaded.")
        {
            outFolder, skyMaps, channels,
        }.WithExamples("ampelbot demo", "ampelbot demo --out shown");
        command.SetAction((parsed, cancellation) => RunAsync(
            new BotFolders("", parsed.GetValue(skyMaps)!, parsed.GetValue(channels)!, parsed.GetValue(outFolder)!), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(BotFolders folders, CancellationToken cancellation)
    {
        var line = ProgressLine.Standard();
        var demoFolder = Path.Combine(folders.Out, "demo");
        var surveyFolder = Path.Combine(demoFolder, "survey");
        var archiveFolder = Path.Combine(demoFolder, "archive");
        ClearFormerDemo(surveyFolder, archiveFolder);

        line.Show("Simulating a survey ...");
        var truths = new Dictionary<string, (string Truth, int Alerts)>(StringComparer.Ordinal);
        var exposures = new List<Exposure>();
        using (var files = new SimulatedFiles(surveyFolder))
            foreach (var night in new SimulatedSurvey(DemoEvent.Plan).Nights(cancellation))
            {
                files.Write(night, p => truths[p.Truth.ObjectId] = (p.Truth.Type, truths.GetValueOrDefault(p.Truth.ObjectId).Alerts + 1), cancellation);
                exposures.AddRange(night.Exposures);
            }
        line.Clear();
        Console.WriteLine(FormattableString.Invariant(
            $"A simulated survey took {truths.Values.Sum(t => t.Alerts):N0} alerts of {truths.Count:N0} objects: {string.Join(", ", truths.Values.GroupBy(t => t.Truth).OrderBy(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).Select(g => FormattableString.Invariant($"{g.Count():N0} {g.Key}")))}."));
        await using (var archive = await Archives.OpenOrCreateAsync(archiveFolder, cancellation))
        {
            var ingest = await AlertIngest.RunAsync([surveyFolder], archive, new LineProgress<IngestProgress>(line,
                p => FormattableString.Invariant($"Ingesting: {p.Packets:N0} packets")), cancellation);
            await archive.AddExposuresAsync(exposures, cancellation);
            line.Clear();
            Console.WriteLine(FormattableString.Invariant($"They are in the archive {archiveFolder} now ({ingest.Added:N0} new, {ingest.DeadLetters.Count:N0} unreadable), with the log of {exposures.Count / ZtfCamera.Quadrants:N0} exposures."));
        }
        Console.WriteLine($"Somebody writes: scan {DemoEvent.Name}");
        Console.WriteLine();

        await using var bot = await Bot.OpenAsync(folders with { Archive = archiveFolder }, FetchPolicy.Offline, new DemoClock(), cancellation);
        var answer = await bot.Conversation.AnswerAsync($"scan {DemoEvent.Name}", Asker.AtTheMachine, new TerminalThread(Console.Out, line), cancellation);
        if (answer.Failure is { } failure)
            return failure.ExitCode;

        var kilonovae = truths.Where(t => t.Value.Truth == "kilonova").Select(t => t.Key).ToHashSet(StringComparer.Ordinal);
        var found = answer.Report!.Candidates.Select(c => c.Name).ToArray();
        Console.WriteLine(kilonovae.SetEquals(found)
            ? $"The truth: the injected kilonova is {string.Join(", ", kilonovae)}, and the scan found it and nothing else."
            : $"The truth: the injected kilonova is {string.Join(", ", kilonovae)}; the scan found {(found.Length == 0 ? "nothing" : string.Join(", ", found))}.");
        Console.WriteLine($"To see why another object is no candidate: ampelbot why {truths.First(t => t.Value.Truth != "kilonova").Key} in {DemoEvent.Name} --archive {archiveFolder}");
        return kilonovae.IsSubsetOf(found) ? ExitCode.Done : ExitCode.Failed;
    }

    /// <summary>Takes away what an earlier demo left, and nothing else.</summary>
    private static void ClearFormerDemo(string surveyFolder, string archiveFolder)
    {
        foreach (var (folder, pattern) in new[] { (surveyFolder, "simulated_*"), (archiveFolder, "*.db*") })
            foreach (var file in Directory.CreateDirectory(folder).EnumerateFiles(pattern))
                file.Delete();
    }

    /// <summary>The demo's present lies three days after its merger; time itself passes as usual.</summary>
    private sealed class DemoClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DemoEvent.Simulated.TimeUtc.AddDays(3);
    }
}
