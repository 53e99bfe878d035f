using System.CommandLine;
using System.Globalization;
using AmpelBot.Chat.Terminal;
using AmpelBot.FollowUp;
using AmpelBot.FollowUp.Scan;
using AmpelBot.Jobs;

namespace AmpelBot.Cli;

/// <summary>ampelbot notices: what the hosted bot has heard, and its dead letters.</summary>
internal static class NoticesVerb
{
    private const int MostListed = 10_000;

    public static Command Make() => new("notices", "Show the notices that the hosted bot has heard, and replay dead letters. How it listens: docs/listening.md.")
    {
        List(),
        Save(),
        Replay(),
    };

    private static Command List()
    {
        var status = new Option<NoticeStatus?>("--status") { Description = "Only those that are Waiting, Followed, Ignored or DeadLetter.", HelpName = "STATUS" };
        var most = new Option<int>("--most") { Description = "At most so many, the newest first.", HelpName = "N", DefaultValueFactory = _ => 50 };
        var archive = CommonOptions.Archive();
        var json = CommonOptions.Json();
        var command = new Command("list", "List notices, the newest first, and what became of them.") { status, most, archive, json }
            .WithExamples("ampelbot notices list --status DeadLetter");
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var tables = await BotTables.OpenAsync(parsed.GetValue(archive)!, TimeProvider.System, cancellation);
            var notices = await tables.Notices.ListAsync(new NoticeFilter { Status = parsed.GetValue(status) }, Math.Clamp(parsed.GetValue(most), 1, MostListed), cancellation);
            var counts = await tables.Notices.CountAsync(cancellation);
            if (parsed.GetValue(json))
                JsonOutput.Write(Console.Out, new { counts, notices = notices.Select(n => new { n.Id, n.Source, n.Stream, n.Key, n.Sha256, n.Length, n.ReceivedUtc, status = n.Status.ToString(), n.Reason, n.SettledUtc, n.Attempts, n.Times, n.HasBytes }) });
            else
                Console.Write(TerminalText.Harmless(Text(notices, counts)));
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Save()
    {
        var id = new Argument<long>("NUMBER") { Description = "The notice." };
        var file = new Argument<string>("FILE") { Description = "Where its bytes go; - for standard output." };
        var archive = CommonOptions.Archive();
        var command = new Command("save", "Write the bytes of a notice, as they were heard, to a file.") { id, file, archive }
            .WithExamples("ampelbot notices save 17 - | ampelbot notice -");
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var tables = await BotTables.OpenAsync(parsed.GetValue(archive)!, TimeProvider.System, cancellation);
            var number = parsed.GetValue(id);
            if (await tables.Notices.FindAsync(number, cancellation) is not { } content)
                throw new RequestException($"There is no notice {number}; ampelbot notices list shows them.");
            if (!content.Notice.HasBytes)
                throw new RequestException($"The bytes of notice {number} are no longer kept; listen.keep in the settings says how long.");
            await using var output = parsed.GetValue(file) is { } path && path != "-" ? new FileStream(path, FileMode.CreateNew, FileAccess.Write) : Console.OpenStandardOutput();
            await output.WriteAsync(content.Bytes, cancellation);
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Replay()
    {
        var id = new Argument<long?>("NUMBER") { Description = "The notice; without it, --dead-letters.", Arity = ArgumentArity.ZeroOrOne };
        var dead = new Option<bool>("--dead-letters") { Description = "All dead letters." };
        var archive = CommonOptions.Archive();
        var command = new Command("replay", "Put a settled notice, or all dead letters, back: the bot reads them again, also while it runs.") { id, dead, archive }
            .WithExamples("ampelbot notices replay 17", "ampelbot notices replay --dead-letters");
        command.SetAction(async (parsed, cancellation) =>
        {
            if (parsed.GetValue(id) is null != parsed.GetValue(dead))
                throw new RequestException("Name one notice by its number, or say --dead-letters.");
            await using var tables = await BotTables.OpenAsync(parsed.GetValue(archive)!, TimeProvider.System, cancellation);
            if (parsed.GetValue(id) is { } number && !await tables.Notices.ReplayAsync(number, cancellation))
                throw new RequestException($"Notice {number} cannot be put back: there is none of that number, it waits already, or its bytes are not kept whole.");
            var replayed = parsed.GetValue(dead) ? await tables.Notices.ReplayDeadLettersAsync(cancellation) : 1;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Put back: {replayed}."));
            return ExitCode.Done;
        });
        return command;
    }

    private static string Text(IReadOnlyList<StoredNotice> notices, NoticeCounts counts)
    {
        var lines = notices.Select(n => string.Create(CultureInfo.InvariantCulture,
            $"{n.Id}  {TextNumbers.Time(n.ReceivedUtc)}  {n.Status}  {n.Source} {n.Stream} {n.Key}, {n.Length:N0} bytes{(n.Times > 1 ? $", heard {n.Times} times" : "")}{(n.HasBytes ? "" : ", bytes no longer kept")}{(n.Reason is null ? "" : $": {n.Reason}")}"));
        var end = string.Create(CultureInfo.InvariantCulture,
            $"{counts.Waiting:N0} wait ({counts.WaitingBytes:N0} bytes){(counts.OldestWaitingUtc is { } oldest ? $", the oldest since {TextNumbers.Time(oldest)}" : "")}; {counts.DeadLetters:N0} dead letters{(counts.DeadLettersWithoutBytes > 0 ? $", {counts.DeadLettersWithoutBytes:N0} of them without bytes" : "")}.");
        return string.Concat(lines.Append(end).Select(line => line.ReplaceLineEndings(" ") + "\n"));
    }
}
