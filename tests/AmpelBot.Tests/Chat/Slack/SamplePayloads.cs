using AmpelBot.Chat.Slack.Blocks;

namespace AmpelBot.Tests.Chat.Slack;

/// <summary>Blocks and modals with every field that AmpelBot can write.</summary>
internal static class SamplePayloads
{
    private static readonly OptionObject[] Options = [new("Half the probability", "0.5"), new("90 %", "0.9")];

    public static IReadOnlyList<SlackBlock> Blocks(string fileId) =>
    [
        new HeaderBlock("One candidate", "head"),
        new SectionBlock(new MrkdwnObject("*ZTF19abc* at <https://fritz.science/source/ZTF19abc|Fritz>"), [new PlainTextObject("level 0.31"), new MrkdwnObject("_r_ 19.2")], new ButtonElement("watch", "Watch", "ZTF19abc"), "card"),
        new SectionBlock(new PlainTextObject("with a menu"), accessory: new OverflowElement("more", Options)),
        new ContextBlock([new MrkdwnObject("archive state 1f3a"), new ImageElement(fileId, "Cutout"), new PlainTextObject("public data")]),
        new ActionsBlock(
            [
                new ButtonElement("interesting", "Interesting", "ZTF19abc", style: ButtonStyle.Primary),
                new ButtonElement("reject", "Reject", "ZTF19abc", style: ButtonStyle.Danger, confirm: new ConfirmationDialog("Reject?", "It stays visible to all.", "Reject", "Keep")),
                new ButtonElement("open", "ALeRCE", url: "https://alerce.online/object/ZTF19abc"),
                new StaticSelectElement("level", Options, "Level", Options[1]),
            ], "votes"),
        new ImageBlock(fileId, "Sky map with the 90 % region", "Sky map", "map"),
        new DividerBlock(),
        new TableBlock([["#", "Name", "mag"], ["1", "ZTF19abc", "19.21"], ["2", "ZTF19abd", ""]], [new TableColumn(IsRight: true), new TableColumn(IsRight: false, IsWrapped: true)], "table"),
    ];

    public static ModalView View { get; } = new(
        "reject", "Reject a candidate",
        [
            new SectionBlock(new MrkdwnObject("*ZTF19abc*")),
            new InputBlock("reason", "Reason", new StaticSelectElement("reason", Options, "Choose")),
            new InputBlock("note", "Note", new PlainTextInputElement("note", isMultiline: true, "first", "What did you see?", 500), isOptional: true, hint: "Others see it"),
        ],
        "Reject", "{\"object\":\"ZTF19abc\"}");
}
