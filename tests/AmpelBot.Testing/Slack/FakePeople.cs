using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace AmpelBot.Testing.Slack;

/// <summary>What people do in the workspace, delivered to the bot over Socket Mode, or over HTTP when <see cref="Door"/> is set.</summary>
public sealed class FakePeople
{
    private readonly FakeSlack slack;
    private readonly FakeSlackMethods methods;
    private readonly ConcurrentDictionary<string, DateTimeOffset> triggers = new();
    private readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(10) };

    internal FakePeople(FakeSlack slack, FakeSlackMethods methods)
    {
        this.slack = slack;
        this.methods = methods;
    }

    /// <summary>Where the bot takes HTTP requests (the root of /slack/events and its kin); null for Socket Mode.</summary>
    public Uri? Door { get; set; }

    /// <summary>Secret that requests are signed with.</summary>
    public string SigningSecret { get; set; } = FakeSlack.SigningSecret;

    /// <summary>Writes a message, and delivers the events that the bot subscribes to: message.*, and app_mention where it is mentioned.</summary>
    /// <returns>The message, and whether all its events were acknowledged.</returns>
    public async Task<(FakeMessage Message, bool IsAcknowledged)> SayAsync(string userId, string conversationId, string text, string? threadTs = null, params FakeFile[] files)
    {
        var message = slack.Workspace.Add(new FakeMessage(conversationId, userId, text) { ThreadTs = threadTs, FileIds = [.. files.Select(f => f.Id)] });
        var acknowledged = await Task.WhenAll(EventsOf(message).Select(DeliverEventAsync));
        return (message, acknowledged.All(a => a));
    }

    /// <summary>A file that a person has, ready to be dropped.</summary>
    public FakeFile File(string name, byte[] bytes) =>
        slack.Workspace.Add(new FakeFile(slack.Workspace.NextId("F"), name) { Bytes = bytes, Length = bytes.Length, IsComplete = true, Title = name });

    /// <summary>The payloads of the events of a message.</summary>
    public IEnumerable<JsonObject> EventsOf(FakeMessage message)
    {
        var isDirect = message.ConversationId.StartsWith('D');
        if (!isDirect && message.Text.Contains($"<@{FakeWorkspace.BotUserId}>", StringComparison.Ordinal))
            yield return Callback(Event(message, "app_mention"));
        yield return Callback(Event(message, "message"));
    }

    /// <summary>An event_callback around an event.</summary>
    public JsonObject Callback(JsonObject e) => new()
    {
        ["token"] = "deprecated",
        ["team_id"] = FakeWorkspace.TeamId,
        ["api_app_id"] = "A0AMPEL",
        ["event"] = e,
        ["type"] = "event_callback",
        ["event_id"] = slack.Workspace.NextId("Ev"),
        ["event_time"] = slack.Options.Time.GetUtcNow().ToUnixTimeSeconds(),
        ["authorizations"] = new JsonArray(new JsonObject { ["team_id"] = FakeWorkspace.TeamId, ["user_id"] = FakeWorkspace.BotUserId, ["is_bot"] = true, ["is_enterprise_install"] = false }),
        ["is_ext_shared_channel"] = false,
        ["event_context"] = "4-fake",
    };

    /// <summary>A slash command.</summary>
    /// <returns>What only the person sees, empty for nothing; null when the bot did not take it.</returns>
    public async Task<string?> CommandAsync(string userId, string conversationId, string command, string text)
    {
        var fields = new JsonObject
        {
            ["token"] = "deprecated",
            ["team_id"] = slack.Workspace.User(userId)?.TeamId ?? FakeWorkspace.TeamId,
            ["team_domain"] = "ampel",
            ["channel_id"] = conversationId,
            ["channel_name"] = slack.Workspace.Conversation(conversationId)?.Name ?? "",
            ["user_id"] = userId,
            ["user_name"] = slack.Workspace.User(userId)?.Name ?? "",
            ["command"] = command,
            ["text"] = text,
            ["api_app_id"] = "A0AMPEL",
            ["is_enterprise_install"] = "false",
            ["response_url"] = new Uri(slack.Address, $"commands/{conversationId}/{userId}").ToString(),
            ["trigger_id"] = Trigger(),
        };
        var answer = Door is null
            ? await slack.Sockets.DeliverAsync("slash_commands", fields, acceptsResponse: true)
            : await PostAsync("slack/commands", Encoding.UTF8.GetBytes(Form(fields)), "application/x-www-form-urlencoded", retries: 0);
        return answer is null ? null : (string?)answer["text"] ?? "";
    }

    /// <summary>Clicks a button, or chooses an option, of a message of the bot.</summary>
    /// <returns>Whether the bot took it.</returns>
    public async Task<bool> ClickAsync(string userId, FakeMessage message, string actionId, string? option = null)
    {
        foreach (var block in message.Blocks?.OfType<JsonObject>() ?? [])
            foreach (var element in (block["elements"] as JsonArray ?? []).Append(block["accessory"]).OfType<JsonObject>())
                if ((string?)element["action_id"] == actionId)
                    return await ClickAsync(userId, message, block, element, option);
        throw new InvalidOperationException($"the message has no element {actionId}: {message.Blocks?.ToJsonString()}");
    }

    /// <summary>Sends a modal off.</summary>
    /// <param name="userId">The person.</param>
    /// <param name="viewId">The modal.</param>
    /// <param name="values">What is put in, by action_id.</param>
    /// <returns>The answer's payload: empty when it closes; null when the bot did not take it.</returns>
    public Task<JsonObject?> SubmitAsync(string userId, string viewId, IReadOnlyDictionary<string, string> values)
    {
        var view = slack.Workspace.Views[viewId].DeepClone().AsObject();
        var state = new JsonObject();
        foreach (var block in view["blocks"]!.AsArray().OfType<JsonObject>().Where(b => (string?)b["type"] == "input"))
        {
            var element = block["element"]!;
            var actionId = (string)element["action_id"]!;
            var given = values.GetValueOrDefault(actionId);
            state[(string)block["block_id"]!] = new JsonObject
            {
                [actionId] = (string?)element["type"] == "static_select"
                    ? new JsonObject { ["type"] = "static_select", ["selected_option"] = given is null ? null : new JsonObject { ["text"] = new JsonObject { ["type"] = "plain_text", ["text"] = given }, ["value"] = given } }
                    : new JsonObject { ["type"] = "plain_text_input", ["value"] = given },
            };
        }
        view["id"] = viewId;
        view["hash"] = "1700000000.fake";
        view["state"] = new JsonObject { ["values"] = state };
        return InteractAsync(Interaction(userId, "view_submission", ("view", view), ("response_urls", new JsonArray())));
    }

    /// <summary>Uses a shortcut on a message.</summary>
    public async Task<bool> ShortcutAsync(string userId, FakeMessage message, string callbackId) =>
        await InteractAsync(Interaction(userId, "message_action", ("callback_id", callbackId), ("message_ts", message.Ts), ("channel", Channel(message.ConversationId)),
            ("message", Event(message, "message")), ("response_url", "https://hooks.slack.com/app/fake"))) is not null;

    /// <summary>Delivers an event_callback.</summary>
    /// <returns>Whether it was acknowledged.</returns>
    public async Task<bool> DeliverEventAsync(JsonObject payload) => (Door is null
        ? await slack.Sockets.DeliverAsync("events_api", payload, acceptsResponse: false)
        : await PostAsync("slack/events", Encoding.UTF8.GetBytes(payload.ToJsonString()), "application/json", slack.Options.MostDeliveries - 1)) is not null;

    /// <summary>A trigger_id, good once for three seconds.</summary>
    public string Trigger()
    {
        var trigger = $"{slack.Workspace.NextId("")}.{FakeWorkspace.TeamId}.fake";
        triggers[trigger] = slack.Options.Time.GetUtcNow();
        return trigger;
    }

    /// <summary>One signed request.</summary>
    public HttpRequestMessage Signed(string path, byte[] body, string contentType, DateTimeOffset at)
    {
        var timestamp = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signed = HMACSHA256.HashData(Encoding.UTF8.GetBytes(SigningSecret), (byte[])[.. Encoding.UTF8.GetBytes($"v0:{timestamp}:"), .. body]);
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Door!, path)) { Content = new ByteArrayContent(body) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        request.Headers.Add("X-Slack-Request-Timestamp", timestamp);
        request.Headers.Add("X-Slack-Signature", "v0=" + Convert.ToHexStringLower(signed));
        return request;
    }

    internal string? UseTrigger(string trigger) =>
        !triggers.TryRemove(trigger, out var since) ? "exchanged_trigger_id"
        : slack.Options.Time.GetUtcNow() - since > TimeSpan.FromSeconds(3) ? "expired_trigger_id"
        : null;

    private async Task<bool> ClickAsync(string userId, FakeMessage message, JsonObject block, JsonObject element, string? option)
    {
        var action = new JsonObject
        {
            ["action_id"] = element["action_id"]!.DeepClone(),
            ["block_id"] = block["block_id"]?.DeepClone() ?? "made-up",
            ["type"] = element["type"]!.DeepClone(),
            ["action_ts"] = slack.Workspace.NextTs(),
        };
        if (option is not null)
            action["selected_option"] = element["options"]!.AsArray().Single(o => (string?)o!["value"] == option)!.DeepClone();
        else if (element["value"] is { } value)
            action["value"] = value.DeepClone();
        var container = new JsonObject { ["type"] = "message", ["message_ts"] = message.Ts, ["channel_id"] = message.ConversationId, ["is_ephemeral"] = message.OnlyFor is not null };
        if (message.ThreadTs is { } thread)
            container["thread_ts"] = thread;
        return await InteractAsync(Interaction(userId, "block_actions", ("container", container), ("channel", Channel(message.ConversationId)),
            ("message", FakeSlackMethods.Json(message, withMetadata: false)), ("state", new JsonObject { ["values"] = new JsonObject() }),
            ("response_url", "https://hooks.slack.com/actions/fake"), ("actions", new JsonArray(action)))) is not null;
    }

    private JsonObject Interaction(string userId, string type, params (string Name, JsonNode Value)[] fields)
    {
        var user = slack.Workspace.User(userId)!;
        var payload = new JsonObject
        {
            ["type"] = type,
            ["user"] = new JsonObject { ["id"] = user.Id, ["username"] = user.Name, ["name"] = user.Name, ["team_id"] = user.TeamId },
            ["api_app_id"] = "A0AMPEL",
            ["token"] = "deprecated",
            ["trigger_id"] = Trigger(),
            ["team"] = new JsonObject { ["id"] = FakeWorkspace.TeamId, ["domain"] = "ampel" },
            ["enterprise"] = null,
            ["is_enterprise_install"] = false,
        };
        foreach (var (name, value) in fields)
            payload[name] = value;
        return payload;
    }

    private Task<JsonObject?> InteractAsync(JsonObject payload) => Door is null
        ? slack.Sockets.DeliverAsync("interactive", payload, acceptsResponse: true)
        : PostAsync("slack/interactivity", Encoding.UTF8.GetBytes("payload=" + Uri.EscapeDataString(payload.ToJsonString())), "application/x-www-form-urlencoded", retries: 0);

    private JsonObject Channel(string id) => new() { ["id"] = id, ["name"] = slack.Workspace.Conversation(id)?.Name ?? "" };

    private JsonObject Event(FakeMessage message, string type)
    {
        var e = FakeSlackMethods.Json(message, withMetadata: false);
        e["type"] = type;
        e["channel"] = message.ConversationId;
        e["event_ts"] = message.Ts;
        e["client_msg_id"] = Guid.NewGuid().ToString();
        if (type == "message")
            e["channel_type"] = message.ConversationId[0] switch { 'D' => "im", 'G' => "group", _ => "channel" };
        if (slack.Workspace.User(message.UserId) is { TeamId: not FakeWorkspace.TeamId } stranger)
            e["user_team"] = stranger.TeamId;
        if (message.FileIds.Count > 0)
        {
            e["files"] = new JsonArray([.. message.FileIds.Select(f => (JsonNode)methods.FileJson(slack.Workspace.File(f)!))]);
            e["upload"] = false;
            if (type == "message")
                e["subtype"] = "file_share";
        }
        return e;
    }

    private async Task<JsonObject?> PostAsync(string path, byte[] body, string contentType, int retries)
    {
        for (var attempt = 0; attempt <= retries; attempt++)
        {
            using var request = Signed(path, body, contentType, slack.Options.Time.GetUtcNow());
            if (attempt > 0)
            {
                request.Headers.Add("X-Slack-Retry-Num", attempt.ToString(CultureInfo.InvariantCulture));
                request.Headers.Add("X-Slack-Retry-Reason", "http_error");
            }
            try
            {
                using var limit = new CancellationTokenSource(slack.Options.AckTimeout);
                using var response = await http.SendAsync(request, limit.Token);
                if (response.StatusCode == HttpStatusCode.OK)
                    return await response.Content.ReadAsStringAsync() is { Length: > 0 } text && JsonNode.Parse(text) is JsonObject answer ? answer : [];
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
            {
                await Task.Delay(slack.Options.RedeliveryDelay);
                continue;
            }
            await Task.Delay(slack.Options.RedeliveryDelay);
        }
        return null;
    }

    private static string Form(JsonObject fields) =>
        string.Join("&", fields.Select(f => $"{Uri.EscapeDataString(f.Key)}={Uri.EscapeDataString((string?)f.Value ?? "")}"));
}
