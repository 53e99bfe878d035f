using System.Buffers.Binary;
using System.Text;
using Npgsql;

namespace AmpelBot.Alerts.Archive.Postgres;

/// <summary>Rows on their way into a table, in the binary format of COPY (PostgreSQL 15 documentation, "COPY", Binary Format).</summary>
/// <remarks>
/// Each field is its length and its bytes, big-endian. A value is written once into the buffer that is sent; Npgsql's own importer looks up a converter for every value
/// of every row.
/// </remarks>
internal sealed class CopyRows : IAsyncDisposable
{
    private const int BufferBytes = 1 << 18;
    private const long MicrosecondsTo2000 = 946_684_800_000_000;
    private static readonly byte[] Header = [.. "PGCOPY\n"u8, 0xFF, .. "\r\n\0"u8, 0, 0, 0, 0, 0, 0, 0, 0];

    private readonly NpgsqlRawCopyStream stream;
    private readonly CancellationToken cancellation;
    private byte[] buffer = new byte[BufferBytes];
    private int length;
    private bool isComplete;
    private string? lastText;
    private byte[] lastTextBytes = [];

    private CopyRows(NpgsqlRawCopyStream stream, CancellationToken cancellation) => (this.stream, this.cancellation) = (stream, cancellation);

    /// <summary>Begins to send rows to a table.</summary>
    /// <param name="connection">Within a transaction.</param>
    /// <param name="columns">Table and columns: <c>packet (alert_id, schema)</c>.</param>
    /// <param name="cancellation">Stops sending.</param>
    internal static async Task<CopyRows> BeginAsync(NpgsqlConnection connection, string columns, CancellationToken cancellation)
    {
        var stream = await connection.BeginRawBinaryCopyAsync($"copy {columns} from stdin (format binary)", cancellation).ConfigureAwait(false);
        var rows = new CopyRows(stream, cancellation);
        Header.CopyTo(rows.Room(Header.Length));
        return rows;
    }

    /// <summary>Begins a row.</summary>
    /// <returns>Completes when the rows before are on their way.</returns>
    internal async ValueTask RowAsync(short fields)
    {
        if (length >= BufferBytes / 2)
            await FlushAsync().ConfigureAwait(false);
        BinaryPrimitives.WriteInt16BigEndian(Room(2), fields);
    }

    /// <summary>A bigint.</summary>
    internal void Long(long value)
    {
        var room = Room(12);
        BinaryPrimitives.WriteInt32BigEndian(room, 8);
        BinaryPrimitives.WriteInt64BigEndian(room[4..], value);
    }

    /// <summary>A bigint or NULL.</summary>
    internal void Long(long? value)
    {
        if (value is { } v)
            Long(v);
        else
            Null();
    }

    /// <summary>A double precision.</summary>
    internal void Double(double value) => Long(BitConverter.DoubleToInt64Bits(value));

    /// <summary>A double precision or NULL, which NaN becomes.</summary>
    internal void Double(double? value)
    {
        if (value is { } v && !double.IsNaN(v))
            Double(v);
        else
            Null();
    }

    /// <summary>An integer.</summary>
    internal void Int(int value)
    {
        var room = Room(8);
        BinaryPrimitives.WriteInt32BigEndian(room, 4);
        BinaryPrimitives.WriteInt32BigEndian(room[4..], value);
    }

    /// <summary>An integer or NULL.</summary>
    internal void Int(int? value)
    {
        if (value is { } v)
            Int(v);
        else
            Null();
    }

    /// <summary>A smallint.</summary>
    internal void Small(short value)
    {
        var room = Room(6);
        BinaryPrimitives.WriteInt32BigEndian(room, 2);
        BinaryPrimitives.WriteInt16BigEndian(room[4..], value);
    }

    /// <summary>A boolean or NULL.</summary>
    internal void Bool(bool? value)
    {
        if (value is not { } v)
        {
            Null();
            return;
        }
        var room = Room(5);
        BinaryPrimitives.WriteInt32BigEndian(room, 1);
        room[4] = v ? (byte)1 : (byte)0;
    }

    /// <summary>A timestamptz: microseconds since 2000.</summary>
    internal void Time(DateTimeOffset value) => Long((value - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond - MicrosecondsTo2000);

    /// <summary>A text that seldom comes again.</summary>
    internal void NewText(string value)
    {
        value = PostgresText.Of(value);
        var count = Encoding.UTF8.GetByteCount(value);
        var room = Room(4 + count);
        BinaryPrimitives.WriteInt32BigEndian(room, count);
        Encoding.UTF8.GetBytes(value, room[4..]);
    }

    /// <summary>A text that mostly is that of the row before.</summary>
    internal void Text(string value)
    {
        // The name of the survey comes again in every row.
        if (!ReferenceEquals(value, lastText))
            (lastText, lastTextBytes) = (value, Encoding.UTF8.GetBytes(PostgresText.Of(value)));
        Bytes(lastTextBytes);
    }

    /// <summary>A bytea.</summary>
    internal void Bytes(ReadOnlySpan<byte> value)
    {
        var room = Room(4 + value.Length);
        BinaryPrimitives.WriteInt32BigEndian(room, value.Length);
        value.CopyTo(room[4..]);
    }

    /// <summary>A bigint[] of one dimension, of at least one number.</summary>
    internal void Longs(ReadOnlySpan<long> values)
    {
        const int headerBytes = 20, oidOfBigint = 20;
        var room = Room(4 + headerBytes + 12 * values.Length);
        BinaryPrimitives.WriteInt32BigEndian(room, headerBytes + 12 * values.Length);
        BinaryPrimitives.WriteInt32BigEndian(room[4..], 1);
        BinaryPrimitives.WriteInt32BigEndian(room[8..], 0);
        BinaryPrimitives.WriteInt32BigEndian(room[12..], oidOfBigint);
        BinaryPrimitives.WriteInt32BigEndian(room[16..], values.Length);
        BinaryPrimitives.WriteInt32BigEndian(room[20..], 1);
        room = room[24..];
        foreach (var value in values)
        {
            BinaryPrimitives.WriteInt32BigEndian(room, 8);
            BinaryPrimitives.WriteInt64BigEndian(room[4..], value);
            room = room[12..];
        }
    }

    /// <summary>Sends what is left, and waits until the server has stored all rows.</summary>
    internal async Task CompleteAsync()
    {
        BinaryPrimitives.WriteInt16BigEndian(Room(2), -1);
        await FlushAsync().ConfigureAwait(false);
        isComplete = true;
        await stream.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Takes the rows back that were not completed.</summary>
    public async ValueTask DisposeAsync()
    {
        if (isComplete)
            return;
        isComplete = true;
        try
        {
            await stream.CancelAsync().ConfigureAwait(false);
            await stream.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (PostgresFailure.Is(e) || e is ObjectDisposedException or OperationCanceledException or InvalidOperationException)
        {
            // The error that ended the rows is on its way to the caller already.
        }
    }

    private void Null() => BinaryPrimitives.WriteInt32BigEndian(Room(4), -1);

    private Span<byte> Room(int bytes)
    {
        if (buffer.Length - length < bytes)
            Array.Resize(ref buffer, Math.Max(buffer.Length * 2, length + bytes));
        var room = buffer.AsSpan(length, bytes);
        length += bytes;
        return room;
    }

    private async ValueTask FlushAsync()
    {
        await stream.WriteAsync(buffer.AsMemory(0, length), cancellation).ConfigureAwait(false);
        length = 0;
    }
}

/// <summary>Text as PostgreSQL can hold it.</summary>
internal static class PostgresText
{
    /// <summary>A text with the replacement character U+FFFD for zero characters, which PostgreSQL has no place for, and for halves of surrogate pairs.</summary>
    internal static string Of(string text)
    {
        foreach (var c in text)
            if (c == '\0' || char.IsSurrogate(c))
                return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)).Replace('\0', '\uFFFD');
        return text;
    }
}
