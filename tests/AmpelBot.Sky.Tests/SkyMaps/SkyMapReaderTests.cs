using System.Buffers.Binary;
using System.Diagnostics;
using System.IO.Compression;
using AmpelBot.Sky.SkyMaps;
using AmpelBot.Sky.Tests.Fits;

namespace AmpelBot.Sky.Tests.SkyMaps;

public class SkyMapReaderTests
{
    private static readonly double[] Twelve = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];

    private static readonly (string Reason, byte[] Bytes)[] BadFiles =
    [
        ("empty", []),
        ("the gzip file holds nothing", [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
        ("add to zero", FitsBytes.Flat(new double[12])),
        ("negative", FitsBytes.Flat([1, -0.1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1])),
        ("galactic", FitsBytes.Flat(Twelve, cards: "COORDSYS= 'G'")),
        ("ecliptic", FitsBytes.Flat(Twelve, cards: "COORDSYS= 'E'")),
        ("ORDERING is missing", FitsBytes.Begin().Table([("PROB", "D")], 8, 12, FitsBytes.Doubles(Twelve)).ToArray()),
        ("12 pixels, but a map of nside 2 has 48", FitsBytes.Begin().Table([("PROB", "D")], 8, 12, FitsBytes.Doubles(Twelve), "ORDERING= 'NESTED'", "NSIDE   = 2").ToArray()),
        ("not a power of two", FitsBytes.Begin().Table([("PROB", "D")], 8, 12, FitsBytes.Doubles(Twelve), "ORDERING= 'NESTED'", "NSIDE   = 3").ToArray()),
        ("rows 1 and 3 overlap", FitsBytes.MultiOrder([(4, 1), (5, 1), (16, 1)])),
        ("row 2: 3 is not a cell", FitsBytes.MultiOrder([(4, 1), (3, 1)])),
        ("row 1: -1 is not a cell", FitsBytes.MultiOrder([(-1, 1), (4, 1)])),
        ("is not a cell", FitsBytes.MultiOrder([(long.MaxValue, 1)])),
        ("coverage MOC", FitsBytes.Begin().Table([("UNIQ", "K")], 8, 1, FitsBytes.Doubles(1), "ORDERING= 'NUNIQ'").ToArray()),
        ("no column PROBDENSITY", FitsBytes.Flat(Twelve, column: "SIGNIFICANCE")),
        ("more data than a file can hold", FitsBytes.Begin().Table([("PROB", "D")], 8, 1L << 60, FitsBytes.Doubles(Twelve), "ORDERING= 'NESTED'").ToArray()),
        ("more data than a file can hold", FitsBytes.Begin().Table([("PROB", "D")], int.MaxValue, long.MaxValue, [], "ORDERING= 'NESTED'").ToArray()),
        ("NAXIS1 says 9", FitsBytes.Begin().Table([("PROB", "D")], 9, 12, new byte[108], "ORDERING= 'NESTED'").ToArray()),
        ("format of a column", FitsBytes.Begin().Table([("PROB", "99999999999D")], 8, 12, FitsBytes.Doubles(Twelve), "ORDERING= 'NESTED'").ToArray()),
        ("format of a column", FitsBytes.Begin().Table([("PROB", "Z")], 8, 12, FitsBytes.Doubles(Twelve), "ORDERING= 'NESTED'").ToArray()),
        ("no binary table", FitsBytes.Begin().ToArray()),
        ("no END card", [.. FitsBytes.Begin().ToArray()[..2880].Select((b, i) => i is >= 320 and < 323 ? (byte)' ' : b), .. Enumerable.Repeat((byte)' ', 2880 * 1100)]),
        ("gzip once more", FitsBytes.Gzip(FitsBytes.Gzip(FitsBytes.Flat(Twelve)))),
        ("JSON", FitsBytes.Gzip("{\"detail\": \"not found\"}"u8.ToArray())),
    ];

    [Theory]
    [InlineData("PROB")]
    [InlineData("probability")]
    [InlineData("T")]
    [InlineData("ProbDensity")]
    public void Each_known_column_is_read_whatever_its_case(string column)
    {
        var map = Read(FitsBytes.Flat(Twelve, column: column));
        Assert.Equal(column, map.Header.ProbColumn);
        Assert.Equal(12 / 78.0, map.CredibleLevel(map.Peak), 1e-15);
    }

    [Fact]
    public void Vector_rows_of_floats_beside_other_columns_are_read()
    {
        var row = new byte[8 + 12 * 4 + 12 * 4];
        for (var i = 0; i < 12; i++)
        {
            BinaryPrimitives.WriteSingleBigEndian(row.AsSpan(8 + 4 * i), (float)Twelve[i]);
            BinaryPrimitives.WriteSingleBigEndian(row.AsSpan(8 + 48 + 4 * i), 1000);
        }
        var file = FitsBytes.Begin("OBJECT  = 'GRB180116026'").Table([("NAME", "8A"), ("PROBABILITY", "12E"), ("SIGNIFICANCE", "12E")], row.Length, 1, row,
            "ORDERING= 'NESTED  '", "OBJECT  = 'FULLSKY '", "NSIDE   =                    1").ToArray();
        var map = Read(file);
        Assert.Equal(78, map.Header.ProbSum);
        Assert.Equal("GRB180116026", map.Header.Object);
        Assert.Equal(12, map.Header.FileCells);
    }

    [Theory]
    [InlineData("NESTED")]
    [InlineData("RING")]
    public void An_explicit_partial_map_is_read(string ordering)
    {
        var rows = new byte[2 * 16];
        BinaryPrimitives.WriteInt64BigEndian(rows, 40);
        BinaryPrimitives.WriteDoubleBigEndian(rows.AsSpan(8), 0.75);
        BinaryPrimitives.WriteInt64BigEndian(rows.AsSpan(16), 3);
        BinaryPrimitives.WriteDoubleBigEndian(rows.AsSpan(24), 0.25);
        var map = Read(FitsBytes.Begin().Table([("PIXEL", "K"), ("PROB", "D")], 16, 2, rows, $"ORDERING= '{ordering}'", "INDXSCHM= 'EXPLICIT'", "NSIDE   = 2").ToArray());
        var ipix = ordering == "RING" ? Sky.Healpix.HealpixNested.FromRing(1, 40) : 40;
        Assert.Equal(Sky.Healpix.HealpixNested.Center(1, ipix), map.Peak);
        Assert.Equal(2, map.CellCount);
        Assert.Contains(map.Header.Notes, n => n.Contains("4.17 %"));
    }

    [Fact]
    public void Odd_values_count_as_zero_and_are_told()
    {
        var map = Read(FitsBytes.Flat([1, double.NaN, double.PositiveInfinity, -1.6375e30, -1e-7, 3, 0, 0, 0, 0, 0, 0]));
        Assert.Equal(4, map.Header.ProbSum);
        Assert.Contains(map.Header.Notes, n => n.StartsWith("2 values", StringComparison.Ordinal) && n.Contains("not finite"));
        Assert.Contains(map.Header.Notes, n => n.StartsWith("1 values", StringComparison.Ordinal) && n.Contains("not seen"));
        Assert.Contains(map.Header.Notes, n => n.Contains("negative by rounding"));
        Assert.Equal(1, map.CredibleLevel(Sky.Healpix.HealpixNested.Center(0, 1)));
    }

    [Theory]
    [InlineData("DATE-OBS= '2019-08-14T21:10:39.012847'", "2019-08-14T21:10:39.0128470")]
    [InlineData("DATE-OBS= '2019-08-14T21:10:39Z'", "2019-08-14T21:10:39.0000000")]
    [InlineData("DATE-OBS= '2016-12-31T23:59:60.5'", "2017-01-01T00:00:00.5000000")]
    [InlineData("DATE-OBS= '14/08/99'", "1999-08-14T00:00:00.0000000")]
    [InlineData("MJD-OBS = 58709.5", "2019-08-14T12:00:00.0000000")]
    [InlineData("EVENTMJD= 58709.5", "2019-08-14T12:00:00.0000000")]
    [InlineData("DATE-OBS= 'yesterday'", null)]
    public void The_event_time_comes_from_its_card(string card, string? time)
    {
        var read = Read(FitsBytes.Flat(Twelve, cards: card)).Header.EventTimeUtc;
        Assert.Equal(time, read?.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff", System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Long_texts_and_long_keywords_are_read()
    {
        var map = Read(FitsBytes.Flat(Twelve, "NESTED", "PROB", "OBJECT  = 'it''s a very &'", "CONTINUE  'long name' / so it is", "HIERARCH CIRC_ERR90 = 44.05", "CREATOR = 'me / you' / comment"));
        Assert.Equal("it's a very long name", map.Header.Object);
        Assert.Equal("me / you", map.Header.Creator);
    }

    // The reason and a number: test cases are named and kept by their arguments, and a file is too long for that.
    public static IEnumerable<object[]> Refused() => BadFiles.Select((f, i) => new object[] { f.Reason, i });

    [Theory]
    [MemberData(nameof(Refused))]
    public void A_file_that_cannot_be_used_is_refused_with_the_reason(string reason, int file) =>
        Assert.Contains(reason, Assert.Throws<SkyMapException>(() => Read(BadFiles[file].Bytes)).Message);

    [Fact]
    public void A_gzip_bomb_and_lies_of_a_header_end_quickly_and_small()
    {
        var bomb = FitsBytes.Begin().Table([("PROB", "D")], 8, 12 << 22, [], "ORDERING= 'NESTED'", "NSIDE   = 2048").ToArray();
        using var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(FitsBytes.Flat(Twelve));
            var zeros = new byte[1 << 20];
            for (var i = 0; i < 600; i++)
                gzip.Write(zeros);
        }
        var watch = Stopwatch.StartNew();
        var before = GC.GetTotalAllocatedBytes();
        Assert.Contains("go on for more than", Assert.Throws<SkyMapException>(() => Read(zipped.ToArray())).Message);
        Assert.Contains("announce", Assert.Throws<SkyMapException>(() => Read(bomb)).Message);
        Assert.Contains("announce", Assert.Throws<SkyMapException>(() => Read(FitsBytes.Gzip(bomb))).Message);
        Assert.Contains("ends in row 1 of the 50331648", Assert.Throws<SkyMapException>(() => SkyMapReader.Read(new Unseekable(bomb), "bomb", default)).Message);
        Assert.True(GC.GetTotalAllocatedBytes() - before < 64 << 20);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20));
    }

    [Fact]
    public void Mutated_files_are_read_or_refused_and_nothing_else()
    {
        var uniqs = Enumerable.Range(0, 48).Select(i => (16L + i, 1.0 + i)).ToArray();
        byte[][] files = [FitsBytes.Flat(Twelve), FitsBytes.Gzip(FitsBytes.Flat(Twelve, "RING")), FitsBytes.MultiOrder(uniqs, cards: "DISTMEAN= 100.0"), FitsBytes.Gzip(FitsBytes.MultiOrder(uniqs))];
        var random = new Random(20200120);
        var refused = 0;
        for (var round = 0; round < 4000; round++)
        {
            var bytes = (byte[])files[round % files.Length].Clone();
            for (var change = random.Next(1, 6); change > 0; change--)
            {
                // Most of a header is blank: the cards in use are worth more of the changes.
                var at = random.Next(3) == 0 ? random.Next(bytes.Length) : Math.Min(bytes.Length - 1, random.Next(2) * 2880 + random.Next(1300));
                bytes[at] = random.Next(3) switch { 0 => (byte)(bytes[at] ^ (1 << random.Next(8))), 1 => (byte)('0' + random.Next(10)), _ => (byte)random.Next(256) };
            }
            if (random.Next(5) == 0)
                bytes = bytes[..random.Next(bytes.Length)];
            try
            {
                var map = Read(bytes);
                Assert.InRange(map.RegionAt(0.9).AreaSqDeg, 0, 41253);
                Assert.InRange(map.CredibleLevel(map.Peak), 0, 1);
            }
            catch (SkyMapException e)
            {
                Assert.NotEmpty(e.Reason);
                refused++;
            }
        }
        Assert.InRange(refused, 1000, 3990);
    }

    [Fact]
    public void Bad_gzip_check_sums_and_lost_tails_are_refused()
    {
        var zipped = FitsBytes.Gzip(FitsBytes.Flat(Twelve));
        for (var lost = 1; lost < zipped.Length; lost += 3)
            Assert.Throws<SkyMapException>(() => Read(zipped[..^lost]));
        for (var i = 1; i <= 8; i++)
        {
            var flipped = (byte[])zipped.Clone();
            flipped[^i] ^= 1;
            Assert.Contains("gzip data are", Assert.Throws<SkyMapException>(() => Read(flipped)).Message);
        }
    }

    [Fact]
    public void A_missing_file_is_not_found_and_a_cancelled_reading_stops()
    {
        Assert.Throws<FileNotFoundException>(() => SkyMapReader.Read(Path.Combine(Path.GetTempPath(), "no-such-folder", "map.fits"), default));
        Assert.ThrowsAny<OperationCanceledException>(() => SkyMapReader.Read(new MemoryStream(FitsBytes.Flat(Twelve)), "map", new CancellationToken(true)));
    }

    private static SkyMap Read(byte[] bytes) => SkyMapReader.Read(new MemoryStream(bytes), "test.fits", default);

    private sealed class Unseekable(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
