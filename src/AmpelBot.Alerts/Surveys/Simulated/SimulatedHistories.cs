using AmpelBot.Sky;

namespace AmpelBot.Alerts.Surveys.Simulated;

/// <summary>An alert to be written.</summary>
/// <param name="Measurement">The detection.</param>
/// <param name="Candid">Its number.</param>
/// <param name="Name">Name of the object.</param>
/// <param name="Detections">Detections so far, this one included (ndethist).</param>
/// <param name="FirstJd">The first of them.</param>
/// <param name="Visits">Times that the place was observed so far (ncovhist).</param>
/// <param name="IsFirst">Whether it is the object's first alert.</param>
/// <param name="FirstAlertJd">Time of the object's first alert.</param>
/// <param name="Candids">Numbers of the object's alerts of the last weeks, by the image's number.</param>
internal sealed record SimulatedAlert(
    SimulatedMeasurement Measurement, long Candid, string Name, int Detections, double FirstJd, int Visits, bool IsFirst, double FirstAlertJd,
    IReadOnlyList<(long Pid, long Candid)> Candids);

/// <summary>Which exposures saw a place in the last weeks.</summary>
internal sealed class ExposureHistory(IReadOnlyList<SimulatedField> fields, double startJd)
{
    private readonly Dictionary<int, List<SimulatedExposure>> byField = fields.ToDictionary(f => f.Number, _ => new List<SimulatedExposure>());

    /// <summary>Start of the survey's first night, Julian date in UTC: the first alert can come then.</summary>
    internal double StartJd => startJd;

    internal void Add(IReadOnlyList<SimulatedExposure> exposures)
    {
        foreach (var exposure in exposures)
            byField[exposure.Field.Number].Add(exposure);
    }

    /// <summary>Drops what lies before a time, but for the weeks before the survey, which the first alert of an object looks back to.</summary>
    internal void Forget(double beforeJd)
    {
        foreach (var list in byField.Values)
            list.RemoveAll(e => e.Jd < beforeJd && e.Jd >= startJd);
    }

    /// <summary>The exposures that saw a place from one time to before another, in time order, with the quadrants.</summary>
    internal IReadOnlyList<(SimulatedExposure Exposure, int Quadrant)> Of(SkyCoord place, double fromJd, double toJd)
    {
        var list = new List<(SimulatedExposure, int)>();
        foreach (var field in fields)
            if (field.QuadrantAt(place) is { } quadrant)
                list.AddRange(byField[field.Number].Where(e => e.Jd >= fromJd && e.Jd < toJd).Select(e => (e, quadrant)));
        list.Sort((a, b) => a.Item1.Jd.CompareTo(b.Item1.Jd));
        return list;
    }
}

/// <summary>What the survey remembers of each object that it has seen.</summary>
internal sealed class ObjectHistories(ExposureHistory exposures)
{
    /// <summary>Packets look so far back, days.</summary>
    internal const double HistoryDays = 30;

    private const double SurveyStartJd = 2458194.5;
    private const double VisitsPerDay = 0.4;
    private const double SampleDays = 30;
    private const double TransientSampleDays = 3;
    private const double TypicalLimit = 20.4;
    private const double SunAvoidanceDeg = 50;

    private readonly Dictionary<ulong, Memory> memories = [];

    /// <summary>Adds a detection, in time order.</summary>
    /// <param name="measurement">At 3 sigma or more.</param>
    /// <param name="counter">How many alerts its image has had so far.</param>
    /// <returns>The alert, when it is one.</returns>
    internal SimulatedAlert? Add(SimulatedMeasurement measurement, int counter)
    {
        var source = measurement.Source;
        if (!memories.TryGetValue(source.Seed, out var memory))
            memories.Add(source.Seed, memory = Before(source));
        var jd = measurement.Exposure.Jd;
        memory.Detections++;
        memory.FirstJd = Math.Min(memory.FirstJd, jd);
        if (!measurement.IsAlert)
            return null;
        var pid = measurement.Exposure.PidOf(measurement.Quadrant);
        var candid = (pid * 1000 + (measurement.IsPositive ? 15 : 10)) * 1000 + counter;
        var isFirst = memory.Name is null;
        memory.Name ??= SimulatedNames.Name(source.NameNumber, memory.FirstJd);
        memory.FirstAlertJd = isFirst ? jd : memory.FirstAlertJd;
        var alert = new SimulatedAlert(measurement, candid, memory.Name, memory.Detections, memory.FirstJd,
            Math.Max(memory.Detections, (int)((jd - SurveyStartJd) * VisitsPerDay)), isFirst, memory.FirstAlertJd, [.. memory.Candids]);
        memory.Candids.Add((pid, candid));
        return alert;
    }

    /// <summary>Whether a source was in an alert.</summary>
    internal bool HasAlerts(SimulatedSource source) => memories.TryGetValue(source.Seed, out var memory) && memory.Name is not null;

    /// <summary>Drops what no later packet tells of.</summary>
    internal void Forget(double nowJd)
    {
        foreach (var (seed, memory) in memories)
        {
            memory.Candids.RemoveAll(c => c.Pid / 1_000_000_000 < (long)(nowJd - HistoryDays - 1 - 2457754.5));
            if (memory.IsPassing || memory.LastJd < nowJd - HistoryDays)
                memories.Remove(seed);
        }
    }

    /// <summary>
    /// What the survey saw of a source before its first night here: the weeks before it as they were observed; the years before that from
    /// samples, one night in thirty for a source that is always there.
    /// </summary>
    private Memory Before(SimulatedSource source)
    {
        var memory = new Memory { LastJd = source.Span.To, IsPassing = source is Passing };
        if (memory.IsPassing)
            return memory;
        var beginJd = exposures.StartJd - SimulatedPlan.NightsOfHistory;
        foreach (var (exposure, quadrant) in exposures.Of(source.Coord, beginJd, exposures.StartJd))
            if (SimulatedMeasurement.Of(source, exposure, quadrant) is { IsRaw: true })
                memory.Count(exposure.Jd, 1);
        var isSteady = double.IsNegativeInfinity(source.Span.From);
        var step = isSteady ? SampleDays : TransientSampleDays;
        var sigma = SimulatedExposure.CountsOf(TypicalLimit) / 5;
        for (var jd = Math.Max(SurveyStartJd, source.Span.From) + 0.2; jd < Math.Min(beginJd, source.Span.To); jd += step)
        {
            // The Sun moves a degree a day from the equinox of March 2000.
            var sunDeg = (jd - 2451623.8) * 0.9856;
            if (Math.Abs(Math.IEEERemainder(source.Coord.RaDeg - sunDeg, 360)) < SunAvoidanceDeg)
                continue;
            for (var fid = 1; fid <= 2; fid++)
                if (Math.Abs(source.Counts(jd, fid)) > 3 * Math.Sqrt(sigma * sigma + Math.Pow(0.01 * source.SteadyCounts(fid), 2)))
                    memory.Count(jd, (int)(step / TransientSampleDays));
        }
        return memory;
    }

    private sealed class Memory
    {
        internal int Detections { get; set; }

        internal double FirstJd { get; set; } = double.PositiveInfinity;

        internal double FirstAlertJd { get; set; }

        internal double LastJd { get; init; }

        internal bool IsPassing { get; init; }

        internal string? Name { get; set; }

        internal List<(long Pid, long Candid)> Candids { get; } = [];

        internal void Count(double jd, int detections) => (Detections, FirstJd) = (Detections + detections, Math.Min(FirstJd, jd));
    }
}
