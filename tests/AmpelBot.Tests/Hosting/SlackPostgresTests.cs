using AmpelBot.Testing;
using AmpelBot.Testing.Slack;

namespace AmpelBot.Tests.Hosting;

/// <summary>The hosted bot with its archive, and what it remembers, on a server.</summary>
public sealed class SlackPostgresTests(SimulatedArchive simulated, PostgresCluster cluster) : IClassFixture<SimulatedArchive>, IClassFixture<PostgresCluster>
{
    [SkippableFact]
    public async Task It_answers_keeps_what_people_say_and_goes_on_after_a_restart()
    {
        Skip.IfNot(cluster.IsPresent, cluster.Why);
        var server = cluster.NewAddress();
        await SimulatedArchive.FillAsync(server, simulated.Alerts);
        await using var hosted = await HostedSlack.StartOverAsync(simulated.FoldersWith(server));
        var asked = await hosted.SayAsync("scan MS260612a days=3");
        await hosted.UntilSaidAsync(asked.Ts, "I'm all finished");
        Assert.True(await hosted.Slack.People.ClickAsync("U0ALICE", Cards(hosted).Single(), "vet_interesting"));
        await HostedSlack.UntilAsync(() => Task.FromResult(Judged(Cards(hosted).Single())), () => "the card does not say what was thought of it");
        await hosted.SayAsync("watch", asked.Ts, isToBot: false);
        await hosted.UntilSaidAsync(asked.Ts, "I watch MS260612a (number 1)");

        await hosted.Bot.DisposeAsync();
        await hosted.StartBotAsync();
        await hosted.SayAsync("rescan 99%", asked.Ts, isToBot: false);
        await HostedSlack.UntilAsync(() => Task.FromResult(hosted.OfBot(asked.Ts).Count(m => m.Text.StartsWith("I'm all finished", StringComparison.Ordinal)) == 2), () => hosted.Slack.Workspace.Transcript("C0GW"));
        Assert.True(Judged(Cards(hosted).Last()));
        await hosted.SayAsync("unwatch", asked.Ts, isToBot: false);
        await hosted.UntilSaidAsync(asked.Ts, "I no longer watch MS260612a");
        Assert.Equal(0, hosted.Slack.RateLimitsIgnored);
    }

    private IEnumerable<FakeMessage> Cards(HostedSlack hosted) => hosted.Slack.Workspace.OfBot.Where(m => m.Text.StartsWith($"1. {simulated.Kilonova}", StringComparison.Ordinal));

    private static bool Judged(FakeMessage card) => card.Blocks!.ToJsonString().Contains(" interesting, 2026-06-15", StringComparison.Ordinal);
}
