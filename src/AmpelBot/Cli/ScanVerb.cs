using System.CommandLine;

namespace AmpelBot.Cli;

/// <summary>ampelbot scan: one request, answered as a thread.</summary>
internal static class ScanVerb
{
    public static Command Make()
    {
        var request = new Argument<string>("request") { Description = "What to scan, as it would be typed in a chat: an event, and options in any order." };
        var folders = new FolderOptions();
        var json = CommonOptions.Json();
        var command = new Command("scan", "Scan the archive for counterparts of an event, and answer with candidates, a picture, a table and a draft.") { request, json }
            .WithExamples(
                "ampelbot scan S190814bv",
                "ampelbot scan \"S190814bv rev=2 prob_threshold=0.9 n_days=3\"",
                "ampelbot scan bayestar.multiorder.fits level=90% from=2019-08-14 to=2019-08-17 --json",
                "ampelbot scan \"ra=314.08+6.56-2.26 dec=12.94+1.50-1.47 t0=2019-10-01T20:09:18\"");
        folders.AddTo(command);
        command.SetAction((parsed, cancellation) => RequestRun.RunAsync(
            "scan " + parsed.GetValue(request), folders.Of(parsed), parsed.GetValue(json), cancellation));
        return command;
    }
}
