using System.Buffers.Binary;
using System.IO.Compression;

namespace AmpelBot.Alerts.Avro;

/// <summary>How the blocks of a container are compressed.</summary>
public enum AvroCodec
{
    /// <summary>Not at all.</summary>
    Null,

    /// <summary>Raw DEFLATE (RFC 1951).</summary>
    Deflate,

    /// <summary>Snappy, followed by the big-endian CRC-32 of the uncompressed bytes.</summary>
    Snappy,
}

/// <summary>Compresses and expands blocks within bounds.</summary>
internal static class AvroCodecs
{
    // A Snappy copy gives at most 64 bytes from 3, so a larger claim is a lie.
    private const int MaxSnappyRatio = 32;
    private static readonly uint[] CrcTable = [.. Enumerable.Range(0, 256).Select(CrcOf)];

    internal static string NameOf(AvroCodec codec) => codec switch
    {
        AvroCodec.Deflate => "deflate",
        AvroCodec.Snappy => "snappy",
        _ => "null",
    };

    internal static AvroCodec? Named(string name) => name switch
    {
        "null" => AvroCodec.Null,
        "deflate" => AvroCodec.Deflate,
        "snappy" => AvroCodec.Snappy,
        _ => null,
    };

    internal static byte[] Compress(AvroCodec codec, byte[] plain)
    {
        if (codec == AvroCodec.Null)
            return plain;
        if (codec == AvroCodec.Snappy)
        {
            var packed = IronSnappy.Snappy.Encode(plain);
            var framed = new byte[packed.Length + 4];
            packed.CopyTo(framed, 0);
            BinaryPrimitives.WriteUInt32BigEndian(framed.AsSpan(packed.Length), Crc32(plain));
            return framed;
        }
        using var stream = new MemoryStream();
        using (var deflate = new DeflateStream(stream, CompressionLevel.Optimal, leaveOpen: true))
            deflate.Write(plain);
        return stream.ToArray();
    }

    /// <summary>The uncompressed bytes of a block.</summary>
    /// <exception cref="AvroException">They cannot be had, are more than allowed, or fail their checksum.</exception>
    internal static byte[] Expand(AvroCodec codec, ReadOnlySpan<byte> packed, int maxLength, long offset) =>
        codec == AvroCodec.Snappy ? Unsnap(packed, maxLength, offset) : Inflate(packed, maxLength, offset);

    private static byte[] Inflate(ReadOnlySpan<byte> packed, int maxLength, long offset)
    {
        try
        {
            using var inflate = new DeflateStream(new MemoryStream(packed.ToArray()), CompressionMode.Decompress);
            using var plain = new MemoryStream();
            var chunk = new byte[1 << 16];
            for (int read; (read = inflate.Read(chunk)) > 0;)
            {
                if (plain.Length + read > maxLength)
                    throw new AvroException($"a deflated block expands to more than {maxLength} bytes", offset);
                plain.Write(chunk, 0, read);
            }
            return plain.ToArray();
        }
        catch (InvalidDataException e)
        {
            throw new AvroException("a block is not deflated data", offset, e);
        }
    }

    private static byte[] Unsnap(ReadOnlySpan<byte> packed, int maxLength, long offset)
    {
        if (packed.Length < 5)
            throw new AvroException("a Snappy block is too short for its checksum", offset);
        var body = packed[..^4];
        if (SnappyLength(body) is not { } length || length > maxLength || length > (long)MaxSnappyRatio * body.Length)
            throw new AvroException($"a Snappy block claims an impossible length, or one over {maxLength} bytes", offset);
        byte[] plain;
        try
        {
            plain = IronSnappy.Snappy.Decode(body);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The library tells of damage by whatever its array accesses throw.
            throw new AvroException("a block is not Snappy data", offset, e);
        }
        return plain.Length == length && Crc32(plain) == BinaryPrimitives.ReadUInt32BigEndian(packed[^4..])
            ? plain : throw new AvroException("a Snappy block fails its CRC-32", offset);
    }

    /// <summary>The uncompressed length that Snappy data begins with: 32 bits, seven a byte, low ones first.</summary>
    private static uint? SnappyLength(ReadOnlySpan<byte> body)
    {
        var length = 0UL;
        for (var i = 0; i < 5 && i < body.Length; i++)
        {
            length |= (ulong)(body[i] & 0x7f) << (7 * i);
            if (body[i] < 0x80)
                return length <= uint.MaxValue ? (uint)length : null;
        }
        return null;
    }

    /// <summary>CRC-32 of ISO 3309 (the one of gzip).</summary>
    internal static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
            crc = CrcTable[(byte)(crc ^ b)] ^ (crc >> 8);
        return ~crc;
    }

    private static uint CrcOf(int index)
    {
        var crc = (uint)index;
        for (var bit = 0; bit < 8; bit++)
            crc = (crc & 1) == 1 ? 0xEDB88320 ^ (crc >> 1) : crc >> 1;
        return crc;
    }
}
