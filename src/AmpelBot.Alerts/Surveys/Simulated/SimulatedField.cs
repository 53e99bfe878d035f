using AmpelBot.Alerts.Observations;
using AmpelBot.Sky;
using AmpelBot.Sky.Healpix;

namespace AmpelBot.Alerts.Surveys.Simulated;

/// <summary>A field of the survey.</summary>
internal sealed class SimulatedField
{
    /// <summary>Order of the HEALPix cells that hold the objects, 3.36 deg2 each.</summary>
    internal const int CellOrder = 5;

    private const double CellRadiusDeg = 1.8;

    private readonly Lazy<long[]> cells;

    internal SimulatedField(int number, SkyCoord center)
    {
        (Number, Center) = (number, center);
        cells = new(() => [.. Sky.Where(c => c.Center.SeparationDeg(center) < ZtfCamera.MaxRadiusDeg + CellRadiusDeg).Select(c => c.Ipix)]);
    }

    /// <summary>The survey's number of the field.</summary>
    internal int Number { get; }

    /// <summary>Its centre.</summary>
    internal SkyCoord Center { get; }

    /// <summary>The cells that it touches, ascending.</summary>
    internal IReadOnlyList<long> Cells => cells.Value;

    private static (long Ipix, SkyCoord Center)[] Sky { get; } =
        [.. Enumerable.Range(0, (int)HealpixNested.CellCount(CellOrder)).Select(i => ((long)i, HealpixNested.Center(CellOrder, i)))];

    /// <summary>The quadrant that sees a place; null in a gap and outside.</summary>
    internal int? QuadrantAt(SkyCoord place) =>
        Math.Abs(place.DecDeg - Center.DecDeg) > ZtfCamera.MaxRadiusDeg ? null : ZtfCamera.QuadrantAt(Center, place);
}

/// <summary>A quadrant on the sky and its pixels.</summary>
internal sealed class SimulatedQuadrant
{
    internal const double WidthPixels = 3072;
    internal const double HeightPixels = 3080;

    private readonly SkyVector center;
    private readonly SkyVector corner;
    private readonly SkyVector right;
    private readonly SkyVector up;

    internal SimulatedQuadrant(SkyCoord fieldCenter, int quadrant)
    {
        center = Of(fieldCenter);
        // North-east, south-east, south-west, north-west: x runs west and y north, as on the sky.
        var corners = ZtfCamera.Corners(fieldCenter, quadrant).Select(c => Touching(Of(c))).ToArray();
        (corner, right, up) = (corners[1], corners[2] + corners[1] * -1, corners[0] + corners[1] * -1);
    }

    /// <summary>The pixel of a place.</summary>
    internal (double X, double Y) PixelOf(SkyCoord place)
    {
        var from = Touching(Of(place)) + corner * -1;
        return (Math.Clamp(from.Dot(right) / right.Dot(right) * WidthPixels, 0, WidthPixels),
            Math.Clamp(from.Dot(up) / up.Dot(up) * HeightPixels, 0, HeightPixels));
    }

    /// <summary>The place of a pixel.</summary>
    internal SkyCoord At(double x, double y) => (corner + right * (x / WidthPixels) + up * (y / HeightPixels)).ToCoord();

    private static SkyVector Of(SkyCoord coord) => SkyVector.FromDegrees(coord.RaDeg, coord.DecDeg);

    /// <summary>The point of the plane that touches the sky at the field's centre.</summary>
    private SkyVector Touching(SkyVector direction) => direction * (1 / direction.Dot(center));
}
