using System.Text.Json;
using System.Text.Json.Nodes;

namespace AmpelBot.Testing.Slack;

/// <summary>The Web API's methods, each from its page in docs.slack.dev/reference/methods. Arguments in, answer out.</summary>
internal sealed class FakeSlackMethods(FakeSlack slack, FakeWorkspace workspace)
{
    /// <summary>Calls a minute that the method's tier allows (docs.slack.dev/apis/web-api/rate-limits); chat.postMessage has a limit of its own.</summary>
    public static readonly IReadOnlyDictionary<string, int> CallsAMinute = new Dictionary<string, int>
    {
        ["auth.test"] = 600,
        ["apps.connections.open"] = 20,
        ["chat.postMessage"] = int.MaxValue / 1000,
        ["chat.postEphemeral"] = 100,
        ["chat.update"] = 50,
        ["chat.delete"] = 50,
        ["conversations.history"] = 50,
        ["conversations.info"] = 50,
        ["conversations.replies"] = 50,
        ["files.completeUploadExternal"] = 100,
        ["files.getUploadURLExternal"] = 100,
        ["files.info"] = 100,
        ["reactions.add"] = 50,
        ["users.info"] = 100,
        ["views.open"] = 100,
        ["views.update"] = 100,
    };

    /// <summary>Methods that take a form and nothing else.</summary>
    public static readonly IReadOnlySet<string> FormOnly = new HashSet<string>
    {
        "conversations.history", "conversations.info", "conversations.replies", "files.getUploadURLExternal", "files.info", "users.info",
    };

    /// <summary>Methods that show a message in a conversation.</summary>
    public static bool IsPost(string method) => method is "chat.postMessage" or "chat.postEphemeral";

    /// <summary>The scope that a call needs; null for none.</summary>
    public static string? Scope(string method, JsonObject arguments)
    {
        var kind = ((string?)arguments["channel"] ?? " ")[0] switch { 'D' => "im", 'G' => "groups", _ => "channels" };
        return method switch
        {
            "chat.postMessage" or "chat.update" or "chat.delete" or "chat.postEphemeral" => "chat:write",
            "files.getUploadURLExternal" or "files.completeUploadExternal" => "files:write",
            "files.info" => "files:read",
            "users.info" => "users:read",
            "conversations.info" => kind + ":read",
            "conversations.replies" or "conversations.history" => kind + ":history",
            "reactions.add" => "reactions:write",
            _ => null,
        };
    }

    public JsonObject Do(string method, JsonObject a) => method switch
    {
        "auth.test" => Ok(("url", "https://ampel.slack.com/"), ("team", "Ampel"), ("user", "ampelbot"), ("team_id", FakeWorkspace.TeamId), ("user_id", FakeWorkspace.BotUserId), ("bot_id", FakeWorkspace.BotId)),
        "apps.connections.open" => Ok(("url", slack.Sockets.Ticket())),
        "chat.postMessage" => Post(a),
        "chat.postEphemeral" => PostEphemeral(a),
        "chat.update" => Update(a),
        "chat.delete" => Delete(a),
        "conversations.history" => Page(a, Text(a, "channel") is { } c && workspace.Conversation(c) is not null ? [.. workspace.In(c, null).Where(m => m.OnlyFor is null).Reverse()] : null),
        "conversations.replies" => Replies(a),
        "conversations.info" => Info(a),
        "users.info" => User(a),
        "reactions.add" => React(a),
        "views.open" => OpenView(a),
        "views.update" => UpdateView(a),
        "files.getUploadURLExternal" => UploadUrl(a),
        "files.completeUploadExternal" => CompleteUpload(a),
        "files.info" => FileInfo(a),
        _ => Error("unknown_method"),
    };

    public static JsonObject Error(string error, params string[] messages)
    {
        var answer = new JsonObject { ["ok"] = false, ["error"] = error };
        if (messages.Length > 0)
            answer["response_metadata"] = new JsonObject { ["messages"] = new JsonArray([.. messages.Select(m => (JsonNode)m)]) };
        return answer;
    }

    private static JsonObject Ok(params (string Name, JsonNode? Value)[] fields)
    {
        var answer = new JsonObject { ["ok"] = true };
        foreach (var (name, value) in fields)
            answer[name] = value;
        return answer;
    }

    private static string? Text(JsonObject a, string name) => a[name] is JsonValue v ? v.GetValueKind() == JsonValueKind.String ? (string?)v : v.ToJsonString() : null;

    private static bool Flag(JsonObject a, string name) => Text(a, name) is "true" or "1";

    /// <summary>What is wrong with the place and the text of a message; null for nothing.</summary>
    private JsonObject? Wrong(JsonObject a, out JsonArray? blocks)
    {
        blocks = null;
        if (workspace.Conversation(Text(a, "channel") ?? "") is not { } conversation)
            return Error("channel_not_found");
        if (conversation.IsArchived)
            return Error("is_archived");
        if (!conversation.IsMember)
            return Error("not_in_channel");
        var text = Text(a, "text") ?? "";
        blocks = a["blocks"] is JsonArray { Count: > 0 } given ? given : null;
        if (a["blocks"] is not (null or JsonArray))
            return Error("invalid_blocks_format");
        if (text.Length == 0 && blocks is null)
            return Error("no_text");
        if (text.Length > 40_000)
            return Error("msg_too_long");
        if (blocks is not null && new FakeBlockRules(workspace).OfMessage(blocks) is { Count: > 0 } errors)
            return Error("invalid_blocks", [.. errors]);
        if (a["metadata"] is { } metadata && (metadata is not JsonObject m || (string?)m["event_type"] is not { Length: > 0 } || m["event_payload"] is not JsonObject))
            return Error("invalid_metadata_format");
        if (Text(a, "thread_ts") is { } thread && workspace.Message(conversation.Id, thread) is not { ThreadTs: null })
            return Error("thread_not_found");
        return null;
    }

    private JsonObject Post(JsonObject a)
    {
        if (Wrong(a, out var blocks) is { } wrong)
            return wrong;
        var message = workspace.Add(new FakeMessage(Text(a, "channel")!, FakeWorkspace.BotUserId, Text(a, "text") ?? "")
        {
            ThreadTs = Text(a, "thread_ts"),
            Blocks = blocks?.DeepClone().AsArray(),
            Metadata = a["metadata"]?.DeepClone().AsObject(),
        });
        return Ok(("channel", message.ConversationId), ("ts", message.Ts), ("message", Json(message, withMetadata: true)));
    }

    private JsonObject PostEphemeral(JsonObject a)
    {
        if (Wrong(a, out var blocks) is { } wrong)
            return wrong;
        if (workspace.User(Text(a, "user") ?? "") is not { } user)
            return Error("user_not_in_channel");
        var message = workspace.Add(new FakeMessage(Text(a, "channel")!, FakeWorkspace.BotUserId, Text(a, "text") ?? "") { ThreadTs = Text(a, "thread_ts"), OnlyFor = user.Id, Blocks = blocks?.DeepClone().AsArray() });
        return Ok(("message_ts", message.Ts));
    }

    private JsonObject Update(JsonObject a)
    {
        if (workspace.Message(Text(a, "channel") ?? "", Text(a, "ts") ?? "") is not { OnlyFor: null } message)
            return Error("message_not_found");
        if (message.UserId != FakeWorkspace.BotUserId)
            return Error("cant_update_message");
        if (Wrong(a, out var blocks) is { } wrong)
            return wrong;
        message.Text = Text(a, "text") ?? message.Text;
        if (a["blocks"] is not null)
            message.Blocks = blocks?.DeepClone().AsArray();
        message.Edits++;
        return Ok(("channel", message.ConversationId), ("ts", message.Ts), ("text", message.Text));
    }

    private JsonObject Delete(JsonObject a)
    {
        if (workspace.Message(Text(a, "channel") ?? "", Text(a, "ts") ?? "") is not { } message)
            return Error("message_not_found");
        if (message.UserId != FakeWorkspace.BotUserId)
            return Error("cant_delete_message");
        message.IsDeleted = true;
        return Ok(("channel", message.ConversationId), ("ts", message.Ts));
    }

    private JsonObject Replies(JsonObject a)
    {
        if (workspace.Conversation(Text(a, "channel") ?? "") is not { } conversation)
            return Error("channel_not_found");
        return workspace.Message(conversation.Id, Text(a, "ts") ?? "") is { } first
            ? Page(a, [.. workspace.In(conversation.Id, first.ThreadTs ?? first.Ts).Where(m => m.OnlyFor is null)])
            : Error("thread_not_found");
    }

    private JsonObject Page(JsonObject a, IReadOnlyList<FakeMessage>? messages)
    {
        if (messages is null)
            return Error("channel_not_found");
        var from = int.TryParse(Text(a, "cursor"), out var cursor) ? cursor : 0;
        var limit = Math.Min(int.TryParse(Text(a, "limit"), out var asked) ? asked : 100, 999);
        var page = messages.Skip(from).Take(limit).Select(m => (JsonNode)WithFiles(m, Json(m, Flag(a, "include_all_metadata")))).ToArray();
        var next = from + limit < messages.Count ? $"{from + limit}" : "";
        return Ok(("messages", new JsonArray(page)), ("has_more", next.Length > 0), ("response_metadata", new JsonObject { ["next_cursor"] = next }));
    }

    private JsonObject WithFiles(FakeMessage message, JsonObject json)
    {
        if (message.FileIds.Count > 0)
            json["files"] = new JsonArray([.. message.FileIds.Select(f => (JsonNode)FileJson(workspace.File(f)!))]);
        return json;
    }

    internal static JsonObject Json(FakeMessage message, bool withMetadata)
    {
        var json = new JsonObject { ["type"] = "message", ["user"] = message.UserId, ["text"] = message.Text, ["ts"] = message.Ts, ["team"] = FakeWorkspace.TeamId };
        if (message.UserId == FakeWorkspace.BotUserId)
            json["bot_id"] = FakeWorkspace.BotId;
        if (message.ThreadTs is { } thread)
            json["thread_ts"] = thread;
        if (message.Blocks is { } blocks)
            json["blocks"] = blocks.DeepClone();
        if (withMetadata && message.Metadata is { } metadata)
            json["metadata"] = metadata.DeepClone();
        return json;
    }

    private JsonObject Info(JsonObject a) => workspace.Conversation(Text(a, "channel") ?? "") is { } c
        ? Ok(("channel", new JsonObject { ["id"] = c.Id, ["name"] = c.Name, ["is_im"] = c.IsDirect, ["is_private"] = c.IsPrivate, ["is_archived"] = c.IsArchived, ["is_member"] = c.IsMember, ["is_ext_shared"] = false }))
        : Error("channel_not_found");

    private JsonObject User(JsonObject a) => workspace.User(Text(a, "user") ?? "") is { } u
        ? Ok(("user", new JsonObject
        {
            ["id"] = u.Id,
            ["team_id"] = u.TeamId,
            ["name"] = u.Name,
            ["deleted"] = false,
            ["is_bot"] = false,
            ["is_restricted"] = u.IsGuest,
            ["is_ultra_restricted"] = false,
            ["profile"] = new JsonObject { ["display_name"] = u.Name, ["real_name"] = u.Name },
        }))
        : Error("user_not_found");

    private JsonObject React(JsonObject a)
    {
        if (workspace.Message(Text(a, "channel") ?? "", Text(a, "timestamp") ?? "") is not { } message)
            return Error("message_not_found");
        if (Text(a, "name") is not { Length: > 0 } name || name.Contains(':'))
            return Error("invalid_name");
        if (message.Reactions.Contains(name))
            return Error("already_reacted");
        message.Reactions.Add(name);
        return Ok();
    }

    private JsonObject OpenView(JsonObject a)
    {
        if (slack.People.UseTrigger(Text(a, "trigger_id") ?? "") is { } refusal)
            return Error(refusal);
        return View(a, workspace.NextId("V"));
    }

    private JsonObject UpdateView(JsonObject a) =>
        Text(a, "view_id") is { } id && workspace.Views.ContainsKey(id) ? View(a, id) : Error("not_found");

    private JsonObject View(JsonObject a, string id)
    {
        if (a["view"] is not JsonObject view)
            return Error("invalid_arguments", "[ERROR] missing required field: view");
        if (new FakeBlockRules(workspace).OfView(view) is { Count: > 0 } errors)
            return Error("invalid_arguments", [.. errors]);
        workspace.Add(id, view.DeepClone().AsObject());
        var answer = view.DeepClone().AsObject();
        answer["id"] = id;
        answer["team_id"] = FakeWorkspace.TeamId;
        return Ok(("view", answer));
    }

    private JsonObject UploadUrl(JsonObject a)
    {
        if (Text(a, "filename") is not { Length: > 0 } name || !long.TryParse(Text(a, "length"), out var length) || length < 1)
            return Error("invalid_arguments", "[ERROR] missing required field: filename or length");
        var file = workspace.Add(new FakeFile(workspace.NextId("F"), name) { Length = length, AltText = Text(a, "alt_txt") ?? "", CallsBeforeUsable = slack.Options.FileInfoCallsBeforeUsable });
        return Ok(("upload_url", $"{slack.Address}upload/v1/{file.Id}"), ("file_id", file.Id));
    }

    private JsonObject CompleteUpload(JsonObject a)
    {
        if (a["files"] is not JsonArray { Count: > 0 } files)
            return Error("invalid_arguments", "[ERROR] missing required field: files");
        var conversation = Text(a, "channel_id");
        if (conversation is not null && workspace.Conversation(conversation) is not { IsMember: true })
            return Error("channel_not_found");
        var thread = Text(a, "thread_ts");
        if (thread is not null && (conversation is null || workspace.Message(conversation, thread) is not { ThreadTs: null }))
            return Error("invalid_thread_ts");
        var shared = files.Select(f => workspace.File((string?)f?["id"] ?? "")).ToList();
        if (shared.Any(f => f?.Bytes is null || f.Bytes.Length != f.Length))
            return Error("file_not_found");
        for (var i = 0; i < shared.Count; i++)
        {
            shared[i]!.IsComplete = true;
            shared[i]!.Title = (string?)files[i]!["title"] ?? shared[i]!.Name;
            if (conversation is not null)
                shared[i]!.SharedIn.Add(conversation);
        }
        if (conversation is not null)
            workspace.Add(new FakeMessage(conversation, FakeWorkspace.BotUserId, Text(a, "initial_comment") ?? "") { ThreadTs = thread, FileIds = [.. shared.Select(f => f!.Id)] });
        return Ok(("files", new JsonArray([.. shared.Select(f => (JsonNode)new JsonObject { ["id"] = f!.Id, ["title"] = f.Title })])));
    }

    private JsonObject FileInfo(JsonObject a)
    {
        if (workspace.File(Text(a, "file") ?? "") is not { } file)
            return Error("file_not_found");
        file.InfoCalls++;
        return Ok(("file", FileJson(file)));
    }

    internal JsonObject FileJson(FakeFile file) => new()
    {
        ["id"] = file.Id,
        ["name"] = file.Name,
        ["title"] = file.Title,
        ["mimetype"] = IsUsable(file) ? MimeType(file.Name) : "",
        ["size"] = file.Length,
        ["url_private"] = file.UrlPrivate ?? $"{slack.Address}files-pri/{FakeWorkspace.TeamId}-{file.Id}/{Uri.EscapeDataString(file.Name)}",
        ["shares"] = new JsonObject { ["public"] = new JsonObject(file.SharedIn.Distinct().Select(c => new KeyValuePair<string, JsonNode?>(c, new JsonArray()))) },
    };

    internal static bool IsUsable(FakeFile file) => file.InfoCalls > file.CallsBeforeUsable;

    internal static string MimeType(string name) => Path.GetExtension(name) switch
    {
        ".png" => "image/png",
        ".csv" => "text/csv",
        ".json" => "application/json",
        ".txt" => "text/plain",
        ".gz" => "application/gzip",
        _ => "application/octet-stream",
    };
}
