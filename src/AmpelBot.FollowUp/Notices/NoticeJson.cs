using System.Security.Cryptography;

namespace AmpelBot.FollowUp.Notices;

/// <summary>A sent notice as a document for programs, schemaVersion 1 (docs/formats.md).</summary>
public static class NoticeJson
{
    /// <summary>The document: plain values to be written with names in camel case. Maps are told by length and SHA-256, not repeated.</summary>
    public static object Document(SentNotice notice) => new
    {
        SchemaVersion = 1,
        Format = Word(notice.Format),
        notice.Sender,
        notice.Instrument,
        Messenger = Word(notice.Messenger),
        Kind = Word(notice.Kind),
        Purpose = Word(notice.Purpose),
        notice.EventId,
        EventName = notice.EventName?.Name,
        notice.Aliases,
        notice.OtherEventIds,
        notice.FollowsUp,
        notice.MessageId,
        notice.Supersedes,
        notice.Sequence,
        notice.SentUtc,
        notice.EventTimeUtc,
        Position = Position(notice.Position),
        SkyMap = Map(notice.SkyMap),
        notice.Classification,
        notice.Properties,
        notice.FarHz,
        notice.FarPerYear,
        notice.Significant,
        notice.Search,
        notice.Group,
        notice.Pipelines,
        notice.Instruments,
        notice.Signalness,
        notice.EnergyTeV,
        notice.DurationSeconds,
        notice.CentralFrequencyHz,
        notice.Area90SqDeg,
        notice.DistanceMpc,
        notice.DistanceErrorMpc,
        ExternalCoincidence = notice.ExternalCoincidence is not { } c ? null : new
        {
            c.EventId,
            c.Ivorn,
            c.Observatory,
            c.Search,
            c.TimeDifferenceSeconds,
            c.TimeCoincidenceFarHz,
            c.TimeSkyPositionCoincidenceFarHz,
            CombinedSkyMap = Map(c.CombinedSkyMap),
        },
        CoincidentNeutrinos = notice.CoincidentNeutrinos.Select(n => new { n.TimeDifferenceSeconds, Position = Position(n.Position), n.PValueGeneric, n.PValueBayesian }),
        notice.Labels,
        notice.Subject,
        notice.Further,
        notice.Remarks,
    };

    private static object? Position(SentPosition? position) => position is null ? null : new
    {
        position.RaDeg,
        position.DecDeg,
        (position.Error as PositionError.Circle)?.RadiusDeg,
        Ellipse = position.Error as PositionError.Ellipse,
        Sides = position.Error as PositionError.Sides,
        CornersDeg = (position.Error as PositionError.Box)?.Corners.Select(c => new[] { c.RaDeg, c.DecDeg }),
        position.Containment,
        position.ContainmentByConvention,
        position.SystematicIncluded,
    };

    private static object? Map(SentSkyMap? map) => map is null ? null : new
    {
        map.Address,
        Bytes = map.Fits?.Length,
        Sha256 = map.Fits is { } fits ? Convert.ToHexStringLower(SHA256.HashData(fits.Span)) : null,
    };

    private static string Word(Enum value) => value.ToString() is var name ? char.ToLowerInvariant(name[0]) + name[1..] : "";
}
