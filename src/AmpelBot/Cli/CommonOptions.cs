using System.CommandLine;
using AmpelBot.Alerts.Archive;

namespace AmpelBot.Cli;

/// <summary>Options that several verbs share.</summary>
internal static class CommonOptions
{
    public static Option<string> Archive() => new("--archive")
    {
        Description = "The archive: a folder, or an address as in postgres://user@host/database.",
        HelpName = "ARCHIVE",
        // Help asks without a command line, and must not print a password.
        DefaultValueFactory = result => result.Parent is null ? Archives.Shown(Places.Archive) : Places.Archive,
    };

    public static Option<string> Out() => new("--out")
    {
        Description = "Folder for the files that the work leaves.",
        HelpName = "DIR",
        DefaultValueFactory = _ => Places.Out,
    };

    public static Option<string> SkyMaps() => new("--skymaps")
    {
        Description = "Folder of known sky maps with its MANIFEST.csv.",
        HelpName = "DIR",
        DefaultValueFactory = _ => Places.SkyMaps,
    };

    public static Option<string> Channels() => new("--channels")
    {
        Description = "Folder of the follow-up channels.",
        HelpName = "DIR",
        DefaultValueFactory = _ => Places.Channels,
    };

    public static Option<bool> Public() => new("--public") { Description = "Only what the survey has published (program 1)." };

    public static Option<bool> Json() => new("--json") { Description = "One JSON document on standard output and nothing else." };
}
