using System.Globalization;
using AmpelBot.Alerts.Observations;
using AmpelBot.Sky;

namespace AmpelBot.Alerts.Surveys.Simulated;

/// <summary>
/// A ZTF-like survey made from a seed: its nights one after the other, each with the exposures and the alert packets. The same plan gives the
/// same bytes, whatever the number of threads.
/// </summary>
/// <remarks>Everything in it is invented, and says so: the packets' publisher is <see cref="Publisher"/>.</remarks>
public sealed class SimulatedSurvey
{
    /// <summary>What the packets give as their origin.</summary>
    public const string Publisher = "AmpelBot simulation";

    private const double BogusPerSqDeg = 4;
    private const double QuadrantSqDeg = 0.745;
    private const double SameObjectArcsec = 1.5;
    private const int PacketsAtOnce = 256;

    private readonly SimulatedPlan plan;
    private readonly SimulatedSchedule schedule;
    private readonly SimulatedSky sky;
    private readonly ExposureHistory history;
    private readonly ObjectHistories objects;
    private readonly AsteroidBelt asteroids;

    /// <summary>A survey.</summary>
    /// <exception cref="ArgumentException">The plan has a flaw; see <see cref="SimulatedPlan.Flaw"/>.</exception>
    public SimulatedSurvey(SimulatedPlan plan)
    {
        if (plan.Flaw() is { } flaw)
            throw new ArgumentException(flaw, nameof(plan));
        this.plan = plan;
        schedule = new SimulatedSchedule(plan);
        sky = new SimulatedSky(plan);
        history = new ExposureHistory(schedule.Fields, TimeScales.UtcToJd(plan.StartUtc));
        objects = new ObjectHistories(history);
        asteroids = new AsteroidBelt(SimulatedRandom.SeedOf((ulong)plan.Seed, 300), plan.Share);
    }

    /// <summary>Number of fields that the survey can observe; 0 when the region is out of the telescope's reach.</summary>
    public int FieldCount => schedule.Fields.Count;

    /// <summary>
    /// The nights in order, made as they are asked for; a night's packets can be asked for once, before the next night. Memory grows with the
    /// number of objects that were seen, not with the nights.
    /// </summary>
    public IEnumerable<SimulatedNight> Nights(CancellationToken cancellation)
    {
        foreach (var exposures in Enumerable.Range(-SimulatedPlan.NightsOfHistory, SimulatedPlan.NightsOfHistory)
            .AsParallel().AsOrdered().WithCancellation(cancellation).Select(i => schedule.Night(plan.FirstNight.AddDays(i))))
            history.Add(exposures);
        for (var i = 0; i < plan.Nights; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var date = plan.FirstNight.AddDays(i);
            var exposures = schedule.Night(date);
            history.Add(exposures);
            history.Forget(TimeScales.UtcToJd(plan.StartUtc.AddDays(i - SimulatedPlan.NightsOfHistory - 1)));
            var alerts = exposures.Count > 0 ? Observe(exposures, cancellation) : [];
            yield return new SimulatedNight(date, Log(exposures), Packets(alerts, cancellation));
        }
    }

    /// <summary>What of the injections was never in an alert, after the last night.</summary>
    public IEnumerable<SimulatedTruth> Unseen() => sky.Injected.Where(s => !objects.HasAlerts(s)).Select(s => SimulatedTruth.Of(s, "", null));

    private static IReadOnlyList<Exposure> Log(IReadOnlyList<SimulatedExposure> exposures) =>
    [
        .. exposures.SelectMany(e => Enumerable.Range(0, ZtfCamera.Quadrants).Select(q => new Exposure
        {
            Survey = Ztf.ZtfPacket.Survey,
            Jd = e.Jd,
            Field = e.Field.Number,
            RaDeg = e.Field.Center.RaDeg,
            DecDeg = e.Field.Center.DecDeg,
            Quadrant = q,
            Band = e.Band,
            LimitingMag = Math.Round(e.LimitOf(q), 3),
            ExposureSeconds = e.Seconds,
            ProgramId = e.ProgramId,
        })),
    ];

    /// <summary>The night's alerts in order, and what they add to the histories of their objects.</summary>
    private List<SimulatedAlert> Observe(IReadOnlyList<SimulatedExposure> exposures, CancellationToken cancellation)
    {
        var (fromJd, toJd) = (exposures[0].Jd, exposures[^1].Jd);
        asteroids.MoveTo((fromJd + toJd) / 2);
        var measured = exposures.GroupBy(e => e.Field).ToArray().AsParallel().WithCancellation(cancellation)
            .SelectMany(group => Measure(group.Key, [.. group], fromJd, toJd)).ToArray();
        // Injected sources come last in an image, so that the numbers of all others do not depend on them.
        var sorted = measured.OrderBy(m => m.Exposure.Order).ThenBy(m => m.Quadrant).ThenBy(m => m.Source.Injection).ThenBy(m => m.Source.Seed);
        var alerts = new List<SimulatedAlert>();
        var (pid, counter) = (0L, 0);
        foreach (var one in sorted)
        {
            cancellation.ThrowIfCancellationRequested();
            if (one.Exposure.PidOf(one.Quadrant) is var own && own != pid)
                (pid, counter) = (own, 0);
            if (objects.Add(one, counter) is { } alert)
            {
                counter++;
                alerts.Add(alert);
            }
        }
        objects.Forget(toJd);
        return alerts;
    }

    private List<SimulatedMeasurement> Measure(SimulatedField field, SimulatedExposure[] exposures, double fromJd, double toJd)
    {
        var list = new List<SimulatedMeasurement>();
        foreach (var (source, quadrant) in sky.In(field, fromJd, toJd + 0.01))
            foreach (var exposure in exposures)
                if (SimulatedMeasurement.Of(source, exposure, quadrant) is { IsRaw: true } measurement)
                    list.Add(measurement);
        var born = new Dictionary<(int, int), int>();
        foreach (var cell in field.Cells)
            foreach (var asteroid in asteroids.In(cell))
                See(asteroid);
        foreach (var exposure in exposures)
            for (var quadrant = 0; quadrant < ZtfCamera.Quadrants; quadrant++)
                Artefacts(exposure, quadrant);
        return list;

        long? NumberIn(SimulatedExposure exposure, int quadrant)
        {
            var place = (exposure.Order, quadrant);
            var counter = born.GetValueOrDefault(place);
            born[place] = counter + 1;
            return counter < SimulatedNames.MostPerImage ? SimulatedNames.OfImage(exposure.Jd, exposure.Order, quadrant, counter) : null;
        }

        void See(Asteroid asteroid)
        {
            Passing? last = null;
            foreach (var exposure in exposures)
            {
                var place = asteroids.Place(asteroid, exposure.Jd);
                var mag = asteroid.Mag(exposure.Jd, exposure.Fid);
                if (mag > exposure.LimitingMag + 0.7 || field.QuadrantAt(place) is not { } quadrant)
                    continue;
                var now = last is not null && last.Coord.SeparationDeg(place) * 3600 < SameObjectArcsec ? last
                    : NumberIn(exposure, quadrant) is { } number ? Passing(asteroid, exposure, quadrant, place, number) : null;
                if (now is null)
                    continue;
                now.See(exposure.Jd, SimulatedExposure.CountsOf(mag));
                if (SimulatedMeasurement.Of(now, exposure, quadrant) is not { IsAlert: true } measurement)
                    continue;
                last = now;
                list.Add(measurement);
            }
        }

        Passing Passing(Asteroid asteroid, SimulatedExposure exposure, int quadrant, SkyCoord place, long number)
        {
            var seed = SimulatedRandom.SeedOf(asteroid.Seed, exposure.PidOf(quadrant));
            var offset = new SimulatedRandom(seed).Exponential(0.4);
            return new(exposure.Jd, isReal: true, FormattableString.Invariant(
                $"number={asteroid.Number};v={asteroid.VMag:0.00};arcsec_per_hour={Math.Sqrt(asteroid.PerDay.Dot(asteroid.PerDay)) * 180 / Math.PI * 3600 / 24:0.0}"))
            {
                Truth = "asteroid",
                Seed = seed,
                NameNumber = number,
                Coord = place,
                SolarSystem = asteroid.IsKnown ? (offset, asteroid.VMag, asteroid.Number.ToString(CultureInfo.InvariantCulture)) : null,
            };
        }

        void Artefacts(SimulatedExposure exposure, int quadrant)
        {
            var seed = SimulatedRandom.SeedOf(SimulatedRandom.SeedOf((ulong)plan.Seed, 301), exposure.PidOf(quadrant));
            var random = new SimulatedRandom(seed);
            var count = random.Poisson(BogusPerSqDeg * QuadrantSqDeg * plan.Share);
            if (count == 0)
                return;
            var pixels = new SimulatedQuadrant(field.Center, quadrant);
            for (var i = 0; i < count; i++)
            {
                var counts = exposure.LimitCounts(quadrant) * (1.1 + random.Exponential(1.5)) * (random.Chance(0.6) ? 1 : -1);
                var place = pixels.At(random.Uniform(0, SimulatedQuadrant.WidthPixels), random.Uniform(0, SimulatedQuadrant.HeightPixels));
                if (NumberIn(exposure, quadrant) is not { } number)
                    return;
                var artefact = new Passing(exposure.Jd, isReal: false, "") { Truth = "bogus", Seed = SimulatedRandom.SeedOf(seed, i), NameNumber = number, Coord = place };
                artefact.See(exposure.Jd, counts);
                if (SimulatedMeasurement.Of(artefact, exposure, quadrant) is { IsAlert: true } measurement)
                    list.Add(measurement);
            }
        }
    }

    /// <summary>Some packets are made while those before them are dealt with.</summary>
    private IEnumerable<SimulatedPacket> Packets(List<SimulatedAlert> alerts, CancellationToken cancellation)
    {
        Task<SimulatedPacket[]> Make(SimulatedAlert[] chunk) => Task.Run(
            () => chunk.AsParallel().AsOrdered().WithCancellation(cancellation).Select(a => SimulatedPackets.Of(a, history)).ToArray(), CancellationToken.None);
        var making = Task.FromResult(Array.Empty<SimulatedPacket>());
        try
        {
            foreach (var chunk in alerts.Chunk(PacketsAtOnce).Append([]))
            {
                var made = making.GetAwaiter().GetResult();
                making = Make(chunk);
                foreach (var packet in made)
                    yield return packet;
            }
        }
        finally
        {
            // The next night adds to the history that is read here.
            making.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default).Wait(CancellationToken.None);
        }
    }
}

/// <summary>One night of a simulated survey.</summary>
/// <param name="Date">The UTC date.</param>
/// <param name="Exposures">The observation log, a row for each quadrant of each exposure; empty when the dome stayed closed.</param>
/// <param name="Packets">The packets in time order, made as they are asked for.</param>
public sealed record SimulatedNight(DateOnly Date, IReadOnlyList<Exposure> Exposures, IEnumerable<SimulatedPacket> Packets);

/// <summary>One packet file.</summary>
/// <param name="FileName">candid.avro.</param>
/// <param name="Truth">What the source truly is.</param>
/// <param name="IsFirst">Whether it is the first packet of its object.</param>
/// <param name="Bytes">The Avro container.</param>
public sealed record SimulatedPacket(string FileName, SimulatedTruth Truth, bool IsFirst, byte[] Bytes)
{
    /// <summary>Behind so many bytes come the cutouts, which are packed already.</summary>
    internal int CutoutsAt { get; init; }
}

/// <summary>What an object of a simulated survey truly is.</summary>
/// <param name="ObjectId">Its name in the packets; empty when it was never seen.</param>
/// <param name="Type">kilonova, supernova, tde, agn, variable star, flare, asteroid or bogus.</param>
/// <param name="IsInjected">Whether it was put there by hand.</param>
/// <param name="Coord">Where it is.</param>
/// <param name="FirstAlertJd">Time of its first alert, Julian date in UTC; null when there is none.</param>
/// <param name="Parameters">What it was made of, as name=value pairs parted by semicolons.</param>
public sealed record SimulatedTruth(string ObjectId, string Type, bool IsInjected, SkyCoord Coord, double? FirstAlertJd, string Parameters)
{
    internal static SimulatedTruth Of(SimulatedSource source, string name, double? firstAlertJd) =>
        new(name, source.Truth, source.Injection >= 0, source.Coord, firstAlertJd, source.Parameters);
}
