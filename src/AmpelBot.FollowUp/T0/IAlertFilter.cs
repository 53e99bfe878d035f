using AmpelBot.Alerts;

namespace AmpelBot.FollowUp.T0;

/// <summary>A T0 filter: a list of cuts on one alert.</summary>
public interface IAlertFilter
{
    /// <summary>Name in the table of units and in channel files.</summary>
    string Unit { get; }

    /// <summary>Whether the cuts compare with an event, so that packets alone cannot be judged.</summary>
    bool NeedsEvent { get; }

    /// <summary>Whether a cut reads the light curve; one that does not judges alerts that were read without it.</summary>
    bool NeedsLightCurve { get; }

    /// <summary>Steps of the original that this filter does not take, a sentence each, to be said in every reply.</summary>
    IReadOnlyList<string> StepsNotTaken { get; }

    /// <summary>
    /// The cuts in order, evaluated as they are enumerated: who wants the verdict stops at the first that fails, who wants to
    /// know why reads on. A cut whose input is missing fails and ends the list when those after it cannot be computed.
    /// </summary>
    /// <param name="alert">The alert, with its light curve where <see cref="NeedsLightCurve"/> is true.</param>
    /// <param name="context">The event; null only when <see cref="NeedsEvent"/> is false.</param>
    IEnumerable<Cut> Cuts(Alert alert, EventContext? context);
}
