using AmpelBot.Alerts.Archive;
using AmpelBot.Alerts.Observations;
using AmpelBot.Alerts.Surveys.Ztf;
using AmpelBot.Sky;
using AmpelBot.Sky.Healpix;

namespace AmpelBot.FollowUp.Plots;

/// <summary>How often and how deep ZTF observed a place, gaps between its CCDs left out.</summary>
/// <remarks>Not safe to add to while others read.</remarks>
public sealed class SurveyDepth
{
    private const int ConeOrder = 5;

    private readonly Dictionary<SkyCoord, Field> fields = [];
    private readonly Dictionary<long, List<Field>> near = [];
    private readonly List<string> bands = [];
    private readonly List<int> entriesOfBand = [];

    /// <summary>The bands that were observed, the most frequent one first.</summary>
    public IReadOnlyList<string> Bands => [.. bands.OrderByDescending(band => entriesOfBand[bands.IndexOf(band)]).ThenBy(band => band, StringComparer.Ordinal)];

    /// <summary>Whether nothing was observed.</summary>
    public bool IsEmpty => fields.Count == 0;

    /// <summary>Reads the exposures of a window from an archive.</summary>
    /// <param name="archive">The archive.</param>
    /// <param name="window">Exposures that begin in it count.</param>
    /// <param name="rights">Whose alerts the reader may see; exposures of other programs do not count, as in <see cref="CoverageTally"/>.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>Null when the archive has no exposure in the window: then nothing is known, which is not the same as nothing observed.</returns>
    /// <exception cref="ArchiveException">The archive cannot be used.</exception>
    public static async Task<SurveyDepth?> ReadAsync(IArchive archive, TimeWindow window, DataRights rights, CancellationToken cancellation)
    {
        SurveyDepth? depth = null;
        await foreach (var exposure in archive.ExposuresAsync(window, cancellation))
        {
            depth ??= new SurveyDepth();
            if (rights == DataRights.Partnership || exposure.ProgramId is null or 1)
                depth.Add(exposure);
        }
        return depth;
    }

    /// <summary>Adds an entry of the log; entries of other cameras are passed over.</summary>
    public void Add(Exposure exposure)
    {
        if (exposure.Survey != ZtfPacket.Survey || exposure.Quadrant is < 0 or >= ZtfCamera.Quadrants || !SkyCoord.IsValid(exposure.RaDeg, exposure.DecDeg))
            return;
        var band = bands.IndexOf(exposure.Band);
        if (band < 0)
        {
            band = bands.Count;
            bands.Add(exposure.Band);
            entriesOfBand.Add(0);
        }
        entriesOfBand[band]++;
        var center = new SkyCoord(exposure.RaDeg, exposure.DecDeg);
        if (!fields.TryGetValue(center, out var field))
        {
            fields.Add(center, field = new Field(center));
            foreach (var range in SkyCover.Cone(center, ZtfCamera.MaxRadiusDeg, ConeOrder, CoverMode.Overlapping).Ranges)
                for (var cell = range.Start >> Shift; cell < range.End >> Shift; cell++)
                    (near.TryGetValue(cell, out var list) ? list : near[cell] = []).Add(field);
        }
        field.Add(exposure, band);
    }

    /// <summary>Number of exposures of a place in all bands, and the limiting magnitude (5 sigma, AB) of the deepest one in a band; null where none is known.</summary>
    public (int Exposures, double? DeepestMag) At(SkyCoord coord, string band)
    {
        var (count, deepest) = (0, double.NegativeInfinity);
        var number = bands.IndexOf(band);
        if (near.TryGetValue(HealpixNested.Index(ConeOrder, coord), out var list))
            foreach (var field in list)
                if (ZtfCamera.QuadrantAt(field.Center, coord) is { } quadrant)
                {
                    count += field.Counts[quadrant];
                    if (field.DeepestIn(number) is { } depths)
                        deepest = Math.Max(deepest, depths[quadrant]);
                }
        return (count, double.IsFinite(deepest) ? deepest : null);
    }

    private static int Shift => 2 * (HealpixNested.MaxOrder - ConeOrder);

    private sealed class Field(SkyCoord center)
    {
        private readonly List<double[]?> deepest = [];

        public SkyCoord Center => center;

        public int[] Counts { get; } = new int[ZtfCamera.Quadrants];

        public double[]? DeepestIn(int band) => band >= 0 && band < deepest.Count ? deepest[band] : null;

        public void Add(Exposure exposure, int band)
        {
            while (deepest.Count <= band)
                deepest.Add(null);
            var depths = deepest[band];
            if (depths is null)
                Array.Fill(deepest[band] = depths = new double[ZtfCamera.Quadrants], double.NegativeInfinity);
            var (from, to) = exposure.Quadrant is { } one ? (one, one) : (0, ZtfCamera.Quadrants - 1);
            for (var quadrant = from; quadrant <= to; quadrant++)
            {
                Counts[quadrant]++;
                depths[quadrant] = Math.Max(depths[quadrant], exposure.LimitingMag ?? double.NegativeInfinity);
            }
        }
    }
}
