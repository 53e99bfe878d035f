using AmpelBot.FollowUp.Notices;
using AmpelBot.FollowUp.Notices.Fetching;
using AmpelBot.FollowUp.Scan;
using AmpelBot.Testing.Senders;

namespace AmpelBot.FollowUp.Tests.Notices.Fetching;

public sealed class SenderLookupTests : FetchingTests
{
    private static readonly DateTimeOffset EventTime = new(2026, 6, 12, 5, 21, 37, TimeSpan.Zero);

    [Fact]
    public async Task An_event_that_is_not_known_here_is_fetched_from_gracedb_and_kept()
    {
        Superevent();
        var notice = await FindAsync("S260612ab");
        Assert.Equal((2, 2, EventTime, Sha256(MadeMaps.Flat(2))), (notice.Revision, notice.LatestRevision, notice.EventTimeUtc, notice.SkyMapSha256));
        Assert.EndsWith("bayestar.multiorder.fits,1", notice.Source, StringComparison.Ordinal);
        Assert.Equal(["The sky map is bayestar.multiorder.fits,1 of GraceDB, put there on 2026-06-12 05:27 UTC, fetched now and kept here as revision 2."], notice.Remarks);
        Clock.Advance(TimeSpan.FromMinutes(5));
        var again = await FindAsync("S260612ab");
        Assert.Equal((2, Sha256(MadeMaps.Flat(2))), (again.Revision, again.SkyMapSha256));
        Assert.Equal(["The sky map is revision 2, bayestar.multiorder.fits,1 from 127.0.0.1, kept here since 2026-06-12 06:00 UTC."], again.Remarks);
        Assert.Equal(4, Senders.Requests.Count);
    }

    [Fact]
    public async Task A_revision_that_is_not_here_is_gracedbs()
    {
        Superevent();
        await FindAsync("S260612ab");
        var first = await FindAsync("S260612ab", 1);
        Assert.Equal((1, 2, Sha256(MadeMaps.Flat(1))), (first.Revision, first.LatestRevision, first.SkyMapSha256));
        var e = await Assert.ThrowsAsync<EventNotFoundException>(() => FindAsync("S260612ab", 7));
        Assert.Equal("S260612ab has no revision 7 here; there is rev=1, rev=2. GraceDB has revisions 1 to 2.", e.Message);
    }

    [Fact]
    public async Task The_manifest_goes_first_and_the_newer_map_is_pointed_out()
    {
        Manifest(1, 1);
        Superevent();
        var notice = await FindAsync("S260612ab");
        Assert.Equal((1, "map1.fits"), (notice.Revision, notice.Source));
        Assert.Equal(
            ["This is not GraceDB's latest sky map of S260612ab: that is bayestar.multiorder.fits,1 of 2026-06-12 05:27 UTC, kept here as revision 2 now. To scan it: scan S260612ab rev=2."], notice.Remarks);
        Assert.Equal(Sha256(MadeMaps.Flat(2)), (await FindAsync("S260612ab", 2)).SkyMapSha256);
        Assert.Empty((await FindAsync("S260612ab", 1)).Remarks);
    }

    [Fact]
    public async Task Nothing_is_said_when_the_local_map_is_the_latest()
    {
        Manifest(1, 2);
        Superevent();
        Assert.Empty((await FindAsync("S260612ab")).Remarks);
    }

    [Fact]
    public async Task A_retraction_and_doubts_are_said_with_a_local_map_too()
    {
        Manifest(1, 2);
        Superevent().Label("ADVNO").Label("DQV").Log("combined-ext.multiorder.fits", 0, EventTime.AddHours(2), MadeMaps.Flat(8));
        var remarks = (await FindAsync("S260612ab")).Remarks;
        Assert.Equal(3, remarks.Count);
        Assert.Equal("GraceDB says that S260612ab is retracted.", remarks[0]);
        Assert.Contains("DQV", remarks[1], StringComparison.Ordinal);
        Assert.EndsWith("files/combined-ext.multiorder.fits,0", remarks[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_network_a_local_map_does_and_a_sentence_says_what_is_not_known()
    {
        Manifest(1, 1);
        Senders.Next("gracedb/api/superevents/S260612ab/", [.. Enumerable.Repeat(new FakeTrouble.Status(503), 5)]);
        var notice = await FindAsync("S260612ab");
        Assert.Equal(1, notice.Revision);
        Assert.Equal(["Whether there is a newer sky map of S260612ab is not known: 127.0.0.1 could not be asked (it answered 503 (Service Unavailable))."], notice.Remarks);
        // The same is not asked again for every scan.
        Assert.Single((await FindAsync("S260612ab")).Remarks);
        Assert.Single(Senders.Requests);
    }

    [Fact]
    public async Task Where_nothing_can_be_kept_a_local_map_does()
    {
        Manifest(1, 1);
        Superevent();
        await File.WriteAllTextAsync(CacheFolder, "a file where the cache should be");
        var notice = await FindAsync("S260612ab");
        Assert.Equal(1, notice.Revision);
        Assert.Contains("nothing can be kept in", Assert.Single(notice.Remarks), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_network_and_without_a_map_the_sentence_names_who_was_asked_and_what_to_give()
    {
        await Senders.DisposeAsync();
        var e = await Assert.ThrowsAsync<EventNotFoundException>(() => FindAsync("S260612ab"));
        Assert.Equal(
            "I have no sky map of S260612ab. GraceDB (127.0.0.1) could not be asked about S260612ab: it refuses connections. Give me its file or its https address instead: "
            + "scan path/to/bayestar.fits.gz, or scan https://example.org/bayestar.fits.gz.", e.Message);
        Assert.InRange(Clock.GetUtcNow() - LeapingClock.Start, TimeSpan.Zero, TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task A_sender_that_says_nothing_costs_twenty_seconds_and_can_be_stopped_before()
    {
        var silence = new FakeTrouble.Silence();
        Senders.Next("gracedb/api/superevents/S260612ab/", silence, new FakeTrouble.Silence());
        using var stop = new CancellationTokenSource();
        var stopped = new EventLookup(new SkyMapFolder(Folder), Sources).FindAsync(Named("S260612ab", null), stop.Token);
        await silence.Asked.Task;
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stopped);
    }

    [Theory]
    [InlineData("GW190814", "as in S190814bv. Give me")]
    [InlineData("GRB180116A", "as in bn180116026. Give me")]
    [InlineData("EP240219a", "I have no sky map of EP240219a. Give me")]
    public async Task A_name_that_no_archive_has_is_answered_with_the_one_that_it_has(string name, string hint)
    {
        var e = await Assert.ThrowsAsync<EventNotFoundException>(() => FindAsync(name));
        Assert.Contains(hint, e.Message, StringComparison.Ordinal);
        Assert.Empty(Senders.Requests);
    }

    [Fact]
    public async Task An_event_that_has_only_a_combined_map_says_so()
    {
        Senders.AddSuperevent("S260612ab", EventTime).Log("combined-ext.multiorder.fits", 0, EventTime.AddHours(2), MadeMaps.Flat(8));
        var e = await Assert.ThrowsAsync<EventNotFoundException>(() => FindAsync("S260612ab"));
        Assert.Contains("GraceDB has no sky map of it yet. GraceDB also has a map combined with another observatory's event; to scan it: scan http", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Slow_answers_together_are_left_after_twenty_seconds()
    {
        Superevent();
        var silence = new FakeTrouble.Silence();
        Senders.Next("gracedb/api/superevents/S260612ab/voevents/", silence);
        var hold = new FakeTrouble.Hold();
        Senders.Next("gracedb/api/superevents/S260612ab/", hold);
        var found = FindAsync("S260612ab");
        await hold.Asked.Task;
        Clock.Advance(TimeSpan.FromSeconds(19));
        hold.LetGo.SetResult();
        await silence.Asked.Task;
        Clock.Advance(TimeSpan.FromSeconds(1));
        var e = await Assert.ThrowsAsync<EventNotFoundException>(() => found);
        Assert.Contains("does not answer within 20 s", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nothing_may_be_fetched_nobody_is_asked()
    {
        Superevent();
        using var offline = Open(FetchPolicy.Offline);
        var e = await Assert.ThrowsAsync<EventNotFoundException>(() => new EventLookup(new SkyMapFolder(Folder), offline).FindAsync(Named("S260612ab", null), CancellationToken.None));
        Assert.StartsWith("I have no sky map of S260612ab. Give me its file", e.Message, StringComparison.Ordinal);
        Assert.Empty(Senders.Requests);
    }

    [Fact]
    public async Task Fermis_final_map_goes_before_the_first_one()
    {
        Senders.Put("gbm/2026/bn260612240/quicklook/glg_healpix_all_bn260612240.fit", MadeMaps.Flat(1, "GRB260612240"));
        var early = await FindAsync("bn260612240");
        Assert.Equal((Messenger.GammaRayBurst, Sha256(MadeMaps.Flat(1, "GRB260612240")), 1), (early.Messenger, early.SkyMapSha256, early.Revision));
        Assert.Equal(LeapingClock.Start.AddHours(-1), early.EventTimeUtc);
        Senders.Put("gbm/2026/bn260612240/current/glg_healpix_all_bn260612240_v00.fit", MadeMaps.Flat(2, "GRB260612240"));
        Assert.Equal((Sha256(MadeMaps.Flat(2, "GRB260612240")), 2), ((await FindAsync("bn260612240", 2)).SkyMapSha256, (await FindAsync("bn260612240")).Revision));
    }

    [Fact]
    public async Task Icecubes_map_is_found_by_the_neutrinos_name()
    {
        Senders.Put("icecube/IceCube-260612A_skymap_probdensity_multiorder.fits.gz", MadeMaps.Gzip(MadeMaps.Flat(1, "IC260612A")));
        var notice = await FindAsync("IC260612A");
        Assert.Equal((Messenger.Neutrino, 1), (notice.Messenger, notice.Revision));
        var e = await Assert.ThrowsAsync<EventNotFoundException>(() => FindAsync("IC260613A"));
        Assert.Contains("I have no sky map of IC260613A. Its map IceCube-260613A_skymap_probdensity_multiorder.fits.gz could not be fetched from 127.0.0.1: it answered 404 (Not Found). Give me", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_map_that_was_heard_of_is_found_by_any_name_of_its_event()
    {
        var map = await Sources.Maps.FetchAsync(SentNotices.With(new SentSkyMap(MadeMaps.Flat(3), null)), TimeSpan.Zero, CancellationToken.None);
        await Sources.Index.AddAsync(["S190425z", "GW190425"], null, EventTime, NoticeKind.Initial, map!, CancellationToken.None);
        var notice = await FindAsync("GW190425");
        Assert.Equal(("GW190425", 1, EventTime, "the notice"), (notice.EventName, notice.Revision, notice.EventTimeUtc, notice.Source));
        Assert.Equal(["The sky map is revision 1, the one inside the notice, kept here since 2026-06-12 06:00 UTC."], notice.Remarks);
        Assert.Empty(Senders.Requests);
    }

    [Fact]
    public async Task A_kept_map_that_was_changed_is_not_taken()
    {
        Superevent();
        await FindAsync("S260612ab");
        var file = Sources.Cache.PathOf(Sha256(MadeMaps.Flat(2)));
        var bytes = await File.ReadAllBytesAsync(file);
        bytes[^2873] ^= 1;
        await File.WriteAllBytesAsync(file, bytes);
        var e = await Assert.ThrowsAsync<EventNotFoundException>(() => FindAsync("S260612ab"));
        Assert.Contains("is not the file that was fetched", e.Message, StringComparison.Ordinal);
    }

    private FakeSuperevent Superevent() => Senders.AddSuperevent("S260612ab", EventTime)
        .Log("bayestar.multiorder.fits", 0, EventTime.AddMinutes(2), MadeMaps.Flat(1))
        .Log("bayestar.multiorder.fits", 1, EventTime.AddMinutes(6), MadeMaps.Flat(2))
        .Send("PR", "bayestar.multiorder.fits,1", EventTime.AddMinutes(6));

    private void Manifest(int revision, int peak)
    {
        File.WriteAllBytes(Path.Combine(Folder, $"map{peak}.fits"), MadeMaps.Flat(peak));
        File.WriteAllText(Path.Combine(Folder, "MANIFEST.csv"), $"event,revision,time,file,sha256\nS260612ab,{revision},{EventTime:O},map{peak}.fits,{Sha256(MadeMaps.Flat(peak))}\n");
    }

    private static ScanRequest Named(string name, int? revision) => new() { Event = new EventReference.Named(EventName.TryParse(name)!), Revision = revision };

    private Task<Notice> FindAsync(string name, int? revision = null) => new EventLookup(new SkyMapFolder(Folder), Sources).FindAsync(Named(name, revision), CancellationToken.None);
}
