using System.Globalization;

namespace AmpelBot.Sky.Fits;

/// <summary>Walks the HDUs of a FITS file from front to back.</summary>
internal sealed class FitsReader : IDisposable
{
    /// <summary>HDUs looked at, at most.</summary>
    public const int MaxHdus = 64;

    // What may follow the data in use: other extensions, padding.
    private const long MaxRest = 1L << 28;

    private readonly FitsSource source;
    private byte[] skipped = [];
    private FitsHeader? current;
    private long dataLeft;
    private bool sums;
    private uint headerSum;

    /// <summary>A reader from where the stream stands; the stream stays open.</summary>
    /// <exception cref="FitsException">The stream does not begin as a FITS file does.</exception>
    public FitsReader(Stream stream) => source = FitsSource.Open(stream);

    /// <summary>Whether the last block of the data was not filled up, as the standard wants.</summary>
    public bool PaddingIsShort { get; private set; }

    /// <summary>The next HDU's header; null after the last.</summary>
    /// <exception cref="FitsException">The file is damaged or cut off.</exception>
    public FitsHeader? NextHeader(CancellationToken cancellation)
    {
        FinishData(cancellation);
        var hdu = current is null ? 0 : current.Hdu + 1;
        if (hdu == MaxHdus || (hdu > 0 && PaddingIsShort))
            return null;
        var header = FitsHeader.Read(source, hdu, cancellation);
        if (header is null)
            return null;
        current = header;
        dataLeft = header.DataLength;
        if (source.LongestPossible < long.MaxValue && header.DataLength > source.LongestPossible - (source.IsGzip ? 0 : source.Position))
            throw new FitsException($"HDU {hdu}: its cards announce {header.DataLength} bytes of data, more than the file can hold");
        if (header.DataLength > FitsTable.MaxLength)
            throw new FitsException($"HDU {hdu}: its cards announce {header.DataLength} bytes of data, more than the {FitsTable.MaxLength} that are read");
        sums = header.Text("DATASUM") is not null || header.Text("CHECKSUM") is not null;
        headerSum = source.Sum;
        source.StartSum();
        return header;
    }

    /// <summary>Data of the present HDU; gives the number of bytes, fewer than asked for only at the end of the file.</summary>
    public int ReadData(Span<byte> bytes, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var wanted = (int)Math.Min(bytes.Length, dataLeft);
        var read = source.Read(bytes[..wanted]);
        dataLeft -= read;
        if (sums)
            source.AddToSum(bytes[..read]);
        return read;
    }

    /// <summary>Reads what is left of the file, so that gzip's own check sums are looked at.</summary>
    /// <exception cref="FitsException">The file is damaged, or goes on far beyond the data that were read.</exception>
    public void Finish(CancellationToken cancellation) => Finish(MaxRest, cancellation);

    /// <summary>As <see cref="Finish(CancellationToken)"/>, with at most so many bytes of content after the data in use.</summary>
    public void Finish(long mostRest, CancellationToken cancellation)
    {
        FinishData(cancellation);
        source.ReadToEnd(mostRest, cancellation);
    }

    /// <inheritdoc/>
    public void Dispose() => source.Dispose();

    private void FinishData(CancellationToken cancellation)
    {
        if (current is not { } header)
            return;
        var padding = (int)(header.PaddedLength - header.DataLength);
        if (Math.Min(1 << 16, dataLeft + padding) > skipped.Length)
            skipped = new byte[Math.Min(1 << 16, dataLeft + padding)];
        while (dataLeft > 0)
            if (ReadData(skipped, cancellation) == 0)
                throw new FitsException($"HDU {header.Hdu}: the file ends {dataLeft} bytes before its data do");
        if (padding == 0 || PaddingIsShort)
        {
            Verify();
            return;
        }
        var read = source.Read(skipped.AsSpan(0, padding));
        if (sums)
            source.AddToSum(skipped.AsSpan(0, read));
        PaddingIsShort = read < padding;
        Verify();
    }

    // FITS standard 4.0, section 4.4.2.7: the data sum to DATASUM, and the whole HDU to minus zero when CHECKSUM is there.
    private void Verify()
    {
        if (!sums || current is not { } header)
            return;
        sums = false;
        var data = source.Sum;
        if (header.Text("DATASUM") is { } text
            && uint.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var announced) && announced != data)
            throw new FitsException($"HDU {header.Hdu}, card DATASUM: the data sum to {data}, not to {announced}: the file is damaged");
        var all = (ulong)headerSum + data;
        all = (all & uint.MaxValue) + (all >> 32);
        if (header.Text("CHECKSUM") is { Length: 16 } && all is not (0 or uint.MaxValue))
            throw new FitsException($"HDU {header.Hdu}, card CHECKSUM: the header and the data do not agree with it: the file is damaged");
    }
}
