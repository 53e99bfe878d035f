using System.Buffers;

namespace AmpelBot.Alerts.Avro;

/// <summary>The part of a stream that has been read and not yet been dealt with; it grows only as bytes really arrive.</summary>
internal sealed class AvroWindow(Stream stream) : IDisposable
{
    private const int Chunk = 1 << 16;
    private byte[] buffer = ArrayPool<byte>.Shared.Rent(Chunk);
    private int start;
    private int end;

    /// <summary>Place of the window's first byte in the stream.</summary>
    internal long Offset { get; private set; }

    /// <summary>The bytes that are there. They stay valid until the next call of any other member.</summary>
    internal ReadOnlyMemory<byte> Bytes => buffer.AsMemory(start, end - start);

    /// <summary>Reads until the window has so many bytes; false when the stream ends before.</summary>
    internal bool Ensure(long count)
    {
        while (end - start < count)
        {
            if (end == buffer.Length)
                MakeRoom();
            var read = stream.Read(buffer, end, buffer.Length - end);
            if (read == 0)
                return false;
            end += read;
        }
        return true;
    }

    /// <summary>Drops bytes from the window's beginning.</summary>
    internal void Skip(int count)
    {
        start += count;
        Offset += count;
    }

    /// <summary>Drops everything up to and including the first occurrence of a marker; false when there is none.</summary>
    internal bool SkipPast(ReadOnlySpan<byte> marker)
    {
        while (Ensure(marker.Length))
        {
            if (buffer.AsSpan(start, end - start).IndexOf(marker) is var at and >= 0)
            {
                Skip(at + marker.Length);
                return true;
            }
            Skip(end - start - marker.Length + 1);
        }
        return false;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(buffer);
        (buffer, start, end) = ([], 0, 0);
    }

    private void MakeRoom()
    {
        if (start >= buffer.Length / 2)
            buffer.AsSpan(start, end - start).CopyTo(buffer);
        else
        {
            var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
            buffer.AsSpan(start, end - start).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = larger;
        }
        (start, end) = (0, end - start);
    }
}
