using System.Globalization;
using AmpelBot.Sky.Fits;

namespace AmpelBot.Sky.SkyMaps;

/// <summary>What the cards of a sky map tell, whether they stand in the table's HDU or in the primary one (the table's first).</summary>
internal sealed class SkyMapCards(FitsHeader table, FitsHeader primary)
{
    /// <summary>Sentences about cards that were odd.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>OBJECT; the table's FULLSKY and PARTIAL speak of the sky covered, not of the event.</summary>
    public string? Object => Coverage(table.Text("OBJECT")) ?? Coverage(primary.Text("OBJECT")) ?? null;

    public string? Creator => table.Text("CREATOR") ?? primary.Text("CREATOR");

    public double? DistMeanMpc => Distance("DISTMEAN");

    public double? DistStdMpc => Distance("DISTSTD");

    /// <summary>Refuses coordinates other than the equatorial ones.</summary>
    public void RequireEquatorial()
    {
        var system = (table.Text("COORDSYS") ?? primary.Text("COORDSYS"))?.Trim().ToUpperInvariant();
        switch (system)
        {
            case null or "C" or "CEL" or "CELESTIAL" or "ICRS" or "EQ" or "EQU" or "EQUATORIAL" or "Q":
                return;
            case "UNKNOWN":
                Notes.Add("COORDSYS is 'unknown'; the map is taken as equatorial.");
                return;
            case "G" or "GAL" or "GALACTIC":
                throw new FitsException($"HDU {table.Hdu}, card COORDSYS: the map is in galactic coordinates, and only equatorial ones are read");
            case "E" or "ECL" or "ECLIPTIC":
                throw new FitsException($"HDU {table.Hdu}, card COORDSYS: the map is in ecliptic coordinates, and only equatorial ones are read");
            default:
                throw new FitsException($"HDU {table.Hdu}, card COORDSYS: \"{FitsHeader.Shorten(system)}\" is not a known system (C, G or E)");
        }
    }

    /// <summary>Time of the event, UTC: DATE-OBS, then MJD-OBS, EVENTMJD, TRIGTIME.</summary>
    /// <remarks>
    /// A file in another scale than UTC (TIMESYS) that has a TRIGTIME, as Fermi GBM's, is told by TRIGTIME first: its DATE-OBS is the start
    /// of the recording, two minutes before the trigger. TRIGTIME is in seconds after MJDREFI + MJDREFF in Terrestrial Time.
    /// </remarks>
    public DateTimeOffset? EventTimeUtc()
    {
        var isTt = (Text("TIMESYS") ?? "UTC").Trim().ToUpperInvariant() is "TT" or "TDT";
        if (isTt && TriggerTime() is { } trigger)
        {
            if (Text("DATE-OBS") is { } start)
                Notes.Add($"The event time is TRIGTIME; DATE-OBS, {start}, is the start of the recording, in Terrestrial Time.");
            return trigger;
        }
        if (Text("DATE-OBS") is { } date)
        {
            if (ParseDate(date) is { } time)
                return isTt ? TimeScales.TtToUtc(time) : time;
            Notes.Add($"DATE-OBS, \"{FitsHeader.Shorten(date)}\", is not a date and was left out.");
        }
        return Mjd("MJD-OBS") ?? Mjd("EVENTMJD") ?? TriggerTime();
    }

    /// <summary>A FITS date: YYYY-MM-DD with or without Thh:mm[:ss[.fraction]], or DD/MM/YY of the last century.</summary>
    public static DateTimeOffset? ParseDate(string text)
    {
        text = text.Trim().TrimEnd('Z', 'z');
        // A leap second is the first instant of the next minute here.
        var leap = text.Length >= 19 && text.AsSpan(16).StartsWith(":60");
        if (leap)
            text = string.Concat(text.AsSpan(0, 17), "59", text.AsSpan(19));
        string[] forms = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd", "yyyy-MM-dd HH:mm:ss.FFFFFFF"];
        var digits = text.IndexOf('.') is > 0 and var dot ? Math.Min(text.Length, dot + 8) : text.Length;
        if (DateTimeOffset.TryParseExact(text[..digits], forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
            return leap && time <= DateTimeOffset.MaxValue.AddSeconds(-1) ? time.AddSeconds(1) : time;
        return text is [_, _, '/', _, _, '/', _, _]
            && DateTimeOffset.TryParseExact($"{text[..6]}19{text[6..]}", "dd/MM/yyyy", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time)
            ? time
            : null;
    }

    private static string? Coverage(string? name) =>
        name is null || name.Trim().ToUpperInvariant() is "" or "FULLSKY" or "PARTIAL" or "UNKNOWN" ? null : name;

    private string? Text(string key) => table.Text(key) ?? primary.Text(key);

    private double? Number(string key)
    {
        try
        {
            return table.Number(key) ?? primary.Number(key);
        }
        catch (FitsException e)
        {
            Notes.Add($"{e.Message}; the card was left out.");
            return null;
        }
    }

    private double? Distance(string key)
    {
        if (Number(key) is not { } distance || distance > 0)
            return Number(key);
        Notes.Add($"{key} is not above 0 and was left out.");
        return null;
    }

    private DateTimeOffset? Mjd(string key)
    {
        if (Number(key) is not { } mjd)
            return null;
        // The years 1859 to 2132: outside them the number is no date of an observation.
        if (mjd is > 0 and < 100000)
            return TimeScales.MjdToUtc(mjd);
        Notes.Add(string.Create(CultureInfo.InvariantCulture, $"{key}, {mjd}, is not a date of an observation and was left out."));
        return null;
    }

    private DateTimeOffset? TriggerTime()
    {
        if (Number("TRIGTIME") is not (> 0 and < 1e10 and var seconds) || Number("MJDREFI") is not (> 0 and < 100000 and var day))
            return null;
        var ticks = Math.Round((Number("MJDREFF") ?? 0) * TimeSpan.TicksPerDay) + Math.Round(seconds * TimeSpan.TicksPerSecond);
        var tt = TimeScales.MjdToUtc(day).AddTicks((long)ticks);
        return tt.Year >= 1973 ? TimeScales.TtToUtc(tt) : null;
    }
}
