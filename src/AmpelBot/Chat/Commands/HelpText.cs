using System.Text;

namespace AmpelBot.Chat.Commands;

/// <summary>The help text, made from <see cref="CommandTable"/>.</summary>
public static class HelpText
{
    /// <summary>Everything that can be typed, or one command or option.</summary>
    /// <param name="topic">Name of a command or option; null, or one that is not in the table: everything.</param>
    public static string Write(string? topic)
    {
        if (topic is not null && CommandTable.Option(topic) is { } option)
            return $"{option.Example}{Also(option.Aliases)}: {option.Help}.";
        if (topic is not null && CommandTable.Command(topic) is { } command && command != CommandTable.Scan)
            return $"{command.Usage}{Also(command.Aliases)}: {command.Help}. For example: {command.Example}";
        var text = new StringBuilder();
        foreach (var row in CommandTable.Commands.Where(c => topic is null || c == CommandTable.Scan))
            text.Append(row.Usage).Append(Also(row.Aliases)).Append(": ").Append(row.Help).Append(".\n  ").Append(row.Example).Append('\n');
        text.Append("\nAn event is one of:\n");
        foreach (var (example, help) in CommandTable.Events)
            text.Append("  ").Append(example).Append("\n      ").Append(help).Append('\n');
        text.Append("\nOptions, in any order, as key=value, --key value or key value:\n");
        foreach (var row in CommandTable.Options)
            text.Append("  ").Append(row.Example).Append(Also(row.Aliases)).Append("\n      ").Append(row.Help).Append('\n');
        return text.ToString().TrimEnd();
    }

    private static string Also(IReadOnlyList<string> aliases) => aliases.Count == 0 ? "" : $" (also {string.Join(", ", aliases)})";
}
