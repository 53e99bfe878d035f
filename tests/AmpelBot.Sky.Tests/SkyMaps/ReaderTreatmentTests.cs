using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;
using AmpelBot.Sky.Healpix;
using AmpelBot.Sky.SkyMaps;
using AmpelBot.Sky.Tests.Fits;
using AmpelBot.Testing;

namespace AmpelBot.Sky.Tests.SkyMaps;

/// <summary>What is done with each thing that a good map has not; the reader's remarks state it.</summary>
public class ReaderTreatmentTests
{
    private static readonly double[] Uniform = [.. Enumerable.Repeat(1 / 12.0, 12)];

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void Values_that_are_not_finite_count_as_zero_in_each_layout(double value)
    {
        double[] odd = [value, .. Uniform[1..]];
        foreach (var bytes in new[] { FitsBytes.Flat(odd), FitsBytes.Flat(odd, "RING"), FitsBytes.MultiOrder([.. odd.Select((v, i) => (4L + i, v))]) })
        {
            var map = Read(bytes);
            Assert.Contains(map.Header.Notes, n => n.StartsWith("1 values of PROB", StringComparison.Ordinal) && n.Contains("not finite (NaN or infinity) and count as zero"));
            Assert.Equal(11, map.RegionAt(1).AreaSqDeg / HealpixNested.CellAreaSqDeg(0), 1e-9);
        }
        Assert.Contains("add to zero", Assert.Throws<SkyMapException>(() => Read(FitsBytes.Flat([.. Enumerable.Repeat(value, 12)]))).Message);
    }

    [Theory]
    [InlineData(-1e-9, true)]
    [InlineData(-1e-5, false)]
    [InlineData(-1.0, false)]
    public void Negative_values_count_as_zero_only_when_rounding_can_have_left_them(double value, bool isRead)
    {
        foreach (var repeats in new[] { 1, 4 })
        {
            double[] odd = [.. Enumerable.Repeat(value / repeats, repeats), .. Uniform[repeats..]];
            var bytes = FitsBytes.Flat(odd);
            if (isRead)
                Assert.Contains(Read(bytes).Header.Notes, n => n.StartsWith($"{repeats} values of PROB are negative by rounding", StringComparison.Ordinal));
            else
                Assert.Contains($"column PROB: {repeats} values are negative", Assert.Throws<SkyMapException>(() => Read(bytes)).Message);
        }
    }

    [Theory]
    [InlineData(1.0005, null)]
    [InlineData(1.011, "The probabilities add to 1.011, not to 1; they were divided by that.")]
    [InlineData(0.5, "The probabilities add to 0.5, not to 1; they were divided by that.")]
    [InlineData(1e-200, "The probabilities add to 1e-200, not to 1; they were divided by that.")]
    [InlineData(3e9, "The probabilities add to 3e+09, not to 1; they were divided by that.")]
    public void A_sum_off_1_is_divided_out_and_told(double sum, string? note)
    {
        foreach (var ordering in new[] { "NESTED", "RING" })
        {
            var map = Read(FitsBytes.Flat([.. Uniform.Select(v => v * sum)], ordering));
            Assert.Equal(sum, map.Header.ProbSum, sum * 1e-12);
            Assert.Equal(1, map.RegionAt(1).Probability);
            Assert.Equal(note is null ? [] : [note], map.Header.Notes);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(-4)]
    [InlineData(long.MinValue)]
    [InlineData(16L << 58)]
    public void A_uniq_that_is_no_cell_is_refused_with_its_row(long uniq) =>
        Assert.Contains($"HDU 1, column UNIQ, row 3: {uniq} is not a cell", Assert.Throws<SkyMapException>(() => Read(FitsBytes.MultiOrder([(4, 1), (5, 1), (uniq, 1)]))).Message);

    [Theory]
    [InlineData(4, 4)]
    [InlineData(4, 16)]
    [InlineData(67, 4)]
    [InlineData(16 + 21, 64 + 85)]
    public void Cells_that_overlap_are_refused_with_both_rows(long one, long other)
    {
        var message = Assert.Throws<SkyMapException>(() => Read(FitsBytes.MultiOrder([(8, 1), (one, 1), (11, 1), (other, 1)]))).Message;
        Assert.Contains("HDU 1, column UNIQ: the cells in rows 2 and 4 overlap", message);
    }

    [Fact]
    public void Missing_cells_have_no_probability_and_are_told()
    {
        var map = Read(FitsBytes.MultiOrder([(4, 1), (20, 1)]));
        Assert.Contains(map.Header.Notes, n => n.StartsWith("The cells cover 10.42 % of the sky; elsewhere the probability is zero.", StringComparison.Ordinal));
        Assert.Equal(0, map.ProbDensityPerSr(HealpixNested.Center(0, 11)));
        Assert.Equal(1, map.CredibleLevel(HealpixNested.Center(0, 11)));
    }

    [Fact]
    public void Datasum_and_checksum_are_looked_at()
    {
        var rows = FitsBytes.Doubles([.. Enumerable.Range(0, 3072).Select(i => 1.0 / (i + 3))]);
        var sum = Sum([.. rows, .. new byte[(2880 - rows.Length % 2880) % 2880]]);
        byte[] With(uint dataSum) => FitsBytes.Begin().Table([("PROB", "D")], 8, 3072, rows, "ORDERING= 'NESTED'", $"DATASUM = '{dataSum}'").ToArray();
        Assert.Equal(3072, Read(With(sum)).Header.FileCells);
        Assert.Contains($"HDU 1, card DATASUM: the data sum to {sum}, not to {sum + 1}", Assert.Throws<SkyMapException>(() => Read(With(sum + 1))).Message);
        Assert.Contains("DATASUM", Assert.Throws<SkyMapException>(() => Read(FitsBytes.Gzip(With(sum ^ 0x100)))).Message);
        // Without the file's own encoding of it, 16 zeros cannot be the check sum of these cards.
        Assert.Contains("HDU 1, card CHECKSUM", Assert.Throws<SkyMapException>(() => Read(FitsBytes.Begin().Table([("PROB", "D")], 8, 3072, rows, "ORDERING= 'NESTED'", "CHECKSUM= '0000000000000000'").ToArray())).Message);
    }

    [SkippableFact]
    public void A_changed_comment_breaks_the_check_sum_of_a_real_file()
    {
        Skip.IfNot(RealData.Present, RealData.Why);
        var bytes = File.ReadAllBytes(RealData.Path("skymaps/glg_healpix_all_bn180116026.fit"));
        Assert.Equal(1, Read(bytes).Header.ProbSum, 1e-5);
        var at = Encoding.Latin1.GetString(bytes).IndexOf(" / ", 3 * 2880, StringComparison.Ordinal) + 3;
        bytes[at] ^= 1;
        Assert.Contains("CHECKSUM", Assert.Throws<SkyMapException>(() => Read(bytes)).Message);
    }

    [Fact]
    public void Bytes_that_steer_a_terminal_do_not_reach_names_and_messages()
    {
        Assert.Equal("G1?[31m", Read(FitsBytes.Flat(Uniform, cards: "OBJECT  = 'G1\u001b[31m'")).Header.Object);
        Assert.Contains("\"?RING\" is not NESTED", Assert.Throws<SkyMapException>(() => Read(FitsBytes.Flat(Uniform, "\u009bRING"))).Message);
    }

    [Fact]
    public void A_text_without_end_is_refused_before_it_costs_anything()
    {
        var cards = Enumerable.Repeat("CONTINUE  'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx&'", 30_000).Prepend("OBJECT  = 'x&'").ToArray();
        var bytes = FitsBytes.Flat(Uniform, cards: cards);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var started = Stopwatch.GetTimestamp();
        Assert.Contains("card OBJECT: the text goes on for more than", Assert.Throws<SkyMapException>(() => Read(bytes)).Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 32 << 20);
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void A_long_row_that_is_only_announced_takes_no_memory()
    {
        var bytes = FitsBytes.Begin().Table([("PROB", "2097152D")], 1 << 24, 6, FitsBytes.Doubles(Uniform), "ORDERING= 'NESTED'", "NSIDE   = 1024").ToArray();
        using var stream = new Unseekable(bytes);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("the file ends in row 1 of the 6", Assert.Throws<SkyMapException>(() => SkyMapReader.Read(stream, "x", default)).Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
    }

    private static SkyMap Read(byte[] bytes) => SkyMapReader.Read(new MemoryStream(bytes), "x", default);

    // FITS standard 4.0, appendix J: 32-bit ones' complement sum of the big-endian words.
    private static uint Sum(byte[] bytes)
    {
        var sum = 0UL;
        for (var i = 0; i < bytes.Length; i += 4)
        {
            sum += BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(i));
            sum = (sum & uint.MaxValue) + (sum >> 32);
        }
        return (uint)sum;
    }

    private sealed class Unseekable(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
