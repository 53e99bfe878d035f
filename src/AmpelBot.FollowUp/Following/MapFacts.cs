using AmpelBot.Sky;
using AmpelBot.Sky.Ephemeris;
using AmpelBot.Sky.Healpix;
using AmpelBot.Sky.SkyMaps;

namespace AmpelBot.FollowUp.Following;

/// <summary>What channel rules and people ask of a sky map, in numbers.</summary>
/// <param name="Area90SqDeg">Area of the 90 % credible region, square degrees.</param>
/// <param name="Area50SqDeg">Area of the 50 % credible region, square degrees.</param>
/// <param name="PeakRaDeg">Right ascension of the most probable place, degrees (ICRS).</param>
/// <param name="PeakDecDeg">Its declination, degrees.</param>
/// <param name="DistanceMpc">Posterior mean of the luminosity distance in Mpc; null where the file does not tell.</param>
/// <param name="DistanceErrorMpc">Its standard deviation in Mpc; null where the file does not tell.</param>
public sealed record MapFacts(double Area90SqDeg, double Area50SqDeg, double PeakRaDeg, double PeakDecDeg, double? DistanceMpc, double? DistanceErrorMpc)
{
    // Altitude in degrees that an airmass of 2 means.
    private const double LeastAltitudeDeg = 30;

    // Cells of 3.7 degrees: what is asked is a share of regions of hundreds of square degrees.
    private const int VisibilityOrder = 4;

    private static readonly TimeSpan VisibilityStep = TimeSpan.FromMinutes(20);

    /// <summary>The most probable place.</summary>
    public SkyCoord Peak => new(PeakRaDeg, PeakDecDeg);

    /// <summary>The facts of a map.</summary>
    public static MapFacts Of(SkyMap map) => new(
        map.RegionAt(0.9).AreaSqDeg, map.RegionAt(0.5).AreaSqDeg, map.Peak.RaDeg, map.Peak.DecDeg, map.Header.DistMeanMpc, map.Header.DistStdMpc);

    /// <summary>Angle between the most probable place and the Sun, degrees.</summary>
    public double SunDistanceDeg(DateTimeOffset now) => Sun.Direction(now).SeparationDeg(Peak);

    /// <summary>Share of a map's probability that rises above an airmass of 2 at Palomar in what is left of the night, or in the next one, with the Sun 12 degrees below the horizon.</summary>
    /// <param name="map">The map.</param>
    /// <param name="now">The time, UTC.</param>
    /// <returns>0 to 1.</returns>
    public static double VisibleTonight(SkyMap map, DateTimeOffset now)
    {
        var site = ObservingSite.Palomar;
        var evening = Twilight.EveningOf(site, now);
        var night = Twilight.Night(site, evening, Twilight.NauticalDeg)!.Value;
        if (night.To <= now)
            night = Twilight.Night(site, evening.AddDays(1), Twilight.NauticalDeg)!.Value;
        var seen = new List<HealpixIndex>();
        for (long cell = 0; cell < HealpixNested.CellCount(VisibilityOrder); cell++)
        {
            var coord = HealpixNested.Center(VisibilityOrder, cell);
            for (var time = night.From > now ? night.From : now; time < night.To; time += VisibilityStep)
                if (site.Horizontal(coord, time).AltitudeDeg >= LeastAltitudeDeg)
                {
                    seen.Add(new HealpixIndex(VisibilityOrder, cell));
                    break;
                }
        }
        return Math.Min(1, map.ProbabilityIn(Moc.FromCells(seen)));
    }
}
