using AmpelBot.Chat.Slack;
using AmpelBot.FollowUp.Channels;
using YamlDotNet.Core;

namespace AmpelBot.Hosting;

/// <summary>What an operator sets for the hosted bot. Secrets are not among it: they come from the environment.</summary>
public sealed record HostSettings
{
    /// <summary>Largest file of settings, bytes.</summary>
    public const int MaxBytes = 256 * 1024;

    /// <summary>Who may do what in Slack; null when the bot is not in Slack.</summary>
    public SlackSettings? Slack { get; init; }

    /// <summary>What may be fetched, and from where.</summary>
    public FetchSettings Fetch { get; init; } = FetchSettings.Usual;

    /// <summary>What becomes of events that the bot hears of itself; null: nothing.</summary>
    public FollowSettings? Follow { get; init; }

    /// <summary>Scans at the same time, 1 to 16.</summary>
    public int Workers { get; init; } = 2;

    /// <summary>Requests that may wait in all.</summary>
    public int MostWaiting { get; init; } = 200;

    /// <summary>Requests that may wait for one conversation.</summary>
    public int MostWaitingOfConversation { get; init; } = 50;

    /// <summary>Requests that may wait for one person.</summary>
    public int MostWaitingOfPerson { get; init; } = 20;

    /// <summary>Where the doors for health, metrics and HTTP are: an http address of this machine.</summary>
    public string Listen { get; init; } = "http://127.0.0.1:8080";

    /// <summary>What notices are listened to.</summary>
    public ListenSettings Notices { get; init; } = new();

    /// <summary>Reads settings.</summary>
    /// <param name="text">The YAML text.</param>
    /// <param name="name">The file's name, for sentences.</param>
    /// <exception cref="ChannelException">Something in it is wrong; the message names file, line and key.</exception>
    public static HostSettings Parse(string text, string name)
    {
        YamlTree tree;
        try
        {
            tree = YamlTree.Parse(text);
        }
        catch (YamlException e)
        {
            throw new ChannelException($"{name}, line {e.Start.Line}: {e.Message.TrimEnd('.')}.");
        }
        var root = new ConfigBlock(tree, "the settings");
        var slack = root.OptionalBlock("slack", "slack");
        var roles = slack?.OptionalBlock("roles", "the roles of slack");
        var jobs = root.OptionalBlock("jobs", "jobs");
        var http = root.OptionalBlock("http", "http");
        var listen = new List<ConfigBlock>();
        var usual = new HostSettings();
        var inner = new List<ConfigProblem>();
        var settings = new HostSettings
        {
            Slack = slack is null ? null : new SlackSettings
            {
                Workspaces = Ids(slack, "workspaces", required: true, 'T', 'E'),
                Conversations = Ids(slack, "conversations", required: false, 'C', 'D', 'G'),
                Roles = Enum.GetValues<SlackRole>().ToDictionary(r => r, r => Role(roles, r)),
                Connections = (int)(slack.OptionalWhole("connections", 1, 10) ?? 2),
                Cards = (int)(slack.OptionalWhole("cards", 0, 10) ?? 5),
                Api = Api(slack),
            },
            Fetch = FetchSettings.Read(root, inner),
            Follow = FollowSettings.Read(root, inner),
            Workers = (int)(jobs?.OptionalWhole("workers", 1, 16) ?? usual.Workers),
            MostWaiting = (int)(jobs?.OptionalWhole("most_waiting", 1, 100_000) ?? usual.MostWaiting),
            MostWaitingOfConversation = (int)(jobs?.OptionalWhole("most_waiting_of_conversation", 1, 100_000) ?? usual.MostWaitingOfConversation),
            MostWaitingOfPerson = (int)(jobs?.OptionalWhole("most_waiting_of_person", 1, 100_000) ?? usual.MostWaitingOfPerson),
            Listen = http?.OptionalText("listen", 200) ?? usual.Listen,
            Notices = ListenSettings.Read(root.OptionalBlock("listen", "listen"), listen),
        };
        http?.Check(Uri.TryCreate(settings.Listen, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttp && address.PathAndQuery == "/", "listen", "is not an address as in http://127.0.0.1:8080");
        var problems = new[] { root, slack, roles, jobs, http }.OfType<ConfigBlock>().Concat(listen).SelectMany(b => b.Problems).Concat(inner).OrderBy(p => p.Line).ToArray();
        return problems.Length == 0 ? settings
            : throw new ChannelException(string.Join('\n', problems.Select(p => $"{name}, line {p.Line}: {p.Sentence}.")));
    }

    /// <summary>Reads the file of settings.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="ChannelException">Something in it is wrong.</exception>
    public static async Task<HostSettings> ReadAsync(string path, CancellationToken cancellation)
    {
        if (!File.Exists(path))
            throw new FileNotFoundException($"There is no file of settings at {path}. An example with every key is docs/ampelbot.yaml.");
        if (new FileInfo(path).Length > MaxBytes)
            throw new ChannelException($"{path} is larger than {MaxBytes / 1024} kB, which no file of settings is.");
        return Parse(await File.ReadAllTextAsync(path, cancellation), path);
    }

    private static Uri Api(ConfigBlock slack)
    {
        var usual = new SlackWebApiSettings().Address;
        var address = slack.OptionalText("api", 200) is { } text ? Uri.TryCreate(text, UriKind.Absolute, out var given) ? given : null : usual;
        slack.Check(address is { PathAndQuery: [.., '/'] } && (address.Scheme == Uri.UriSchemeHttps || address is { IsLoopback: true, Scheme: "http" }), "api", "is not an address as in https://slack.com/api/");
        return address ?? usual;
    }

    private static IReadOnlySet<string> Role(ConfigBlock? roles, SlackRole role)
    {
        // Whoever is in an allowed conversation may ask and judge; the rest is given by name.
        IReadOnlyList<string> usual = role is SlackRole.Scan or SlackRole.Vet ? [SlackSettings.Everybody] : [];
        return roles is null ? usual.ToHashSet(StringComparer.Ordinal) : Ids(roles, role.ToString().ToLowerInvariant(), required: false, usual, 'U', 'W');
    }

    private static HashSet<string> Ids(ConfigBlock block, string key, bool required, params char[] kinds) =>
        Ids(block, key, required, required ? [] : [SlackSettings.Everybody], kinds);

    private static HashSet<string> Ids(ConfigBlock block, string key, bool required, IReadOnlyList<string> usual, params char[] kinds)
    {
        var ids = block.Texts(key, 32, required) ?? usual;
        block.Check(ids.All(id => id == SlackSettings.Everybody && !required || id.Length > 1 && kinds.Contains(id[0]) && id.All(char.IsAsciiLetterOrDigit)), key,
            $"holds something that is not an id of Slack ({string.Join(" or ", kinds.Select(k => k + "…"))}){(required ? "" : " or \"*\"")}");
        return ids.ToHashSet(StringComparer.Ordinal);
    }
}

/// <summary>Who may do what in Slack.</summary>
public sealed record SlackSettings
{
    /// <summary>Stands for everybody or everything.</summary>
    public const string Everybody = "*";

    /// <summary>The workspaces (T…) that are answered.</summary>
    public required IReadOnlySet<string> Workspaces { get; init; }

    /// <summary>The conversations (C…, D…, G…) that are answered, or "*".</summary>
    public required IReadOnlySet<string> Conversations { get; init; }

    /// <summary>Who has a role: people (U…, W…), or "*".</summary>
    public required IReadOnlyDictionary<SlackRole, IReadOnlySet<string>> Roles { get; init; }

    /// <summary>Connections of Socket Mode, 1 to 10.</summary>
    public required int Connections { get; init; }

    /// <summary>Candidates that get a card of their own, 0 to 10.</summary>
    public required int Cards { get; init; }

    /// <summary>Where Slack's Web API is: https, or http on this machine.</summary>
    public required Uri Api { get; init; }

    /// <summary>Whether messages from here are answered at all.</summary>
    public bool Allows(string teamId, string conversationId) =>
        Workspaces.Contains(teamId) && (conversationId.Length == 0 || Conversations.Contains(Everybody) || Conversations.Contains(conversationId));

    /// <summary>Whether a person has a role.</summary>
    public bool Has(SlackRole role, string userId) => Roles[role] is var people && (people.Contains(Everybody) || people.Contains(userId));
}

/// <summary>What a person may do.</summary>
public enum SlackRole
{
    /// <summary>Ask for scans.</summary>
    Scan,

    /// <summary>Judge candidates.</summary>
    Vet,

    /// <summary>Change settings, stop other people's requests.</summary>
    Configure,

    /// <summary>See data that the survey has not published.</summary>
    Partnership,
}
