using System.CommandLine;
using AmpelBot.Alerts.Archive;
using AmpelBot.Chat.Commands;
using AmpelBot.Chat.Terminal;
using AmpelBot.FollowUp;
using AmpelBot.FollowUp.Channels;
using AmpelBot.FollowUp.Notices;
using AmpelBot.FollowUp.Notices.Fetching;
using AmpelBot.FollowUp.Scan;

namespace AmpelBot.Cli;

/// <summary>ampelbot archive export: alerts as the packets that the survey sent.</summary>
internal static class ArchiveExportVerb
{
    private static readonly TimeSpan FirstProgress = TimeSpan.FromSeconds(1);

    public static Command Make()
    {
        var target = new Argument<string>("OUT") { Description = "The .tar.gz file to write, or with --format folder the folder." };
        var name = new Option<string?>("--object") { Description = "Only alerts of this object.", HelpName = "NAME" };
        var night = new Option<string?>("--night") { Description = "Only alerts of this UTC date.", HelpName = "DATE" };
        var from = new Option<string?>("--from") { Description = "Only alerts from this time on, UTC; with --event, the start of its window.", HelpName = "TIME" };
        var to = new Option<string?>("--to") { Description = "Only alerts before this time, UTC; of a date without a time, its whole day is taken in.", HelpName = "TIME" };
        var ofEvent = new Option<string?>("--event")
        {
            Description = "Only alerts that a scan of this event would read: in its credible region and its window. Written as for scan: a name, a sky map, a position, with options.",
            HelpName = "EVENT",
        };
        var level = new Option<string?>("--level") { Description = "With --event: the credible level of the region, as for scan.", HelpName = "LEVEL" };
        var days = new Option<string?>("--days") { Description = "With --event: the length of the window, as for scan.", HelpName = "DAYS" };
        var format = new Option<string>("--format") { Description = "tar (one .tar.gz file) or folder.", HelpName = "FORMAT", DefaultValueFactory = _ => "tar" };
        format.AcceptOnlyFromAmong("tar", "folder");
        var isPublic = CommonOptions.Public();
        var archive = CommonOptions.Archive();
        var skyMaps = CommonOptions.SkyMaps();
        var channels = CommonOptions.Channels();
        var json = CommonOptions.Json();
        var command = new Command("export", "Write alerts as Avro packets, every field with the value it had, one container for each packet; ingest reads them again.")
        {
            target, ofEvent, level, days, name, night, from, to, format, isPublic, archive, skyMaps, channels, json,
        }.WithExamples(
            "ampelbot archive export night.tar.gz --night 2019-08-15",
            "ampelbot archive export S190814bv.tar.gz --event S190814bv --level 0.9 --days 3",
            "ampelbot archive export packets/ --format folder --object ZTF19abpuhbh --public");
        command.SetAction((parsed, cancellation) =>
        {
            var wanted = new Wanted(
                parsed.GetValue(name), parsed.GetValue(night), parsed.GetValue(from), parsed.GetValue(to), parsed.GetValue(ofEvent), parsed.GetValue(level),
                parsed.GetValue(days), parsed.GetValue(isPublic), parsed.GetValue(skyMaps)!, parsed.GetValue(channels)!);
            return RunAsync(
                parsed.GetValue(archive)!, parsed.GetValue(target)!, parsed.GetValue(format) == "folder", wanted, parsed.GetValue(json), cancellation);
        });
        return command;
    }

    private static async Task<int> RunAsync(string setting, string target, bool toFolder, Wanted wanted, bool json, CancellationToken cancellation)
    {
        if (!toFolder && Directory.Exists(target))
            throw new RequestException($"{target} is a folder: name a .tar.gz file to write, or add --format folder.");
        // What is not understood is said before anything is opened.
        var selection = wanted.Event is null ? wanted.Selection() : null;
        var request = wanted.Event is null ? null : wanted.Request();
        await using var archive = await Archives.OpenExistingAsync(setting, isReadOnly: true, cancellation);
        var plan = request is null ? null : await PlanAsync(archive, wanted, request, cancellation);
        selection ??= wanted.Selection(plan!);
        var line = ProgressLine.Standard();
        var progress = new Paced(line);
        var report = toFolder
            ? await PacketExport.ToFolderAsync(archive, selection, target, progress, cancellation)
            : await PacketExport.ToTarAsync(archive, selection, target, progress, cancellation);
        line.Clear();
        if (json)
            JsonOutput.Write(Console.Out, new
            {
                Out = report.Packets > 0 ? target : null,
                report.Alerts,
                report.Packets,
                report.WithoutPacket,
                report.Bytes,
                report.Seconds,
                Event = plan is null ? null : new
                {
                    Name = plan.Notice.EventName,
                    plan.Notice.Revision,
                    plan.Region.Level,
                    plan.Region.AreaSqDeg,
                    FromUtc = plan.Window.From,
                    ToUtc = plan.Window.To,
                    plan.Defaults,
                },
            });
        else
            Say(report, target, selection, plan);
        return report.Packets > 0 ? ExitCode.Done : ExitCode.NotFound;
    }

    private static async Task<ScanPlan> PlanAsync(IArchive archive, Wanted wanted, ScanRequest request, CancellationToken cancellation)
    {
        var skyMaps = new SkyMapFolder(wanted.SkyMaps);
        using var sources = new SkyMapSources(skyMaps, Path.Combine(wanted.SkyMaps, "cache"), Places.Fetching, SenderAddresses.Public, TimeProvider.System);
        var scan = new EventScan(archive, new EventLookup(skyMaps, sources), new ChannelFolder(wanted.Channels), TimeProvider.System);
        return await scan.PlanAsync(request, cancellation);
    }

    private static void Say(ExportReport report, string target, ExportSelection selection, ScanPlan? plan)
    {
        var publicly = selection.Rights == DataRights.Public ? " public" : "";
        if (plan is not null)
            Console.WriteLine(TerminalText.Harmless(
                $"{plan.Notice.EventName}{(plan.Notice.Revision is { } revision ? $" revision {revision}" : "")}: {TextNumbers.Percent(plan.Region.Level)} region, "
                + $"{TextNumbers.Area(plan.Region.AreaSqDeg)}, from {TextNumbers.Time(plan.Window.From)} to {TextNumbers.Time(plan.Window.To)}. {string.Join(' ', plan.Defaults)}").TrimEnd());
        if (report.Packets > 0)
            Console.WriteLine(FormattableString.Invariant(
                $"{report.Packets:N0} packets of {report.Alerts:N0}{publicly} alerts are in {target} ({ArchiveVerb.Size(report.Bytes)} before compression). It took {report.Seconds:0.0} s."));
        else
            Console.WriteLine(report.Alerts == 0
                ? $"The archive has no{publicly} alert of this selection; nothing was written."
                : $"The archive has no packet of these alerts; nothing was written.");
        if (report.WithoutPacket > 0)
            Console.WriteLine(FormattableString.Invariant(
                $"{report.WithoutPacket:N0} alerts have no packet{(selection.Rights == DataRights.Public ? " that is public as a whole" : " in the archive")} and are not in the export."));
    }

    /// <summary>Which alerts the command line asks for, as it was typed.</summary>
    private sealed record Wanted(
        string? Name, string? Night, string? From, string? To, string? Event, string? Level, string? Days, bool IsPublic, string SkyMaps, string Channels)
    {
        private string? ObjectName => Name is null ? null : CommandParser.ObjectName(Name);

        /// <summary>The scan of the event, in the words that scan takes.</summary>
        internal ScanRequest Request()
        {
            if (Night is not null)
                throw new RequestException("--night and --event both say which times are taken: with an event, use --days, or --from and --to.");
            var words = $"scan {Event}{Word("level", Level)}{Word("days", Days)}{Word("from", From)}{Word("to", To)}{(IsPublic ? " program=public" : "")}";
            var parsed = CommandParser.Parse(words, new ParseContext(TimeProvider.System.GetUtcNow()), File.Exists);
            return parsed.Success
                ? (parsed.Value as ScanCommand)?.Request ?? throw new RequestException($"--event {Event} is no event: write it as for scan, for example --event S190814bv.")
                : throw new RequestException(parsed.Error);
        }

        /// <summary>What the scan of the event reads.</summary>
        internal ExportSelection Selection(ScanPlan plan) =>
            new() { ObjectName = ObjectName, Region = plan.Region.Moc, From = plan.Window.From, To = plan.Window.To, Rights = plan.Rights };

        /// <summary>What is asked for without an event.</summary>
        internal ExportSelection Selection()
        {
            if ((Level is not null ? "--level" : Days is not null ? "--days" : null) is { } alone)
                throw new RequestException($"{alone} belongs to an event: add --event, for example --event S190814bv.");
            if (Night is not null && (From is not null || To is not null))
                throw new RequestException("--night and --from or --to both say which times are taken: keep one.");
            if (Night is not null && !OptionValue.IsDate(Night))
                throw new RequestException($"--night {Night} is not a date: write year-month-day, for example --night 2019-08-15.");
            var start = CommandTime.Read("--from", From) ?? CommandTime.Read("--night", Night);
            var end = Night is not null ? start!.Value.AddDays(1)
                : To is not null && OptionValue.IsDate(To) ? CommandTime.Read("--to", To)!.Value.AddDays(1) : CommandTime.Read("--to", To);
            if (end <= start)
                throw new RequestException($"--to {To} is not after --from {From}: nothing could be exported.");
            return new ExportSelection { ObjectName = ObjectName, From = start, To = end, Rights = IsPublic ? DataRights.Public : DataRights.Partnership };
        }

        private static string Word(string option, string? value) => value is null ? "" : $" {option}={value}";
    }

    /// <summary>Progress about once a second, the first after a second.</summary>
    private sealed class Paced(ProgressLine line) : IProgress<ExportProgress>
    {
        private TimeSpan due = FirstProgress;

        public void Report(ExportProgress value)
        {
            if (value.Elapsed < due)
                return;
            due = value.Elapsed + FirstProgress;
            line.Show(FormattableString.Invariant($"Exporting: {value.Packets:N0} packets of {value.Alerts:N0} alerts, {value.Alerts / value.Elapsed.TotalSeconds:N0} a second"));
        }
    }
}
