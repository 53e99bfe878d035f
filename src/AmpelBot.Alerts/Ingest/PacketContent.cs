using System.Buffers.Binary;
using System.Formats.Tar;
using System.IO.Compression;
using AmpelBot.Alerts.Avro;
using AmpelBot.Alerts.Surveys;

namespace AmpelBot.Alerts.Ingest;

/// <summary>Finds the packets in a stream, whose first bytes tell what it is: an Avro container, gzip, or tar.</summary>
internal static class PacketContent
{
    /// <summary>Most bytes in one member of a tar file.</summary>
    internal const long MaxMemberLength = 256L << 20;

    /// <summary>A container or member of at most so many bytes is one piece.</summary>
    internal const int WholeLength = 1 << 20;

    /// <summary>What gzip may expand to: so much, and so many times what was read. More is a bomb.</summary>
    private const long MaxExpandedLength = 1 << 30;
    private const long MaxExpansion = 100;

    /// <summary>A gzip file in a tar file in a gzip file, and no deeper.</summary>
    private const int MaxNesting = 3;
    private const int TarBlock = 512;
    private const int TarMagicOffset = 257;

    /// <summary>The packets in order, each decoded when it is asked for.</summary>
    internal static IEnumerable<AlertFilePacket> Read(string name, Stream stream, RegistrySchemas schemas, Action<string> skipped, CancellationToken cancellation) =>
        new Content(name, stream, schemas, () => true, 0, MayDefer: false).Pieces(cancellation).SelectMany(piece => piece.Read(skipped, cancellation));

    /// <summary>The packets of a message of Kafka: of its container, or the one that carries only the number of its schema.</summary>
    internal static IEnumerable<AlertFilePacket> ReadMessage(string name, byte[] message, RegistrySchemas schemas, CancellationToken cancellation) =>
        message.AsSpan().StartsWith(AvroContainer.Magic) ? ContainerPackets.Read(name, InMemory(message), message, 0, cancellation)
        : ConfluentMessage.IsOne(message) ? [BarePacket.Read(name, message, schemas)]
        : [AlertFilePacket.Dead(name, 0, WhyNoContainer(message), RefusalKind.Unreadable, message.Length <= DeadLetter.MaxBytes ? message : null)];

    /// <summary>The pieces in order; each can be decoded on another thread while the next is looked for.</summary>
    internal static IEnumerable<PacketPiece> Pieces(string name, Stream stream, RegistrySchemas schemas, CancellationToken cancellation) =>
        new Content(name, stream, schemas, () => true, 0, MayDefer: true).Pieces(cancellation);

    /// <summary>The packets of a piece that is in memory.</summary>
    private static IEnumerable<AlertFilePacket> ReadBytes(string name, byte[] bytes, RegistrySchemas schemas, int nesting, Action<string> skipped, CancellationToken cancellation) =>
        new Content(name, InMemory(bytes), schemas, () => true, nesting, MayDefer: false)
            .Pieces(cancellation).SelectMany(piece => piece.Read(skipped, cancellation));

    /// <summary>Some bytes, and where they come from.</summary>
    /// <param name="Name">The file, and the member after "::".</param>
    /// <param name="Stream">The bytes, read once.</param>
    /// <param name="Schemas">Those of packets that carry only the number of theirs.</param>
    /// <param name="IsWhole">Whether all bytes were there, asked when the stream has ended.</param>
    /// <param name="Nesting">How many files it lies in.</param>
    /// <param name="MayDefer">Whether a piece may be decoded later than the next is asked for.</param>
    private sealed record Content(string Name, Stream Stream, RegistrySchemas Schemas, Func<bool> IsWhole, int Nesting, bool MayDefer)
    {
        internal IEnumerable<PacketPiece> Pieces(CancellationToken cancellation)
        {
            var peeked = new PeekedStream(Stream);
            if (!Try(() => peeked.Head.Length, out _, out var failure))
                return [Dead(Name, failure)];
            var head = peeked.Head;
            if (head.StartsWith(AvroContainer.Magic))
                return Container(peeked, cancellation);
            if (Nesting < MaxNesting && head is [0x1f, 0x8b, ..])
            {
                var expanded = Expand(peeked, Stream, Nesting);
                return (this with { Stream = expanded, IsWhole = () => EndsWithLength(Stream, expanded.Given), Nesting = Nesting + 1 }).Pieces(cancellation);
            }
            if (Nesting < MaxNesting && head.Length > TarMagicOffset && head[TarMagicOffset..].StartsWith("ustar"u8))
                return Members(peeked, cancellation);
            if (!Name.EndsWith(".avro", StringComparison.OrdinalIgnoreCase))
                return [PacketPiece.Skipped(Name)];
            var all = Head.Read(peeked, BarePacket.MaxLength);
            if (all.IsAll && ConfluentMessage.IsOne(all.Bytes))
                return [new PacketPiece((_, _) => [BarePacket.Read(Name, all.Bytes, Schemas)], all.Bytes.Length)];
            return [PacketPiece.Of(AlertFilePacket.Dead(Name, 0, WhyNoContainer(all.Bytes), RefusalKind.Unreadable, all.IsAll && all.Bytes.Length <= DeadLetter.MaxBytes ? all.Bytes : null))];
        }

        private IEnumerable<PacketPiece> Container(PeekedStream stream, CancellationToken cancellation)
        {
            var head = Head.Read(stream, WholeLength);
            if (head.IsAll)
                return [new PacketPiece((_, token) => ContainerPackets.Read(Name, InMemory(head.Bytes), head.Bytes, 0, token), head.Bytes.Length)];
            var all = head.Stream;
            return MayDefer ? ContainerPieces.Split(Name, all, cancellation) : [new PacketPiece((_, token) => ContainerPackets.Read(Name, all, null, 0, token), 0)];
        }

        private IEnumerable<PacketPiece> Members(PeekedStream stream, CancellationToken cancellation)
        {
            using var tar = new TarReader(stream, leaveOpen: true);
            while (true)
            {
                cancellation.ThrowIfCancellationRequested();
                if (!Try(() => NextEntry(tar, stream, IsWhole), out var entry, out var failure))
                {
                    yield return Dead(Name, $"the rest of the tar file cannot be read: {failure}");
                    yield break;
                }
                if (entry is null)
                    yield break;
                var member = $"{Name}::{entry.Name}";
                if (entry.Length > MaxMemberLength)
                {
                    yield return Dead(member, $"the member has {entry.Length} bytes, more than {MaxMemberLength}; the rest of the tar file is not read");
                    yield break;
                }
                if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile))
                    continue;
                var inside = entry.DataStream ?? Stream.Null;
                var head = MayDefer ? Head.Read(inside, WholeLength, (int)Math.Min(entry.Length, WholeLength)) : new Head([], false, inside);
                if (MayDefer && head.IsAll)
                    yield return new PacketPiece((skipped, token) => ReadBytes(member, head.Bytes, Schemas, Nesting + 1, skipped, token), head.Bytes.Length);
                else
                    foreach (var piece in (this with { Name = member, Stream = head.Stream, IsWhole = () => true, Nesting = Nesting + 1 }).Pieces(cancellation))
                        yield return piece;
            }
        }
    }

    /// <summary>The beginning of a stream, read ahead.</summary>
    /// <param name="Bytes">The bytes.</param>
    /// <param name="IsAll">Whether the stream ends behind them.</param>
    /// <param name="Stream">All bytes of the stream, from the first.</param>
    private sealed record Head(byte[] Bytes, bool IsAll, Stream Stream)
    {
        /// <summary>Reads up to so many bytes. What fails to be read fails again behind the bytes that were read.</summary>
        /// <param name="stream">The stream.</param>
        /// <param name="most">How many bytes.</param>
        /// <param name="expected">How many there probably are.</param>
        internal static Head Read(Stream stream, int most, int expected = 1 << 16)
        {
            if (stream is PeekedStream { Memory: { } there })
                return there.Length <= most ? new Head(there, true, stream) : new Head([], false, stream);
            var bytes = new byte[Math.Min(expected, most) + 1];
            var length = 0;
            Exception? failure = null;
            try
            {
                while (length <= most && stream.Read(bytes, length, bytes.Length - length) is var count and > 0)
                {
                    length += count;
                    if (length == bytes.Length && length <= most)
                        Array.Resize(ref bytes, Math.Min(2 * length, most + 1));
                }
            }
            catch (Exception e) when (IsOfTheBytes(e))
            {
                failure = e;
            }
            Array.Resize(ref bytes, length);
            var isAll = failure is null && length <= most;
            return new Head(bytes, isAll, isAll ? InMemory(bytes) : new PrefixedStream(bytes, stream, failure));
        }
    }

    /// <summary>A stream whose bytes who reads it may use where they are.</summary>
    internal static MemoryStream InMemory(byte[] bytes) => new(bytes, 0, bytes.Length, writable: false, publiclyVisible: true);

    private static string WhyNoContainer(byte[] bytes) => bytes.Length switch
    {
        0 => "the file is empty",
        _ => "no Avro container: it does not begin with \"Obj\" and 1",
    };

    private static BoundedStream Expand(PeekedStream packed, Stream stream, int nesting) => new(
        new GZipStream(packed, CompressionMode.Decompress),
        () => MaxExpandedLength + MaxExpansion * (stream.CanSeek ? stream.Position : nesting == 0 ? packed.Given : 0));

    /// <summary>
    /// Whether a gzip file ends with the length of what it held (RFC 1952, ISIZE), for the decoder says nothing of a file that was cut.
    /// </summary>
    private static bool EndsWithLength(Stream stream, long length)
    {
        var size = new byte[4];
        switch (stream)
        {
            case TailedStream tailed:
                return tailed.Tail.TryCopyTo(size) && BinaryPrimitives.ReadUInt32LittleEndian(size) == (uint)length;
            case FileStream file:
                return RandomAccess.Read(file.SafeFileHandle, size, file.Length - size.Length) == size.Length
                    && BinaryPrimitives.ReadUInt32LittleEndian(size) == (uint)length;
            default:
                return true;
        }
    }

    /// <summary>The next member; null behind the last one, also where the zeros that should close a tar file are missing.</summary>
    private static TarEntry? NextEntry(TarReader tar, PeekedStream stream, Func<bool> isWhole)
    {
        try
        {
            return tar.GetNextEntry();
        }
        catch (EndOfStreamException) when (stream.Given % TarBlock == 0 && isWhole())
        {
            return null;
        }
    }

    /// <summary>Runs what reads from a file or an archive; false, and why, when the bytes cannot be had.</summary>
    internal static bool Try<T>(Func<T> read, out T? value, out string failure)
    {
        (value, failure) = (default, "");
        try
        {
            value = read();
            return true;
        }
        catch (Exception e) when (IsOfTheBytes(e))
        {
            failure = e.Message;
            return false;
        }
    }

    private static bool IsOfTheBytes(Exception e) =>
        e is IOException or InvalidDataException or UnauthorizedAccessException or FormatException or ArgumentException;

    private static PacketPiece Dead(string name, string reason) => PacketPiece.Of(AlertFilePacket.Dead(name, 0, reason, RefusalKind.Unreadable));
}
