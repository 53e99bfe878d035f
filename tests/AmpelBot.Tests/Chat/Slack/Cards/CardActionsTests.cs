using AmpelBot.Alerts;
using AmpelBot.Alerts.Archive;
using AmpelBot.Chat.Slack;
using AmpelBot.Chat.Slack.Blocks;
using AmpelBot.Chat.Slack.Cards;
using AmpelBot.FollowUp.Vetting;
using FsCheck;
using FsCheck.Fluent;
using static AmpelBot.Tests.Chat.Slack.Cards.CardSamples;

namespace AmpelBot.Tests.Chat.Slack.Cards;

public sealed class CardActionsTests
{
    private static readonly string Value = Key.Write();

    [Fact]
    public void Each_button_of_a_card_means_what_it_says()
    {
        var buttons = ((ActionsBlock)CandidateCards.Blocks(Facts, Votes.None, null)[^1]).Elements.Cast<ButtonElement>().ToArray();
        Assert.Equal(
        [
            new VetCommand(Key, VetState.Interesting, "", "", Place), new RejectAsked(Key, Place), new VetCommand(Key, VetState.Ambiguous, "", "", Place),
            new NoteAsked(Key, Place), new WhyAsked(Key),
        ], buttons.Select(b => CardActions.Of(Click(b.ActionId, b.Value!))));
        var scan = CandidateCards.ScanButtons(Key.ScanId).Elements.Cast<ButtonElement>();
        Assert.Equal([new RescanAsked(Key.ScanId, Place), new DraftAsked(Key.ScanId), new WatchAsked(Key.ScanId)], scan.Select(b => CardActions.Of(Click(b.ActionId, b.Value!))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("[\"card1\"]")]
    [InlineData("[\"card2\",\"s\",\"ZTF\",\"1\",\"1\",\"n\",\"e\",\"public\"]")]
    [InlineData("[\"card1\",\"s\",\"ZTF\",\"1\",\"0\",\"n\",\"e\",\"public\"]")]
    [InlineData("[\"card1\",\"s\",\"ZTF\",\"1e5\",\"1\",\"n\",\"e\",\"public\"]")]
    [InlineData("[\"card1\",\"s\",\"ZTF\",\"1\",\"1\",\"n\",\"e\",\"all\"]")]
    [InlineData("[\"card1\",\"s\",\"ZTF\",\"1\",\"1\",null,\"e\",\"public\"]")]
    [InlineData("[\"card1\", \"s\",\"ZTF\",\"1\",\"1\",\"n\",\"e\",\"public\"]")]
    [InlineData("[\"card1\",\"s\",\"ZTF\",\"1\",\"1\",\"n\",\"e\",\"public\",\"more\"]")]
    [InlineData("[\"card1\",\"\",\"ZTF\",\"1\",\"1\",\"n\",\"e\",\"public\"]")]
    public void Values_that_no_card_wrote_mean_nothing(string value)
    {
        foreach (var action in new[] { "vet_interesting", "vet_reject", "vet_note", "card_why" })
            Assert.Null(CardActions.Of(Click(action, value)));
        Assert.Null(CardActions.Of(Submission("vet_reject", $"[{System.Text.Json.JsonSerializer.Serialize(value)},\"C1\",null,null]", ("reason", "AGN"))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("../../etc")]
    [InlineData("a b")]
    public void Scan_ids_that_are_none_mean_nothing(string value)
    {
        foreach (var action in new[] { "scan_rescan", "scan_draft", "scan_watch" })
            Assert.Null(CardActions.Of(Click(action, value)));
        Assert.Null(CardActions.Of(Click("scan_draft", new string('a', 101))));
    }

    [Fact]
    public void Buttons_of_others_mean_nothing() => Assert.Null(CardActions.Of(Click("something", Value)));

    [Fact]
    public void A_rejection_with_reason_and_note_becomes_a_vote()
    {
        var modal = CardModals.Reject(Key, Place);
        var command = Assert.IsType<VetCommand>(CardActions.Of(Submission(modal.CallbackId, modal.PrivateMetadata, ("reason", "AGN"), ("note", "  WISE colours "))));
        Assert.Equal(new VetCommand(Key, VetState.Rejected, "AGN", "WISE colours", Place), command);
        var vote = command.ToVote("U1", new string('n', 500), EventTime);
        Assert.Equal((VetState.Rejected, "AGN", "WISE colours", "U1", 200, Key.ScanId, Key.EventName, Key.Rights),
            (vote.State, vote.Reason, vote.Note, vote.UserId, vote.UserName.Length, vote.ScanId, vote.EventName, vote.Rights));
    }

    [Theory]
    [InlineData("", "", "reason")]
    [InlineData("because", "", "reason")]
    [InlineData("other", " ", "note")]
    public void A_rejection_without_a_reason_is_asked_again(string reason, string note, string wrong)
    {
        var modal = CardModals.Reject(Key, Place);
        Assert.Equal([wrong], Assert.IsType<FormRefused>(CardActions.Of(Submission(modal.CallbackId, modal.PrivateMetadata, ("reason", reason), ("note", note)))).Errors.Keys);
    }

    [Fact]
    public void A_note_is_kept_without_a_vote_and_must_say_something()
    {
        var modal = CardModals.Note(Key, Place);
        Assert.Equal(new VetCommand(Key, null, "", "spectrum tonight", Place), CardActions.Of(Submission(modal.CallbackId, modal.PrivateMetadata, ("note", "spectrum tonight"))));
        Assert.IsType<FormRefused>(CardActions.Of(Submission(modal.CallbackId, modal.PrivateMetadata)));
        Assert.IsType<FormRefused>(CardActions.Of(Submission(modal.CallbackId, modal.PrivateMetadata, ("note", new string('n', 2001)))));
    }

    [Fact]
    public void A_rescan_takes_level_and_days_as_messages_do()
    {
        var modal = CardModals.Rescan(Key.ScanId, 0.9, 3.0000001, Place);
        Assert.Equal(new RescanForm(Key.ScanId, 0.95, 1.5, Place), CardActions.Of(Submission(modal.CallbackId, modal.PrivateMetadata, ("level", "95%"), ("days", "36h"))));
        Assert.Equal(new RescanForm(Key.ScanId, null, null, Place), CardActions.Of(Submission(modal.CallbackId, modal.PrivateMetadata, ("level", ""), ("days", " "))));
        var refused = Assert.IsType<FormRefused>(CardActions.Of(Submission(modal.CallbackId, modal.PrivateMetadata, ("level", "120%"), ("days", "soon"))));
        Assert.Equal(["days", "level"], refused.Errors.Keys.Order());
    }

    [Fact]
    public void Modals_that_are_not_a_cards_or_carry_something_else_mean_nothing()
    {
        foreach (var metadata in new[] { "", "x", "{}", "[1,2,3,4]", "[\"a\"]", new string('[', 2000), $"[{System.Text.Json.JsonSerializer.Serialize(Value)},\"\",null,null]" })
            foreach (var callback in new[] { "vet_reject", "vet_note", "scan_rescan", "else" })
                Assert.Null(CardActions.Of(Submission(callback, metadata, ("note", "n"), ("reason", "AGN"))));
        Assert.Null(CardActions.Of(Submission("else", CardModals.Note(Key, Place).PrivateMetadata, ("note", "n"))));
    }

    [Fact]
    public void Any_candidate_has_a_key_that_fits_a_button_and_a_modal_and_reads_back() =>
        Prop.ForAll<(string? Scan, string? Survey, long Stock), (PositiveInt Rank, string? Name, string? Event, bool IsPublic)>((a, b) =>
        {
            var key = new CardKey("s" + a.Scan, new ObjectKey("Z" + a.Survey, a.Stock), b.Rank.Get, b.Name ?? "", b.Event ?? "", b.IsPublic ? DataRights.Public : DataRights.Partnership);
            Assert.Equal(key, CardKey.Read(key.Write()));
            var modal = CardModals.Reject(key, Place);
            Assert.Equal(new VetCommand(key, VetState.Rejected, "AGN", "", Place), CardActions.Of(Submission(modal.CallbackId, modal.PrivateMetadata, ("reason", "AGN"))));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_longest_key_fits_a_button_and_a_modal()
    {
        foreach (var c in new[] { '"', '\\', '\u0001', '\ud800', '\u2028', '<' })
        {
            var key = new CardKey(new string(c, 5000), new ObjectKey(new string(c, 5000), long.MinValue), 1_000_000, new string(c, 5000), new string(c, 5000), DataRights.Partnership);
            Assert.InRange(key.Write().Length, 1, BlockLimits.ButtonValue);
            Assert.Equal(key, CardKey.Read(key.Write()));
            Assert.InRange(CardModals.Note(key, Place).PrivateMetadata.Length, 1, BlockLimits.PrivateMetadata);
        }
    }

    private static SlackBlockAction Click(string actionId, string value) => new()
    {
        EventId = "e",
        TeamId = "T1",
        UserTeamId = "T1",
        ConversationId = Place.ConversationId,
        UserId = "U1",
        ThreadTs = Place.ThreadTs,
        Ts = Place.Ts,
        ActionId = actionId,
        BlockId = "card",
        Value = value,
        TriggerId = "t",
    };

    private static SlackViewSubmission Submission(string callbackId, string metadata, params (string Id, string Text)[] values) => new()
    {
        EventId = "e",
        TeamId = "T1",
        UserTeamId = "T1",
        ConversationId = "",
        UserId = "U1",
        ViewId = "V1",
        CallbackId = callbackId,
        PrivateMetadata = metadata,
        Values = values.ToDictionary(v => v.Id, v => v.Text),
    };
}
