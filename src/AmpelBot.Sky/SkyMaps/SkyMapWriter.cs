using System.Buffers.Binary;
using System.Globalization;
using AmpelBot.Sky.Fits;
using AmpelBot.Sky.Healpix;

namespace AmpelBot.Sky.SkyMaps;

/// <summary>Writes sky maps as FITS that astropy and healpy read. The same map gives the same bytes: no date of writing is kept.</summary>
public static class SkyMapWriter
{
    private const int RowsAtOnce = 4096;

    /// <summary>Writes a multi-order map (ORDERING NUNIQ; columns UNIQ and PROBDENSITY in sr-1), cells ascending by UNIQ.</summary>
    /// <param name="stream">Takes the file; stays open.</param>
    /// <param name="cells">Cells in any order.</param>
    /// <param name="probDensityPerSr">One density per cell, in sr-1.</param>
    /// <param name="objectName">OBJECT: ASCII, at most 68 characters.</param>
    /// <param name="eventTimeUtc">DATE-OBS, kept to 100 ns.</param>
    /// <param name="distMeanMpc">DISTMEAN in Mpc, when known.</param>
    /// <param name="distStdMpc">DISTSTD in Mpc, when known.</param>
    /// <exception cref="ArgumentException">
    /// There is no cell, a cell does not exist, is there twice or overlaps another, a density is negative or not finite, or the numbers of
    /// both differ; the name does not fit a card.
    /// </exception>
    public static void WriteMultiOrder(Stream stream, IReadOnlyList<HealpixIndex> cells, IReadOnlyList<double> probDensityPerSr,
        string objectName, DateTimeOffset eventTimeUtc, double? distMeanMpc, double? distStdMpc) =>
        WriteMultiOrder(stream, cells, probDensityPerSr, null, objectName, eventTimeUtc, distMeanMpc, distStdMpc);

    /// <summary>Writes a multi-order map with the columns DISTMU, DISTSIGMA (Mpc) and DISTNORM (Mpc-2) beside those of the other form.</summary>
    /// <param name="stream">Takes the file; stays open.</param>
    /// <param name="cells">Cells in any order.</param>
    /// <param name="probDensityPerSr">One density per cell, in sr-1.</param>
    /// <param name="distances">The distances of the same cells in the same order; null for none.</param>
    /// <param name="objectName">OBJECT: ASCII, at most 68 characters.</param>
    /// <param name="eventTimeUtc">DATE-OBS, kept to 100 ns.</param>
    /// <param name="distMeanMpc">DISTMEAN in Mpc, when known.</param>
    /// <param name="distStdMpc">DISTSTD in Mpc, when known.</param>
    /// <exception cref="ArgumentException">As in the other form; or there are not as many distances as cells.</exception>
    public static void WriteMultiOrder(Stream stream, IReadOnlyList<HealpixIndex> cells, IReadOnlyList<double> probDensityPerSr,
        DistanceLayer? distances, string objectName, DateTimeOffset eventTimeUtc, double? distMeanMpc, double? distStdMpc)
    {
        if (cells.Count != probDensityPerSr.Count || cells.Count == 0)
            throw new ArgumentException($"a sky map has as many densities as cells, and at least one: {probDensityPerSr.Count} and {cells.Count}", nameof(cells));
        RequireAsMany(distances, cells.Count);
        var uniqs = new long[cells.Count];
        var places = new int[cells.Count];
        for (var i = 0; i < uniqs.Length; i++)
        {
            var (order, ipix) = cells[i];
            if (order is < 0 or > HealpixNested.MaxOrder || ipix < 0 || ipix >= HealpixNested.CellCount(order))
                throw new ArgumentException($"there is no cell {ipix} at order {order}", nameof(cells));
            Checked(probDensityPerSr[i]);
            (uniqs[i], places[i]) = (cells[i].Uniq, i);
        }
        RequireDisjoint(cells);
        Array.Sort(uniqs, places);
        var writer = Begin(stream, ("UNIQ", "K", null), ("PROBDENSITY", "D", "sr-1"), distances, uniqs.Length);
        writer.Text("PIXTYPE", "HEALPIX", "HEALPIX pixelisation");
        writer.Text("ORDERING", "NUNIQ", "Pixel ordering scheme: RING, NESTED, or NUNIQ");
        writer.Text("COORDSYS", "C", "Celestial (equatorial)");
        writer.Integer("MOCORDER", HealpixIndex.FromUniq(uniqs[^1]).Order, "MOC resolution (best order)");
        writer.Text("INDXSCHM", "EXPLICIT", "Indexing: IMPLICIT or EXPLICIT");
        Event(writer, objectName, eventTimeUtc, distMeanMpc, distStdMpc);
        writer.EndHeader();
        var rowLength = distances is null ? 16 : 40;
        var rows = new byte[rowLength * RowsAtOnce];
        for (var first = 0; first < uniqs.Length; first += RowsAtOnce)
        {
            var count = Math.Min(RowsAtOnce, uniqs.Length - first);
            for (var i = 0; i < count; i++)
            {
                var row = rows.AsSpan(rowLength * i, rowLength);
                var place = places[first + i];
                BinaryPrimitives.WriteInt64BigEndian(row, uniqs[first + i]);
                BinaryPrimitives.WriteDoubleBigEndian(row[8..], probDensityPerSr[place]);
                WriteDistances(row[16..], distances, place);
            }
            writer.Rows(rows.AsSpan(0, rowLength * count));
        }
        writer.Finish();
    }

    /// <summary>Writes a flat map (ORDERING NESTED, implicit; column PROB per pixel).</summary>
    /// <param name="stream">Takes the file; stays open.</param>
    /// <param name="order">HEALPix order of the pixels; nside is 2^order.</param>
    /// <param name="prob">One probability per pixel, 12 * 4^order of them.</param>
    /// <param name="objectName">OBJECT: ASCII, at most 68 characters.</param>
    /// <param name="eventTimeUtc">DATE-OBS, kept to 100 ns.</param>
    /// <exception cref="ArgumentException">The number of pixels is not that of the order, or a value is negative or not finite.</exception>
    public static void WriteFlatNested(Stream stream, int order, ReadOnlySpan<double> prob, string objectName, DateTimeOffset eventTimeUtc) =>
        WriteFlatNested(stream, order, prob, null, objectName, eventTimeUtc, null, null);

    /// <summary>Writes a flat map with the columns DISTMU, DISTSIGMA (Mpc) and DISTNORM (Mpc-2) beside PROB.</summary>
    /// <param name="stream">Takes the file; stays open.</param>
    /// <param name="order">HEALPix order of the pixels; nside is 2^order.</param>
    /// <param name="prob">One probability per pixel, 12 * 4^order of them.</param>
    /// <param name="distances">The distances of the pixels; null for none.</param>
    /// <param name="objectName">OBJECT: ASCII, at most 68 characters.</param>
    /// <param name="eventTimeUtc">DATE-OBS, kept to 100 ns.</param>
    /// <param name="distMeanMpc">DISTMEAN in Mpc, when known.</param>
    /// <param name="distStdMpc">DISTSTD in Mpc, when known.</param>
    /// <exception cref="ArgumentException">As in the other form; or there are not as many distances as pixels.</exception>
    public static void WriteFlatNested(Stream stream, int order, ReadOnlySpan<double> prob, DistanceLayer? distances,
        string objectName, DateTimeOffset eventTimeUtc, double? distMeanMpc, double? distStdMpc)
    {
        if (prob.Length != HealpixNested.CellCount(order))
            throw new ArgumentException($"a map of order {order} has {HealpixNested.CellCount(order)} pixels, not {prob.Length}", nameof(prob));
        RequireAsMany(distances, prob.Length);
        foreach (var value in prob)
            Checked(value);
        var writer = Begin(stream, null, ("PROB", "D", "pix-1"), distances, prob.Length);
        writer.Text("PIXTYPE", "HEALPIX", "HEALPIX pixelisation");
        writer.Text("ORDERING", "NESTED", "Pixel ordering scheme: RING, NESTED, or NUNIQ");
        writer.Text("COORDSYS", "C", "Celestial (equatorial)");
        writer.Integer("NSIDE", 1L << order, "Resolution parameter of HEALPIX");
        writer.Integer("FIRSTPIX", 0, "First pixel # (0 based)");
        writer.Integer("LASTPIX", prob.Length - 1, "Last pixel # (0 based)");
        writer.Text("INDXSCHM", "IMPLICIT", "Indexing: IMPLICIT or EXPLICIT");
        Event(writer, objectName, eventTimeUtc, distMeanMpc, distStdMpc);
        writer.EndHeader();
        var rowLength = distances is null ? 8 : 32;
        var rows = new byte[rowLength * RowsAtOnce];
        for (var first = 0; first < prob.Length; first += RowsAtOnce)
        {
            var count = Math.Min(RowsAtOnce, prob.Length - first);
            for (var i = 0; i < count; i++)
            {
                var row = rows.AsSpan(rowLength * i, rowLength);
                BinaryPrimitives.WriteDoubleBigEndian(row, prob[first + i]);
                WriteDistances(row[8..], distances, first + i);
            }
            writer.Rows(rows.AsSpan(0, rowLength * count));
        }
        writer.Finish();
    }

    private static FitsWriter Begin(Stream stream, (string, string, string?)? index, (string, string, string?) probability, DistanceLayer? distances, int rowCount)
    {
        List<(string, string, string?)> columns = index is { } first ? [first, probability] : [probability];
        if (distances is not null)
            columns.AddRange([("DISTMU", "D", "Mpc"), ("DISTSIGMA", "D", "Mpc"), ("DISTNORM", "D", "Mpc-2")]);
        return new FitsWriter(stream, 8 * columns.Count, rowCount, [.. columns]);
    }

    private static void WriteDistances(Span<byte> row, DistanceLayer? distances, int cell)
    {
        if (distances is null)
            return;
        BinaryPrimitives.WriteDoubleBigEndian(row, distances.Mu[cell]);
        BinaryPrimitives.WriteDoubleBigEndian(row[8..], distances.Sigma[cell]);
        BinaryPrimitives.WriteDoubleBigEndian(row[16..], distances.Norm[cell]);
    }

    private static void RequireAsMany(DistanceLayer? distances, int cells)
    {
        if (distances is not null && distances.Mu.Length != cells)
            throw new ArgumentException($"there are {distances.Mu.Length} distances for {cells} cells", nameof(distances));
    }

    private static void Event(FitsWriter writer, string objectName, DateTimeOffset eventTimeUtc, double? distMeanMpc, double? distStdMpc)
    {
        writer.Text("OBJECT", objectName, "Unique identifier for this event");
        writer.Text("DATE-OBS", eventTimeUtc.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff", CultureInfo.InvariantCulture), "UTC date of the observation");
        writer.Text("CREATOR", "AmpelBot", "Program that created this file");
        if (distMeanMpc is { } mean)
            writer.Number("DISTMEAN", mean, "Posterior mean distance (Mpc)");
        if (distStdMpc is { } std)
            writer.Number("DISTSTD", std, "Posterior standard deviation of distance (Mpc)");
    }

    private static void Checked(double value)
    {
        if (!(value >= 0 && double.IsFinite(value)))
            throw new ArgumentException($"a probability is finite and not negative: {value}", nameof(value));
    }

    private static void RequireDisjoint(IReadOnlyList<HealpixIndex> cells)
    {
        var ranges = new HpxRange[cells.Count];
        for (var i = 0; i < ranges.Length; i++)
            ranges[i] = cells[i].Range;
        Array.Sort(ranges, (a, b) => a.Start.CompareTo(b.Start));
        for (var i = 1; i < ranges.Length; i++)
            if (ranges[i].Start < ranges[i - 1].End)
                throw new ArgumentException($"two cells overlap at the order-29 index {ranges[i].Start}", nameof(cells));
    }
}
