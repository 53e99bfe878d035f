using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace AmpelBot.Alerts.Avro;

/// <summary>Reads one container, from front to back, once.</summary>
internal sealed class AvroContainerReader(Stream stream, Action<AvroException> damaged, CancellationToken cancellation)
{
    private const int MaxHeaderEntries = 1000;
    private const int MaxHeaderLength = 4 << 20;
    private const int MaxFrameNumbers = 20;
    private const int SyncLength = AvroContainer.SyncLength;

    /// <summary>Work that the search for records behind damaged ones may cost in one container: bytes decoded, and some for each start tried.</summary>
    private const long SearchBudget = 32 << 20;
    private const long SearchCostOfAStart = 128;

    private readonly AvroWindow window = new(stream);
    private long searchBudget = SearchBudget;

    internal IEnumerable<AvroItem> Items()
    {
        using var rented = window;
        if (!TryReadHeader(out var header, out var damage))
        {
            damaged(damage);
            yield break;
        }
        while (window.Ensure(1))
        {
            cancellation.ThrowIfCancellationRequested();
            var frame = FrameAt(header, 0, out damage);
            if (frame is null || !IsInSync(header, frame))
            {
                var doubt = damage ?? new AvroException(
                    $"a block of {frame!.Count} records in {frame.Length} bytes is damaged: the sync marker is not behind it", window.Offset);
                var doubtful = frame is null ? [] : DoubtfulItems(header, frame, doubt);
                foreach (var item in doubtful)
                    yield return item;
                if (doubtful.Count == 0)
                    damaged(doubt);
                if (!SkipDamagedBlock(header, frame))
                    yield break;
                continue;
            }
            var next = frame.End + SyncLength;
            if (!window.Ensure(next + 1) || FrameAt(header, next, out damage) is not null)
            {
                foreach (var item in ItemsOf(header, frame))
                    yield return item;
                window.Skip(next);
                continue;
            }
            var held = ItemsOf(header, frame).ToList();
            window.Skip(next);
            if (!window.SkipPast(header.Sync))
            {
                var doubt = new AvroException(
                    $"the container ends in bytes that are no Avro, so the {frame.Count} records before them are not trusted either", damage!.Offset, damage);
                foreach (var item in held)
                    yield return item with { Doubt = doubt };
                if (held.Count == 0)
                    damaged(doubt);
                yield break;
            }
            foreach (var item in held)
                yield return item;
            damaged(damage!);
        }
    }

    /// <summary>The records of the block at the window's start, which stays there.</summary>
    private IEnumerable<AvroItem> ItemsOf(Header header, Frame frame)
    {
        var block = ReadBlock(header, frame, out var damage);
        if (damage is not null)
            damaged(damage);
        var position = 0;
        for (var left = frame.Count; left > 0 && damage is null; left--)
        {
            cancellation.ThrowIfCancellationRequested();
            var start = position;
            if (TryDecode(header.Schema, block, ref position, out damage) is { } record)
                yield return new AvroItem(block.OffsetOf(start), record, null);
            else
            {
                damaged(damage!);
                foreach (var item in Resume(header.Schema, block, start + 1, left - 1))
                    yield return item;
            }
        }
        if (damage is null && position < block.Plain.Length)
            damaged(new AvroException($"a block has {block.Plain.Length - position} bytes more than its records", block.OffsetOf(position)));
    }

    /// <summary>What can be decoded of a block that is out of sync: its records up to the first that is damaged, all in doubt.</summary>
    private List<AvroItem> DoubtfulItems(Header header, Frame frame, AvroException doubt)
    {
        window.Ensure(frame.End);
        var there = frame with { Length = Math.Min(frame.Length, window.Bytes.Length - frame.Start) };
        if (header.Codec != AvroCodec.Null && there.Length < frame.Length)
            return [];
        var block = ReadBlock(header, there, out var damage);
        var items = new List<AvroItem>();
        for (var position = 0; damage is null && items.Count < frame.Count;)
        {
            cancellation.ThrowIfCancellationRequested();
            var start = position;
            if (TryDecode(header.Schema, block, ref position, out damage) is { } record)
                items.Add(new AvroItem(block.OffsetOf(start), record, doubt));
        }
        return items;
    }

    private bool TryReadHeader([NotNullWhen(true)] out Header? header, [NotNullWhen(false)] out AvroException? damage)
    {
        (header, damage) = (null, null);
        try
        {
            header = ReadHeader();
            return true;
        }
        catch (AvroException e)
        {
            damage = e;
            return false;
        }
    }

    private Header ReadHeader()
    {
        if (!window.Ensure(AvroContainer.Magic.Length) || !window.Bytes.Span.StartsWith(AvroContainer.Magic))
            throw new AvroException("no Avro container: it does not begin with \"Obj\" and 1", 0);
        window.Skip(AvroContainer.Magic.Length);
        var metadata = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        for (var count = Long(); count != 0; count = Long())
        {
            if (count < 0)
            {
                _ = Long();
                count = -count;
            }
            for (; count != 0; count--)
            {
                if (metadata.Count >= MaxHeaderEntries || window.Offset > MaxHeaderLength)
                    throw new AvroException("the container's header is too large", window.Offset);
                var key = Encoding.UTF8.GetString(Bytes());
                metadata[key] = Bytes();
            }
        }
        if (!window.Ensure(SyncLength))
            throw new AvroException("the container ends within its header", window.Offset);
        var sync = window.Bytes[..SyncLength].ToArray();
        window.Skip(SyncLength);
        if (!metadata.TryGetValue("avro.schema", out var json))
            throw new AvroException("the container's header has no avro.schema", window.Offset);
        var codecName = metadata.TryGetValue("avro.codec", out var name) ? Encoding.UTF8.GetString(name) : "null";
        var codec = AvroCodecs.Named(codecName)
            ?? throw new AvroException($"the codec \"{(codecName.Length <= 40 ? codecName : codecName[..40])}\" is not null, deflate or snappy", 0);
        return AvroSchema.Parse(json) is AvroRecordSchema schema
            ? new Header(schema, codec, sync) : throw new AvroException("the container's schema is not that of a record", 0);
    }

    private long Long()
    {
        for (var length = 1; length <= 10; length++)
        {
            if (!window.Ensure(length))
                break;
            if (window.Bytes.Span[length - 1] >= 0x80)
                continue;
            var number = new AvroDecoder(window.Bytes.Span[..length], 0, 1).Long();
            window.Skip(length);
            return number;
        }
        throw new AvroException("the container ends within a number, or a number has more than 64 bits", window.Offset);
    }

    private byte[] Bytes()
    {
        var length = Long();
        if (length is < 0 or > MaxHeaderLength || !window.Ensure(length))
            throw new AvroException($"the container's header has an entry of impossible length {length}", window.Offset);
        var bytes = window.Bytes[..(int)length].ToArray();
        window.Skip((int)length);
        return bytes;
    }

    /// <summary>The frame that begins at a place of the window; null, and the damage, when none can.</summary>
    private Frame? FrameAt(Header header, int at, out AvroException? damage)
    {
        damage = null;
        window.Ensure(at + MaxFrameNumbers);
        var decoder = new AvroDecoder(window.Bytes.Span, at, 1);
        try
        {
            var (count, length) = (decoder.Long(), decoder.Long());
            if (count >= 0 && length is >= 0 and <= AvroContainer.MaxBlockLength && count <= (header.Schema.MayBeEmpty ? AvroBinary.MaxValues : length))
                return new Frame(count, decoder.Position, (int)length);
            damage = new AvroException($"a block claims {count} records in {length} bytes", window.Offset + at);
        }
        catch (AvroException e)
        {
            damage = new AvroException("a block does not begin with two numbers", window.Offset + at, e);
        }
        return null;
    }

    private bool IsInSync(Header header, Frame frame) =>
        window.Ensure((long)frame.End + SyncLength) && window.Bytes.Span.Slice(frame.End, SyncLength).SequenceEqual(header.Sync);

    /// <summary>Moves to the block behind a damaged one: where its size says, if a block in sync is there, else past the next sync marker.</summary>
    private bool SkipDamagedBlock(Header header, Frame? frame)
    {
        if (frame is not null && window.Ensure((long)frame.End + SyncLength + 1)
            && FrameAt(header, frame.End + SyncLength, out _) is { } next && IsInSync(header, next))
        {
            window.Skip(frame.End + SyncLength);
            return true;
        }
        window.Skip(1);
        return window.SkipPast(header.Sync);
    }

    /// <summary>The bytes of the block at the window's start, which stays there.</summary>
    private Block ReadBlock(Header header, Frame frame, out AvroException? damage)
    {
        damage = null;
        var packed = window.Bytes.Slice(frame.Start, frame.Length);
        if (header.Codec == AvroCodec.Null)
            return new Block(packed, window.Offset + frame.Start, IsPacked: false);
        var plain = ReadOnlyMemory<byte>.Empty;
        try
        {
            plain = AvroCodecs.Expand(header.Codec, packed.Span, AvroContainer.MaxBlockLength, window.Offset + frame.Start);
        }
        catch (AvroException e)
        {
            damage = e;
        }
        return new Block(plain, window.Offset + frame.Start, IsPacked: true);
    }

    private static AvroRecord? TryDecode(AvroRecordSchema schema, Block block, ref int position, out AvroException? damage)
    {
        damage = null;
        try
        {
            return (AvroRecord?)AvroBinary.Decode(schema, block.Plain.Span, ref position);
        }
        catch (AvroException e)
        {
            damage = new AvroException(e.Message, block.OffsetOf((int)e.Offset), e);
            return null;
        }
    }

    /// <summary>
    /// The last records of a block behind a damaged one: so many of them that end exactly where the block does. The first of them is given
    /// only if it could begin nowhere else.
    /// </summary>
    private List<AvroItem> Resume(AvroRecordSchema schema, Block block, int from, long count)
    {
        for (var start = from; count > 0 && count <= block.Plain.Length - start && searchBudget > 0; start++)
        {
            if (Chain(schema, block, start, count, block.Plain.Length) is not { } chain)
                continue;
            var firstEnd = start;
            _ = TryDecode(schema, block, ref firstEnd, out _);
            for (var other = start + 1; other < firstEnd; other++)
                if (searchBudget <= 0 || Chain(schema, block, other, 1, firstEnd) is not null)
                {
                    damaged(new AvroException("the record behind a damaged one cannot be told from the damage", block.OffsetOf(start)));
                    return chain[1..];
                }
            return chain;
        }
        return [];
    }

    /// <summary>So many records from a start to exactly an end; null when there are none.</summary>
    private List<AvroItem>? Chain(AvroRecordSchema schema, Block block, int start, long count, int end)
    {
        cancellation.ThrowIfCancellationRequested();
        var items = new List<AvroItem>();
        var position = start;
        while (items.Count < count)
        {
            var itemStart = position;
            if (TryDecode(schema, block, ref position, out _) is not { } record)
                break;
            items.Add(new AvroItem(block.OffsetOf(itemStart), record, null));
        }
        searchBudget -= position - start + SearchCostOfAStart;
        return items.Count == count && position == end ? items : null;
    }

    private sealed record Header(AvroRecordSchema Schema, AvroCodec Codec, byte[] Sync);

    /// <summary>What a block says of itself, and where its bytes begin in the window.</summary>
    private sealed record Frame(long Count, int Start, int Length)
    {
        internal int End => Start + Length;
    }

    /// <summary>A block's bytes, expanded, and where it lies in the container.</summary>
    private sealed record Block(ReadOnlyMemory<byte> Plain, long Offset, bool IsPacked)
    {
        internal long OffsetOf(int position) => IsPacked ? Offset : Offset + position;
    }
}
