using System.CommandLine;
using AmpelBot.Alerts.Archive;
using AmpelBot.Chat.Commands;
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
        var from = new Option<string?>("--from") { Description = "Only alerts from this time on, UTC.", HelpName = "TIME" };
        var to = new Option<string?>("--to") { Description = "Only alerts before this time, UTC; of a date without a time, its whole day is taken in.", HelpName = "TIME" };
        var format = new Option<string>("--format") { Description = "tar (one .tar.gz file) or folder.", HelpName = "FORMAT", DefaultValueFactory = _ => "tar" };
        format.AcceptOnlyFromAmong("tar", "folder");
        var isPublic = CommonOptions.Public();
        var archive = CommonOptions.Archive();
        var json = CommonOptions.Json();
        var command = new Command("export", "Write alerts as Avro packets, every field with the value it had, one container for each packet; ingest reads them again.")
        {
            target, name, night, from, to, format, isPublic, archive, json,
        }.WithExamples(
            "ampelbot archive export night.tar.gz --night 2019-08-15",
            "ampelbot archive export packets/ --format folder --object ZTF19abpuhbh --public");
        command.SetAction((parsed, cancellation) => RunAsync(
            parsed.GetValue(archive)!, parsed.GetValue(target)!, parsed.GetValue(format) == "folder",
            Selection(parsed.GetValue(name), parsed.GetValue(night), parsed.GetValue(from), parsed.GetValue(to), parsed.GetValue(isPublic)),
            parsed.GetValue(json), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(
        string setting, string target, bool toFolder, ExportSelection selection, bool json, CancellationToken cancellation)
    {
        if (!toFolder && Directory.Exists(target))
            throw new RequestException($"{target} is a folder: name a .tar.gz file to write, or add --format folder.");
        await using var archive = await Archives.OpenExistingAsync(setting, isReadOnly: true, cancellation);
        var line = ProgressLine.Standard();
        var progress = new Paced(line);
        var report = toFolder
            ? await PacketExport.ToFolderAsync(archive, selection, target, progress, cancellation)
            : await PacketExport.ToTarAsync(archive, selection, target, progress, cancellation);
        line.Clear();
        if (json)
            JsonOutput.Write(Console.Out, new { Out = report.Packets > 0 ? target : null, report.Alerts, report.Packets, report.WithoutPacket, report.Bytes, report.Seconds });
        else
            Say(report, target, selection);
        return report.Packets > 0 ? ExitCode.Done : ExitCode.NotFound;
    }

    private static void Say(ExportReport report, string target, ExportSelection selection)
    {
        var publicly = selection.Rights == DataRights.Public ? " public" : "";
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

    private static ExportSelection Selection(string? name, string? night, string? from, string? to, bool isPublic)
    {
        if (night is not null && (from is not null || to is not null))
            throw new RequestException("--night and --from or --to both say which times are taken: keep one.");
        if (night is not null && !OptionValue.IsDate(night))
            throw new RequestException($"--night {night} is not a date: write year-month-day, for example --night 2019-08-15.");
        var start = CommandTime.Read("--from", from) ?? CommandTime.Read("--night", night);
        var end = night is not null ? start!.Value.AddDays(1)
            : to is not null && OptionValue.IsDate(to) ? CommandTime.Read("--to", to)!.Value.AddDays(1) : CommandTime.Read("--to", to);
        if (end <= start)
            throw new RequestException($"--to {to} is not after --from {from}: nothing could be exported.");
        return new ExportSelection
        {
            ObjectName = name is null ? null : CommandParser.ObjectName(name),
            From = start,
            To = end,
            Rights = isPublic ? DataRights.Public : DataRights.Partnership,
        };
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
