using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.Intrinsics;
using System.Text;

namespace AmpelBot.Sky.Fits;

/// <summary>The bytes of a FITS file, plain or gzip (told by its first bytes 1f 8b), read once from front to back.</summary>
internal sealed class FitsSource : IDisposable
{
    // The densest that deflate can be: 258 bytes from two bits, RFC 1951.
    private const long LargestGzipRatio = 1032;

    private static readonly Vector256<byte> BigEndianWords = Vector256.Create(
        (byte)3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12, 19, 18, 17, 16, 23, 22, 21, 20, 27, 26, 25, 24, 31, 30, 29, 28);

    private static readonly byte[] EndMark = "AmpelBot: the end"u8.ToArray();
    private static readonly byte[] ZippedEndMark = Zip(EndMark);

    private readonly Stream stream;
    private readonly GZipStream? gzip;
    private ulong sum;
    private long summed;

    private FitsSource(Stream stream, GZipStream? gzip, long longest)
    {
        this.stream = stream;
        this.gzip = gzip;
        LongestPossible = longest;
    }

    /// <summary>Whether the file is compressed.</summary>
    public bool IsGzip => gzip is not null;

    /// <summary>No more bytes than this can come, as far as the length of the file tells; long.MaxValue when unknown.</summary>
    public long LongestPossible { get; }

    /// <summary>Bytes read so far, after decompression.</summary>
    public long Position { get; private set; }

    /// <summary>Opens a stream from where it stands and tells by its first bytes whether it can be FITS at all.</summary>
    /// <exception cref="FitsException">It is something else; the sentence says what.</exception>
    public static FitsSource Open(Stream stream)
    {
        var length = stream.CanSeek ? stream.Length - stream.Position : (long?)null;
        var outer = new PeekedStream(stream, 512, []);
        if (outer.Head.Length == 0)
            throw new FitsException("the file is empty");
        if (outer.Head is not [0x1f, 0x8b, ..])
        {
            Require(outer.Head, "the file is");
            return new FitsSource(outer, null, length ?? long.MaxValue);
        }
        var longest = length > long.MaxValue / LargestGzipRatio ? long.MaxValue : length * LargestGzipRatio ?? long.MaxValue;
        // GZipStream takes a file that ends too early for one that ends. So another member follows here, and its content comes out whole only
        // when the file's own members, check sums included, were complete.
        var gzip = new GZipStream(new PeekedStream(outer, 0, ZippedEndMark), CompressionMode.Decompress, leaveOpen: true);
        try
        {
            var inner = new PeekedStream(gzip, 512, []);
            Require(inner.Head, "the gzip file holds");
            return new FitsSource(inner, gzip, longest);
        }
        catch (Exception e)
        {
            gzip.Dispose();
            throw e is InvalidDataException ? new FitsException("the gzip data are damaged at their very start", e) : e;
        }
    }

    /// <summary>Reads until the span is full or the file ends; gives the number of bytes.</summary>
    public int Read(Span<byte> bytes)
    {
        try
        {
            var count = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            Position += count;
            return count;
        }
        catch (InvalidDataException e)
        {
            throw new FitsException($"the gzip data are damaged or cut off after about {Position} bytes of content ({e.Message.TrimEnd('.')})", e);
        }
    }

    /// <summary>Reads a gzip file to its end, so that its check sums are looked at; does nothing with a plain file.</summary>
    /// <param name="most">More bytes of content than this are refused.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="FitsException">The gzip data are damaged, cut off or too long.</exception>
    public void ReadToEnd(long most, CancellationToken cancellation)
    {
        if (!IsGzip)
            return;
        var bytes = new byte[EndMark.Length + (1 << 16)];
        var kept = 0;
        for (long rest = 0; ;)
        {
            cancellation.ThrowIfCancellationRequested();
            var read = Read(bytes.AsSpan(kept));
            rest += read;
            if (rest > most)
                throw new FitsException($"the gzip data go on for more than {most} bytes after the data in use");
            var end = bytes.AsSpan(0, kept + read);
            if (end.Length < bytes.Length)
            {
                if (!end.EndsWith(EndMark))
                    throw new FitsException($"the gzip data are cut off after about {Position} bytes of content, or followed by something else");
                return;
            }
            kept = EndMark.Length;
            end[^kept..].CopyTo(bytes);
        }
    }

    /// <summary>Starts the checksum of an HDU. FITS standard 4.0, appendix J</summary>
    public void StartSum() => (sum, summed) = (0, 0);

    /// <summary>Adds bytes to the checksum of the HDU.</summary>
    public void AddToSum(ReadOnlySpan<byte> bytes)
    {
        var i = 0;
        for (; i < bytes.Length && ((summed + i) & 3) != 0; i++)
            sum += (ulong)bytes[i] << (int)(24 - 8 * ((summed + i) & 3));
        if (Vector256.IsHardwareAccelerated)
        {
            var (even, odd) = (Vector256<ulong>.Zero, Vector256<ulong>.Zero);
            for (; i + Vector256<byte>.Count <= bytes.Length; i += Vector256<byte>.Count)
            {
                var words = Vector256.Shuffle(Vector256.Create(bytes[i..]), BigEndianWords).AsUInt64();
                even += words & Vector256.Create((ulong)uint.MaxValue);
                odd += words >>> 32;
            }
            Fold();
            var halves = even + odd;
            for (var lane = 0; lane < Vector256<ulong>.Count; lane++)
            {
                sum += halves[lane];
                Fold();
            }
        }
        for (; i + 4 <= bytes.Length; i += 4)
            sum += BinaryPrimitives.ReadUInt32BigEndian(bytes[i..]);
        for (; i < bytes.Length; i++)
            sum += (ulong)bytes[i] << (int)(24 - 8 * ((summed + i) & 3));
        summed += bytes.Length;
        Fold();
    }

    /// <summary>The 32-bit ones' complement sum so far.</summary>
    public uint Sum
    {
        get
        {
            Fold();
            return (uint)sum;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => gzip?.Dispose();

    private void Fold()
    {
        while (sum >> 32 != 0)
            sum = (sum & uint.MaxValue) + (sum >> 32);
    }

    private static byte[] Zip(byte[] bytes)
    {
        using var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(bytes);
        return zipped.ToArray();
    }

    private static void Require(ReadOnlySpan<byte> head, string subject)
    {
        if (head.StartsWith("SIMPLE  ="u8))
            return;
        var start = Encoding.Latin1.GetString(head).TrimStart('\u00ef', '\u00bb', '\u00bf', ' ', '\t', '\r', '\n');
        var what = head switch
        {
            _ when head.SequenceEqual(EndMark) => "nothing",
            [0x89, 0x50, 0x4e, 0x47, ..] => "a PNG picture",
            [0xff, 0xd8, 0xff, ..] => "a JPEG picture",
            [0x1f, 0x8b, ..] => "gzip once more, which is not read",
            [0x50, 0x4b, 0x03, 0x04, ..] => "a ZIP archive",
            [0x42, 0x5a, 0x68, ..] => "bzip2 data, which are not read",
            [0xfd, 0x37, 0x7a, 0x58, 0x5a, ..] => "xz data, which are not read",
            [0x89, 0x48, 0x44, 0x46, ..] => "an HDF5 file",
            [0x25, 0x50, 0x44, 0x46, ..] => "a PDF document",
            [0x4f, 0x62, 0x6a, 0x01, ..] => "an Avro file",
            _ when start.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase)
                || start.Contains("<html", StringComparison.OrdinalIgnoreCase) => "an HTML page (perhaps a login or error page saved in place of the map)",
            _ when start.StartsWith('<') => "an XML document",
            _ when start.StartsWith('{') || start.StartsWith('[') => "a JSON document",
            _ => null,
        };
        throw new FitsException($"{subject} {what ?? "something that does not begin with the card SIMPLE"}, not FITS");
    }
}
