using System.Text.Json.Serialization;

namespace AmpelBot.Chat.Slack.Blocks;

/// <summary>A text object (docs.slack.dev/reference/block-kit/composition-objects/text-object).</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(PlainTextObject), "plain_text")]
[JsonDerivedType(typeof(MrkdwnObject), "mrkdwn")]
public abstract record TextObject : IContextElement
{
    private protected TextObject(string text) => Text = BlockLimits.Text(text, BlockLimits.SectionText, "a text");

    /// <summary>The text, 1 to 3000 characters.</summary>
    public string Text { get; }
}

/// <summary>Plain text: nothing in it has a meaning to Slack.</summary>
public sealed record PlainTextObject : TextObject
{
    /// <summary>A plain text.</summary>
    /// <param name="text">1 to 3000 characters.</param>
    /// <exception cref="ArgumentException">The text is empty or too long.</exception>
    public PlainTextObject(string text) : base(text) { }

    /// <summary>Whether :name: becomes an emoji; it does not.</summary>
    public bool Emoji => false;

    internal static PlainTextObject Of(string text, int most, string what) => new(BlockLimits.Text(text, most, what));
}

/// <summary>Text in Slack's markup.</summary>
public sealed record MrkdwnObject : TextObject
{
    /// <summary>A text in Slack's markup.</summary>
    /// <param name="text">1 to 3000 characters; what comes from outside has been through <see cref="SlackMarkup.Escape"/>.</param>
    /// <exception cref="ArgumentException">The text is empty or too long.</exception>
    public MrkdwnObject(string text) : base(text) { }

    /// <summary>Whether bare addresses and names stay as written; they do.</summary>
    public bool Verbatim => true;
}
