using AmpelBot.Alerts.Archive;
using AmpelBot.Alerts.Avro;
using AmpelBot.Testing;

namespace AmpelBot.Alerts.Tests.Archive;

public sealed class AlertBlockTests
{
    [Theory]
    [InlineData(1, 0)]
    [InlineData(500, 10)]
    [InlineData(40, 3000)]
    [InlineData(5, 20_000)]
    public void What_is_packed_comes_out_again(int count, int longestText)
    {
        var random = new Random(count);
        var rows = AlertRow.InOrder([.. Enumerable.Range(0, count).Select(i => Row(i, random.Next(12), random.Next(longestText + 1), random.Next(3) - 1, hasPacket: random.Next(2) == 0))]);
        var packed = AlertBlock.Of(rows).ToList();
        var i = 0;
        foreach (var part in packed)
        {
            Assert.True(part.Bytes.Length <= AlertBlock.MostBytes || part.Alerts == 1, $"{part.Alerts} alerts in {part.Bytes.Length} bytes");
            var block = AlertBlock.Read(part.Bytes)!;
            Assert.Equal((part.Alerts, part.FirstHpx29, part.LastHpx29), (block.Count, rows[i].Hpx29, rows[i + part.Alerts - 1].Hpx29));
            for (var at = 0; at < block.Count; at++, i++)
            {
                var row = rows[i];
                Assert.Equal((row.Hpx29, row.AlertId, row.Stock, row.Jd, row.RaDeg, row.DecDeg), (block.Hpx29(at), block.AlertId(at), block.Stock(at), block.Jd(at), block.RaDeg(at), block.DecDeg(at)));
                Assert.Equal((row.ProgramId, row.Skeleton is not null), (block.ProgramId(at), block.IsPacked(at)));
                Assert.True(row.Candidate.Bytes.Span.SequenceEqual(block.Body(at)));
                Assert.Equal(Enumerable.Range(0, block.Count).First(j => block.Hpx29(j) >= row.Hpx29), block.FirstFrom(row.Hpx29));
            }
            Assert.Equal(block.Count, block.FirstFrom(part.LastHpx29 + 1));
            Assert.Equal(0, block.FirstFrom(long.MinValue));
        }
        Assert.Equal(rows.Length, i);
        // As full as they can be.
        for (var p = 1; p < packed.Count; p++)
            Assert.True(packed[p - 1].Bytes.Length + AlertBlock.Of(rows[packed.Take(p).Sum(b => b.Alerts)..][..1]).Single().Bytes.Length - 8 > AlertBlock.MostBytes);
    }

    [Fact]
    public void Alerts_of_two_schemas_are_in_two_values()
    {
        var other = (AvroRecordSchema)AvroSchema.Parse("""{"type":"record","name":"other","fields":[{"name":"x","type":"int"}]}""");
        var rows = AlertRow.InOrder([.. Enumerable.Range(0, 9).Select(i => Row(i, i, 0, 1, false) is var row && i is 3 or 4 ? row with { Candidate = new AvroRecord(other, [i]) } : Row(i, i, 0, 1, false))]);
        var packed = AlertBlock.Of(rows).ToList();
        Assert.Equal(rows.Select(r => r.Candidate.Schema), packed.SelectMany(p => Enumerable.Repeat(p.Schema, p.Alerts)));
        Assert.InRange(packed.Count, 2, 4);
    }

    [Fact]
    public void Bytes_that_were_not_stored_are_refused()
    {
        var bytes = AlertBlock.Of(AlertRow.InOrder([.. Enumerable.Range(0, 40).Select(i => Row(i, i, 5, 1, false))])).First().Bytes;
        Assert.NotNull(AlertBlock.Read(bytes));
        Assert.Null(AlertBlock.Read([]));
        Assert.Null(AlertBlock.Read(new byte[8]));
        Assert.Null(AlertBlock.Read([.. bytes, 0]));
        for (var length = 0; length < bytes.Length; length += 7)
            Assert.Null(AlertBlock.Read(bytes[..length]));
        for (var at = 0; at < bytes.Length; at++)
        {
            var flipped = (byte[])bytes.Clone();
            flipped[at] ^= (byte)(1 << at % 8);
            Assert.Null(AlertBlock.Read(flipped));
        }
    }

    [Fact]
    public void The_layout_is_that_of_the_archives_that_are_there()
    {
        var rows = AlertRow.InOrder([.. Enumerable.Range(0, 3).Select(i => Row(i, 2 - i, 4 * i, i == 1 ? -1 : i, i == 2))]);
        using var rest = new MemoryStream();
        using var writer = new BinaryWriter(rest);
        Write(r => writer.Write(r.Hpx29));
        Write(r => writer.Write(r.AlertId));
        Write(r => writer.Write(r.Stock));
        Write(r => writer.Write(r.Jd));
        Write(r => writer.Write(r.RaDeg));
        Write(r => writer.Write(r.DecDeg));
        Write(r => writer.Write(r.ProgramId ?? 0));
        var end = 0;
        Write(r => writer.Write(end += r.Candidate.Bytes.Length));
        Write(r => writer.Write((byte)((r.ProgramId is null ? 0 : 1) + (r.AlertId == 2 ? 2 : 0))));
        Write(r => writer.Write(r.Candidate.Bytes.Span));
        Assert.Equal([.. BitConverter.GetBytes(3), .. BitConverter.GetBytes(Castagnoli(rest.ToArray())), .. rest.ToArray()], AlertBlock.Of(rows).Single().Bytes);

        void Write(Action<AlertRow> write) => Array.ForEach(rows, write);
    }

    // Bit by bit, with the reversed polynomial of RFC 3720, appendix B.4.
    private static uint Castagnoli(byte[] bytes)
    {
        var register = uint.MaxValue;
        foreach (var value in bytes)
        {
            register ^= value;
            for (var bit = 0; bit < 8; bit++)
                register = (register >> 1) ^ ((register & 1) * 0x82F63B78);
        }
        return ~register;
    }

    private static AlertRow Row(int id, int place, int textLength, int program, bool hasPacket)
    {
        var alert = hasPacket ? HandMade.Alert(id, 2_458_451.75 + id * 1e-6, place, -20) : HandMade.Bare(id, 2_458_451.75 + id * 1e-6, place, -20);
        return AlertRow.Of(alert) with { Candidate = HandMade.CandidateRecord(id, text: new string('x', textLength)), ProgramId = program < 0 ? null : program };
    }
}
