using AmpelBot.FollowUp.Notices;
using AmpelBot.FollowUp.Notices.Fetching;
using AmpelBot.Testing.Senders;

namespace AmpelBot.FollowUp.Tests.Notices.Fetching;

public sealed class SkyMapCacheTests : FetchingTests
{
    [Fact]
    public async Task The_oldest_go_first_but_never_what_is_named_or_young()
    {
        var size = MadeMaps.Flat(0).Length;
        var cache = new SkyMapCache(CacheFolder, Clock) { MostBytes = size * 2, Named = () => new HashSet<string> { Sha256(MadeMaps.Flat(0)) } };
        for (var peak = 0; peak < 4; peak++)
        {
            await KeepAsync(cache, peak);
            Clock.Advance(TimeSpan.FromMinutes(10));
        }
        Assert.Equal(4, Kept().Length);
        Clock.Advance(TimeSpan.FromHours(2));
        await KeepAsync(cache, 4);
        Assert.Equal(new[] { 0, 4 }.Select(p => Sha256(MadeMaps.Flat(p))).Order(), Kept().Order());
        Assert.Equal(0, await cache.PruneAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Events_keep_their_maps_when_the_cache_is_full()
    {
        var map = await Sources.Maps.FetchAsync(SentNotices.With(new SentSkyMap(MadeMaps.Flat(1), null)), TimeSpan.Zero, CancellationToken.None);
        await Sources.Index.AddAsync(["S260612ab"], null, null, NoticeKind.Update, map!, CancellationToken.None);
        var unnamed = Senders.Put("map.fits", MadeMaps.Flat(2));
        await FetchAsync(unnamed);
        Clock.Advance(TimeSpan.FromDays(400));
        var full = new SkyMapCache(CacheFolder, Clock) { MostBytes = 0, Named = Sources.Index.Named };
        Assert.Equal(1, await full.PruneAsync(CancellationToken.None));
        Assert.Equal([map!.Sha256], Kept());
        Assert.Single(Sources.Index.Revisions("S260612ab"));
        // The address whose content is gone is fetched anew.
        await FetchAsync(unnamed);
        Assert.Equal(2, Senders.Requests.Count);
    }

    [Fact]
    public async Task What_a_killed_process_left_half_written_is_taken_away_after_a_day()
    {
        var cache = new SkyMapCache(CacheFolder, Clock) { MostBytes = 0 };
        await KeepAsync(cache, 1);
        var part = Path.Combine(CacheFolder, "files", "0123.part");
        await File.WriteAllBytesAsync(part, [1]);
        File.SetLastWriteTimeUtc(part, LeapingClock.Start.UtcDateTime);
        await cache.PruneAsync(CancellationToken.None);
        Assert.True(File.Exists(part));
        Clock.Advance(TimeSpan.FromHours(25));
        await cache.PruneAsync(CancellationToken.None);
        Assert.Empty(Kept());
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("{\"address\":\"x\",\"sha256\":\"../../../../etc/passwd\"}")]
    public async Task A_damaged_note_of_an_address_is_as_none(string text)
    {
        var address = Senders.Put("map.fits", MadeMaps.Flat(2), etag: "\"one\"");
        await FetchAsync(address);
        await File.WriteAllTextAsync(Directory.GetFiles(Path.Combine(CacheFolder, "addresses"))[0], text);
        Assert.Equal(Sha256(MadeMaps.Flat(2)), (await FetchAsync(address)).Sha256);
        Assert.Equal("", Senders.Requests[^1].IfNoneMatch);
    }

    [Fact]
    public async Task A_lock_that_another_process_holds_is_waited_for()
    {
        var path = Path.Combine(CacheFolder, "locks", "one");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        Task<CacheLock> taken;
        using (new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None))
        {
            taken = CacheLock.TakeAsync(path, Clock, CancellationToken.None);
            while (Clock.Leaps.Count < 3)
                await Task.Yield();
            Assert.False(taken.IsCompleted);
        }
        (await taken).Dispose();
        (await CacheLock.TakeAsync(path, Clock, CancellationToken.None)).Dispose();
    }

    private static Task<string> KeepAsync(SkyMapCache cache, int peak) => cache.KeepAsync((to, stop) => to(MadeMaps.Flat(peak), stop).AsTask(), CancellationToken.None);
}
