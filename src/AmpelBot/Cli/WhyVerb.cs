using System.CommandLine;

namespace AmpelBot.Cli;

/// <summary>ampelbot why: one object, followed through a scan.</summary>
internal static class WhyVerb
{
    public static Command Make()
    {
        var request = new Argument<string>("request") { Description = "NAME in EVENT, with the options of a scan." };
        var folders = new FolderOptions();
        var json = CommonOptions.Json();
        var command = new Command("why", "Say why an object is, or is not, a candidate: region, window, and each cut with value and limit.") { request, json }
            .WithExamples(
                "ampelbot why ZTF19abpuhbh in S190814bv",
                "ampelbot why ZTF18acsbten in bayestar.fits.gz from=2018-11-28 days=1 --json");
        folders.AddTo(command);
        command.SetAction((parsed, cancellation) => RequestRun.RunAsync(
            "why " + parsed.GetValue(request), folders.Of(parsed), parsed.GetValue(json), cancellation));
        return command;
    }
}
