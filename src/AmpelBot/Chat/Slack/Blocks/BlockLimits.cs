namespace AmpelBot.Chat.Slack.Blocks;

/// <summary>Block Kit's limits, in UTF-16 characters and counts (docs.slack.dev/reference/block-kit).</summary>
public static class BlockLimits
{
    /// <summary>Blocks of a message.</summary>
    public const int MessageBlocks = 50;

    /// <summary>Blocks of a modal.</summary>
    public const int ViewBlocks = 100;

    /// <summary>Text of a section.</summary>
    public const int SectionText = 3000;

    /// <summary>Text of a field of a section.</summary>
    public const int FieldText = 2000;

    /// <summary>Fields of a section.</summary>
    public const int Fields = 10;

    /// <summary>Text of a header.</summary>
    public const int HeaderText = 150;

    /// <summary>Elements of a context block.</summary>
    public const int ContextElements = 10;

    /// <summary>Elements of an actions block.</summary>
    public const int ActionsElements = 25;

    /// <summary>Text of a button or an option.</summary>
    public const int ButtonText = 75;

    /// <summary>Value of a button.</summary>
    public const int ButtonValue = 2000;

    /// <summary>Value of an option.</summary>
    public const int OptionValue = 150;

    /// <summary>Options of a menu.</summary>
    public const int Options = 100;

    /// <summary>Options of an overflow menu.</summary>
    public const int OverflowOptions = 5;

    /// <summary>An action_id, a block_id or a callback_id.</summary>
    public const int Id = 255;

    /// <summary>An address.</summary>
    public const int Url = 3000;

    /// <summary>Alternative text or title of an image; label or hint of an input.</summary>
    public const int Label = 2000;

    /// <summary>Placeholder of an input.</summary>
    public const int Placeholder = 150;

    /// <summary>Input that a person may type.</summary>
    public const int TypedInput = 3000;

    /// <summary>Title, submit and close of a modal.</summary>
    public const int ViewTitle = 24;

    /// <summary>What a modal is opened with.</summary>
    public const int PrivateMetadata = 3000;

    /// <summary>Rows of a table.</summary>
    public const int TableRows = 100;

    /// <summary>Cells of a row of a table.</summary>
    public const int TableCells = 20;

    /// <summary>Characters of all cells of a message's table together.</summary>
    public const int TableText = 10_000;

    internal static string Text(string text, int most, string what) =>
        text.Length == 0 ? throw new ArgumentException($"{what} is empty")
        : text.Length <= most ? text
        : throw new ArgumentException($"{what} has {text.Length} characters; Slack takes at most {most}");

    internal static string? Optional(string? text, int most, string what) => text is null ? null : Text(text, most, what);

    internal static IReadOnlyList<T> Few<T>(IReadOnlyList<T> items, int most, string what) =>
        items.Count == 0 ? throw new ArgumentException($"{what} has nothing in it")
        : items.Count <= most ? items
        : throw new ArgumentException($"{what} has {items.Count} entries; Slack takes at most {most}");
}
