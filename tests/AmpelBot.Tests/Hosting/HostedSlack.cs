using AmpelBot.Alerts.Surveys.Simulated;
using AmpelBot.Chat.Slack;
using AmpelBot.FollowUp.Channels;
using AmpelBot.Hosting;
using AmpelBot.Testing;
using AmpelBot.Testing.Senders;
using AmpelBot.Testing.Slack;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace AmpelBot.Tests.Hosting;

/// <summary>A fake Slack and a hosted bot in it, over an archive of their own.</summary>
internal sealed class HostedSlack : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>Options that let a conversation go as fast as it can.</summary>
    public static readonly FakeSlackOptions Fast = new() { MessageInterval = TimeSpan.Zero, TierFactor = 1000, Scopes = ScopesOfManifest() };

    private string? home;

    private HostedSlack(FakeSlack slack, HostPlan plan) => (Slack, Plan) = (slack, plan);

    public FakeSlack Slack { get; }

    public HostPlan Plan { get; }

    public HostedBot Bot { get; private set; } = null!;

    public static async Task<HostedSlack> StartAsync(BotFolders folders, FakeSlackOptions? options = null, string settings = "", ILoggerFactory? logs = null, Func<HostPlan, HostPlan>? change = null)
    {
        // An archive of its own: what one test leaves undone, the next one's bot would take up.
        var home = Directory.CreateTempSubdirectory("ampelbot-hosted").FullName;
        foreach (var file in Directory.GetFiles(folders.Archive, "*.db"))
            File.Copy(file, Path.Combine(home, Path.GetFileName(file)));
        var hosted = await StartOverAsync(folders with { Archive = home }, options, settings, logs, change);
        hosted.home = home;
        return hosted;
    }

    /// <summary>Starts it over the archive itself, which stays.</summary>
    public static async Task<HostedSlack> StartOverAsync(
        BotFolders folders, FakeSlackOptions? options = null, string settings = "", ILoggerFactory? logs = null, Func<HostPlan, HostPlan>? change = null)
    {
        var slack = await FakeSlack.StartAsync(options ?? Fast);
        var plan = new HostPlan
        {
            Settings = HostSettings.Parse($"slack:\n  workspaces: [{FakeWorkspace.TeamId}]\n{settings}", "test.yaml"),
            Tokens = FakeSlack.Tokens,
            Folders = folders,
            Api = slack.Settings,
            Sockets = new SocketModeSettings { AllowPlain = true, Backoff = TimeSpan.FromMilliseconds(50), LongestBackoff = TimeSpan.FromMilliseconds(500) },
            Senders = FakeSenders.Nowhere,
            Time = new DemoTime(),
        };
        var hosted = new HostedSlack(slack, change?.Invoke(plan) ?? plan);
        await hosted.StartBotAsync(logs);
        return hosted;
    }

    public async Task StartBotAsync(ILoggerFactory? logs = null)
    {
        Bot = await HostedBot.OpenAsync(Plan, logs ?? NullLoggerFactory.Instance, CancellationToken.None);
        await Bot.StartAsync(CancellationToken.None);
        await UntilAsync(async () => (await Bot.TroubleAsync(CancellationToken.None)).Count == 0, () => "the bot did not become ready");
    }

    /// <summary>A person writes; the message, which was acknowledged.</summary>
    public async Task<FakeMessage> SayAsync(string text, string? threadTs = null, string user = "U0ALICE", string conversation = "C0GW", bool isToBot = true, params FakeFile[] files)
    {
        var (message, isAcknowledged) = await Slack.People.SayAsync(user, conversation, isToBot ? $"<@{FakeWorkspace.BotUserId}> {text}" : text, threadTs, files);
        Assert.True(isAcknowledged, text);
        return message;
    }

    /// <summary>What the bot has said in a thread, once it has said something with a text in it.</summary>
    public async Task<IReadOnlyList<FakeMessage>> UntilSaidAsync(string threadTs, string text, string conversation = "C0GW")
    {
        await UntilAsync(() => Task.FromResult(OfBot(threadTs, conversation).Any(m => m.Text.Contains(text, StringComparison.Ordinal))),
            () => $"nobody said \"{text}\" in:\n{Slack.Workspace.Transcript(conversation)}");
        return OfBot(threadTs, conversation);
    }

    public IReadOnlyList<FakeMessage> OfBot(string threadTs, string conversation = "C0GW") =>
        [.. Slack.Workspace.In(conversation, threadTs).Where(m => m.UserId == FakeWorkspace.BotUserId && m.OnlyFor is null)];

    public static async Task UntilAsync(Func<Task<bool>> holds, Func<string> complaint)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (!await holds())
            try
            {
                await Task.Delay(20, limit.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail(complaint());
            }
    }

    public async ValueTask DisposeAsync()
    {
        await Bot.DisposeAsync();
        await Slack.DisposeAsync();
        if (home is not null)
            Directory.Delete(home, recursive: true);
    }

    /// <summary>The scopes that docs/slack-app-manifest.yaml asks for: with no other must all of it work.</summary>
    private static HashSet<string> ScopesOfManifest()
    {
        var node = (YamlTree.Mapping)YamlTree.Parse(File.ReadAllText(Path.Combine(Repository.Folder, "docs", "slack-app-manifest.yaml")));
        foreach (var key in new[] { "oauth_config", "scopes" })
            node = (YamlTree.Mapping)node.Entries.Single(e => e.Key == key).Value;
        return [.. ((YamlTree.Sequence)node.Entries.Single(e => e.Key == "bot").Value).Items.Select(i => ((YamlTree.Scalar)i).Text)];
    }

    /// <summary>The machine's clock, moved to three days after the simulated event.</summary>
    private sealed class DemoTime : TimeProvider
    {
        private readonly DateTimeOffset start = System.GetUtcNow();

        public override DateTimeOffset GetUtcNow() => DemoEvent.Simulated.TimeUtc.AddDays(3) + (System.GetUtcNow() - start);
    }
}
