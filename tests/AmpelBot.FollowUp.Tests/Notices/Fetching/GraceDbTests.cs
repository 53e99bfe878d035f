using AmpelBot.FollowUp.Notices;
using AmpelBot.FollowUp.Notices.Fetching;
using AmpelBot.Testing;
using AmpelBot.Testing.Senders;

namespace AmpelBot.FollowUp.Tests.Notices.Fetching;

public sealed class GraceDbTests : FetchingTests
{
    private static readonly DateTimeOffset EventTime = new(2026, 6, 12, 5, 21, 37, TimeSpan.Zero);
    private static readonly EventName Superevent = EventName.TryParse("S260612ab")!;

    [Fact]
    public async Task Revisions_are_the_maps_in_the_order_in_which_they_came_whatever_their_names()
    {
        Senders.AddSuperevent("S260612ab", EventTime)
            .Comment("Superevent created", EventTime)
            .Log("bayestar.multiorder.fits", 0, EventTime.AddMinutes(2), MadeMaps.Flat(1))
            .Log("bayestar.fits.gz", 0, EventTime.AddMinutes(3), MadeMaps.Flat(1))
            .Log("bayestar.png", 0, EventTime.AddMinutes(3), [1, 2, 3])
            .Log("p_astro.json", 0, EventTime.AddMinutes(3), [1], tag: "p_astro")
            .Log("coinc.fits", 0, EventTime.AddMinutes(3), [1], tag: "psd")
            .Log("bayestar.multiorder.fits", 1, EventTime.AddMinutes(6), MadeMaps.Flat(2))
            .Log("Bilby.multiorder.fits", 0, EventTime.AddHours(30), MadeMaps.Flat(4))
            .Log("LALInference.fits.gz", 0, EventTime.AddHours(20), MadeMaps.Flat(3))
            .Log("combined-ext.multiorder.fits", 0, EventTime.AddHours(5), MadeMaps.Flat(5))
            .Send("PR", "bayestar.multiorder.fits,0", EventTime.AddMinutes(3))
            .Send("PR", "bayestar.multiorder.fits,1", EventTime.AddMinutes(7))
            .Send("IN", "bayestar.multiorder.fits,1", EventTime.AddMinutes(40))
            .Send("UP", "Bilby.multiorder.fits", EventTime.AddHours(31));
        var listing = await Sources.GraceDb.MapsAsync(Superevent, FetchPatience.Person, CancellationToken.None);
        Assert.Equal(
            [(1, "bayestar.multiorder.fits,0", NoticeKind.Preliminary), (2, "bayestar.multiorder.fits,1", NoticeKind.Preliminary),
             (3, "LALInference.fits.gz,0", NoticeKind.Unstated), (4, "Bilby.multiorder.fits,0", NoticeKind.Update)],
            listing.Maps.Select(m => (m.Revision, m.FileName, m.Kind)));
        Assert.Equal(["combined-ext.multiorder.fits,0"], listing.Combined.Select(m => m.FileName));
        Assert.Equal(EventTime.AddMinutes(6), listing.Maps[1].CreatedUtc);
        Assert.Equal(EventTime, listing.EventTimeUtc);
        Assert.False(listing.IsRetracted);
        Assert.Equal(Sha256(MadeMaps.Flat(4)), (await FetchAsync(listing.Maps[3].Address)).Sha256);
    }

    [Fact]
    public async Task A_flat_map_that_is_no_copy_of_a_multi_order_one_counts()
    {
        Senders.AddSuperevent("S260612ab", EventTime)
            .Log("bayestar.fits.gz", 0, EventTime.AddMinutes(2), MadeMaps.Flat(1))
            .Log("bayestar.multiorder.fits", 0, EventTime.AddHours(9), MadeMaps.Flat(2));
        var listing = await Sources.GraceDb.MapsAsync(Superevent, FetchPatience.Person, CancellationToken.None);
        Assert.Equal(["bayestar.fits.gz,0", "bayestar.multiorder.fits,0"], listing.Maps.Select(m => m.FileName));
    }

    [Fact]
    public async Task The_advocates_no_and_a_sent_retraction_are_retractions()
    {
        var labelled = Senders.AddSuperevent("S260612ab", EventTime).Label("DQV");
        Assert.False((await Sources.GraceDb.MapsAsync(Superevent, FetchPatience.Person, CancellationToken.None)).IsRetracted);
        labelled.Label("ADVNO");
        var listing = await Sources.GraceDb.MapsAsync(Superevent, FetchPatience.Person, CancellationToken.None);
        Assert.True(listing.IsRetracted);
        Assert.Equal(["DQV", "ADVNO"], listing.Labels);
        Senders.AddSuperevent("S260613c", EventTime).Send("RE", null, EventTime.AddHours(1));
        Assert.True((await Sources.GraceDb.MapsAsync(EventName.TryParse("S260613c")!, FetchPatience.Person, CancellationToken.None)).IsRetracted);
    }

    [Fact]
    public async Task Maps_are_found_where_the_list_of_voevents_is_not()
    {
        var superevent = Senders.AddSuperevent("S260612ab", EventTime).Log("bayestar.multiorder.fits", 0, EventTime.AddMinutes(2), MadeMaps.Flat(1));
        Senders.Next(superevent.Path + "voevents/", new FakeTrouble.Status(404));
        Assert.Single((await Sources.GraceDb.MapsAsync(Superevent, FetchPatience.Person, CancellationToken.None)).Maps);
    }

    [Theory]
    [InlineData("{\"log\": 3}", "log")]
    [InlineData("{\"log\": [{\"N\": \"one\"}]}", "whole number")]
    [InlineData("{", "")]
    [InlineData("[]", "no list \"log\"")]
    [InlineData("{\"numRows\": 3}", "no list \"log\"")]
    public async Task A_list_that_is_none_is_a_sentence(string answer, string words)
    {
        var superevent = Senders.AddSuperevent("S260612ab", EventTime);
        Senders.Put(superevent.Path + "logs/", System.Text.Encoding.UTF8.GetBytes(answer));
        var e = await Assert.ThrowsAsync<FetchException>(() => Sources.GraceDb.MapsAsync(Superevent, FetchPatience.Person, CancellationToken.None));
        Assert.Equal(FetchFailure.Unusable, e.Failure);
        Assert.Contains("answer that I cannot read", e.Message, StringComparison.Ordinal);
        Assert.Contains(words, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_gracedb_does_not_have_or_gives_for_another_is_a_sentence()
    {
        var e = await Assert.ThrowsAsync<FetchException>(() => Sources.GraceDb.MapsAsync(Superevent, FetchPatience.Person, CancellationToken.None));
        Assert.Equal("GraceDB (127.0.0.1) has no public superevent S260612ab.", e.Message);
        Senders.AddSuperevent("S260613c", EventTime);
        Senders.Next("gracedb/api/superevents/S260612ab/", new FakeTrouble.Redirect("/gracedb/api/superevents/S260613c/"));
        e = await Assert.ThrowsAsync<FetchException>(() => Sources.GraceDb.MapsAsync(Superevent, FetchPatience.Person, CancellationToken.None));
        Assert.Contains("not about S260612ab", e.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_real_superevents_json_is_read_as_gracedb_gives_it()
    {
        Skip.IfNot(RealData.Present, RealData.Why);
        Senders.Put("gracedb/api/superevents/MS220722v/", await File.ReadAllBytesAsync(RealData.Path("notices/gwcelery/MS220722v.xml")));
        var state = await Sources.GraceDb.SupereventAsync(EventName.TryParse("MS220722v")!, FetchPatience.Person, CancellationToken.None);
        Assert.Equal((NoticeKind.Retraction, NoticePurpose.Mock), (state.Kind, state.Purpose));
    }

    [SkippableFact]
    public async Task Real_circulars_come_as_gcn_gives_them()
    {
        Skip.IfNot(RealData.Present, RealData.Why);
        using var all = System.Text.Json.JsonDocument.Parse(await File.ReadAllBytesAsync(RealData.Path("circulars/gcn_circulars_seed_subset.json")));
        var first = all.RootElement.EnumerateArray().First();
        var number = int.Parse(first.GetProperty("circularId").ToString(), System.Globalization.CultureInfo.InvariantCulture);
        Senders.Put($"circulars/{number}.json", System.Text.Encoding.UTF8.GetBytes(first.GetRawText()));
        var circular = await Sources.Circulars.FindAsync(number, FetchPatience.Person, CancellationToken.None);
        Assert.Equal((NoticeFormat.CircularJson, first.GetProperty("subject").GetString()), (circular.Format, circular.Subject));
        var e = await Assert.ThrowsAsync<FetchException>(() => Sources.Circulars.FindAsync(number + 100_000, FetchPatience.Person, CancellationToken.None));
        Assert.Contains($"no circular {number + 100_000}", e.Message, StringComparison.Ordinal);
    }
}
