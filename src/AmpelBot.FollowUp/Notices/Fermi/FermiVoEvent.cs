using System.Globalization;
using System.Text.RegularExpressions;
using AmpelBot.FollowUp.Notices.VoEvents;

namespace AmpelBot.FollowUp.Notices.Fermi;

/// <summary>VOEvents of Fermi through GCN: GBM's alert (110), flight (111), ground (112) and final (115) positions, its sub-threshold bursts (131), LAT.</summary>
internal static partial class FermiVoEvent
{
    public const string Sender = "Fermi";

    /// <summary>GBM's radii are statistical, 68 % (its circulars and JSON notices say so).</summary>
    private const double GbmContainment = 0.68;

    public static bool Knows(VoEventMessage message) => message.Ivorn.Contains("/Fermi#", StringComparison.OrdinalIgnoreCase);

    public static SentNotice Parse(VoEventMessage message)
    {
        var remarks = new List<string>();
        var timeUtc = VoEventPlace.TimeUtc(message, remarks);
        var type = message.Ivorn[(message.Ivorn.IndexOf('#', StringComparison.Ordinal) + 1)..];
        var isGbm = type.StartsWith("GBM", StringComparison.OrdinalIgnoreCase);
        var key = EventIds.Of(Sender, message.Text("TrigID") ?? message.Text("Trans_Num")) ?? EventIds.OfTime(Sender, timeUtc);
        // GBM's own name of a trigger, bn and the fraction of the day, stands in the addresses of its files.
        var trigger = message.Text("LightCurve_URL") is { } url && TriggerPattern().Match(url) is { Success: true } match ? EventName.TryParse(match.Value) : null;
        var notBurst = message.Is("Def_NOT_a_GRB");
        if (notBurst)
            remarks.Add("The sender's flag Def_NOT_a_GRB is set: the trigger is definitely no gamma-ray burst.");
        return new SentNotice
        {
            Format = NoticeFormat.VoEvent,
            Sender = Sender,
            Instrument = isGbm ? "GBM" : type.StartsWith("LAT", StringComparison.OrdinalIgnoreCase) ? "LAT" : null,
            Messenger = isGbm || type.Contains("GRB", StringComparison.Ordinal) ? Messenger.GammaRayBurst : Messenger.Unknown,
            Kind = notBurst || message.Is("Retraction") || message.Retracts.Count > 0 ? NoticeKind.Retraction : Kind(type),
            Purpose = VoEventPlace.Purpose(message),
            EventId = key,
            EventName = trigger,
            Aliases = EventIds.Aliases(key, trigger?.Name),
            MessageId = message.Ivorn,
            Supersedes = message.Supersedes,
            SentUtc = message.DateUtc,
            EventTimeUtc = timeUtc,
            Position = VoEventPlace.Position(message, null, isGbm ? GbmContainment : null, remarks),
            SkyMap = Map(message),
            Classification = Classification(message),
            Search = type.StartsWith("GBM_SubThresh", StringComparison.OrdinalIgnoreCase) ? "SubThreshold" : null,
            DurationSeconds = message.Number("Trans_Duration"),
            Further = message.Further("Trans_Duration"),
            Remarks = remarks,
        };
    }

    private static NoticeKind Kind(string type) =>
        type.StartsWith("GBM_Alert", StringComparison.OrdinalIgnoreCase) || type.StartsWith("GBM_SubThresh", StringComparison.OrdinalIgnoreCase) ? NoticeKind.Initial
        : type.StartsWith("GBM_", StringComparison.OrdinalIgnoreCase) && type.Contains("_Pos", StringComparison.OrdinalIgnoreCase) ? NoticeKind.Update
        : NoticeKind.Unstated;

    private static SentSkyMap? Map(VoEventMessage message) =>
        new[] { "HealPix_URL", "LocationMap_URL" }.Select(message.Text).OfType<string>()
            .FirstOrDefault(a => a.EndsWith(".fit", StringComparison.OrdinalIgnoreCase) || a.EndsWith(".fits", StringComparison.OrdinalIgnoreCase) || a.EndsWith(".fits.gz", StringComparison.OrdinalIgnoreCase))
            is { } address ? new SentSkyMap(null, address) : null;

    /// <summary>The two most likely classes of the flight software (percent), by its numbers (GCN, "Most_Likely").</summary>
    private static Dictionary<string, double> Classification(VoEventMessage message)
    {
        var all = new Dictionary<string, double>();
        foreach (var rank in new[] { "Most_Likely", "Sec_Most_Likely" })
            if (message.Whole(rank + "_Index") is { } index && message.Number(rank + "_Prob") is > 0 and <= 100 and var percent)
                all[ClassName(index)] = (double)((decimal)percent / 100m);
        return all;
    }

    private static string ClassName(int index) => index switch
    {
        2 => "LOCLPAR",
        3 => "BELOWHZ",
        4 => "GRB",
        5 => "SGR",
        6 => "TRANSNT",
        7 => "DISTPAR",
        8 => "SFL",
        9 => "CYGX1",
        10 => "SGR1806",
        11 => "GROJ422",
        _ => "class " + index.ToString(CultureInfo.InvariantCulture),
    };

    [GeneratedRegex("bn[0-9]{9}(?![0-9])")]
    private static partial Regex TriggerPattern();
}
