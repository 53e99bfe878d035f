using System.Text.RegularExpressions;
using AmpelBot.FollowUp.Notices;
using AmpelBot.FollowUp.Scan;

namespace AmpelBot.Chat.Commands;

/// <summary>Reads the words of a scan in any order: one event, its options, and the fixed list of words that say nothing.</summary>
internal sealed partial class ScanRequestParser
{
    private static readonly HashSet<string> Polite = new(
        "a an and ampelbot can could cheers dear do event events fermi for gbm hello hey here hi icecube i is it kagra kindly ligo like lvk lvc map me my neutrino of ok okay on please pls plz run skymap superevent swift that thank thanks the this us virgo want would you your"
            .Split(' '), StringComparer.OrdinalIgnoreCase);

    private readonly IReadOnlyList<Word> words;
    private readonly IReadOnlySet<string> tolerated;
    private readonly CommandRow command;
    private readonly Func<string, bool> fileExists;
    private readonly ScanOptions options;
    private readonly ScanRequest? earlier;
    private readonly int textLength;
    private EventReference? reference;
    private Word? referenceWord;
    private bool saidCommand;
    private int at;

    private ScanRequestParser(IReadOnlyList<Word> words, CommandRow command, bool saidCommand, IReadOnlySet<string> tolerated,
        Func<string, bool> fileExists, ParseContext context, int textLength)
    {
        this.words = [.. words.SelectMany(Parted)];
        this.command = command;
        this.saidCommand = saidCommand;
        this.tolerated = tolerated;
        this.fileExists = fileExists;
        this.textLength = textLength;
        options = new ScanOptions(context.Now);
        earlier = context.Earlier;
    }

    /// <summary>Whether a word is on the fixed list of those that say nothing.</summary>
    public static bool IsPolite(string word) => Polite.Contains(word);

    /// <summary>Reads the words of a scan.</summary>
    /// <param name="words">The words behind the command.</param>
    /// <param name="command">The command, for examples in sentences.</param>
    /// <param name="saidCommand">Whether the command was typed; otherwise it may still stand among the words once.</param>
    /// <param name="tolerated">Words to pass over besides the polite ones.</param>
    /// <param name="fileExists">Whether a text is the path of a file.</param>
    /// <param name="context">The time, and the scan that is meant when no event is named.</param>
    /// <param name="textLength">Length of the message, the position of what is missing at its end.</param>
    /// <param name="request">The request.</param>
    public static Problem? Read(IReadOnlyList<Word> words, CommandRow command, bool saidCommand, IReadOnlySet<string> tolerated,
        Func<string, bool> fileExists, ParseContext context, int textLength, out ScanRequest? request)
    {
        var parser = new ScanRequestParser(words, command, saidCommand, tolerated, fileExists, context, textLength);
        request = null;
        while (parser.at < parser.words.Count)
            if (parser.ReadWord() is { } problem)
                return problem;
        if (parser.reference is null && !parser.options.HasPosition)
            return parser.earlier is not null ? parser.options.Follow(parser.earlier, out request) : new Problem(
                $"You did not say which event: give a name, a sky map file, its https address or a position, for example {command.Example}.", textLength);
        return parser.options.Assemble(parser.reference, parser.referenceWord, out request);
    }

    /// <summary>S190814bv,rev=2;days=3 as three words: commas part a word only where key=value follows, in a path only where the key is known.</summary>
    private static IEnumerable<Word> Parted(Word word)
    {
        if (word.Kind != WordKind.Bare || Scheme(word.Raw) is not null)
            return [word];
        var cuts = NextOptionPattern().Matches(word.Plain).Where(m => !word.Raw.Contains('/') || CommandTable.Option(m.Groups["name"].Value) is not null).Select(m => m.Index).ToArray();
        return cuts.Select((cut, i) => (From: cut + 1, To: i + 1 < cuts.Length ? cuts[i + 1] : word.Raw.Length)).Prepend((From: 0, To: cuts.Length > 0 ? cuts[0] : word.Raw.Length))
            .Where(p => p.To > p.From).Select(p => new Word(WordKind.Bare, word.Raw[p.From..p.To], word.Start + p.From));
    }

    private Problem? ReadWord()
    {
        var word = words[at];
        if (word.IsSilent)
        {
            at++;
            return null;
        }
        if (word.Kind == WordKind.Link || Scheme(word.Raw) is not null)
            return ReadTarget(word);
        if (word.Kind == WordKind.Bare && word.Bare.TrimStart('-').Equals("public", StringComparison.OrdinalIgnoreCase))
        {
            at++;
            return options.Set(ScanOption.Program, "program", "public", word.Start);
        }
        if (word.Kind == WordKind.Bare && ReadOption(word, out var optionProblem))
            return optionProblem;
        if (earlier is not null && word.Kind == WordKind.Bare && PercentPattern().IsMatch(word.Bare))
        {
            at++;
            return options.Set(ScanOption.Level, "level", word.Bare, word.Start);
        }
        if (ReadName(word, out var complaint))
            return complaint;
        if (word.Kind == WordKind.Bare && IsTolerated(word))
        {
            at++;
            return null;
        }
        var path = word.Kind == WordKind.Quoted ? word.Raw : Word.Trim(word.Raw);
        if (complaint is null && path.Length > 0 && (LooksLikePath(path) || fileExists(path)))
            return ReadPath(word, path);
        return complaint ?? Unknown(word);
    }

    /// <summary>Reads an option and its value; false when the word is none.</summary>
    private bool ReadOption(Word word, out Problem? problem)
    {
        problem = null;
        var match = OptionPattern().Match(word.Plain);
        if (!match.Success || CommandTable.Option(match.Groups["name"].Value) is not { } row)
            return false;
        var name = match.Groups["name"].Value;
        at++;
        var value = match.Groups["value"].Success ? match.Groups["value"].Value : "";
        if (value.Length == 0 && !TakeValue(match.Groups["equals"].Success, out value))
        {
            problem = new Problem($"\"{name}\" (character {word.Start + 1}) needs a value: for example {row.Example}.", word.Start);
            return true;
        }
        problem = options.Set(row.Option, name, TakeRest(row.Option, value), word.Start);
        return true;
    }

    /// <summary>The value from the word after its option, with or without = or : of its own.</summary>
    private bool TakeValue(bool hasEquals, out string value)
    {
        value = "";
        if (!hasEquals && at < words.Count && words[at] is { Kind: WordKind.Bare, Plain: ['=' or ':', ..] sign })
        {
            at++;
            value = sign[1..];
            if (value.Length > 0)
                return true;
        }
        if (at >= words.Count || words[at].Kind is WordKind.Link or WordKind.Mention)
            return false;
        value = words[at].Plain;
        var isOption = words[at].Kind == WordKind.Bare && OptionPattern().Match(value) is { Success: true } next
            && next.Groups["equals"].Success && CommandTable.Option(next.Groups["name"].Value) is not null;
        if (isOption || value.Length == 0)
            return false;
        at++;
        return true;
    }

    /// <summary>The value with the words that belong to it (95 %, 36 hours, 2019-08-14 21:10 UTC, 314.08 +6.56 -2.26).</summary>
    private string TakeRest(ScanOption option, string value)
    {
        value = option is ScanOption.RightAscension or ScanOption.Declination ? value : TrimValue(value);
        while (at < words.Count && words[at].Kind == WordKind.Bare && Continues(option, value, words[at]))
            value += " " + (option is ScanOption.RightAscension or ScanOption.Declination ? words[at++].Plain : TrimValue(words[at++].Plain));
        return value;
    }

    private static bool Continues(ScanOption option, string value, Word next)
    {
        var word = TrimValue(next.Plain).ToLowerInvariant();
        return option switch
        {
            ScanOption.RightAscension or ScanOption.Declination => CoordinateValue.Continues(next.Plain, value),
            ScanOption.Level or ScanOption.Containment => word is "%" or "percent" && char.IsAsciiDigit(value[^1]),
            ScanOption.Days => word is "d" or "day" or "days" or "h" or "hr" or "hrs" or "hour" or "hours" && char.IsAsciiDigit(value[^1]) && !IsOptionWithValue(next),
            ScanOption.Radius => word is "deg" or "degree" or "degrees" or "\u00B0" && char.IsAsciiDigit(value[^1]),
            ScanOption.From or ScanOption.To or ScanOption.EventTime =>
                OptionValue.IsTimeOfDay(word) && !value.Contains(':', StringComparison.Ordinal)
                || word is "utc" or "ut" or "z" && char.IsAsciiDigit(value[^1])
                || value.ToLowerInvariant() is "mjd" or "jd" or "mjd=" or "jd=" && word.Length > 0 && char.IsAsciiDigit(word[0]),
            _ => false,
        };
    }

    private static bool IsOptionWithValue(Word word) => OptionPattern().Match(word.Plain).Groups["equals"].Success;

    private static string TrimValue(string value)
    {
        var trimmed = Word.Trim(value);
        return trimmed.Length > 0 ? trimmed : value;
    }

    /// <summary>Reads an event's name from this word and up to three after it (GRB 180116A, IceCube Cascade 241230a), the longest that is one.</summary>
    /// <returns>Whether a name was read; <paramref name="problem"/> may tell what is wrong with one that is nearly a name.</returns>
    private bool ReadName(Word word, out Problem? problem)
    {
        problem = null;
        for (var count = word.Kind == WordKind.Quoted ? 1 : 4; count > 0; count--)
        {
            if (at + count > words.Count || words.Skip(at).Take(count).Any(w => w.Kind != word.Kind))
                continue;
            var text = Word.Trim(string.Join(' ', words.Skip(at).Take(count).Select(w => w.Plain)));
            if (EventName.Read(text) is not { } name)
                continue;
            if (name.Success)
            {
                at += count;
                problem = Take(new EventReference.Named(name.Value), word with { Raw = text });
                return true;
            }
            problem = new Problem(name.Error, word.Start);
        }
        return false;
    }

    private Problem? ReadTarget(Word word)
    {
        at++;
        var address = word.Kind == WordKind.Link ? word.Raw : Word.Trim(word.Raw);
        if (Scheme(address) is not { } scheme)
            return LooksLikePath(address) || fileExists(address) ? ReadPath(word, address, alreadyTaken: true) : Unknown(word);
        if (!scheme.Equals("https", StringComparison.OrdinalIgnoreCase))
            return new Problem($"{Word.Quote(address)} (character {word.Start + 1}) is not an https address, the only kind that I fetch: "
                + "for example <https://example.org/bayestar.fits.gz>.", word.Start);
        if (address.Length > 2000 || !Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Host.Length == 0)
            return new Problem($"{Word.Quote(address)} (character {word.Start + 1}) is not an address that I can read: "
                + "for example <https://example.org/bayestar.fits.gz>.", word.Start);
        if (uri.UserInfo.Length > 0)
            return new Problem($"The address at character {word.Start + 1} holds a user name or password, which do not belong into a request: "
                + "leave them out.", word.Start);
        return Take(new EventReference.Url(uri), word with { Raw = address });
    }

    private Problem? ReadPath(Word word, string path, bool alreadyTaken = false)
    {
        if (!alreadyTaken)
            at++;
        if (path.Length > 1024 || path.Any(char.IsControl))
            return new Problem($"{Word.Quote(path)} (character {word.Start + 1}) is not a path that I can open: for example scan maps/bayestar.fits.gz.", word.Start);
        return Take(new EventReference.File(path), word with { Raw = path });
    }

    private Problem? Take(EventReference found, Word word)
    {
        if (referenceWord is { } first)
            return new Problem($"You name two events, {Word.Quote(first.Raw)} and {Word.Quote(word.Raw)} (character {word.Start + 1}); "
                + $"one {command.Name} is for one event: for example {command.Example}.", word.Start);
        reference = found;
        referenceWord = word;
        return null;
    }

    private bool IsTolerated(Word word)
    {
        var bare = word.Bare;
        if (!saidCommand && CommandTable.Command(bare) == CommandTable.Scan)
            return saidCommand = true;
        return IsPolite(bare) || tolerated.Contains(bare) || SendersPattern().IsMatch(bare)
            || word.Plain.StartsWith("@ampel", StringComparison.OrdinalIgnoreCase);
    }

    private Problem Unknown(Word word)
    {
        var place = $"(character {word.Start + 1})";
        var match = OptionPattern().Match(word.Plain);
        var name = match.Success ? match.Groups["name"].Value : word.Bare;
        if (CommandTable.Command(word.Bare) is { } other)
            return new Problem($"\"{other.Name}\" {place} is a command of its own: one message is one command, for example {other.Example}.", word.Start);
        if (ObjectPattern().IsMatch(word.Bare))
            return new Problem($"{Word.Quote(word.Bare)} {place} is an object, not an event: try {CommandTable.Why.Example}.", word.Start);
        if (word.Bare.Length > 0 && (char.IsAsciiDigit(word.Bare[0]) || word.Bare[0] == '.'))
            return new Problem($"I do not know what {Word.Quote(word.Bare)} {place} is: a number needs its name, for example days=3 or level=0.9.", word.Start);
        var nearest = CommandTable.Nearest(name) is { } known ? $" Did you mean \"{known}\"?" : "";
        var kind = match.Success && (match.Groups["equals"].Success || match.Groups["dashes"].Length > 0) ? "option" : "word";
        return new Problem($"I do not know the {kind} {Word.Quote(kind == "option" ? name : word.Bare.Length > 0 ? word.Bare : word.Plain)} {place}.{nearest} "
            + $"A valid request: {command.Example}.", word.Start);
    }

    private static string? Scheme(string text)
    {
        var match = SchemePattern().Match(text);
        return match.Success ? match.Groups["scheme"].Value : null;
    }

    private static bool LooksLikePath(string text) =>
        text.Contains('/', StringComparison.Ordinal) || text.Contains('\\', StringComparison.Ordinal) || FitsPattern().IsMatch(text);

    [GeneratedRegex("[,;]-{0,3}(?<name>[A-Za-z][A-Za-z0-9_-]{0,31})[=:]", RegexOptions.CultureInvariant)]
    private static partial Regex NextOptionPattern();

    [GeneratedRegex("^[(\\[{]{0,2}(?<dashes>-{0,3})(?<name>[A-Za-z][A-Za-z0-9_-]{0,31})(?:(?<equals>[=:])(?<value>.*))?[,;.!?)\\]}]*$", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex OptionPattern();

    [GeneratedRegex("^[(\"'\\[]{0,3}(?<scheme>[A-Za-z][A-Za-z0-9+.-]{0,15})(?=://)|^(?<scheme>mailto|file|data)(?=:)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SchemePattern();

    [GeneratedRegex("\\.fits?(?:\\.gz)?(?:[,_]v?[0-9]{1,4})?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex FitsPattern();

    [GeneratedRegex("^(?:LIGO|Virgo|KAGRA)(?:[/-](?:LIGO|Virgo|KAGRA)){1,2}$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SendersPattern();

    [GeneratedRegex("^[0-9]{1,3}(\\.[0-9]{1,6})?%$", RegexOptions.CultureInvariant)]
    private static partial Regex PercentPattern();

    [GeneratedRegex("^(?:ZTF[0-9]{2}[a-z]{7}|(?:AT|SN)(?:19|20)[0-9]{2}[a-z]{1,4})$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ObjectPattern();
}
