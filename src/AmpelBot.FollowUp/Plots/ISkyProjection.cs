using AmpelBot.Sky;

namespace AmpelBot.FollowUp.Plots;

/// <summary>A map of the sky on a part of a picture; north is up and right ascension increases to the left.</summary>
internal interface ISkyProjection
{
    /// <summary>The part of the picture that the map takes.</summary>
    PlotRect Rect { get; }

    /// <summary>Border of the map.</summary>
    IReadOnlyList<PlotPoint> Border { get; }

    /// <summary>Point of the picture for a direction; null where the map does not show it.</summary>
    PlotPoint? ToPlot(SkyCoord coord);

    /// <summary>Direction at a point of the picture; null outside the map.</summary>
    SkyCoord? ToSky(double x, double y);

    /// <summary>
    /// Direction at a point on the map or a little outside, where the sky is thought to go on, so that colours and lines reach the border.
    /// </summary>
    SkyCoord ToSkyAround(double x, double y);

    /// <summary>Solid angle in steradians that a square of one unit shows; 0 outside the map.</summary>
    double AreaSr(double x, double y);

    /// <summary>Units for a degree, in the middle of the map.</summary>
    double UnitsPerDeg { get; }

    /// <summary>The curve through directions that lie close to each other, cut where it leaves the map on one side and enters on the other.</summary>
    IReadOnlyList<IReadOnlyList<PlotPoint>> Curve(IEnumerable<SkyCoord> directions)
    {
        var pieces = new List<IReadOnlyList<PlotPoint>>();
        var piece = new List<PlotPoint>();
        foreach (var direction in directions)
        {
            var point = ToPlot(direction);
            if (piece.Count > 0 && (point is null || Math.Abs(point.Value.X - piece[^1].X) > Rect.Width / 3))
            {
                pieces.Add(piece);
                piece = [];
            }
            if (point is { } shown)
                piece.Add(shown);
        }
        if (piece.Count > 0)
            pieces.Add(piece);
        return pieces;
    }
}
