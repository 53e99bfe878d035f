namespace AmpelBot.FollowUp.Notices;

/// <summary>Another observatory's event that LVK found in coincidence with a gravitational wave (LVK userguide, "external_coinc").</summary>
public sealed record ExternalCoincidence
{
    /// <summary>The other event's identifier, in the form of <see cref="SentNotice.EventId"/>: Fermi 524666471.</summary>
    public required string? EventId { get; init; }

    /// <summary>Identifier of its VOEvent.</summary>
    public string? Ivorn { get; init; }

    /// <summary>The observatory: Fermi, Swift.</summary>
    public string? Observatory { get; init; }

    /// <summary>The search: GRB, SubGRB.</summary>
    public string? Search { get; init; }

    /// <summary>Time of the other event minus that of the gravitational wave, seconds.</summary>
    public double? TimeDifferenceSeconds { get; init; }

    /// <summary>False alarm rate of the coincidence in time, Hz.</summary>
    public double? TimeCoincidenceFarHz { get; init; }

    /// <summary>False alarm rate of the coincidence in time and position, Hz.</summary>
    public double? TimeSkyPositionCoincidenceFarHz { get; init; }

    /// <summary>The two maps combined.</summary>
    public SentSkyMap? CombinedSkyMap { get; init; }
}
