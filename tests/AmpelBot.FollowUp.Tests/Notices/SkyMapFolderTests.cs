using AmpelBot.FollowUp.Notices;

namespace AmpelBot.FollowUp.Tests.Notices;

public sealed class SkyMapFolderTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("ampelbot").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Revisions_of_an_event_come_in_order_whatever_the_order_of_the_rows()
    {
        Manifest("event,revision,time,file,sha256\nS190814bv,2,2019-08-14T21:10:39.012Z,b.fits,bb\nS190425z,1,2019-04-25T08:18:05Z,c.fits,cc\nS190814bv,1,2019-08-14T21:10:39.012Z,a.fits.gz,aa\n");
        var revisions = new SkyMapFolder(folder).Revisions(EventName.TryParse("s190814BV")!);
        Assert.Equal([1, 2], revisions.Select(r => r.Revision));
        Assert.Equal(Path.Combine(folder, "a.fits.gz"), revisions[0].File);
        Assert.Equal("bb", revisions[1].Sha256);
        Assert.Equal(new DateTimeOffset(2019, 8, 14, 21, 10, 39, 12, TimeSpan.Zero), revisions[1].TimeUtc);
    }

    [Fact]
    public void A_time_with_a_zone_becomes_utc()
    {
        Manifest("event,revision,time,file,sha256\nS190814bv,0,2019-08-14T23:10:39+02:00,a.fits,aa\n");
        Assert.Equal(new DateTimeOffset(2019, 8, 14, 21, 10, 39, TimeSpan.Zero), new SkyMapFolder(folder).Entries()[0].TimeUtc);
        Assert.Equal(TimeSpan.Zero, new SkyMapFolder(folder).Entries()[0].TimeUtc.Offset);
    }

    [Fact]
    public void A_folder_without_a_manifest_knows_no_event() => Assert.Empty(new SkyMapFolder(folder).Entries());

    [Theory]
    [InlineData("event,revision,time,file\nS190814bv,1,2019-08-14T21:10:39Z,a.fits\n", "columns are")]
    [InlineData("event,revision,time,file,sha256\nS190814bv,one,2019-08-14T21:10:39Z,a.fits,aa\n", "line 2")]
    [InlineData("event,revision,time,file,sha256\nS190814bv,1,yesterday,a.fits,aa\n", "line 2")]
    [InlineData("event,revision,time,file,sha256\nS191314bv,1,2019-08-14T21:10:39Z,a.fits,aa\n", "S191314bv")]
    [InlineData("event,revision,time,file,sha256\nS190814bv,1,2019-08-14T21:10:39Z,../secret.fits,aa\n", "below the folder")]
    [InlineData("event,revision,time,file,sha256\nS190814bv,1,2019-08-14T21:10:39Z,/etc/passwd,aa\n", "below the folder")]
    public void A_broken_manifest_is_named_with_its_line(string text, string expected)
    {
        Manifest(text);
        var e = Assert.Throws<EventNotFoundException>(() => new SkyMapFolder(folder).Entries());
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
        Assert.Contains("MANIFEST.csv", e.Message, StringComparison.Ordinal);
    }

    private void Manifest(string text) => File.WriteAllText(Path.Combine(folder, "MANIFEST.csv"), text);
}
