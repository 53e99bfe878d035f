using System.Diagnostics;
using System.Text;
using AmpelBot.Alerts.Avro;

namespace AmpelBot.Alerts.Tests.Avro;

public class HostileAvroTests
{
    private static readonly AvroRecordSchema Packet = (AvroRecordSchema)AvroSchema.Parse("""
        {"type":"record","name":"packet","namespace":"t","fields":[
          {"name":"objectId","type":"string"},
          {"name":"candid","type":["null","long"]},
          {"name":"points","type":{"type":"array","items":{"type":"record","name":"point","fields":[{"name":"jd","type":"double"},{"name":"mag","type":["null","float"]}]}}},
          {"name":"notes","type":{"type":"map","values":"string"}},
          {"name":"kind","type":{"type":"enum","name":"kind","symbols":["new","old"]}},
          {"name":"stamp","type":["null","bytes"]}]}
        """);

    [Theory]
    [InlineData(AvroCodec.Null)]
    [InlineData(AvroCodec.Deflate)]
    [InlineData(AvroCodec.Snappy)]
    public void A_container_cut_at_any_byte_gives_the_records_of_its_whole_blocks_or_an_AvroException(AvroCodec codec)
    {
        var bytes = Small(codec);
        for (var length = 0; length < bytes.Length; length++)
        {
            var cut = bytes[..length];
            var read = new List<AvroItem>();
            try
            {
                read.AddRange(AvroContainer.Read(new MemoryStream(cut), CancellationToken.None));
                // Only where the header or a block ends can the end not be told from the container's own.
                Assert.True(bytes.AsSpan(0, length).EndsWith(bytes.AsSpan(bytes.Length - 16)), $"cut at {length}");
            }
            catch (AvroException e)
            {
                Assert.InRange(e.Offset, 0, length);
            }
        }
    }

    [Theory]
    [InlineData(AvroCodec.Null)]
    [InlineData(AvroCodec.Deflate)]
    [InlineData(AvroCodec.Snappy)]
    public void A_flipped_bit_anywhere_gives_records_or_an_AvroException_and_nothing_else(AvroCodec codec)
    {
        var bytes = Small(codec);
        var refused = 0;
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            var flipped = (byte[])bytes.Clone();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            try
            {
                Assert.True(AvroContainer.Read(new MemoryStream(flipped), CancellationToken.None).Count() <= 1000);
            }
            catch (AvroException)
            {
                refused++;
            }
        }
        Assert.True(refused > bytes.Length, $"only {refused} of {bytes.Length * 8} flips were seen");
    }

    [Fact]
    public void Random_bytes_are_never_more_than_an_AvroException()
    {
        var random = new Random(20190814);
        for (var round = 0; round < 3000; round++)
        {
            var bytes = new byte[random.Next(60)];
            random.NextBytes(bytes);
            try
            {
                AvroBinary.Decode(Packet, bytes);
            }
            catch (AvroException e)
            {
                Assert.InRange(e.Offset, 0, bytes.Length);
            }
        }
    }

    [Fact]
    public void A_flipped_bit_within_a_snappy_block_fails_its_checksum()
    {
        var bytes = Small(AvroCodec.Snappy);
        var body = bytes.Length - 16 - 10;
        bytes[body] ^= 4;
        var e = Assert.Throws<AvroException>(() => AvroContainer.Read(new MemoryStream(bytes), CancellationToken.None).ToList());
        Assert.Contains("Snappy", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"type":"array","items":"null"}""")]
    [InlineData("""{"type":"array","items":{"type":"record","name":"empty","fields":[]}}""")]
    [InlineData("""{"type":"array","items":{"type":"array","items":"null"}}""")]
    public void Items_that_take_no_bytes_cannot_fill_the_memory(string json)
    {
        using var stream = new MemoryStream();
        WriteLong(stream, 1L << 50);
        for (var i = 0; i < 100; i++)
            WriteLong(stream, 1_500_000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<AvroException>(() => AvroBinary.Decode(AvroSchema.Parse(json), stream.ToArray()));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200_000_000);
    }

    [Theory]
    [InlineData("""{"type":"array","items":{"type":"array","items":"null"}}""")]
    [InlineData("""{"type":"array","items":{"type":"array","items":"int"}}""")]
    public void Nested_blocks_share_one_bound_on_values(string json)
    {
        using var stream = new MemoryStream();
        WriteLong(stream, 100);
        for (var i = 0; i < 100; i++)
        {
            WriteLong(stream, 1_500_000);
            if (json.Contains("int", StringComparison.Ordinal))
                stream.Write(new byte[1_500_000]);
            WriteLong(stream, 0);
        }
        var e = Assert.Throws<AvroException>(() => AvroBinary.Decode(AvroSchema.Parse(json), stream.ToArray()));
        Assert.Contains("items, more than an item may hold", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_length_of_exabytes_allocates_nothing()
    {
        using var stream = new MemoryStream();
        WriteLong(stream, 1L << 60);
        var e = Assert.Throws<AvroException>(() => AvroBinary.Decode(AvroSchema.Parse("\"bytes\""), stream.ToArray()));
        Assert.Contains("1152921504606846976", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_schema_of_itself_is_bounded_in_depth()
    {
        var list = AvroSchema.Parse("""{"type":"record","name":"list","fields":[{"name":"next","type":["null","list"]}]}""");
        Assert.Throws<AvroException>(() => AvroBinary.Decode(list, Enumerable.Repeat((byte)2, 100_000).ToArray()));
        var three = (AvroRecord)AvroBinary.Decode(list, [2, 2, 0])!;
        Assert.Null(((AvroRecord)((AvroRecord)three["next"]!)["next"]!)["next"]);
        var endless = AvroSchema.Parse("""{"type":"record","name":"endless","fields":[{"name":"self","type":"endless"}]}""");
        Assert.Throws<AvroException>(() => AvroBinary.Decode(endless, []));
    }

    [Fact]
    public void Deep_and_wide_schemas_are_refused_quickly()
    {
        var clock = Stopwatch.StartNew();
        var deep = string.Concat(Enumerable.Repeat("""{"type":"array","items":""", 5000)) + "\"int\"" + new string('}', 5000);
        Assert.Throws<AvroException>(() => AvroSchema.Parse(deep));
        // Each type holds the one before it twice: written in full from any of them the text stays small, values would be 2^60.
        var doubling = "[" + string.Join(',', Enumerable.Range(1, 60).Select(i =>
            $$"""{"type":"record","name":"r{{i}}","fields":[{"name":"a","type":"{{(i == 1 ? "null" : $"r{i - 1}")}}"},{"name":"b","type":"{{(i == 1 ? "null" : $"r{i - 1}")}}"}]}""")) + "]";
        try
        {
            AvroBinary.Decode(AvroSchema.Parse(doubling), [118]);
            Assert.Fail("2^60 values were decoded");
        }
        catch (AvroException)
        {
            Assert.InRange(clock.Elapsed.TotalSeconds, 0, 20);
        }
        Assert.Throws<AvroException>(() => AvroSchema.Parse("\"" + new string('x', 2_000_000) + "\""));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("17")]
    [InlineData("\"float32\"")]
    [InlineData("[]")]
    [InlineData("""["int","int"]""")]
    [InlineData("""["null",["int"]]""")]
    [InlineData("""{"type":"record","name":"r"}""")]
    [InlineData("""{"type":"record","fields":[]}""")]
    [InlineData("""{"type":"record","name":"r","fields":[{"name":"a","type":"int"},{"name":"a","type":"int"}]}""")]
    [InlineData("""{"type":"record","name":"int","fields":[]}""")]
    [InlineData("""{"type":"fixed","name":"f","size":-1}""")]
    [InlineData("""{"type":"fixed","name":"f","size":4000000000}""")]
    [InlineData("""{"type":"enum","name":"e","symbols":["A","A"]}""")]
    [InlineData("""{"type":"array"}""")]
    [InlineData("""{"type":"record","name":"r","fields":[{"name":"\ud800","type":"int"}]}""")]
    public void What_is_no_schema_is_refused(string json) => Assert.Throws<AvroException>(() => AvroSchema.Parse(json));

    [Fact]
    public void A_deflate_bomb_is_bounded()
    {
        var bomb = Containers.Write(Packet, [Record(1, new byte[AvroContainer.MaxBlockLength])], AvroCodec.Deflate);
        Assert.InRange(bomb.Length, 0, 200_000);
        var e = Assert.Throws<AvroException>(() => AvroContainer.Read(new MemoryStream(bomb), CancellationToken.None).ToList());
        Assert.Contains("expands to more than", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_snappy_block_that_claims_gigabytes_allocates_nothing()
    {
        var empty = Containers.Write(Packet, [], AvroCodec.Snappy);
        var sync = empty.AsSpan(empty.Length - 16);
        // One record in nine bytes, which claim to be 2 GB.
        byte[] claim = [.. empty, 2, 18, 0xff, 0xff, 0xff, 0xff, 0x07, 0, 0, 0, 0, .. sync];
        var before = GC.GetAllocatedBytesForCurrentThread();
        var e = Assert.Throws<AvroException>(() => AvroContainer.Read(new MemoryStream(claim), CancellationToken.None).ToList());
        Assert.Contains("impossible length", e.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    [Fact]
    public void An_unknown_codec_is_named()
    {
        var bytes = Small(AvroCodec.Deflate);
        var at = Encoding.Latin1.GetString(bytes).IndexOf("deflate", StringComparison.Ordinal);
        "zstanda"u8.CopyTo(bytes.AsSpan(at));
        var e = Assert.Throws<AvroException>(() => AvroContainer.Read(new MemoryStream(bytes), CancellationToken.None).ToList());
        Assert.Contains("zstanda", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Behind_a_damaged_record_the_next_ones_of_its_block_are_found()
    {
        // Stamps of ones: no record can begin within them, as a text of one negative length after another.
        var records = Enumerable.Range(0, 40).Select(i => Record(i, Enumerable.Repeat((byte)1, 20).ToArray())).ToList();
        var bytes = Containers.Write(Packet, records, AvroCodec.Null);
        var items = AvroContainer.Read(new MemoryStream(bytes), CancellationToken.None).ToList();
        var candid = (int)items[10].Offset + 1 + ((string)items[10].Record["objectId"]!).Length;
        Assert.Equal(2, bytes[candid]);
        bytes[candid] = 40;
        var (read, damages) = Containers.ReadAll(bytes);
        var damage = Assert.Single(damages);
        Assert.InRange(damage.Offset, items[10].Offset, items[11].Offset);
        Assert.Equal(items.Where((_, i) => i != 10).Select(i => i.Record["candid"]), read.Select(i => i.Record["candid"]));
        Assert.Equal(items.Where((_, i) => i != 10).Select(i => i.Offset), read.Select(i => i.Offset));
    }

    [Fact]
    public void A_record_that_could_begin_in_two_places_is_not_given()
    {
        // The text "\u0002y" holds the text "y", length and all.
        var schema = (AvroRecordSchema)AvroSchema.Parse("""{"type":"record","name":"r","fields":[{"name":"t","type":"string"}]}""");
        var bytes = Containers.Write(schema, new[] { "aa", "zz", "\u0002y", "bb", "cc" }.Select(t => new AvroRecord(schema, [t])), AvroCodec.Null);
        bytes[AvroContainer.Read(new MemoryStream(bytes), CancellationToken.None).ElementAt(1).Offset] = 1;
        var (read, damages) = Containers.ReadAll(bytes);
        Assert.Equal(["aa", "bb", "cc"], read.Select(i => i.Record["t"]));
        Assert.Equal(2, damages.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Behind_a_damaged_block_the_next_one_is_found(bool isMarkerDamaged)
    {
        var big = new byte[70_000];
        var records = Enumerable.Range(0, 3).Select(i => Record(i, big)).ToList();
        var bytes = Containers.Write(Packet, records, AvroCodec.Null);
        var items = AvroContainer.Read(new MemoryStream(bytes), CancellationToken.None).ToList();
        // The block of the middle record: its frame lies some bytes before it, its marker right behind.
        var at = isMarkerDamaged ? (int)items[2].Offset - 10 : (int)items[1].Offset - 2;
        bytes[at] ^= 0x40;
        var (read, damages) = Containers.ReadAll(bytes);
        Assert.Single(damages);
        Assert.Equal([0L, 2L], read.Select(i => i.Record["candid"]));
    }

    [Fact]
    public void The_last_block_before_bytes_that_are_no_Avro_is_not_trusted()
    {
        var bytes = Containers.Write(Packet, Records(3), AvroCodec.Null);
        var (read, damages) = Containers.ReadAll([.. bytes, 0xa8, 0x04, 0x10, .. "not Avro"u8]);
        Assert.Empty(read);
        Assert.Equal(bytes.Length, Assert.Single(damages).Offset);
    }

    [Fact]
    public void What_can_be_decoded_of_a_block_without_its_marker_is_given_in_doubt()
    {
        var bytes = Containers.Write(Packet, Records(3), AvroCodec.Null);
        bytes[^1] ^= 1;
        var items = AvroContainer.Read(new MemoryStream(bytes), damage => throw damage, CancellationToken.None).ToList();
        Assert.Equal([0L, 1L, 2L], items.Select(i => i.Record["candid"]));
        Assert.All(items, i => Assert.Contains("sync marker", i.Doubt!.Message, StringComparison.Ordinal));
        Assert.Throws<AvroException>(() => AvroContainer.Read(new MemoryStream(bytes), CancellationToken.None).ToList());
    }

    private static void WriteLong(Stream stream, long number) => stream.Write(AvroBinary.Encode(AvroSchema.Parse("\"long\""), number));

    private static byte[] Small(AvroCodec codec) => Containers.Write(Packet, Records(2), codec);

    private static List<AvroRecord> Records(int count) => [.. Enumerable.Range(0, count).Select(i => Record(i, [1, 2, 3]))];

    private static AvroRecord Record(int number, byte[] stamp)
    {
        var point = (AvroRecordSchema)((AvroArraySchema)Packet.Fields[2].Schema).Items;
        return new AvroRecord(Packet,
        [
            $"ZTF18abcde{number}", (long)number,
            new object?[] { new AvroRecord(point, [2458451.75, 18.5f]), new AvroRecord(point, [2458450.75, null]) },
            new Dictionary<string, object?> { ["filter"] = "g" }, "old", stamp,
        ]);
    }
}
