using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace AmpelBot.Sky.Tests.Fits;

/// <summary>FITS files made by hand, card by card, so that they can lie.</summary>
internal sealed class FitsBytes
{
    private readonly MemoryStream _bytes = new();

    public static FitsBytes Begin(params string[] primaryCards)
    {
        var file = new FitsBytes();
        file.Header(["SIMPLE  =                    T", "BITPIX  =                    8", "NAXIS   =                    0", "EXTEND  =                    T", .. primaryCards]);
        return file;
    }

    /// <summary>A table of columns (name, TFORM) whose rows are given as bytes.</summary>
    public FitsBytes Table((string Name, string Format)[] columns, int rowLength, long rowCount, byte[] rows, params string[] cards)
    {
        List<string> all =
        [
            "XTENSION= 'BINTABLE'", "BITPIX  =                    8", "NAXIS   =                    2", $"NAXIS1  = {rowLength,20}",
            $"NAXIS2  = {rowCount,20}", "PCOUNT  =                    0", "GCOUNT  =                    1", $"TFIELDS = {columns.Length,20}",
        ];
        for (var i = 0; i < columns.Length; i++)
            all.AddRange([$"{$"TTYPE{i + 1}",-8}= '{columns[i].Name}'", $"{$"TFORM{i + 1}",-8}= '{columns[i].Format}'"]);
        all.AddRange(cards);
        Header(all);
        _bytes.Write(rows);
        Pad(0);
        return this;
    }

    /// <summary>A flat map of doubles, one to a row.</summary>
    public static byte[] Flat(double[] values, string ordering = "NESTED", string column = "PROB", params string[] cards) =>
        Begin().Table([(column, "D")], 8, values.Length, Doubles(values), [$"ORDERING= '{ordering}'", $"NSIDE   = {(int)Math.Sqrt(values.Length / 12.0),20}", .. cards]).ToArray();

    /// <summary>A multi-order map.</summary>
    public static byte[] MultiOrder((long Uniq, double Density)[] rows, string column = "PROBDENSITY", params string[] cards)
    {
        var bytes = new byte[16 * rows.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(16 * i), rows[i].Uniq);
            BinaryPrimitives.WriteDoubleBigEndian(bytes.AsSpan(16 * i + 8), rows[i].Density);
        }
        return Begin().Table([("UNIQ", "1K"), (column, "1D")], 16, rows.Length, bytes, ["ORDERING= 'NUNIQ'", .. cards]).ToArray();
    }

    public static byte[] Doubles(params double[] values)
    {
        var bytes = new byte[8 * values.Length];
        for (var i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteDoubleBigEndian(bytes.AsSpan(8 * i), values[i]);
        return bytes;
    }

    public static byte[] Gzip(byte[] bytes)
    {
        using var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.Optimal, leaveOpen: true))
            gzip.Write(bytes);
        return zipped.ToArray();
    }

    public byte[] ToArray() => _bytes.ToArray();

    private void Header(IEnumerable<string> cards)
    {
        foreach (var card in cards)
            _bytes.Write(Encoding.Latin1.GetBytes(card.PadRight(80)));
        _bytes.Write(Encoding.Latin1.GetBytes("END".PadRight(80)));
        Pad((byte)' ');
    }

    private void Pad(byte with)
    {
        while (_bytes.Length % 2880 != 0)
            _bytes.WriteByte(with);
    }
}
