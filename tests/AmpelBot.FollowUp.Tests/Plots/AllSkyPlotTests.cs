using System.Buffers.Binary;
using System.Security.Cryptography;
using AmpelBot.FollowUp.Plots;
using AmpelBot.FollowUp.Scan;
using AmpelBot.FollowUp.Tests.T3;
using AmpelBot.Sky;
using AmpelBot.Sky.SkyMaps;
using AmpelBot.Testing;

namespace AmpelBot.FollowUp.Tests.Plots;

public sealed class AllSkyPlotTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 5)]
    [InlineData(12, 300)]
    [InlineData(5000, 20000)]
    public void The_picture_is_a_png_of_1600_by_900(int candidates, int rejected)
    {
        var png = Png(Reports.Of(candidates: candidates, rejected: rejected));
        Assert.Equal([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], png[..8]);
        Assert.Equal(1600, BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)));
        Assert.Equal(900, BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20)));
        Assert.Equal("IEND"u8, png.AsSpan(png.Length - 8, 4));
    }

    [Fact]
    public void The_same_report_gives_the_same_bytes()
    {
        var report = Reports.Of();
        Assert.Equal(SHA256.HashData(Png(report)), SHA256.HashData(Png(report)));
    }

    [Fact]
    public void A_candidate_elsewhere_gives_another_picture()
    {
        var report = Reports.Of(candidates: 1);
        Assert.NotEqual(Png(report), Png(report.WithFirst(candidate => candidate with { Coord = new SkyCoord(candidate.Coord.RaDeg + 0.5, candidate.Coord.DecDeg) })));
    }

    [Theory]
    [InlineData("../../x")]
    [InlineData("ZTF<b>\u0000\u0007\ud800 \u00e9\u4e2d")]
    [InlineData("")]
    public void Odd_names_of_events_are_drawn(string name)
        => Assert.NotEmpty(Png(Reports.Of(candidates: 1, name: name)));

    [Fact]
    public void A_very_long_name_is_drawn() => Assert.NotEmpty(Png(Reports.Of(candidates: 1, name: new string('W', 5000))));

    [Fact]
    public void A_small_region_is_enlarged_around_its_middle()
    {
        var zoom = AllSkyPlot.ZoomOf(Reports.Of());
        Assert.NotNull(zoom);
        Assert.InRange(zoom.Value.RadiusDeg, 4.2, 5.2);
        Assert.InRange(zoom.Value.Center.SeparationDeg(new SkyCoord(316.2, 12.9)), 0, 0.5);
    }

    [Fact]
    public void A_region_across_right_ascension_zero_is_enlarged_as_one()
    {
        var zoom = AllSkyPlot.ZoomOf(Reports.Of(new ErrorEllipse(new SkyCoord(359.8, -5), 1, 1, 1, 1, 0.9).ToSkyMap()));
        Assert.NotNull(zoom);
        Assert.InRange(zoom.Value.RadiusDeg, 1, 1.4);
        Assert.InRange(zoom.Value.Center.SeparationDeg(new SkyCoord(359.8, -5)), 0, 0.1);
    }

    [Fact]
    public void A_large_region_is_not_enlarged()
        => Assert.Null(AllSkyPlot.ZoomOf(Reports.Of(new ErrorEllipse(new SkyCoord(120, 20), 24, 24, 22, 22, 0.9).ToSkyMap())));

    [Fact]
    public void Cancelling_stops_the_drawing()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => AllSkyPlot.WritePng(Reports.Of(candidates: 1), Stream.Null, cancelled.Token));
    }

    [Fact]
    public void A_full_disk_is_told_as_such()
        => Assert.Throws<IOException>(() => AllSkyPlot.WritePng(Reports.Of(candidates: 1), new FullStream(), CancellationToken.None));

    [SkippableTheory]
    [InlineData("S190425z_bayestar.fits", false)]
    [InlineData("S190814bv_bayestar.multiorder.fits_v1", true)]
    [InlineData("S190426c_bayestar1.fits.gz", false)]
    [InlineData("icecube_hese_59031_run00134244.evt000034406854.fits", false)]
    [InlineData("GRB220617A_IPN_map_hpx.fits.gz", true)]
    public void Real_maps_are_drawn_and_enlarged_where_they_are_small(string file, bool enlarged)
    {
        Skip.IfNot(RealData.Present, RealData.Why);
        var report = Reports.Of(SkyMapReader.Read(RealData.Path("skymaps/" + file), CancellationToken.None));
        Assert.Equal(enlarged, AllSkyPlot.ZoomOf(report) is not null);
        Assert.True(Png(report).Length > 50_000);
    }

    private static byte[] Png(ScanReport report)
    {
        using var stream = new MemoryStream();
        AllSkyPlot.WritePng(report, stream, CancellationToken.None);
        return stream.ToArray();
    }

    private sealed class FullStream : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("No space left on device");
    }
}
