using System.Globalization;
using AmpelBot.Alerts;
using AmpelBot.FollowUp.Channels;
using AmpelBot.Sky;

namespace AmpelBot.FollowUp.T0;

/// <summary>Settings of <see cref="HistoryCuts"/>. Keys of a channel file in parentheses.</summary>
public sealed record HistoryCutsConfig
{
    /// <summary>
    /// Whether the survey's first detection at this position, <c>jdstarthist</c>, must lie at or after the event and before the
    /// window's end (first_detection_in_window).
    /// </summary>
    public required bool FirstDetectionInWindow { get; init; }

    /// <summary>Least jdendhist - jdstarthist, included, days (min_duration_days).</summary>
    public required double MinDurationDays { get; init; }

    /// <summary>Least number of positive detections before this one (min_previous_detections).</summary>
    public required long MinPreviousDetections { get; init; }

    /// <summary>Whether only previous detections at or after the event count (previous_detections_after_event).</summary>
    public required bool PreviousDetectionsAfterEvent { get; init; }

    /// <summary>Reads the settings; what is wrong is noted in the block.</summary>
    public static HistoryCutsConfig Read(ConfigBlock block) => new()
    {
        FirstDetectionInWindow = block.Bool("first_detection_in_window"),
        MinDurationDays = block.Number("min_duration_days", 0, 36_525),
        MinPreviousDetections = block.Whole("min_previous_detections", 0, 10_000),
        PreviousDetectionsAfterEvent = block.Bool("previous_detections_after_event"),
    };
}

/// <summary>
/// What nuztf asks of an alert's past: for gravitational waves that it began after the event, that it moved on the clock and not on
/// the sky (an asteroid is seen once at a place), and that it was seen before.
/// </summary>
/// <remarks>
/// Julian dates are compared as the doubles of the packet. nuztf counts previous detections of either sign; here a detection counts
/// only when the survey says that it is positive.
/// </remarks>
/// <param name="config">The settings.</param>
public sealed class HistoryCuts(HistoryCutsConfig config) : IAlertFilter
{
    private const double CloseDays = 0.1;

    /// <summary>The settings.</summary>
    public HistoryCutsConfig Config => config;

    /// <inheritdoc/>
    public string Unit => nameof(HistoryCuts);

    /// <summary>Whether one of the two cuts that look at the event's time is on.</summary>
    public bool NeedsEvent => config.FirstDetectionInWindow || config.PreviousDetectionsAfterEvent;

    /// <inheritdoc/>
    public bool NeedsLightCurve => true;

    /// <inheritdoc/>
    public IReadOnlyList<string> StepsNotTaken => [];

    /// <inheritdoc/>
    /// <exception cref="ArgumentNullException">The cuts need an event and there is none.</exception>
    public IEnumerable<Cut> Cuts(Alert alert, EventContext? context)
    {
        if (NeedsEvent)
            ArgumentNullException.ThrowIfNull(context);
        return Evaluate(alert, context);
    }

    private IEnumerable<Cut> Evaluate(Alert alert, EventContext? context)
    {
        var firstJd = alert.Candidate.Number("jdstarthist");
        if (config.FirstDetectionInWindow)
        {
            var fromJd = TimeScales.UtcToJd(context!.EventTimeUtc);
            var toJd = TimeScales.UtcToJd(context.Window.To);
            yield return new Cut("first_detection_jd", firstJd, Invariant($">= {fromJd} and < {toJd}"),
                firstJd >= fromJd && firstJd < toJd, new CutBounds(fromJd, toJd, CloseDays));
        }

        var durationDays = alert.Candidate.Number("jdendhist") - firstJd;
        yield return new Cut("duration_days", durationDays, Invariant($">= {config.MinDurationDays}"),
            durationDays >= config.MinDurationDays, new CutBounds(config.MinDurationDays, null));

        var sinceJd = config.PreviousDetectionsAfterEvent ? TimeScales.UtcToJd(context!.EventTimeUtc) : double.NegativeInfinity;
        var previous = alert.LightCurve.Detections.LongCount(d => d.IsPositive == true && d.Jd < alert.Jd && d.Jd >= sinceJd);
        yield return new Cut("previous_detections", previous,
            Invariant($">= {config.MinPreviousDetections}, positive{(config.PreviousDetectionsAfterEvent ? ", since the event" : "")}"),
            previous >= config.MinPreviousDetections, CutBounds.OfCount(config.MinPreviousDetections, null));
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
