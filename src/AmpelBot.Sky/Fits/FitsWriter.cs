using System.Globalization;
using System.Text;

namespace AmpelBot.Sky.Fits;

/// <summary>Writes a FITS file of one binary table: the cards in the order given, then the rows, filled up to whole blocks.</summary>
internal sealed class FitsWriter
{
    private readonly Stream _stream;
    private readonly StringBuilder _cards = new();
    private long _dataLength;

    /// <summary>Writes the empty primary HDU and begins the header of a binary table.</summary>
    public FitsWriter(Stream stream, int rowLength, long rowCount, params ReadOnlySpan<(string Name, string Format, string? Unit)> columns)
    {
        _stream = stream;
        Raw("SIMPLE", "T", "conforms to FITS standard");
        Raw("BITPIX", "8", "");
        Raw("NAXIS", "0", "");
        Raw("EXTEND", "T", "");
        EndHeader();
        Raw("XTENSION", "'BINTABLE'", "binary table extension");
        Raw("BITPIX", "8", "");
        Raw("NAXIS", "2", "");
        Integer("NAXIS1", rowLength, "bytes in a row");
        Integer("NAXIS2", rowCount, "rows");
        Raw("PCOUNT", "0", "");
        Raw("GCOUNT", "1", "");
        Integer("TFIELDS", columns.Length, "columns");
        for (var i = 0; i < columns.Length; i++)
        {
            Text($"TTYPE{i + 1}", columns[i].Name);
            Text($"TFORM{i + 1}", columns[i].Format);
            if (columns[i].Unit is { } unit)
                Text($"TUNIT{i + 1}", unit);
        }
    }

    /// <summary>A card with a text: printable ASCII, at most 68 characters once quotes are doubled.</summary>
    /// <exception cref="ArgumentException">The text does not fit a card.</exception>
    public void Text(string key, string value, string comment = "")
    {
        var quoted = value.Replace("'", "''");
        if (quoted.Length > 68 || quoted.Any(c => c is < ' ' or > '~'))
            throw new ArgumentException($"the FITS card {key} holds at most 68 characters of ASCII: \"{value}\"", nameof(value));
        Raw(key, $"'{quoted,-8}'", comment);
    }

    /// <summary>A card with a whole number.</summary>
    public void Integer(string key, long value, string comment = "") => Raw(key, value.ToString(CultureInfo.InvariantCulture), comment);

    /// <summary>A card with a finite number, to its last digit.</summary>
    /// <exception cref="ArgumentException">The number is not finite.</exception>
    public void Number(string key, double value, string comment = "")
    {
        if (!double.IsFinite(value))
            throw new ArgumentException($"the FITS card {key} cannot hold {value}", nameof(value));
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        Raw(key, text.AsSpan().IndexOfAny('.', 'E') < 0 ? text + ".0" : text, comment);
    }

    /// <summary>Ends the header; the rows follow.</summary>
    public void EndHeader()
    {
        _cards.Append("END".PadRight(FitsHeader.CardLength));
        _stream.Write(Encoding.ASCII.GetBytes(_cards.ToString()));
        Fill(_cards.Length, (byte)' ');
        _cards.Clear();
    }

    /// <summary>Whole rows, big-endian.</summary>
    public void Rows(ReadOnlySpan<byte> rows)
    {
        _stream.Write(rows);
        _dataLength += rows.Length;
    }

    /// <summary>Fills the last block up.</summary>
    public void Finish() => Fill(_dataLength, 0);

    private void Raw(string key, string value, string comment)
    {
        var card = value[0] == '\'' ? $"{key,-8}= {value,-20}" : $"{key,-8}= {value,20}";
        if (comment.Length > 0 && card.Length + 3 + comment.Length <= FitsHeader.CardLength)
            card += " / " + comment;
        _cards.Append(card.PadRight(FitsHeader.CardLength));
    }

    private void Fill(long length, byte with)
    {
        var rest = (int)(length % FitsHeader.BlockLength);
        if (rest == 0)
            return;
        var padding = new byte[FitsHeader.BlockLength - rest];
        Array.Fill(padding, with);
        _stream.Write(padding);
    }
}
