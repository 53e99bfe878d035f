using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace AmpelBot.Testing.Slack;

/// <summary>The workspace as its people see it.</summary>
public sealed partial class FakeWorkspace(TimeProvider time)
{
    public const string TeamId = "T0AMPEL";
    public const string BotUserId = "U0AMPELBOT";
    public const string BotId = "B0AMPELBOT";

    private readonly Lock gate = new();
    private readonly List<FakeMessage> messages = [];
    private readonly Dictionary<string, FakeConversation> conversations = [];
    private readonly Dictionary<string, FakeUser> users = [];
    private readonly Dictionary<string, FakeFile> files = [];
    private readonly Dictionary<string, JsonObject> views = [];
    private long lastMicroseconds;
    private int lastId;

    public IReadOnlyList<FakeMessage> Messages { get { lock (gate) return [.. messages]; } }

    public IReadOnlyList<FakeFile> Files { get { lock (gate) return [.. files.Values]; } }

    public IReadOnlyDictionary<string, JsonObject> Views { get { lock (gate) return new Dictionary<string, JsonObject>(views); } }

    public FakeUser AddUser(string id, string name, string teamId = TeamId, bool isGuest = false)
    {
        lock (gate)
            return users[id] = new FakeUser(id, name, teamId, isGuest);
    }

    public FakeConversation AddConversation(string id, string name, bool isMember = true)
    {
        lock (gate)
            return conversations[id] = new FakeConversation(id, name, isMember);
    }

    public FakeUser? User(string id) { lock (gate) return users.GetValueOrDefault(id); }

    public FakeConversation? Conversation(string id) { lock (gate) return conversations.GetValueOrDefault(id); }

    public FakeFile? File(string id) { lock (gate) return files.GetValueOrDefault(id); }

    public FakeMessage? Message(string conversationId, string ts) { lock (gate) return messages.Find(m => m.ConversationId == conversationId && m.Ts == ts && !m.IsDeleted); }

    /// <summary>What a person sees in a thread, or outside threads, in order.</summary>
    public IReadOnlyList<FakeMessage> In(string conversationId, string? threadTs)
    {
        lock (gate)
            return [.. messages.Where(m => m.ConversationId == conversationId && !m.IsDeleted && (threadTs is null ? m.ThreadTs is null : m.Ts == threadTs || m.ThreadTs == threadTs))];
    }

    /// <summary>What the bot said to everybody, in order.</summary>
    public IReadOnlyList<FakeMessage> OfBot { get { lock (gate) return [.. messages.Where(m => m.UserId == BotUserId && m.OnlyFor is null && !m.IsDeleted)]; } }

    public string NextId(string prefix) => string.Create(CultureInfo.InvariantCulture, $"{prefix}{Interlocked.Increment(ref lastId):D8}");

    internal FakeMessage Add(FakeMessage message)
    {
        lock (gate)
        {
            message.Ts = NextTs();
            messages.Add(message);
            return message;
        }
    }

    internal FakeFile Add(FakeFile file) { lock (gate) return files[file.Id] = file; }

    internal void Add(string viewId, JsonObject view) { lock (gate) views[viewId] = view; }

    internal string NextTs()
    {
        lock (gate)
        {
            lastMicroseconds = Math.Max(lastMicroseconds + 1, (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / 10);
            return string.Create(CultureInfo.InvariantCulture, $"{lastMicroseconds / 1_000_000}.{lastMicroseconds % 1_000_000:D6}");
        }
    }

    /// <summary>A conversation as text: threads indented, edits counted, blocks as people see them. Times and ids are left out, so that it can be compared.</summary>
    public string Transcript(string conversationId)
    {
        var text = new StringBuilder();
        foreach (var top in In(conversationId, null))
        {
            Write(text, top, "");
            foreach (var reply in In(conversationId, top.Ts).Skip(1))
                Write(text, reply, "    ");
        }
        return text.ToString();
    }

    private void Write(StringBuilder text, FakeMessage message, string indent)
    {
        var head = $"{indent}{(message.OnlyFor is { } only ? $"(only {NameOf(only)}) " : "")}{NameOf(message.UserId)}: ";
        var lines = new List<string>();
        if (message.Blocks is { Count: > 0 } blocks)
            lines.AddRange(blocks.OfType<JsonObject>().SelectMany(BlockLines));
        else if (message.Text.Length > 0)
            lines.AddRange(Seen(message.Text).Split('\n'));
        lines.AddRange(message.FileIds.Select(f => $"[file {File(f)?.Name}: {File(f)?.Title}]"));
        lines.AddRange(message.Reactions.Select(r => $":{r}:"));
        if (message.Edits > 0)
            lines[^1] += $"  (edited {message.Edits} times)";
        for (var i = 0; i < lines.Count; i++)
            text.Append(i == 0 ? head : indent + "  ").Append(lines[i]).Append('\n');
    }

    private IEnumerable<string> BlockLines(JsonObject block)
    {
        switch ((string?)block["type"])
        {
            case "header":
                return [$"# {TextOf(block["text"])}"];
            case "divider":
                return ["----"];
            case "image":
                return [$"[picture: {(string?)block["alt_text"]}]"];
            case "context":
                return [$"({string.Join("  ", block["elements"]!.AsArray().Select(e => (string?)e!["type"] == "image" ? $"[picture: {(string?)e["alt_text"]}]" : TextOf(e)))})"];
            case "actions":
                return [string.Join(" ", block["elements"]!.AsArray().Select(Element))];
            case "input":
                return [$"{TextOf(block["label"])}: {Element(block["element"])}"];
            case "table":
                return block["rows"]!.AsArray().Select(r => string.Join(" | ", r!.AsArray().Select(c => (string?)c!["text"])));
            case "section":
                var lines = TextOf(block["text"]).Split('\n').Concat((block["fields"] as JsonArray ?? []).Select(TextOf)).Where(l => l.Length > 0).ToList();
                if (block["accessory"] is { } accessory)
                    lines[^1] += " " + Element(accessory);
                return lines;
            default:
                return [$"[{(string?)block["type"]}]"];
        }
    }

    private string Element(JsonNode? element) => (string?)element!["type"] switch
    {
        "button" => $"[{TextOf(element["text"])}]",
        "static_select" or "overflow" => $"[{string.Join("/", element["options"]!.AsArray().Select(o => TextOf(o!["text"])))}]",
        _ => "[      ]",
    };

    private string TextOf(JsonNode? text) => text is null ? "" : (string?)text["type"] == "mrkdwn" ? Seen((string?)text["text"] ?? "") : (string?)text["text"] ?? "";

    /// <summary>Markup as people see it.</summary>
    private string Seen(string markup) => Markup().Replace(markup, m => m.Groups[1].Value switch
    {
        ['@', .. var user] => "@" + NameOf(user),
        ['!', .. var call] => "@" + call.ToUpperInvariant() + "!!",
        ['#', .. var conversation] => "#" + (Conversation(conversation)?.Name ?? conversation),
        var link => m.Groups[2].Success ? $"{m.Groups[2].Value} ({link})" : link,
    }).Replace("&lt;", "<", StringComparison.Ordinal).Replace("&gt;", ">", StringComparison.Ordinal).Replace("&amp;", "&", StringComparison.Ordinal);

    private string NameOf(string userId) => userId == BotUserId ? "ampelbot" : User(userId)?.Name ?? userId;

    [GeneratedRegex(@"<([^<>|\n]+)(?:\|([^<>\n]*))?>")]
    private static partial Regex Markup();
}

public sealed record FakeUser(string Id, string Name, string TeamId, bool IsGuest);

public sealed record FakeConversation(string Id, string Name, bool IsMember)
{
    public bool IsArchived { get; set; }

    public bool IsDirect => Id.StartsWith('D');

    public bool IsPrivate => !Id.StartsWith('C');
}

/// <summary>A message; edited in place.</summary>
public sealed class FakeMessage(string conversationId, string userId, string text)
{
    public string Ts { get; internal set; } = "";
    public string ConversationId { get; } = conversationId;
    public string UserId { get; } = userId;
    public string Text { get; internal set; } = text;
    public string? ThreadTs { get; init; }
    public string? OnlyFor { get; init; }
    public JsonArray? Blocks { get; internal set; }
    public JsonObject? Metadata { get; internal set; }
    public List<string> FileIds { get; init; } = [];
    public List<string> Reactions { get; } = [];
    public int Edits { get; internal set; }
    public bool IsDeleted { get; internal set; }
}

public sealed class FakeFile(string id, string name)
{
    public string Id { get; } = id;
    public string Name { get; } = name;
    public string Title { get; internal set; } = "";
    public long Length { get; internal set; }
    public byte[]? Bytes { get; internal set; }
    public bool IsComplete { get; internal set; }
    public string AltText { get; internal set; } = "";
    public List<string> SharedIn { get; } = [];
    public int InfoCalls { get; internal set; }

    /// <summary>Calls of files.info that say nothing of the type yet; none for a file that a person dropped.</summary>
    public int CallsBeforeUsable { get; init; } = -1;

    /// <summary>What is given out as url_private; null for the right one.</summary>
    public string? UrlPrivate { get; set; }

    /// <summary>What a download is answered with; null for the bytes.</summary>
    public Func<Microsoft.AspNetCore.Http.HttpContext, Task>? Answer { get; set; }
}
