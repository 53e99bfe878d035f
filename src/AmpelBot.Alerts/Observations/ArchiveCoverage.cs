using AmpelBot.Alerts.Archive;
using AmpelBot.Sky;
using AmpelBot.Sky.SkyMaps;

namespace AmpelBot.Alerts.Observations;

/// <summary>Coverage from the exposures that an archive keeps.</summary>
public static class ArchiveCoverage
{
    /// <summary>How much of a region was observed within a window.</summary>
    /// <param name="archive">The archive.</param>
    /// <param name="skyMap">The event's probabilities.</param>
    /// <param name="region">The region.</param>
    /// <param name="window">The window.</param>
    /// <param name="rights">Whose alerts the reader may see; exposures of other programs do not count.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>Null when the archive has no exposure in the window: then nothing is known, which is not the same as nothing observed.</returns>
    /// <exception cref="ArchiveException">The archive cannot be used.</exception>
    public static async Task<ObservationCoverage?> CoverageAsync(
        this IArchive archive, SkyMap skyMap, Moc region, TimeWindow window, DataRights rights, CancellationToken cancellation)
    {
        CoverageTally? tally = null;
        await foreach (var exposure in archive.ExposuresAsync(window, cancellation))
            (tally ??= new CoverageTally(skyMap, region, window, rights)).Add(exposure);
        return tally?.Result(cancellation);
    }
}
