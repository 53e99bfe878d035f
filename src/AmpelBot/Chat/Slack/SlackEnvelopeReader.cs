using System.Globalization;
using System.Text.Json;

namespace AmpelBot.Chat.Slack;

/// <summary>Reads Slack's payloads into envelopes. Pure; whatever comes, it does not throw.</summary>
/// <param name="bot">Who the bot is, so that its own messages are passed over.</param>
public sealed class SlackEnvelopeReader(SlackIdentity bot)
{
    private const int MostIdCharacters = 200;
    private const int MostFiles = 20;
    private const int MostValues = 100;

    /// <summary>Reads a payload of the Events API (docs.slack.dev/apis/events-api): an event_callback.</summary>
    /// <param name="payload">The payload.</param>
    /// <returns>The envelope; or why there is none: a word to count by.</returns>
    public SlackReading ReadEvent(JsonElement payload)
    {
        if (payload.Text("type") != "event_callback" || payload.Get("event") is not { } e || Id(payload.Text("team_id")) is not { } team)
            return Passed("malformed");
        switch (e.Text("type"))
        {
            case "app_mention" or "message":
                return ReadMessage(payload, e, team);
            case "app_uninstalled":
                return Uninstalled(payload, team);
            case "tokens_revoked":
                return e.Get("tokens").Get("bot").Items().Any() ? Uninstalled(payload, team) : Passed("tokens_revoked");
            case { Length: > 0 } type:
                return Passed(Word(type));
            default:
                return Passed("malformed");
        }
    }

    /// <summary>Reads a payload of interactivity: block_actions, view_submission, message_action.</summary>
    /// <param name="payload">The payload.</param>
    /// <returns>The envelope; or why there is none: a word to count by.</returns>
    public SlackReading ReadInteraction(JsonElement payload)
    {
        var user = payload.Get("user");
        if (Id(payload.Get("team").Text("id") ?? user.Text("team_id")) is not { } team || Id(user.Text("id")) is not { } person)
            return Passed("malformed");
        var userTeam = Id(user.Text("team_id")) ?? team;
        var trigger = Id(payload.Text("trigger_id"));
        var conversation = Id(payload.Get("channel").Text("id") ?? payload.Get("container").Text("channel_id")) ?? "";
        var message = payload.Get("message");
        var view = payload.Get("view");
        var responseUrl = payload.Text("response_url") ?? "";
        switch (payload.Text("type"))
        {
            case "block_actions" when payload.Get("actions").Items().FirstOrDefault() is { ValueKind: JsonValueKind.Object } action:
                return trigger is null || Id(action.Text("action_id")) is not { } actionId
                    ? Passed("malformed")
                    : Took(new SlackBlockAction
                    {
                        EventId = $"action:{trigger}",
                        TeamId = team,
                        UserTeamId = userTeam,
                        ConversationId = conversation,
                        UserId = person,
                        Ts = Ts(message.Text("ts") ?? payload.Get("container").Text("message_ts")),
                        ThreadTs = Ts(message.Text("thread_ts") ?? payload.Get("container").Text("thread_ts")),
                        ActionId = actionId,
                        BlockId = action.Text("block_id") ?? "",
                        Value = ValueOf(action),
                        TriggerId = trigger,
                        ResponseUrl = responseUrl,
                        ViewId = Id(view.Text("id")),
                        PrivateMetadata = view.Text("private_metadata") ?? "",
                        Values = Values(view.Get("state") ?? payload.Get("state")),
                    });
            case "view_submission":
                return Id(view.Text("id")) is not { } viewId
                    ? Passed("malformed")
                    : Took(new SlackViewSubmission
                    {
                        EventId = trigger is null ? $"view:{viewId}:{Id(view.Text("hash"))}" : $"view:{trigger}",
                        TeamId = team,
                        UserTeamId = userTeam,
                        ConversationId = conversation,
                        UserId = person,
                        ViewId = viewId,
                        CallbackId = view.Text("callback_id") ?? "",
                        PrivateMetadata = view.Text("private_metadata") ?? "",
                        Values = Values(view.Get("state")),
                    });
            case "message_action":
                return trigger is null || message is not { } chosen || conversation.Length == 0 || Ts(chosen.Text("ts")) is not { } ts
                    ? Passed("malformed")
                    : Took(new SlackMessageShortcut
                    {
                        EventId = $"shortcut:{trigger}",
                        TeamId = team,
                        UserTeamId = userTeam,
                        ConversationId = conversation,
                        UserId = person,
                        Ts = ts,
                        ThreadTs = Ts(chosen.Text("thread_ts")),
                        Text = SlackMarkup.ToPlain(chosen.Text("text") ?? "", bot.UserId),
                        Files = Files(chosen),
                        CallbackId = payload.Text("callback_id") ?? "",
                        TriggerId = trigger,
                        ResponseUrl = responseUrl,
                    });
            case { Length: > 0 } type:
                return Passed(Word(type));
            default:
                return Passed("malformed");
        }
    }

    /// <summary>Reads a slash command (docs.slack.dev/interactivity/implementing-slash-commands).</summary>
    /// <param name="field">A field of the form, or of the payload; null when it is not there.</param>
    /// <returns>The envelope; or why there is none: a word to count by.</returns>
    public SlackReading ReadCommand(Func<string, string?> field)
    {
        if (Id(field("team_id")) is not { } team || Id(field("user_id")) is not { } person || Id(field("channel_id")) is not { } conversation
            || Id(field("trigger_id")) is not { } trigger || Id(field("command")) is not { } command)
            return Passed("malformed");
        return Took(new SlackSlashCommand
        {
            EventId = $"command:{trigger}",
            TeamId = team,
            UserTeamId = team,
            ConversationId = conversation,
            UserId = person,
            Command = command,
            Text = SlackMarkup.ToPlain(field("text") ?? "", bot.UserId),
            TriggerId = trigger,
            ResponseUrl = field("response_url") ?? "",
        });
    }

    private SlackReading ReadMessage(JsonElement payload, JsonElement e, string team)
    {
        var subtype = e.Text("subtype");
        if (subtype is not (null or "file_share" or "thread_broadcast" or "me_message") || e.Flag("hidden"))
            return Passed(Word($"message.{subtype ?? "hidden"}"));
        if (e.Text("bot_id") is not null || e.Get("bot_profile") is not null || e.Text("user") is "USLACKBOT" || e.Text("user") == bot.UserId)
            return Passed("message.bot");
        if (Id(e.Text("user")) is not { } person || Id(e.Text("channel")) is not { } conversation || Ts(e.Text("ts")) is not { } ts)
            return Passed("malformed");

        var markup = e.Text("text") ?? "";
        var thread = Ts(e.Text("thread_ts"));
        if (thread == ts)
            thread = null;
        var files = Files(e);
        var isDirect = e.Text("channel_type") == "im" || conversation.StartsWith('D');
        var isMention = e.Text("type") == "app_mention"
            || markup.Contains($"<@{bot.UserId}>", StringComparison.Ordinal) || markup.Contains($"<@{bot.UserId}|", StringComparison.Ordinal);
        var eventId = $"message:{conversation}:{ts}";
        var userTeam = Id(e.Text("user_team") ?? e.Text("source_team") ?? e.Text("team")) ?? team;
        var text = SlackMarkup.ToPlain(markup, bot.UserId);
        if (isDirect)
            return Took(new SlackDirectMessage { EventId = eventId, TeamId = team, UserTeamId = userTeam, ConversationId = conversation, UserId = person, Ts = ts, ThreadTs = thread, Text = text, Files = files });
        if (isMention)
            return Took(new SlackMention { EventId = eventId, TeamId = team, UserTeamId = userTeam, ConversationId = conversation, UserId = person, Ts = ts, ThreadTs = thread, Text = text, Files = files });
        if (thread is not null)
            return Took(new SlackThreadReply { EventId = eventId, TeamId = team, UserTeamId = userTeam, ConversationId = conversation, UserId = person, Ts = ts, ThreadTs = thread, Text = text, Files = files });
        return files.Length > 0
            ? Took(new SlackFileShared { EventId = eventId, TeamId = team, UserTeamId = userTeam, ConversationId = conversation, UserId = person, Ts = ts, Text = text, Files = files })
            : Passed("message.others");
    }

    private static SlackReading Uninstalled(JsonElement payload, string team) =>
        Id(payload.Text("event_id")) is { } id
            ? Took(new SlackUninstalled { EventId = $"event:{id}", TeamId = team, UserTeamId = team, ConversationId = "", UserId = "" })
            : Passed("malformed");

    private static SlackFile[] Files(JsonElement message) =>
        [.. message.Get("files").Items().Take(MostFiles).Select(ReadFile).OfType<SlackFile>()];

    /// <summary>A file object; null when it has no id.</summary>
    internal static SlackFile? ReadFile(JsonElement file) =>
        Id(file.Text("id")) is { } id
            ? new SlackFile(id, SlackText.Shorten(file.Text("name") ?? file.Text("title") ?? "", 255), Size(file.Get("size")), file.Text("url_private_download") ?? file.Text("url_private"))
            : null;

    private static long? Size(JsonElement? size) =>
        size is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var bytes) && bytes >= 0 ? bytes : null;

    private static Dictionary<string, string> Values(JsonElement? state)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var element in state.Get("values").Members().SelectMany(block => ((JsonElement?)block.Value).Members()).Take(MostValues))
            values[element.Name] = ValueOf(element.Value);
        return values;
    }

    private static string ValueOf(JsonElement element) =>
        element.Text("value") ?? element.Get("selected_option").Text("value") ?? "";

    /// <summary>The id, when it is one: short, printable, in one piece.</summary>
    private static string? Id(string? id) => id is { Length: > 0 and <= MostIdCharacters } && id.All(c => c is > ' ' and <= '~') ? id : null;

    /// <summary>The timestamp, when it is one: 1700000000.000100.</summary>
    private static string? Ts(string? ts) =>
        ts is { Length: <= 24 } && ts.Count(c => c == '.') == 1 && decimal.TryParse(ts, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _) ? ts : null;

    /// <summary>A stranger's word as a label to count by: short, and of few characters.</summary>
    private static string Word(string word) => word.Length <= 60 && word.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.') ? word : "other";

    private static SlackReading Took(SlackEnvelope envelope) => new(envelope, "");

    private static SlackReading Passed(string word) => new(null, word);
}

/// <summary>What a payload was.</summary>
/// <param name="Envelope">The envelope; null for a payload that is none of the bot's business.</param>
/// <param name="PassedOver">What it was then, a word to count by: message.bot, reaction_added, malformed; empty with an envelope.</param>
public readonly record struct SlackReading(SlackEnvelope? Envelope, string PassedOver);
