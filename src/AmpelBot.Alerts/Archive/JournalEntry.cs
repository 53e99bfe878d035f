namespace AmpelBot.Alerts.Archive;

/// <summary>One thing that happened to an object (AMPEL's journal record).</summary>
public sealed record JournalEntry
{
    /// <summary>The unit of the entries that tell of an alert's arrival, which archives make from their alerts.</summary>
    public const string ArrivalUnit = "archive";

    /// <summary>The object.</summary>
    public required ObjectKey Object { get; init; }

    /// <summary>When, UTC, to the millisecond.</summary>
    public required DateTimeOffset TimeUtc { get; init; }

    /// <summary>AMPEL's tier, 0 to 3: 0 alerts and filters, 1 states, 2 analysis, 3 reactions and people.</summary>
    public required int Tier { get; init; }

    /// <summary>The process or unit, or the person, that did it.</summary>
    public required string Unit { get; init; }

    /// <summary>The follow-up channel; null for all.</summary>
    public string? Channel { get; init; }

    /// <summary>The run or scan; null where there is none.</summary>
    public string? Run { get; init; }

    /// <summary>The alert, where it is about one.</summary>
    public long? AlertId { get; init; }

    /// <summary>The state, where it is about one.</summary>
    public string? StateId { get; init; }

    /// <summary>What happened, as a JSON object; null when the rest says it.</summary>
    public string? ExtraJson { get; init; }
}

/// <summary>A score, a cross-match or another result about an object (AMPEL's T2 document).</summary>
public sealed record ScienceRecord
{
    /// <summary>The object.</summary>
    public required ObjectKey Object { get; init; }

    /// <summary>When it was made, UTC, to the millisecond.</summary>
    public required DateTimeOffset TimeUtc { get; init; }

    /// <summary>The unit that made it.</summary>
    public required string Unit { get; init; }

    /// <summary>Hash of the unit's settings; null when it has none.</summary>
    public string? ConfigHash { get; init; }

    /// <summary>The state that it was made from, where it was made from one.</summary>
    public string? StateId { get; init; }

    /// <summary>The alert that it is about, where it is about one.</summary>
    public long? AlertId { get; init; }

    /// <summary>The result, a JSON document.</summary>
    public required string BodyJson { get; init; }
}
