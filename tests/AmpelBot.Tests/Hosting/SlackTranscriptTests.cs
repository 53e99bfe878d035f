using AmpelBot.Testing;

namespace AmpelBot.Tests.Hosting;

/// <summary>A message in Slack in, the whole thread out; over the wire.</summary>
public sealed class SlackTranscriptTests(SimulatedArchive simulated) : IClassFixture<SimulatedArchive>
{
    [Fact]
    public async Task A_scan_is_answered_in_the_thread_of_the_message()
    {
        await using var hosted = await HostedSlack.StartAsync(simulated.BotFolders);
        var message = await hosted.SayAsync("scan MS260612a days=3");
        var said = (await hosted.UntilSaidAsync(message.Ts, "I'm all finished")).Select(m => m.FileIds.Count > 0 ? $"[{hosted.Slack.Workspace.File(m.FileIds[0])!.Name}]" : m.Text.Split('\n')[0]).ToArray();
        string[] expected =
        [
            "Hi <@U0ALICE>! You are interested in multi-messenger stuff",
            "You are interested in the LIGO mock event MS260612a.",
            "Sky map: MS260612a.multiorder.fits (revision 2 of 2), 95.0 % region 96.4 deg2",
            "[skymap.png]",
            "92 alerts of 47 objects were inside region and time range.",
            "```",
            "[candidates.csv]",
            "[report.json]",
            "[scan.pdf]",
            "Not done in this scan:",
            "Here's a draft ATel:",
            "[atel.txt]",
            "I'm all finished. Go find that counterpart!",
        ];
        Assert.Equal(expected.Length, said.Count(s => expected.Any(e => s.StartsWith(e, StringComparison.Ordinal))));
        Assert.Equal(expected, said.Select(s => expected.FirstOrDefault(e => s.StartsWith(e, StringComparison.Ordinal))).OfType<string>());
        // Besides: the line of progress, when it took longer than a second, and the cards.
        Assert.DoesNotContain(said, s => s.Contains("&lt;@", StringComparison.Ordinal));
        Assert.Contains(simulated.Kilonova, hosted.OfBot(message.Ts).Single(m => m.Text.StartsWith("```\n  #", StringComparison.Ordinal)).Text, StringComparison.Ordinal);
        Assert.Equal(0, hosted.Slack.RateLimitsIgnored);
    }

    [Fact]
    public async Task In_the_thread_it_goes_on_without_naming_the_event()
    {
        await using var hosted = await HostedSlack.StartAsync(simulated.BotFolders);
        var message = await hosted.SayAsync("scan MS260612a days=3");
        await hosted.UntilSaidAsync(message.Ts, "I'm all finished");
        await hosted.SayAsync($"why {simulated.Kilonova}", message.Ts, isToBot: false);
        await hosted.UntilSaidAsync(message.Ts, $"You want to know what becomes of {simulated.Kilonova}.");
        await hosted.SayAsync("this is great, thanks a lot", message.Ts, "U0BOB", isToBot: false);
        await hosted.SayAsync("rescan 50%", message.Ts, "U0BOB", isToBot: false);
        await hosted.UntilSaidAsync(message.Ts, "Hi <@U0BOB>!");
        await hosted.UntilSaidAsync(message.Ts, "The sky map will be scanned up to 50.0 % of the probability.");
        Assert.DoesNotContain(hosted.OfBot(message.Ts), m => m.Text.Contains("did not get that", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_direct_message_and_a_slash_command_are_answered()
    {
        await using var hosted = await HostedSlack.StartAsync(simulated.BotFolders);
        var direct = await hosted.SayAsync("status", conversation: "D0ALICE", isToBot: false);
        await hosted.UntilSaidAsync(direct.Ts, "I am here. The archive", "D0ALICE");

        Assert.Equal("", await hosted.Slack.People.CommandAsync("U0BOB", "C0GW", "/ampel", "scan MS260612a level=50%"));
        await HostedSlack.UntilAsync(() => Task.FromResult(hosted.Slack.Workspace.OfBot.Any(m => m.Text.StartsWith("I'm all finished", StringComparison.Ordinal))), () => "the slash command was not answered");
        var root = hosted.Slack.Workspace.OfBot.Single(m => m.Text.StartsWith("Hi <@U0BOB>!", StringComparison.Ordinal));
        Assert.Null(root.ThreadTs);
        Assert.True(hosted.OfBot(root.Ts).Count > 8);
        await hosted.SayAsync("draft", root.Ts, "U0BOB", isToBot: false);
        await HostedSlack.UntilAsync(() => Task.FromResult(hosted.OfBot(root.Ts).Count(m => m.Text.StartsWith("Here's a draft ATel:", StringComparison.Ordinal)) == 2), () => "no second draft");
    }

    [Fact]
    public async Task A_dropped_sky_map_is_scanned_and_called_by_its_name()
    {
        await using var hosted = await HostedSlack.StartAsync(simulated.BotFolders);
        var map = await File.ReadAllBytesAsync(Path.Combine(simulated.BotFolders.SkyMaps, "MS260612a.preliminary.fits"));
        var message = await hosted.SayAsync("please scan this map level=50%", files: hosted.Slack.People.File("my map.fits", map));
        var said = await hosted.UntilSaidAsync(message.Ts, "I'm all finished");
        Assert.Contains(said, m => m.Text.StartsWith("You are interested in the sky map in the file my_map.fits.", StringComparison.Ordinal));
        Assert.DoesNotContain(said, m => m.Text.Contains(simulated.Folder, StringComparison.Ordinal) || m.Text.Contains(simulated.BotFolders.SkyMaps, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_same_request_of_another_person_is_joined()
    {
        await using var hosted = await HostedSlack.StartAsync(simulated.BotFolders, settings: "jobs: { workers: 1 }\n");
        var first = await hosted.SayAsync("scan MS260612a level=0.9");
        var second = await hosted.SayAsync("scan ms260612a prob=90%", user: "U0BOB");
        var said = await hosted.UntilSaidAsync(second.Ts, "I'm all finished");
        await hosted.UntilSaidAsync(first.Ts, "I'm all finished");
        Assert.Contains(said, m => m.Text.StartsWith("Hi <@U0BOB>!", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Settings_of_a_conversation_need_a_role_and_are_taken()
    {
        await using var hosted = await HostedSlack.StartAsync(simulated.BotFolders, settings: "  roles: { configure: [U0ALICE] }\n");
        var refused = await hosted.SayAsync("settings level=50%", user: "U0BOB");
        await hosted.UntilSaidAsync(refused.Ts, "role \"configure\"");
        var set = await hosted.SayAsync("settings level=50%");
        await hosted.UntilSaidAsync(set.Ts, "level=50% (set by <@U0ALICE>");
        var scan = await hosted.SayAsync("scan MS260612a", user: "U0BOB");
        await hosted.UntilSaidAsync(scan.Ts, "(From the settings of this conversation: level=50%.)");
        await hosted.UntilSaidAsync(scan.Ts, "I'm all finished");
    }

    [Fact]
    public async Task What_is_not_understood_is_said_in_a_sentence()
    {
        await using var hosted = await HostedSlack.StartAsync(simulated.BotFolders);
        var wrong = await hosted.SayAsync("scna S190814bv");
        await hosted.UntilSaidAsync(wrong.Ts, "Sorry, I did not get that ;)");
        var unknown = await hosted.SayAsync("scan S191231z");
        var said = await hosted.UntilSaidAsync(unknown.Ts, "Sorry, that did not work out ;)");
        Assert.DoesNotContain(said, m => m.Text.Contains("Exception", StringComparison.Ordinal));
        var nothing = await hosted.SayAsync("list");
        await hosted.UntilSaidAsync(nothing.Ts, "Nothing runs and nothing waits.");
        var stop = await hosted.SayAsync("stop", nothing.Ts);
        await hosted.UntilSaidAsync(nothing.Ts, "Nothing runs or waits for this thread");
        Assert.NotNull(stop);
    }
}
