using AmpelBot.Alerts.Archive;
using AmpelBot.FollowUp.Notices;
using AmpelBot.Sky.SkyMaps;

namespace AmpelBot.FollowUp.Scan;

/// <summary>What to scan. Null options were not given: the channel's and the event's own values are taken, and said.</summary>
public sealed record ScanRequest
{
    /// <summary>The event, in exactly one of its forms.</summary>
    public required EventReference Event { get; init; }

    /// <summary>Revision of the sky map, 0 or more; null: the most recent.</summary>
    public int? Revision { get; init; }

    /// <summary>Credible level, above 0 to 1.</summary>
    public double? Level { get; init; }

    /// <summary>Length of the window in days, above 0.</summary>
    public double? Days { get; init; }

    /// <summary>Start of the window, UTC; midnight where only a date was given.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>End of the window, UTC; midnight where only a date was given.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Whether the start was given as a date without a time; see <see cref="ScanWindow"/>.</summary>
    public bool FromIsDate { get; init; }

    /// <summary>Whether the end was given as a date without a time; see <see cref="ScanWindow"/>.</summary>
    public bool ToIsDate { get; init; }

    /// <summary>Name of the channel; null: the one of the event's messenger.</summary>
    public string? Channel { get; init; }

    /// <summary>Whose data are scanned; null: all that the archive holds.</summary>
    public DataRights? Rights { get; init; }

    /// <summary>
    /// Time of the event, UTC, as the person gave it with a file or an address; it goes before the file's own. Null when not given,
    /// and always null for names (their notice tells) and positions (which carry their own).
    /// </summary>
    public DateTimeOffset? EventTimeUtc { get; init; }
}

/// <summary>How a person pointed at an event.</summary>
public abstract record EventReference
{
    private EventReference()
    {
    }

    /// <summary>By its name.</summary>
    public sealed record Named(EventName Name) : EventReference;

    /// <summary>By a sky map file on this machine.</summary>
    public sealed record File(string Path) : EventReference
    {
        /// <summary>What the file is called where its path says nothing to the person; null: its path.</summary>
        public string? Name { get; init; }
    }

    /// <summary>By the https address of a sky map.</summary>
    public sealed record Url(Uri Address) : EventReference;

    /// <summary>By a position with errors and, when given, a time.</summary>
    public sealed record Position(ErrorEllipse Ellipse, DateTimeOffset? EventTimeUtc) : EventReference
    {
        /// <summary>The event's name where its sender gave one; null: the position is its name.</summary>
        public string? Name { get; init; }

        /// <summary>Whether nobody said the containment, so that the usual 90 % was taken.</summary>
        public bool ContainmentAssumed { get; init; }

        /// <summary>
        /// Radius in degrees of the circle on the sky that the person gave in place of four errors (the errors in RA are then the
        /// radius divided by cos Dec); null when the errors were given.
        /// </summary>
        public double? RadiusDeg { get; init; }
    }
}
