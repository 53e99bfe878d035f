using System.Globalization;
using System.Text;

namespace AmpelBot.Sky.Fits;

/// <summary>Writes a FITS file of one binary table: the cards in the order given, then the rows, filled up to whole blocks.</summary>
internal sealed class FitsWriter
{
    private readonly Stream stream;
    private readonly StringBuilder cards = new();
    private long dataLength;

    /// <summary>Writes the empty primary HDU and begins the header of a binary table.</summary>
    public FitsWriter(Stream stream, int rowLength, long rowCount, params ReadOnlySpan<(string Name, string Format, string? Unit)> columns)
    {
        this.stream = stream;
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

    /// <summary>A card with a text of printable ASCII, which goes on in CONTINUE cards when it is long. FITS standard 4.0, section 4.2.1.2</summary>
    /// <exception cref="ArgumentException">The text holds something else, or the key is none.</exception>
    public void LongText(string key, string value, string comment = "")
    {
        if (value.Any(c => c is < ' ' or > '~'))
            throw new ArgumentException($"the FITS card {key} holds printable ASCII alone: \"{value}\"", nameof(value));
        var quoted = value.Replace("'", "''");
        var room = FitsHeader.CardLength - Start(key).Length - 2;
        if (quoted.Length <= room)
        {
            Raw(key, $"'{quoted,-8}'", comment);
            return;
        }
        if (key.Length > 8)
            throw new ArgumentException($"the text of the FITS card {key} is too long beside so long a keyword", nameof(value));
        for (var at = 0; at < quoted.Length;)
        {
            var isLast = quoted.Length - at <= room;
            var length = isLast ? quoted.Length - at : room - 1;
            // A doubled quote is not torn apart.
            if (!isLast && quoted.AsSpan(at, length).TrimEnd('\'').Length is var plain && (length - plain) % 2 != 0)
                length--;
            Card($"{(at == 0 ? Start(key) : "CONTINUE  ")}'{quoted.AsSpan(at, length)}{(isLast ? "" : "&")}'");
            at += length;
            room = FitsHeader.CardLength - 12;
        }
    }

    /// <summary>A card with T or F.</summary>
    public void Logical(string key, bool value, string comment = "") => Raw(key, value ? "T" : "F", comment);

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
        cards.Append("END".PadRight(FitsHeader.CardLength));
        stream.Write(Encoding.ASCII.GetBytes(cards.ToString()));
        Fill(cards.Length, (byte)' ');
        cards.Clear();
    }

    /// <summary>Whole rows, big-endian.</summary>
    public void Rows(ReadOnlySpan<byte> rows)
    {
        stream.Write(rows);
        dataLength += rows.Length;
    }

    /// <summary>Fills the last block up.</summary>
    public void Finish() => Fill(dataLength, 0);

    private void Raw(string key, string value, string comment)
    {
        var start = Start(key);
        var card = start + (start.Length > 10 ? value : value[0] == '\'' ? $"{value,-20}" : $"{value,20}");
        if (card.Length > FitsHeader.CardLength)
            throw new ArgumentException($"the FITS card {key} has no room for its value {value}", nameof(value));
        if (comment.Length > 0 && card.Length + 3 + comment.Length <= FitsHeader.CardLength)
            card += " / " + comment;
        Card(card);
    }

    private void Card(string card) => cards.Append(card.PadRight(FitsHeader.CardLength));

    // Keyword and value indicator; longer keywords by the HIERARCH convention.
    private static string Start(string key)
    {
        if (key.Length is 0 or > 48 || key.Any(c => c is not ((>= 'A' and <= 'Z') or (>= '0' and <= '9') or '-' or '_' or ' '))
            || (key.Contains(' ') && key.Length <= 8) || key != string.Join(' ', key.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
            throw new ArgumentException($"\"{key}\" is not a FITS keyword (capital letters, digits, - and _)", nameof(key));
        return key.Length <= 8 ? $"{key,-8}= " : $"HIERARCH {key} = ";
    }

    private void Fill(long length, byte with)
    {
        var rest = (int)(length % FitsHeader.BlockLength);
        if (rest == 0)
            return;
        var padding = new byte[FitsHeader.BlockLength - rest];
        Array.Fill(padding, with);
        stream.Write(padding);
    }
}
