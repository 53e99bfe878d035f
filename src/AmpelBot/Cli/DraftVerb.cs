using System.CommandLine;
using System.Text;
using AmpelBot.FollowUp.Scan;
using AmpelBot.FollowUp.T3;

namespace AmpelBot.Cli;

/// <summary>ampelbot draft: a text of a scan, for a person to finish and send.</summary>
internal static class DraftVerb
{
    public static Command Make()
    {
        var kind = new Argument<string>("KIND") { Description = $"The draft: {string.Join(", ", Drafts.All.Select(k => $"{k.Name} ({k.Description})"))}." };
        var scan = new Argument<string>("SCAN") { Description = OpenedScan.Description };
        var to = new Option<string?>("--to") { Description = "File to write. Without it, the draft is printed: the one in the scan's folder may hold what a person wrote.", HelpName = "PATH" };
        var folders = new FolderOptions();
        var command = new Command("draft", "Write a draft about a scan, with the votes and notes of now, and say what the publisher's rules find in it. Nothing is ever sent.") { kind, scan, to }.WithExamples(
            "ampelbot draft atel S190814bv",
            "ampelbot draft circular S190814bv --to circular.txt");
        folders.AddTo(command);
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetValue(kind)!, parsed.GetValue(scan)!, parsed.GetValue(to), folders.Of(parsed), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string name, string words, string? to, BotFolders folders, CancellationToken cancellation)
    {
        var kind = Drafts.Find(name)
            ?? throw new RequestException($"I write no draft called {name}. I write {string.Join(", ", Drafts.All.Select(k => k.Name))}.");
        await using var opened = await OpenedScan.OpenAsync(words, folders, cancellation);
        var text = await opened.Saved.DraftAsync(kind, cancellation);
        await WrittenFile.WriteAsync(to ?? "-", opened.Saved.Folder, kind.FileName, async stream => await stream.WriteAsync(Encoding.UTF8.GetBytes(text), cancellation));
        foreach (var finding in kind.Lint(text))
            Console.Error.WriteLine(FormattableString.Invariant($"{finding.Rule}, line {finding.Line}: {finding.Sentence}"));
        if (kind == Drafts.Circular || kind == Drafts.CircularMarkdown)
        {
            var form = CircularForm.Of(text);
            Console.Error.WriteLine($"{form.Sentence}\n{form.Address.AbsoluteUri}");
        }
        return ExitCode.Done;
    }
}
