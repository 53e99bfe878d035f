using System.CommandLine;
using AmpelBot.Alerts.Archive.Sqlite;
using AmpelBot.Sky;

namespace AmpelBot.Cli;

/// <summary>ampelbot archive: what the archive holds.</summary>
internal static class ArchiveVerb
{
    public static Command Make()
    {
        var folder = CommonOptions.Archive();
        var json = CommonOptions.Json();
        var info = new Command("info", "Say what the archive holds.") { folder, json }.WithExamples(
            "ampelbot archive info --archive /data/archive --json");
        info.SetAction(parsed => Info(parsed.GetValue(folder)!, parsed.GetValue(json)));
        return new Command("archive", "Look at the archive.") { info };
    }

    private static int Info(string folder, bool json)
    {
        using var archive = SqliteArchive.OpenExisting(folder);
        var info = archive.Info();
        if (json)
        {
            JsonOutput.Write(Console.Out, info);
            return ExitCode.Done;
        }
        Console.WriteLine(FormattableString.Invariant(
            $"{folder}: {info.Alerts:N0} alerts of {info.Objects:N0} objects in {info.Nights:N0} nights, {info.Datapoints:N0} datapoints, {info.Cutouts:N0} cutouts, {info.DeadLetters:N0} dead letters."));
        if (info is { FirstJd: { } first, LastJd: { } last })
            Console.WriteLine($"First alert {TimeScales.JdToUtc(first):yyyy-MM-dd HH:mm:ss} UTC, last {TimeScales.JdToUtc(last):yyyy-MM-dd HH:mm:ss} UTC. State {info.StateHash}.");
        return ExitCode.Done;
    }
}
