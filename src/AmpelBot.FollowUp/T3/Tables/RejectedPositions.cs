using System.Globalization;
using System.Text;
using AmpelBot.Sky;

namespace AmpelBot.FollowUp.T3.Tables;

/// <summary>Positions of rejected alerts as rejected.csv: ra_deg, dec_deg (ICRS), numbers in full.</summary>
internal static class RejectedPositions
{
    public const string FileName = "rejected.csv";

    private const string Header = "ra_deg,dec_deg";
    private const int MostCharactersOfLine = 100;

    public static void Write(IReadOnlyList<SkyCoord> positions, Stream stream)
    {
        using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
        writer.Write(Header + "\n");
        foreach (var position in positions)
            writer.Write($"{ReportText.RoundTrip(position.RaDeg)},{ReportText.RoundTrip(position.DecDeg)}\n");
    }

    /// <summary>Reads positions, <paramref name="most"/> at most.</summary>
    /// <exception cref="FormatException">A line is no position, or there are more; the message names the line.</exception>
    public static IReadOnlyList<SkyCoord> Read(Stream stream, int most)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8, detectEncodingFromByteOrderMarks: false, leaveOpen: true);
        var buffer = new char[(most + 2) * MostCharactersOfLine];
        var length = reader.ReadBlock(buffer);
        if (length == buffer.Length)
            throw new FormatException($"it has more than {most} lines, or lines of more than {MostCharactersOfLine} characters");
        var positions = new List<SkyCoord>();
        var number = 0;
        foreach (var line in buffer.AsSpan(0, length).EnumerateLines())
        {
            number++;
            if (number == 1 ? line.SequenceEqual(Header) : line.Length == 0)
                continue;
            var comma = line.IndexOf(',');
            if (number == 1 || positions.Count == most || comma < 0
                || !double.TryParse(line[..comma], NumberStyles.Float, CultureInfo.InvariantCulture, out var raDeg)
                || !double.TryParse(line[(comma + 1)..], NumberStyles.Float, CultureInfo.InvariantCulture, out var decDeg)
                || !SkyCoord.IsValid(raDeg, decDeg))
                throw new FormatException($"line {number} is not one of at most {most} positions in degrees below the heading {Header}");
            positions.Add(new SkyCoord(raDeg, decDeg));
        }
        return positions;
    }
}
