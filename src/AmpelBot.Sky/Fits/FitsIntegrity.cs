namespace AmpelBot.Sky.Fits;

/// <summary>Whether a FITS file with a table came whole.</summary>
public static class FitsIntegrity
{
    /// <summary>Walks a file, plain or gzip, to its end: headers, lengths, DATASUM and CHECKSUM, gzip's check sums. No value is decoded.</summary>
    /// <param name="stream">A stream that can seek, read from its start; it stays open.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="FitsException">It is no FITS file, has no extension, is damaged, or ends too early; the sentence says where.</exception>
    public static void Require(Stream stream, CancellationToken cancellation)
    {
        stream.Position = 0;
        var isGzip = stream.ReadByte() == 0x1f;
        stream.Position = 0;
        using var reader = new FitsReader(stream);
        reader.NextHeader(cancellation);
        if (reader.NextHeader(cancellation) is null)
            throw new FitsException("it ends after the primary HDU, which holds no table");
        // gzip's own sums cover all that follows; of a plain file every HDU is looked at.
        if (isGzip)
            reader.Finish(FitsTable.MaxLength, cancellation);
        else
            while (reader.NextHeader(cancellation) is not null)
            {
            }
    }
}
