using System.Globalization;
using AmpelBot.Sky;

namespace AmpelBot.Alerts.Observations;

/// <summary>The fields of a survey.</summary>
public sealed class FieldGrid
{
    /// <summary>A file of fields may have so many.</summary>
    public const int MostFields = 100_000;

    // The camera is 7.29 degrees wide and 7.46 high; neighbours overlap a little. The spacing in declination leaves room for
    // circles of declination to bend within a field, so that every place of the sky lies within the outline of a field.
    private const int OwnBands = 26;
    private const double OwnSpacingEastDeg = 7.2;

    private readonly Dictionary<int, SkyCoord> centers;

    private FieldGrid(Dictionary<int, SkyCoord> centers)
    {
        this.centers = centers;
        Fields = [.. centers.Keys.Order()];
    }

    /// <summary>Numbers of the fields, ascending.</summary>
    public IReadOnlyList<int> Fields { get; }

    /// <summary>The project's own grid: fields of 47 deg2 in bands of declination over the whole sky.</summary>
    /// <remarks>
    /// 26 bands of 180/26 degrees from the south pole to the north pole. A band has as many fields as stand at most 7.2 degrees apart along
    /// its edge nearer to the equator, equally spaced from RA 0. Numbers run from 1, from south to north and within a band eastward.
    /// </remarks>
    public static FieldGrid Own { get; } = new(OwnCenters());

    /// <summary>The centre of a field; null when the grid has none of that number.</summary>
    public SkyCoord? CenterOf(int field) => centers.TryGetValue(field, out var center) ? center : null;

    /// <summary>A grid from a file in one of ZTF's formats (ID, RA, Dec; CSV or columns).</summary>
    /// <remarks>
    /// The first line names the columns, after a "%" or not; columns are parted by commas or, where the line has none, by blanks. Degrees.
    /// Empty lines and lines that begin with "#" are passed over.
    /// </remarks>
    /// <exception cref="ObservationFileException">The file cannot be read or is no such grid; the message names the line.</exception>
    public static FieldGrid Read(string path)
    {
        using var table = TextTable.Open(path);
        var header = (table.Next() ?? throw new ObservationFileException($"{path} has no lines: not a grid of fields")).TrimStart().TrimStart('%');
        var commas = header.Contains(',');
        var names = TextTable.Split(header, commas);
        var (id, ra, dec) = (Column(names, "id", "field"), Column(names, "ra", "ra_deg"), Column(names, "dec", "dec_deg"));
        if (id < 0 || ra < 0 || dec < 0)
            throw new ObservationFileException($"{path}, line {table.Line}: a grid of fields has the columns ID, RA and Dec; here is {TextTable.Shown(header)}");
        var centers = new Dictionary<int, SkyCoord>();
        while (table.Next() is { } text)
        {
            var values = TextTable.Split(text, commas);
            if (Math.Max(id, Math.Max(ra, dec)) >= values.Length)
                throw new ObservationFileException($"{path}, line {table.Line}: {values.Length} values, too few for ID, RA and Dec");
            // One of ZTF's files writes the number of a field as 1.0.
            if (!(double.TryParse(values[id], NumberStyles.Float, CultureInfo.InvariantCulture, out var field)
                && field >= 0 && field <= int.MaxValue && field == Math.Floor(field)))
                throw new ObservationFileException($"{path}, line {table.Line}: {TextTable.Shown(values[id])} is no number of a field");
            if (!double.TryParse(values[ra], NumberStyles.Float, CultureInfo.InvariantCulture, out var raDeg)
                || !double.TryParse(values[dec], NumberStyles.Float, CultureInfo.InvariantCulture, out var decDeg)
                || !SkyCoord.IsValid(raDeg, decDeg))
                throw new ObservationFileException($"{path}, line {table.Line}: RA {TextTable.Shown(values[ra])} and Dec {TextTable.Shown(values[dec])} are no place in degrees");
            var center = new SkyCoord(raDeg, decDeg);
            if (!centers.TryAdd((int)field, center) && centers[(int)field] != center)
                throw new ObservationFileException($"{path}, line {table.Line}: the field {field} has two centres");
            if (centers.Count > MostFields)
                throw new ObservationFileException($"{path}, line {table.Line}: more than {MostFields} fields");
        }
        return centers.Count > 0 ? new FieldGrid(centers) : throw new ObservationFileException($"{path} names the columns of a grid but has no field");
    }

    private static int Column(string[] names, params string[] wanted) =>
        Array.FindIndex(names, name => wanted.Contains(name.Trim().ToLowerInvariant()));

    private static Dictionary<int, SkyCoord> OwnCenters()
    {
        var centers = new Dictionary<int, SkyCoord>();
        const double Height = 180.0 / OwnBands;
        for (var band = 0; band < OwnBands; band++)
        {
            var decDeg = Height * (band + 0.5) - 90;
            var edgeDeg = Math.Abs(decDeg) - Height / 2;
            var count = (int)Math.Ceiling(360 * Math.Cos(edgeDeg * Math.PI / 180) / OwnSpacingEastDeg);
            for (var i = 0; i < count; i++)
                centers.Add(centers.Count + 1, new SkyCoord(360.0 * i / count, decDeg));
        }
        return centers;
    }
}
