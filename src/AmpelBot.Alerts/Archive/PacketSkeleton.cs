using System.Buffers.Binary;
using AmpelBot.Alerts.Avro;

namespace AmpelBot.Alerts.Archive;

/// <summary>A packet without its parts that are kept elsewhere: references take the place of datapoints, candidate and cutouts.</summary>
/// <remarks>
/// From the skeleton and the parts the packet is put together again, every field with the value it had. The bytes, with lengths and counts as Avro's long:
/// version (a byte, 1); number of references and the references (key and body check, little-endian, 12 bytes each); then, where there is a packet,
/// number of gaps, the gaps, and the packet's Avro encoding with nothing in the gaps; at the end the CRC-32C of all that. A gap is the number of records, bytes and
/// fixed values since the gap before, times four, plus its kind: 0 the candidate (its body check follows), 1 the candidate, which is the next datapoint
/// too, 2 the next datapoint, 3 a cutout (its length and CRC-32C follow).
/// </remarks>
public sealed class PacketSkeleton
{
    private const byte Version = 1;
    private const int ReferenceLength = 12;
    private const int CheckLength = 4;

    private enum GapKind
    {
        Candidate = 0,
        CandidateDatapoint = 1,
        Datapoint = 2,
        Cutout = 3,
    }

    /// <summary>A skeleton from what an archive holds of it.</summary>
    /// <param name="schema">The writer's schema of the whole packet.</param>
    /// <param name="bytes">The skeleton.</param>
    public PacketSkeleton(AvroRecordSchema schema, ReadOnlyMemory<byte> bytes) => (Schema, Bytes) = (schema, bytes);

    /// <summary>The writer's schema of the whole packet; of a light curve without packet any.</summary>
    public AvroRecordSchema Schema { get; }

    /// <summary>The skeleton, as an archive holds it.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Whether there was a packet; without one there is nothing to put together.</summary>
    /// <exception cref="ArchiveException">The skeleton is damaged.</exception>
    public bool HasPacket => Open().Packet.Length > 0;

    /// <summary>
    /// All datapoints of the alert, its own detection among them: in the order of the packet, each as often as the packet has it; then those of the light
    /// curve that are not in the packet.
    /// </summary>
    /// <exception cref="ArchiveException">The skeleton is damaged.</exception>
    public IReadOnlyList<DatapointReference> References
    {
        get
        {
            var packed = Open().References.Span;
            var references = new DatapointReference[packed.Length / ReferenceLength];
            for (var i = 0; i < references.Length; i++, packed = packed[ReferenceLength..])
                references[i] = new DatapointReference(BinaryPrimitives.ReadInt64LittleEndian(packed), BinaryPrimitives.ReadInt32LittleEndian(packed[8..]));
            return references;
        }
    }

    /// <summary>The skeleton of an alert's packet.</summary>
    /// <param name="packet">The whole packet.</param>
    /// <param name="candidate">The candidate block within it.</param>
    /// <param name="datapoints">The datapoints, whose bodies are records within the packet.</param>
    /// <param name="cutouts">The cutouts, whose data are byte arrays within the packet.</param>
    public static PacketSkeleton Of(
        AvroRecord packet, AvroRecord candidate, IReadOnlyList<DatapointRow> datapoints, IReadOnlyList<Cutout> cutouts)
    {
        var parts = new Dictionary<object, object>(ReferenceEqualityComparer.Instance) { [candidate] = candidate };
        foreach (var cutout in cutouts)
            parts[cutout.Data] = cutout;
        foreach (var row in datapoints)
            parts[row.Datapoint.Body] = row;
        var references = new List<DatapointReference>(datapoints.Count);
        var (gaps, gapCount, passed) = (new MemoryStream(), 0, 0L);
        using var literal = new MemoryStream();
        AvroEncoder.Write(literal, packet.Schema, packet, IsPart);
        var inPacket = references.ToHashSet();
        references.AddRange(datapoints.Select(ReferenceTo).Where(r => !inPacket.Contains(r)));
        return new PacketSkeleton(packet.Schema, Write(references, stream =>
        {
            AvroEncoder.WriteLong(stream, gapCount);
            gaps.WriteTo(stream);
            literal.WriteTo(stream);
        }));

        bool IsPart(object value)
        {
            if (!parts.TryGetValue(value, out var part))
            {
                passed++;
                return false;
            }
            var kind = part switch
            {
                Cutout => GapKind.Cutout,
                AvroRecord => GapKind.Candidate,
                _ => ReferenceEquals(value, candidate) ? GapKind.CandidateDatapoint : GapKind.Datapoint,
            };
            AvroEncoder.WriteLong(gaps, passed * 4 + (int)kind);
            switch (part)
            {
                case Cutout cutout:
                    AvroEncoder.WriteLong(gaps, cutout.Data.Length);
                    WriteUInt32(gaps, Crc32C.Of(cutout.Data));
                    break;
                case AvroRecord:
                    WriteUInt32(gaps, (uint)BodyForms.Check(candidate));
                    break;
                case DatapointRow row:
                    references.Add(ReferenceTo(row));
                    break;
            }
            gapCount++;
            passed = 0;
            return true;
        }
    }

    /// <summary>What an archive keeps of a light curve without packet.</summary>
    internal static PacketSkeleton OfLightCurve(AvroRecordSchema schema, IEnumerable<DatapointRow> datapoints)
        => new(schema, Write([.. datapoints.Select(ReferenceTo)], _ => { }));

    /// <summary>Puts the packet together again.</summary>
    /// <param name="candidate">The alert's candidate block.</param>
    /// <param name="bodyOf">The body of a datapoint in the form that a reference names, with the schema of its place in the packet.</param>
    /// <param name="cutouts">The alert's cutouts, in any order.</param>
    /// <exception cref="ArchiveException">A part is missing or is not what the packet had, or there was no packet.</exception>
    public AvroRecord Assemble(AvroRecord candidate, Func<DatapointReference, AvroRecordSchema, AvroRecord> bodyOf, IReadOnlyList<Cutout> cutouts)
    {
        var rest = Open().Packet.Span;
        if (rest.IsEmpty)
            throw new ArchiveException("The archive holds the light curve of this alert and no packet: it was given none.");
        try
        {
            var gaps = ReadGaps(ref rest);
            var passed = 0L;
            var decoder = new AvroDecoder(rest, 0, AvroBinary.MaxValues, schema =>
            {
                if (!gaps.TryPeek(out var gap) || gap.Passed != passed++)
                    return null;
                passed = 0;
                return Part(gaps.Dequeue(), schema, candidate, bodyOf, cutouts);
            });
            var packet = (AvroRecord)decoder.Value(Schema, AvroBinary.MaxDepth)!;
            return decoder.Position == rest.Length && gaps.Count == 0 ? packet : throw Damaged("its parts do not make up one packet");
        }
        catch (AvroException e)
        {
            throw Damaged(e.Message, e);
        }
    }

    private object Part(
        Gap gap, AvroSchema schema, AvroRecord candidate, Func<DatapointReference, AvroRecordSchema, AvroRecord> bodyOf, IReadOnlyList<Cutout> cutouts)
    {
        if (gap.Kind == GapKind.Cutout)
            return cutouts.FirstOrDefault(c => c.Data.Length == gap.Length && Crc32C.Of(c.Data) == gap.Check)?.Data
                ?? throw new ArchiveException($"A cutout of {gap.Length} bytes is missing from the archive, so the packet cannot be given whole. Ingest the alert into a new archive.");
        if (schema is not AvroRecordSchema record)
            throw Damaged($"a record is at the place of {schema.Type}");
        var isCandidate = gap.Kind is GapKind.Candidate or GapKind.CandidateDatapoint;
        var body = isCandidate ? candidate : bodyOf(new DatapointReference(gap.Key, (int)gap.Check), record);
        if (body.Schema.Json != record.Json || BodyForms.Check(body) != (int)gap.Check)
            throw new ArchiveException(
                $"The {(isCandidate ? "candidate block" : $"datapoint {gap.Key}")} in the archive is not what the packet had. Ingest the alert into a new archive.");
        return body;
    }

    /// <summary>Takes the gaps away from the start of what is behind the references.</summary>
    private Queue<Gap> ReadGaps(ref ReadOnlySpan<byte> rest)
    {
        var references = new Queue<DatapointReference>(References);
        var gaps = new Queue<Gap>();
        var reader = new AvroDecoder(rest, 0, AvroBinary.MaxValues);
        for (var left = reader.Long(); left > 0; left--)
        {
            var number = reader.Long();
            var (passed, kind) = (number >> 2, (GapKind)(number & 3));
            gaps.Enqueue(kind switch
            {
                GapKind.Candidate => new Gap(passed, kind, 0, 0, reader.UInt32()),
                GapKind.Cutout => new Gap(passed, kind, 0, reader.Long(), reader.UInt32()),
                _ when references.TryDequeue(out var datapoint) => new Gap(passed, kind, datapoint.Key, 0, (uint)datapoint.BodyCheck),
                _ => throw Damaged("it names more datapoints than it lists"),
            });
        }
        rest = rest[reader.Position..];
        return gaps;
    }

    private static byte[] Write(IReadOnlyCollection<DatapointReference> references, Action<Stream> rest)
    {
        using var stream = new MemoryStream();
        stream.WriteByte(Version);
        AvroEncoder.WriteLong(stream, references.Count);
        Span<byte> reference = stackalloc byte[ReferenceLength];
        foreach (var (key, check) in references)
        {
            BinaryPrimitives.WriteInt64LittleEndian(reference, key);
            BinaryPrimitives.WriteInt32LittleEndian(reference[8..], check);
            stream.Write(reference);
        }
        rest(stream);
        WriteUInt32(stream, Crc32C.Of(stream.GetBuffer().AsSpan(0, (int)stream.Length)));
        return stream.ToArray();
    }

    /// <summary>The references and what is behind them, once it is known that the bytes are those that were written.</summary>
    private (ReadOnlyMemory<byte> References, ReadOnlyMemory<byte> Packet) Open()
    {
        if (Bytes.Length <= CheckLength || Crc32C.Of(Bytes.Span[..^CheckLength]) != BinaryPrimitives.ReadUInt32LittleEndian(Bytes.Span[^CheckLength..]))
            throw Damaged("its bytes are not those that were written");
        if (Bytes.Span[0] != Version)
            throw new ArchiveException($"A packet in the archive has the form {Bytes.Span[0]}, and this program knows form {Version}. Use a newer ampelbot.");
        try
        {
            var reader = new AvroDecoder(Bytes.Span[..^CheckLength], 1, 1);
            var count = reader.Long();
            var rest = Bytes[reader.Position..^CheckLength];
            return count >= 0 && count <= rest.Length / ReferenceLength
                ? (rest[..((int)count * ReferenceLength)], rest[((int)count * ReferenceLength)..]) : throw Damaged($"it cannot hold {count} references");
        }
        catch (AvroException e)
        {
            throw Damaged(e.Message, e);
        }
    }

    private static DatapointReference ReferenceTo(DatapointRow row) => new(row.Key, row.BodyCheck);

    private static void WriteUInt32(Stream stream, uint number)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, number);
        stream.Write(bytes);
    }

    private ArchiveException Damaged(string how, Exception? inner = null)
        => new($"A packet of {Schema.Name} in the archive is damaged: {how}. Ingest the alert into a new archive.", inner);

    /// <param name="Passed">Values between the gap before and this one that could have been left out.</param>
    /// <param name="Kind">What was left out.</param>
    /// <param name="Key">Of a datapoint.</param>
    /// <param name="Length">Of a cutout, bytes.</param>
    /// <param name="Check">Body check, or the CRC-32C of a cutout.</param>
    private readonly record struct Gap(long Passed, GapKind Kind, long Key, long Length, uint Check);
}

/// <summary>A datapoint of a packet.</summary>
/// <param name="Key">Which (<see cref="DatapointRow.Key"/>).</param>
/// <param name="BodyCheck">In which form (<see cref="DatapointRow.BodyCheck"/>).</param>
public readonly record struct DatapointReference(long Key, int BodyCheck);
