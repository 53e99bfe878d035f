using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AmpelBot.Alerts.Archive;
using AmpelBot.FollowUp.Channels;
using AmpelBot.FollowUp.Notices;

namespace AmpelBot.FollowUp.Scan;

/// <summary>Settles what a request left open.</summary>
public static class ScanPlanning
{
    /// <summary>The channel of a messenger when a request names none: gw, neutrino or grb; gw when nothing tells.</summary>
    public static string ChannelOf(Messenger messenger) => messenger switch
    {
        Messenger.Neutrino => "neutrino",
        Messenger.GammaRayBurst => "grb",
        _ => "gw",
    };

    /// <summary>Name of the channel, when the request alone tells it; null when the sky map must be read first.</summary>
    public static string? ChannelBeforeReading(ScanRequest request) => request switch
    {
        { Channel: { } name } => name,
        { Event: EventReference.Named { Name.Messenger: var messenger } } => ChannelOf(messenger),
        { Event: EventReference.Position } => ChannelOf(EventLookup.MessengerOfPositions),
        _ => null,
    };

    /// <summary>The plan of a request: region, window, and a sentence for each default taken.</summary>
    /// <param name="request">What was asked for.</param>
    /// <param name="notice">The event and its map.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="now">The present, UTC.</param>
    /// <exception cref="RequestException">There is no time to begin at, or the window would end before it begins.</exception>
    public static ScanPlan Settle(ScanRequest request, Notice notice, Channel channel, DateTimeOffset now)
    {
        if (!ScanWindow.TrySettle(request, notice.EventTimeUtc, channel.DefaultWindowDays, now, out var window, out var complaint))
            throw new RequestException(complaint);
        var defaults = RequestChoices.Of(request, channel.Name, channel.DefaultLevel, channel.DefaultWindowDays)
            .Where(c => c.IsDefault).Select(c => c.Sentence);
        return new ScanPlan
        {
            Notice = notice,
            Channel = channel,
            Region = notice.SkyMap.RegionAt(request.Level ?? channel.DefaultLevel),
            Window = window,
            Rights = request.Rights ?? DataRights.Partnership,
            Defaults = [.. defaults],
            NotDone = channel.StepsNotTaken,
        };
    }

    /// <summary>Name of a scan: its start, and eight hexadecimal digits that depend on all that its result depends on.</summary>
    public static string ScanId(ScanPlan plan, ArchiveInfo archive, DateTimeOffset started)
    {
        var all = string.Create(CultureInfo.InvariantCulture,
            $"{plan.Notice.EventName}|{plan.Notice.Revision}|{plan.Notice.SkyMapSha256}|{plan.Notice.Ellipse}|{plan.Region.Level:R}|{plan.Window.From:O}|{plan.Window.To:O}|{plan.Rights}|{plan.Channel.Hash}|{archive.StateHash}|{ProgramVersion.Current}");
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all)))[..8];
        return string.Create(CultureInfo.InvariantCulture, $"{started.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}-{hash}");
    }
}

/// <summary>The options of a request do not fit its event. The message is a sentence for the person, with what to write instead.</summary>
public sealed class RequestException(string message) : Exception(message);
