using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace AmpelBot.Alerts.Surveys;

/// <summary>AMPEL's stock ids: a whole number for each name of an object.</summary>
public static class StockId
{
    private const int Letters = 7;
    private const int FirstYear = 17;
    private const int Years = 16;

    // 26^7 names in each of 16 years.
    private const long ZtfNames = 8_031_810_176L * Years;

    /// <summary>
    /// The stock id of a name: AMPEL's for ZTF (seven letters as a base-26 number, shifted left by 4 bits, plus the year since 2017); for other surveys the
    /// number itself where the name is a whole number; otherwise the first 62 bits of the SHA-256 of the name plus 2^62. Archives hold these ids: they must not change.
    /// </summary>
    /// <param name="survey">Survey's short name.</param>
    /// <param name="name">The survey's name of the object.</param>
    /// <returns>0 or more.</returns>
    public static long Of(string survey, string name)
    {
        if (survey == Ztf.ZtfPacket.Survey && OfZtf(name) is { } stock)
            return stock;
        if (survey != Ztf.ZtfPacket.Survey && long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < 1L << 62
            && number.ToString(CultureInfo.InvariantCulture) == name)
            return number;
        return BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(name))) & ((1L << 62) - 1) | 1L << 62;
    }

    /// <summary>AMPEL's id of a ZTF name (ZTF17aaaaaaa is 0); null when it is no such name of the years 2017 to 2032.</summary>
    public static long? OfZtf(string name)
    {
        if (name.Length != 5 + Letters || !name.StartsWith("ZTF", StringComparison.Ordinal)
            || !char.IsAsciiDigit(name[3]) || !char.IsAsciiDigit(name[4]))
            return null;
        var year = 10 * (name[3] - '0') + name[4] - '0' - FirstYear;
        if (year is < 0 or >= Years)
            return null;
        var number = 0L;
        foreach (var letter in name.AsSpan(5))
        {
            if (letter is < 'a' or > 'z')
                return null;
            number = 26 * number + letter - 'a';
        }
        return number << 4 | (long)year;
    }

    /// <summary>
    /// The id of the object of an alert without a name: one less than the negative of the alert's number, or, where that number is itself negative, a hash of it.
    /// </summary>
    /// <returns>Less than 0.</returns>
    public static long OfNameless(long alertId)
        => alertId >= 0 ? ~alertId : unchecked((long)(((ulong)alertId ^ 0xD1B5_4A32_D192_ED03) * 0x9E37_79B9_7F4A_7C15)) | long.MinValue;

    /// <summary>Whether an id tells the name that it was made from.</summary>
    internal static bool TellsName(string survey, long stock) => stock >= 0 && stock < (survey == Ztf.ZtfPacket.Survey ? ZtfNames : 1L << 62);

    /// <summary>The name that an id was made from, where the id tells it; null where the id is a hash, or belongs to no name.</summary>
    public static string? NameOf(string survey, long stock)
        => !TellsName(survey, stock) ? null : survey == Ztf.ZtfPacket.Survey ? ToZtf(stock) : stock.ToString(CultureInfo.InvariantCulture);

    /// <summary>The ZTF name of an id that <see cref="OfZtf"/> gave.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No name has the id.</exception>
    public static string ToZtf(long stock)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(stock);
        Span<char> name = stackalloc char[5 + Letters];
        "ZTF".CopyTo(name);
        var year = FirstYear + (int)(stock & 15);
        (name[3], name[4]) = ((char)('0' + year / 10), (char)('0' + year % 10));
        var number = stock >> 4;
        for (var i = name.Length - 1; i >= 5; i--, number /= 26)
            name[i] = (char)('a' + number % 26);
        return number == 0
            ? new string(name)
            : throw new ArgumentOutOfRangeException(nameof(stock), stock, "no ZTF name has this stock id");
    }
}
