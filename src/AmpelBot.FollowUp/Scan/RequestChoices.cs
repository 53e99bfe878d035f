using AmpelBot.Alerts.Archive;
using AmpelBot.FollowUp.Notices;

namespace AmpelBot.FollowUp.Scan;

/// <summary>One thing that a scan had to settle, in a sentence.</summary>
/// <param name="Sentence">The sentence.</param>
/// <param name="IsDefault">Whether the request left it open, so that a default was taken.</param>
public readonly record struct RequestChoice(string Sentence, bool IsDefault);

/// <summary>What a request settles and what it leaves to the channel, in sentences that need no file to be read.</summary>
public static class RequestChoices
{
    /// <summary>Revision, channel, containment (positions), level, time range and program, a sentence each, in the order in which the reply says them.</summary>
    /// <param name="request">The request.</param>
    /// <param name="channelName">The channel that is taken.</param>
    /// <param name="defaultLevel">The channel's level, 0 to 1.</param>
    /// <param name="defaultDays">The channel's length of the window in days; null: from the event to now.</param>
    public static IReadOnlyList<RequestChoice> Of(ScanRequest request, string channelName, double defaultLevel, double? defaultDays)
    {
        var choices = new List<RequestChoice>();
        if (request.Event is EventReference.Named)
            choices.Add(request.Revision is { } revision
                ? new RequestChoice($"I take revision {revision} of its sky map.", false)
                : new RequestChoice("No revision number has been specified; I take the most recent one.", true));
        choices.Add(request.Channel is not null
            ? new RequestChoice($"I take channel {channelName}.", false)
            : new RequestChoice($"No channel has been specified; I take {channelName}.", true));
        if (request.Event is EventReference.Position position)
            choices.Add(position.ContainmentAssumed
                ? new RequestChoice($"No containment has been specified; I take {TextNumbers.Percent(position.Ellipse.Containment)} inside the errors.", true)
                : new RequestChoice($"The errors hold {TextNumbers.Percent(position.Ellipse.Containment)} of the probability.", false));
        choices.Add(request.Level is { } level
            ? new RequestChoice($"The sky map will be scanned up to {TextNumbers.Percent(level)} of the probability.", false)
            : new RequestChoice(
                $"The sky map will be scanned up to {TextNumbers.Percent(defaultLevel)} of the probability, the default of channel {channelName}.", true));
        choices.Add(TimeRange(request, channelName, defaultDays));
        choices.Add(request.Rights switch
        {
            DataRights.Public => new RequestChoice("I take public alerts only.", false),
            DataRights.Partnership => new RequestChoice("I take the alerts of all programs, public or not.", false),
            _ => new RequestChoice("No program has been specified; I take the alerts of all, public or not.", true),
        });
        return choices;
    }

    /// <summary>What the time of the event is called: merger time, neutrino arrival, trigger time, event time.</summary>
    public static string EventTimeWord(EventReference reference) => reference is EventReference.Named named
        ? named.Name.Messenger switch
        {
            Messenger.GravitationalWave => "merger time",
            Messenger.Neutrino => "neutrino arrival",
            Messenger.GammaRayBurst => "trigger time",
            _ => "event time",
        }
        : "event time";

    private static RequestChoice TimeRange(ScanRequest request, string channelName, double? defaultDays)
    {
        var start = EventTimeWord(request.Event);
        var byChannel = defaultDays is { } days ? $"to {TextNumbers.Days(days)} after it, the default of channel {channelName}" : "to now";
        var night = request.ToIsDate || (request.FromIsDate && request.To is null && (request.Days ?? defaultDays) is not null) ? ", the end of the night that begins on the last date" : "";
        return request switch
        {
            { From: { } from } when ScanWindow.EndOf(request) is { } end => new($"Time range: from {TextNumbers.Time(from)} to {TextNumbers.Time(end)}{night}.", false),
            { From: { } from } => new($"Time range: from {TextNumbers.Time(from)}; no end has been specified: {byChannel}{night}.", true),
            { To: not null } => new($"Time range: to {TextNumbers.Time(ScanWindow.EndOf(request)!.Value)}{night}; no start has been specified: from {start}.", true),
            { Days: { } length } => new($"Time range: from {start} to {TextNumbers.Days(length)} after it.", false),
            _ => new($"No time range has been specified: from {start} {byChannel}.", true),
        };
    }
}
