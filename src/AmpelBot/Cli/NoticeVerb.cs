using System.CommandLine;
using AmpelBot.Chat.Terminal;
using AmpelBot.FollowUp.Notices;

namespace AmpelBot.Cli;

/// <summary>ampelbot notice: what a notice or circular says.</summary>
internal static class NoticeVerb
{
    public static Command Make()
    {
        var file = new Argument<string>("FILE") { Description = "A notice or circular: JSON, Avro, VOEvent or text; - for standard input." };
        var json = CommonOptions.Json();
        var command = new Command("notice", "Say what a notice or circular tells: who, what, when, where, how sure.") { file, json }.WithExamples(
            "ampelbot notice S230518h-initial.json",
            "curl -s https://gcn.nasa.gov/circulars/34527.json | ampelbot notice - --json");
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetValue(file)!, parsed.GetValue(json), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string file, bool json, CancellationToken cancellation)
    {
        if (file != "-" && !File.Exists(file))
            throw new FileNotFoundException(Directory.Exists(file) ? $"{file} is a folder. Give me one notice in it." : $"There is no file {file}.");
        var parsed = NoticeParser.Parse(await BytesAsync(file, cancellation));
        if (!parsed.Success)
        {
            Console.Error.WriteLine(TerminalText.Harmless($"{(file == "-" ? "standard input" : file)} is refused: {parsed.Error}"));
            return ExitCode.BrokenInput;
        }
        if (json)
            JsonOutput.Write(Console.Out, NoticeJson.Document(parsed.Value));
        else
            Console.Write(TerminalText.Harmless(NoticeText.Write(parsed.Value)));
        return ExitCode.Done;
    }

    /// <summary>The bytes, one more at most than a notice may have, by which the parser knows that it is too long.</summary>
    private static async Task<ReadOnlyMemory<byte>> BytesAsync(string file, CancellationToken cancellation)
    {
        await using var stream = file == "-" ? Console.OpenStandardInput() : new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read);
        var all = new MemoryStream();
        var buffer = new byte[1 << 16];
        while (all.Length <= NoticeParser.MaxBytesWithMap
            && await stream.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, NoticeParser.MaxBytesWithMap + 1 - all.Length)), cancellation) is > 0 and var read)
            all.Write(buffer, 0, read);
        return all.GetBuffer().AsMemory(0, (int)all.Length);
    }
}
