using System.Globalization;
using System.Text;
using AmpelBot.Sky.Healpix;

namespace AmpelBot.Sky;

/// <summary>Regions as ASCII text: order/cells, the cells as numbers and ranges that hold both ends, "1/3-5 7 4/" for instance. [MOC2] section 4.3.2</summary>
public static class MocText
{
    /// <summary>The longest text that is read, in characters.</summary>
    public const int MostCharacters = 1 << 26;

    /// <summary>The region as text; a last order without cells tells the region's order where it is deeper than that of its smallest cells.</summary>
    public static string Format(Moc moc)
    {
        var text = new StringBuilder();
        var deepest = -1;
        foreach (var group in moc.Cells().GroupBy(cell => cell.Order).OrderBy(group => group.Key))
        {
            deepest = group.Key;
            text.Append(CultureInfo.InvariantCulture, $"{(text.Length > 0 ? " " : "")}{deepest}/");
            var separator = "";
            long first = -1, last = -1;
            foreach (var cell in group)
                if (first >= 0 && cell.Ipix == last + 1)
                    last = cell.Ipix;
                else
                {
                    Append(first, last);
                    first = last = cell.Ipix;
                }
            Append(first, last);

            void Append(long from, long to)
            {
                if (from < 0)
                    return;
                text.Append(separator).Append(CultureInfo.InvariantCulture, $"{from}");
                if (to > from)
                    text.Append(CultureInfo.InvariantCulture, $"-{to}");
                separator = " ";
            }
        }
        if (deepest < moc.MaxOrder)
            text.Append(CultureInfo.InvariantCulture, $"{(text.Length > 0 ? " " : "")}{moc.MaxOrder}/");
        return text.ToString();
    }

    /// <summary>Reads a region; blanks, line ends and commas may stand between the numbers, and overlapping cells are merged.</summary>
    /// <exception cref="MocException">The text is none of a region of the sky, or longer than <see cref="MostCharacters"/>.</exception>
    public static Moc Parse(ReadOnlySpan<char> text)
    {
        if (text.Length > MostCharacters)
            throw new MocException($"the text has {text.Length} characters, more than the {MostCharacters} that are read");
        var ranges = new List<HpxRange>();
        int order = -1, maxOrder = -1;
        for (var at = 0; Skip(text, ref at);)
        {
            var start = at;
            var number = Number(text, ref at);
            if (Accept(text, ref at, '/'))
            {
                if (number > HealpixNested.MaxOrder)
                    throw new MocException($"character {start + 1}: an order lies between 0 and 29, it cannot be {number}");
                order = (int)number;
                maxOrder = Math.Max(maxOrder, order);
                continue;
            }
            if (order < 0)
                throw new MocException($"character {start + 1}: the cell {number} comes before any order, as \"4/\" would be one");
            var last = Accept(text, ref at, '-') ? Number(text, ref at) : number;
            if (last < number || last >= HealpixNested.CellCount(order))
                throw new MocException($"character {start + 1}: {(last == number ? $"{number} is no cell" : $"{number}-{last} are no cells")} of order {order}");
            if (at < text.Length && !IsSeparator(text[at]))
                throw new MocException($"character {at + 1}: '{Shown(text[at])}' stands where a blank belongs");
            ranges.Add(new HpxRange(new HealpixIndex(order, number).Range.Start, new HealpixIndex(order, last).Range.End));
        }
        return maxOrder >= 0 ? Moc.FromRanges(ranges, maxOrder) : throw new MocException("the text holds no order, so no region");
    }

    private static bool IsSeparator(char c) => c is ' ' or ',' or '\n' or '\r' or '\t';

    private static string Shown(char c) => c is > ' ' and <= '~' ? c.ToString() : $"U+{(int)c:X4}";

    private static bool Skip(ReadOnlySpan<char> text, ref int at)
    {
        while (at < text.Length && IsSeparator(text[at]))
            at++;
        return at < text.Length;
    }

    private static bool Accept(ReadOnlySpan<char> text, ref int at, char c)
    {
        if (at >= text.Length || text[at] != c)
            return false;
        at++;
        return true;
    }

    private static long Number(ReadOnlySpan<char> text, ref int at)
    {
        var start = at;
        var number = 0L;
        for (; at < text.Length && char.IsAsciiDigit(text[at]); at++)
            if (at - start >= 19 || (number = 10 * number + (text[at] - '0')) < 0)
                throw new MocException($"character {start + 1}: the number is too large");
        if (at == start)
            throw new MocException(at < text.Length
                ? $"character {at + 1}: '{Shown(text[at])}' stands where a number belongs"
                : "the text ends where a number belongs");
        return number;
    }
}
