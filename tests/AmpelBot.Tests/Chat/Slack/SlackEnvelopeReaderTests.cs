using System.Text.Json;
using AmpelBot.Chat.Slack;
using AmpelBot.Testing.Slack;
using FsCheck;
using FsCheck.Fluent;

namespace AmpelBot.Tests.Chat.Slack;

public class SlackEnvelopeReaderTests
{
    private static readonly SlackEnvelopeReader Reader = new(FakeSlack.Bot);

    // After the examples of docs.slack.dev/reference/events.
    private const string Mention = """
        {"token":"x","team_id":"T0AMPEL","api_app_id":"A1","type":"event_callback","event_id":"Ev1","event_time":1515449522,
         "event":{"type":"app_mention","user":"U0ALICE","text":"<@U0AMPELBOT> scan S190814bv rev=2","ts":"1515449522.000016","channel":"C0GW","event_ts":"1515449522000016","thread_ts":"1515449500.000001"}}
        """;

    [Fact]
    public void A_mention_is_read()
    {
        var mention = Assert.IsType<SlackMention>(Event(Mention).Envelope);
        Assert.Equal(
            ("message:C0GW:1515449522.000016", "T0AMPEL", "T0AMPEL", "C0GW", "U0ALICE", "1515449522.000016", "1515449500.000001", "scan S190814bv rev=2"),
            (mention.EventId, mention.TeamId, mention.UserTeamId, mention.ConversationId, mention.UserId, mention.Ts, mention.ThreadTs, mention.Text));
        Assert.Equal("1515449500.000001", mention.ReplyThreadTs);
    }

    [Fact]
    public void The_two_events_of_one_mention_are_one_envelope()
    {
        var message = Assert.IsType<SlackMention>(Event(Mention.Replace("app_mention", "message", StringComparison.Ordinal)).Envelope);
        Assert.Equal(Event(Mention).Envelope!.EventId, message.EventId);
    }

    [Fact]
    public void A_person_from_another_workspace_is_recognised()
    {
        var reading = Event(Mention.Replace("\"user\":\"U0ALICE\"", "\"user\":\"U0EVE\",\"user_team\":\"T0OTHER\",\"source_team\":\"T0OTHER\"", StringComparison.Ordinal));
        Assert.Equal(("T0AMPEL", "T0OTHER"), (reading.Envelope!.TeamId, reading.Envelope.UserTeamId));
    }

    [Theory]
    [InlineData("\"user\":\"U0ALICE\"", "\"user\":\"U0ALICE\",\"bot_id\":\"B1\"", "message.bot")]
    [InlineData("\"user\":\"U0ALICE\"", "\"user\":\"U0AMPELBOT\"", "message.bot")]
    [InlineData("\"user\":\"U0ALICE\"", "\"user\":\"USLACKBOT\"", "message.bot")]
    [InlineData("\"user\":\"U0ALICE\"", "\"user\":\"U0ALICE\",\"subtype\":\"message_changed\"", "message.message_changed")]
    [InlineData("\"user\":\"U0ALICE\"", "\"user\":\"U0ALICE\",\"subtype\":\"message_deleted\"", "message.message_deleted")]
    [InlineData("\"user\":\"U0ALICE\"", "\"user\":\"U0ALICE\",\"subtype\":\"bot_message\"", "message.bot_message")]
    [InlineData("\"user\":\"U0ALICE\"", "\"user\":\"U0ALICE\",\"hidden\":true", "message.hidden")]
    [InlineData("\"user\":\"U0ALICE\"", "\"user\":7", "malformed")]
    [InlineData("\"type\":\"app_mention\"", "\"type\":\"reaction_added\"", "reaction_added")]
    [InlineData("\"type\":\"app_mention\"", "\"type\":\"<script>\"", "other")]
    [InlineData("\"team_id\":\"T0AMPEL\",", "", "malformed")]
    [InlineData("1515449522.000016", "now", "malformed")]
    public void What_is_none_of_its_business_is_passed_over(string part, string instead, string word)
    {
        var reading = Event(Mention.Replace(part, instead, StringComparison.Ordinal));
        Assert.Equal((null, word), (reading.Envelope, reading.PassedOver));
    }

    [Fact]
    public void Its_removal_is_read()
    {
        Assert.IsType<SlackUninstalled>(Event("""{"type":"event_callback","team_id":"T1","event_id":"Ev2","event":{"type":"app_uninstalled"}}""").Envelope);
        Assert.IsType<SlackUninstalled>(Event("""{"type":"event_callback","team_id":"T1","event_id":"Ev3","event":{"type":"tokens_revoked","tokens":{"bot":["U1"]}}}""").Envelope);
        Assert.Null(Event("""{"type":"event_callback","team_id":"T1","event_id":"Ev4","event":{"type":"tokens_revoked","tokens":{"oauth":["U1"]}}}""").Envelope);
    }

    [Fact]
    public void A_click_in_a_thread_is_read()
    {
        var reading = Reader.ReadInteraction(Json("""
            {"type":"block_actions","team":{"id":"T0AMPEL"},"user":{"id":"U0BOB","team_id":"T0OTHER"},"trigger_id":"13345224609.738474920.8088930838d88f008e0","response_url":"https://hooks.slack.com/actions/x",
             "container":{"type":"message","message_ts":"1700000001.000200","channel_id":"C0GW","thread_ts":"1700000000.000100","is_ephemeral":false},"channel":{"id":"C0GW"},
             "state":{"values":{"b1":{"level":{"type":"static_select","selected_option":{"value":"0.9"}}}}},
             "actions":[{"action_id":"reject","block_id":"card-1","value":"ZTF19abc","type":"button","action_ts":"1548426417.840180"}]}
            """));
        var click = Assert.IsType<SlackBlockAction>(reading.Envelope);
        Assert.Equal(("reject", "card-1", "ZTF19abc", "1700000001.000200", "1700000000.000100", "T0OTHER", "0.9"), (click.ActionId, click.BlockId, click.Value, click.Ts, click.ThreadTs, click.UserTeamId, click.Values["level"]));
    }

    [Fact]
    public void No_payload_makes_it_throw()
    {
        string[] pieces = ["\"", "{", "}", "[", "]", ":", ",", "null", "7", "true", "\\ud800", "<@", "T0AMPEL", "\"event\":", "1e999", "\u0000"];
        var payloads = Gen.Choose(0, Mention.Length - 1).SelectMany(at => Gen.Choose(0, 30).SelectMany(gone => Gen.Elements(pieces).Select(piece => Mention[..at] + piece + Mention[Math.Min(Mention.Length, at + gone)..]))).ToArbitrary();
        var read = 0;
        Prop.ForAll(payloads, text =>
        {
            JsonElement json;
            try
            {
                json = Json(text);
            }
            catch (JsonException)
            {
                return true;
            }
            read++;
            _ = Reader.ReadEvent(json);
            _ = Reader.ReadInteraction(json);
            _ = Reader.ReadCommand(name => json.Text(name));
            return true;
        }).Check(Config.QuickThrowOnFailure.WithReplay(190814, 9).WithMaxTest(10_000));
        Assert.True(read > 500, $"{read}");
    }

    private static SlackReading Event(string text) => Reader.ReadEvent(Json(text));

    private static JsonElement Json(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
