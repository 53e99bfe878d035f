using System.CommandLine;
using AmpelBot.Chat;
using AmpelBot.Chat.Terminal;

namespace AmpelBot.Cli;

/// <summary>ampelbot chat: requests from standard input, threads on standard output.</summary>
internal static class ChatVerb
{
    public static Command Make()
    {
        var folders = new FolderOptions();
        var command = new Command("chat", "Talk with the bot in the terminal: type requests, read threads.")
            .WithExamples("ampelbot chat", "ampelbot chat --archive /data/archive < requests.txt");
        folders.AddTo(command);
        command.SetAction((parsed, cancellation) => RunAsync(folders.Of(parsed), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(BotFolders folders, CancellationToken cancellation)
    {
        await using var bot = await Bot.OpenAsync(folders, Places.Fetching, TimeProvider.System, cancellation);
        var thread = new TerminalThread(Console.Out, ProgressLine.Standard());
        var asker = Asker.AtTheMachine;
        var interactive = !Console.IsInputRedirected;
        if (interactive)
            Console.Error.WriteLine("Type a request, for example: scan S190814bv. Type help for more, quit to leave.");
        while (true)
        {
            if (interactive)
                Console.Error.Write("> ");
            var text = await Task.Run(Console.In.ReadLine, CancellationToken.None).WaitAsync(cancellation);
            if (text is null || text.Trim().ToLowerInvariant() is "quit" or "exit" or "bye")
                return ExitCode.Done;
            if (text.Trim().Length > 0)
            {
                var answer = await bot.Conversation.AnswerAsync(text, asker, thread, cancellation);
                if (answer is { Report: { } report, Folder: { } folder })
                    asker = asker with { Earlier = report.Request, EarlierFolder = folder };
            }
        }
    }
}
