using AmpelBot.Alerts.Archive;
using AmpelBot.Chat;
using AmpelBot.Chat.Slack;
using AmpelBot.Jobs;
using AmpelBot.Testing;
using AmpelBot.Testing.Slack;
using AmpelBot.Tests.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace AmpelBot.Tests.Chat.Slack;

/// <summary>A thread in the fake Slack is held to the contract of all chats, and to saying each thing once.</summary>
public sealed class SlackThreadTests : ChatThreadContract, IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("ampelbot").FullName;
    private FakeSlack slack = null!;
    private SlackWebApi api = null!;
    private BotTables tables = null!;

    public async Task InitializeAsync()
    {
        await using (await Archives.OpenOrCreateAsync(folder, CancellationToken.None))
            slack = await FakeSlack.StartAsync(HostedSlack.Fast);
        api = new SlackWebApi(FakeSlack.Tokens, slack.Settings, TimeProvider.System, NullLogger.Instance);
        tables = await BotTables.OpenAsync(folder, TimeProvider.System, CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        api.Dispose();
        await tables.DisposeAsync();
        await slack.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    protected override (IChatThread Thread, Func<string> Seen) Open() => (Thread(1), () => slack.Workspace.Transcript("C0GW").Replace("\n  ", "\n", StringComparison.Ordinal));

    [Fact]
    public async Task What_was_posted_before_a_restart_is_not_posted_again()
    {
        var root = await api.PostMessageAsync(new SlackPost("C0GW", "the thread"), CancellationToken.None);
        for (var attempt = 0; attempt < 3; attempt++)
        {
            var thread = Thread(7, root.Ts);
            foreach (var step in Enum.GetValues<ThreadStep>().Where(s => s is not ThreadStep.Progress))
                await thread.PostAsync(new TextPost(step, $"step {step}"), CancellationToken.None);
        }
        var texts = slack.Workspace.In("C0GW", root.Ts).Skip(1).Select(m => m.Text).ToArray();
        Assert.Equal(texts.Distinct(), texts);
        foreach (var step in Enum.GetValues<ThreadStep>().Where(s => s is not ThreadStep.Progress))
            Assert.Single(texts, t => t.Split('\n').Contains($"step {step}"));
    }

    [Fact]
    public async Task A_message_whose_arrival_nobody_knows_is_looked_up()
    {
        var root = await api.PostMessageAsync(new SlackPost("C0GW", "the thread"), CancellationToken.None);
        var id = new PostId(3, new ThreadPlace("slack", FakeWorkspace.TeamId, "C0GW", root.Ts), ThreadStep.Greeting, 0);
        var begun = await tables.Posts.BeginAsync(id, CancellationToken.None);
        await api.PostMessageAsync(new SlackPost("C0GW", "Hi") { ThreadTs = root.Ts, Key = begun.IdempotencyKey.ToString() }, CancellationToken.None);

        await Thread(3, root.Ts).PostAsync(new TextPost(ThreadStep.Greeting, "Hi"), CancellationToken.None);
        Assert.Single(slack.Workspace.In("C0GW", root.Ts), m => m.Text == "Hi");
        Assert.Equal(PostState.Posted, (await tables.Posts.BeginAsync(id, CancellationToken.None)).State);
    }

    [Fact]
    public async Task An_answer_outside_threads_begins_its_own()
    {
        var thread = Thread(4);
        await thread.PostAsync(new TextPost(ThreadStep.Greeting, "Hi @U0ALICE!"), CancellationToken.None);
        await thread.PostAsync(new TextPost(ThreadStep.Understanding, "understood"), CancellationToken.None);
        var root = Assert.Single(slack.Workspace.In("C0GW", null));
        Assert.Equal("Hi <@U0ALICE>!", root.Text);
        Assert.Equal(["Hi <@U0ALICE>!", "understood"], slack.Workspace.In("C0GW", root.Ts).Select(m => m.Text));
    }

    [Fact]
    public async Task What_others_wrote_calls_nobody()
    {
        await Thread(5).PostAsync(new TextPost(ThreadStep.Apology, "no <!channel> <@U0BOB> @U0BOB & `code` <https://x.org|y>"), CancellationToken.None);
        Assert.Equal("no &lt;!channel&gt; &lt;@U0BOB&gt; @U0BOB &amp; `code` &lt;https://x.org|y&gt;", Assert.Single(slack.Workspace.In("C0GW", null)).Text);
    }

    private SlackThread Thread(long job, string root = "") => new(api, tables, new SlackThreadPlace
    {
        JobId = job,
        Place = new ThreadPlace("slack", FakeWorkspace.TeamId, "C0GW", root),
        User = "U0ALICE",
    }, TimeProvider.System);
}
