using AmpelBot.Sky;

namespace AmpelBot.Alerts.Surveys.Simulated;

/// <summary>A star or galaxy of the PS1 catalogue near a source.</summary>
/// <param name="StarScore">1 for a star, 0 for a galaxy.</param>
/// <param name="DistanceArcsec">Distance from the source.</param>
/// <param name="RMag">Magnitude in r.</param>
internal readonly record struct SimulatedNeighbour(double StarScore, double DistanceArcsec, double RMag);

/// <summary>Something that the simulated survey detects, and what its pipeline would say of it.</summary>
internal sealed record SimulatedSource
{
    internal required string Truth { get; init; }

    internal required SkyCoord Coord { get; init; }

    /// <summary>Magnitude of the difference at a time and filter number; null while there is none.</summary>
    internal required Func<double, int, double?> Mag { get; init; }

    /// <summary>Which of the visits could see it; asteroids and artefacts are there in few.</summary>
    internal Func<SimulatedVisit, bool> Sees { get; init; } = _ => true;

    internal Func<double, bool> IsPositive { get; init; } = _ => true;

    /// <summary>Detections before the simulated visits, and the first of them; they count in ndethist and are in no packet.</summary>
    internal int EarlierDetections { get; init; }

    internal double? FirstJd { get; init; }

    /// <summary>The three nearest objects of PS1, nearest first.</summary>
    internal required SimulatedNeighbour[] Neighbours { get; init; }

    /// <summary>Distance to a known asteroid in arcsec and its magnitude; null when there is none.</summary>
    internal (double DistanceArcsec, double Mag, string Name)? SolarSystem { get; init; }

    internal double Rb { get; init; } = 0.85;

    internal double Drb { get; init; } = 0.995;

    internal double FwhmPixels { get; init; } = 2.1;

    internal double Elongation { get; init; } = 1.1;

    /// <summary>Aperture minus PSF magnitude; null where the pipeline gave none.</summary>
    internal double? MagDiff { get; init; } = 0.02;

    /// <summary>Peak of its galaxy or star in the reference image, counts.</summary>
    internal double ReferencePeak { get; init; }

    /// <summary>Radius of that galaxy or star, pixels.</summary>
    internal double ReferenceRadiusPixels { get; init; } = 1;
}
