using System.CommandLine;
using AmpelBot.Alerts.Archive.Sqlite;
using AmpelBot.Alerts.Ingest;

namespace AmpelBot.Cli;

/// <summary>ampelbot ingest: alert packets into the archive.</summary>
internal static class IngestVerb
{
    public static Command Make()
    {
        var paths = new Argument<string[]>("PATH")
        {
            Description = "Alert packets: .avro files, folders, .tar.gz files.",
            Arity = ArgumentArity.OneOrMore,
        };
        var archive = CommonOptions.Archive();
        var json = CommonOptions.Json();
        var command = new Command("ingest", "Read ZTF alert packets into the archive. Ingesting twice changes nothing; what cannot be read is counted with its reason.") { paths, archive, json }.WithExamples(
            "ampelbot ingest ztf_public_20180819.tar.gz",
            "ampelbot ingest tonight/ yesterday/ --archive /data/archive");
        command.SetAction((parsed, cancellation) =>
            RunAsync(parsed.GetValue(paths)!, parsed.GetValue(archive)!, parsed.GetValue(json), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string[] paths, string folder, bool json, CancellationToken cancellation)
    {
        // A wrong path must not leave an empty archive behind.
        AlertFiles.RequireExisting(paths);
        using var archive = SqliteArchive.OpenOrCreate(folder);
        var line = ProgressLine.Standard();
        var report = await AlertIngest.RunAsync(paths, archive, new LineProgress<IngestProgress>(line,
            p => FormattableString.Invariant($"{p.Packets:N0} packets of {p.Files:N0} files, {p.PacketsPerSecond:N0} a second")), cancellation);
        line.Clear();
        if (json)
            JsonOutput.Write(Console.Out, new
            {
                report.Files,
                report.Packets,
                report.Added,
                report.AlreadyThere,
                DeadLetters = report.DeadLetters.Select(d => new { d.File, d.Offset, d.Reason }),
                report.Skipped,
                report.Seconds,
                Archive = archive.Info(),
            });
        else
            Say(report, archive.Info().Alerts, folder);
        var readable = report.Added + report.AlreadyThere;
        return readable > 0 ? ExitCode.Done : report.DeadLetters.Count > 0 ? ExitCode.BrokenInput : ExitCode.NotFound;
    }

    private static void Say(IngestReport report, long alerts, string folder)
    {
        Console.WriteLine(FormattableString.Invariant(
            $"{report.Packets:N0} packets in {report.Files:N0} files: {report.Added:N0} alerts are new, {report.AlreadyThere:N0} were there already, {report.DeadLetters.Count:N0} could not be read."));
        foreach (var letter in report.DeadLetters)
            Console.WriteLine(Chat.Terminal.TerminalText.Harmless($"  {letter.File}, byte {letter.Offset}: {letter.Reason}"));
        if (report.Skipped.Count > 0)
            Console.WriteLine(FormattableString.Invariant($"{report.Skipped.Count:N0} files are no alert packets and were passed over."));
        Console.WriteLine(FormattableString.Invariant($"The archive {folder} holds {alerts:N0} alerts. It took {report.Seconds:0.0} s."));
    }
}
