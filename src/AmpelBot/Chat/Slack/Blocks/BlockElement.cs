using System.Text.Json.Serialization;

namespace AmpelBot.Chat.Slack.Blocks;

/// <summary>What may stand in an actions block, beside a section or in an input (docs.slack.dev/reference/block-kit/block-elements).</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(ButtonElement), "button")]
[JsonDerivedType(typeof(StaticSelectElement), "static_select")]
[JsonDerivedType(typeof(OverflowElement), "overflow")]
[JsonDerivedType(typeof(PlainTextInputElement), "plain_text_input")]
public abstract record BlockElement
{
    private protected BlockElement(string actionId) => ActionId = BlockLimits.Text(actionId, BlockLimits.Id, "an action_id");

    /// <summary>Comes back with <see cref="SlackBlockAction"/>; unique in its block, 1 to 255 characters.</summary>
    public string ActionId { get; }
}

/// <summary>A button.</summary>
public sealed record ButtonElement : BlockElement
{
    /// <summary>A button.</summary>
    /// <param name="actionId">Comes back when it is clicked.</param>
    /// <param name="text">What it says, plain, 1 to 75 characters.</param>
    /// <param name="value">Comes back too, at most 2000 characters; null for none.</param>
    /// <param name="url">Opened in the browser, at most 3000 characters; the click comes back all the same. Null for none.</param>
    /// <param name="style">How it looks.</param>
    /// <param name="confirm">Asked first; null for nothing.</param>
    /// <exception cref="ArgumentException">A limit is broken.</exception>
    public ButtonElement(string actionId, string text, string? value = null, string? url = null, ButtonStyle style = ButtonStyle.Default, ConfirmationDialog? confirm = null)
        : base(actionId)
    {
        Text = PlainTextObject.Of(text, BlockLimits.ButtonText, "a button's text");
        Value = BlockLimits.Optional(value, BlockLimits.ButtonValue, "a button's value");
        Url = BlockLimits.Optional(url, BlockLimits.Url, "a button's address");
        Style = style switch { ButtonStyle.Primary => "primary", ButtonStyle.Danger => "danger", _ => null };
        Confirm = confirm;
    }

    /// <summary>What it says.</summary>
    public TextObject Text { get; }

    /// <summary>Comes back when it is clicked.</summary>
    public string? Value { get; }

    /// <summary>Opened in the browser.</summary>
    public string? Url { get; }

    /// <summary>primary, danger or null.</summary>
    public string? Style { get; }

    /// <summary>Asked first.</summary>
    public ConfirmationDialog? Confirm { get; }
}

/// <summary>How a button looks.</summary>
public enum ButtonStyle
{
    /// <summary>As any other.</summary>
    Default,

    /// <summary>Green: the one that goes on.</summary>
    Primary,

    /// <summary>Red: the one that takes away.</summary>
    Danger,
}

/// <summary>Asks before an action is done.</summary>
public sealed record ConfirmationDialog
{
    /// <summary>A question before an action.</summary>
    /// <param name="title">1 to 100 characters.</param>
    /// <param name="text">1 to 300 characters, plain.</param>
    /// <param name="confirm">The button that goes on, 1 to 30 characters.</param>
    /// <param name="deny">The button that does not, 1 to 30 characters.</param>
    /// <exception cref="ArgumentException">A limit is broken.</exception>
    public ConfirmationDialog(string title, string text, string confirm, string deny)
    {
        Title = PlainTextObject.Of(title, 100, "a dialog's title");
        Text = PlainTextObject.Of(text, 300, "a dialog's text");
        Confirm = PlainTextObject.Of(confirm, 30, "a dialog's button");
        Deny = PlainTextObject.Of(deny, 30, "a dialog's button");
    }

    /// <summary>The title.</summary>
    public TextObject Title { get; }

    /// <summary>The question.</summary>
    public TextObject Text { get; }

    /// <summary>The button that goes on.</summary>
    public TextObject Confirm { get; }

    /// <summary>The button that does not.</summary>
    public TextObject Deny { get; }
}

/// <summary>One choice of a menu.</summary>
public sealed record OptionObject
{
    /// <summary>One choice of a menu.</summary>
    /// <param name="text">1 to 75 characters, plain.</param>
    /// <param name="value">Comes back when it is chosen, 1 to 150 characters.</param>
    /// <exception cref="ArgumentException">A limit is broken.</exception>
    public OptionObject(string text, string value)
    {
        Text = PlainTextObject.Of(text, BlockLimits.ButtonText, "an option's text");
        Value = BlockLimits.Text(value, BlockLimits.OptionValue, "an option's value");
    }

    /// <summary>What it says.</summary>
    public TextObject Text { get; }

    /// <summary>Comes back when it is chosen.</summary>
    public string Value { get; }
}

/// <summary>A menu of fixed options.</summary>
public sealed record StaticSelectElement : BlockElement
{
    /// <summary>A menu.</summary>
    /// <param name="actionId">Comes back with the choice.</param>
    /// <param name="options">1 to 100.</param>
    /// <param name="placeholder">Shown while nothing is chosen, 1 to 150 characters; null for Slack's own.</param>
    /// <param name="initial">Chosen at first, one of the options; null for none.</param>
    /// <exception cref="ArgumentException">A limit is broken.</exception>
    public StaticSelectElement(string actionId, IReadOnlyList<OptionObject> options, string? placeholder = null, OptionObject? initial = null) : base(actionId)
    {
        Options = BlockLimits.Few(options, BlockLimits.Options, "a menu");
        Placeholder = placeholder is null ? null : PlainTextObject.Of(placeholder, BlockLimits.Placeholder, "a placeholder");
        InitialOption = initial is null || options.Contains(initial) ? initial : throw new ArgumentException("the option chosen at first is none of the menu's");
    }

    /// <summary>The options.</summary>
    public IReadOnlyList<OptionObject> Options { get; }

    /// <summary>Shown while nothing is chosen.</summary>
    public TextObject? Placeholder { get; }

    /// <summary>Chosen at first.</summary>
    public OptionObject? InitialOption { get; }
}

/// <summary>A menu behind three dots.</summary>
public sealed record OverflowElement : BlockElement
{
    /// <summary>A menu behind three dots.</summary>
    /// <param name="actionId">Comes back with the choice.</param>
    /// <param name="options">1 to 5.</param>
    /// <exception cref="ArgumentException">A limit is broken.</exception>
    public OverflowElement(string actionId, IReadOnlyList<OptionObject> options) : base(actionId) =>
        Options = BlockLimits.Few(options, BlockLimits.OverflowOptions, "an overflow menu");

    /// <summary>The options.</summary>
    public IReadOnlyList<OptionObject> Options { get; }
}

/// <summary>A field that a person types in; only in modals.</summary>
public sealed record PlainTextInputElement : BlockElement
{
    /// <summary>A field that a person types in.</summary>
    /// <param name="actionId">Comes back with what was typed; unique in its modal.</param>
    /// <param name="isMultiline">Whether it takes several lines.</param>
    /// <param name="initialValue">What stands in it at first; null for nothing.</param>
    /// <param name="placeholder">Shown while it is empty, 1 to 150 characters; null for none.</param>
    /// <param name="mostCharacters">1 to 3000.</param>
    /// <exception cref="ArgumentException">A limit is broken.</exception>
    public PlainTextInputElement(string actionId, bool isMultiline = false, string? initialValue = null, string? placeholder = null, int mostCharacters = BlockLimits.TypedInput)
        : base(actionId)
    {
        MaxLength = mostCharacters is >= 1 and <= BlockLimits.TypedInput ? mostCharacters : throw new ArgumentException($"an input takes 1 to {BlockLimits.TypedInput} characters, not {mostCharacters}");
        Multiline = isMultiline;
        InitialValue = BlockLimits.Optional(initialValue, mostCharacters, "an input's first value");
        Placeholder = placeholder is null ? null : PlainTextObject.Of(placeholder, BlockLimits.Placeholder, "a placeholder");
    }

    /// <summary>Whether it takes several lines.</summary>
    public bool Multiline { get; }

    /// <summary>What stands in it at first.</summary>
    public string? InitialValue { get; }

    /// <summary>Shown while it is empty.</summary>
    public TextObject? Placeholder { get; }

    /// <summary>Most characters that it takes.</summary>
    public int MaxLength { get; }
}
