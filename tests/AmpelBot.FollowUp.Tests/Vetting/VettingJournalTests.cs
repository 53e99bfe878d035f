using AmpelBot.Alerts;
using AmpelBot.Alerts.Archive;
using AmpelBot.Alerts.Surveys.Simulated;
using AmpelBot.FollowUp.Channels;
using AmpelBot.FollowUp.Notices;
using AmpelBot.FollowUp.Notices.Fetching;
using AmpelBot.FollowUp.Scan;
using AmpelBot.FollowUp.Vetting;
using AmpelBot.Testing;

namespace AmpelBot.FollowUp.Tests.Vetting;

/// <summary>What people say of candidates: kept, read back, brought together, and carried by scans.</summary>
public sealed class VettingJournalTests(SimulatedArchive simulated) : IClassFixture<SimulatedArchive>
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 4, 12, 0, TimeSpan.Zero);

    [Fact]
    public async Task Each_person_has_the_latest_vote_and_all_notes_stay()
    {
        await using var archive = await OpenAsync("votes");
        var key = (await archive.FindObjectsAsync(simulated.Kilonova, CancellationToken.None)).Single();
        var said = new[]
        {
            Vote("U1", VetState.Ambiguous, minute: 0), Vote("U2", VetState.Rejected, "AGN", "the host's nucleus", minute: 1),
            Vote("U1", VetState.Interesting, note: "rises <fast> & blue \"now\"\n\u4e2d", minute: 2), Vote("U3", null, note: "spectrum tonight", minute: 3),
        };
        foreach (var vote in said)
            await VettingJournal.AppendAsync(archive, key, vote, CancellationToken.None);
        var other = new ObjectKey("ZTF", 1);
        var found = await VettingJournal.OfAsync(archive, [key, other], DataRights.Partnership, CancellationToken.None);
        Assert.Equal([key], found.Keys);
        Assert.Equal([said[1], said[2]], found[key].Latest);
        Assert.Equal([said[1], said[2], said[3]], found[key].Notes);
        Assert.Equal((1, 1, 0), (found[key].Count(VetState.Interesting), found[key].Count(VetState.Rejected), found[key].Count(VetState.Ambiguous)));
    }

    [Fact]
    public async Task Votes_are_carried_by_scans_and_traces_and_hide_nothing()
    {
        await using var archive = await OpenAsync("carried");
        var key = (await archive.FindObjectsAsync(simulated.Kilonova, CancellationToken.None)).Single();
        await VettingJournal.AppendAsync(archive, key, Vote("U2", VetState.Rejected, "too old"), CancellationToken.None);
        var report = await Scan(archive).RunAsync(Request, null, CancellationToken.None);
        Assert.Equal("rejected (too old)", VettingJournal.Words(Assert.Single(Assert.Single(report.Candidates).Votes.Latest)));
        var trace = await Scan(archive).TraceAsync(simulated.Kilonova, Request, CancellationToken.None);
        Assert.Equal("U2", Assert.Single(trace.Votes.Latest).UserId);
        Assert.Contains(trace.Alerts, a => a.Accepted);
    }

    [Fact]
    public async Task Who_may_see_public_data_only_sees_no_vote_on_a_scan_that_showed_more()
    {
        await using var archive = await OpenAsync("rights");
        var key = new ObjectKey("ZTF", 4711);
        await VettingJournal.AppendAsync(archive, key, Vote("U1", VetState.Interesting), CancellationToken.None);
        await VettingJournal.AppendAsync(archive, key, Vote("U2", VetState.Rejected) with { Rights = DataRights.Public }, CancellationToken.None);
        Assert.Equal("U2", Assert.Single((await VettingJournal.OfAsync(archive, [key], DataRights.Public, CancellationToken.None))[key].Latest).UserId);
        Assert.Equal(2, (await VettingJournal.OfAsync(archive, [key], DataRights.Partnership, CancellationToken.None))[key].Latest.Count);
    }

    [Fact]
    public async Task An_archive_that_can_only_be_read_refuses_with_a_sentence()
    {
        await using var archive = await Archives.OpenExistingAsync(simulated.ArchiveFolder, isReadOnly: true, CancellationToken.None);
        var refusal = await Assert.ThrowsAsync<ArchiveException>(() => VettingJournal.AppendAsync(archive, new ObjectKey("ZTF", 1), Vote("U1", VetState.Rejected), CancellationToken.None));
        Assert.Contains("can only be read", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_vote_that_says_nothing_or_too_much_is_refused()
    {
        await using var archive = await OpenAsync("refused");
        foreach (var vote in new[]
        {
            Vote("U1", null), Vote("", VetState.Rejected), Vote(new string('U', 201), VetState.Rejected), Vote("U1", VetState.Rejected, new string('r', 201)),
            Vote("U1", null, note: new string('n', 2001)), Vote("U1", VetState.Rejected) with { ScanId = "" }, Vote("U1", VetState.Rejected) with { EventName = new string('e', 201) },
        })
            await Assert.ThrowsAsync<ArgumentException>(() => VettingJournal.AppendAsync(archive, new ObjectKey("ZTF", 2), vote, CancellationToken.None));
        Assert.Empty(await VettingJournal.OfAsync(archive, [new ObjectKey("ZTF", 2)], DataRights.Partnership, CancellationToken.None));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("""{"state": "great", "user": "U1"}""")]
    [InlineData("""{"state": 7, "user": {"a": 1}}""")]
    [InlineData("""{"state": "rejected"}""")]
    [InlineData("""{"state": "rejected", "user": "\ud800"}""")]
    public async Task Entries_of_the_unit_that_are_no_votes_are_passed_over(string? json)
    {
        await using var archive = await Archives.OpenExistingAsync(simulated.ArchiveFolder, isReadOnly: false, CancellationToken.None);
        var key = new ObjectKey("ZTF", 3);
        var entry = new JournalEntry { Object = key, TimeUtc = Now, Tier = 3, Unit = VettingJournal.Unit, Run = "scan", ExtraJson = json };
        await archive.AppendAsync([entry], CancellationToken.None);
        Assert.Contains(await archive.JournalOfAsync(key, CancellationToken.None), e => e.ExtraJson == json);
        Assert.Empty(await VettingJournal.OfAsync(archive, [key], DataRights.Partnership, CancellationToken.None));
    }

    [Fact]
    public async Task Votes_that_cannot_be_read_do_not_spoil_the_scan()
    {
        await using var archive = await Archives.OpenExistingAsync(simulated.ArchiveFolder, isReadOnly: true, CancellationToken.None);
        var report = await Scan(FailingArchive.Of(archive, nameof(IArchive.JournalOfAsync), new ArchiveException("No table journal."))).RunAsync(Request, null, CancellationToken.None);
        Assert.Single(report.Candidates);
        Assert.Contains(report.Remarks, r => r.Contains("No table journal.", StringComparison.Ordinal));
    }

    private static Vote Vote(string user, VetState? state, string reason = "", string note = "", int minute = 0) => new()
    {
        State = state,
        Reason = reason,
        Note = note,
        UserId = user,
        UserName = "Person " + user,
        TimeUtc = Now.AddMinutes(minute),
        ScanId = "20190815T010203Z-3f9a1c27",
        EventName = "S190814bv",
        Rights = DataRights.Partnership,
    };

    private static readonly ScanRequest Request = new() { Event = new EventReference.Named(new EventName(DemoEvent.Name, Messenger.GravitationalWave)) };

    private async Task<IArchive> OpenAsync(string name) =>
        await Archives.OpenExistingAsync(await simulated.WithProgramsAsync(name, _ => 1), isReadOnly: false, CancellationToken.None);

    private EventScan Scan(IArchive archive)
    {
        var folders = simulated.BotFolders;
        var skyMaps = new SkyMapFolder(folders.SkyMaps);
        return new EventScan(archive, new EventLookup(skyMaps, new SkyMapSources(skyMaps, Path.Combine(simulated.Folder, "cache"), FetchPolicy.Offline, SenderAddresses.Public, TimeProvider.System)),
            new ChannelFolder(folders.Channels), new StoppedClock(DemoEvent.Simulated.TimeUtc.AddDays(3)));
    }
}
