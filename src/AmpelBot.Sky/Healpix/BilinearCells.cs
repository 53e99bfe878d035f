namespace AmpelBot.Sky.Healpix;

/// <summary>The four cells around a direction in the two rings of centres next to it, and their weights.</summary>
internal static class BilinearCells
{
    public static void Of(int order, SkyCoord coord, Span<long> cells, Span<double> weights)
    {
        double nside = 1L << order;
        var last = 4L * (1L << order) - 1;
        // How far from the north pole in rings: the ring of centres north of it has that number, rounded down.
        var away = Math.Abs(coord.DecDeg);
        double fromNorth;
        if (away <= Plane.BeltDecDeg)
            fromNorth = nside * (2 - 1.5 * Plane.SinDeg(coord.DecDeg));
        else
        {
            var fromPole = nside * (Plane.Sqrt6 * Plane.SinDeg(0.5 * (90.0 - away)));
            fromNorth = coord.DecDeg > 0 ? fromPole : 4 * nside - fromPole;
        }
        var north = Math.Clamp((long)fromNorth, 0, last);
        var theta = (90.0 - coord.DecDeg) * SkyCoord.RadPerDeg;
        var (northTheta, southTheta) = (north == 0 ? 0 : Plane.Theta(nside, north), north == last ? Math.PI : Plane.Theta(nside, north + 1));
        var south = Math.Clamp((theta - northTheta) / (southTheta - northTheta), 0, 1);
        if (north > 0)
            InRing(order, north, coord.RaDeg, 1 - south, cells, weights);
        if (north < last)
            InRing(order, north + 1, coord.RaDeg, south, cells[2..], weights[2..]);
        if (north == 0)
            OverPole(0, 1 - south, cells[2..], weights[2..], cells, weights);
        else if (north == last)
            OverPole((12L << (2 * order)) - 4, south, cells, weights, cells[2..], weights[2..]);
    }

    private static void InRing(int order, long ring, double raDeg, double weight, Span<long> cells, Span<double> weights)
    {
        var (start, length, isHalfStep) = RingScheme.Ring(order, ring);
        var place = raDeg / 360.0 * length - (isHalfStep ? 0.5 : 0);
        var west = Math.Floor(place);
        var eastShare = place - west;
        var j = (long)west;
        cells[0] = start + (j < 0 ? j + length : j);
        cells[1] = start + (j + 1 < length ? j + 1 : j + 1 - length);
        weights[0] = (1 - eastShare) * weight;
        weights[1] = eastShare * weight;
    }

    // The pole's part goes in equal shares to the four cells of the ring next to it.
    private static void OverPole(long start, double weight, Span<long> near, Span<double> nearWeights, Span<long> far, Span<double> farWeights)
    {
        for (var k = 0; k < 2; k++)
        {
            far[k] = start + ((near[k] - start + 2) & 3);
            farWeights[k] = 0.25 * weight;
            nearWeights[k] += 0.25 * weight;
        }
    }
}
