using AmpelBot.FollowUp.Notices;
using AmpelBot.FollowUp.Notices.Fetching;
using AmpelBot.Testing.Senders;
using FsCheck;
using FsCheck.Fluent;

namespace AmpelBot.FollowUp.Tests.Notices.Fetching;

public sealed class EventIndexTests : FetchingTests
{
    private static readonly DateTimeOffset EventTime = new(2026, 6, 12, 5, 21, 37, TimeSpan.Zero);

    [Fact]
    public async Task Each_new_map_of_an_event_is_the_next_revision_and_the_same_map_is_the_same()
    {
        Assert.Equal(1, await AddAsync(1, "S260612ab"));
        Assert.Equal(2, await AddAsync(2, "S260612ab"));
        Assert.Equal(1, await AddAsync(1, "S260612ab"));
        Assert.Equal(1, await AddAsync(1, "S260613c"));
        using var later = Open();
        var revisions = later.Index.Revisions("S260612ab");
        Assert.Equal([(1, Sha256(MadeMaps.Flat(1))), (2, Sha256(MadeMaps.Flat(2)))], revisions.Select(r => (r.Revision, r.Sha256)));
        Assert.Equal((EventTime, NoticeKind.Preliminary, FetchedMap.Embedded, LeapingClock.Start), (revisions[0].EventTimeUtc, revisions[0].Kind, revisions[0].Source, revisions[0].AddedUtc));
        Assert.True(File.Exists(revisions[0].File));
    }

    [Fact]
    public async Task The_senders_number_is_taken_when_it_is_free()
    {
        Assert.Equal(4, await AddAsync(1, 4, "S260612ab"));
        Assert.Equal(5, await AddAsync(2, "S260612ab"));
        Assert.Equal(6, await AddAsync(3, 4, "S260612ab"));
        Assert.Equal(2, await AddAsync(4, 2, "S260612ab"));
        Assert.Equal([2, 4, 5, 6], Sources.Index.Revisions("S260612ab").Select(r => r.Revision));
    }

    [Fact]
    public async Task Names_of_one_event_meet()
    {
        await AddAsync(1, "IceCube 137840_57034692");
        await AddAsync(2, "IC260612A");
        Assert.Equal([1], Sources.Index.Revisions("IC260612A").Select(r => r.Revision));
        Assert.Equal(3, await AddAsync(3, "IC260612A", "IceCube 137840_57034692"));
        // What was revision 1 of each before they were known to be one cannot both be.
        Assert.Equal(3, Sources.Index.Revisions("IC260612A").Select(r => r.Revision).Distinct().Count());
        Assert.Equal(Sources.Index.Revisions("IC260612A").Select(r => r.Sha256), Sources.Index.Revisions("IceCube 137840_57034692").Select(r => r.Sha256));
    }

    [Fact]
    public async Task A_further_name_of_the_same_map_is_kept()
    {
        await AddAsync(1, "Fermi 712539561");
        Assert.Equal(1, await AddAsync(1, "Fermi 712539561", "GRB260612A"));
        Assert.Equal([1], Sources.Index.Revisions("GRB260612A").Select(r => r.Revision));
    }

    [Fact]
    public async Task Revisions_count_on_from_the_manifests()
    {
        File.WriteAllText(Path.Combine(Folder, "MANIFEST.csv"), $"event,revision,time,file,sha256\nS260612ab,3,2026-06-12T05:21:37Z,a.fits,{Sha256(MadeMaps.Flat(9)).ToUpperInvariant()}\n");
        Assert.Equal(3, await AddAsync(9, "S260612ab"));
        Assert.Equal(4, await AddAsync(1, "S260612ab"));
        Assert.Contains(Sha256(MadeMaps.Flat(9)), Sources.Index.Named());
    }

    [Fact]
    public async Task A_line_that_a_crash_cut_off_costs_itself_only()
    {
        await AddAsync(1, "S260612ab");
        var file = Path.Combine(CacheFolder, "events.jsonl");
        await File.AppendAllTextAsync(file, "garbage\n{\"identifiers\":[\"S260612ab\"],\"revision\":2,\"sha");
        Assert.Single(Open().Index.Revisions("S260612ab"));
        Assert.Equal(2, await AddAsync(2, "S260612ab"));
        Assert.Equal([1, 2], Open().Index.Revisions("S260612ab").Select(r => r.Revision));
        Assert.Equal(3, (await File.ReadAllLinesAsync(file)).Length);
    }

    [Fact]
    public async Task Many_writers_at_once_lose_nothing_and_share_no_number()
    {
        using var other = Open();
        var maps = await Task.WhenAll(Enumerable.Range(0, 12).Select(KeepAsync));
        var numbers = await Task.WhenAll(maps.Select((m, i) => Task.Run(() => (i % 2 == 0 ? Sources : other).Index.AddAsync(["S260612ab"], null, EventTime, NoticeKind.Update, m, CancellationToken.None))));
        Assert.Equal(Enumerable.Range(1, 12), numbers.Order());
        Assert.Equal(maps.Select(m => m.Sha256).Order(), Sources.Index.Revisions("S260612ab").Select(r => r.Sha256).Order());
    }

    [Fact]
    public async Task A_map_whose_file_is_gone_is_not_offered()
    {
        await AddAsync(1, "S260612ab");
        await AddAsync(2, "S260612ab");
        File.Delete(Sources.Cache.PathOf(Sha256(MadeMaps.Flat(2))));
        Assert.Equal([1], Sources.Index.Revisions("S260612ab").Select(r => r.Revision));
        Assert.Equal(3, await AddAsync(3, "S260612ab"));
    }

    [Fact]
    public void Adding_again_in_any_order_changes_no_number() => Check.QuickThrowOnFailure(Prop.ForAll(
        Gen.Choose(0, 5).ListOf().Where(l => l.Count <= 10).ToArbitrary(), peaks =>
        {
            var name = $"S260612{new string([.. Guid.NewGuid().ToString("N").Where(char.IsAsciiLetter).Take(4)])}";
            var first = peaks.Select(p => (p, Number: AddAsync(p, name).GetAwaiter().GetResult())).ToArray();
            return peaks.AsEnumerable().Reverse().All(p => first.First(f => f.p == p).Number == AddAsync(p, name).GetAwaiter().GetResult())
                && first.Select(f => f.Number).Distinct().Count() == peaks.Distinct().Count();
        }));

    private Task<int> AddAsync(int peak, params string[] identifiers) => AddAsync(peak, null, identifiers);

    private async Task<int> AddAsync(int peak, int? revision, params string[] identifiers) =>
        await Sources.Index.AddAsync(identifiers, revision, EventTime, NoticeKind.Preliminary, await KeepAsync(peak), CancellationToken.None);

    private async Task<FetchedMap> KeepAsync(int peak) => (await Sources.Maps.FetchAsync(SentNotices.With(new SentSkyMap(MadeMaps.Flat(peak), null)), TimeSpan.Zero, CancellationToken.None))!;
}
