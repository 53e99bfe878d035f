using AmpelBot.Testing;
using AmpelBot.Tests.Cli;

namespace AmpelBot.Tests.Following;

/// <summary>ampelbot events, watch and unwatch, beside a bot that serves.</summary>
public sealed class EventsVerbTests(SimulatedArchive simulated) : IClassFixture<SimulatedArchive>
{
    [Fact]
    public async Task What_was_heard_and_decided_is_shown_with_its_reasons()
    {
        await using var events = await FollowedEvents.StartAsync(simulated);
        await events.HearAsync(SentNotices.Igwn("S260612b", "PRELIMINARY", 3, SentNotices.Wide, bns: 0));
        await events.UntilQuietAsync();
        var archive = events.Slack.Plan.Folders.Archive;

        var list = await ProgramRun.Of(simulated.Folder, "events", "list", "--archive", archive);
        Assert.Equal((0, "S260612b: 2026-06-12 05:21:37 UTC; gw: not scanned, because BNS + NSBH 0 < 0.1 (MassGap not sent)\n"), (list.ExitCode, list.Output));
        var show = await ProgramRun.Of(simulated.Folder, "events", "show", "s260612B", "--archive", archive);
        Assert.Equal(0, show.ExitCode);
        Assert.Contains("  no  BNS + NSBH 0 < 0.1 (MassGap not sent)\n", show.Output, StringComparison.Ordinal);
        Assert.Contains("  yes significant by its sender\n", show.Output, StringComparison.Ordinal);
        var json = (await ProgramRun.Of(simulated.Folder, "events", "show", "S260612b", "--archive", archive, "--json")).Json;
        Assert.False(json.GetProperty("decisions")[0].GetProperty("scans").GetBoolean());
        Assert.Equal("Preliminary", json.GetProperty("notices")[0].GetProperty("kind").GetString());
        var none = await ProgramRun.Of(simulated.Folder, "events", "show", "S190814bv", "--archive", archive);
        Assert.Equal((3, "The bot has heard of no event S190814bv. Those that it knows: ampelbot events list.\n"), (none.ExitCode, none.Error));
    }

    [Fact]
    public async Task A_watch_is_written_listed_and_taken_away()
    {
        var nowhere = await ProgramRun.Of(simulated.Folder, "watch", "MS260612a", "--archive", simulated.ArchiveFolder);
        Assert.Equal(2, nowhere.ExitCode);
        Assert.Contains("--conversation", nowhere.Error, StringComparison.Ordinal);
        var added = await ProgramRun.Of(simulated.Folder, "watch", "MS260612a", "--archive", simulated.ArchiveFolder, "--workspace", "T1", "--conversation", "C1", "--thread", "1.2");
        Assert.Equal((0, ""), (added.ExitCode, added.Error));
        Assert.Contains("MS260612a, next ", (await ProgramRun.Of(simulated.Folder, "watch", "--archive", simulated.ArchiveFolder)).Output, StringComparison.Ordinal);
        Assert.Equal("MS260612a is no longer watched (1 watch).\n", (await ProgramRun.Of(simulated.Folder, "unwatch", "MS260612a", "--archive", simulated.ArchiveFolder)).Output);
        Assert.Equal("Nothing is watched.\n", (await ProgramRun.Of(simulated.Folder, "watch", "--archive", simulated.ArchiveFolder)).Output);
    }
}
