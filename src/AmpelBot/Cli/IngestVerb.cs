using System.CommandLine;
using System.Globalization;
using AmpelBot.Alerts.Archive;
using AmpelBot.Alerts.Ingest;
using AmpelBot.Alerts.Ingest.Kafka;
using AmpelBot.Chat.Terminal;
using AmpelBot.FollowUp.Scan;

namespace AmpelBot.Cli;

/// <summary>ampelbot ingest: alert packets into the archive.</summary>
internal static class IngestVerb
{
    private const string StandardInput = "-";

    public static Command Make()
    {
        var sources = new Argument<string[]>("SOURCE")
        {
            Description = "Files (.avro, .tar, .tar.gz, .gz) and folders; or - for standard input; or kafka://BROKER:PORT/TOPIC[,TOPIC]?group=NAME, where * in a "
                + "topic stands for any characters and &from=end lets a new group begin with what is yet to come. A broker that asks for a name: AMPELBOT_KAFKA_USER, "
                + "AMPELBOT_KAFKA_PASSWORD, AMPELBOT_KAFKA_MECHANISM (PLAIN, SCRAM-SHA-256, SCRAM-SHA-512), AMPELBOT_KAFKA_TLS (1, 0), AMPELBOT_KAFKA_CA (a file).",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var replay = new Option<bool>("--replay") { Description = "Read the archive's dead letters again, with what this program knows, instead of a source." };
        var untilEnd = new Option<bool>("--until-end") { Description = "With Kafka: end when all that the topics hold has been read. Otherwise it waits for more until it is stopped." };
        var span = new Option<string?>("--for") { Description = "Read no longer than this, keep what was read, and end: 90s, 30m, 12h.", HelpName = "TIME" };
        var every = new Option<string>("--progress") { Description = "How often progress is told.", HelpName = "TIME", DefaultValueFactory = _ => "1s" };
        var schemas = new Option<string?>("--schemas")
        {
            Description = "Folder of the schemas of messages that carry only a number (LSST's, from a schema registry): NUMBER.avsc, the registry's answer as NUMBER.json, "
                + "or Rubin's lsst.vM_N.alert.avsc with its parts beside it. Without it, AMPELBOT_SCHEMAS.",
            HelpName = "DIR",
            DefaultValueFactory = _ => Environment.GetEnvironmentVariable("AMPELBOT_SCHEMAS") is { Length: > 0 } named ? named : null,
        };
        var archive = CommonOptions.Archive();
        var json = CommonOptions.Json();
        var command = new Command("ingest", "Read alert packets into the archive. Ingesting twice changes nothing; what cannot be read is counted with its reason and kept as a dead letter.")
        {
            sources, replay, untilEnd, span, every, schemas, archive, json,
        }.WithExamples(
            "ampelbot ingest ztf_public_20180819.tar.gz",
            "ampelbot ingest tonight/ yesterday/ --archive /data/archive",
            "curl -s https://example.org/ztf_public_20180819.tar.gz | ampelbot ingest -",
            "ampelbot ingest 'kafka://broker:9092/ztf_*_programid1?group=ampelbot' --until-end",
            "ampelbot ingest 'kafka://broker:9092/lsst-alerts?group=ampelbot' --schemas schemas/",
            "ampelbot ingest --replay --schemas schemas/");
        command.SetAction((parsed, cancellation) =>
        {
            var options = new IngestOptions
            {
                For = parsed.GetValue(span) is { } text ? Time("--for", text) : null,
                ProgressInterval = Time("--progress", parsed.GetValue(every)!),
                Schemas = parsed.GetValue(schemas) is { } folder ? RegistrySchemas.Read(folder) : RegistrySchemas.None,
            };
            var given = parsed.GetValue(sources)!;
            return parsed.GetValue(replay)
                ? ReplayAsync(given, parsed.GetValue(archive)!, options, parsed.GetValue(json), cancellation)
                : IngestAsync(given, parsed.GetValue(untilEnd), parsed.GetValue(archive)!, options, parsed.GetValue(json), cancellation);
        });
        return command;
    }

    private static async Task<int> IngestAsync(
        string[] sources, bool untilEnd, string setting, IngestOptions options, bool json, CancellationToken cancellation)
    {
        // A wrong source must not leave an empty archive behind.
        var kafka = Check(sources, untilEnd);
        await using var archive = await Archives.OpenOrCreateAsync(setting, cancellation);
        var line = ProgressLine.Standard();
        var progress = new LineProgress<IngestProgress>(line, Words);
        var time = TimeProvider.System;
        var report = kafka is not null
            ? await AlertIngest.RunAsync(kafka, archive, options, progress, time, cancellation)
            : sources is [StandardInput]
                ? await AlertIngest.RunAsync("standard input", Console.OpenStandardInput(), archive, options, progress, time, cancellation)
                : await AlertIngest.RunAsync(sources, archive, options, progress, time, cancellation);
        line.Clear();
        var info = await archive.InfoAsync(cancellation);
        if (json)
            JsonOutput.Write(Console.Out, new
            {
                report.Files,
                report.Packets,
                report.Added,
                report.AlreadyThere,
                DeadLetters = report.DeadLetters.Select(d => new { d.File, d.Offset, d.Reason }),
                report.DeadLetterCount,
                report.Skipped,
                report.SkippedCount,
                report.Bytes,
                report.Remark,
                report.Seconds,
                Archive = info,
            });
        else
            Say(report, kafka is not null, info.Alerts, archive.Place);
        var readable = report.Added + report.AlreadyThere;
        return readable > 0 || (kafka is not null && report.DeadLetterCount == 0) ? ExitCode.Done
            : report.DeadLetterCount > 0 ? ExitCode.BrokenInput : ExitCode.NotFound;
    }

    private static async Task<int> ReplayAsync(string[] sources, string setting, IngestOptions options, bool json, CancellationToken cancellation)
    {
        if (sources.Length > 0)
            throw new RequestException("--replay reads the archive's own dead letters: name no source with it.");
        await using var archive = await Archives.OpenExistingAsync(setting, isReadOnly: false, cancellation);
        var line = ProgressLine.Standard();
        var report = await DeadLetterReplay.RunAsync(archive, options, new LineProgress<IngestProgress>(line, Words), TimeProvider.System, cancellation);
        line.Clear();
        if (json)
            JsonOutput.Write(Console.Out, new
            {
                report.Letters,
                report.Removed,
                report.Left,
                report.Gone,
                report.Added,
                report.AlreadyThere,
                report.Seconds,
                Archive = await archive.InfoAsync(cancellation),
            });
        else
        {
            Console.WriteLine(FormattableString.Invariant(
                $"{report.Letters:N0} dead letters: {report.Removed:N0} could be read and are letters no more, {report.Left:N0} stay. {report.Added:N0} alerts are new, {report.AlreadyThere:N0} were there already."));
            if (report.Gone > 0)
                Console.WriteLine(FormattableString.Invariant($"{report.Gone:N0} of those that stay hold no bytes, and their file is not there."));
        }
        return ExitCode.Done;
    }

    /// <summary>Refuses sources that cannot be; with the address where it is Kafka.</summary>
    private static KafkaAddress? Check(string[] sources, bool untilEnd)
    {
        if (sources.Length == 0)
            throw new RequestException("Name a source: files or folders, - for standard input, or kafka://BROKER:PORT/TOPIC?group=NAME.");
        var isKafka = Array.Exists(sources, s => s.StartsWith(KafkaAddress.Scheme, StringComparison.Ordinal));
        if (sources.Length > 1 && (isKafka || sources.Contains(StandardInput)))
            throw new RequestException("Standard input and Kafka are read alone: name no other source with them.");
        if (untilEnd && !isKafka)
            throw new RequestException("--until-end is for Kafka: files and standard input end by themselves.");
        if (!isKafka)
        {
            if (sources is not [StandardInput])
                AlertFiles.RequireExisting(sources);
            return null;
        }
        if (!KafkaAddress.TryParse(sources[0], out var address, out var problem))
            throw new RequestException(problem);
        AlertIngest.RequireKafka();
        return address! with { UntilEnd = untilEnd };
    }

    private static TimeSpan Time(string option, string text)
    {
        double? seconds = text is [.., 's' or 'm' or 'h' or 'd'] && double.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? number * text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3600, _ => 86400 } : null;
        return seconds is >= 0.01 and <= 3e6 ? TimeSpan.FromSeconds(seconds.Value)
            : throw new RequestException($"{option} {TerminalText.Harmless(text)} is not understood: a number and s, m, h or d, as in 90s; at least 0.01s, at most 30d.");
    }

    private static string Words(IngestProgress p)
    {
        var words = new List<string> { FormattableString.Invariant($"{p.Packets:N0} packets of {p.Files:N0} files, {p.Durable:N0} kept, {p.PacketsPerSecond:N0} a second") };
        if (p.BytesInAll is { } inAll and > 0)
            words.Add(FormattableString.Invariant($"{100.0 * p.Bytes / inAll:0} % of {inAll / 1e6:N0} MB"));
        if (p.Lag is { } lag)
            words.Add(FormattableString.Invariant($"{lag:N0} to come"));
        if (p.TimeLeft is { } left && left >= TimeSpan.FromSeconds(1))
            words.Add(left < TimeSpan.FromMinutes(2)
                ? FormattableString.Invariant($"{left.TotalSeconds:0} s left") : FormattableString.Invariant($"{left.TotalMinutes:N0} min left"));
        if (p.Waiting is { } waiting)
            words.Add($"waiting: {TerminalText.Harmless(waiting)}");
        return string.Join(", ", words);
    }

    private static void Say(IngestReport report, bool isKafka, long alerts, string place)
    {
        Console.WriteLine(FormattableString.Invariant(
            $"{report.Packets:N0} packets in {report.Files:N0} {(isKafka ? "partitions" : "files")}: {report.Added:N0} alerts are new, {report.AlreadyThere:N0} were there already, {report.DeadLetterCount:N0} could not be read."));
        foreach (var letter in report.DeadLetters)
            Console.WriteLine(TerminalText.Harmless(FormattableString.Invariant($"  {letter.File}, {(isKafka ? "offset" : "byte")} {letter.Offset}: {letter.Reason}")));
        if (report.DeadLetterCount > report.DeadLetters.Count)
            Console.WriteLine(FormattableString.Invariant($"  and {report.DeadLetterCount - report.DeadLetters.Count:N0} more"));
        if (report.SkippedCount > 0)
            Console.WriteLine(FormattableString.Invariant($"{report.SkippedCount:N0} files are no alert packets and were passed over."));
        if (report.Remark is { } remark)
            Console.WriteLine(TerminalText.Harmless(remark));
        Console.WriteLine(TerminalText.Harmless(FormattableString.Invariant($"The archive {place} holds {alerts:N0} alerts. It took {report.Seconds:0.0} s.")));
    }
}
