using System.Text.RegularExpressions;
using AmpelBot.FollowUp;
using AmpelBot.FollowUp.Notices;

namespace AmpelBot.Chat.Commands;

/// <summary>Reads what people type, at every door (chat, command line, web) in the same way. Nothing is guessed: what is not understood is said.</summary>
public static partial class CommandParser
{
    /// <summary>Characters that a message may have.</summary>
    public const int MaxLength = 4000;

    private static readonly HashSet<string> WhyWords = new(
        "not was were wasn't isn't is are did didn't does doesn't it get got object candidate transient in at rejected reject missing missed found find lost dropped thrown out there among passed pass fail failed"
            .Split(' '), StringComparer.OrdinalIgnoreCase);

    private static readonly HashSet<string> Nothing = [];

    /// <summary>Reads one message.</summary>
    /// <param name="text">The message: any text, at most <see cref="MaxLength"/> characters.</param>
    /// <param name="context">The time now, and the scan of the thread.</param>
    /// <param name="fileExists">
    /// Whether a text is the path of a file. Null: only what looks like a path is one (it has a slash or ends like a FITS file). Not asked
    /// about what is an event's name.
    /// </param>
    /// <returns>The command, or a sentence about the word that was not understood. Never throws for any text.</returns>
    public static ParseResult<ChatCommand> Parse(string text, ParseContext context, Func<string, bool>? fileExists = null)
    {
        if (text.Length > MaxLength)
            return ParseResult<ChatCommand>.Failure(
                $"Your message has {TextNumbers.Count(text.Length)} characters, and I read at most {TextNumbers.Count(MaxLength)}: "
                + $"a request is short, for example {CommandTable.Scan.Example}.", MaxLength);
        ChatCommand? command = null;
        var problem = MessageWords.Split(text, out var words) ?? Read(text, words, context, fileExists ?? (_ => false), out command);
        return problem is null ? ParseResult<ChatCommand>.Of(command!) : ParseResult<ChatCommand>.Failure(problem.Sentence, problem.Position);
    }

    /// <summary>An object's name as its survey writes it: people type ZTF's in any case.</summary>
    public static string ObjectName(string typed) => ZtfPattern().IsMatch(typed) ? "ZTF" + typed[3..].ToLowerInvariant() : typed;

    private static Problem? Read(string text, List<Word> words, ParseContext context, Func<string, bool> fileExists, out ChatCommand? command)
    {
        command = null;
        var first = words.FindIndex(w => !SaysNothing(w, words));
        if (first < 0 && words.Any(w => w.Plain == "?"))
        {
            command = new HelpCommand(null);
            return null;
        }
        if (first < 0 && context is { CarriesEvent: true, Earlier: { } carried })
        {
            command = new ScanCommand(carried);
            return null;
        }
        if (first < 0)
            return new Problem($"Tell me which event to scan, for example {CommandTable.Scan.Example}; type help to see everything that I understand.", 0);
        var row = words[first].Kind == WordKind.Bare ? CommandTable.Command(words[first].Bare) : null;
        var rest = words.Skip(row is not null ? first + 1 : words[0].Plain.StartsWith('@') ? 1 : 0).ToList();
        if (row is not null && rest.Where(w => !SaysNothing(w, words)).ToArray() is [{ Kind: WordKind.Bare } only] && row != CommandTable.Help
            && CommandTable.Command(only.Bare) == CommandTable.Help)
        {
            command = new HelpCommand(row.Name);
            return null;
        }
        if (row == CommandTable.Help)
            return ReadHelp(rest, words, out command);
        if (row == CommandTable.Why)
            return ReadWhy(rest, context, fileExists, text.Length, out command);
        if (row is not null && row != CommandTable.Scan && row != CommandTable.Rescan && row != CommandTable.Watch)
            return ShortCommands.Read(row, [.. rest.Where(w => !SaysNothing(w, words))], context, out command);
        if (row == CommandTable.Rescan && context.Earlier is null && !rest.Exists(w => !w.IsSilent))
            return new Problem($"{row.Name} repeats the scan of a thread, and there is none here: for example {CommandTable.Scan.Example}.", text.Length);
        // A scan always names its event; what repeats one or belongs to one may leave it to the thread.
        var meant = row == CommandTable.Rescan || row == CommandTable.Watch || context.CarriesEvent ? context : context with { Earlier = null };
        var problem = ScanRequestParser.Read(rest, row ?? CommandTable.Scan, row is not null, Nothing, fileExists, meant, text.Length, out var request);
        command = request is null ? null : row == CommandTable.Watch ? new WatchCommand(request) : new ScanCommand(request);
        return problem;
    }

    private static Problem? ReadHelp(List<Word> rest, List<Word> words, out ChatCommand? command)
    {
        command = null;
        var topics = rest.Where(w => !SaysNothing(w, words)).ToArray();
        if (topics.Length == 0)
        {
            command = new HelpCommand(null);
            return null;
        }
        var word = topics[0].Bare.TrimStart('-').TrimEnd('=');
        if (topics.Length == 1 && (CommandTable.Command(word)?.Name ?? CommandTable.Option(word)?.Name) is { } topic)
        {
            command = new HelpCommand(topic);
            return null;
        }
        var known = string.Join(", ", CommandTable.Commands.Select(c => c.Name).Concat(CommandTable.Options.Select(o => o.Name)));
        return topics.Length == 1
            ? new Problem($"I have no help about {Word.Quote(word)} (character {topics[0].Start + 1}), only about {known}: for example {CommandTable.Help.Example}.", topics[0].Start)
            : new Problem($"I help with one thing at a time: for example {CommandTable.Help.Example}.", topics[1].Start);
    }

    private static Problem? ReadWhy(List<Word> rest, ParseContext context, Func<string, bool> fileExists, int end, out ChatCommand? command)
    {
        command = null;
        bool IsPrefix(int i) => rest[i].Bare.ToUpperInvariant() is "AT" or "SN" && i + 1 < rest.Count && char.IsAsciiDigit(rest[i + 1].Bare.FirstOrDefault());
        var at = 0;
        while (at < rest.Count && !IsPrefix(at) && (rest[at].IsSilent || ScanRequestParser.IsPolite(rest[at].Bare) || WhyWords.Contains(rest[at].Bare)))
            at++;
        if (at == rest.Count)
            return new Problem($"You did not say which object: for example {CommandTable.Why.Example}.", end);
        var (word, name) = (rest[at], rest[at].Bare);
        if (IsPrefix(at))
            name += rest[++at].Bare;
        if (EventName.Read(name) is not null || !ObjectNamePattern().IsMatch(name) || !name.Any(char.IsAsciiDigit))
            return new Problem($"{Word.Quote(name)} (character {word.Start + 1}) is not the name of an object: for example {CommandTable.Why.Example}.", word.Start);
        name = ObjectName(name);
        var problem = ScanRequestParser.Read(rest.Skip(at + 1).ToList(), CommandTable.Why, true, WhyWords, fileExists, context, end, out var request);
        command = request is null ? null : new WhyCommand(name, request);
        return problem;
    }

    /// <summary>Whether a word only greets: on the fixed list, punctuation, a mention, or @name as the first word of all.</summary>
    private static bool SaysNothing(Word word, List<Word> words) => word.IsSilent
        || word.Kind == WordKind.Bare && CommandTable.Command(word.Bare) is null && (ScanRequestParser.IsPolite(word.Bare)
            || word.Plain.StartsWith('@') && (word == words[0] || word.Plain.StartsWith("@ampel", StringComparison.OrdinalIgnoreCase)));

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_+.-]{0,63}$", RegexOptions.CultureInvariant)]
    private static partial Regex ObjectNamePattern();

    [GeneratedRegex("^ZTF[0-9]{2}[a-z]{7}$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ZtfPattern();
}
