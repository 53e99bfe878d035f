using AmpelBot.Chat.Slack;
using AmpelBot.Chat.Slack.Blocks;
using AmpelBot.Testing.Slack;
using Microsoft.Extensions.Logging.Abstractions;

namespace AmpelBot.Tests.Chat.Slack;

public class BlockTests
{
    [Fact]
    public async Task Slack_takes_every_block_and_shows_it()
    {
        await using var slack = await FakeSlack.StartAsync(new FakeSlackOptions { FileInfoCallsBeforeUsable = -1 });
        using var api = new SlackWebApi(FakeSlack.Tokens, slack.Settings, TimeProvider.System, NullLogger.Instance);
        var picture = slack.People.File("skymap.png", [1]);
        await api.PostMessageAsync(new SlackPost("C0GW", "a card") { Blocks = SamplePayloads.Blocks(picture.Id) }, CancellationToken.None);
        var view = await api.OpenViewAsync(slack.People.Trigger(), SamplePayloads.View, CancellationToken.None);
        await api.UpdateViewAsync(view, SamplePayloads.View, CancellationToken.None);
        Assert.Equal(
            """
            ampelbot: # One candidate
              *ZTF19abc* at Fritz (https://fritz.science/source/ZTF19abc)
              level 0.31
              _r_ 19.2 [Watch]
              with a menu [Half the probability/90 %]
              (archive state 1f3a  [picture: Cutout]  public data)
              [Interesting] [Reject] [ALeRCE] [Half the probability/90 %]
              [picture: Sky map with the 90 % region]
              ----
              # | Name | mag
              1 | ZTF19abc | 19.21
              2 | ZTF19abd | -

            """, slack.Workspace.Transcript("C0GW"));
    }

    public static TheoryData<string, Action> Broken => new()
    {
        { "empty text", () => _ = new MrkdwnObject("") },
        { "text of 3001", () => _ = new MrkdwnObject(Long(3001)) },
        { "header of 151", () => _ = new HeaderBlock(Long(151)) },
        { "section with nothing", () => _ = new SectionBlock(null) },
        { "field of 2001", () => _ = new SectionBlock(null, [new MrkdwnObject(Long(2001))]) },
        { "11 fields", () => _ = new SectionBlock(null, [.. Enumerable.Repeat(new MrkdwnObject("x"), 11)]) },
        { "11 context elements", () => _ = new ContextBlock([.. Enumerable.Repeat(new MrkdwnObject("x"), 11)]) },
        { "no action", () => _ = new ActionsBlock([]) },
        { "26 actions", () => _ = new ActionsBlock([.. Enumerable.Range(0, 26).Select(i => new ButtonElement($"{i}", "x"))]) },
        { "same action_id", () => _ = new ActionsBlock([new ButtonElement("a", "x"), new ButtonElement("a", "y")]) },
        { "button of 76", () => _ = new ButtonElement("a", Long(76)) },
        { "value of 2001", () => _ = new ButtonElement("a", "x", Long(2001)) },
        { "action_id of 256", () => _ = new ButtonElement(Long(256), "x") },
        { "option of 76", () => _ = new OptionObject(Long(76), "x") },
        { "option value of 151", () => _ = new OptionObject("x", Long(151)) },
        { "6 in an overflow", () => _ = new OverflowElement("a", [.. Enumerable.Range(0, 6).Select(i => new OptionObject("x", $"{i}"))]) },
        { "101 options", () => _ = new StaticSelectElement("a", [.. Enumerable.Range(0, 101).Select(i => new OptionObject("x", $"{i}"))]) },
        { "foreign first option", () => _ = new StaticSelectElement("a", [new OptionObject("x", "1")], null, new OptionObject("y", "2")) },
        { "block_id of 256", () => _ = new HeaderBlock("x", Long(256)) },
        { "image without text", () => _ = new ImageBlock("F1", "") },
        { "101 rows", () => _ = new TableBlock([.. Enumerable.Repeat(new[] { "x" }, 101)]) },
        { "21 cells", () => _ = new TableBlock([[.. Enumerable.Repeat("x", 21)]]) },
        { "ragged rows", () => _ = new TableBlock([["a", "b"], ["c"]]) },
        { "table of 10001", () => _ = new TableBlock([[Long(10_001)]]) },
        { "modal title of 25", () => _ = new ModalView("c", Long(25), [new DividerBlock()], "x") },
        { "modal without blocks", () => _ = new ModalView("c", "x", [], "x") },
        { "metadata of 3001", () => _ = new ModalView("c", "x", [new DividerBlock()], "x", Long(3001)) },
        { "input without submit", () => _ = new ModalView("c", "x", [new InputBlock("b", "x", new PlainTextInputElement("a"))], null) },
        { "input beside a section", () => _ = new SectionBlock(new MrkdwnObject("x"), accessory: new PlainTextInputElement("a")) },
        { "button in an input", () => _ = new InputBlock("b", "x", new ButtonElement("a", "x")) },
        { "input of 3001", () => _ = new PlainTextInputElement("a", mostCharacters: 3001) },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void What_Slack_would_refuse_cannot_be_made(string limit, Action make) =>
        Assert.True(Record.Exception(make) is ArgumentException, limit);

    [Fact]
    public void What_is_just_within_the_limits_can_be_made()
    {
        Assert.NotNull(new HeaderBlock(Long(150)));
        Assert.NotNull(new ButtonElement(Long(255), Long(75), Long(2000)));
        Assert.NotNull(new TableBlock([[Long(10_000)]]));
        Assert.NotNull(new MrkdwnObject(Long(3000)));
    }

    private static string Long(int characters) => new('x', characters);
}
