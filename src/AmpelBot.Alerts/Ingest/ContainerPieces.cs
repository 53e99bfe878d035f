using AmpelBot.Alerts.Avro;

namespace AmpelBot.Alerts.Ingest;

/// <summary>
/// Cuts a large Avro container (specification 1.11, "Object Container Files") between its blocks, so that several threads decode it: a piece
/// is the container's header and some of its blocks, a container again.
/// </summary>
/// <remarks>
/// It looks at the frames of the blocks only. Where a block is not followed by its sync marker, the rest, with the last sound block before
/// it, goes to the container's own reader, which knows what to make of damage.
/// </remarks>
internal static class ContainerPieces
{
    /// <summary>Blocks are put together up to this length.</summary>
    private const int Target = 256 << 10;
    private const int MaxHeaderLength = 4 << 20;
    private const int MaxFrameNumbers = 20;

    /// <summary>The pieces of a container, read from a stream as they are asked for.</summary>
    internal static IEnumerable<PacketPiece> Split(string name, Stream stream, CancellationToken cancellation)
    {
        var window = new AvroWindow(stream);
        if (!PacketContent.Try(() => HeaderLength(window), out var headerLength, out _) || headerLength == 0)
            return Rest(name, new PrefixedStream(window.Bytes, stream, null), 0, cancellation);
        var header = window.Bytes[..headerLength].ToArray();
        window.Skip(headerLength);
        return Blocks(name, header, window, stream, cancellation);
    }

    private static IEnumerable<PacketPiece> Blocks(string name, byte[] header, AvroWindow window, Stream stream, CancellationToken cancellation)
    {
        var sync = header.AsMemory(header.Length - AvroContainer.SyncLength);
        var group = new MemoryStream();
        var groupOffset = window.Offset;
        var lastBlock = 0;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            if (!PacketContent.Try(() => NextBlock(window, sync.Span), out var length, out var failure))
                length = Damaged;
            if (length == End)
                break;
            if (length == Damaged)
            {
                // The last sound block is read with what follows it.
                var sound = group.ToArray();
                if (lastBlock > 0)
                    yield return Group(name, header, sound[..lastBlock], groupOffset);
                byte[] prefix = [.. header, .. sound[lastBlock..], .. window.Bytes.Span];
                var rest = new PrefixedStream(prefix, stream, failure.Length > 0 ? new IOException(failure) : null);
                foreach (var piece in Rest(name, rest, groupOffset + lastBlock - header.Length, cancellation))
                    yield return piece;
                yield break;
            }
            // A group ends only where the block behind it is sound.
            if (group.Length >= Target)
            {
                yield return Group(name, header, group.ToArray(), groupOffset);
                group.SetLength(0);
                groupOffset = window.Offset;
            }
            lastBlock = (int)group.Length;
            group.Write(window.Bytes.Span[..length]);
            window.Skip(length);
        }
        yield return Group(name, header, group.ToArray(), groupOffset);
    }

    private static PacketPiece Group(string name, byte[] header, byte[] blocks, long offset)
    {
        byte[] bytes = [.. header, .. blocks];
        return new PacketPiece(
            (_, token) => ContainerPackets.Read(name, PacketContent.InMemory(bytes), bytes, offset - header.Length, token), bytes.Length);
    }

    /// <summary>What has to be read in one go, packet by packet.</summary>
    private static IEnumerable<PacketPiece> Rest(string name, Stream stream, long shift, CancellationToken cancellation) =>
        ContainerPackets.Read(name, stream, null, shift, cancellation).Select(packet => PacketPiece.Of(packet));

    private const int End = -1;
    private const int Damaged = -2;

    /// <summary>Length of the block at the window's start, its sync marker included; or End, or Damaged. The block is in the window.</summary>
    private static int NextBlock(AvroWindow window, ReadOnlySpan<byte> sync)
    {
        if (!window.Ensure(1))
            return End;
        window.Ensure(MaxFrameNumbers);
        var at = 0;
        if (Long(window.Bytes.Span, ref at) is not >= 0 || Long(window.Bytes.Span, ref at) is not (>= 0 and <= AvroContainer.MaxBlockLength and var length))
            return Damaged;
        var end = at + (int)length;
        return window.Ensure(end + AvroContainer.SyncLength) && window.Bytes.Span.Slice(end, AvroContainer.SyncLength).SequenceEqual(sync)
            ? end + AvroContainer.SyncLength : Damaged;
    }

    /// <summary>Length of the header with its sync marker; 0 where it is none. The header is in the window, which stays at its start.</summary>
    private static int HeaderLength(AvroWindow window)
    {
        for (var have = 1 << 14; have <= MaxHeaderLength; have *= 4)
        {
            var isAll = !window.Ensure(have);
            if (HeaderLength(window.Bytes.Span) is var length and > 0)
                return IsSound(window.Bytes[..length]) ? length : 0;
            if (isAll)
                return 0;
        }
        return 0;
    }

    private static int HeaderLength(ReadOnlySpan<byte> bytes)
    {
        var at = AvroContainer.Magic.Length;
        while (Long(bytes, ref at) is { } count)
        {
            if (count == 0)
                return at + AvroContainer.SyncLength <= bytes.Length ? at + AvroContainer.SyncLength : 0;
            if (count < 0 && (Long(bytes, ref at) is null || count == long.MinValue))
                return 0;
            for (var left = 2 * Math.Abs(count); left != 0; left--)
            {
                if (Long(bytes, ref at) is not { } length || length < 0 || length > bytes.Length - at)
                    return 0;
                at += (int)length;
            }
        }
        return 0;
    }

    /// <summary>Whether the container's own reader takes the header, with no block behind it, for one.</summary>
    private static bool IsSound(ReadOnlyMemory<byte> header)
    {
        var isSound = true;
        foreach (var _ in AvroContainer.Read(new MemoryStream(header.ToArray(), writable: false), _ => isSound = false, CancellationToken.None))
            isSound = false;
        return isSound;
    }

    /// <summary>A variable-length zig-zag integer; null where there is none.</summary>
    private static long? Long(ReadOnlySpan<byte> bytes, ref int at)
    {
        var value = 0UL;
        for (var shift = 0; shift < 64 && at < bytes.Length; shift += 7)
        {
            var next = bytes[at++];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
                return (long)(value >> 1) ^ -(long)(value & 1);
        }
        return null;
    }
}
