using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace AmpelBot.Cli;

/// <summary>Examples below a verb's help.</summary>
internal static class Examples
{
    /// <summary>Adds examples to what --help of the verb prints.</summary>
    public static Command WithExamples(this Command command, params string[] examples)
    {
        var help = new HelpOption();
        help.Action = new HelpWithExamples((HelpAction)help.Action!, examples);
        command.Add(help);
        return command;
    }

    private sealed class HelpWithExamples(HelpAction help, string[] examples) : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            var exitCode = help.Invoke(parseResult);
            var output = parseResult.InvocationConfiguration.Output;
            output.WriteLine("Examples:");
            foreach (var example in examples)
                output.WriteLine($"  {example}");
            output.WriteLine();
            return exitCode;
        }
    }
}
