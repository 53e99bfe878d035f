using System.Globalization;
using AmpelBot.Sky.Fits;
using AmpelBot.Sky.Healpix;

namespace AmpelBot.Sky.SkyMaps;

/// <summary>Reads probability sky maps from FITS: flat (NESTED or RING, implicit or explicit) and multi-order (NUNIQ).</summary>
/// <remarks>
/// <para>The map is the first binary table with a column PROBDENSITY, PROB, PROBABILITY or T, whatever their case, of doubles or floats,
/// or of whole numbers with TSCAL, one or many to a row. PROBDENSITY is per steradian, as is any of them with the unit sr-1; else the
/// numbers are probabilities per pixel. Fermi GBM's SIGNIFICANCE, an integrated map, is never read.</para>
/// <para>What is odd is treated so, with a sentence each in <see cref="SkyMapHeader.Notes"/>:
/// values that are not finite, or HEALPix's mark of unseen pixels (-1.6375e30), count as zero;
/// negative values count as zero when together they are at most 1e-6 of the sum;
/// probabilities that do not add to 1 are divided by their sum (always done; said when they are off by more than 0.1 %);
/// where a map has no cells the probability is zero;
/// distances that cannot be used (not finite, DISTSIGMA not above 0, DISTNORM negative) count as none: DISTNORM 0 and DISTMU infinite;
/// all distances are left out when one of their three columns is missing or has another number of elements in a row.</para>
/// <para>Only the columns asked for are decoded. A flat map becomes cells while it is read: four siblings whose numbers are all equal are
/// one.</para>
/// <para>Refused: larger negative values, a sum of zero, cells that overlap or do not exist (an UNIQ below 4), columns of varying row length,
/// galactic or ecliptic coordinates, coverage MOCs, damaged and cut-off files (gzip's check sum, DATASUM and CHECKSUM are looked at), tables beyond 4 GiB, nside beyond 4096.</para>
/// </remarks>
public static class SkyMapReader
{
    private const double LargestSumError = 1e-3;

    private static readonly string[] ProbColumns = ["PROBDENSITY", "PROB", "PROBABILITY", "T"];

    /// <summary>Reads a file; gzip is told by its first bytes, never by the name.</summary>
    /// <exception cref="SkyMapException">The file is not a usable sky map.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static SkyMap Read(string path, CancellationToken cancellation) => Read(path, SkyMapColumns.Probability, cancellation);

    /// <summary>Reads a file; gzip is told by its first bytes, never by the name.</summary>
    /// <param name="path">The file.</param>
    /// <param name="columns">What is decoded beside the probability; other columns cost nothing.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="SkyMapException">The file is not a usable sky map.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static SkyMap Read(string path, SkyMapColumns columns, CancellationToken cancellation)
    {
        var name = Path.GetFileName(path);
        if (Directory.Exists(path))
            throw new SkyMapException(path, "it is a folder, not a file");
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
            return Read(file, name, columns, cancellation);
        }
        catch (DirectoryNotFoundException e)
        {
            throw new FileNotFoundException($"There is no file {path}.", path, e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new SkyMapException(name, "this program may not read it", e);
        }
    }

    /// <summary>Reads a stream from where it stands.</summary>
    /// <param name="stream">A readable stream; it need not seek, and stays open.</param>
    /// <param name="name">Name for messages.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="SkyMapException">The stream is not a usable sky map.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static SkyMap Read(Stream stream, string name, CancellationToken cancellation) => Read(stream, name, SkyMapColumns.Probability, cancellation);

    /// <summary>Reads a stream from where it stands.</summary>
    /// <param name="stream">A readable stream; it need not seek, and stays open.</param>
    /// <param name="name">Name for messages.</param>
    /// <param name="columns">What is decoded beside the probability; other columns cost nothing.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="SkyMapException">The stream is not a usable sky map.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static SkyMap Read(Stream stream, string name, SkyMapColumns columns, CancellationToken cancellation)
    {
        try
        {
            using var reader = new FitsReader(stream);
            return Read(reader, columns, cancellation);
        }
        catch (FitsException e)
        {
            throw new SkyMapException(name, e.Message, e);
        }
        catch (IOException e) when (e is not FileNotFoundException)
        {
            throw new SkyMapException(name, $"reading it failed ({e.Message.TrimEnd('.')})", e);
        }
    }

    /// <summary>Whether a column's numbers are per steradian rather than per pixel.</summary>
    internal static bool IsDensity(FitsColumn column) =>
        column.Is("PROBDENSITY") || column.Unit?.Replace(" ", "").ToLowerInvariant() is "sr-1" or "1/sr" or "sr^-1" or "sr**-1";

    private static SkyMap Read(FitsReader reader, SkyMapColumns columns, CancellationToken cancellation)
    {
        FitsHeader? primary = null;
        string? whyNot = null;
        while (reader.NextHeader(cancellation) is { } header)
        {
            primary ??= header;
            if (!header.IsBinaryTable)
                continue;
            var table = FitsTable.Open(reader, header);
            if (ProbColumns.Select(table.Column).FirstOrDefault(c => c is not null) is not { } column)
                whyNot ??= DescribeOther(table);
            else if (WhyNoProbability(header, column) is { } reason)
                whyNot ??= reason;
            else
                return ReadTable(reader, table, column, new SkyMapCards(header, primary), columns, cancellation);
        }
        throw new FitsException(whyNot ?? "it holds no binary table");
    }

    private static string? WhyNoProbability(FitsHeader header, FitsColumn column)
    {
        try
        {
            column.RequireNumbers(header.Hdu, "a probability");
            return column.Repeat > 0 ? null : $"HDU {header.Hdu}, column {column.Name}: its rows are empty (TFORM{column.Number} is 0{column.Type})";
        }
        catch (FitsException e)
        {
            return e.Message;
        }
    }

    // The three distance columns when all are there and fit the probability's; what else there is, is told.
    private static FitsColumn[] DistancesOf(FitsTable table, FitsColumn probability, List<string> notes)
    {
        string[] names = ["DISTMU", "DISTSIGMA", "DISTNORM"];
        var found = names.Select(table.Column).OfType<FitsColumn>().ToArray();
        if (found.Length == 0)
            return [];
        if (found.Length == names.Length && found.All(c => c.Repeat == probability.Repeat && (c.IsFloat || c.IsScaledInteger)))
            return found;
        notes.Add(found.Length < names.Length
            ? $"Of the distance columns only {string.Join(" and ", found.Select(c => c.Name))} is there, so distances were left out."
            : $"The distance columns ({string.Join(", ", found.Select(c => $"{c.Name} {c.Repeat}{c.Type}"))}) do not fit {probability.Name} ({probability.Repeat}{probability.Type}), so distances were left out.");
        return [];
    }

    private static string DescribeOther(FitsTable table)
    {
        var hdu = table.Header.Hdu;
        var ordering = table.Header.Text("ORDERING")?.Trim().ToUpperInvariant();
        if (ordering is "RANGE" or "RANGE29" || table.Header.Has("MOCDIM") || table.Column("UNIQ") is not null || ordering == "NUNIQ")
            return $"HDU {hdu} is a coverage MOC (a region of the sky, ORDERING {FitsHeader.Shorten(ordering ?? "not given")}), which has no probabilities";
        var names = string.Join(", ", table.Columns.Take(8).Select(c => c.Name.Length == 0 ? $"column {c.Number}" : FitsHeader.Shorten(c.Name)));
        return $"HDU {hdu} has no column PROBDENSITY, PROB, PROBABILITY or T (it has {(names.Length == 0 ? "none at all" : names)})";
    }

    private static SkyMap ReadTable(
        FitsReader reader, FitsTable table, FitsColumn column, SkyMapCards cards, SkyMapColumns asked, CancellationToken cancellation)
    {
        cards.RequireEquatorial();
        var hdu = table.Header.Hdu;
        var check = new ValueCheck(hdu, column.Name);
        var distanceCheck = new DistanceCheck();
        FitsColumn[] columns = [column, .. asked == SkyMapColumns.WithDistances ? DistancesOf(table, column, cards.Notes) : []];
        var ordering = table.Header.Text("ORDERING")?.Trim().ToUpperInvariant();
        var uniq = table.Column("UNIQ");
        CellList cells;
        long fileCells;
        if (ordering == "NUNIQ" || uniq is not null)
        {
            ordering = "NUNIQ";
            if (uniq is null)
                throw new FitsException($"HDU {hdu}: ORDERING is NUNIQ, but there is no column UNIQ");
            cells = MultiOrderTable.Read(table, uniq, columns, check, distanceCheck, cancellation);
            fileCells = table.RowCount;
        }
        else
        {
            ordering = ordering switch
            {
                "NESTED" or "NEST" => "NESTED",
                "RING" => "RING",
                null => throw new FitsException($"HDU {hdu}: the card ORDERING is missing, so NESTED or RING cannot be told"),
                _ => throw new FitsException($"HDU {hdu}, card ORDERING: \"{FitsHeader.Shorten(ordering)}\" is not NESTED, RING or NUNIQ"),
            };
            (cells, fileCells) = FlatTable.Read(table, columns, ordering == "RING", check, distanceCheck, cancellation);
        }
        reader.Finish(cancellation);
        var (covered, deepest) = Measure(cells);
        var header = new SkyMapHeader
        {
            Ordering = ordering,
            Nside = cells.PixelOrder is { } order ? 1 << order : null,
            MaxOrder = cells.PixelOrder ?? deepest,
            FileCells = fileCells,
            ProbSum = 0,
            ProbColumn = column.Name,
            Object = cards.Object,
            Creator = cards.Creator,
            EventTimeUtc = cards.EventTimeUtc(),
            DistMeanMpc = cards.DistMeanMpc,
            DistStdMpc = cards.DistStdMpc,
        };
        var map = new SkyMap(cells, IsDensity(column) || ordering == "NUNIQ", header, cells.TakeDistances());
        List<string> notes = [.. check.Notes(map.Header.ProbSum), .. distanceCheck.Notes(), .. cards.Notes];
        if (Math.Abs(map.Header.ProbSum - 1) > LargestSumError)
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"The probabilities add to {map.Header.ProbSum:g6}, not to 1; they were divided by that."));
        if (covered < 1)
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"The cells cover {100 * covered:f2} % of the sky; elsewhere the probability is zero."));
        if (reader.PaddingIsShort)
            notes.Add("The file's last block is not filled up, as if its end were missing; the table itself is complete.");
        return map.WithNotes(notes);
    }

    private static (double Covered, int Deepest) Measure(CellList cells)
    {
        var length = 0L;
        var deepest = 0;
        foreach (var order in cells.Orders)
        {
            length += 1L << (2 * (HealpixNested.MaxOrder - order));
            deepest = Math.Max(deepest, order);
        }
        return ((double)length / HealpixNested.CellCount(HealpixNested.MaxOrder), deepest);
    }
}
