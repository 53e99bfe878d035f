namespace AmpelBot.FollowUp.Notices.Circulars;

/// <summary>A GCN circular taken apart, before a team's reader reads its prose.</summary>
/// <param name="Number">Its number; null for a draft.</param>
/// <param name="Subject">Subject line.</param>
/// <param name="SentUtc">When it was archived.</param>
/// <param name="GivenEvent">The event that GCN found in the subject.</param>
/// <param name="Body">Text with plain characters and line feeds.</param>
/// <param name="Flat">The body with one blank for each run of white space, for sentences that are broken over lines.</param>
internal sealed record Circular(int? Number, string Subject, DateTimeOffset? SentUtc, string? GivenEvent, string Body, string Flat);

/// <summary>What a team's reader found in a circular; null is not found.</summary>
internal sealed record CircularContent
{
    public required string Sender { get; init; }

    public string? Instrument { get; init; }

    public NoticeKind Kind { get; init; } = NoticeKind.Report;

    public string? EventId { get; init; }

    public IReadOnlyList<string?> Aliases { get; init; } = [];

    public IReadOnlyList<string> OtherEventIds { get; init; } = [];

    public DateTimeOffset? EventTimeUtc { get; init; }

    public SentPosition? Position { get; init; }

    public string? SkyMapAddress { get; init; }

    public double? FarHz { get; init; }

    public double? FarPerYear { get; init; }

    public double? Area90SqDeg { get; init; }

    public double? DistanceMpc { get; init; }

    public double? DistanceErrorMpc { get; init; }

    public string? Search { get; init; }

    public IReadOnlyList<CoincidentNeutrino> CoincidentNeutrinos { get; init; } = [];

    public IReadOnlyList<SentValue> Further { get; init; } = [];

    public IReadOnlyList<string> Remarks { get; init; } = [];
}
