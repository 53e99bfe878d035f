using AmpelBot.Alerts.Archive;
using AmpelBot.FollowUp.Vetting;
using AmpelBot.Testing;
using AmpelBot.Testing.Slack;

namespace AmpelBot.Tests.Hosting;

/// <summary>People judge candidates with the buttons of their cards.</summary>
public sealed class SlackVettingTests(SimulatedArchive simulated) : IClassFixture<SimulatedArchive>
{
    [Fact]
    public async Task A_judgement_is_kept_in_the_journal_and_shown_on_the_card_and_in_later_scans()
    {
        await using var hosted = await HostedSlack.StartAsync(simulated.BotFolders);
        var (thread, card) = await ScanAsync(hosted);
        Assert.Contains("[picture: Light curve and cutouts of " + simulated.Kilonova, hosted.Slack.Workspace.Transcript("C0GW"), StringComparison.Ordinal);

        Assert.True(await hosted.Slack.People.ClickAsync("U0ALICE", card, "vet_interesting"));
        await UntilCardSaysAsync(hosted, "@alice interesting, 2026-06-15");
        Assert.True(await hosted.Slack.People.ClickAsync("U0BOB", Card(hosted), "vet_reject"));
        var view = await ViewAsync(hosted);
        Assert.NotNull(await hosted.Slack.People.SubmitAsync("U0BOB", view, new Dictionary<string, string> { ["reason"] = "AGN", ["note"] = "in the centre <!channel> of *M31*" }));
        await UntilCardSaysAsync(hosted, "@bob rejected (AGN), 2026-06-15");
        // Nobody's opinion takes away another's, and nobody is called.
        Assert.Contains("@alice interesting", CardText(hosted), StringComparison.Ordinal);
        Assert.Contains("in the centre <!channel> of", CardText(hosted), StringComparison.Ordinal);
        Assert.DoesNotContain("@CHANNEL!!", hosted.Slack.Workspace.Transcript("C0GW"), StringComparison.Ordinal);

        await using (var archive = await Archives.OpenExistingAsync(hosted.Plan.Folders.Archive, isReadOnly: true, CancellationToken.None))
        {
            var key = Assert.Single(await archive.FindObjectsAsync(simulated.Kilonova, CancellationToken.None));
            var votes = (await VettingJournal.OfAsync(archive, [key], DataRights.Public, CancellationToken.None))[key];
            Assert.Equal([("alice", VetState.Interesting), ("bob", VetState.Rejected)], votes.Latest.Select(v => (v.UserName, v.State!.Value)).Order());
        }

        await hosted.SayAsync("rescan 99%", thread.Ts, isToBot: false);
        await hosted.UntilSaidAsync(thread.Ts, "up to 99.0 % of the probability");
        await HostedSlack.UntilAsync(() => Task.FromResult(Cards(hosted).Count() == 2 && hosted.OfBot(thread.Ts).Count(m => m.Text.StartsWith("I'm all finished", StringComparison.Ordinal)) == 2), () => hosted.Slack.Workspace.Transcript("C0GW"));
        Assert.Contains("bob", CardText(hosted, Cards(hosted).Last()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_buttons_of_a_scan_ask_for_what_they_say()
    {
        await using var hosted = await HostedSlack.StartAsync(simulated.BotFolders);
        var (thread, card) = await ScanAsync(hosted);
        var last = hosted.OfBot(thread.Ts).Single(m => m.Text.StartsWith("I'm all finished", StringComparison.Ordinal));

        Assert.True(await hosted.Slack.People.ClickAsync("U0BOB", card, "card_why"));
        await hosted.UntilSaidAsync(thread.Ts, $"You want to know what becomes of {simulated.Kilonova}.");
        Assert.True(await hosted.Slack.People.ClickAsync("U0BOB", last, "scan_draft"));
        await HostedSlack.UntilAsync(() => Task.FromResult(hosted.OfBot(thread.Ts).Count(m => m.Text.StartsWith("Here's a draft ATel", StringComparison.Ordinal)) == 2), () => "no second draft");
        Assert.True(await hosted.Slack.People.ClickAsync("U0BOB", last, "scan_rescan"));
        var view = await ViewAsync(hosted);
        var refused = await hosted.Slack.People.SubmitAsync("U0BOB", view, new Dictionary<string, string> { ["level"] = "2000", ["days"] = "" });
        Assert.Contains("more than the whole probability", refused!.ToJsonString(), StringComparison.Ordinal);
        Assert.NotNull(await hosted.Slack.People.SubmitAsync("U0BOB", view, new Dictionary<string, string> { ["level"] = "50%", ["days"] = "" }));
        await hosted.UntilSaidAsync(thread.Ts, "The sky map will be scanned up to 50.0 % of the probability.");
        Assert.True(await hosted.Slack.People.ClickAsync("U0BOB", last, "scan_watch"));
        await hosted.UntilSaidAsync(thread.Ts, "I watch MS260612a (number 1)");
    }

    [Fact]
    public async Task A_card_knows_its_scan_before_the_answer_has_ended_and_says_so_when_the_scan_is_forgotten()
    {
        await using var hosted = await HostedSlack.StartAsync(simulated.BotFolders);
        var message = await hosted.SayAsync("scan MS260612a days=3");
        await HostedSlack.UntilAsync(() => Task.FromResult(Cards(hosted).Any()), () => "no card");
        Assert.True(await hosted.Slack.People.ClickAsync("U0BOB", Card(hosted), "card_why"));
        await hosted.UntilSaidAsync(message.Ts, $"You want to know what becomes of {simulated.Kilonova}.");
        await hosted.UntilSaidAsync(message.Ts, "I'm all finished");

        await using (var database = await Archives.OpenBesideAsync(hosted.Plan.Folders.Archive, CancellationToken.None))
            await database.RunAsync(async transaction =>
            {
                await using var command = transaction.Connection!.CreateCommand();
                (command.Transaction, command.CommandText) = (transaction, "delete from bot_thread_scan");
                return await command.ExecuteNonQueryAsync();
            }, CancellationToken.None);
        Assert.True(await hosted.Slack.People.ClickAsync("U0BOB", Card(hosted), "card_why"));
        await HostedSlack.UntilAsync(() => Task.FromResult(hosted.Slack.Workspace.Messages.Any(m => m.OnlyFor == "U0BOB" && m.Text.Contains("no longer know the scan", StringComparison.Ordinal))), () => "nobody was told");
    }

    [Fact]
    public async Task Without_the_role_nobody_judges()
    {
        await using var hosted = await HostedSlack.StartAsync(simulated.BotFolders, settings: "  roles: { vet: [U0BOB] }\n");
        var (_, card) = await ScanAsync(hosted);
        Assert.True(await hosted.Slack.People.ClickAsync("U0ALICE", card, "vet_interesting"));
        await HostedSlack.UntilAsync(() => Task.FromResult(hosted.Slack.Workspace.Messages.Any(m => m.OnlyFor == "U0ALICE" && m.Text.Contains("role \"vet\"", StringComparison.Ordinal))), () => "nobody was told");
        Assert.DoesNotContain("interesting,", CardText(hosted), StringComparison.Ordinal);
    }

    private async Task<(FakeMessage Thread, FakeMessage Card)> ScanAsync(HostedSlack hosted)
    {
        var message = await hosted.SayAsync("scan MS260612a days=3");
        await hosted.UntilSaidAsync(message.Ts, "I'm all finished");
        return (message, Card(hosted));
    }

    private IEnumerable<FakeMessage> Cards(HostedSlack hosted) => hosted.Slack.Workspace.OfBot.Where(m => m.Text.StartsWith($"1. {simulated.Kilonova}", StringComparison.Ordinal));

    private FakeMessage Card(HostedSlack hosted) => Cards(hosted).First();

    private string CardText(HostedSlack hosted, FakeMessage? card = null) => (card ?? Card(hosted)).Blocks!.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping })
        .Replace("<@U0ALICE>", "@alice", StringComparison.Ordinal).Replace("<@U0BOB>", "@bob", StringComparison.Ordinal).Replace("&lt;", "<", StringComparison.Ordinal).Replace("&gt;", ">", StringComparison.Ordinal);

    private Task UntilCardSaysAsync(HostedSlack hosted, string text) =>
        HostedSlack.UntilAsync(() => Task.FromResult(CardText(hosted).Contains(text, StringComparison.Ordinal)), () => $"no \"{text}\" on the card: {CardText(hosted)}");

    private static async Task<string> ViewAsync(HostedSlack hosted)
    {
        await HostedSlack.UntilAsync(() => Task.FromResult(hosted.Slack.Workspace.Views.Count > 0), () => "no modal was opened");
        return hosted.Slack.Workspace.Views.Keys.Last();
    }
}
