namespace AmpelBot.Alerts.Observations;

/// <summary>Which column of a log says what; -1 where none does.</summary>
internal sealed record ExposureColumns
{
    /// <summary>Number of columns.</summary>
    public required int Count { get; init; }

    /// <summary>Whether commas part the columns, or blanks.</summary>
    public required bool Commas { get; init; }

    /// <summary>Start of the exposure.</summary>
    public required int Time { get; init; }

    /// <summary>Number of the field.</summary>
    public required int Field { get; init; }

    /// <summary>The band.</summary>
    public required int Band { get; init; }

    /// <summary>Whether the band is ZTF's number (fid).</summary>
    public required bool BandIsNumber { get; init; }

    /// <summary>The survey.</summary>
    public required int Survey { get; init; }

    /// <summary>Right ascension of the field's centre.</summary>
    public required int Ra { get; init; }

    /// <summary>Declination of the field's centre.</summary>
    public required int Dec { get; init; }

    /// <summary>The quadrant.</summary>
    public required int Quadrant { get; init; }

    /// <summary>Limiting magnitude.</summary>
    public required int LimitingMag { get; init; }

    /// <summary>Exposure time.</summary>
    public required int Seconds { get; init; }

    /// <summary>The survey's program.</summary>
    public required int Program { get; init; }

    /// <summary>Share of the quadrants that were processed.</summary>
    public required int ProcessedFraction { get; init; }

    /// <summary>0 where the exposure went well.</summary>
    public required int Status { get; init; }

    /// <summary>Whether the log says where its fields are.</summary>
    public bool HavePlaces => Ra >= 0 && Dec >= 0;

    /// <summary>The columns that a first line names.</summary>
    /// <exception cref="ObservationFileException">They are not those of a log that is known here.</exception>
    public static ExposureColumns Of(string header, string file)
    {
        var commas = header.Contains(',');
        var names = TextTable.Split(header, commas).Select(name => name.ToLowerInvariant()).ToArray();
        int Find(params string[] wanted) => Array.FindIndex(names, wanted.Contains);
        var (band, fid) = (Find("band", "filter"), Find("fid"));
        var columns = new ExposureColumns
        {
            Count = names.Length,
            Commas = commas,
            Time = Find("jd", "obsjd", "obstime"),
            Field = Find("field", "field_id"),
            Band = band >= 0 ? band : fid,
            BandIsNumber = band < 0,
            Survey = Find("survey"),
            Ra = Find("ra_deg"),
            Dec = Find("dec_deg"),
            Quadrant = Find("quadrant", "rcid"),
            LimitingMag = Find("limiting_mag", "maglimit", "limmag"),
            Seconds = Find("exposure_s", "exptime", "exposure_time"),
            Program = Find("program", "programid"),
            ProcessedFraction = Find("processed_fraction"),
            Status = Find("status"),
        };
        if (columns.Time < 0 || columns.Field < 0)
            throw new ObservationFileException($"{file} is no log of observations that is known here: its first line names no {(columns.Field < 0 ? "field (field, field_id)" : "time (jd, obsjd, obstime)")}");
        if (columns.Band < 0)
            throw new ObservationFileException($"{file} names no band (band, filter, fid), so it is not ZTF's log; the cameras of other surveys are not known here");
        if (names.Distinct().Count() < names.Length)
            throw new ObservationFileException($"{file} names a column twice: {string.Join(", ", names.GroupBy(n => n).Where(g => g.Count() > 1).Select(g => g.Key))}");
        return columns;
    }
}
