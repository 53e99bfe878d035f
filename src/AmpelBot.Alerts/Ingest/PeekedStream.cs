namespace AmpelBot.Alerts.Ingest;

/// <summary>A stream whose first bytes can be looked at before it is read. It does not own the inner stream.</summary>
internal sealed class PeekedStream(Stream inner) : ForwardStream
{
    private const int HeadLength = 512;
    private byte[]? head;
    private int headGiven;

    /// <summary>Number of bytes that were read so far.</summary>
    internal long Given { get; private set; }

    /// <summary>All bytes, where nothing was read yet and they are in memory as one array; otherwise null.</summary>
    internal byte[]? Memory => Given == 0 && inner is MemoryStream memory && memory.TryGetBuffer(out var bytes) && bytes is { Offset: 0, Array: { } all }
        && bytes.Count == all.Length ? all : null;

    /// <summary>The first bytes, up to 512; fewer when the stream has no more.</summary>
    internal ReadOnlySpan<byte> Head => head ??= ReadHead();

    public override int Read(Span<byte> buffer)
    {
        var left = Head[headGiven..];
        var count = Math.Min(left.Length, buffer.Length);
        if (left.Length == 0)
            count = inner.Read(buffer);
        else
        {
            left[..count].CopyTo(buffer);
            headGiven += count;
        }
        Given += count;
        return count;
    }

    private byte[] ReadHead()
    {
        var bytes = new byte[HeadLength];
        return bytes[..inner.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
    }
}

/// <summary>Bytes that were read ahead, and then either the rest of the stream or what its reading failed with.</summary>
internal sealed class PrefixedStream(ReadOnlyMemory<byte> prefix, Stream rest, Exception? failure) : ForwardStream
{
    private ReadOnlyMemory<byte> left = prefix;

    public override int Read(Span<byte> buffer)
    {
        if (left.Length == 0)
            return failure is null ? rest.Read(buffer) : throw new IOException(failure.Message, failure);
        var count = Math.Min(left.Length, buffer.Length);
        left.Span[..count].CopyTo(buffer);
        left = left[count..];
        return count;
    }
}

/// <summary>A stream that remembers its last bytes.</summary>
internal sealed class TailedStream(Stream inner) : ForwardStream
{
    private const int TailLength = 4;
    private byte[] tail = [];

    /// <summary>Number of bytes that were read so far.</summary>
    internal long Given { get; private set; }

    /// <summary>The last four bytes that were read; fewer when there were no more.</summary>
    internal ReadOnlySpan<byte> Tail => tail;

    public override int Read(Span<byte> buffer)
    {
        var count = inner.Read(buffer);
        Given += count;
        if (count > 0)
            tail = count >= TailLength ? buffer[(count - TailLength)..count].ToArray() : [.. tail.TakeLast(TailLength - count), .. buffer[..count]];
        return count;
    }
}

/// <summary>A stream that refuses to give more bytes than it may.</summary>
internal sealed class BoundedStream(Stream inner, Func<long> maxLength) : ForwardStream
{
    /// <summary>Number of bytes that were read so far.</summary>
    internal long Given { get; private set; }

    public override int Read(Span<byte> buffer)
    {
        var read = inner.Read(buffer);
        Given += read;
        return Given <= maxLength() ? read : throw new InvalidDataException($"it expands to more than {maxLength()} bytes");
    }
}

/// <summary>What streams that are read once, from front to back, have in common.</summary>
internal abstract class ForwardStream : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public abstract override int Read(Span<byte> buffer);

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
