using System.Globalization;
using AmpelBot.FollowUp.Following;
using AmpelBot.FollowUp.Notices;
using AmpelBot.Sky.SkyMaps;

namespace AmpelBot.FollowUp.Channels;

/// <summary>Which events a channel scans by itself: the block <c>scan_when</c> of a channel file. A rule that is not there does not ask.</summary>
/// <remarks>Each rule about a number says with <c>unknown: scan</c> or <c>unknown: skip</c> what holds when the sender did not send it.</remarks>
public sealed class ChannelRules
{
    private const int MostNames = 60;

    private readonly List<Func<RuleContext, DecisionReason>> onNotice = [];
    private readonly List<(string Rule, Func<RuleContext, DecisionReason> Judge)> onMap = [];

    private ChannelRules()
    {
    }

    /// <summary>Reads the block; its problems are the block's own and those of the blocks within it.</summary>
    /// <param name="block">The block <c>scan_when</c>.</param>
    /// <param name="problems">Gets the problems of the blocks within it.</param>
    internal static ChannelRules Read(ConfigBlock block, List<ConfigProblem> problems)
    {
        var rules = new ChannelRules();
        rules.Listed(block, "messengers", required: true, s => MessengerWords[s.Messenger], [.. MessengerWords.Values]);
        rules.Listed(block, "senders", required: false, s => s.Current.Sender, null);
        rules.Listed(block, "purposes", required: false, s => Word(s.Purpose), [.. Enum.GetValues<NoticePurpose>().Select(p => Word(p))], usual: [Word(NoticePurpose.Observation)]);
        rules.Listed(block, "kinds", required: false, s => Word(s.Current.Kind), [.. Enum.GetValues<NoticeKind>().Select(k => Word(k))]);
        rules.Significant(block, problems);
        rules.Limit(block, problems, "far_per_year", "FAR", "per year", 0, 1e12, c => c.Story.Latest(n => n.FarPerYear ?? n.FarHz * SentNotice.SecondsPerYear), onMap: false);
        rules.Limit(block, problems, "signalness", "signalness", "", 0, 1, c => c.Story.Latest(n => n.Signalness), onMap: false);
        rules.Classes(block, problems);
        rules.Limit(block, problems, "position_error_deg", "position error", "deg", 0, 180, c => ErrorDeg(c.Story), onMap: false);
        rules.Limit(block, problems, "area90_sqdeg", "area90", "deg2", 0, 41_253, c => c.Facts?.Area90SqDeg ?? c.Story.Latest(n => n.Area90SqDeg), onMap: true);
        rules.Limit(block, problems, "distance_mpc", "distance", "Mpc", 0, 1e6, c => c.Facts?.DistanceMpc ?? c.Story.Latest(n => n.DistanceMpc), onMap: true);
        rules.Limit(block, problems, "galactic_latitude_deg", "Galactic latitude (sign ignored)", "deg", 0, 90, c => c.Facts is { } f ? Math.Abs(f.Peak.GalacticLatitudeDeg) : null, onMap: true);
        rules.Limit(block, problems, "sun_distance_deg", "distance from the Sun", "deg", 0, 180, c => c.Facts?.SunDistanceDeg(c.Now), onMap: true);
        rules.Limit(block, problems, "declination_deg", "declination", "deg", -90, 90, c => c.Facts?.PeakDecDeg, onMap: true);
        rules.Limit(block, problems, "visible_tonight", "share of the probability that rises tonight", "", 0, 1, c => c.Map is { } map ? MapFacts.VisibleTonight(map, c.Now) : null, onMap: true);
        return rules;
    }

    /// <summary>Decides about an event.</summary>
    /// <param name="story">What is known of the event.</param>
    /// <param name="map">Its sky map; null while it was not fetched: then the rules about the map are not asked.</param>
    /// <param name="facts">The facts of the map; null without one.</param>
    /// <param name="now">The time, UTC.</param>
    public Decision Judge(EventStory story, SkyMap? map, MapFacts? facts, DateTimeOffset now)
    {
        var context = new RuleContext(story, map, facts, now);
        var reasons = new List<DecisionReason> { Standing(story) };
        reasons.AddRange(onNotice.Select(rule => rule(context)));
        if (facts is not null)
            reasons.AddRange(onMap.Select(rule => rule.Judge(context)));
        return Decision.Of(reasons);
    }

    private static DecisionReason Standing(EventStory story) => story.Retraction is { } retraction
        ? new DecisionReason("retracted", false, true, $"{retraction.Notice.Sender} retracted it{(retraction.Notice.SentUtc is { } at ? $" at {TextNumbers.Time(at)}" : "")}")
        : story.Localisation is null ? new DecisionReason("localisation", false, true, "nobody has said where it is")
        : new DecisionReason("localisation", true, true, $"{Word(story.Current.Kind)} notice of {story.Current.Sender}");

    private void Listed(ConfigBlock block, string key, bool required, Func<EventStory, string> value, IReadOnlyList<string>? known, IReadOnlyList<string>? usual = null)
    {
        var words = block.Texts(key, MostNames, required);
        if (known is not null && words is not null)
            block.Check(words.All(known.Contains), key, $"holds a word that is none of {string.Join(", ", known)}");
        if ((words ?? usual) is not { } allowed)
            return;
        onNotice.Add(c => value(c.Story) is var is_ && allowed.Contains(is_, StringComparer.OrdinalIgnoreCase)
            ? new DecisionReason(key, true, true, $"{Noun(key)} {is_}")
            : new DecisionReason(key, false, true, $"{Noun(key)} {is_} is not among {string.Join(", ", allowed)}"));
    }

    private void Significant(ConfigBlock block, List<ConfigProblem> problems)
    {
        if (block.OptionalBlock("significant", "significant") is not { } inner)
            return;
        var scansUnknown = Unknown(inner);
        problems.AddRange(inner.Problems);
        onNotice.Add(c => c.Story.Latest(n => n.Significant) switch
        {
            null => NotSent("significant", "whether it is significant", scansUnknown),
            true => new DecisionReason("significant", true, true, "significant by its sender"),
            false => new DecisionReason("significant", false, true, "its sender does not call it significant"),
        });
    }

    private void Classes(ConfigBlock block, List<ConfigProblem> problems)
    {
        if (block.OptionalBlock("class_probability", "class_probability") is not { } inner)
            return;
        var names = inner.Texts("sum_of", MostNames, required: true) ?? [];
        var min = inner.Number("min", 0, 1);
        var scansUnknown = Unknown(inner);
        problems.AddRange(inner.Problems);
        onNotice.Add(c =>
        {
            var (classes, properties) = (c.Story.LatestTable(n => n.Classification), c.Story.LatestTable(n => n.Properties));
            var sent = names.Where(n => classes.ContainsKey(n) || properties.ContainsKey(n)).ToArray();
            if (sent.Length == 0)
                return NotSent("class_probability", $"the probability of {string.Join(" + ", names)}", scansUnknown);
            var missing = names.Except(sent, StringComparer.Ordinal).ToArray();
            var sum = sent.Sum(n => classes.TryGetValue(n, out var p) ? p : properties[n]);
            return new DecisionReason("class_probability", sum >= min, true,
                $"{string.Join(" + ", sent)} {TextNumbers.Number(sum)} {(sum >= min ? ">=" : "<")} {TextNumbers.Number(min)}{(missing.Length == 0 ? "" : $" ({string.Join(", ", missing)} not sent)")}");
        });
    }

    private void Limit(ConfigBlock block, List<ConfigProblem> problems, string key, string name, string unit, double least, double most, Func<RuleContext, double?> value, bool onMap)
    {
        if (block.OptionalBlock(key, key) is not { } inner)
            return;
        var (min, max) = (inner.OptionalNumber("min", least, most), inner.OptionalNumber("max", least, most));
        var scansUnknown = Unknown(inner);
        problems.AddRange(inner.Problems);
        block.Check(min is not null || max is not null, key, "has neither min nor max");
        block.Check(!(min > max), key, "has a min above its max");
        Func<RuleContext, DecisionReason> judge = c =>
        {
            if (value(c) is not { } number)
                return NotSent(key, name, scansUnknown);
            var says = $"{name} {Written(number, unit, min, max)}";
            return min > number ? new DecisionReason(key, false, true, $"{says} < {Bound(min.Value, unit)}")
                : max < number ? new DecisionReason(key, false, true, $"{says} > {Bound(max.Value, unit)}")
                : new DecisionReason(key, true, true, says + (min is { } low ? $" >= {Bound(low, unit)}" : "") + (max is { } high ? $" <= {Bound(high, unit)}" : ""));
        };
        if (onMap)
            this.onMap.Add((key, judge));
        else
            onNotice.Add(judge);
    }

    private static bool Unknown(ConfigBlock inner)
    {
        var word = inner.Text("unknown", 10);
        inner.Check(word is "scan" or "skip", "unknown", "must be scan or skip");
        return word == "scan";
    }

    private static DecisionReason NotSent(string rule, string what, bool scansUnknown) =>
        new(rule, scansUnknown, false, $"{what} was not sent, which the channel {(scansUnknown ? "lets pass" : "does not let pass")}");

    /// <summary>The longest half axis of the latest position's error, degrees; null where no error was sent.</summary>
    private static double? ErrorDeg(EventStory story) => story.Localisation?.Notice.Position is not { Error: { } error } position ? null : error switch
    {
        PositionError.Circle c => c.RadiusDeg,
        PositionError.Ellipse e => Math.Max(e.SemiMajorDeg, e.SemiMinorDeg),
        PositionError.Sides s => Math.Max(Math.Max(s.RaPlusDeg, s.RaMinusDeg) * Math.Cos(position.DecDeg * Math.PI / 180), Math.Max(s.DecPlusDeg, s.DecMinusDeg)),
        _ => null,
    };

    /// <summary>Few digits, but all of them close to a limit, so that no value seems to be on its other side.</summary>
    private static string Written(double number, string unit, params ReadOnlySpan<double?> limits)
    {
        foreach (var limit in limits)
            if (Math.Abs(number - (limit ?? double.MaxValue)) <= 1e-3 * Math.Abs(number))
                return $"{TextNumbers.Number(number)} {unit}".TrimEnd();
        return Written(number, unit);
    }

    private static string Written(double number, string unit) => unit switch
    {
        "deg2" => TextNumbers.Area(number),
        "" => TextNumbers.Number(number),
        _ => (Math.Abs(number) is 0 or >= 0.001 and < 1e6 ? number.ToString("#,0.###", CultureInfo.InvariantCulture) : number.ToString("0.###e0", CultureInfo.InvariantCulture)) + " " + unit,
    };

    private static string Bound(double number, string unit) => $"{number.ToString("#,0.############", CultureInfo.InvariantCulture)} {unit}".TrimEnd();

    private static string Noun(string key) => key[..^1];

    /// <summary>A member of an enumeration as channel files and sentences write it: EarlyWarning is early-warning.</summary>
    private static string Word<T>(T value) where T : struct, Enum =>
        string.Concat(value.ToString().Select((c, i) => char.IsUpper(c) && i > 0 ? "-" + char.ToLowerInvariant(c) : char.ToLowerInvariant(c).ToString()));

    private static readonly Dictionary<Messenger, string> MessengerWords = Enum.GetValues<Messenger>().ToDictionary(m => m, m => Word(m));

    private sealed record RuleContext(EventStory Story, SkyMap? Map, MapFacts? Facts, DateTimeOffset Now);
}
