using System.Text.Json;
using System.Text.RegularExpressions;
using AmpelBot.Alerts.Archive;
using AmpelBot.Alerts.Surveys.Simulated;
using AmpelBot.Chat;
using AmpelBot.Chat.Commands;
using AmpelBot.FollowUp.Notices.Fetching;
using AmpelBot.Testing;

namespace AmpelBot.Tests.Chat;

/// <summary>A message in, the whole thread out.</summary>
public partial class ConversationTests(SimulatedArchive simulated) : IClassFixture<SimulatedArchive>
{
    private static readonly StoppedClock Clock = new(DemoEvent.Simulated.TimeUtc.AddDays(3));

    [Fact]
    public async Task A_scan_is_answered_with_the_whole_thread()
    {
        var (thread, answer) = await AskAsync("scan MS260612a", "@person");
        Assert.Null(answer.Failure);
        var posts = thread.Posts.Select(p => p.Split('\n')[0]).ToArray();
        Assert.Equal(
        [
            "Hi @person! You are interested in multi-messenger stuff, right? Let me get right on that for you.",
            "You are interested in the LIGO mock event MS260612a. No revision number has been specified; I take the most recent one. No channel has been specified; I take gw. "
                + "The sky map will be scanned up to 95.0 % of the probability, the default of channel gw. No time range has been specified: from merger time to now. No program has been specified; I take the alerts of all, public or not.",
            "Sky map: MS260612a.multiorder.fits (revision 2 of 2), 95.0 % region 96.4 deg2, distance 101 +- 21 Mpc.",
            "Scanning method: 100 ranges of HEALPix order 29 in 4 nights; the region covers 0.234 % of the sky.",
            "[Sky map] skymap.png",
            "98 alerts of 51 objects were inside region and time range.",
            "One candidate survived the cuts:",
            "What the survey observed of the region is not known: the archive has no exposures in the time range. To bring a log of observations in: ampelbot observations FILE.",
            "  #  Name             RA deg    Dec deg    level  latest mag         first seen",
            "[Table of candidates] candidates.csv",
            "[Report with funnel and provenance] report.json",
            "[The whole scan as one document] scan.pdf",
            "Not done in this scan:",
            "Here's a draft ATel:",
            "[Draft ATel] atel.txt",
            "I'm all finished. Go find that counterpart! (It took N s.)",
        ], posts.Select(p => Seconds().Replace(p, "took N s")));
    }

    [Fact]
    public async Task The_kilonova_is_found_and_everything_else_is_thrown_away_by_a_named_cut()
    {
        var (_, answer) = await AskAsync("scan MS260612a");
        var report = answer.Report!;
        Assert.Equal(simulated.Truths.Single(t => t.Value == "kilonova").Key, Assert.Single(report.Candidates).Name);
        Assert.Equal(report.Funnel.AlertsScanned, report.Funnel.AlertsAccepted + report.Funnel.Rejections.Sum(r => r.Alerts));
        Assert.Equal(report.Funnel.AlertsAccepted, report.Candidates.Sum(c => c.Alerts.Count));
        Assert.True(report.Funnel.Rejections.Count >= 6);
    }

    [Fact]
    public async Task The_files_hold_what_the_thread_says()
    {
        var (_, answer) = await AskAsync("MS260612a rev=1 level=50%");
        var folder = Path.Combine(simulated.BotFolders.Out, "MS260612a", answer.Report!.ScanId);
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "report.json")));
        Assert.Equal(answer.Report.Plan.Region.AreaSqDeg, json.RootElement.GetProperty("region").GetProperty("areaSqDeg").GetDouble());
        Assert.Equal(answer.Report.Funnel.AlertsScanned, json.RootElement.GetProperty("funnel").GetProperty("alertsScanned").GetInt64());
        Assert.Equal(1, json.RootElement.GetProperty("event").GetProperty("revision").GetInt32());
        Assert.Equal(answer.Report.Archive.StateHash, json.RootElement.GetProperty("archive").GetProperty("stateHash").GetString());
        Assert.Equal(1 + answer.Report.Candidates.Count, (await File.ReadAllLinesAsync(Path.Combine(folder, "candidates.csv"))).Length);
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], (await File.ReadAllBytesAsync(Path.Combine(folder, "skymap.png"))).Take(4));
    }

    [Fact]
    public async Task The_same_scan_of_the_same_state_has_the_same_name()
    {
        var first = (await AskAsync("scan MS260612a level=0.5")).Answer.Report!;
        var second = (await AskAsync("scan MS260612a prob=50%")).Answer.Report!;
        var other = (await AskAsync("scan MS260612a level=0.6")).Answer.Report!;
        Assert.Equal(first.ScanId, second.ScanId);
        Assert.NotEqual(first.ScanId, other.ScanId);
    }

    [Fact]
    public async Task A_file_is_read_before_its_channel_is_said()
    {
        var file = Path.Combine(simulated.BotFolders.SkyMaps, "MS260612a.preliminary.fits");
        var (thread, answer) = await AskAsync($"scan {file} days=2");
        Assert.Equal($"You are interested in the sky map in the file {file}. I read it first, to see what kind of event it is of.", thread.Posts[1]);
        Assert.StartsWith("No channel has been specified; I take gw.", thread.Posts[2], StringComparison.Ordinal);
        Assert.Equal("MS260612a", answer.Report!.Plan.Notice.EventName);
    }

    [Fact]
    public async Task A_neutrino_position_is_scanned_with_its_own_channel()
    {
        var (thread, answer) = await AskAsync("ra=218.2+1.2-0.8 dec=31.4+0.6-0.9 t0=2026-06-12T05:21:37");
        Assert.Equal("neutrino", answer.Report!.Plan.Channel.Name);
        Assert.Equal(10, answer.Report.Plan.Window.Days);
        Assert.Equal(Math.PI / 4 * 2.0 * Math.Cos(31.4 * Math.PI / 180) * 1.5, answer.Report.Plan.Region.AreaSqDeg, 0.03);
        Assert.Contains("10 days after it, the default of channel neutrino", thread.Posts[1], StringComparison.Ordinal);
        Assert.Contains(answer.Report.Candidates, c => simulated.Truths[c.Name] == "kilonova");
    }

    [Theory]
    [InlineData("scan S190814bv", 3, "Sorry, that did not work out ;) I have no sky map of S190814bv.")]
    [InlineData("scan MS260612a rev=7", 3, "Sorry, that did not work out ;) MS260612a has no revision 7 here; there is rev=1, rev=2.")]
    [InlineData("scan MS260612a channel=nonesuch", 2, "Sorry, that did not work out ;)")]
    [InlineData("scan MS260612a levle=0.9", 2, "Sorry, I did not get that ;)")]
    [InlineData("scan /no/such/map.fits", 3, "Sorry, that did not work out ;) There is no file /no/such/map.fits.")]
    [InlineData("scan MS260612a to=2026-06-12T05:00", 2, "Sorry, that did not work out ;) The time range would end")]
    public async Task What_goes_wrong_is_one_helpful_sentence(string text, int exitCode, string beginning)
    {
        var (thread, answer) = await AskAsync(text);
        Assert.Equal(exitCode, answer.Failure?.ExitCode);
        Assert.StartsWith(beginning, thread.Posts[^1], StringComparison.Ordinal);
        Assert.DoesNotContain('\n', thread.Posts[^1]);
    }

    [Fact]
    public async Task Why_names_the_first_failure_of_an_object()
    {
        var agn = simulated.Truths.First(t => t.Value == "agn").Key;
        var (thread, answer) = await AskAsync($"why {agn} in MS260612a");
        Assert.True(answer.Trace!.InArchive);
        Assert.StartsWith($"{agn} in MS260612a: not a candidate.", thread.Posts[^1], StringComparison.Ordinal);
        var kilonova = simulated.Truths.Single(t => t.Value == "kilonova").Key;
        (thread, answer) = await AskAsync($"why is {kilonova.ToLowerInvariant()} in MS260612a?");
        Assert.StartsWith($"{kilonova} in MS260612a: a candidate.", thread.Posts[^1], StringComparison.Ordinal);
        Assert.Contains(answer.Trace!.Alerts, a => a.Accepted);
        (thread, answer) = await AskAsync("why ZTF99zzzzzzz in MS260612a");
        Assert.False(answer.Trace!.InArchive);
        Assert.Contains("is not in the archive", thread.Posts[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Why_agrees_with_the_scan_about_every_object()
    {
        var report = (await AskAsync("scan MS260612a")).Answer.Report!;
        foreach (var name in simulated.Truths.Keys)
        {
            var trace = (await AskAsync($"why {name} in MS260612a")).Answer.Trace!;
            Assert.Equal(report.Candidates.Any(c => c.Name == name), trace.Alerts.Any(a => a.Accepted));
        }
    }

    [Fact]
    public async Task Help_lists_the_commands()
    {
        var (thread, answer) = await AskAsync("help");
        Assert.Equal(new AmpelBot.Chat.Answer(null, null, null), answer);
        Assert.Contains("scan", Assert.Single(thread.Posts), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_scan_ends_with_the_cancellation()
    {
        await using var bot = await Bot.OpenAsync(simulated.BotFolders, FetchPolicy.Offline, Clock, CancellationToken.None);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            bot.Conversation.AnswerAsync("scan MS260612a", Asker.AtTheMachine, new RecordingThread(), new CancellationToken(canceled: true)));
    }

    private Task<(RecordingThread Thread, AmpelBot.Chat.Answer Answer)> AskAsync(string text, string? user = null) =>
        AskAsync(text, Asker.AtTheMachine with { Address = user });

    [Fact]
    public async Task In_a_thread_the_latest_scan_is_meant()
    {
        var first = (await AskAsync("scan MS260612a level=0.9 days=3")).Answer;
        var asker = Asker.AtTheMachine with { Earlier = first.Report!.Request, EarlierFolder = first.Folder };

        var (_, rescan) = await AskAsync("rescan 95%", asker);
        Assert.Equal(0.95, rescan.Report!.Plan.Region.Level);
        Assert.Equal(first.Report.Plan.Window, rescan.Report.Plan.Window);

        var candidate = first.Report.Candidates[0].Name;
        var (_, why) = await AskAsync($"why {candidate}", asker);
        Assert.Equal(0.9, why.Trace!.Plan.Region.Level);
        Assert.True(why.Trace.InArchive);

        var (draft, _) = await AskAsync("draft atel", asker);
        Assert.Equal([ThreadStep.Draft, ThreadStep.DraftFile], draft.Steps);
        Assert.StartsWith("Here's a draft ATel:", draft.Posts[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_scan_in_the_thread_it_is_said_what_to_type()
    {
        Assert.Contains("scan S190814bv", (await AskAsync("rescan")).Answer.Failure!.Sentence, StringComparison.Ordinal);
        Assert.Contains("no scan in this thread", (await AskAsync("draft atel")).Answer.Failure!.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_conversation_has_set_is_taken_and_said_unless_the_request_says_otherwise()
    {
        var asker = Asker.AtTheMachine with { Settings = [new(ScanOption.Level, "50%"), new(ScanOption.Days, "1"), new(ScanOption.Program, "public")] };
        var (thread, answer) = await AskAsync("scan MS260612a days=2", asker);
        Assert.Equal(0.5, answer.Report!.Plan.Region.Level);
        Assert.Equal(TimeSpan.FromDays(2), answer.Report.Plan.Window.To - answer.Report.Plan.Window.From);
        Assert.Equal(DataRights.Public, answer.Report.Plan.Rights);
        Assert.EndsWith("(From the settings of this conversation: level=50%, program=public.)", thread.Posts[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_may_see_public_data_only_sees_no_other()
    {
        var asker = new Asker { MostRights = DataRights.Public };
        Assert.Equal(DataRights.Public, (await AskAsync("scan MS260612a level=0.5", asker)).Answer.Report!.Plan.Rights);
        Assert.Contains("role", (await AskAsync("scan MS260612a level=0.5 program=all", asker)).Answer.Failure!.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_is_not_at_the_machine_opens_none_of_its_files()
    {
        var file = Path.Combine(simulated.BotFolders.SkyMaps, "MS260612a.preliminary.fits");
        var (_, answer) = await AskAsync($"scan {file}", new Asker());
        Assert.Contains("drop the sky map", answer.Failure!.Sentence, StringComparison.Ordinal);
        Assert.DoesNotContain(file, answer.Failure.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_tells_the_archive()
    {
        var (thread, _) = await AskAsync("status");
        Assert.Matches(@"^I am here\. The archive .* holds [0-9,]+ alerts of [0-9,]+ objects, the first of 2026-06-", Assert.Single(thread.Posts));
    }

    private async Task<(RecordingThread Thread, AmpelBot.Chat.Answer Answer)> AskAsync(string text, Asker asker)
    {
        await using var bot = await Bot.OpenAsync(simulated.BotFolders, FetchPolicy.Offline, Clock, CancellationToken.None);
        var thread = new RecordingThread();
        return (thread, await bot.Conversation.AnswerAsync(text, asker, thread, CancellationToken.None));
    }

    [GeneratedRegex(@"took [0-9.]+ s")]
    private static partial Regex Seconds();
}
