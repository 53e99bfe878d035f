using AmpelBot.Chat;
using AmpelBot.Chat.Commands;
using AmpelBot.Chat.Terminal;
using AmpelBot.FollowUp.Scan;
using AmpelBot.FollowUp.T3;

namespace AmpelBot.Cli;

/// <summary>One request of the command line, answered on standard output.</summary>
internal static class RequestRun
{
    public static async Task<int> RunAsync(string request, BotFolders folders, bool json, CancellationToken cancellation)
    {
        // What is not understood is said before anything is opened.
        var parsed = CommandParser.Parse(request, new ParseContext(TimeProvider.System.GetUtcNow()), File.Exists);
        if (!parsed.Success)
            throw new RequestException(parsed.Error);

        await using var bot = await Bot.OpenAsync(folders, Places.Fetching, TimeProvider.System, cancellation);
        var line = ProgressLine.Standard();
        IChatThread thread = json ? new SilentThread(line) : new TerminalThread(Console.Out, line);
        var answer = await bot.Conversation.AnswerAsync(parsed.Value, Asker.AtTheMachine, thread, cancellation);
        line.Clear();
        if (answer.Failure is { } failure)
        {
            if (json)
                Console.Error.WriteLine(TerminalText.Harmless(failure.Sentence));
            return failure.ExitCode;
        }
        if (json && answer.Report is { } report)
        {
            using var output = Console.OpenStandardOutput();
            ReportJson.Write(report, output);
            Console.Out.WriteLine();
        }
        if (json && answer.Trace is { } trace)
            JsonOutput.Write(Console.Out, TraceJson.Of(trace));
        return answer.Trace is { InArchive: false } ? ExitCode.NotFound : ExitCode.Done;
    }

    /// <summary>Only progress is shown; the answer is the JSON document.</summary>
    private sealed class SilentThread(ProgressLine line) : IChatThread
    {
        public Task PostAsync(ThreadPost post, CancellationToken cancellation) => Task.CompletedTask;

        public void ShowProgress(string text) => line.Show(text);
    }
}
