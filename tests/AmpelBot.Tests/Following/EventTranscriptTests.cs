using System.Text;
using AmpelBot.Jobs;
using AmpelBot.Testing;
using AmpelBot.Testing.Slack;
using AmpelBot.Tests.Hosting;

namespace AmpelBot.Tests.Following;

/// <summary>Notices in, the thread of the event out: its transcript is the test.</summary>
public sealed class EventTranscriptTests(SimulatedArchive simulated) : IClassFixture<SimulatedArchive>
{
    [Fact]
    public async Task An_event_is_followed_from_its_first_notice_to_its_retraction()
    {
        await using var events = await FollowedEvents.StartAsync(simulated);
        await events.HearAsync(SentNotices.Igwn("S260612a", "PRELIMINARY", 3, SentNotices.Wide));
        await events.UntilQuietAsync();
        await events.HearAsync(SentNotices.Igwn("S260612a", "INITIAL", 25, SentNotices.Wide));
        await events.UntilQuietAsync();
        await events.HearAsync(SentNotices.Igwn("S260612a", "UPDATE", 600, SentNotices.Narrow));
        await events.HearAsync(SentNotices.Igwn("S260612a", "PRELIMINARY", 3, SentNotices.Wide));
        await events.UntilQuietAsync();
        await events.HearAsync(SentNotices.Circular(30001, "LIGO/Virgo/KAGRA S260612a: Upper limits from @U0ALICE", "We looked and saw nothing."));
        await events.UntilQuietAsync();
        await events.HearAsync(SentNotices.Igwn("S260612a", "RETRACTION", 900, null));
        await events.UntilQuietAsync();

        var root = ShouldHaveTold(events, simulated);
        Assert.Contains("Channel gw: scanned: preliminary notice of LVK; messenger gravitational-wave; purpose observation; kind preliminary; significant by its sender; BNS + NSBH 0.95 &gt;= 0.1 (MassGap not sent); area90 150.2 deg2 &lt;= 2,000 deg2",
            root.Text, StringComparison.Ordinal);

        // The drafts are stamped, and nothing is watched any more.
        await using var tables = await events.TablesAsync();
        var scans = await tables.Scans.OfEventAsync("S260612a", CancellationToken.None);
        Assert.Equal(2, scans.Count);
        Assert.All(scans, s => Assert.StartsWith("RETRACTED by LVK on 2026-06-12 20:21:37 UTC: NOT TO BE SENT\n\nTitle:", File.ReadAllText(Path.Combine(s.Scan.Folder, "atel.txt")), StringComparison.Ordinal));
        Assert.Empty(await tables.Watches.AllAsync(10, CancellationToken.None));
    }

    /// <summary>The thread of S260612a as it stands when all of its notices were heard; its first message.</summary>
    internal static FakeMessage ShouldHaveTold(FollowedEvents events, SimulatedArchive simulated)
    {
        string[] expected =
        [
            "S260612a",
            "You are interested in LIGO event S260612a. I take revision 1 of its sky map.",
            "Sky map: the notice (revision 1 of 1), 95.0 % region 194.7 deg2.",
            "[file]",
            "176 alerts of 97 objects were inside region and time range.",
            "```",
            $"1. {simulated.Kilonova}: credible level 57.05 %",
            "[file]", "[file]", "[file]",
            "Not done in this scan:",
            "Here's a draft ATel:",
            "[file]",
            "I'm all finished. Go find that counterpart!",
            "LVK's initial notice, sent 2026-06-12 05:46 UTC. Channel gw: not scanned, because its sky map is that of revision 1, whose scan stands and is used again.",
            "LVK's update, sent 2026-06-12 15:21 UTC. Channel gw: scanned again, for the sky map is new.",
            "S260612a, sky map 2 (before: 1). 90 % region 150.2 deg2 to 73.7 deg2; distance 101 +- 21 Mpc, which the map before did not tell; most probable place moved by 0.565 deg.",
            "[file]", "[file]",
            "```",
            $"1. {simulated.Kilonova}: credible level 75.79 %",
            "[file]", "[file]", "[file]", "[file]",
            "I'm all finished. Go find that counterpart!",
            "GCN 30001: LIGO/Virgo/KAGRA S260612a: Upper limits from @U0ALICE",
            "RETRACTED: LVK took S260612a back on 2026-06-12 20:21:37 UTC.",
        ];
        var root = events.Root("S260612a");
        Assert.NotNull(root);
        // The line of progress is there when a scan took longer than a second.
        var said = events.Slack.OfBot(root.Ts).Where(m => !m.Text.StartsWith(':')).Select(m => m.FileIds.Count > 0 ? "[file]" : m.Text).ToArray();
        Assert.Equal(expected, said.Select((s, i) => i < expected.Length && s.StartsWith(expected[i], StringComparison.Ordinal) ? expected[i] : s));
        return root;
    }

    [Fact]
    public async Task What_arrives_out_of_order_and_again_is_scanned_once_and_by_the_latest_map()
    {
        await using var events = await FollowedEvents.StartAsync(simulated);
        byte[] first = SentNotices.Igwn("S260612a", "PRELIMINARY", 3, SentNotices.Wide), last = SentNotices.Igwn("S260612a", "UPDATE", 600, SentNotices.Narrow);
        await events.HearAsync(last);
        await events.UntilQuietAsync();
        for (var i = 0; i < 3; i++)
        {
            await events.HearAsync(first);
            await events.HearAsync(last);
        }
        await events.UntilQuietAsync();
        await using var tables = await events.TablesAsync();
        var heard = (await tables.Events.FindAsync("S260612a", CancellationToken.None))!;
        var scan = Assert.Single(await tables.Events.ScansAsync(heard.Id, CancellationToken.None));
        Assert.Equal("92 alerts, 1 candidate", scan.Outcome);
        Assert.Equal(1, events.Slack.OfBot(events.Root("S260612a")!.Ts).Count(m => m.Text.StartsWith("I'm all finished", StringComparison.Ordinal)));
        Assert.Single(await tables.Watches.AllAsync(10, CancellationToken.None));
    }

    [Fact]
    public async Task What_is_not_scanned_is_told_to_the_operators_with_the_reason()
    {
        await using var events = await FollowedEvents.StartAsync(simulated);
        await events.HearAsync(SentNotices.Igwn("S260612b", "PRELIMINARY", 3, SentNotices.Wide, bns: 0));
        await events.HearAsync(SentNotices.Text("{\"superevent_id\": \"S26"), "topic 0:17");
        await events.UntilQuietAsync();
        await HostedSlack.UntilAsync(() => Task.FromResult(events.Slack.Slack.Workspace.OfBot.Any(m => m.ConversationId == "C0OPS")), () => "the operators were not told");
        await using var tables = await events.TablesAsync();
        var heard = (await tables.Events.FindAsync("S260612b", CancellationToken.None))!;
        var decision = Assert.Single(await tables.Events.DecisionsAsync(heard.Id, CancellationToken.None)).Decision;
        Assert.Equal("not scanned, because BNS + NSBH 0 < 0.1 (MassGap not sent)", decision.Sentence);
        Assert.Null(events.Root("S260612b"));
        var dead = Assert.Single(await tables.Notices.ListAsync(new NoticeFilter { Status = NoticeStatus.DeadLetter }, 10, CancellationToken.None));
        Assert.Equal("topic 0:17", dead.Key);
        var told = events.Slack.Slack.Workspace.OfBot.Where(m => m.ConversationId == "C0OPS").Select(m => m.Text).ToArray();
        Assert.Contains(told, t => t.Contains("S260612b (gw, LVK's preliminary notice", StringComparison.Ordinal) || t.Contains("topic 0:17 is refused: The notice begins as JSON", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_retraction_reaches_the_thread_of_a_person_and_stops_what_waits()
    {
        await using var events = await FollowedEvents.StartAsync(simulated);
        await events.HearAsync(SentNotices.Igwn("S260612a", "PRELIMINARY", 3, SentNotices.Wide));
        await events.UntilQuietAsync();
        var asked = await events.Slack.SayAsync("scan S260612a level=50%", user: "U0BOB");
        await events.Slack.UntilSaidAsync(asked.Ts, "I'm all finished");
        var watched = await events.Slack.SayAsync("watch S260612a", user: "U0BOB");
        await events.Slack.UntilSaidAsync(watched.Ts, "I watch S260612a");
        await events.HearAsync(SentNotices.Igwn("S260612a", "RETRACTION", 30, null));
        await events.Slack.UntilSaidAsync(asked.Ts, "RETRACTED: LVK took S260612a back");
        await events.Slack.UntilSaidAsync(events.Root("S260612a")!.Ts, "RETRACTED: LVK took S260612a back");
        await events.UntilQuietAsync();
        await using var tables = await events.TablesAsync();
        Assert.Empty(await tables.Watches.AllAsync(10, CancellationToken.None));
    }

    [Fact]
    public async Task Mock_events_go_to_the_conversation_for_tests_or_nowhere()
    {
        await using var events = await FollowedEvents.StartAsync(simulated, "  tests: C0TEST\n");
        await events.HearAsync(SentNotices.Igwn("MS260612b", "PRELIMINARY", 3, SentNotices.Wide));
        await events.UntilQuietAsync();
        Assert.Null(events.Root("MS260612b"));
        Assert.Null(events.Root("MS260612b", "C0TEST"));
        await using var tables = await events.TablesAsync();
        var heard = (await tables.Events.FindAsync("MS260612b", CancellationToken.None))!;
        Assert.Equal("not scanned, because purpose mock is not among observation", Assert.Single(await tables.Events.DecisionsAsync(heard.Id, CancellationToken.None)).Decision.Sentence);
    }

    [Fact]
    public async Task Two_events_close_in_time_and_sky_are_pointed_out_in_both_threads()
    {
        await using var events = await FollowedEvents.StartAsync(simulated);
        await events.HearAsync(SentNotices.Igwn("S260612a", "PRELIMINARY", 3, SentNotices.Wide));
        await events.UntilQuietAsync();
        await events.HearAsync(SentNotices.Igwn("S260612c", "PRELIMINARY", 4, SentNotices.Narrow, timeOffsetSeconds: 1.5));
        await events.Slack.UntilSaidAsync(events.Root("S260612a")!.Ts, "S260612c is 1.5 s after S260612a, and the sky maps overlap: odds ");
        await events.UntilQuietAsync();
        await events.Slack.UntilSaidAsync(events.Root("S260612c")!.Ts, "S260612a is 1.5 s before S260612c, and the sky maps overlap: odds ");
    }

    [Fact]
    public async Task A_position_alone_is_scanned_under_the_name_of_its_event()
    {
        await using var events = await FollowedEvents.StartAsync(simulated, settingsOfChannels: "    - { channel: neutrino, conversation: C0GW }\n");
        await events.HearAsync(Encoding.UTF8.GetBytes(
            """
            {"$schema": "https://gcn.nasa.gov/schema/v4.1.0/gcn/notices/icecube/gold_bronze_track_alerts.schema.json", "mission": "IceCube", "messenger": "Neutrino",
             "event_name": ["IceCube-260612A"], "id": ["141000_12345"], "alert_type": "initial", "alert_tense": "current", "alert_datetime": "2026-06-12T05:23:00Z", "trigger_time": "2026-06-12T05:21:37Z",
             "ra": 218.25, "dec": 31.4, "ra_dec_error": 1.2, "containment_probability": 0.9, "systematic_included": false, "p_astro": 0.6, "far": 2e-8, "record_number": 0}
            """));
        await events.UntilQuietAsync();
        var root = events.Root("IC260612A");
        Assert.True(root is not null, events.Slack.Slack.Workspace.Transcript("C0GW"));
        Assert.Contains(events.Slack.OfBot(root.Ts), m => m.Text.Contains(simulated.Kilonova, StringComparison.Ordinal));
        await using var tables = await events.TablesAsync();
        Assert.Single(await tables.Scans.OfEventAsync("IC260612A", CancellationToken.None));
    }
}
