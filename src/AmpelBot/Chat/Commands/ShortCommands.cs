using System.Globalization;
using AmpelBot.FollowUp.Notices;
using AmpelBot.FollowUp.T3;

namespace AmpelBot.Chat.Commands;

/// <summary>Reads the commands that take a word or two.</summary>
internal static class ShortCommands
{
    /// <summary>Reads what stands behind a command.</summary>
    /// <param name="row">The command.</param>
    /// <param name="words">The words behind it that say something.</param>
    /// <param name="context">The time, for values.</param>
    /// <param name="command">The command; null with a problem.</param>
    public static Problem? Read(CommandRow row, IReadOnlyList<Word> words, ParseContext context, out ChatCommand? command)
    {
        command = null;
        if (row == CommandTable.Settings)
            return ReadSettings(words, context, out command);
        if (words.Count > 1)
            return TooMuch(row, words[1]);
        var word = words.Count == 1 ? words[0] : null;
        if (row == CommandTable.Stop)
        {
            long? id = null;
            if (word is not null && word.Bare.TrimStart('#') is var number && !IsThis(word))
            {
                if (!long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed))
                    return new Problem($"{Word.Quote(word.Plain)} (character {word.Start + 1}) is not the number of a request: type {CommandTable.List.Name} to see them, then for example {row.Example}.", word.Start);
                id = parsed;
            }
            command = new StopCommand(id);
        }
        else if (row == CommandTable.Unwatch)
        {
            if (word is not null && !IsThis(word))
            {
                if (EventName.Read(word.Bare) is not { Success: true } name)
                    return new Problem($"{Word.Quote(word.Plain)} (character {word.Start + 1}) is not the name of an event: for example {row.Example}.", word.Start);
                command = new UnwatchCommand(name.Value.Name);
            }
            else
                command = new UnwatchCommand(null);
        }
        else if (row == CommandTable.Draft)
        {
            if ((word is null ? Drafts.Atel : Drafts.Find(word.Bare)) is not { } kind)
                return new Problem($"I cannot draft {Word.Quote(word!.Plain)} (character {word.Start + 1}), only {string.Join(", ", Drafts.All.Select(k => k.Name))}: for example {row.Example}.", word.Start);
            command = new DraftCommand(kind);
        }
        else if (word is not null)
            return TooMuch(row, word);
        else
            command = row == CommandTable.Status ? new StatusCommand() : new ListCommand();
        return null;
    }

    private static Problem? ReadSettings(IReadOnlyList<Word> words, ParseContext context, out ChatCommand? command)
    {
        command = null;
        var changes = new List<OptionSetting>();
        foreach (var word in words)
        {
            var parts = word.Bare.Split('=', 2);
            if (CommandTable.Option(parts[0]) is not { } row || !CommandTable.SettableOptions.Contains(row.Option))
                return new Problem($"{Word.Quote(word.Plain)} (character {word.Start + 1}) is not a setting: I know "
                    + $"{string.Join(", ", CommandTable.SettableOptions.Select(o => CommandTable.Row(o).Name))}, for example {CommandTable.Settings.Example}.", word.Start);
            if (parts.Length < 2 || parts[1].Length == 0)
                return new Problem($"{Word.Quote(word.Plain)} (character {word.Start + 1}) needs a value: for example {row.Example}, or {row.Name}=default to take it away.", word.Start);
            if (changes.Exists(c => c.Option == row.Option))
                return new Problem($"{row.Name} (character {word.Start + 1}) is set twice: keep one.", word.Start);
            var isDefault = parts[1].Equals("default", StringComparison.OrdinalIgnoreCase);
            if (!isDefault && new ScanOptions(context.Now).Set(row.Option, row.Name, parts[1], word.Start) is { } problem)
                return problem;
            changes.Add(new OptionSetting(row.Option, isDefault ? null : parts[1]));
        }
        command = new SettingsCommand(changes);
        return null;
    }

    private static bool IsThis(Word word) => word.Bare.ToLowerInvariant() is "it" or "this" or "that";

    private static Problem TooMuch(CommandRow row, Word word) => new(
        $"I do not know what {Word.Quote(word.Plain)} (character {word.Start + 1}) means behind {row.Name}: {row.Usage}, for example {row.Example}.", word.Start);
}
