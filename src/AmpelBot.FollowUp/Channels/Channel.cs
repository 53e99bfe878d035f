using AmpelBot.Alerts;
using AmpelBot.FollowUp.T0;
using AmpelBot.FollowUp.T3;

namespace AmpelBot.FollowUp.Channels;

/// <summary>A follow-up channel: what is scanned when a request does not say, and the filters in their order.</summary>
public sealed record Channel
{
    /// <summary>Name, the file's name without .yaml.</summary>
    public required string Name { get; init; }

    /// <summary>What the channel is for, one line.</summary>
    public required string Description { get; init; }

    /// <summary>Credible level when the request names none, above 0 to 1.</summary>
    public required double DefaultLevel { get; init; }

    /// <summary>Length in days of the window when the request names none; null: from the event to now.</summary>
    public required double? DefaultWindowDays { get; init; }

    /// <summary>Exposure time in seconds that drafts state; null leaves the place open.</summary>
    public double? ExposureSeconds { get; init; }

    /// <summary>Typical depth (AB magnitude) that drafts state; null leaves the place open.</summary>
    public double? TypicalDepthMag { get; init; }

    /// <summary>How drafts are worded.</summary>
    public DraftTexts DraftTexts { get; init; } = DraftTexts.Default;

    /// <summary>Which events it scans by itself when a notice of them comes; null: none.</summary>
    public ChannelRules? ScanWhen { get; init; }

    /// <summary>How long after an event that it scanned by itself it scans again, days.</summary>
    public double WatchDays { get; init; } = 14;

    /// <summary>T0 filters in the order in which they judge.</summary>
    public required IReadOnlyList<IAlertFilter> Filters { get; init; }

    /// <summary>SHA-256 of the channel's file, 64 hexadecimal digits: provenance of every result.</summary>
    public required string Hash { get; init; }

    /// <summary>Steps of the originals that the filters do not take, a sentence each, to be said in every reply.</summary>
    public IReadOnlyList<string> StepsNotTaken => [.. Filters.SelectMany(f => f.StepsNotTaken).Distinct()];

    /// <summary>The verdict of the filters that need no more than what is given.</summary>
    /// <param name="alert">The alert.</param>
    /// <param name="context">The event; null leaves out the filters that need one.</param>
    public Verdict Judge(Alert alert, EventContext? context)
    {
        foreach (var filter in Judging(context))
            foreach (var cut in filter.Cuts(alert, context))
                if (!cut.Passed)
                    return Verdict.Reject(filter.Unit, cut);
        return Verdict.Accept;
    }

    /// <summary>
    /// Whether the verdict asks for the light curve: false only when a filter that judges the packet alone rejects the alert before any filter that reads the
    /// light curve is asked, so that the verdict, first failing cut included, is the same without it.
    /// </summary>
    /// <param name="alert">The alert; its light curve is not looked at.</param>
    /// <param name="context">The event; null leaves out the filters that need one.</param>
    public bool NeedsLightCurve(Alert alert, EventContext? context)
    {
        foreach (var filter in Judging(context).TakeWhile(f => !f.NeedsLightCurve))
            foreach (var cut in filter.Cuts(alert, context))
                if (!cut.Passed)
                    return false;
        return true;
    }

    /// <summary>Every cut of the filters that need no more than what is given, in order; a failure does not end the list.</summary>
    /// <param name="alert">The alert.</param>
    /// <param name="context">The event; null leaves out the filters that need one.</param>
    public IReadOnlyList<(string Unit, Cut Cut)> AllCuts(Alert alert, EventContext? context)
        => [.. Judging(context).SelectMany(filter => filter.Cuts(alert, context).Select(cut => (filter.Unit, cut)))];

    /// <summary>The channel's filter of a unit.</summary>
    /// <param name="unit">Name in the table of units, in any case.</param>
    /// <exception cref="ChannelException">The channel has no such filter; the message lists those that it has.</exception>
    public IAlertFilter Filter(string unit)
        => Filters.FirstOrDefault(f => string.Equals(f.Unit, unit, StringComparison.OrdinalIgnoreCase))
            ?? throw new ChannelException(
                $"the channel {Name} has no filter {unit}; its filters are {string.Join(", ", Filters.Select(f => f.Unit))}")
            { IsMissing = true };

    private IEnumerable<IAlertFilter> Judging(EventContext? context) => Filters.Where(f => context is not null || !f.NeedsEvent);
}
