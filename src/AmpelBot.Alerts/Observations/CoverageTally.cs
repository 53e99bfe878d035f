using AmpelBot.Alerts.Archive;
using AmpelBot.Alerts.Surveys.Ztf;
using AmpelBot.Sky;
using AmpelBot.Sky.Healpix;
using AmpelBot.Sky.SkyMaps;

namespace AmpelBot.Alerts.Observations;

/// <summary>Counts the exposures of a window over a region, one entry of the log after the other.</summary>
public sealed class CoverageTally
{
    private const int ConeOrder = 6;
    private const int BandsAtOnce = 4;

    private readonly SkyMap skyMap;
    private readonly TimeWindow window;
    private readonly DataRights rights;
    private readonly RegionCells cells;
    private readonly (double FromJd, double ToJd) jd;
    private readonly Dictionary<SkyCoord, Pointing?> pointings = [];
    private readonly List<string> bands = [];
    private long unknownCamera;
    private long notPublic;

    /// <summary>A tally without exposures.</summary>
    /// <param name="skyMap">The event's probabilities.</param>
    /// <param name="region">The region that was to be observed.</param>
    /// <param name="window">Exposures that begin outside are passed over.</param>
    /// <param name="rights">Public readers see no alerts of other programs, so exposures of other programs are nothing to them; one whose program the log does not tell counts.</param>
    public CoverageTally(SkyMap skyMap, Moc region, TimeWindow window, DataRights rights)
    {
        (this.skyMap, this.window, this.rights) = (skyMap, window, rights);
        jd = (TimeScales.UtcToJd(window.From), TimeScales.UtcToJd(window.To));
        cells = new RegionCells(region);
    }

    /// <summary>Adds an entry of the log; in which order does not matter.</summary>
    public void Add(Exposure exposure)
    {
        if (!(exposure.Jd >= jd.FromJd && exposure.Jd < jd.ToJd))
            return;
        if (exposure.Survey != ZtfPacket.Survey || exposure.Quadrant is < 0 or >= ZtfCamera.Quadrants || !SkyCoord.IsValid(exposure.RaDeg, exposure.DecDeg))
        {
            unknownCamera++;
            return;
        }
        if (rights == DataRights.Public && exposure.ProgramId is not (null or 1))
        {
            notPublic++;
            return;
        }
        var center = new SkyCoord(exposure.RaDeg, exposure.DecDeg);
        if (!pointings.TryGetValue(center, out var pointing))
            pointings.Add(center, pointing = Near(center).Any() ? new Pointing(center) : null);
        if (pointing is null)
            return;
        var band = bands.IndexOf(exposure.Band);
        if (band < 0)
        {
            band = bands.Count;
            bands.Add(exposure.Band);
        }
        pointing.Add(exposure, band);
    }

    /// <summary>What was observed.</summary>
    public ObservationCoverage Result(CancellationToken cancellation)
    {
        var (first, last) = (new double[cells.Count], new double[cells.Count]);
        Array.Fill(first, double.PositiveInfinity);
        Array.Fill(last, double.NegativeInfinity);
        var plane = PlaneMoc();
        var found = new BandCoverage[bands.Count];
        var seconds = new HashSet<double?>();
        var starts = bands.Select(_ => new HashSet<(double, SkyCoord)>()).ToArray();
        for (var from = 0; from == 0 || from < bands.Count; from += BandsAtOnce)
        {
            var depths = new double[Math.Min(BandsAtOnce, bands.Count - from)][];
            for (var i = 0; i < depths.Length; i++)
                Array.Fill(depths[i] = new double[cells.Count], double.NaN);
            foreach (var pointing in pointings.Values.OfType<Pointing>())
            {
                cancellation.ThrowIfCancellationRequested();
                var seen = See(pointing, first, last, depths, from);
                foreach (var (start, band, time) in pointing.ExposuresWith(seen))
                {
                    starts[band].Add((start, pointing.Center));
                    seconds.Add(time);
                }
            }
            for (var i = 0; i < depths.Length; i++)
                found[from + i] = new BandCoverage(bands[from + i], starts[from + i].Count, Measure(cells.Part(cell => !double.IsNaN(depths[i][cell])), plane), Depth(depths[i]));
        }
        var once = cells.Part(cell => last[cell] >= first[cell]);
        var twice = cells.Part(cell => last[cell] - first[cell] > ObservationCoverage.LeastDaysBetweenVisits);
        var exposures = starts.SelectMany(s => s).ToHashSet();
        return new ObservationCoverage
        {
            Window = window,
            Order = cells.Order,
            Region = Measure(cells.Region, plane),
            Once = Measure(once, plane),
            Twice = Measure(twice, plane),
            Bands = [.. found.Where(band => band.Exposures > 0).OrderBy(band => band.Band, StringComparer.Ordinal)],
            Exposures = exposures.Count,
            FirstJd = exposures.Count == 0 ? null : exposures.Min(e => e.Item1),
            LastJd = exposures.Count == 0 ? null : exposures.Max(e => e.Item1),
            ExposureSeconds = seconds.Count == 0 || seconds.Contains(null) ? null : (seconds.Min()!.Value, seconds.Max()!.Value),
            EntriesOfUnknownCameras = unknownCamera,
            EntriesNotPublic = notPublic,
            OnceMoc = once,
            TwiceMoc = twice,
        };
    }

    // Marks the cells that one pointing saw; gives the quadrants that saw any of them, as bits.
    private ulong See(Pointing pointing, double[] first, double[] last, double[][] depths, int firstBand)
    {
        var axes = new ZtfCamera.Axes(pointing.Center);
        var deepest = new double[depths.Length][];
        for (var i = 0; i < depths.Length; i++)
            deepest[i] = pointing.DeepestIn(firstBand + i) ?? [];
        var seen = 0UL;
        foreach (var (from, to) in Near(pointing.Center))
            for (var cell = from; cell < to; cell++)
            {
                var (x, y, z) = cells.PlaceOf(cell);
                if (axes.QuadrantAt(x, y, z) is not { } quadrant || double.IsPositiveInfinity(pointing.FirstJd[quadrant]))
                    continue;
                seen |= 1UL << quadrant;
                first[cell] = Math.Min(first[cell], pointing.FirstJd[quadrant]);
                last[cell] = Math.Max(last[cell], pointing.LastJd[quadrant]);
                for (var i = 0; i < depths.Length; i++)
                    if (deepest[i].Length > 0)
                        depths[i][cell] = Pointing.Deeper(depths[i][cell], deepest[i][quadrant]);
            }
        return seen;
    }

    // The runs of cells near enough to be seen.
    private IEnumerable<(int From, int To)> Near(SkyCoord center)
    {
        foreach (var range in SkyCover.Cone(center, ZtfCamera.MaxRadiusDeg, ConeOrder, CoverMode.Overlapping).Ranges.ToArray())
            if (cells.Between(range) is var (from, to) && from < to)
                yield return (from, to);
    }

    private Moc PlaneMoc()
    {
        var pole = new GalacticCoord(0, 90).ToIcrs();
        var (sinRa, cosRa) = Math.SinCos(pole.RaDeg * Math.PI / 180);
        var (sinDec, cosDec) = Math.SinCos(pole.DecDeg * Math.PI / 180);
        var limit = Math.Sin(ObservationCoverage.GalacticPlaneDeg * Math.PI / 180);
        return cells.Part(cell =>
        {
            var (x, y, z) = cells.PlaceOf(cell);
            return Math.Abs(x * cosDec * cosRa + y * cosDec * sinRa + z * sinDec) < limit;
        });
    }

    private ObservedSky Measure(Moc moc, Moc plane) => new(Part(moc), Part(moc.Intersection(plane)), Part(moc.Difference(plane)));

    private ObservedPart Part(Moc moc) => new(moc.AreaSqDeg, skyMap.ProbabilityIn(moc));

    private BandDepth? Depth(double[] deepest)
    {
        var weights = new Dictionary<double, long>();
        for (var cell = 0; cell < deepest.Length; cell++)
            if (double.IsFinite(deepest[cell]))
                weights[deepest[cell]] = weights.GetValueOrDefault(deepest[cell]) + cells.WeightOf(cell);
        if (weights.Count == 0)
            return null;
        var (area, below) = (weights.Values.Sum(), 0L);
        var byDepth = weights.OrderBy(w => w.Key).ToArray();
        var median = byDepth.First(w => 2 * (below += w.Value) >= area).Key;
        return new BandDepth(median, byDepth[0].Key, byDepth[^1].Key, area * HealpixNested.CellAreaSqDeg(HealpixNested.MaxOrder));
    }
}
