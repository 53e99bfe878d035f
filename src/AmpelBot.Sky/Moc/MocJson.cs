using System.Globalization;
using System.Text;
using System.Text.Json;
using AmpelBot.Sky.Healpix;

namespace AmpelBot.Sky;

/// <summary>Regions as JSON: an object of orders with the list of cells of each, {"1":[3,4],"4":[]} for instance. [MOC2] section 4.3.3</summary>
public static class MocJson
{
    /// <summary>The longest text that is read, in bytes.</summary>
    public const int MostBytes = 1 << 26;

    /// <summary>The region as JSON; a last order without cells tells the region's order where it is deeper than that of its smallest cells.</summary>
    public static string Format(Moc moc)
    {
        var text = new StringBuilder("{");
        var deepest = -1;
        foreach (var group in moc.Cells().GroupBy(cell => cell.Order).OrderBy(group => group.Key))
        {
            text.Append(CultureInfo.InvariantCulture, $"{(deepest < 0 ? "" : ",")}\"{group.Key}\":[");
            deepest = group.Key;
            text.AppendJoin(',', group.Select(cell => cell.Ipix.ToString(CultureInfo.InvariantCulture))).Append(']');
        }
        if (deepest < moc.MaxOrder)
            text.Append(CultureInfo.InvariantCulture, $"{(deepest < 0 ? "" : ",")}\"{moc.MaxOrder}\":[]");
        return text.Append('}').ToString();
    }

    /// <summary>Reads a region; overlapping cells are merged.</summary>
    /// <exception cref="MocException">The bytes are no JSON of a region of the sky, or more than <see cref="MostBytes"/>.</exception>
    public static Moc Parse(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > MostBytes)
            throw new MocException($"the JSON has {utf8.Length} bytes, more than the {MostBytes} that are read");
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = 2 });
        try
        {
            return Parse(ref reader);
        }
        catch (JsonException e)
        {
            throw new MocException($"this is no JSON: line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}", e);
        }
    }

    private static Moc Parse(ref Utf8JsonReader reader)
    {
        var ranges = new List<HpxRange>();
        var maxOrder = -1;
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw Wrong(reader, "a MOC in JSON is an object of orders");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueSpan.Length > 2
                || !int.TryParse(reader.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var order)
                || order > HealpixNested.MaxOrder)
                throw Wrong(reader, "an order is a name from \"0\" to \"29\"");
            maxOrder = Math.Max(maxOrder, order);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray)
                throw Wrong(reader, $"the cells of order {order} are a list");
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var ipix) && ipix >= 0 && ipix < HealpixNested.CellCount(order))
                    ranges.Add(new HealpixIndex(order, ipix).Range);
                else
                    throw Wrong(reader, $"a cell of order {order} is a whole number from 0 to {HealpixNested.CellCount(order) - 1}");
        }
        while (reader.Read())
        {
        }
        return maxOrder >= 0 ? Moc.FromRanges(ranges, maxOrder) : throw new MocException("the JSON holds no order, so no region");
    }

    private static MocException Wrong(in Utf8JsonReader reader, string reason) => new($"byte {reader.TokenStartIndex + 1}: {reason}");
}
