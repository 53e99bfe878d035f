using System.Globalization;
using AmpelBot.Alerts.Surveys.Ztf;
using AmpelBot.Sky;

namespace AmpelBot.Alerts.Observations;

/// <summary>A log of observations: a table whose first line names its columns.</summary>
/// <remarks>
/// <para>
/// Columns are parted by commas or, where that line has none, by blanks; lines that are empty or begin with "#" are passed over. Read are the
/// project's own CSV (<see cref="Write"/>), ZTF's table with a row for each quadrant (field fid expid obsjd exptime seeing airmass maglimit
/// rcid) and its table with a row for each exposure (field_id, obstime as Julian date or ISO 8601 in UTC, filter, limmag, exposure_time,
/// processed_fraction). A log that names no band and no survey is refused: it is not ZTF's, and its camera is not known here.
/// </para>
/// <para>
/// Each row stands alone: a row that has other than the named columns, or no time, field, band or place, is a damage with its line, and the
/// others count. A log without the places of its fields needs a grid. Rows with a status that is not 0, or of which nothing was processed, are no
/// observations and are counted as passed over.
/// </para>
/// </remarks>
public sealed class ExposureFile : IDisposable
{
    /// <summary>So many damages are kept; all are counted.</summary>
    public const int MostDamages = 100;

    private const double FirstJd = 2_400_000.5;
    private const double LastJd = 2_488_069.5;
    private static readonly string[] Own = ["survey", "jd", "field", "ra_deg", "dec_deg", "quadrant", "band", "limiting_mag", "exposure_s", "program"];

    private readonly TextTable table;
    private readonly ExposureColumns columns;
    private readonly FieldGrid? grid;
    private readonly List<ExposureDamage> damages = [];
    private readonly Dictionary<string, string> texts = new(StringComparer.Ordinal);

    private ExposureFile(TextTable table, ExposureColumns columns, FieldGrid? grid) => (this.table, this.columns, this.grid) = (table, columns, grid);

    /// <summary>The first damages, in the order of their lines.</summary>
    public IReadOnlyList<ExposureDamage> Damages => damages;

    /// <summary>Rows that were refused so far.</summary>
    public long DamagedRows { get; private set; }

    /// <summary>Rows so far that are no observations: failed, or nothing of them was processed.</summary>
    public long PassedOver { get; private set; }

    /// <summary>Exposures so far of which only some quadrants were processed, without the log saying which: they count as whole.</summary>
    public long PartlyProcessed { get; private set; }

    /// <summary>Opens a log and reads the names of its columns.</summary>
    /// <param name="path">The file.</param>
    /// <param name="grid">The fields' places, for logs that do not have them.</param>
    /// <exception cref="ObservationFileException">The file cannot be read, is no such log, or needs a grid.</exception>
    public static ExposureFile Open(string path, FieldGrid? grid) => Open(TextTable.Open(path), grid);

    /// <summary>Opens a log in a stream; disposing the log disposes the stream.</summary>
    /// <param name="stream">The bytes.</param>
    /// <param name="name">Its name for people.</param>
    /// <param name="grid">The fields' places, for logs that do not have them.</param>
    /// <exception cref="ObservationFileException">It is no such log, or needs a grid.</exception>
    public static ExposureFile Open(Stream stream, string name, FieldGrid? grid) => Open(new TextTable(stream, name), grid);

    /// <summary>The exposures, in the order of the file; to be read once.</summary>
    /// <exception cref="ObservationFileException">The file cannot be read on, or is no text.</exception>
    public IEnumerable<Exposure> Exposures(CancellationToken cancellation)
    {
        while (table.Next() is { } text)
        {
            cancellation.ThrowIfCancellationRequested();
            if (Parse(text) is { } exposure)
                yield return exposure;
        }
    }

    /// <summary>Writes a log in the project's own format, version 1: units are in its first lines.</summary>
    /// <param name="writer">Gets the text.</param>
    /// <param name="exposures">The exposures.</param>
    /// <exception cref="ArgumentException">A survey's or band's name has a comma, a quote, a blank or more than 32 characters, or a number is not finite.</exception>
    public static void Write(TextWriter writer, IEnumerable<Exposure> exposures)
    {
        writer.Write("# AmpelBot exposures, version 1. jd: start, Julian date in UTC; ra_deg, dec_deg: centre of the field, ICRS;\n");
        writer.Write("# quadrant: ZTF's rcid 0 to 63, empty for all; limiting_mag: 5 sigma, AB; exposure_s: seconds; what is not known is empty.\n");
        writer.Write(string.Join(',', Own) + "\n");
        foreach (var one in exposures)
        {
            if (!IsWord(one.Survey) || !IsWord(one.Band))
                throw new ArgumentException($"\"{one.Survey}\" and \"{one.Band}\" must be words of 1 to 32 characters without commas, quotes and blanks", nameof(exposures));
            if (!double.IsFinite(one.Jd) || !double.IsFinite(one.LimitingMag ?? 0) || !double.IsFinite(one.ExposureSeconds ?? 0) || !SkyCoord.IsValid(one.RaDeg, one.DecDeg))
                throw new ArgumentException($"the exposure of field {one.Field} at JD {one.Jd} has a number that is not finite, or no place", nameof(exposures));
            writer.Write(string.Create(CultureInfo.InvariantCulture,
                $"{one.Survey},{one.Jd:R},{one.Field},{one.RaDeg:R},{one.DecDeg:R},{one.Quadrant},{one.Band},{one.LimitingMag:R},{one.ExposureSeconds:R},{one.ProgramId}\n"));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => table.Dispose();

    private static ExposureFile Open(TextTable table, FieldGrid? grid)
    {
        try
        {
            var header = table.Next() ?? throw new ObservationFileException($"{table.Name} is empty: not a log of observations");
            var columns = ExposureColumns.Of(header, table.Name);
            return columns.HavePlaces || grid is not null
                ? new ExposureFile(table, columns, grid)
                : throw new ObservationFileException($"{table.Name} names fields but not where they are: give the survey's grid of fields with --grid FILE");
        }
        catch
        {
            table.Dispose();
            throw;
        }
    }

    private Exposure? Parse(string text)
    {
        var values = TextTable.Split(text, columns.Commas);
        if (values.Length != columns.Count)
            return Refuse($"{values.Length} values where the first line names {columns.Count} columns");
        string? Value(int column) => column >= 0 && values[column] is { Length: > 0 } value ? value : null;

        if (Value(columns.Status) is { } status && status != "0")
            return PassOver();
        if (Value(columns.ProcessedFraction) is { } processed)
        {
            if (!TryNumber(processed, out var fraction) || fraction is < 0 or > 1)
                return Refuse($"{TextTable.Shown(processed)} is no fraction from 0 to 1");
            if (fraction == 0)
                return PassOver();
            PartlyProcessed += fraction < 1 ? 1 : 0;
        }
        if (TimeOf(Value(columns.Time)) is not { } jd)
            return Refuse($"{TextTable.Shown(Value(columns.Time))} is no Julian date (UTC) of 1858 to 2099 and no time as ISO 8601");
        if (!int.TryParse(Value(columns.Field), NumberStyles.None, CultureInfo.InvariantCulture, out var field))
            return Refuse($"{TextTable.Shown(Value(columns.Field))} is no number of a field");
        if (BandOf(Value(columns.Band), columns.BandIsNumber) is not { } band)
            return Refuse($"{TextTable.Shown(Value(columns.Band))} is no band");
        int? quadrant = null;
        if (Value(columns.Quadrant) is { } rcid)
        {
            if (!int.TryParse(rcid, NumberStyles.None, CultureInfo.InvariantCulture, out var one) || one >= ZtfCamera.Quadrants)
                return Refuse($"{TextTable.Shown(rcid)} is no quadrant: they are 0 to {ZtfCamera.Quadrants - 1}");
            quadrant = one;
        }
        SkyCoord center;
        if (columns.HavePlaces)
        {
            if (!TryNumber(Value(columns.Ra), out var raDeg) || !TryNumber(Value(columns.Dec), out var decDeg) || !SkyCoord.IsValid(raDeg, decDeg))
                return Refuse($"RA {TextTable.Shown(Value(columns.Ra))} and Dec {TextTable.Shown(Value(columns.Dec))} are no place in degrees");
            center = new SkyCoord(raDeg, decDeg);
        }
        else if (grid?.CenterOf(field) is { } known)
            center = known;
        else
            return Refuse($"the grid has no field {field}");
        if (!TryOptional(Value(columns.LimitingMag), 0, 40, out var limit))
            return Refuse($"{TextTable.Shown(Value(columns.LimitingMag))} is no limiting magnitude");
        if (!TryOptional(Value(columns.Seconds), 0, 86_400, out var seconds))
            return Refuse($"{TextTable.Shown(Value(columns.Seconds))} is no exposure time in seconds");
        int? program = null;
        if (Value(columns.Program) is { } number)
        {
            if (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var one))
                return Refuse($"{TextTable.Shown(number)} is no number of a program");
            program = one;
        }
        var survey = columns.Survey >= 0 ? Value(columns.Survey) : ZtfPacket.Survey;
        if (survey is null || !IsWord(survey))
            return Refuse($"{TextTable.Shown(survey)} is no name of a survey");
        return new Exposure
        {
            Survey = Once(survey),
            Jd = jd,
            Field = field,
            RaDeg = center.RaDeg,
            DecDeg = center.DecDeg,
            Quadrant = quadrant,
            Band = Once(band),
            LimitingMag = limit,
            ExposureSeconds = seconds,
            ProgramId = program,
        };
    }

    private Exposure? Refuse(string reason)
    {
        DamagedRows++;
        if (damages.Count < MostDamages)
            damages.Add(new ExposureDamage(table.Line, reason));
        return null;
    }

    private Exposure? PassOver()
    {
        PassedOver++;
        return null;
    }

    // Survey and band repeat in every row: one text for each. Only a few are kept.
    private string Once(string text)
    {
        if (texts.TryGetValue(text, out var known))
            return known;
        if (texts.Count < 100)
            texts.Add(text, text);
        return text;
    }

    private static double? TimeOf(string? text)
    {
        if (TryNumber(text, out var jd))
            return jd is >= FirstJd and < LastJd ? jd : null;
        if (text is null || !Iso8601.TryParse(text, out var utc))
            return null;
        var parsed = TimeScales.UtcToJd(utc);
        return parsed is >= FirstJd and < LastJd ? parsed : null;
    }

    private static string? BandOf(string? text, bool isNumber)
    {
        if (text is null)
            return null;
        if (isNumber)
            return text switch { "1" => "g", "2" => "r", "3" => "i", _ => null };
        var band = text.StartsWith("ztf", StringComparison.OrdinalIgnoreCase) ? text[3..].TrimStart('_') : text;
        return IsWord(band) ? band : null;
    }

    // No value and "nan", as programs write what is missing, are null.
    private static bool TryOptional(string? text, double least, double most, out double? value)
    {
        value = null;
        if (text is null || text.Equals("nan", StringComparison.OrdinalIgnoreCase))
            return true;
        if (!TryNumber(text, out var number) || number < least || number > most)
            return false;
        value = number;
        return true;
    }

    private static bool TryNumber(string? text, out double number) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);

    private static bool IsWord(string text) => text.Length is >= 1 and <= 32 && text.All(c => c is > ' ' and not (',' or '"' or '#') && !char.IsControl(c));
}

/// <summary>A row of a log that was refused.</summary>
/// <param name="Line">Its line in the file, from 1.</param>
/// <param name="Reason">What is wrong, without a full stop.</param>
public sealed record ExposureDamage(int Line, string Reason);
