using AmpelBot.Sky;

namespace AmpelBot.Alerts.Surveys.Simulated;

/// <summary>
/// The populations: one kilonova, and what hides it. Of those that begin only after the event, for which a scan has to look closer,
/// each fails one cut: they stand for the cuts of nuztf and AMPEL's DecentFilter.
/// </summary>
internal sealed class SimulatedSources(SimulatedEvent simulated, SimulatedVisits visits, SimulatedRandom random)
{
    private readonly SimulatedArc arc = new(simulated);
    private readonly List<SimulatedSource> sources = [];

    internal IReadOnlyList<SimulatedSource> All()
    {
        sources.Add(Kilonova());
        Times(6, () => Supernova(-random.Uniform(12, 35)));
        Times(1, () => Supernova(-4.5));
        Times(1, () => Supernova(-3.4));
        Times(10, Agn);
        Times(12, VariableStar);
        Times(55, () => Asteroid(isKnown: true));
        Times(10, () => Asteroid(isKnown: false));
        Times(90, Artefact);
        NewSinceTheEvent();
        return sources;
    }

    private SimulatedSource Kilonova()
    {
        var modulus = 5 * Math.Log10(simulated.DistanceMpc * 1e5);
        return new SimulatedSource
        {
            Truth = "kilonova",
            Coord = simulated.Kilonova,
            Mag = (jd, fid) => jd > visits.EventJd ? SimulatedKilonova.AbsoluteMag(jd - visits.EventJd, fid) + modulus : null,
            Neighbours = Galaxies(6.4),
            ReferencePeak = 60,
            ReferenceRadiusPixels = 5,
        };
    }

    /// <summary>A supernova of type Ia: up to its peak in 15 days, then fainter by 0.08 (g) or 0.05 (r) mag a day.</summary>
    private SimulatedSource Supernova(double explosionDays)
    {
        var peak = random.Uniform(17.6, 18.4);
        var explosionJd = visits.EventJd + explosionDays;
        return new SimulatedSource
        {
            Truth = "supernova",
            Coord = Anywhere(),
            Mag = (jd, fid) => (jd - explosionJd) switch
            {
                < 0 => null,
                < 15 and var days => peak + 2.0 * Math.Pow(1 - days / 15, 2),
                var days => peak + (fid == 1 ? 0.08 : 0.05) * (days - 15),
            },
            Neighbours = Galaxies(random.Uniform(0.8, 6)),
            ReferencePeak = random.Uniform(40, 200),
            ReferenceRadiusPixels = random.Uniform(2, 6),
        };
    }

    private SimulatedSource Agn()
    {
        var (mean, swing, period, phase) = (random.Uniform(18.2, 19.6), random.Uniform(0.2, 0.6), random.Uniform(25, 60), random.Uniform(0, 6.28));
        return new SimulatedSource
        {
            Truth = "agn",
            Coord = Anywhere(),
            Mag = (jd, fid) => mean + swing * Math.Sin(2 * Math.PI * jd / period + phase) + (fid == 1 ? 0.1 : 0),
            IsPositive = jd => Math.Sin(2 * Math.PI * jd / period + phase) < 0.6,
            EarlierDetections = 80 + random.Below(300),
            FirstJd = visits.EventJd - random.Uniform(700, 1200),
            Neighbours = [new(random.Uniform(0.2, 0.6), random.Uniform(0.05, 0.4), random.Uniform(16, 18)), .. Galaxies(12)[..2]],
            ReferencePeak = 900,
            ReferenceRadiusPixels = 1.6,
        };
    }

    private SimulatedSource VariableStar()
    {
        var (mean, period, phase) = (random.Uniform(14.2, 18.8), random.Uniform(0.3, 3), random.Uniform(0, 6.28));
        return new SimulatedSource
        {
            Truth = "variable star",
            Coord = Anywhere(),
            Mag = (jd, _) => mean + 0.5 * Math.Cos(2 * Math.PI * jd / period + phase),
            IsPositive = jd => Math.Sin(2 * Math.PI * jd / period + phase) < 0,
            EarlierDetections = 50 + random.Below(400),
            FirstJd = visits.EventJd - random.Uniform(700, 1200),
            Neighbours = Star(),
            ReferencePeak = 3000,
        };
    }

    private SimulatedSource Asteroid(bool isKnown)
    {
        var coord = Anywhere();
        var mag = random.Uniform(17.5, 20.2);
        return new SimulatedSource
        {
            Truth = "asteroid",
            Coord = coord,
            Mag = (_, _) => mag,
            Sees = OneOf(coord),
            Neighbours = Galaxies(random.Uniform(4, 15)),
            SolarSystem = isKnown ? (random.Uniform(0, 3), mag + random.Uniform(-0.3, 0.3), $"{10000 + random.Below(500000)}") : null,
        };
    }

    /// <summary>What a pipeline takes for a source for one exposure.</summary>
    private SimulatedSource Artefact()
    {
        var coord = Anywhere();
        var mag = random.Uniform(16.5, 20.2);
        return new SimulatedSource
        {
            Truth = "bogus",
            Coord = coord,
            Mag = (_, _) => mag,
            Sees = OneOf(coord),
            IsPositive = random.Below(3) == 0 ? _ => false : _ => true,
            Neighbours = Galaxies(random.Uniform(1, 15)),
            Rb = random.Uniform(0.01, 0.4),
            Drb = random.Uniform(0, 0.2),
            FwhmPixels = random.Uniform(0.8, 8),
            Elongation = random.Uniform(1, 2.5),
            MagDiff = random.Gaussian(0, 0.8),
        };
    }

    /// <summary>Sources that are first seen after the event, near it and in two epochs or more: each meets all cuts but one.</summary>
    private void NewSinceTheEvent()
    {
        var artefact = new SimulatedSource { Truth = "bogus", Coord = simulated.Kilonova, Mag = New(), Neighbours = Galaxies(9), Rb = 0.55, Drb = 0.7 };
        Times(3, () => artefact with { Coord = Inside(), Rb = 0.15 });
        Times(4, () => artefact with { Coord = Inside(), Drb = 0.12 });
        Times(4, () => artefact with { Coord = Inside(), IsPositive = _ => false });
        Times(3, () => artefact with { Coord = Inside(), FwhmPixels = 7.4 });
        Times(3, () => artefact with { Coord = Inside(), Elongation = 1.9 });
        Times(3, () => artefact with { Coord = Inside(), MagDiff = -1.6 });
        Times(1, () => artefact with { Coord = Inside(), MagDiff = null });
        // Seen at the threshold before, in no alert of its own: the pipeline counts it and the history is empty.
        Times(2, () =>
        {
            var coord = Inside();
            var seen = visits.FieldAt(coord).Visits.Where(v => v.IsFollowUp).ToList();
            return artefact with { Coord = coord, Sees = v => v == seen[^1], EarlierDetections = 1, FirstJd = seen[0].Jd };
        });
        // Seen twice within ten minutes: it has moved on when the field is visited again.
        Times(3, () =>
        {
            var coord = Inside();
            var pair = visits.FieldAt(coord).Visits.Where(v => v.IsFollowUp).Take(2).ToList();
            return artefact with { Truth = "asteroid", Coord = coord, Sees = pair.Contains, Rb = 0.8, Drb = 0.99 };
        });
        // Near its turning point an asteroid stays within an arcsecond for hours.
        Times(2, () =>
        {
            var coord = Inside();
            var night = visits.FieldAt(coord).Visits.Where(v => v.IsFollowUp).Take(4).ToList();
            return artefact with { Truth = "asteroid", Coord = coord, Sees = night.Contains, Rb = 0.8, Drb = 0.99, SolarSystem = (1.2, 19.4, "433211") };
        });
        // Flares of stars too faint to have varied before.
        Times(4, () => artefact with { Truth = "variable star", Coord = Inside(), Neighbours = Star(), Rb = 0.9, Drb = 0.99, ReferencePeak = 500 });
        Times(2, () => artefact with
        {
            Truth = "variable star",
            Coord = Inside(),
            Neighbours = [new(0.5, 0.6, 20.5), new(0.53, 1.9, 21.0), new(0.48, 2.6, 21.3)],
            Rb = 0.9,
            Drb = 0.99,
        });
    }

    /// <summary>A magnitude since the event, slowly fading.</summary>
    private Func<double, int, double?> New()
    {
        var mag = random.Uniform(19.2, 19.8);
        return (jd, _) => jd > visits.EventJd ? mag + 0.15 * (jd - visits.EventJd) : null;
    }

    private void Times(int count, Func<SimulatedSource> make)
    {
        for (var i = 0; i < count; i++)
            sources.Add(make());
    }

    private Func<SimulatedVisit, bool> OneOf(SkyCoord coord)
    {
        var given = visits.FieldAt(coord).Visits.Where(v => v.Jd >= visits.FirstAlertJd).ToList();
        var one = given[random.Below(given.Count)];
        return v => v == one;
    }

    private SkyCoord Anywhere() => random.Below(2) == 0 ? Inside() : Draw(simulated.RegionCenter, simulated.RegionRadiusDeg, _ => true);

    /// <summary>A place well inside the localisation, where a scan looks.</summary>
    private SkyCoord Inside() => Draw(arc.Middle, 20, c => arc.SquaredSigmas(c) < 3);

    private SkyCoord Draw(SkyCoord center, double radiusDeg, Func<SkyCoord, bool> fits)
    {
        for (var tries = 0; tries < 10_000; tries++)
            if (SimulatedSphere.Within(random, center, radiusDeg) is var coord && fits(coord) && visits.Covers(coord))
                return coord;
        // The survey covers none of the localisation but the field of the event.
        return SimulatedSphere.Within(random, simulated.Kilonova, 0.5) is var near && visits.Covers(near) ? near : simulated.Kilonova;
    }

    private SimulatedNeighbour[] Star() =>
        [new(random.Uniform(0.93, 1), random.Uniform(0.05, 0.4), random.Uniform(17, 20)), .. Galaxies(random.Uniform(8, 15))[..2]];

    private SimulatedNeighbour[] Galaxies(double nearestArcsec) =>
    [
        new(random.Uniform(0.01, 0.15), nearestArcsec, random.Uniform(16, 19)),
        new(random.Uniform(0, 0.3), nearestArcsec + random.Uniform(2, 6), random.Uniform(19, 22)),
        new(random.Uniform(0, 0.3), nearestArcsec + random.Uniform(6, 12), random.Uniform(19, 22)),
    ];
}
