using AmpelBot.Sky;

namespace AmpelBot.FollowUp.Notices;

/// <summary>A position as a sender gave it.</summary>
/// <param name="RaDeg">Right ascension in degrees, J2000, 0 to 360.</param>
/// <param name="DecDeg">Declination in degrees, -90 to 90.</param>
/// <param name="Error">Its error; null when none was sent.</param>
/// <param name="Containment">Probability inside the error as the notice states it, above 0 to 1; null when it does not.</param>
/// <param name="ContainmentByConvention">
/// Where the notice does not state it, what the sender's documentation says of the field; null when that is not known either.
/// </param>
/// <param name="SystematicIncluded">Whether the error includes the systematic one; null when the notice does not say.</param>
public sealed record SentPosition(
    double RaDeg, double DecDeg, PositionError? Error, double? Containment, double? ContainmentByConvention, bool? SystematicIncluded);

/// <summary>The shape of a position's error.</summary>
public abstract record PositionError
{
    private PositionError()
    {
    }

    /// <summary>A circle.</summary>
    /// <param name="RadiusDeg">Radius in degrees, above 0.</param>
    public sealed record Circle(double RadiusDeg) : PositionError;

    /// <summary>An ellipse.</summary>
    /// <param name="SemiMajorDeg">First half axis in degrees, above 0.</param>
    /// <param name="SemiMinorDeg">Second half axis in degrees, above 0; senders do not always keep it the smaller.</param>
    /// <param name="PositionAngleDeg">Angle of the first half axis from north through east, degrees.</param>
    public sealed record Ellipse(double SemiMajorDeg, double SemiMinorDeg, double PositionAngleDeg) : PositionError;

    /// <summary>Asymmetric errors along right ascension and declination, as IceCube's circulars give them.</summary>
    /// <param name="RaPlusDeg">Towards larger right ascension, in degrees of right ascension, 0 or more.</param>
    /// <param name="RaMinusDeg">Towards smaller right ascension, 0 or more.</param>
    /// <param name="DecPlusDeg">Towards the north, degrees, 0 or more.</param>
    /// <param name="DecMinusDeg">Towards the south, degrees, 0 or more.</param>
    public sealed record Sides(double RaPlusDeg, double RaMinusDeg, double DecPlusDeg, double DecMinusDeg) : PositionError;

    /// <summary>A box given by its corners, in the order in which they were sent.</summary>
    /// <param name="Corners">Three or more corners.</param>
    public sealed record Box(IReadOnlyList<SkyCoord> Corners) : PositionError;
}
