using AmpelBot.FollowUp;

namespace AmpelBot.Chat.Commands;

/// <summary>A command as data: parser, help text and suggestions are made from its row.</summary>
/// <param name="Name">The word that people type.</param>
/// <param name="Aliases">Other words for it.</param>
/// <param name="Usage">How it is written.</param>
/// <param name="Example">A message that the parser understands.</param>
/// <param name="Help">One line.</param>
public sealed record CommandRow(string Name, IReadOnlyList<string> Aliases, string Usage, string Example, string Help);

/// <summary>An option of a scan as data.</summary>
/// <param name="Option">What it sets.</param>
/// <param name="Name">The word that people type.</param>
/// <param name="Aliases">Other words for it.</param>
/// <param name="Example">The option with a value that the parser understands.</param>
/// <param name="Help">One line: meaning, unit, what is taken when it is left out.</param>
public sealed record OptionRow(ScanOption Option, string Name, IReadOnlyList<string> Aliases, string Example, string Help);

/// <summary>What can be set for a scan.</summary>
public enum ScanOption
{
    /// <summary>Credible level.</summary>
    Level,

    /// <summary>Length of the window.</summary>
    Days,

    /// <summary>Start of the window.</summary>
    From,

    /// <summary>End of the window.</summary>
    To,

    /// <summary>Revision of the sky map.</summary>
    Revision,

    /// <summary>Follow-up channel.</summary>
    Channel,

    /// <summary>Time of the event.</summary>
    EventTime,

    /// <summary>Right ascension with errors.</summary>
    RightAscension,

    /// <summary>Declination with errors.</summary>
    Declination,

    /// <summary>Radius of a circle in place of errors.</summary>
    Radius,

    /// <summary>Probability inside the errors of a position.</summary>
    Containment,

    /// <summary>Whose data are scanned.</summary>
    Program,
}

/// <summary>Every command and option that can be typed at any door.</summary>
public static class CommandTable
{
    /// <summary>The row of <c>scan</c>, which is also what a message without a command means.</summary>
    public static CommandRow Scan { get; } = new("scan", ["search"], "scan EVENT [options]", "scan S190814bv rev=2 level=0.9 days=3",
        "look for counterparts of an event; the word scan may be left out");

    /// <summary>The row of <c>why</c>.</summary>
    public static CommandRow Why { get; } = new("why", ["trace"], "why OBJECT in EVENT [options]", "why ZTF19abpuhbh in S190814bv level=0.9",
        "follow one object through a scan: region, window and every cut, the first failure first");

    /// <summary>The row of <c>rescan</c>.</summary>
    public static CommandRow Rescan { get; } = new("rescan", ["again"], "rescan [options]", "rescan 99% days=5",
        "in a thread: its latest scan again, with what you say now in place of what was said then");

    /// <summary>The row of <c>draft</c>.</summary>
    public static CommandRow Draft { get; } = new("draft", [], "draft [atel|circular|circular-md|tns]", "draft circular",
        "in a thread: a draft about its latest scan, with the votes and notes of now");

    /// <summary>The row of <c>stop</c>.</summary>
    public static CommandRow Stop { get; } = new("stop", ["cancel", "abort"], "stop [NUMBER]", "stop 12",
        "stop what I do for this thread, or the request with that number");

    /// <summary>The row of <c>list</c>.</summary>
    public static CommandRow List { get; } = new("list", ["jobs", "queue"], "list", "list",
        "the requests that wait and run, with their numbers");

    /// <summary>The row of <c>status</c>.</summary>
    public static CommandRow Status { get; } = new("status", ["ping"], "status", "status",
        "how I am, and what the archive holds");

    /// <summary>The row of <c>watch</c>.</summary>
    public static CommandRow Watch { get; } = new("watch", ["follow"], "watch EVENT [options]", "watch S190814bv level=0.9",
        "scan an event again 12 hours and 1, 2 and 3 days after it, then daily, and speak when something changed; in a thread without EVENT");

    /// <summary>The row of <c>unwatch</c>.</summary>
    public static CommandRow Unwatch { get; } = new("unwatch", ["unfollow"], "unwatch [EVENT]", "unwatch S190814bv",
        "watch an event no longer");

    /// <summary>The row of <c>settings</c>.</summary>
    public static CommandRow Settings { get; } = new("settings", ["set", "defaults"], "settings [level=..] [days=..] [channel=..] [program=..]", "settings level=0.9 channel=gw",
        "what requests of this conversation leave open; key=default takes a setting away; alone: show them");

    /// <summary>The row of <c>help</c>.</summary>
    public static CommandRow Help { get; } = new("help", ["usage", "commands", "--help", "-h", "?"], "help [command or option]", "help days",
        "what can be typed");

    /// <summary>All commands, in the order of the help text.</summary>
    public static IReadOnlyList<CommandRow> Commands { get; } = [Scan, Why, Rescan, Draft, Stop, List, Status, Watch, Unwatch, Settings, Help];

    /// <summary>The options that a conversation can set for itself.</summary>
    public static IReadOnlyList<ScanOption> SettableOptions { get; } = [ScanOption.Level, ScanOption.Days, ScanOption.Channel, ScanOption.Program];

    /// <summary>The ways to point at an event, an example and a line each.</summary>
    public static IReadOnlyList<(string Example, string Help)> Events { get; } =
    [
        ("S190814bv", "a name: S190814bv, GW170817, IC191001A, IceCube-191001A, GRB 180116A, bn180116026"),
        ("<https://example.org/bayestar.fits.gz>", "the https address of a sky map, with or without < >"),
        ("maps/bayestar.fits.gz", "a sky map file; in quotation marks if its name has spaces"),
        ("ra=314.08+6.56-2.26 dec=12.94+1.50-1.47 t0=2019-10-01T20:09:18", "a position with its errors, in degrees, and a time"),
    ];

    /// <summary>All options, in the order of the help text.</summary>
    public static IReadOnlyList<OptionRow> Options { get; } =
    [
        new(ScanOption.Level, "level", ["prob", "prob_threshold"], "level=0.9",
            "share of the probability to scan: up to 1 it is a fraction (0.9), from 2 to 100 or with % a percentage (90, 90%); left out: the channel's"),
        new(ScanOption.Days, "days", ["n_days", "window"], "days=3",
            "length of the time range: 3, 3d, 36h; left out: the channel's"),
        new(ScanOption.From, "from", [], "from=2019-08-14",
            "start of the time range, UTC: 2019-08-14, 2019-08-14T21:10:39, mjd58709.88, jd2458710.38; left out: the time of the event. A date without a time takes in its UTC day and the night that begins on it"),
        new(ScanOption.To, "to", [], "to=2019-08-17T12:00",
            "end of the time range, UTC, written like from, or now; left out: days after the start, or now"),
        new(ScanOption.Revision, "rev", ["revision"], "rev=2",
            "revision of a named event's sky map; left out: the most recent"),
        new(ScanOption.Channel, "channel", [], "channel=gw",
            "follow-up channel; left out: the one for the event's messenger"),
        new(ScanOption.EventTime, "t0", [], "t0=2019-10-01T20:09:18",
            "time of the event, UTC, for positions, files and addresses"),
        new(ScanOption.RightAscension, "ra", [], "ra=314.08+6.56-2.26",
            "right ascension and its errors in degrees of RA: 314.08+6.56-2.26, 314.08+6.56/-2.26, 314.08+-0.5"),
        new(ScanOption.Declination, "dec", [], "dec=12.94+1.50-1.47",
            "declination and its errors in degrees, written like ra"),
        new(ScanOption.Radius, "err", ["radius"], "err=0.5",
            "radius in degrees of a circle on the sky, in place of errors behind ra and dec"),
        new(ScanOption.Containment, "containment", [], "containment=0.9",
            "probability inside the errors of a position, below 1; left out: 0.9, as IceCube gives it"),
        new(ScanOption.Program, "program", ["rights"], "program=public",
            "whose alerts are taken: public (also --public alone) for those that the survey has published, all for those of every program; left out: all"),
    ];

    /// <summary>The row of an option.</summary>
    public static OptionRow Row(ScanOption option) => Options.First(o => o.Option == option);

    /// <summary>The command of a word in any case, null when there is none.</summary>
    public static CommandRow? Command(string word) =>
        Commands.FirstOrDefault(c => Same(c.Name, word) || c.Aliases.Any(a => Same(a, word)));

    /// <summary>The option of a word in any case, with - or _ between its parts; null when there is none.</summary>
    public static OptionRow? Option(string word)
    {
        var name = word.Replace('-', '_');
        return Options.FirstOrDefault(o => Same(o.Name, name) || o.Aliases.Any(a => Same(a, name)));
    }

    /// <summary>The known word (command, option or alias) that a mistyped one most likely meant; null when none is near.</summary>
    public static string? Nearest(string word)
    {
        if (word.Length is < 2 or > 32)
            return null;
        var typed = word.ToLowerInvariant().Replace('-', '_');
        var known = Commands.SelectMany(c => c.Aliases.Prepend(c.Name)).Concat(Options.SelectMany(o => o.Aliases.Prepend(o.Name)));
        var nearest = known.Where(k => char.IsAsciiLetter(k[0])).Select(k => (Word: k, Distance: EditDistance.Between(typed, k)))
            .Where(k => k.Distance <= (Math.Min(typed.Length, k.Word.Length) <= 3 ? 1 : 2) && k.Distance < typed.Length - 1)
            .OrderBy(k => k.Distance).FirstOrDefault();
        return nearest.Word;
    }

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
