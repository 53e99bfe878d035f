using AmpelBot.Alerts.Avro;

namespace AmpelBot.Alerts.Surveys.Simulated;

/// <summary>One epoch of an object: a detection, or a limit where Mag is null.</summary>
internal sealed record SimulatedEpoch(SimulatedVisit Visit, long Pid, long Candid, double? Mag, double MagErr, bool IsPositive, int Detections, int Visits);

/// <summary>A source with what the survey measured of it, and the packets of that.</summary>
internal sealed class SimulatedObject
{
    private const double HistoryDays = 30;
    private const double PixelArcsec = 1.01;
    private const string Version = "AmpelBot simulation";

    private readonly int fieldNumber;
    private readonly int rcid;
    private readonly long seed;
    private readonly List<SimulatedEpoch> epochs = [];
    private readonly Dictionary<SimulatedEpoch, AvroRecord> points = [];
    private readonly double x;
    private readonly double y;

    /// <summary>Observes a source. The counters give each detection of an image its number; they are shared by all objects of a survey.</summary>
    internal SimulatedObject(SimulatedSource source, SimulatedVisits visits, SimulatedRandom random, Dictionary<long, int> counters)
    {
        Source = source;
        seed = (long)random.Bits();
        (x, y) = (random.Uniform(40, 3030), random.Uniform(40, 3040));
        (fieldNumber, rcid, var seen) = visits.FieldAt(source.Coord);
        var detections = source.EarlierDetections;
        foreach (var visit in seen)
        {
            var mag = source.Sees(visit) ? source.Mag(visit.Jd, visit.Fid) : null;
            // Signal to noise is 5 at the limit.
            var error = mag is null ? 0 : 1.0857 / (5 * Math.Pow(10, 0.4 * (visit.LimitingMag - mag.Value)));
            var measured = mag < visit.LimitingMag ? random.Gaussian(mag.Value, error) : (double?)null;
            var isPositive = source.IsPositive(visit.Jd);
            var pid = SimulatedVisits.PidOf(visit.Jd, rcid);
            var counter = measured is null ? 0 : counters[pid] = counters.GetValueOrDefault(pid) + 1;
            // ZTF's number of a detection: the image, 015 for a positive and 010 for a negative difference, a counter of three digits.
            epochs.Add(new SimulatedEpoch(
                visit, pid, (pid * 1000 + (isPositive ? 15 : 10)) * 1000 + counter, measured, error, isPositive,
                measured is null ? detections : ++detections, epochs.Count + 1));
        }
        Detections = [.. epochs.Where(e => e.Mag is not null)];
    }

    internal SimulatedSource Source { get; }

    internal IReadOnlyList<SimulatedEpoch> Detections { get; }

    /// <summary>First detection, those before the simulated visits included; there must be one.</summary>
    internal double FirstJd => Source.FirstJd ?? Detections[0].Visit.Jd;

    /// <summary>The packet of a detection, with the history of the 30 days before it.</summary>
    internal AvroRecord Packet(SimulatedEpoch detection, string name)
    {
        var history = epochs.Where(e => e.Visit.Jd < detection.Visit.Jd && e.Visit.Jd >= detection.Visit.Jd - HistoryDays)
            .Select(e => points.TryGetValue(e, out var known) ? known : points[e] = SimulatedSchema.Record(SimulatedSchema.Point, PointValues(e)))
            .ToArray();
        var noise = new SimulatedRandom(seed ^ detection.Candid);
        (double, double) reference = (Source.ReferencePeak, Source.ReferenceRadiusPixels);
        var flux = Math.Min(30_000, 20 * Math.Pow(10, 0.4 * (20.5 - detection.Mag!.Value))) * (detection.IsPositive ? 1 : -1);
        (double, double) change = (flux, Source.FwhmPixels / 2.3548);
        return SimulatedSchema.Record(SimulatedSchema.Alert, new Dictionary<string, object?>
        {
            ["schemavsn"] = SimulatedSchema.Version,
            ["publisher"] = Version,
            ["objectId"] = name,
            ["candid"] = detection.Candid,
            ["candidate"] = SimulatedSchema.Record(SimulatedSchema.Candidate, CandidateValues(detection)),
            ["prv_candidates"] = history.Length == 0 ? null : history,
            ["cutoutScience"] = Stamp("sci", SimulatedCutout.Fits(noise, name, reference, change)),
            ["cutoutTemplate"] = Stamp("ref", SimulatedCutout.Fits(new SimulatedRandom(seed ^ detection.Visit.Fid), name, reference)),
            ["cutoutDifference"] = Stamp("scimref", SimulatedCutout.Fits(noise, name, change)),
        });

        AvroRecord Stamp(string kind, byte[] data) =>
            new(SimulatedSchema.Cutout, [$"candid{detection.Candid}_pid{detection.Pid}_targ_{kind}.fits.gz", data]);
    }

    private Dictionary<string, object?> CandidateValues(SimulatedEpoch epoch)
    {
        var values = PointValues(epoch);
        values["ndethist"] = epoch.Detections;
        values["ncovhist"] = Source.EarlierDetections + epoch.Visits;
        values["jdstarthist"] = FirstJd;
        values["jdendhist"] = epoch.Visit.Jd;
        values["tooflag"] = epoch.Visit.IsFollowUp ? 1 : 0;
        values["exptime"] = epoch.Visit.ExposureSeconds;
        values["drb"] = Source.Drb;
        values["drbversion"] = Version;
        foreach (var (neighbour, i) in Source.Neighbours.Select((n, i) => (n, i + 1)))
        {
            values[$"sgscore{i}"] = neighbour.StarScore;
            values[$"distpsnr{i}"] = neighbour.DistanceArcsec;
            values[$"srmag{i}"] = neighbour.RMag;
            values[$"sgmag{i}"] = neighbour.RMag + 0.5;
            values[$"simag{i}"] = neighbour.RMag - 0.2;
            values[$"szmag{i}"] = neighbour.RMag - 0.3;
            values[$"objectidps{i}"] = (seed & 0xFFFFFFFFFFFF) + i;
        }
        values["nmtchps"] = Source.Neighbours.Length;
        values["rfid"] = (long)fieldNumber * 1_000_000 + epoch.Visit.Fid * 10_000 + rcid * 100 + 1;
        values["jdstartref"] = 2458200.5;
        values["jdendref"] = 2458400.5;
        values["nframesref"] = 15;
        values["nmatches"] = 800;
        return values;
    }

    private Dictionary<string, object?> PointValues(SimulatedEpoch epoch)
    {
        var visit = epoch.Visit;
        var values = new Dictionary<string, object?>
        {
            ["jd"] = visit.Jd,
            ["fid"] = visit.Fid,
            ["pid"] = epoch.Pid,
            ["diffmaglim"] = visit.LimitingMag,
            ["programpi"] = Version,
            ["programid"] = 1,
            ["nid"] = SimulatedVisits.NightOf(visit.Jd),
            ["rcid"] = rcid,
            ["field"] = fieldNumber,
            ["magzpsci"] = 26.2,
            ["magzpsciunc"] = 0.0001,
            ["magzpscirms"] = 0.03,
            ["clrcoeff"] = visit.Fid == 1 ? -0.05 : 0.1,
            ["clrcounc"] = 0.0002,
            ["rbversion"] = epoch.Mag is null ? "" : Version,
        };
        if (epoch.Mag is not { } mag)
            return values;
        var nearest = Source.Neighbours[0];
        var aperture = mag + Source.MagDiff;
        var minor = Source.FwhmPixels / 2.3548;
        foreach (var (name, value) in new (string, object?)[]
        {
            ("candid", epoch.Candid), ("isdiffpos", epoch.IsPositive ? "t" : "f"), ("tblid", epoch.Candid % 1000),
            ("xpos", x), ("ypos", y), ("ra", Source.Coord.RaDeg), ("dec", Source.Coord.DecDeg),
            ("magpsf", mag), ("sigmapsf", epoch.MagErr), ("chipsf", 1.1), ("magap", aperture), ("sigmagap", epoch.MagErr * 1.3),
            ("magapbig", aperture), ("sigmagapbig", epoch.MagErr * 1.6), ("magdiff", Source.MagDiff), ("magfromlim", visit.LimitingMag - aperture),
            ("distnr", nearest.DistanceArcsec / PixelArcsec), ("magnr", nearest.RMag), ("sigmagnr", 0.03), ("chinr", 1.0), ("sharpnr", 0.0),
            ("ranr", Source.Coord.RaDeg), ("decnr", Math.Min(90, Source.Coord.DecDeg + nearest.DistanceArcsec / 3600)),
            ("sky", 0.1), ("fwhm", Source.FwhmPixels), ("classtar", 0.98), ("mindtoedge", Math.Min(Math.Min(x, y), Math.Min(3072 - x, 3080 - y))),
            ("seeratio", 1.0), ("aimage", minor * Source.Elongation), ("bimage", minor), ("aimagerat", Source.Elongation / 2.3548), ("bimagerat", 1 / 2.3548),
            ("elong", Source.Elongation), ("nneg", epoch.IsPositive ? 2 : 20), ("nbad", 0), ("sumrat", epoch.IsPositive ? 0.95 : -0.95),
            ("rb", Source.Rb), ("scorr", 1.0857 / epoch.MagErr),
            ("ssdistnr", Source.SolarSystem?.DistanceArcsec ?? -999.0), ("ssmagnr", Source.SolarSystem?.Mag ?? -999.0),
            ("ssnamenr", Source.SolarSystem?.Name ?? "null"),
        })
            values[name] = value;
        return values;
    }
}
