using System.Security.Cryptography;
using System.Text;

namespace AmpelBot.Alerts.Avro;

/// <summary>A record of a container.</summary>
/// <param name="Offset">Byte offset in the container of the record, or of its block where the block is compressed.</param>
/// <param name="Record">The record.</param>
/// <param name="Doubt">
/// Null for a sound record. Otherwise the record could be decoded, but the bytes about it are damaged, and this says how: its values may be
/// looked at and must not be kept.
/// </param>
public sealed record AvroItem(long Offset, AvroRecord Record, AvroException? Doubt);

/// <summary>Avro object container files (specification 1.11, "Object Container Files").</summary>
public static class AvroContainer
{
    /// <summary>Most bytes in one block, before and after expanding it.</summary>
    public const int MaxBlockLength = 64 << 20;

    internal const int SyncLength = 16;
    private const int BlockTarget = 1 << 16;

    /// <summary>The four bytes that a container begins with.</summary>
    public static ReadOnlySpan<byte> Magic => "Obj\x01"u8;

    /// <summary>The records in order, read as they are asked for.</summary>
    /// <exception cref="AvroException">At the damaged place, after the records before it.</exception>
    public static IEnumerable<AvroItem> Read(Stream stream, CancellationToken cancellation) =>
        Read(stream, damage => throw damage, cancellation).Select(item => item.Doubt is null ? item : throw item.Doubt);

    /// <summary>
    /// The records in order, going on behind damage: with the next records of the block if they are found (they must end exactly where
    /// the block does), else with the next block.
    /// </summary>
    /// <remarks>
    /// The records of a block without the sync marker behind it are in doubt: their bytes are not those that were written, even where they
    /// can be decoded. So are those of the last block before bytes that are no block and run to the end without another marker.
    /// A damage that puts records in doubt is told with them, and otherwise to <paramref name="damaged"/>.
    /// </remarks>
    /// <param name="stream">The container; it need not seek.</param>
    /// <param name="damaged">Told of each damaged place; what it throws ends the reading.</param>
    /// <param name="cancellation">Stops between records.</param>
    public static IEnumerable<AvroItem> Read(Stream stream, Action<AvroException> damaged, CancellationToken cancellation) =>
        new AvroContainerReader(stream, damaged, cancellation).Items();

    /// <summary>Writes a container. The same records give the same bytes: the sync marker is taken from the schema.</summary>
    /// <exception cref="ArgumentException">A record is not of the schema.</exception>
    public static void Write(Stream stream, AvroRecordSchema schema, IEnumerable<AvroRecord> records, AvroCodec codec)
    {
        var sync = SHA256.HashData(Encoding.UTF8.GetBytes(schema.Json)).AsSpan(0, SyncLength).ToArray();
        stream.Write(Magic);
        AvroEncoder.WriteLong(stream, 2);
        AvroEncoder.WriteBytes(stream, "avro.schema"u8);
        AvroEncoder.WriteBytes(stream, Encoding.UTF8.GetBytes(schema.Json));
        AvroEncoder.WriteBytes(stream, "avro.codec"u8);
        AvroEncoder.WriteBytes(stream, Encoding.ASCII.GetBytes(AvroCodecs.NameOf(codec)));
        AvroEncoder.WriteLong(stream, 0);
        stream.Write(sync);
        using var block = new MemoryStream();
        var count = 0;
        foreach (var record in records)
        {
            AvroEncoder.Write(block, schema, record);
            count++;
            if (block.Length >= BlockTarget)
                Flush();
        }
        if (count > 0)
            Flush();

        void Flush()
        {
            AvroEncoder.WriteLong(stream, count);
            AvroEncoder.WriteBytes(stream, AvroCodecs.Compress(codec, block.ToArray()));
            stream.Write(sync);
            block.SetLength(0);
            count = 0;
        }
    }
}
