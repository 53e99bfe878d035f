using AmpelBot.Sky;

namespace AmpelBot.Alerts.Surveys.Simulated;

/// <summary>One exposure of a field.</summary>
/// <param name="Jd">Start, Julian date in UTC.</param>
/// <param name="Fid">ZTF's filter number: 1 g, 2 r.</param>
/// <param name="LimitingMag">5-sigma limit.</param>
/// <param name="ExposureSeconds">30 s in the survey, 300 s in the follow-up of the event.</param>
/// <param name="IsFollowUp">Whether it is part of the follow-up.</param>
internal sealed record SimulatedVisit(double Jd, int Fid, double LimitingMag, double ExposureSeconds, bool IsFollowUp);

/// <summary>The fields of the simulated survey and when each is visited.</summary>
internal sealed class SimulatedVisits
{
    /// <summary>Nights of survey before the event whose alerts are given.</summary>
    internal const int NightsBefore = 10;

    /// <summary>Side of a field: 47 deg2, as ZTF's camera sees.</summary>
    internal const double FieldSideDeg = 6.86;

    private const int NightsAfter = 3;
    private const int NightsOfHistory = 40;
    private const int FirstField = 245;
    private const int CcdSides = 8;

    /// <summary>Midnight UTC of ZTF's night 0, 2017-01-01.</summary>
    private const double NightZeroJd = 2457754.5;

    private readonly SimulatedEvent simulated;
    private readonly Dictionary<(int Row, int Column), (int Number, IReadOnlyList<SimulatedVisit> Visits)> fields = [];

    internal SimulatedVisits(SimulatedEvent simulated, SimulatedRandom random)
    {
        this.simulated = simulated;
        EventJd = TimeScales.UtcToJd(simulated.TimeUtc);
        var cells = new SortedSet<(int, int)> { CellOf(simulated.Kilonova) };
        // Every field that the region touches, found by walking over it in steps smaller than a field.
        for (var radius = 0.0; radius <= simulated.RegionRadiusDeg; radius += FieldSideDeg / 3)
            for (var angle = 0; angle < 360; angle += 10)
                cells.Add(CellOf(SimulatedSphere.From(simulated.RegionCenter, angle, radius)));
        foreach (var cell in cells)
            fields.Add(cell, (FirstField + fields.Count, VisitsOf(fields.Count, cells.Count, random)));
    }

    /// <summary>The event, Julian date in UTC.</summary>
    internal double EventJd { get; }

    /// <summary>First time of which alerts are given.</summary>
    internal double FirstAlertJd => EventJd - NightsBefore;

    /// <summary>Whether a field sees a place.</summary>
    internal bool Covers(SkyCoord coord) => fields.ContainsKey(CellOf(coord));

    /// <summary>The field that sees a place, in the order of its visits, and the readout channel (0 to 63) there.</summary>
    internal (int Number, int Rcid, IReadOnlyList<SimulatedVisit> Visits) FieldAt(SkyCoord coord)
    {
        var (number, visits) = fields[CellOf(coord)];
        var (row, column) = Place(coord);
        int Quadrant(double place) => Math.Clamp((int)((place - Math.Round(place) + 0.5) * CcdSides), 0, CcdSides - 1);
        return (number, Quadrant(row) * CcdSides + Quadrant(column), visits);
    }

    /// <summary>ZTF's night number.</summary>
    internal static int NightOf(double jd) => (int)Math.Floor(jd - NightZeroJd);

    /// <summary>ZTF's processing id of an image: night and time in hundred-thousandths of a day, readout channel, 15.</summary>
    internal static long PidOf(double jd, int rcid) => ((long)Math.Floor((jd - NightZeroJd) * 1e5) * 100 + rcid) * 100 + 15;

    private (double Row, double Column) Place(SkyCoord coord)
    {
        var row = (coord.DecDeg - simulated.RegionCenter.DecDeg) / FieldSideDeg;
        var rowDec = simulated.RegionCenter.DecDeg + Math.Round(row) * FieldSideDeg;
        var cos = Math.Max(0.05, Math.Cos(rowDec * Math.PI / 180));
        return (row, Math.IEEERemainder(coord.RaDeg - simulated.RegionCenter.RaDeg, 360) * cos / FieldSideDeg);
    }

    private (int Row, int Column) CellOf(SkyCoord coord)
    {
        var (row, column) = Place(coord);
        return ((int)Math.Round(row), (int)Math.Round(column));
    }

    private List<SimulatedVisit> VisitsOf(int index, int count, SimulatedRandom random)
    {
        var visits = new List<SimulatedVisit>();
        // The night begins at 3 h UTC at Palomar; a field's turn comes within six hours.
        var turn = (3 + 6.0 * index / count) / 24;
        var firstMidnight = Math.Floor(EventJd - 0.5 - NightsOfHistory) + 0.5;
        for (var night = 0; night <= NightsOfHistory + NightsAfter + 1; night++)
        {
            var jd = firstMidnight + night + turn + random.Uniform(0, 0.004);
            var weather = random.Uniform(0, 1);
            var days = jd - EventJd;
            if (days is > 0 and <= NightsAfter)
            {
                // Each night r, r again close by, g, r: the follow-up waits for clear sky.
                foreach (var (after, fid) in new[] { (0, 2), (0.0065, 2), (0.035, 1), (0.07, 2) })
                    visits.Add(new SimulatedVisit(jd + after, fid, random.Gaussian(21.2, 0.12), 300, true));
                continue;
            }
            // Every third night before the weeks of the survey; a tenth of the nights is cloudy, but not those right before the event.
            if (days > NightsAfter || (days < -NightsBefore && night % 3 != 0) || (weather < 0.1 && days < -NightsBefore / 2.0) || days > -0.1)
                continue;
            visits.Add(new SimulatedVisit(jd, 1, random.Gaussian(20.6, 0.2), 30, false));
            visits.Add(new SimulatedVisit(jd + 0.035, 2, random.Gaussian(20.5, 0.2), 30, false));
        }
        return visits;
    }
}
