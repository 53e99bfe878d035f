namespace AmpelBot.Sky.Fits;

/// <summary>A stream whose first bytes were read ahead, and which may go on with some more bytes after its end.</summary>
internal sealed class PeekedStream : Stream
{
    private readonly Stream inner;
    private readonly byte[] head;
    private readonly byte[] tail;
    private int headAt;
    private int tailAt;

    public PeekedStream(Stream inner, int length, byte[] tail)
    {
        this.inner = inner;
        this.tail = tail;
        head = new byte[length];
        var read = inner.ReadAtLeast(head, length, throwOnEndOfStream: false);
        Array.Resize(ref head, read);
    }

    /// <summary>The bytes read ahead; fewer than asked for when the stream is shorter.</summary>
    public ReadOnlySpan<byte> Head => head;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        int count;
        if (headAt == head.Length)
        {
            count = tailAt == 0 ? inner.Read(buffer) : 0;
            if (count > 0 || buffer.IsEmpty)
                return count;
            count = Math.Min(buffer.Length, tail.Length - tailAt);
            tail.AsSpan(tailAt, count).CopyTo(buffer);
            tailAt += count;
            return count;
        }
        count = Math.Min(buffer.Length, head.Length - headAt);
        head.AsSpan(headAt, count).CopyTo(buffer);
        headAt += count;
        return count;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
