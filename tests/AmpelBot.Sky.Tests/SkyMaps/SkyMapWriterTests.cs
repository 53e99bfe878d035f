using AmpelBot.Sky.Healpix;
using AmpelBot.Sky.SkyMaps;

namespace AmpelBot.Sky.Tests.SkyMaps;

public class SkyMapWriterTests
{
    private static readonly DateTimeOffset Time = new DateTimeOffset(2019, 8, 14, 21, 10, 39, TimeSpan.Zero).AddTicks(1234567);

    private static readonly HealpixIndex[] Cells = [.. Enumerable.Range(1, 11).Select(i => new HealpixIndex(0, i)), .. Enumerable.Range(0, 4).Select(i => new HealpixIndex(1, i))];

    [Fact]
    public void A_multi_order_map_is_read_back_as_it_was()
    {
        var densities = Cells.Select((_, i) => 0.01 / (i + 3)).ToArray();
        var bytes = MultiOrder(densities);
        Assert.Equal(0, bytes.Length % 2880);
        var map = SkyMapReader.Read(new MemoryStream(bytes), "map", default);
        Assert.Equal(("NUNIQ", 1, 15L, "O'Brien", "AmpelBot"), (map.Header.Ordering, map.Header.MaxOrder, map.Header.FileCells, map.Header.Object!, map.Header.Creator!));
        Assert.Equal(Time, map.Header.EventTimeUtc);
        Assert.Equal((267.4016362946634, 1e-7), (map.Header.DistMeanMpc, map.Header.DistStdMpc));
        for (var i = 0; i < Cells.Length; i++)
            Assert.Equal(densities[i] / map.Header.ProbSum, map.ProbDensityPerSr(HealpixNested.Center(Cells[i].Order, Cells[i].Ipix)), 1e-15);
    }

    [Fact]
    public void A_flat_map_is_read_back_as_it_was()
    {
        var prob = Enumerable.Range(0, 768).Select(i => (double)i).ToArray();
        using var stream = new MemoryStream();
        SkyMapWriter.WriteFlatNested(stream, 3, prob, "GRB 1", Time);
        stream.Position = 0;
        var map = SkyMapReader.Read(stream, "map", default);
        Assert.Equal(("NESTED", 8, 768L, prob.Sum()), (map.Header.Ordering, map.Header.Nside!.Value, map.Header.FileCells, map.Header.ProbSum));
        for (var i = 0; i < prob.Length; i++)
            Assert.Equal(prob[i] / prob.Sum() / HealpixNested.CellAreaSr(3), map.ProbDensityPerSr(HealpixNested.Center(3, i)), 1e-12);
    }

    [Fact]
    public void The_same_map_gives_the_same_bytes_whatever_the_order_of_its_cells()
    {
        var densities = Cells.Select((_, i) => 1.0 + i).ToArray();
        using var reversed = new MemoryStream();
        SkyMapWriter.WriteMultiOrder(reversed, [.. Cells.Reverse()], [.. densities.Reverse()], "O'Brien", Time, 267.4016362946634, 1e-7);
        Assert.Equal(MultiOrder(densities), reversed.ToArray());
    }

    [Fact]
    public void What_is_no_map_is_not_written()
    {
        Assert.Throws<ArgumentException>(() => Write([new(0, 0), new(1, 2)], [1, 1]));
        Assert.Throws<ArgumentException>(() => Write([new(0, 12)], [1]));
        Assert.Throws<ArgumentException>(() => Write([new(30, 0)], [1]));
        Assert.Throws<ArgumentException>(() => Write([new(0, 1)], [double.NaN]));
        Assert.Throws<ArgumentException>(() => Write([new(0, 1)], [-1]));
        Assert.Throws<ArgumentException>(() => Write([new(0, 1)], []));
        Assert.Throws<ArgumentException>(() => Write([new(0, 1)], [1], new string('x', 69)));
        Assert.Throws<ArgumentException>(() => Write([new(0, 1)], [1], "Ärger"));
        Assert.Throws<ArgumentException>(() => SkyMapWriter.WriteFlatNested(Stream.Null, 1, new double[47], "x", Time));
    }

    private static void Write(HealpixIndex[] cells, double[] densities, string name = "x") =>
        SkyMapWriter.WriteMultiOrder(Stream.Null, cells, densities, name, Time, null, null);

    private static byte[] MultiOrder(double[] densities)
    {
        using var stream = new MemoryStream();
        SkyMapWriter.WriteMultiOrder(stream, Cells, densities, "O'Brien", Time, 267.4016362946634, 1e-7);
        return stream.ToArray();
    }
}
