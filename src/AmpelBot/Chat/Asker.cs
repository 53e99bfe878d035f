using AmpelBot.Alerts.Archive;
using AmpelBot.Chat.Commands;
using AmpelBot.FollowUp.Scan;

namespace AmpelBot.Chat;

/// <summary>Who asks, and from where.</summary>
public sealed record Asker
{
    /// <summary>The person at the machine itself.</summary>
    public static Asker AtTheMachine { get; } = new() { MayNameFiles = true };

    /// <summary>How the person is addressed, with the chat's own marks; null where nobody is known.</summary>
    public string? Address { get; init; }

    /// <summary>Whether the person may point at files of this machine.</summary>
    public bool MayNameFiles { get; init; }

    /// <summary>Whose data the person may see at most.</summary>
    public DataRights MostRights { get; init; } = DataRights.Partnership;

    /// <summary>What the conversation takes for options that a request leaves out.</summary>
    public IReadOnlyList<OptionSetting> Settings { get; init; } = [];

    /// <summary>The latest scan of the thread; null when it has none.</summary>
    public ScanRequest? Earlier { get; init; }

    /// <summary>Folder of the files that this scan left; null when there is none.</summary>
    public string? EarlierFolder { get; init; }

    /// <summary>Whether the message brings its event along, as <see cref="Earlier"/>: a sky map came with it.</summary>
    public bool CarriesEvent { get; init; }
}
