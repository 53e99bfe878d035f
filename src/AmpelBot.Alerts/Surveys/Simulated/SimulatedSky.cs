using AmpelBot.Sky;
using AmpelBot.Sky.Healpix;

namespace AmpelBot.Alerts.Surveys.Simulated;

/// <summary>
/// What there is in the sky, made anew from the seed whenever it is asked for: each HEALPix cell draws how many of each population it holds,
/// and each object its properties from a seed of its own.
/// </summary>
internal sealed class SimulatedSky
{
    private const int BitsBelowCell = 2 * (29 - SimulatedField.CellOrder);
    private const double FirstDayJd = 2440587.5;

    private readonly SimulatedPlan plan;
    private readonly IReadOnlyList<SimulatedSource> injected;

    internal SimulatedSky(SimulatedPlan plan)
    {
        this.plan = plan;
        injected = [.. plan.Injections.Select((injection, i) => TransientPopulation.Injected(
            injection, new Birth(SimulatedRandom.SeedOf((ulong)plan.Seed, -1 - i), SimulatedNames.OfInjected(CellOf(injection.Coord), i), injection.Coord, TimeScales.UtcToJd(injection.TimeUtc), i)))];
    }

    /// <summary>The sources that were put there, in the plan's order.</summary>
    internal IReadOnlyList<SimulatedSource> Injected => injected;

    /// <summary>The sources in a field that may differ from the reference image within a time, and the quadrants that see them.</summary>
    internal IEnumerable<(SimulatedSource Source, int Quadrant)> In(SimulatedField field, double fromJd, double toJd)
    {
        foreach (var cell in field.Cells)
        {
            foreach (var (birth, population) in Steady(cell))
                if (field.QuadrantAt(birth.Coord) is { } quadrant)
                    yield return (population.Make(birth), quadrant);
            foreach (var (birth, population) in Transients(cell, fromJd, toJd))
                if (field.QuadrantAt(birth.Coord) is { } quadrant && population.Make(birth) is { } source && Overlaps(source))
                    yield return (source, quadrant);
        }
        foreach (var source in injected)
            if (Overlaps(source) && field.QuadrantAt(source.Coord) is { } quadrant)
                yield return (source, quadrant);

        bool Overlaps(SimulatedSource source) => source.Span.From < toJd && source.Span.To > fromJd;
    }

    /// <summary>The HEALPix cell that holds a place.</summary>
    private static long CellOf(SkyCoord coord) => HealpixNested.Index(SimulatedField.CellOrder, coord);

    private IEnumerable<(Birth Birth, SteadyPopulation Population)> Steady(long cell)
    {
        var latitudeDeg = HealpixNested.Center(SimulatedField.CellOrder, cell).GalacticLatitudeDeg;
        for (var p = 0; p < SteadyPopulation.All.Count; p++)
        {
            var population = SteadyPopulation.All[p];
            var seed = SimulatedRandom.SeedOf(SimulatedRandom.SeedOf((ulong)plan.Seed, 100 + p), cell);
            var count = new SimulatedRandom(seed).Poisson(population.PerSqDeg(latitudeDeg) * HealpixNested.CellAreaSqDeg(SimulatedField.CellOrder) * plan.Share);
            for (var i = 0; i < count; i++)
            {
                var own = SimulatedRandom.SeedOf(seed, i);
                yield return (new Birth(own, SimulatedNames.OfSteady(cell, p, i), PlaceIn(cell, own), 0, -1), population);
            }
        }
    }

    private IEnumerable<(Birth Birth, TransientPopulation Population)> Transients(long cell, double fromJd, double toJd)
    {
        for (var p = 0; p < TransientPopulation.All.Count; p++)
        {
            var population = TransientPopulation.All[p];
            var populationSeed = SimulatedRandom.SeedOf(SimulatedRandom.SeedOf((ulong)plan.Seed, 200 + p), cell);
            var mean = population.PerSqDegDay * HealpixNested.CellAreaSqDeg(SimulatedField.CellOrder) * plan.Share;
            for (var day = (int)(fromJd - population.LastDays - FirstDayJd); day <= (int)(toJd - FirstDayJd); day++)
            {
                var seed = SimulatedRandom.SeedOf(populationSeed, day);
                var random = new SimulatedRandom(seed);
                var count = random.Poisson(mean);
                for (var i = 0; i < count; i++)
                {
                    var own = SimulatedRandom.SeedOf(seed, i);
                    yield return (new Birth(own, SimulatedNames.OfTransient(cell, p, day, i), PlaceIn(cell, own), FirstDayJd + day + random.Uniform(0, 1), -1), population);
                }
            }
        }
    }

    /// <summary>Uniform in a cell: cells of one order have equal areas.</summary>
    private static SkyCoord PlaceIn(long cell, ulong seed) => HealpixNested.Center(
        29, (cell << BitsBelowCell) | (long)(SimulatedRandom.SeedOf(seed, 29) >> (64 - BitsBelowCell)));
}

/// <summary>What an object is born with.</summary>
/// <param name="Seed">Its own seed.</param>
/// <param name="NameNumber">The number that its name is made of.</param>
/// <param name="Coord">Where it is.</param>
/// <param name="Jd">When it begins, Julian date in UTC; without meaning for what is always there.</param>
/// <param name="Injection">Index of the injection; -1 without one.</param>
internal readonly record struct Birth(ulong Seed, long NameNumber, SkyCoord Coord, double Jd, int Injection);
