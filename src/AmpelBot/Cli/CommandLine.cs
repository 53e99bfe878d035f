using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;

namespace AmpelBot.Cli;

/// <summary>The command line: its verbs, what becomes of failures, and the exit code.</summary>
public static class CommandLine
{
    /// <summary>Runs one command line.</summary>
    /// <param name="arguments">The words after the program's name.</param>
    /// <param name="cancellation">Stops the work; Ctrl-C does so too.</param>
    /// <returns>The exit code; see <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(string[] arguments, CancellationToken cancellation)
    {
        var root = Root();
        var parsed = root.Parse(arguments.Length == 0 ? ["--help"] : RequestWords.Joined(arguments), new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Action is ParseErrorAction)
        {
            foreach (var error in parsed.Errors)
                Console.Error.WriteLine(error.Message);
            return Misunderstood(parsed);
        }
        // What looks like an option would otherwise be taken for the name of a file, or for the value of the option before it.
        if (parsed.Tokens.TakeWhile(t => t.Type != TokenType.DoubleDash).FirstOrDefault(t => t.Type == TokenType.Argument && t.Value.StartsWith("--", StringComparison.Ordinal)) is { } unknown)
        {
            Console.Error.WriteLine(Chat.Terminal.TerminalText.Harmless($"There is no option {unknown.Value} here, or the one before it lacks its value. A name that begins with dashes is written after a word of two dashes: -- {unknown.Value}"));
            return Misunderstood(parsed);
        }
        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false }, cancellation);
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("Cancelled.");
            return ExitCode.Cancelled;
        }
        catch (Exception e)
        {
            ProgressLine.Standard().Clear();
            if (Failure.From(e) is { } failure)
            {
                Console.Error.WriteLine(Chat.Terminal.TerminalText.Harmless(failure.Sentence));
                return failure.ExitCode;
            }
            Console.Error.WriteLine($"AmpelBot itself failed ({e.GetType().Name}: {Chat.Terminal.TerminalText.Harmless(e.Message)}). That is a mistake in the program; please report it with what you typed.");
            if (Environment.GetEnvironmentVariable("AMPELBOT_TRACE") is { Length: > 0 })
                Console.Error.WriteLine(e);
            return ExitCode.Failed;
        }
    }

    private static int Misunderstood(ParseResult parsed)
    {
        Console.Error.WriteLine($"Try: ampelbot {VerbsOf(parsed.CommandResult)}--help");
        return ExitCode.Misunderstood;
    }

    /// <summary>The verbs that lead to a command, each with a blank after it.</summary>
    private static string VerbsOf(CommandResult command) =>
        command.Command is RootCommand ? "" : $"{(command.Parent is CommandResult parent ? VerbsOf(parent) : "")}{command.Command.Name} ";

    private static RootCommand Root()
    {
        var root = new RootCommand("AmpelBot finds the optical counterparts of gravitational waves, neutrinos and gamma-ray bursts among the alerts of a survey.")
        {
            ScanVerb.Make(),
            WhyVerb.Make(),
            ExportVerb.Make(),
            PlotVerb.Make(),
            DraftVerb.Make(),
            ViewsVerb.Make(),
            ChatVerb.Make(),
            ServeVerb.Make(),
            IngestVerb.Make(),
            ObservationsVerb.Make(),
            SkyMapVerb.Make(),
            NoticeVerb.Make(),
            NoticesVerb.Make(),
            EventsVerb.Make(),
            WatchVerb.MakeWatch(),
            WatchVerb.MakeUnwatch(),
            FilterVerb.Make(),
            ArchiveVerb.Make(),
            SimulateVerb.Make(),
            DemoVerb.Make(),
        };
        return root;
    }
}
