using System.CommandLine;
using AmpelBot.Alerts.Archive;
using AmpelBot.Alerts.Observations;
using AmpelBot.Chat.Terminal;
using AmpelBot.Sky;

namespace AmpelBot.Cli;

/// <summary>ampelbot observations: logs of observations into the archive.</summary>
internal static class ObservationsVerb
{
    private const int ExposuresAtOnce = 20_000;

    public static Command Make()
    {
        var files = new Argument<string[]>("FILE") { Description = "Logs of observations: ZTF's tables, or a CSV of exposures.", Arity = ArgumentArity.OneOrMore };
        var grid = new Option<string?>("--grid")
        {
            Description = "The survey's fields (ID, RA, Dec), for logs that name fields without their places. Its places are kept with the exposures.",
            HelpName = "FILE",
            DefaultValueFactory = _ => Environment.GetEnvironmentVariable("AMPELBOT_GRID") is { Length: > 0 } named ? named : null,
        };
        var archive = CommonOptions.Archive();
        var json = CommonOptions.Json();
        var command = new Command("observations", "Read logs of observations into the archive, so that scans can say what was observed. Reading twice changes nothing; rows that cannot be read are named.")
        {
            files, grid, archive, json,
        }.WithExamples(
            "ampelbot observations tonight.csv --grid ZTF_Fields.txt",
            "ampelbot observations exposures.csv --archive /data/archive --json");
        command.SetAction((parsed, cancellation) =>
            RunAsync(parsed.GetValue(files)!, parsed.GetValue(grid), parsed.GetValue(archive)!, parsed.GetValue(json), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string[] paths, string? gridPath, string setting, bool json, CancellationToken cancellation)
    {
        var grid = gridPath is null ? null : FieldGrid.Read(gridPath);
        // A wrong path must not leave an empty archive behind, nor half of the logs in it.
        foreach (var path in paths)
            ExposureFile.Open(path, grid).Dispose();
        await using var archive = await Archives.OpenOrCreateAsync(setting, cancellation);
        var logs = new List<LogRead>();
        foreach (var path in paths)
            logs.Add(await ReadAsync(path, grid, archive, cancellation));

        var read = logs.Sum(log => log.Exposures);
        var firstJd = logs.Min(log => log.FirstJd);
        var lastJd = logs.Max(log => log.LastJd);
        if (json)
            JsonOutput.Write(Console.Out, new
            {
                archive.Place,
                Exposures = read,
                Added = logs.Sum(log => log.Added),
                FirstJd = firstJd,
                LastJd = lastJd,
                Files = logs,
            });
        else
        {
            foreach (var log in logs)
                Say(log);
            Console.WriteLine(TerminalText.Harmless(firstJd is { } first && lastJd is { } last
                ? FormattableString.Invariant($"{read:N0} exposures from {TimeScales.JdToUtc(first):yyyy-MM-dd HH:mm:ss} to {TimeScales.JdToUtc(last):yyyy-MM-dd HH:mm:ss} UTC, {logs.Sum(log => log.Added):N0} of them new in {archive.Place}.")
                : $"There was no exposure to put into {archive.Place}."));
        }
        return read > 0 ? ExitCode.Done : ExitCode.BrokenInput;
    }

    private static async Task<LogRead> ReadAsync(string path, FieldGrid? grid, IArchive archive, CancellationToken cancellation)
    {
        using var file = ExposureFile.Open(path, grid);
        var (exposures, added) = (0L, 0L);
        var (first, last) = ((double?)null, (double?)null);
        foreach (var batch in file.Exposures(cancellation).Chunk(ExposuresAtOnce))
        {
            added += await archive.AddExposuresAsync(batch, cancellation);
            exposures += batch.Length;
            foreach (var exposure in batch)
                (first, last) = (Math.Min(first ?? exposure.Jd, exposure.Jd), Math.Max(last ?? exposure.Jd, exposure.Jd));
        }
        return new LogRead(path, exposures, added, first, last, file.PassedOver, file.PartlyProcessed, file.DamagedRows, file.Damages);
    }

    private static void Say(LogRead log)
    {
        void Line(FormattableString text) => Console.WriteLine(TerminalText.Harmless(FormattableString.Invariant(text)));

        Line($"{log.File}: {log.Exposures:N0} exposures, {log.Added:N0} of them new.");
        if (log.PassedOver > 0)
            Line($"  {log.PassedOver:N0} rows are no observations: they failed, or nothing of them was processed.");
        if (log.PartlyProcessed > 0)
            Line($"  {log.PartlyProcessed:N0} exposures were processed in part and the log does not say which quadrants: they count as whole, so coverage is a little too large.");
        if (log.DamagedRows > 0)
            Line($"  {log.DamagedRows:N0} rows could not be read{(log.DamagedRows > log.Damages.Count ? $"; the first {log.Damages.Count}" : "")}:");
        foreach (var damage in log.Damages)
            Line($"  line {damage.Line}: {damage.Reason}");
    }

    private sealed record LogRead(
        string File, long Exposures, long Added, double? FirstJd, double? LastJd, long PassedOver, long PartlyProcessed, long DamagedRows, IReadOnlyList<ExposureDamage> Damages);
}
