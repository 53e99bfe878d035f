using AmpelBot.FollowUp.Notices;
using AmpelBot.FollowUp.Notices.Fetching;
using AmpelBot.Sky.SkyMaps;
using AmpelBot.Testing;
using AmpelBot.Testing.Senders;

namespace AmpelBot.FollowUp.Tests.Notices.Fetching;

public sealed class MapFetcherTests : FetchingTests
{
    [Fact]
    public async Task An_embedded_map_goes_into_the_cache_and_no_one_is_asked()
    {
        var map = await FetchAsync(new SentSkyMap(MadeMaps.Flat(3), Senders.Put("map.fits", MadeMaps.Flat(4)).AbsoluteUri));
        Assert.Equal((Sha256(MadeMaps.Flat(3)), FetchedMap.Embedded), (map!.Sha256, map.Address));
        Assert.Equal(map, await FetchAsync(new SentSkyMap(MadeMaps.Flat(3), null)));
        Assert.Empty(Senders.Requests);
        Assert.Equal([map.Sha256], Kept());
    }

    [Fact]
    public async Task A_notice_without_a_map_gives_none()
    {
        Assert.Null(await FetchAsync(null));
        Assert.Null(await FetchAsync(new SentSkyMap(null, "")));
    }

    [Fact]
    public async Task The_address_in_a_notice_is_waited_for()
    {
        var address = Senders.Put("late.fits", MadeMaps.Flat(1), fromUtc: LeapingClock.Start.AddMinutes(5));
        Assert.Equal(Sha256(MadeMaps.Flat(1)), (await FetchAsync(new SentSkyMap(null, address.AbsoluteUri)))!.Sha256);
    }

    [Fact]
    public async Task A_file_that_was_fetched_before_is_not_what_a_new_notice_announces()
    {
        var address = Senders.Put("map.fits", MadeMaps.Flat(1), etag: "\"one\"");
        await FetchAsync(new SentSkyMap(null, address.AbsoluteUri));
        Senders.Next("map.fits", [.. Enumerable.Repeat(new FakeTrouble.Status(503), 100)]);
        var e = await Assert.ThrowsAsync<FetchException>(() => FetchAsync(new SentSkyMap(null, address.AbsoluteUri)));
        Assert.Equal(FetchFailure.Unreachable, e.Failure);
    }

    [Theory]
    [InlineData("no address", FetchFailure.Refused)]
    [InlineData("ftp://127.0.0.1/map.fits", FetchFailure.Refused)]
    [InlineData("http://10.1.2.3/map.fits", FetchFailure.Refused)]
    [InlineData("https://[fd00::1]/map.fits", FetchFailure.Refused)]
    public async Task An_address_that_leads_nowhere_is_refused_at_once(string address, FetchFailure failure)
    {
        using var strict = Open(FetchPolicy.Public);
        var e = await Assert.ThrowsAsync<FetchException>(() => strict.Maps.FetchAsync(SentNotices.With(new SentSkyMap(null, address)), TimeSpan.FromMinutes(10), CancellationToken.None));
        Assert.Equal(failure, e.Failure);
        Assert.Empty(Clock.Leaps);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5000)]
    public async Task An_embedded_map_that_is_not_whole_is_refused_and_not_kept(int bytes)
    {
        var e = await Assert.ThrowsAsync<FetchException>(() => FetchAsync(new SentSkyMap(MadeMaps.Flat(3).AsMemory(0, bytes), null)));
        Assert.Equal(FetchFailure.Unusable, e.Failure);
        Assert.Contains("The sky map inside the notice is no whole FITS file", e.Message, StringComparison.Ordinal);
        Assert.Empty(Kept());
    }

    [SkippableFact]
    public async Task Real_notices_give_their_own_maps_which_can_be_read()
    {
        Skip.IfNot(RealData.Present, RealData.Why);
        var read = 0;
        foreach (var file in Directory.EnumerateFiles(RealData.Path("notices"), "*", SearchOption.AllDirectories).Where(f => f.Contains("igwn", StringComparison.Ordinal)))
        {
            var notice = NoticeParser.Parse(await File.ReadAllBytesAsync(file));
            if (!notice.Success || notice.Value.SkyMap?.Fits is null || notice.Value.SkyMap.Fits.Value.Length < 2880)
                continue;
            var map = await Sources.Maps.FetchAsync(notice.Value, TimeSpan.Zero, CancellationToken.None);
            Assert.InRange(SkyMapReader.Read(map!.Path, CancellationToken.None).CellCount, 12, int.MaxValue);
            read++;
        }
        Assert.InRange(read, 5, 100);
    }

    [SkippableFact]
    public async Task Every_real_map_that_can_be_read_passes_the_door()
    {
        Skip.IfNot(RealData.Present, RealData.Why);
        foreach (var file in Directory.EnumerateFiles(RealData.Path("skymaps")))
        {
            var bytes = await File.ReadAllBytesAsync(file);
            Assert.Equal(Sha256(bytes), (await FetchAsync(Senders.Put($"maps/{Uri.EscapeDataString(Path.GetFileName(file))}", bytes))).Sha256);
            var cut = Senders.Put("cut.fits", bytes[..(bytes.Length * 2 / 3)]);
            await Assert.ThrowsAsync<FetchException>(() => FetchAsync(cut));
        }
    }

    private Task<FetchedMap?> FetchAsync(SentSkyMap? map) => Sources.Maps.FetchAsync(SentNotices.With(map), TimeSpan.FromMinutes(10), CancellationToken.None);
}
