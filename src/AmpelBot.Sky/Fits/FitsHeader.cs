using System.Globalization;
using System.Text;

namespace AmpelBot.Sky.Fits;

/// <summary>The cards of one HDU. FITS standard 4.0, section 4; comments are left out.</summary>
/// <remarks>Long texts go on in CONTINUE cards (section 4.2.1.2). A HIERARCH card is kept by its words with one blank between them.</remarks>
internal sealed class FitsHeader
{
    public const int BlockLength = 2880;
    public const int CardLength = 80;

    /// <summary>At most this many blocks of 36 cards in one header.</summary>
    public const int MaxBlocks = 1000;

    private const int MaxTextLength = 1 << 14;

    private readonly Dictionary<string, string> values = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> strings = new(StringComparer.OrdinalIgnoreCase);

    private FitsHeader(int hdu) => Hdu = hdu;

    /// <summary>Number of the HDU; the primary one is 0.</summary>
    public int Hdu { get; }

    /// <summary>Bytes of data that follow the header, without the padding. FITS standard 4.0, equations 1 and 2</summary>
    public long DataLength { get; private set; }

    /// <summary>DataLength filled up to whole blocks.</summary>
    public long PaddedLength => (DataLength + BlockLength - 1) / BlockLength * BlockLength;

    /// <summary>Whether the HDU is a binary table.</summary>
    public bool IsBinaryTable => Text("XTENSION") is "BINTABLE" or "A3DTABLE";

    /// <summary>Reads the header where the source stands; null at the end of the file (or where what follows is no HDU any more).</summary>
    /// <exception cref="FitsException">The header is damaged, cut off or beyond the bounds.</exception>
    public static FitsHeader? Read(FitsSource source, int hdu, CancellationToken cancellation)
    {
        var header = new FitsHeader(hdu);
        var block = new byte[BlockLength];
        source.StartSum();
        string? open = null;
        for (var number = 0; number < MaxBlocks; number++)
        {
            cancellation.ThrowIfCancellationRequested();
            var length = source.Read(block);
            if (number == 0 && hdu > 0 && (length < CardLength || !block.AsSpan().StartsWith("XTENSION="u8)))
                return null;
            if (length < BlockLength)
                throw new FitsException($"HDU {hdu}: the file ends within the header");
            source.AddToSum(block);
            for (var at = 0; at < BlockLength; at += CardLength)
            {
                var card = block.AsSpan(at, CardLength);
                if (card.StartsWith("END"u8) && card[3..].IndexOfAnyExcept((byte)' ') < 0)
                {
                    header.DataLength = header.MeasureData();
                    return header;
                }
                open = header.Add(Encoding.Latin1.GetString(card), open, number * 36 + at / CardLength + 1);
            }
        }
        throw new FitsException($"HDU {hdu}: no END card within {MaxBlocks * 36} cards");
    }

    /// <summary>Whether the card is there with a value.</summary>
    public bool Has(string key) => values.ContainsKey(key);

    /// <summary>A card's value as text without trailing blanks; null when it is not there or empty.</summary>
    public string? Text(string key) => values.TryGetValue(key, out var value) && value.Length > 0 ? value : null;

    /// <summary>A card's whole number; null when it is not there.</summary>
    /// <exception cref="FitsException">The value is not a whole number of 64 bits.</exception>
    public long? Integer(string key)
    {
        if (Text(key) is not { } text)
            return null;
        if (!strings.Contains(key) && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
            return value;
        throw new FitsException($"HDU {Hdu}, card {key}: \"{Shorten(text)}\" is not a whole number");
    }

    /// <summary>A card's number, finite; null when it is not there. Some programs (Fermi GBM's) write numbers as text.</summary>
    /// <exception cref="FitsException">The value is not a number.</exception>
    public double? Number(string key)
    {
        if (Text(key) is not { } text)
            return null;
        if (double.TryParse(text.Replace('D', 'E'), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value))
            return value;
        throw new FitsException($"HDU {Hdu}, card {key}: \"{Shorten(text)}\" is not a number");
    }

    /// <summary>A whole number that must be there and lie within bounds.</summary>
    public long Required(string key, long least, long most)
    {
        var value = Integer(key) ?? throw new FitsException($"HDU {Hdu}: the card {key} is missing");
        return value >= least && value <= most
            ? value
            : throw new FitsException($"HDU {Hdu}, card {key}: {value} does not lie between {least} and {most}");
    }

    /// <summary>At most forty characters of a value, for a message.</summary>
    public static string Shorten(string text) => text.Length > 40 ? text[..40] + "..." : text;

    // Takes one card in; gives the key whose text goes on in a CONTINUE card, else null.
    private string? Add(string card, string? open, int number)
    {
        string key;
        ReadOnlySpan<char> rest;
        if (card.StartsWith("CONTINUE", StringComparison.Ordinal))
        {
            if (open is null || ParseText(card.AsSpan(8).TrimStart()) is not { } more)
                return null;
            if (values[open].Length > MaxTextLength)
                throw new FitsException($"HDU {Hdu}, card {open}: the text goes on for more than the {MaxTextLength} characters that are read");
            values[open] = values[open][..^1] + more;
            return more.EndsWith('&') ? open : null;
        }
        if (card.StartsWith("HIERARCH ", StringComparison.Ordinal) && card.IndexOf('=') is > 9 and var equals)
        {
            key = string.Join(' ', card[9..equals].Split(' ', StringSplitOptions.RemoveEmptyEntries));
            rest = card.AsSpan(equals + 1).TrimStart();
        }
        else if (card[8] == '=' && card[9] == ' ')
        {
            key = card[..8].TrimEnd();
            rest = card.AsSpan(10).TrimStart();
        }
        else
            return null;
        if (key.Any(c => c is < ' ' or > '~'))
            throw new FitsException($"HDU {Hdu}, card {number}: the keyword holds bytes that are not text");
        if (values.ContainsKey(key))
            return null;
        if (rest.StartsWith("'"))
        {
            values[key] = ParseText(rest) ?? throw new FitsException($"HDU {Hdu}, card {key}: the text has no closing quote");
            strings.Add(key);
            return values[key].EndsWith('&') ? key : null;
        }
        var slash = rest.IndexOf('/');
        values[key] = Printable((slash < 0 ? rest : rest[..slash]).Trim().ToString());
        return null;
    }

    // A quoted text with '' for a quote; null when it never ends. FITS standard 4.0, section 4.2.1
    private static string? ParseText(ReadOnlySpan<char> value)
    {
        if (value.IsEmpty || value[0] != '\'')
            return null;
        var text = new StringBuilder();
        for (var i = 1; i < value.Length; i++)
            if (value[i] != '\'')
                text.Append(value[i]);
            else if (i + 1 < value.Length && value[i + 1] == '\'')
                text.Append(value[i++]);
            else
                return Printable(text.ToString().TrimEnd(' '));
        return null;
    }

    // Values go into messages and reports: bytes that steer a terminal are question marks there.
    private static string Printable(string value) => value.Any(char.IsControl) ? string.Concat(value.Select(c => char.IsControl(c) ? '?' : c)) : value;

    private long MeasureData()
    {
        if (Hdu == 0 && Text("SIMPLE") is not "T")
            throw new FitsException("HDU 0, card SIMPLE: the file says itself that it does not follow the FITS standard");
        var bits = Required("BITPIX", -64, 64);
        if (bits is not (8 or 16 or 32 or 64 or -32 or -64))
            throw new FitsException($"HDU {Hdu}, card BITPIX: {bits} is not a FITS data type");
        var axes = Required("NAXIS", 0, 999);
        if (axes == 0)
            return 0;
        Int128 length = 1;
        for (var i = 1; i <= axes; i++)
        {
            var axis = Required($"NAXIS{i}", 0, long.MaxValue);
            if (i > 1 || axis != 0 || Text("GROUPS") is not "T")
                length = Bounded(length * axis);
        }
        length = Bounded(length + (Has("PCOUNT") ? Required("PCOUNT", 0, long.MaxValue) : 0));
        length = Bounded(length * (Has("GCOUNT") ? Required("GCOUNT", 0, long.MaxValue) : 1));
        return (long)Bounded(length * Math.Abs(bits) / 8);
    }

    private Int128 Bounded(Int128 length) => length <= long.MaxValue / 2
        ? length
        : throw new FitsException($"HDU {Hdu}: the cards NAXISn announce more data than a file can hold");
}
