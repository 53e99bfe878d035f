namespace AmpelBot.Alerts.Surveys.Simulated;

/// <summary>A star or galaxy of the PS1 catalogue near a source.</summary>
/// <param name="DistanceArcsec">Distance from the source.</param>
/// <param name="StarScore">1 for a star, 0 for a galaxy.</param>
/// <param name="RMag">Magnitude in r.</param>
/// <param name="Id">Number in the catalogue.</param>
internal readonly record struct SimulatedNeighbour(double DistanceArcsec, double StarScore, double RMag, long Id);

/// <summary>What the catalogues have around a source: itself or its host, and whatever stands there by chance.</summary>
internal sealed class SimulatedSurroundings
{
    /// <summary>The catalogues are searched so far, arcsec.</summary>
    internal const double SearchArcsec = 30;

    private const double FaintestPs1 = 22.5;
    private const double FaintestGaia = 20.7;

    internal SimulatedSurroundings(SimulatedSource source)
    {
        var random = new SimulatedRandom(SimulatedRandom.SeedOf(source.Seed, 7));
        var list = new List<SimulatedNeighbour>();
        HostAngle = random.Uniform(0, 2 * Math.PI);
        if (source.SteadyRMag is { } own and < FaintestPs1)
            list.Add(new(random.Uniform(0.03, 0.35), source.StarScore, own, Id()));
        if (source.Host is var (hostArcsec, hostMag) && hostArcsec < SearchArcsec && hostMag < FaintestPs1)
            list.Add(new(hostArcsec, random.Uniform(0.01, 0.12), hostMag, Id()));
        // Stars crowd towards the Milky Way: 8 to 90 sources a square arcminute.
        var perSqArcsec = (8 + 80 * Math.Exp(-Math.Abs(source.Coord.GalacticLatitudeDeg) / 10)) / 3600;
        Count = list.Count + random.Poisson(perSqArcsec * Math.PI * SearchArcsec * SearchArcsec);
        var area = 0.0;
        for (var i = list.Count; i < Count && i < 6; i++)
        {
            // Distances squared of points strewn at random grow by exponential steps.
            area += random.Exponential(1 / perSqArcsec);
            var distance = Math.Sqrt(area / Math.PI);
            if (distance > SearchArcsec)
                break;
            var isStar = random.Chance(0.6);
            list.Add(new(distance, isStar ? random.Uniform(0.75, 1) : random.Uniform(0, 0.3), SteadyPopulation.Faint(random, FaintestPs1, 0.25, 14), Id()));
        }
        Neighbours = [.. list.OrderBy(n => n.DistanceArcsec)];
        Count = Math.Max(Count, Neighbours.Count);
        Gaia = Neighbours.Where(n => n.StarScore > 0.5 && n.RMag < FaintestGaia).Select(n => ((double, double)?)(n.DistanceArcsec, n.RMag)).FirstOrDefault()
            ?? (random.Uniform(SearchArcsec, 90), random.Uniform(15, FaintestGaia));
        BrightGaia = (random.Uniform(30, 90), random.Uniform(9, 14));

        long Id() => 70_000_000_000_000_000 + (long)(random.Bits() >> 9);
    }

    /// <summary>The nearest, nearest first.</summary>
    internal IReadOnlyList<SimulatedNeighbour> Neighbours { get; }

    /// <summary>Number of sources of PS1 within 30 arcsec.</summary>
    internal int Count { get; }

    /// <summary>Nearest source of Gaia: distance in arcsec and G magnitude.</summary>
    internal (double DistanceArcsec, double Mag) Gaia { get; }

    /// <summary>Nearest source of Gaia brighter than 14 mag.</summary>
    internal (double DistanceArcsec, double Mag) BrightGaia { get; }

    /// <summary>Direction in which the host or the nearest source lies, radians.</summary>
    internal double HostAngle { get; }
}
