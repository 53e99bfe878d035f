namespace AmpelBot.Sky.Fits;

/// <summary>A stream whose first bytes were read ahead, and which may go on with some more bytes after its end.</summary>
internal sealed class PeekedStream : Stream
{
    private readonly Stream _inner;
    private readonly byte[] _head;
    private readonly byte[] _tail;
    private int _headAt;
    private int _tailAt;

    public PeekedStream(Stream inner, int length, byte[] tail)
    {
        _inner = inner;
        _tail = tail;
        _head = new byte[length];
        var read = inner.ReadAtLeast(_head, length, throwOnEndOfStream: false);
        Array.Resize(ref _head, read);
    }

    /// <summary>The bytes read ahead; fewer than asked for when the stream is shorter.</summary>
    public ReadOnlySpan<byte> Head => _head;

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
        if (_headAt == _head.Length)
        {
            count = _tailAt == 0 ? _inner.Read(buffer) : 0;
            if (count > 0 || buffer.IsEmpty)
                return count;
            count = Math.Min(buffer.Length, _tail.Length - _tailAt);
            _tail.AsSpan(_tailAt, count).CopyTo(buffer);
            _tailAt += count;
            return count;
        }
        count = Math.Min(buffer.Length, _head.Length - _headAt);
        _head.AsSpan(_headAt, count).CopyTo(buffer);
        _headAt += count;
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
