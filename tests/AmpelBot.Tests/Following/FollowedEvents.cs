using AmpelBot.Hosting;
using AmpelBot.Jobs;
using AmpelBot.Listeners;
using AmpelBot.Testing;
using AmpelBot.Testing.Slack;
using AmpelBot.Tests.Hosting;

namespace AmpelBot.Tests.Following;

/// <summary>A hosted bot in a fake Slack that follows events, and hears what a test tells it.</summary>
internal sealed class FollowedEvents : IAsyncDisposable
{
    /// <summary>The conversation of the channel gw.</summary>
    public const string Channel = "C0GW";

    private readonly string folder;

    private FollowedEvents(HostedSlack slack, string folder) => (Slack, this.folder) = (slack, folder);

    public HostedSlack Slack { get; }

    /// <summary>Starts it with sky maps of its own.</summary>
    public static async Task<FollowedEvents> StartAsync(SimulatedArchive simulated, string more = "", string? operators = "C0OPS", string settingsOfChannels = "", Func<HostPlan, HostPlan>? change = null)
    {
        var folder = Directory.CreateTempSubdirectory("ampelbot-follow").FullName;
        var folders = simulated.BotFolders with { SkyMaps = Path.Combine(folder, "skymaps"), Out = Path.Combine(folder, "out") };
        Directory.CreateDirectory(folders.SkyMaps);
        var settings = $"follow:\n  workspace: {FakeWorkspace.TeamId}\n  channels:\n    - {{ channel: gw, conversation: {Channel} }}\n{settingsOfChannels}{(operators is null ? "" : $"  operators: {operators}\n")}{more}";
        var slack = await HostedSlack.StartAsync(folders, settings: settings, change: change);
        slack.Slack.Workspace.AddConversation("C0OPS", "ampel-operators");
        slack.Slack.Workspace.AddConversation("C0TEST", "ampel-tests");
        return new FollowedEvents(slack, folder);
    }

    /// <summary>The bot hears a notice; the number under which it is kept.</summary>
    public async Task<long> HearAsync(byte[] bytes, string key = "test") =>
        (await Slack.Bot.Notices.AcceptAsync(new ReceivedNotice("folder", "drop", key, bytes, Slack.Plan.Time.GetUtcNow()), CancellationToken.None)).Id;

    /// <summary>Waits until notices have come so often, the same ones again counted, and all of them are done with.</summary>
    public async Task UntilHeardAsync(int times)
    {
        await using var tables = await TablesAsync();
        await HostedSlack.UntilAsync(async () => (await tables.Notices.ListAsync(new NoticeFilter(), 100, CancellationToken.None)).Sum(n => n.Times) >= times, () => $"{times} notices were not heard");
        await UntilQuietAsync();
    }

    /// <summary>Waits until nothing waits and nothing runs.</summary>
    public Task UntilQuietAsync() => HostedSlack.UntilAsync(IsQuietAsync, () => $"the bot did not come to rest:\n{Slack.Slack.Workspace.Transcript(Channel)}");

    /// <summary>The first message of the thread of an event.</summary>
    public FakeMessage? Root(string name, string conversation = Channel) =>
        Slack.Slack.Workspace.OfBot.FirstOrDefault(m => m.ConversationId == conversation && m.ThreadTs is null && m.Text.StartsWith(name, StringComparison.Ordinal));

    /// <summary>Waits for the thread of an event; the name of its first message.</summary>
    public async Task<string> UntilRootAsync(string name)
    {
        await HostedSlack.UntilAsync(() => Task.FromResult(Root(name) is not null), () => $"no thread of {name}");
        return Root(name)!.Ts;
    }

    public async Task<BotTables> TablesAsync() => await BotTables.OpenAsync(Slack.Plan.Folders.Archive, Slack.Plan.Time, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await Slack.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private async Task<bool> IsQuietAsync()
    {
        await using var tables = await TablesAsync();
        return await IsQuietAsync(tables);
    }

    /// <summary>Whether nothing waits and nothing runs.</summary>
    public static async Task<bool> IsQuietAsync(BotTables tables)
    {
        return (await tables.Notices.WaitingAsync(1, CancellationToken.None)).Count == 0
            && (await tables.Events.DueAsync(DateTimeOffset.MaxValue.AddDays(-1), 1, CancellationToken.None)).Count == 0
            && (await tables.Events.UnsaidAsync(1, CancellationToken.None)).Count == 0
            && (await tables.Jobs.UnfinishedAsync(CancellationToken.None)).Count == 0
            && !await tables.Events.HasScansToQueueAsync(CancellationToken.None);
    }
}
