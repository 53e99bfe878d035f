using System.Buffers.Binary;
using AmpelBot.Alerts.Avro;

namespace AmpelBot.Alerts.Archive;

/// <summary>Numbered alerts of one night, one survey and one schema that are neighbours on the sky, packed into one value: how a run, the alerts of a big batch (<see cref="ListedAlerts"/>), is kept.</summary>
/// <remarks>
/// <para>Archives hold the bytes, so their layout must not change. Little-endian: the number n of the alerts (int32), the CRC-32C of all that follows (uint32); then, each for all alerts in their order,
/// hpx29, alert id, stock (int64), jd, ra, dec (float64; days UTC, degrees ICRS), program (int32), where its body ends, counted from the first (int32), flags (1 byte: 1 the survey says the program, 2 table packet has
/// the alert); then the candidate blocks (Avro binary), one after the other.</para>
/// <para>The alerts ascend by (hpx29, alert id). A value has as many as fit into a page of 8 kB with what a table keeps beside it, and at least one.</para>
/// </remarks>
internal sealed class AlertBlock
{
    /// <summary>Most bytes of a value with more than one alert.</summary>
    internal const int MostBytes = 7_936;

    private const int HeaderBytes = 8;
    private const int FixedBytes = 6 * 8 + 2 * 4 + 1;
    private const byte HasProgram = 1;
    private const byte HasPacket = 2;

    private readonly byte[] bytes;
    private readonly int bodies;

    private AlertBlock(byte[] bytes, int count) => (this.bytes, Count, bodies) = (bytes, count, HeaderBytes + FixedBytes * count);

    /// <summary>Number of alerts, 1 or more.</summary>
    internal int Count { get; }

    /// <summary>A value and what a table keeps beside it.</summary>
    /// <param name="FirstHpx29">Lowest index.</param>
    /// <param name="LastHpx29">Highest index.</param>
    /// <param name="Alerts">Their number.</param>
    /// <param name="Schema">Of all bodies.</param>
    /// <param name="Bytes">The value.</param>
    internal sealed record Packed(long FirstHpx29, long LastHpx29, int Alerts, AvroRecordSchema Schema, byte[] Bytes);

    /// <summary>Packs the alerts of a batch that may be listed.</summary>
    /// <param name="inOrder">Ascending by (hpx29, alert id).</param>
    internal static IEnumerable<Packed> Of(AlertRow[] inOrder)
    {
        for (int start = 0, end; start < inOrder.Length; start = end)
        {
            var schema = inOrder[start].Candidate.Schema;
            var length = HeaderBytes;
            for (end = start; end < inOrder.Length && ReferenceEquals(inOrder[end].Candidate.Schema, schema); end++)
            {
                var longer = length + FixedBytes + inOrder[end].Candidate.Bytes.Length;
                if (end > start && longer > MostBytes)
                    break;
                length = longer;
            }
            yield return new Packed(inOrder[start].Hpx29, inOrder[end - 1].Hpx29, end - start, schema, Pack(inOrder.AsSpan(start..end), length));
        }
    }

    /// <summary>A value as a table holds it; null when it is not what was stored.</summary>
    internal static AlertBlock? Read(byte[] bytes)
    {
        if (bytes.Length < HeaderBytes || BinaryPrimitives.ReadInt32LittleEndian(bytes) is not (> 0 and var count) || count > (bytes.Length - HeaderBytes) / FixedBytes
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(4)) != Crc32C.Of(bytes.AsSpan(HeaderBytes)))
            return null;
        var block = new AlertBlock(bytes, count);
        var end = 0;
        for (var i = 0; i < count; i++)
        {
            if (block.EndOf(i) < end)
                return null;
            end = block.EndOf(i);
        }
        return block.bodies + end == bytes.Length ? block : null;
    }

    /// <summary>Nested HEALPix index at order 29.</summary>
    internal long Hpx29(int i) => Long(0, i);

    /// <summary>The survey's number.</summary>
    internal long AlertId(int i) => Long(1, i);

    /// <summary>AMPEL's stock id of the object.</summary>
    internal long Stock(int i) => Long(2, i);

    /// <summary>Julian date, UTC.</summary>
    internal double Jd(int i) => BitConverter.Int64BitsToDouble(Long(3, i));

    /// <summary>Right ascension, degrees, ICRS.</summary>
    internal double RaDeg(int i) => BitConverter.Int64BitsToDouble(Long(4, i));

    /// <summary>Declination, degrees, ICRS.</summary>
    internal double DecDeg(int i) => BitConverter.Int64BitsToDouble(Long(5, i));

    /// <summary>The survey's program; null where it says none.</summary>
    internal int? ProgramId(int i) => (Flags(i) & HasProgram) != 0 ? Int(6 * 8, i) : null;

    /// <summary>Whether table packet has the alert.</summary>
    internal bool IsPacked(int i) => (Flags(i) & HasPacket) != 0;

    /// <summary>The candidate block: Avro binary.</summary>
    internal ReadOnlySpan<byte> Body(int i) => bytes.AsSpan(bodies..)[(i == 0 ? 0 : EndOf(i - 1))..EndOf(i)];

    /// <summary>The first alert with an index or a higher one; <see cref="Count"/> when there is none.</summary>
    internal int FirstFrom(long hpx29)
    {
        var (low, high) = (0, Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Hpx29(middle) < hpx29)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    private static byte[] Pack(ReadOnlySpan<AlertRow> rows, int length)
    {
        var bytes = new byte[length];
        var block = new AlertBlock(bytes, rows.Length);
        var end = 0;
        for (var i = 0; i < rows.Length; i++)
        {
            var row = rows[i];
            block.Put(0, i, row.Hpx29);
            block.Put(1, i, row.AlertId);
            block.Put(2, i, row.Stock);
            block.Put(3, i, BitConverter.DoubleToInt64Bits(row.Jd));
            block.Put(4, i, BitConverter.DoubleToInt64Bits(row.RaDeg));
            block.Put(5, i, BitConverter.DoubleToInt64Bits(row.DecDeg));
            var body = row.Candidate.Bytes.Span;
            body.CopyTo(bytes.AsSpan(block.bodies + end));
            end += body.Length;
            BinaryPrimitives.WriteInt32LittleEndian(block.IntAt(6 * 8, i), row.ProgramId ?? 0);
            BinaryPrimitives.WriteInt32LittleEndian(block.IntAt(6 * 8 + 4, i), end);
            bytes[block.FlagsAt(i)] = (byte)((row.ProgramId is null ? 0 : HasProgram) | (row.Skeleton is null ? 0 : HasPacket));
        }
        BinaryPrimitives.WriteInt32LittleEndian(bytes, rows.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), Crc32C.Of(bytes.AsSpan(HeaderBytes)));
        return bytes;
    }

    private long Long(int column, int i) => BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(HeaderBytes + 8 * (column * Count + i)));

    private void Put(int column, int i, long value) => BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(HeaderBytes + 8 * (column * Count + i)), value);

    private int Int(int before, int i) => BinaryPrimitives.ReadInt32LittleEndian(IntAt(before, i));

    /// <summary>A column of four bytes, after so many bytes of others for each alert.</summary>
    private Span<byte> IntAt(int before, int i) => bytes.AsSpan(HeaderBytes + before * Count + 4 * i, 4);

    private int EndOf(int i) => Int(6 * 8 + 4, i);

    private byte Flags(int i) => bytes[FlagsAt(i)];

    private int FlagsAt(int i) => HeaderBytes + (FixedBytes - 1) * Count + i;
}
