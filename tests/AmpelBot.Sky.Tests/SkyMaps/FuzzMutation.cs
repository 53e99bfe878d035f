using System.Buffers.Binary;
using System.Text;
using AmpelBot.Sky.Tests.Fits;

namespace AmpelBot.Sky.Tests.SkyMaps;

/// <summary>One changed copy of a file, the same for the same seed.</summary>
internal sealed class FuzzMutation
{
    private static readonly string[] CardValues =
    [
        "0", "1", "-1", "2", "3", "4", "7", "12", "29", "30", "64", "999", "1000", "1024", "4096", "8192", "65536", "16777216", "2147483647", "2147483648", "4294967296", "1099511627776",
        "9223372036854775807", "9223372036854775808", "-9223372036854775808", "99999999999999999999999", "1E400", "-1E-400", "1.5", "NaN", "INF", "T", "F", "", "/", "'", "''", "'&'", "'a&'",
        "'D'", "'0D'", "'1D'", "'E'", "'2E'", "'1024E'", "'K'", "'J'", "'I'", "'B'", "'L'", "'X'", "'A'", "'C'", "'M'", "'1PD(9)'", "'1QE'", "'P'", "'999999999D'", "'268435456D'", "'99999999999D'", "'-1D'", "'D7'",
        "'NESTED'", "'RING'", "'NUNIQ'", "'RANGE'", "'EXPLICIT'", "'IMPLICIT'", "'PROB'", "'PROBDENSITY'", "'UNIQ'", "'PIXEL'", "'T'", "'DISTMU'", "'DISTSIGMA'", "'DISTNORM'", "'sr-1'", "'C'", "'G'",
        "'BINTABLE'", "'IMAGE'", "'TABLE'", "'A3DTABLE'", "'TT'", "'2019-02-30'", "'9999-12-31T23:59:60'", "'0001-01-01'", "'SPACE'", "'TIME'",
    ];

    private static readonly string[] Keys =
    [
        "SIMPLE", "XTENSION", "BITPIX", "NAXIS", "NAXIS1", "NAXIS2", "NAXIS3", "PCOUNT", "GCOUNT", "GROUPS", "TFIELDS", "THEAP", "TTYPE1", "TTYPE2", "TTYPE3", "TTYPE4", "TTYPE5", "TFORM1", "TFORM2", "TFORM3",
        "TFORM4", "TFORM5", "TSCAL1", "TSCAL2", "TZERO1", "TZERO2", "TNULL1", "TNULL2", "TUNIT1", "TUNIT2", "NSIDE", "ORDERING", "INDXSCHM", "COORDSYS", "OBJECT", "DATE-OBS", "MJD-OBS", "EVENTMJD",
        "TRIGTIME", "TIMESYS", "MJDREFI", "MJDREFF", "DISTMEAN", "DISTSTD", "CHECKSUM", "DATASUM", "MOCORDER", "MOCORD_S", "MOCDIM", "CONTINUE", "HIERARCH X Y", "END",
    ];

    private static readonly double[] Odd = [double.NaN, double.PositiveInfinity, double.NegativeInfinity, -1, -1e-300, double.Epsilon, double.MaxValue, 1e308, -1.6375e30, 0, -0.0, 1e-320, 1];

    private static readonly long[] OddWhole = [0, 1, 3, 4, 5, 15, 16, 19, 20, -1, long.MinValue, long.MaxValue, HealpixUniqMax, HealpixUniqMax + 1, int.MaxValue];

    private const long HealpixUniqMax = (16L << 58) - 1;

    private readonly Random random;
    private byte[] bytes;

    private FuzzMutation(int seed, byte[] original) => (random, bytes) = (new Random(seed), (byte[])original.Clone());

    /// <summary>Changes a file; some of the results are gzip, changed before or after they were compressed.</summary>
    /// <param name="seed">Tells the changes.</param>
    /// <param name="original">The file.</param>
    /// <param name="other">A file to take pieces from.</param>
    public static byte[] Of(int seed, byte[] original, byte[] other)
    {
        var mutation = new FuzzMutation(seed, original);
        for (var changes = 1 + mutation.random.Next(1 + mutation.random.Next(6)); changes > 0; changes--)
            mutation.Change(other);
        if (mutation.random.Next(4) != 0)
            return mutation.bytes;
        mutation.bytes = FitsBytes.Gzip(mutation.bytes);
        if (mutation.random.Next(3) == 0)
            mutation.Scatter();
        else if (mutation.random.Next(6) == 0)
            mutation.bytes = [.. mutation.bytes, .. mutation.random.Next(2) == 0 ? FitsBytes.Gzip(other) : other.AsSpan(0, Math.Min(100, other.Length)).ToArray()];
        return mutation.bytes;
    }

    private void Change(byte[] other)
    {
        if (bytes.Length < 100)
            return;
        switch (random.Next(12))
        {
            case 0:
            case 1:
            case 2:
            case 3:
                ChangeCard();
                break;
            case 4:
            case 5:
                BinaryPrimitives.WriteDoubleBigEndian(bytes.AsSpan(InData(8)), Odd[random.Next(Odd.Length)]);
                break;
            case 6:
                BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(InData(8)), OddWhole[random.Next(OddWhole.Length)]);
                break;
            case 7:
                Scatter();
                break;
            case 8:
                bytes = bytes[..random.Next(bytes.Length)];
                break;
            case 9:
                var (from, to, length) = (random.Next(other.Length), random.Next(bytes.Length), random.Next(1, 3000));
                other.AsSpan(from, Math.Min(length, other.Length - from)).ToArray().AsSpan(0, Math.Min(length, Math.Min(other.Length - from, bytes.Length - to))).CopyTo(bytes.AsSpan(to));
                break;
            case 10:
                var at = random.Next(bytes.Length);
                bytes.AsSpan(at, random.Next(Math.Min(4000, bytes.Length - at))).Fill((byte)random.Next(256));
                break;
            default:
                // A block twice, or one lost.
                var block = random.Next(Math.Max(1, bytes.Length / 2880)) * 2880;
                var rest = bytes[Math.Min(bytes.Length, random.Next(2) == 0 ? block + 2880 : Math.Max(0, block - 2880))..];
                bytes = [.. bytes.AsSpan(0, block), .. rest];
                break;
        }
    }

    private void Scatter()
    {
        for (var count = random.Next(1, 8); count > 0 && bytes.Length > 0; count--)
        {
            var at = random.Next(2) == 0 ? random.Next(bytes.Length) : random.Next(Math.Min(bytes.Length, 6000));
            bytes[at] = random.Next(3) switch { 0 => (byte)(bytes[at] ^ (1 << random.Next(8))), 1 => (byte)('0' + random.Next(10)), _ => (byte)random.Next(256) };
        }
    }

    // A card that is there, or one put in the place of another.
    private void ChangeCard()
    {
        var cards = Math.Min(bytes.Length / 80, 36 * 6);
        var key = Keys[random.Next(Keys.Length)];
        var place = -1;
        for (var card = 0; card < cards; card++)
            if (bytes.AsSpan(80 * card, 80).StartsWith(Encoding.ASCII.GetBytes(key.PadRight(8))) && (place < 0 || random.Next(2) == 0))
                place = card;
        if (place < 0)
            place = random.Next(cards);
        var value = CardValues[random.Next(CardValues.Length)];
        var text = key.StartsWith("HIERARCH", StringComparison.Ordinal) ? $"{key} = {value}" : key == "CONTINUE" ? $"CONTINUE  {value}" : key == "END" ? "END" : $"{key,-8}= {value,20}";
        Encoding.ASCII.GetBytes(text.PadRight(80)[..80]).CopyTo(bytes, 80 * place);
    }

    private int InData(int length) =>
        Math.Clamp(random.Next(3) == 0 ? random.Next(bytes.Length) : bytes.Length - random.Next(1, Math.Min(bytes.Length, 2880 * 8)) & ~7, 0, bytes.Length - length);
}
