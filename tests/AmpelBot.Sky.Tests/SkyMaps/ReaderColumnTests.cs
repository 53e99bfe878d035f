using System.Buffers.Binary;
using AmpelBot.Sky.Fits;
using AmpelBot.Sky.Healpix;
using AmpelBot.Sky.SkyMaps;
using AmpelBot.Sky.Tests.Fits;
using FsCheck;
using FsCheck.Fluent;

namespace AmpelBot.Sky.Tests.SkyMaps;

/// <summary>What the columns of a sky map may look like, and distances.</summary>
public class ReaderColumnTests
{
    private static readonly double[] Twelve = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];

    private static readonly Config Laws = Config.QuickThrowOnFailure.WithReplay(20190814, 7).WithMaxTest(120);

    private enum Layout
    {
        Scalar,
        Vector,
        Single,
        Ring,
        BesideOthers,
        Explicit,
        ExplicitRing,
        MultiOrder,
    }

    // Pixels that often agree with their neighbours, in blocks of all sizes, each with four numbers.
    private static readonly Arbitrary<(Layout Layout, int Order, int[] Kinds)> Maps =
        (from layout in Gen.Elements(Enum.GetValues<Layout>())
         from order in Gen.Choose(0, 4)
         from block in Gen.Choose(0, 3)
         let repeat = 1 << (2 * Math.Min(block, order))
         from kinds in Gen.ArrayOf(Gen.Choose(0, 3), (int)HealpixNested.CellCount(order) / repeat)
         from odd in Gen.ArrayOf(Gen.Choose(0, (int)HealpixNested.CellCount(order) - 1), 3)
         select (layout, order, Speckled(kinds.SelectMany(k => Enumerable.Repeat(k, repeat)).ToArray(), odd))).ToArbitrary();

    [Fact]
    public void Each_layout_gives_the_numbers_of_every_pixel() => Prop.ForAll(Maps, map =>
    {
        var (layout, order, kinds) = map;
        var (prob, mu, sigma, norm) = Numbers(kinds);
        var read = SkyMapReader.Read(new MemoryStream(File(layout, order, prob, mu, sigma, norm)), "x", SkyMapColumns.WithDistances, default);
        var alone = SkyMapReader.Read(new MemoryStream(File(layout, order, prob, mu, sigma, norm)), "x", SkyMapColumns.Probability, default);
        Assert.Null(alone.Distances);
        Assert.True(alone.CellCount <= read.CellCount);
        // The cells' order is that of position: each holds the pixels from its start on.
        var distances = read.Distances!;
        var starts = Starts(read, order, kinds);
        var sum = prob.Sum();
        for (var i = 0; i < kinds.Length; i++)
        {
            var cell = starts[i];
            Assert.Equal((mu[i], sigma[i], norm[i]), (distances.Mu[cell], distances.Sigma[cell], distances.Norm[cell]));
            var center = HealpixNested.Center(order, i);
            Assert.Equal(prob[i] / sum / HealpixNested.CellAreaSr(order), read.ProbDensityPerSr(center), 1e-6 * 12);
            Assert.Equal(read.CredibleLevel(center), alone.CredibleLevel(center), 1e-12);
        }
    }).Check(Laws);

    [Fact]
    public void Four_siblings_merge_only_when_all_their_numbers_agree()
    {
        var prob = Enumerable.Repeat(1.0, 48).ToArray();
        var sigma = Enumerable.Repeat(10.0, 48).ToArray();
        var norm = Enumerable.Repeat(1e-4, 48).ToArray();
        var mu = Enumerable.Range(0, 48).Select(i => i < 4 ? 40.0 + i : 40).ToArray();
        Assert.Equal(12, Read(Columns(1, prob, sigma, sigma, norm)).CellCount);
        Assert.Equal(15, Read(Columns(1, prob, mu, sigma, norm)).CellCount);
        Assert.Equal(12, SkyMapReader.Read(new MemoryStream(Columns(1, prob, mu, sigma, norm)), "x", default).CellCount);
    }

    [Fact]
    public void Distances_that_cannot_be_used_count_as_none_and_are_told()
    {
        double[] mu = [40, double.NaN, double.PositiveInfinity, 40, 40, 40, double.PositiveInfinity, -50, 40, 40, 40, 40];
        double[] sigma = [10, 10, 10, 0, -1, double.NaN, 7, 30, 10, 10, 10, 10];
        double[] norm = [1, 1, 1, 1, 1, 1, 0, 1, -1, double.NaN, double.PositiveInfinity, 1];
        var map = Read(Columns(0, Twelve, mu, sigma, norm));
        var isUsed = new[] { 0, 7, 11 };
        for (var i = 0; i < 12; i++)
            if (isUsed.Contains(i))
                Assert.Equal((mu[i], sigma[i], norm[i]), (map.Distances!.Mu[i], map.Distances.Sigma[i], map.Distances.Norm[i]));
            else
                Assert.Equal((double.PositiveInfinity, i == 6 ? 7 : 1, 0), (map.Distances!.Mu[i], map.Distances.Sigma[i], map.Distances.Norm[i]));
        Assert.Contains(map.Header.Notes, n => n.StartsWith("8 cells have distances that cannot be used", StringComparison.Ordinal));
    }

    [Fact]
    public void Distances_are_left_out_with_a_note_when_a_column_is_missing_or_does_not_fit()
    {
        FitsColumnData[] two = [FitsColumnData.Of("PROB", Twelve), FitsColumnData.Of("DISTMU", Twelve), FitsColumnData.Of("DISTNORM", Twelve)];
        Assert.Contains(Read(Table(two, "NESTED")).Header.Notes, n => n.Contains("only DISTMU and DISTNORM is there"));
        FitsColumnData[] whole = [FitsColumnData.Of("PROB", Twelve), FitsColumnData.Of("DISTMU", Twelve), FitsColumnData.Of("DISTSIGMA", new int[12]), FitsColumnData.Of("DISTNORM", Twelve)];
        Assert.Contains(Read(Table(whole, "NESTED")).Header.Notes, n => n.Contains("do not fit PROB (1D)"));
        Assert.Null(Read(Table(whole, "NESTED")).Distances);
        Assert.Empty(Read(Table([FitsColumnData.Of("PROB", [.. Enumerable.Repeat(1 / 12.0, 12)])], "NESTED")).Header.Notes);
    }

    [Fact]
    public void Whole_numbers_with_a_scale_are_probabilities_and_tnull_is_none()
    {
        var rows = new byte[24];
        for (var i = 0; i < 12; i++)
            BinaryPrimitives.WriteInt16BigEndian(rows.AsSpan(2 * i), (short)(i == 0 ? -32768 : i - 1));
        var map = Read(FitsBytes.Begin().Table([("PROB", "I")], 2, 12, rows, "ORDERING= 'NESTED'", "TSCAL1  = 0.5", "TZERO1  = 1.0", "TNULL1  = -32768").ToArray());
        Assert.Equal(11 + 0.5 * 55, map.Header.ProbSum, 1e-12);
        Assert.Contains(map.Header.Notes, n => n.StartsWith("1 values of PROB are not finite", StringComparison.Ordinal));
        Assert.Contains("TFORM1 is 1I", Assert.Throws<SkyMapException>(() => Read(Table([FitsColumnData.Of("PROB", new short[12])], "NESTED"))).Message);
    }

    [Fact]
    public void A_scale_of_floating_point_numbers_is_applied_in_each_layout()
    {
        var rows = FitsBytes.Doubles(Twelve);
        foreach (var ordering in new[] { "NESTED", "RING" })
            Assert.Equal(78 * 0.25 + 12 * 2, Read(FitsBytes.Begin().Table([("PROB", "D")], 8, 12, rows, $"ORDERING= '{ordering}'", "TSCAL1  = 0.25", "TZERO1  = 2").ToArray()).Header.ProbSum, 1e-12);
    }

    [Fact]
    public void An_index_that_is_tnull_is_refused_with_its_row()
    {
        var rows = new byte[32];
        BinaryPrimitives.WriteInt64BigEndian(rows, 4);
        BinaryPrimitives.WriteInt64BigEndian(rows.AsSpan(16), 99);
        BinaryPrimitives.WriteDoubleBigEndian(rows.AsSpan(8), 1);
        var file = FitsBytes.Begin().Table([("UNIQ", "K"), ("PROBDENSITY", "D")], 16, 2, rows, "ORDERING= 'NUNIQ'", "TNULL1  = 99").ToArray();
        Assert.Contains("HDU 1, column UNIQ, row 2: there is no number (TNULL1)", Assert.Throws<SkyMapException>(() => Read(file)).Message);
    }

    [Theory]
    [InlineData("1PD(12)", 8)]
    [InlineData("QE", 16)]
    public void Rows_of_varying_length_are_refused_when_asked_for_and_passed_over_otherwise(string format, int length)
    {
        var rows = new byte[(length + 8) * 12];
        for (var i = 0; i < 12; i++)
            BinaryPrimitives.WriteDoubleBigEndian(rows.AsSpan((length + 8) * i + length), i + 1);
        byte[] With(string first, string second) =>
            FitsBytes.Begin().Table([(first, format), (second, "D")], length + 8, 12, rows, "ORDERING= 'NESTED'").ToArray();
        Assert.Equal(78, Read(With("OTHER", "PROB")).Header.ProbSum);
        Assert.Contains("HDU 1, column PROB: its rows differ in length (TFORM1", Assert.Throws<SkyMapException>(() => Read(With("PROB", "OTHER"))).Message);
    }

    [Fact]
    public void Empty_columns_do_no_harm()
    {
        var rows = FitsBytes.Doubles(Twelve);
        Assert.Equal(78, Read(FitsBytes.Begin().Table([("EMPTY", "0D"), ("PROB", "D")], 8, 12, rows, "ORDERING= 'NESTED'").ToArray()).Header.ProbSum);
        Assert.Contains("its rows are empty", Assert.Throws<SkyMapException>(() => Read(FitsBytes.Begin().Table([("PROB", "0D"), ("X", "D")], 8, 12, rows, "ORDERING= 'NESTED'").ToArray())).Message);
        Assert.Contains("0 and 1 elements", Assert.Throws<SkyMapException>(() => Read(FitsBytes.Begin().Table([("PIXEL", "0K"), ("PROB", "D")], 8, 12, rows, "ORDERING= 'NESTED'", "NSIDE   = 1", "INDXSCHM= 'EXPLICIT'").ToArray())).Message);
    }

    private static SkyMap Read(byte[] bytes) => SkyMapReader.Read(new MemoryStream(bytes), "x", SkyMapColumns.WithDistances, default);

    private static int[] Speckled(int[] kinds, int[] odd)
    {
        foreach (var at in odd)
            kinds[at] = 3 - kinds[at];
        kinds[0] = 1;
        return kinds;
    }

    private static (double[] Prob, double[] Mu, double[] Sigma, double[] Norm) Numbers(int[] kinds) =>
        (Array.ConvertAll(kinds, k => k is 0 ? 0.0 : 1.5), Array.ConvertAll(kinds, k => k is 0 ? double.PositiveInfinity : 40.5 - 60 * (k / 2)), Array.ConvertAll(kinds, k => k is 3 ? 2.0 : 10),
            Array.ConvertAll(kinds, k => k is 0 ? 0 : 0.25));

    // For each pixel, the cell that holds it: cells are told apart by what the pixels have.
    private static int[] Starts(SkyMap map, int order, int[] kinds)
    {
        var cells = new int[kinds.Length];
        var cell = -1;
        for (var i = 0; i < kinds.Length; cell++)
        {
            var up = 0;
            while (up < order && (i & ((1 << (2 * (up + 1))) - 1)) == 0 && kinds.AsSpan(i, 1 << (2 * (up + 1))).IndexOfAnyExcept(kinds[i]) < 0)
                up++;
            if (map.Header.Ordering == "NUNIQ")
                up = 0;
            for (var end = i + (1 << (2 * up)); i < end; i++)
                cells[i] = cell + 1;
        }
        Assert.Equal(cell + 1, map.CellCount);
        return cells;
    }

    private static byte[] File(Layout layout, int order, double[] prob, double[] mu, double[] sigma, double[] norm)
    {
        var pixels = Enumerable.Range(0, prob.Length).ToArray();
        var ring = Array.ConvertAll(pixels, i => (int)HealpixNested.FromRing(order, i));
        double[] InRing(double[] values) => Array.ConvertAll(ring, i => values[i]);
        FitsCard[] indexed = [FitsCard.Of("NSIDE", 1L << order), FitsCard.Of("INDXSCHM", "EXPLICIT")];
        return layout switch
        {
            Layout.Vector => Table([FitsColumnData.Of("PROB", prob, repeat: 12), FitsColumnData.Of("DISTMU", mu, repeat: 12), FitsColumnData.Of("DISTSIGMA", sigma, repeat: 12), FitsColumnData.Of("DISTNORM", norm, repeat: 12)], "NESTED"),
            Layout.Single => Table([FitsColumnData.Of("PROB", Singles(prob)), FitsColumnData.Of("DISTMU", Singles(mu)), FitsColumnData.Of("DISTSIGMA", sigma), FitsColumnData.Of("DISTNORM", Singles(norm))], "NESTED"),
            Layout.Ring => Columns(order, InRing(prob), InRing(mu), InRing(sigma), InRing(norm), "RING"),
            Layout.BesideOthers => Table([FitsColumnData.Of("ID", Array.ConvertAll(pixels, i => (short)i)), FitsColumnData.Of("PROB", prob), FitsColumnData.Of("DISTMU", mu), FitsColumnData.Of("DISTSIGMA", sigma), FitsColumnData.Of("DISTNORM", norm)], "NESTED"),
            Layout.Explicit => Table([FitsColumnData.Of("PIXEL", Reversed(pixels)), .. FourOf(Reversed(prob), Reversed(mu), Reversed(sigma), Reversed(norm))], "NESTED", indexed),
            Layout.ExplicitRing => Table([FitsColumnData.Of("PIXEL", pixels), .. FourOf(InRing(prob), InRing(mu), InRing(sigma), InRing(norm))], "RING", indexed),
            Layout.MultiOrder => Table([FitsColumnData.Of("UNIQ", Array.ConvertAll(Reversed(pixels), i => new HealpixIndex(order, i).Uniq)), .. FourOf(Reversed(prob), Reversed(mu), Reversed(sigma), Reversed(norm))], "NUNIQ"),
            _ => Columns(order, prob, mu, sigma, norm),
        };
    }

    private static byte[] Columns(int order, double[] prob, double[] mu, double[] sigma, double[] norm, string ordering = "NESTED") =>
        Table(FourOf(prob, mu, sigma, norm), ordering, FitsCard.Of("NSIDE", 1L << order));

    private static FitsColumnData[] FourOf(double[] prob, double[] mu, double[] sigma, double[] norm) =>
        [FitsColumnData.Of("PROB", prob, "pix-1"), FitsColumnData.Of("DISTMU", mu, "Mpc"), FitsColumnData.Of("DISTSIGMA", sigma, "Mpc"), FitsColumnData.Of("DISTNORM", norm, "Mpc-2")];

    private static byte[] Table(FitsColumnData[] columns, string ordering, params FitsCard[] cards)
    {
        using var stream = new MemoryStream();
        FitsTableWriter.Write(stream, columns, [FitsCard.Of("ORDERING", ordering), .. cards], default);
        return stream.ToArray();
    }

    private static float[] Singles(double[] values) => Array.ConvertAll(values, v => (float)v);

    private static T[] Reversed<T>(T[] values) => [.. values.Reverse()];
}
