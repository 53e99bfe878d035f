using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using AmpelBot.Chat.Terminal;
using AmpelBot.FollowUp;
using AmpelBot.FollowUp.T3.Views;

namespace AmpelBot.Cli;

/// <summary>ampelbot views: what a file of AMPEL's TransientViews holds.</summary>
internal static class ViewsVerb
{
    public static Command Make()
    {
        var file = new Argument<string>("FILE") { Description = "A file of views: one of a synced folder, or a dump; gzipped or not, of today's class or that of 2018 to 2020." };
        var json = new Option<bool>("--json") { Description = "The views in AMPEL's class of today, one JSON document a line, on standard output and nothing else." };
        var command = new Command("views", "Show the objects, datapoints, states and results in a file of AMPEL's TransientViews.") { file, json }.WithExamples(
            "ampelbot views views/gw/ZTF19aa/bx/ZTF19aabxjy.json.gz",
            "ampelbot views dump-of-2019.json --json > dump.json");
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(parsed.GetValue(file)!, parsed.GetValue(json), cancellation)));
        return command;
    }

    private static int Run(string file, bool json, CancellationToken cancellation)
    {
        if (!File.Exists(file))
            throw new FileNotFoundException(Directory.Exists(file) ? $"{file} is a folder. Give me one file of views in it." : $"There is no file {file}.");
        using var from = File.OpenRead(file);
        using var output = json ? Console.OpenStandardOutput() : Stream.Null;
        var count = 0;
        foreach (var view in TransientViewReader.Read(from, file, cancellation))
        {
            count++;
            if (json)
                TransientViewWriter.Write(output, view);
            else
                foreach (var line in Lines(view))
                    Console.Out.WriteLine(TerminalText.Harmless(line));
        }
        if (!json)
            Console.Out.WriteLine(TextNumbers.Count(count, "view") + ".");
        return ExitCode.Done;
    }

    private static IEnumerable<string> Lines(TransientView view)
    {
        var modified = view.ModifiedUtc is { } time ? $", modified {TextNumbers.Time(time)}" : "";
        yield return $"{(view.Names.Count > 0 ? string.Join(" = ", view.Names) : "no name")}: object {view.Id.ToString(CultureInfo.InvariantCulture)}"
            + $"{(view.Channels.Count > 0 ? ", channel " + string.Join(", ", view.Channels) : "")}{modified}";
        yield return $"  {TextNumbers.Count(view.Datapoints.Count, "datapoint")}, {TextNumbers.Count(view.States.Count, "state")}, {TextNumbers.Count(view.Results.Count, "result")}, {TextNumbers.Count(view.Journal.Count)} in the journal";
        foreach (var point in view.Datapoints.OrderBy(p => p.Jd))
            yield return $"  {Number(point.Jd),-20} {(point.Mag is { } mag ? $"{Number(mag)} +- {Number(point.MagErr)}" : $"> {Number(point.LimitingMag)}")}  {string.Join(' ', point.Tags)}";
        foreach (var result in view.Results)
            yield return $"  {(result.Unit.ValueKind == JsonValueKind.Undefined ? "?" : result.Unit.ToString())}: {Clip(result.Body)}";
    }

    private static string Clip(JsonElement value)
    {
        const int most = 200;
        var text = value.ValueKind == JsonValueKind.Undefined ? "" : value.GetRawText();
        return text.Length <= most ? text : text[..most] + "…";
    }

    private static string Number(double? value) => value is { } number ? TextNumbers.Number(number) : "?";
}
