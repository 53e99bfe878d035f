using System.Globalization;
using System.Text.RegularExpressions;
using AmpelBot.Sky.Healpix;
using AmpelBot.Sky.SkyMaps;
using AmpelBot.Testing;

namespace AmpelBot.Sky.Tests.SkyMaps;

public class RealMapTests
{
    private sealed record Expected(string File, double Area50, double Area90, double? Steps90, double PeakRaDeg, double PeakDecDeg, long? PeakIpix, double? DistMeanMpc);

    [SkippableFact]
    public void Every_map_has_the_expected_area_peak_and_distance()
    {
        Skip.IfNot(RealData.Present, RealData.Why);
        var maps = ExpectedMaps().ToList();
        Assert.Equal(31, maps.Count);
        foreach (var expected in maps)
        {
            var map = Read(expected.File);
            var areas = new[] { map.RegionAt(0.5).AreaSqDeg, map.RegionAt(0.9).AreaSqDeg };
            Assert.True(Math.Abs(areas[0] / expected.Area50 - 1) < 2e-3, $"{expected.File}: {areas[0]} {expected.Area50}");
            Assert.True(Math.Abs(areas[1] / expected.Area90 - 1) < 2e-3, $"{expected.File}: {areas[1]} {expected.Area90}");
            if (map.Header.Ordering == "NUNIQ")
                Assert.Equal(expected.Steps90!.Value, areas[1], 6e-5);
            else
            {
                Assert.Equal(expected.Area50, areas[0], 6e-5);
                Assert.Equal(expected.Area90, areas[1], 6e-5);
                var order = map.Header.MaxOrder;
                var ipix = HealpixNested.Index(order, map.Peak);
                Assert.Contains(expected.PeakIpix!.Value, new[] { ipix, HealpixNested.ToRing(order, ipix) });
            }
            Assert.Equal(1, map.Header.ProbSum, 1e-5);
            Assert.Equal(expected.PeakRaDeg, map.Peak.RaDeg, 6e-5);
            Assert.Equal(expected.PeakDecDeg, map.Peak.DecDeg, 6e-5);
            Assert.Equal(expected.DistMeanMpc, map.Header.DistMeanMpc);
            Assert.Equal(1, map.RegionAt(1).Probability);
        }
    }

    [SkippableFact]
    public void Credible_levels_of_real_alerts_agree()
    {
        Skip.IfNot(RealData.Present, RealData.Why);
        var rows = File.ReadLines(RealData.Path("expected_alerts_inside_90pct.csv")).Skip(1).Select(l => l.Split(',')).ToList();
        Assert.Equal(747, rows.Count);
        foreach (var group in rows.GroupBy(r => r[0]))
        {
            var map = Read(group.Key);
            var region = map.RegionAt(0.9);
            foreach (var row in group)
            {
                var coord = new SkyCoord(row[4].Number(), row[5].Number());
                Assert.Equal(row[6].Number(), map.CredibleLevel(coord), 1e-4);
                Assert.True(region.Moc.Contains(coord));
            }
        }
    }

    [SkippableFact]
    public void The_userguide_map_has_its_published_area_and_density()
    {
        Skip.IfNot(RealData.Present, RealData.Why);
        var map = Read("skymaps/lasair_map.multiorder.fits");
        Assert.Equal(30.988, map.RegionAt(0.9).AreaSqDeg, 5e-4);
        // The guide's density, 0.034679190989078075 per square degree, before the map is divided by its own sum.
        var perSqDeg = map.ProbDensityPerSr(new SkyCoord(197.4133, -23.3996)) * map.Header.ProbSum * Math.Pow(Math.PI / 180, 2);
        Assert.Equal(0.034679190989078075, perSqDeg, 1e-12);
        Assert.Equal(0.6631, map.CredibleLevel(new SkyCoord(194, -19)), 1e-3);
        foreach (var (ra, dec) in new[] { (188, -9), (190, -15), (190, -11) })
            Assert.True(map.CredibleLevel(new SkyCoord(ra, dec)) > 0.9);
    }

    [SkippableFact]
    public void The_probability_in_a_base_cell_agrees_with_mocpy()
    {
        Skip.IfNot(RealData.Present, RealData.Why);
        var moc = Moc.FromRanges([new HealpixIndex(0, 4).Range], 0);
        Assert.Equal(0.20877154164727782, Read("skymaps/mocpy_bayestar.multiorder.fits").ProbabilityIn(moc), 1e-6);
    }

    [SkippableTheory]
    [InlineData("S190814bv_LALInference.v1.fits.gz", "2019-08-14T21:10:38.9958690Z")]
    [InlineData("icecube_hese_59031_run00134244.evt000034406854.fits", "2020-07-01T19:24:53.443Z")]
    [InlineData("healpix_bn240612503_bn240612511_v00.fit", "2024-06-12T12:16:17.8592340Z")]
    [InlineData("gbuts_healpix_systematic.fits", null)]
    [InlineData("GRB220617A_IPN_map_hpx.fits.gz", null)]
    public void The_event_time_is_utc(string file, string? time)
    {
        Skip.IfNot(RealData.Present, RealData.Why);
        var read = Read("skymaps/" + file).Header.EventTimeUtc;
        if (time is null)
            Assert.Null(read);
        else
            Assert.True((read!.Value - DateTimeOffset.Parse(time, CultureInfo.InvariantCulture)).Duration() < TimeSpan.FromMilliseconds(0.2), $"{read:O}");
    }

    [SkippableTheory]
    [InlineData("bad_fits/gbpusd.png", "PNG picture")]
    [InlineData("bad_fits/html_login_page_named_bayestar.fits.gz", "HTML page")]
    [InlineData("bad_fits/lasair_orion.fits", "coverage MOC")]
    [InlineData("bad_fits/lasair_orion29.fits", "coverage MOC")]
    [InlineData("moc/lasair_90.moc", "coverage MOC")]
    [InlineData("moc/MOC_0.9_bayestar.multiorder.fits", "coverage MOC")]
    [InlineData("healpix_generic/hats_test.fits", "TFORM1 is 1J")]
    [InlineData("healpix_generic/map_synfast_seed12345.fits", "I_STOKES")]
    [InlineData("moc/gw190425z_skymap.multiorder.csv", "SIMPLE")]
    [InlineData("skymaps", "folder")]
    public void What_is_no_sky_map_is_refused_with_the_reason(string file, string reason)
    {
        Skip.IfNot(RealData.Present, RealData.Why);
        Assert.Contains(reason, Assert.Throws<SkyMapException>(() => Read(file)).Message);
    }

    [SkippableFact]
    public void A_map_cut_off_anywhere_or_with_a_flipped_bit_in_its_gzip_is_refused()
    {
        Skip.IfNot(RealData.Present, RealData.Why);
        foreach (var file in new[] { "skymaps/cWB.fits.gz", "skymaps/lasair_map.multiorder.fits" })
        {
            var bytes = File.ReadAllBytes(RealData.Path(file));
            foreach (var length in new[] { 1, 17, 100, 2880, bytes.Length / 2, bytes.Length - 12000, bytes.Length - 9000 })
                Assert.Throws<SkyMapException>(() => SkyMapReader.Read(new MemoryStream(bytes, 0, length), file, default));
        }
        var zipped = File.ReadAllBytes(RealData.Path("skymaps/cWB.fits.gz"));
        Assert.Throws<SkyMapException>(() => SkyMapReader.Read(new MemoryStream(zipped, 0, zipped.Length - 1), "cut", default));
        for (var at = 1000; at < zipped.Length; at += 20000)
        {
            var flipped = (byte[])zipped.Clone();
            flipped[at] ^= 0x10;
            Assert.Throws<SkyMapException>(() => SkyMapReader.Read(new MemoryStream(flipped), "flipped", default));
        }
        var summed = File.ReadAllBytes(RealData.Path("skymaps/glg_healpix_all_bn180116026.fit"));
        summed[400_000] ^= 1;
        Assert.Contains("DATASUM", Assert.Throws<SkyMapException>(() => SkyMapReader.Read(new MemoryStream(summed), "flipped", default)).Message);
    }

    private static SkyMap Read(string file) => SkyMapReader.Read(RealData.Path(file), default);

    private static IEnumerable<Expected> ExpectedMaps()
    {
        foreach (var line in File.ReadLines(RealData.Path("EXPECTED.md")).Where(l => l.StartsWith("| skymaps/", StringComparison.Ordinal)))
        {
            var cells = line.Split('|').Select(c => c.Trim()).ToArray();
            var steps = Regex.Match(cells[4], @"steps ([\d.]+)");
            yield return new Expected(cells[1], cells[3].Number(), cells[4].Split(' ')[0].Number(), steps.Success ? steps.Groups[1].Value.Number() : null,
                cells[5].Number(), cells[6].Number(), cells[7] == "" ? null : cells[7].Integer(), cells[8] == "" ? null : cells[8].Number());
        }
    }
}
