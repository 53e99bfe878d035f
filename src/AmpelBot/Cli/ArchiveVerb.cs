using System.CommandLine;
using System.Diagnostics;
using AmpelBot.Alerts.Archive;
using AmpelBot.Chat.Terminal;
using AmpelBot.Sky;

namespace AmpelBot.Cli;

/// <summary>ampelbot archive: what the archive holds, whether it is sound, and what comes out of it again.</summary>
internal static class ArchiveVerb
{
    private static readonly string[] ByteUnits = ["bytes", "kB", "MB", "GB", "TB"];

    public static Command Make() => new("archive", "Look into the archive, check it, and export from it.")
    {
        Info(), ArchiveObjectVerb.Make(), ArchiveExportVerb.Make(), Verify(), Vacuum(),
    };

    /// <summary>A number of bytes for people.</summary>
    public static string Size(long? bytes)
    {
        if (bytes is not { } number)
            return "unknown size";
        var (value, unit) = ((double)number, 0);
        for (; value >= 1000 && unit < ByteUnits.Length - 1; unit++)
            value /= 1000;
        return FormattableString.Invariant($"{(unit == 0 ? number.ToString("N0", System.Globalization.CultureInfo.InvariantCulture) : value.ToString("0.0", System.Globalization.CultureInfo.InvariantCulture))} {ByteUnits[unit]}");
    }

    private static Command Info()
    {
        var archive = CommonOptions.Archive();
        var json = CommonOptions.Json();
        var command = new Command("info", "Say what the archive holds.") { archive, json }.WithExamples("ampelbot archive info --archive /data/archive --json");
        command.SetAction((parsed, cancellation) => InfoAsync(parsed.GetValue(archive)!, parsed.GetValue(json), cancellation));
        return command;
    }

    private static async Task<int> InfoAsync(string setting, bool json, CancellationToken cancellation)
    {
        await using var archive = await Archives.OpenExistingAsync(setting, isReadOnly: true, cancellation);
        var info = await archive.InfoAsync(cancellation);
        var bytes = await archive.SizeBytesAsync(cancellation);
        if (json)
        {
            JsonOutput.Write(Console.Out, new
            {
                archive.Place,
                SizeBytes = bytes,
                info.SchemaVersion,
                info.Alerts,
                info.Objects,
                info.Datapoints,
                info.Cutouts,
                info.DeadLetters,
                info.Nights,
                info.FirstJd,
                info.LastJd,
                info.StateHash,
            });
            return ExitCode.Done;
        }
        Console.WriteLine(FormattableString.Invariant(
            $"{archive.Place}: {info.Alerts:N0} alerts of {info.Objects:N0} objects in {info.Nights:N0} nights, {info.Datapoints:N0} datapoints, {info.Cutouts:N0} cutouts, {info.DeadLetters:N0} dead letters, {Size(bytes)}."));
        if (info is { FirstJd: { } first, LastJd: { } last })
            Console.WriteLine($"First alert {TimeScales.JdToUtc(first):yyyy-MM-dd HH:mm:ss} UTC, last {TimeScales.JdToUtc(last):yyyy-MM-dd HH:mm:ss} UTC. State {info.StateHash}.");
        return ExitCode.Done;
    }

    private static Command Verify()
    {
        var archive = CommonOptions.Archive();
        var json = CommonOptions.Json();
        var command = new Command("verify", "Count again, hash again, and check the indexes. Exits with 4 when a check fails.") { archive, json }.WithExamples("ampelbot archive verify");
        command.SetAction((parsed, cancellation) => VerifyAsync(parsed.GetValue(archive)!, parsed.GetValue(json), cancellation));
        return command;
    }

    private static async Task<int> VerifyAsync(string setting, bool json, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        await using var archive = await Archives.OpenExistingAsync(setting, isReadOnly: true, cancellation);
        var line = ProgressLine.Standard();
        var checks = await archive.VerifyAsync(new LineProgress<string>(line, text => text), cancellation);
        line.Clear();
        var failed = checks.Count(c => !c.IsOk);
        if (json)
            JsonOutput.Write(Console.Out, new { archive.Place, IsOk = failed == 0, Checks = checks, Seconds = clock.Elapsed.TotalSeconds });
        else
        {
            foreach (var check in checks)
                Console.WriteLine(TerminalText.Harmless($"{(check.IsOk ? "ok      " : "FAILED  ")}{check.Name}: {check.Detail}"));
            Console.WriteLine(failed == 0
                ? $"{archive.Place} is sound: {checks.Count} checks hold."
                : $"{archive.Place} is not sound: {failed} of {checks.Count} checks fail. Bring back a copy, or ingest the packets into a new archive.");
        }
        return failed == 0 ? ExitCode.Done : ExitCode.BrokenInput;
    }

    private static Command Vacuum()
    {
        var archive = CommonOptions.Archive();
        var json = CommonOptions.Json();
        var command = new Command("vacuum", "Give free space back, and bring the statistics up to date by which queries are planned.") { archive, json }.WithExamples("ampelbot archive vacuum");
        command.SetAction((parsed, cancellation) => VacuumAsync(parsed.GetValue(archive)!, parsed.GetValue(json), cancellation));
        return command;
    }

    private static async Task<int> VacuumAsync(string setting, bool json, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        await using var archive = await Archives.OpenExistingAsync(setting, isReadOnly: false, cancellation);
        var line = ProgressLine.Standard();
        var before = await archive.SizeBytesAsync(cancellation);
        await archive.VacuumAsync(new LineProgress<string>(line, text => text), cancellation);
        var after = await archive.SizeBytesAsync(cancellation);
        line.Clear();
        if (json)
            JsonOutput.Write(Console.Out, new { archive.Place, SizeBytesBefore = before, SizeBytesAfter = after, Seconds = clock.Elapsed.TotalSeconds });
        else
            Console.WriteLine(FormattableString.Invariant($"{archive.Place}: {Size(before)} before, {Size(after)} after. It took {clock.Elapsed.TotalSeconds:0.0} s."));
        return ExitCode.Done;
    }
}
