using AmpelBot.FollowUp.Following;
using AmpelBot.FollowUp.Notices;
using AmpelBot.FollowUp.Scan;
using AmpelBot.Sky;
using AmpelBot.Sky.SkyMaps;

namespace AmpelBot.Following;

/// <summary>The scan of an event as it was sent, where nobody typed one.</summary>
internal static class SentRequest
{
    /// <summary>The scan of a position; null with the reason where the position has no error that a map can be made of.</summary>
    public static ScanRequest? OfPosition(EventStory story, SentPosition position, out string? refusal)
    {
        refusal = null;
        if (position.Error is null)
            refusal = "its position was sent without an error, so that there is no region to scan";
        else if ((position.Containment ?? position.ContainmentByConvention) is not (> 0 and < 1))
            refusal = "nobody said which probability the error of its position holds";
        if (refusal is not null)
            return null;
        var center = new SkyCoord(position.RaDeg, position.DecDeg);
        var containment = (position.Containment ?? position.ContainmentByConvention)!.Value;
        double? radius = null;
        ErrorEllipse? ellipse = null;
        switch (position.Error)
        {
            case PositionError.Circle circle:
                radius = circle.RadiusDeg;
                var alongRa = circle.RadiusDeg / Math.Max(Math.Cos(center.DecDeg * Math.PI / 180), 1e-6);
                ellipse = new ErrorEllipse(center, alongRa, alongRa, circle.RadiusDeg, circle.RadiusDeg, containment);
                break;
            case PositionError.Sides { RaPlusDeg: > 0, RaMinusDeg: > 0, DecPlusDeg: > 0, DecMinusDeg: > 0 } sides:
                ellipse = new ErrorEllipse(center, sides.RaPlusDeg, sides.RaMinusDeg, sides.DecPlusDeg, sides.DecMinusDeg, containment);
                break;
            default:
                refusal = "the error of its position is an ellipse at an angle, a box or has a side of no length, which I do not scan by myself";
                return null;
        }
        return new ScanRequest { Event = new EventReference.Position(ellipse, story.EventTimeUtc) { RadiusDeg = radius, Name = story.Name } };
    }

    /// <summary>The scan of a map: by the event's name where the sky maps know it under it, else by its file.</summary>
    /// <param name="story">The event.</param>
    /// <param name="map">Its map.</param>
    public static ScanRequest OfMap(EventStory story, FetchedSkyMap map) => map.Revision is { } revision && story.EventName is { } name
        ? new ScanRequest { Event = new EventReference.Named(name), Revision = revision }
        : new ScanRequest { Event = new EventReference.File(map.Path) { Name = story.Name }, EventTimeUtc = story.EventTimeUtc };
}

/// <summary>A sky map that was fetched.</summary>
/// <param name="Path">Its file.</param>
/// <param name="Sha256">SHA-256 of the file, hexadecimal.</param>
/// <param name="Revision">Its number under the event's name among the known sky maps; null where the event has no standard name.</param>
internal sealed record FetchedSkyMap(string Path, string Sha256, int? Revision);

/// <summary>Fetches the sky map of a notice, waiting for one that was announced.</summary>
/// <param name="story">The event.</param>
/// <param name="notice">The notice, with the bytes of its map where it has them.</param>
/// <param name="cancellation">Stops it.</param>
/// <returns>The map; null where the notice has a position only.</returns>
/// <exception cref="FollowUp.Notices.Fetching.FetchException">It could not be fetched; the message says why.</exception>
internal delegate Task<FetchedSkyMap?> SkyMapOfNotice(EventStory story, SentNotice notice, CancellationToken cancellation);
