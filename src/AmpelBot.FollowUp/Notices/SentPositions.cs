using AmpelBot.Sky;

namespace AmpelBot.FollowUp.Notices;

/// <summary>Positions from the numbers in which they were sent.</summary>
internal static class SentPositions
{
    /// <summary>The position; null with a remark where the numbers are no place on the sky.</summary>
    public static SentPosition? Of(
        double raDeg, double decDeg, PositionError? error, double? containment, double? containmentByConvention, bool? systematicIncluded, ICollection<string> remarks)
    {
        if (!(raDeg is >= 0 and <= 360) || !(decDeg is >= -90 and <= 90))
        {
            remarks.Add(FormattableString.Invariant($"The position was sent as RA {raDeg}, Dec {decDeg}, which is no place on the sky; it is left out."));
            return null;
        }
        if (containment is not null and not (> 0 and <= 1))
        {
            remarks.Add(FormattableString.Invariant($"The containment of the position's error was sent as {containment}, which is no probability; it is left out."));
            containment = null;
        }
        return new SentPosition(raDeg, decDeg, error, error is null ? null : containment,
            error is null || containment is not null ? null : containmentByConvention, error is null ? null : systematicIncluded);
    }

    /// <summary>A circle; null with a remark where the radius names none.</summary>
    public static PositionError? Circle(double radiusDeg, ICollection<string> remarks)
    {
        if (radiusDeg is > 0 and <= 180)
            return new PositionError.Circle(radiusDeg);
        remarks.Add(FormattableString.Invariant($"The radius of the position's error was sent as {radiusDeg}, which names none."));
        return null;
    }

    /// <summary>A circle or an ellipse from one to three numbers (gcn-schema, core/Localization, ra_dec_error).</summary>
    public static PositionError? CircleOrEllipse(IReadOnlyList<double> sent, ICollection<string> remarks)
    {
        switch (sent)
        {
            case []:
                return null;
            case [var radius]:
                return Circle(radius, remarks);
            case [> 0 and <= 180 and var major, > 0 and <= 180 and var minor]:
                return new PositionError.Ellipse(major, minor, 0);
            case [> 0 and <= 180 and var major, > 0 and <= 180 and var minor, var angle]:
                return new PositionError.Ellipse(major, minor, angle);
            default:
                remarks.Add(FormattableString.Invariant($"The position's error was sent as {string.Join(", ", sent)}, which is neither a circle nor an ellipse; it is left out."));
                return null;
        }
    }

    /// <summary>A box from its corners; null with a remark where they are no places.</summary>
    public static PositionError? Box(IReadOnlyList<(double RaDeg, double DecDeg)> corners, ICollection<string> remarks)
    {
        if (corners.Count is >= 3 and <= 100 && corners.All(c => c.RaDeg is >= 0 and <= 360 && c.DecDeg is >= -90 and <= 90))
            return new PositionError.Box([.. corners.Select(c => new SkyCoord(c.RaDeg % 360, c.DecDeg))]);
        remarks.Add("The corners of the position's error are no places on the sky; they are left out.");
        return null;
    }
}
