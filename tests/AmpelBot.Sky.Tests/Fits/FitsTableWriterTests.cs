using System.Buffers.Binary;
using System.Text;
using AmpelBot.Sky.Fits;
using AmpelBot.Sky.Healpix;
using AmpelBot.Sky.SkyMaps;

namespace AmpelBot.Sky.Tests.Fits;

public class FitsTableWriterTests
{
    // Each column: name, numpy type and shape, unit, bytes in big-endian order.
    private const string Dump = """
        import sys, numpy as np
        from astropy.io import fits
        with fits.open(sys.argv[1]) as f:
            f.verify('exception')
            for n in f[1].columns:
                d = np.asarray(f[1].data[n.name])
                b = np.char.encode(d, 'ascii') if d.dtype.kind == 'U' else d.astype(d.dtype.newbyteorder('>'))
                print(n.name, n.format, n.unit, d.shape, b.tobytes().hex())
            for c in f[1].header.cards[int(sys.argv[2]) if len(sys.argv) > 2 else 8:]:
                if c.keyword[:5] not in ('TTYPE', 'TFORM', 'TUNIT'):
                    print('card', c.keyword, repr(c.value))
        """;

    private static readonly double[] Doubles = [Math.PI, -0.0, double.NaN, double.PositiveInfinity, double.Epsilon, double.MaxValue];

    [SkippableFact]
    public void Astropy_reads_a_table_back_bit_by_bit()
    {
        Skip.IfNot(PythonReader.Present, PythonReader.Why);
        // astropy ends a text at a doubled quote before a blank, so there is none here; our own reader has them in the test below.
        var longText = string.Concat(Enumerable.Range(0, 30).Select(i => $"it's {i} of many & more, "));
        FitsColumnData[] columns =
        [
            FitsColumnData.Of("MU", Doubles, "Mpc"), FitsColumnData.Of("PAIR", [1.5f, 2f, float.NaN, -1e-40f, 5, 6, 7, 8, 9, 10, 11, 12], repeat: 2),
            FitsColumnData.Of("ID", [long.MinValue, -1L, 0, 1, 2, long.MaxValue]), FitsColumnData.Of("N", [int.MinValue, -1, 0, 1, 2, int.MaxValue], "count"),
            FitsColumnData.Of("S", [short.MinValue, (short)-1, (short)0, (short)1, (short)2, short.MaxValue]), FitsColumnData.Of("B", [(byte)0, (byte)1, (byte)127, (byte)128, (byte)254, (byte)255]),
            FitsColumnData.Of("OK", [true, false, true, true, false, false]), FitsColumnData.Of("NAME", ["ZTF19aaaaaaa", "b", "", "it's", "e", "f"]),
        ];
        var bytes = Write(columns, FitsCard.Of("OBJECT", "S190425z"), FitsCard.Of("SUM", 0.1), FitsCard.Of("TINY", -1e-300), FitsCard.Of("N", 42L), FitsCard.Of("GOOD", true),
            FitsCard.Of("REMARK", longText), FitsCard.Of("CIRC_ERR90", 44.05), FitsCard.Of("ESO INS NAME", "x"));
        var lines = PythonReader.Lines(Dump, bytes);
        Assert.Equal(
        [
            $"MU 1D Mpc (6,) {Hex(8, 6, (b, i) => BinaryPrimitives.WriteDoubleBigEndian(b, Doubles[i]))}",
            $"PAIR 2E None (6, 2) {Hex(4, 12, (b, i) => BinaryPrimitives.WriteSingleBigEndian(b, i switch { 0 => 1.5f, 2 => float.NaN, 3 => -1e-40f, _ => i + 1 }))}",
            "ID 1K None (6,) 8000000000000000ffffffffffffffff0000000000000000000000000000000100000000000000027fffffffffffffff",
            "N 1J count (6,) 80000000ffffffff0000000000000001000000027fffffff",
            "S 1I None (6,) 8000ffff0000000100027fff",
            "B 1B None (6,) 00017f80feff",
            "OK 1L None (6,) 010001010000",
            $"NAME 12A None (6,) {Convert.ToHexStringLower(Encoding.ASCII.GetBytes(string.Concat(new[] { "ZTF19aaaaaaa", "b", "", "it's", "e", "f" }.Select(t => t.PadRight(12, '\0')))))}",
        ], lines[..8]);
        Assert.Equal(["card OBJECT 'S190425z'", "card SUM 0.1", "card TINY -1e-300", "card N 42", "card GOOD True", $"card REMARK \"{longText.TrimEnd()}\"", "card CIRC_ERR90 44.05", "card ESO INS NAME 'x'"], lines[8..]);
    }

    [SkippableFact]
    public void Astropy_and_healpy_read_sky_maps_with_distances_back_bit_by_bit()
    {
        Skip.IfNot(PythonReader.Present, PythonReader.Why);
        var pixels = Enumerable.Range(0, 768).ToArray();
        var prob = Array.ConvertAll(pixels, i => (i + 1.0) / 295296);
        var layer = new DistanceLayer(Array.ConvertAll(pixels, i => i % 5 == 0 ? double.PositiveInfinity : 40 + i / 7.0), Array.ConvertAll(pixels, i => 10 + i / 11.0), Array.ConvertAll(pixels, i => i % 5 == 0 ? 0 : 1e-4 / (i + 1)));
        var time = new DateTimeOffset(2019, 8, 14, 21, 10, 39, TimeSpan.Zero);
        using var flat = new MemoryStream();
        SkyMapWriter.WriteFlatNested(flat, 3, prob, layer, "S190814bv", time, 267.4, 52.5);
        var lines = PythonReader.Lines(
            """
            import sys, numpy as np, healpy
            m, h = healpy.read_map(sys.argv[1], field=(0, 1, 2, 3), nest=True, h=True, dtype=np.float64)
            for c in m: print(c.astype('>f8').tobytes().hex())
            r = healpy.read_map(sys.argv[1], field=0, nest=False, dtype=np.float64)
            print(r.astype('>f8').tobytes().hex())
            print(dict(h)['ORDERING'], dict(h)['NSIDE'], dict(h)['DISTMEAN'])
            """, flat.ToArray());
        Assert.Equal([Hex(prob), Hex(layer.Mu), Hex(layer.Sigma), Hex(layer.Norm), Hex(Array.ConvertAll(pixels, i => prob[HealpixNested.FromRing(3, i)])), "NESTED 8 267.4"], lines);

        using var multiOrder = new MemoryStream();
        var cells = Array.ConvertAll(pixels, i => new HealpixIndex(3, 767 - i));
        SkyMapWriter.WriteMultiOrder(multiOrder, cells, prob, layer, "S190814bv", time, 267.4, 52.5);
        lines = PythonReader.Lines(Dump, multiOrder.ToArray());
        Assert.Equal(
        [
            $"UNIQ K None (768,) {Hex(8, 768, (b, i) => BinaryPrimitives.WriteInt64BigEndian(b, 256 + i))}", $"PROBDENSITY D sr-1 (768,) {Hex(Reversed(prob))}",
            $"DISTMU D Mpc (768,) {Hex(Reversed(layer.Mu))}", $"DISTSIGMA D Mpc (768,) {Hex(Reversed(layer.Sigma))}", $"DISTNORM D Mpc-2 (768,) {Hex(Reversed(layer.Norm))}",
        ], lines[..5]);
        Assert.Contains("card DISTSTD 52.5", lines);

        using var moc = new MemoryStream();
        MocFits.Write(moc, Moc.FromRanges([new HealpixIndex(3, 7).Range, new HealpixIndex(5, 4000).Range], 5));
        lines = PythonReader.Lines(Dump, moc.ToArray());
        long[] ranges = [7L << 52, 8L << 52, 4000L << 48, 4001L << 48];
        Assert.Equal($"RANGE 1K None (4,) {Hex(8, 4, (b, i) => BinaryPrimitives.WriteInt64BigEndian(b, ranges[i]))}", lines[0]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Sky_maps_with_distances_are_read_back_as_they_were(bool isFlat)
    {
        var pixels = Enumerable.Range(0, 768).ToArray();
        var prob = Array.ConvertAll(pixels, i => (i + 1.0) / 295296);
        var layer = new DistanceLayer(Array.ConvertAll(pixels, i => i % 5 == 0 ? double.PositiveInfinity : i - 300.0), Array.ConvertAll(pixels, i => 10 + i / 11.0), Array.ConvertAll(pixels, i => i % 5 == 0 ? 0 : 1e-4 / (i + 1)));
        using var stream = new MemoryStream();
        if (isFlat)
            SkyMapWriter.WriteFlatNested(stream, 3, prob, layer, "x", default, null, null);
        else
            SkyMapWriter.WriteMultiOrder(stream, Array.ConvertAll(pixels, i => new HealpixIndex(3, i)), prob, layer, "x", default, null, null);
        var read = SkyMapReader.Read(new MemoryStream(stream.ToArray()), "x", SkyMapColumns.WithDistances, default);
        Assert.Equal(layer.Mu, read.Distances!.Mu);
        Assert.Equal(layer.Sigma, read.Distances.Sigma);
        Assert.Equal(layer.Norm, read.Distances.Norm);
        Assert.Null(SkyMapReader.Read(new MemoryStream(stream.ToArray()), "x", default).Distances);
    }

    [Fact]
    public void Long_texts_with_quotes_and_ampersands_anywhere_are_read_back()
    {
        for (var length = 60; length < 220; length++)
        {
            var text = string.Concat(Enumerable.Range(0, length).Select(i => "'&' a'"[(i * i + length) % 6])) + "x";
            var map = SkyMapReader.Read(new MemoryStream(Write(
                [FitsColumnData.Of("PROB", [1.0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])], FitsCard.Of("ORDERING", "NESTED"), FitsCard.Of("OBJECT", text), FitsCard.Of("CREATOR", "me"))), "x", default);
            Assert.Equal(text, map.Header.Object);
            Assert.Equal("me", map.Header.Creator);
        }
    }

    [Fact]
    public void What_is_no_table_is_not_written()
    {
        var one = FitsColumnData.Of("A", [1.0]);
        Assert.Throws<ArgumentException>(() => Write([]));
        Assert.Throws<ArgumentException>(() => Write([one, FitsColumnData.Of("B", [1.0, 2])]));
        Assert.Throws<ArgumentException>(() => Write([one, FitsColumnData.Of("a", [1])]));
        Assert.Throws<ArgumentException>(() => FitsColumnData.Of("A", [1.0, 2, 3], repeat: 2));
        Assert.Throws<ArgumentException>(() => FitsColumnData.Of("A", ["Ä"]));
        foreach (var card in new[]
        {
            FitsCard.Of("NAXIS1", 1), FitsCard.Of("TTYPE7", "x"), FitsCard.Of("object", "x"), FitsCard.Of("", 1), FitsCard.Of("A B", 1), FitsCard.Of("X", double.NaN), FitsCard.Of("X", "Ä"),
            FitsCard.Of("A LONG KEYWORD", new string('x', 70)), FitsCard.Of(new string('X', 49), 1),
        })
            Assert.Throws<ArgumentException>(() => Write([one], card));
    }

    private static byte[] Write(FitsColumnData[] columns, params FitsCard[] cards)
    {
        using var stream = new MemoryStream();
        FitsTableWriter.Write(stream, columns, cards, default);
        Assert.Equal(0, stream.Length % 2880);
        return stream.ToArray();
    }

    private static double[] Reversed(ReadOnlySpan<double> values)
    {
        var reversed = values.ToArray();
        Array.Reverse(reversed);
        return reversed;
    }

    private static string Hex(ReadOnlySpan<double> values) => Convert.ToHexStringLower(FitsBytes.Doubles(values.ToArray()));

    private static string Hex(int size, int count, Action<Span<byte>, int> write)
    {
        var bytes = new byte[size * count];
        for (var i = 0; i < count; i++)
            write(bytes.AsSpan(size * i, size), i);
        return Convert.ToHexStringLower(bytes);
    }
}
