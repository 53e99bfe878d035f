using System.Security.Cryptography;
using AmpelBot.FollowUp.Notices;
using AmpelBot.FollowUp.Notices.Fetching;
using AmpelBot.FollowUp.Scan;
using AmpelBot.Sky;
using AmpelBot.Sky.SkyMaps;

namespace AmpelBot.FollowUp.Tests.Notices;

public sealed class EventLookupTests : IDisposable
{
    private static readonly DateTimeOffset EventTime = new(2019, 8, 14, 21, 10, 39, TimeSpan.Zero);
    private readonly string folder = Directory.CreateTempSubdirectory("ampelbot").FullName;
    private readonly SkyMapSources sources;

    public EventLookupTests() => sources = new SkyMapSources(new SkyMapFolder(folder), Path.Combine(folder, "cache"), FetchPolicy.Offline, SenderAddresses.Public, TimeProvider.System);

    public void Dispose()
    {
        sources.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task The_latest_revision_is_taken_when_none_is_named()
    {
        Manifest((1, Map("first.fits", "S190814bv")), (3, Map("third.fits", "S190814bv")));
        var notice = await FindAsync(Named("S190814bv"));
        Assert.Equal((3, 3, "third.fits"), (notice.Revision, notice.LatestRevision, notice.Source));
        Assert.Equal(Messenger.GravitationalWave, notice.Messenger);
        Assert.Equal(EventTime, notice.EventTimeUtc);
        Assert.Equal(Sha256(Path.Combine(folder, "third.fits")), notice.SkyMapSha256);
        Assert.Equal(1, (await FindAsync(Named("s190814bv") with { Revision = 1 })).Revision);
    }

    [Fact]
    public async Task What_is_not_known_is_said_with_what_to_give()
    {
        Manifest((1, Map("first.fits", "S190814bv")));
        await FailsAsync(Named("S190425z"), "no sky map of S190425z", "scan path/to/bayestar.fits.gz", "S190814bv");
        await FailsAsync(Named("S190814bv") with { Revision = 2 }, "no revision 2", "rev=1");
        await FailsAsync(File(Path.Combine(folder, "nowhere.fits")), "no file");
        await FailsAsync(File(folder), "is a folder");
    }

    [Fact]
    public async Task A_map_that_was_changed_or_lost_is_not_taken_for_the_manifests()
    {
        var map = Map("first.fits", "S190814bv");
        Manifest((1, map));
        var bytes = await System.IO.File.ReadAllBytesAsync(map);
        bytes[bytes.Length - 2880 + 7] ^= 1;
        await System.IO.File.WriteAllBytesAsync(map, bytes);
        await FailsAsync(Named("S190814bv"), "SHA-256");
        System.IO.File.Delete(map);
        await FailsAsync(Named("S190814bv"), "not on the disk");
    }

    [Theory]
    [InlineData("S190814bv", "map.fits", "S190814bv", Messenger.GravitationalWave)]
    [InlineData("G347292", "S190814bv_bayestar.fits,0", "S190814bv", Messenger.GravitationalWave)]
    [InlineData("GRB180116026", "glg_healpix_all.fit", "GRB180116026", Messenger.GammaRayBurst)]
    [InlineData("something", "my map.fits", "something", Messenger.Unknown)]
    public async Task A_file_is_named_by_its_object_or_else_by_its_own_name(string objectName, string fileName, string expected, Messenger messenger)
    {
        var notice = await FindAsync(File(Map(fileName, objectName)));
        Assert.Equal((expected, messenger), (notice.EventName, notice.Messenger));
        Assert.Null(notice.Revision);
        Assert.Equal(Sha256(Path.Combine(folder, fileName)), notice.SkyMapSha256);
    }

    [Fact]
    public async Task A_time_that_the_person_gave_goes_before_the_files()
    {
        var given = EventTime.AddDays(1);
        Assert.Equal(given, (await FindAsync(File(Map("map.fits", "S190814bv")) with { EventTimeUtc = given })).EventTimeUtc);
    }

    [Fact]
    public async Task A_revision_of_a_file_is_refused()
    {
        var e = await Assert.ThrowsAsync<RequestException>(() => FindAsync(File(Map("map.fits", "S190814bv")) with { Revision = 2 }));
        Assert.Contains("rev=2", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_position_is_a_neutrinos_and_keeps_its_errors()
    {
        var ellipse = new ErrorEllipse(new SkyCoord(359.9, 12.94), 6.56, 2.26, 1.50, 1.47, 0.9);
        var notice = await FindAsync(new ScanRequest { Event = new EventReference.Position(ellipse, EventTime) });
        Assert.Equal(Messenger.Neutrino, notice.Messenger);
        Assert.Equal(ellipse, notice.Ellipse);
        Assert.Equal("ra=359.9+6.56-2.26 dec=12.94+1.5-1.47", notice.Source);
        Assert.Null(notice.SkyMapSha256);
    }

    private static ScanRequest Named(string name) => new() { Event = new EventReference.Named(EventName.TryParse(name)!) };

    private static ScanRequest File(string path) => new() { Event = new EventReference.File(path) };

    private Task<Notice> FindAsync(ScanRequest request) => new EventLookup(new SkyMapFolder(folder), sources).FindAsync(request, CancellationToken.None);

    private async Task FailsAsync(ScanRequest request, params string[] words)
    {
        var e = await Assert.ThrowsAsync<EventNotFoundException>(() => FindAsync(request));
        Assert.All(words, w => Assert.Contains(w, e.Message, StringComparison.Ordinal));
    }

    private string Map(string fileName, string objectName)
    {
        var path = Path.Combine(folder, fileName);
        var prob = new double[12];
        prob[5] = 0.75;
        prob[6] = 0.25;
        using var stream = System.IO.File.Create(path);
        SkyMapWriter.WriteFlatNested(stream, 0, prob, objectName, EventTime);
        return path;
    }

    private void Manifest(params (int Revision, string Path)[] maps) =>
        System.IO.File.WriteAllText(Path.Combine(folder, "MANIFEST.csv"), "event,revision,time,file,sha256\n"
            + string.Concat(maps.Select(m => $"S190814bv,{m.Revision},{EventTime:O},{Path.GetFileName(m.Path)},{Sha256(m.Path)}\n")));

    private static string Sha256(string path) => Convert.ToHexStringLower(SHA256.HashData(System.IO.File.ReadAllBytes(path)));
}
