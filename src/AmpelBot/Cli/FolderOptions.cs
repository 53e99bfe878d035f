using System.CommandLine;

namespace AmpelBot.Cli;

/// <summary>The options that name a bot's folders.</summary>
internal sealed class FolderOptions
{
    private readonly Option<string> archive = CommonOptions.Archive();
    private readonly Option<string> skyMaps = CommonOptions.SkyMaps();
    private readonly Option<string> channels = CommonOptions.Channels();
    private readonly Option<string> output = CommonOptions.Out();

    public void AddTo(Command command)
    {
        command.Add(archive);
        command.Add(output);
        command.Add(skyMaps);
        command.Add(channels);
    }

    public BotFolders Of(ParseResult parsed) =>
        new(parsed.GetValue(archive)!, parsed.GetValue(skyMaps)!, parsed.GetValue(channels)!, parsed.GetValue(output)!);
}
