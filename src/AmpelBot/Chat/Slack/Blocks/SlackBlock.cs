using System.Text.Json.Serialization;

namespace AmpelBot.Chat.Slack.Blocks;

/// <summary>A block of a message or a modal (docs.slack.dev/reference/block-kit/blocks). Constructors check Slack's limits and throw ArgumentException.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(SectionBlock), "section")]
[JsonDerivedType(typeof(HeaderBlock), "header")]
[JsonDerivedType(typeof(ContextBlock), "context")]
[JsonDerivedType(typeof(ActionsBlock), "actions")]
[JsonDerivedType(typeof(ImageBlock), "image")]
[JsonDerivedType(typeof(DividerBlock), "divider")]
[JsonDerivedType(typeof(InputBlock), "input")]
[JsonDerivedType(typeof(TableBlock), "table")]
public abstract record SlackBlock
{
    private protected SlackBlock(string? blockId) => BlockId = BlockLimits.Optional(blockId, BlockLimits.Id, "a block_id");

    /// <summary>Comes back with what happens in the block; unique in its message, 1 to 255 characters; null for one that Slack makes.</summary>
    public string? BlockId { get; }
}

/// <summary>Text, with at most one element beside it.</summary>
public sealed record SectionBlock : SlackBlock
{
    /// <summary>A section.</summary>
    /// <param name="text">Null only with fields.</param>
    /// <param name="fields">Short texts in two columns, at most 10 of at most 2000 characters; null for none.</param>
    /// <param name="accessory">Button or menu beside the text; null for none.</param>
    /// <param name="blockId">See <see cref="SlackBlock.BlockId"/>.</param>
    /// <exception cref="ArgumentException">A limit is broken.</exception>
    public SectionBlock(TextObject? text, IReadOnlyList<TextObject>? fields = null, BlockElement? accessory = null, string? blockId = null) : base(blockId)
    {
        if (text is null && fields is null)
            throw new ArgumentException("a section has neither text nor fields");
        if (accessory is PlainTextInputElement)
            throw new ArgumentException("an input cannot stand beside a section");
        Text = text;
        Fields = fields is null ? null : BlockLimits.Few(fields, BlockLimits.Fields, "a section's fields");
        foreach (var field in fields ?? [])
            BlockLimits.Text(field.Text, BlockLimits.FieldText, "a field");
        Accessory = accessory;
    }

    /// <summary>The text.</summary>
    public TextObject? Text { get; }

    /// <summary>Short texts in two columns.</summary>
    public IReadOnlyList<TextObject>? Fields { get; }

    /// <summary>Button or menu beside the text.</summary>
    public BlockElement? Accessory { get; }
}

/// <summary>A headline.</summary>
public sealed record HeaderBlock : SlackBlock
{
    /// <summary>A headline.</summary>
    /// <param name="text">Plain, 1 to 150 characters.</param>
    /// <param name="blockId">See <see cref="SlackBlock.BlockId"/>.</param>
    /// <exception cref="ArgumentException">A limit is broken.</exception>
    public HeaderBlock(string text, string? blockId = null) : base(blockId) => Text = PlainTextObject.Of(text, BlockLimits.HeaderText, "a header");

    /// <summary>The text.</summary>
    public TextObject Text { get; }
}

/// <summary>What may stand in a context block: <see cref="TextObject"/>, <see cref="ImageElement"/>.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(PlainTextObject), "plain_text")]
[JsonDerivedType(typeof(MrkdwnObject), "mrkdwn")]
[JsonDerivedType(typeof(ImageElement), "image")]
public interface IContextElement;

/// <summary>A small picture in a context block: one uploaded to Slack.</summary>
public sealed record ImageElement : IContextElement
{
    /// <summary>A small picture.</summary>
    /// <param name="fileId">Id of a file uploaded to Slack (F…).</param>
    /// <param name="altText">What it shows, 1 to 2000 characters.</param>
    /// <exception cref="ArgumentException">A limit is broken.</exception>
    public ImageElement(string fileId, string altText)
    {
        SlackFile = new SlackFileObject(fileId);
        AltText = BlockLimits.Text(altText, BlockLimits.Label, "an image's alternative text");
    }

    /// <summary>The file.</summary>
    public SlackFileObject SlackFile { get; }

    /// <summary>What it shows.</summary>
    public string AltText { get; }
}

/// <summary>A file uploaded to Slack.</summary>
/// <param name="Id">Its id (F…).</param>
public sealed record SlackFileObject(string Id);

/// <summary>Small grey text and pictures.</summary>
public sealed record ContextBlock : SlackBlock
{
    /// <summary>Small grey text and pictures.</summary>
    /// <param name="elements">1 to 10.</param>
    /// <param name="blockId">See <see cref="SlackBlock.BlockId"/>.</param>
    /// <exception cref="ArgumentException">A limit is broken.</exception>
    public ContextBlock(IReadOnlyList<IContextElement> elements, string? blockId = null) : base(blockId) =>
        Elements = BlockLimits.Few(elements, BlockLimits.ContextElements, "a context block");

    /// <summary>Texts and pictures.</summary>
    public IReadOnlyList<IContextElement> Elements { get; }
}

/// <summary>Buttons and menus in a row.</summary>
public sealed record ActionsBlock : SlackBlock
{
    /// <summary>Buttons and menus in a row.</summary>
    /// <param name="elements">1 to 25, with action_ids of their own.</param>
    /// <param name="blockId">See <see cref="SlackBlock.BlockId"/>.</param>
    /// <exception cref="ArgumentException">A limit is broken.</exception>
    public ActionsBlock(IReadOnlyList<BlockElement> elements, string? blockId = null) : base(blockId)
    {
        Elements = BlockLimits.Few(elements, BlockLimits.ActionsElements, "an actions block");
        if (elements.Any(e => e is PlainTextInputElement))
            throw new ArgumentException("an input stands in an input block, not in an actions block");
        if (elements.Select(e => e.ActionId).Distinct().Count() < elements.Count)
            throw new ArgumentException("two elements of an actions block have the same action_id");
    }

    /// <summary>Buttons and menus.</summary>
    public IReadOnlyList<BlockElement> Elements { get; }
}

/// <summary>A picture uploaded to Slack.</summary>
public sealed record ImageBlock : SlackBlock
{
    /// <summary>A picture.</summary>
    /// <param name="fileId">Id of a file uploaded to Slack (F…); png, jpg or gif.</param>
    /// <param name="altText">What it shows, 1 to 2000 characters.</param>
    /// <param name="title">Above it, 1 to 2000 characters; null for none.</param>
    /// <param name="blockId">See <see cref="SlackBlock.BlockId"/>.</param>
    /// <exception cref="ArgumentException">A limit is broken.</exception>
    public ImageBlock(string fileId, string altText, string? title = null, string? blockId = null) : base(blockId)
    {
        SlackFile = new SlackFileObject(fileId);
        AltText = BlockLimits.Text(altText, BlockLimits.Label, "an image's alternative text");
        Title = title is null ? null : PlainTextObject.Of(title, BlockLimits.Label, "an image's title");
    }

    /// <summary>The file.</summary>
    public SlackFileObject SlackFile { get; }

    /// <summary>What it shows.</summary>
    public string AltText { get; }

    /// <summary>Above it.</summary>
    public TextObject? Title { get; }
}

/// <summary>A line.</summary>
public sealed record DividerBlock : SlackBlock
{
    /// <summary>A line.</summary>
    public DividerBlock() : base(blockId: null) { }
}

/// <summary>A labelled input of a modal.</summary>
public sealed record InputBlock : SlackBlock
{
    /// <summary>A labelled input.</summary>
    /// <param name="blockId">By it <see cref="SlackAck.WithErrors"/> says what is wrong.</param>
    /// <param name="label">1 to 2000 characters.</param>
    /// <param name="element">Menu or field.</param>
    /// <param name="isOptional">Whether it may stay empty.</param>
    /// <param name="hint">Below it, 1 to 2000 characters; null for none.</param>
    /// <exception cref="ArgumentException">A limit is broken.</exception>
    public InputBlock(string blockId, string label, BlockElement element, bool isOptional = false, string? hint = null) : base(blockId)
    {
        if (element is not (PlainTextInputElement or StaticSelectElement))
            throw new ArgumentException("an input block takes a field or a menu");
        Label = PlainTextObject.Of(label, BlockLimits.Label, "a label");
        Element = element;
        Optional = isOptional;
        Hint = hint is null ? null : PlainTextObject.Of(hint, BlockLimits.Label, "a hint");
    }

    /// <summary>The label.</summary>
    public TextObject Label { get; }

    /// <summary>Menu or field.</summary>
    public BlockElement Element { get; }

    /// <summary>Whether it may stay empty.</summary>
    public bool Optional { get; }

    /// <summary>Below it.</summary>
    public TextObject? Hint { get; }
}

/// <summary>A table; at most one in a message, shown at its end.</summary>
public sealed record TableBlock : SlackBlock
{
    /// <summary>A table.</summary>
    /// <param name="rows">1 to 100 rows, the headings first, each of as many plain cells as the first, 1 to 20; together at most 10,000 characters. An empty cell becomes a dash, which Slack takes.</param>
    /// <param name="columns">How each column looks, at most one for each; null for all to the left.</param>
    /// <param name="blockId">See <see cref="SlackBlock.BlockId"/>.</param>
    /// <exception cref="ArgumentException">A limit is broken.</exception>
    public TableBlock(IReadOnlyList<IReadOnlyList<string>> rows, IReadOnlyList<TableColumn>? columns = null, string? blockId = null) : base(blockId)
    {
        BlockLimits.Few(rows, BlockLimits.TableRows, "a table");
        foreach (var row in rows)
        {
            BlockLimits.Few(row, BlockLimits.TableCells, "a row of a table");
            if (row.Count != rows[0].Count)
                throw new ArgumentException($"a row of a table has {row.Count} cells and the first one {rows[0].Count}");
        }
        if (rows.Sum(r => r.Sum(c => c.Length)) is > BlockLimits.TableText and var length)
            throw new ArgumentException($"the cells of a table have {length} characters; Slack takes at most {BlockLimits.TableText}");
        if (columns?.Count > rows[0].Count)
            throw new ArgumentException("a table has more column settings than columns");
        Rows = [.. rows.Select(r => r.Select(c => new TableCell(c)).ToArray())];
        ColumnSettings = columns;
    }

    /// <summary>The rows, the headings first.</summary>
    public IReadOnlyList<IReadOnlyList<TableCell>> Rows { get; }

    /// <summary>How each column looks.</summary>
    public IReadOnlyList<TableColumn>? ColumnSettings { get; }
}

/// <summary>A plain cell of a table.</summary>
public sealed record TableCell
{
    internal TableCell(string text) => Text = text.Length == 0 ? "-" : text;

    /// <summary>raw_text.</summary>
    public string Type => "raw_text";

    /// <summary>The text.</summary>
    public string Text { get; }
}

/// <summary>How a column of a table looks.</summary>
/// <param name="IsRight">Whether it is aligned to the right, as numbers are.</param>
/// <param name="IsWrapped">Whether long text is wrapped.</param>
public sealed record TableColumn([property: JsonIgnore] bool IsRight, bool IsWrapped = false)
{
    /// <summary>left or right.</summary>
    public string Align => IsRight ? "right" : "left";
}

/// <summary>A modal (docs.slack.dev/surfaces/modals).</summary>
public sealed record ModalView
{
    /// <summary>A modal.</summary>
    /// <param name="callbackId">Comes back with <see cref="SlackViewSubmission"/>.</param>
    /// <param name="title">1 to 24 characters.</param>
    /// <param name="blocks">1 to 100.</param>
    /// <param name="submit">The button that sends it off, 1 to 24 characters; null for none, which only a modal without inputs may have.</param>
    /// <param name="privateMetadata">Comes back unseen, at most 3000 characters.</param>
    /// <param name="close">The button that does not, 1 to 24 characters.</param>
    /// <exception cref="ArgumentException">A limit is broken.</exception>
    public ModalView(string callbackId, string title, IReadOnlyList<SlackBlock> blocks, string? submit, string privateMetadata = "", string close = "Cancel")
    {
        CallbackId = BlockLimits.Text(callbackId, BlockLimits.Id, "a callback_id");
        Title = PlainTextObject.Of(title, BlockLimits.ViewTitle, "a modal's title");
        Blocks = BlockLimits.Few(blocks, BlockLimits.ViewBlocks, "a modal");
        Submit = submit is null ? null : PlainTextObject.Of(submit, BlockLimits.ViewTitle, "a modal's button");
        Close = PlainTextObject.Of(close, BlockLimits.ViewTitle, "a modal's button");
        PrivateMetadata = privateMetadata.Length <= BlockLimits.PrivateMetadata ? privateMetadata
            : throw new ArgumentException($"what a modal is opened with has {privateMetadata.Length} characters; Slack takes at most {BlockLimits.PrivateMetadata}");
        if (submit is null && blocks.Any(b => b is InputBlock))
            throw new ArgumentException("a modal with inputs has no button that sends it off");
        if (blocks.Any(b => b is TableBlock))
            throw new ArgumentException("a table stands in a message, not in a modal");
    }

    /// <summary>modal.</summary>
    public string Type => "modal";

    /// <summary>Comes back when it is sent off.</summary>
    public string CallbackId { get; }

    /// <summary>The title.</summary>
    public TextObject Title { get; }

    /// <summary>The blocks.</summary>
    public IReadOnlyList<SlackBlock> Blocks { get; }

    /// <summary>The button that sends it off.</summary>
    public TextObject? Submit { get; }

    /// <summary>The button that does not.</summary>
    public TextObject Close { get; }

    /// <summary>Comes back unseen.</summary>
    public string PrivateMetadata { get; }
}
