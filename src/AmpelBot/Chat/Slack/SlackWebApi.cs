using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AmpelBot.Chat.Slack.Blocks;
using Microsoft.Extensions.Logging;

namespace AmpelBot.Chat.Slack;

/// <summary>Slack's Web API (docs.slack.dev/reference/methods): the methods that the bot needs. May be used by many at once.</summary>
/// <remarks>
/// Every method waits for its turn where Slack limits rates, tries again where Slack does not answer, and does nothing twice. Slack documents no idempotency key for
/// chat.postMessage, so each message carries a key in its metadata; when the answer is lost the conversation is looked through for the key before the message is posted again.
/// Every method throws <see cref="SlackApiException"/> when Slack refuses, or cannot be reached.
/// </remarks>
public sealed class SlackWebApi : IDisposable
{
    private const string KeyEvent = "ampelbot_message";
    private const int PageSize = 200;
    private const int MostPages = 50;
    private readonly SlackTokens tokens;
    private readonly SlackWebApiSettings settings;
    private readonly HttpClient http;
    private readonly SlackCalls calls;
    private readonly SlackFiles files;

    /// <summary>The Web API for one workspace.</summary>
    /// <param name="tokens">The app's secrets.</param>
    /// <param name="settings">How it is called.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where waits and failures are said; never a secret or what people wrote.</param>
    public SlackWebApi(SlackTokens tokens, SlackWebApiSettings settings, TimeProvider time, ILogger logger)
    {
        (this.tokens, this.settings) = (tokens, settings);
        http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        http.DefaultRequestHeaders.UserAgent.ParseAdd("AmpelBot");
        calls = new SlackCalls(http, settings, time, logger);
        files = new SlackFiles(calls, tokens, settings, time);
    }

    /// <summary>Says who the bot is (auth.test).</summary>
    public async Task<SlackIdentity> TestAuthAsync(CancellationToken cancellation)
    {
        var json = await calls.CallAsync(Bot("auth.test"), cancellation);
        return new SlackIdentity(json.Text("team_id") ?? "", json.Text("team") ?? "", json.Text("user_id") ?? "", json.Text("bot_id") ?? "");
    }

    /// <summary>Says something to the one person who used a slash command or a shortcut, where the bot may be no member (response_url).</summary>
    /// <exception cref="SlackApiException">The address is not Slack's, or it did not take the message. It is not tried again.</exception>
    public async Task RespondAsync(string responseUrl, string markup, CancellationToken cancellation)
    {
        var checkedUrl = FileUrl.CheckResponse(responseUrl, settings.Files);
        if (!checkedUrl.Success)
            throw new SlackApiException("response_url", "invalid_url", checkedUrl.Error);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(settings.Timeout);
        try
        {
            using var content = new StringContent(new JsonObject { ["response_type"] = "ephemeral", ["text"] = markup }.ToJsonString(), Encoding.UTF8, "application/json");
            using var response = await http.PostAsync(checkedUrl.Value, content, limit.Token);
            if (!response.IsSuccessStatusCode)
                throw new SlackApiException("response_url", FormattableString.Invariant($"http_{(int)response.StatusCode}"));
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            throw new SlackApiException("response_url", SlackApiException.Unreachable, "", e);
        }
    }

    /// <summary>Posts a message (chat.postMessage). Links in it are not unfurled.</summary>
    /// <returns>The message; the one that was there already when it had been posted with its key in this call.</returns>
    /// <exception cref="SlackApiException">Refused; or <see cref="SlackApiException.OutcomeUnknown"/>: it may be there.</exception>
    public async Task<SlackPosted> PostMessageAsync(SlackPost post, CancellationToken cancellation)
    {
        var key = post.Key ?? Guid.NewGuid().ToString("N");
        ArgumentOutOfRangeException.ThrowIfGreaterThan(key.Length, 255, nameof(post));
        var body = Message(post);
        body["metadata"] = new JsonObject { ["event_type"] = KeyEvent, ["event_payload"] = new JsonObject { ["key"] = key } };
        var call = Bot("chat.postMessage") with
        {
            Json = body,
            PacedConversationId = post.ConversationId,
            Repeat = SlackRepeat.AfterLookUp,
            LookUpAsync = async stop => await FindPostAsync(post.ConversationId, post.ThreadTs, key, stop) is { } found ? AsJson(found) : null,
            RemoveDoublesAsync = async (_, stop) => await RemoveDoublesAsync(post, key, stop) is { } first ? AsJson(first) : null,
        };
        return Posted(await calls.CallAsync(call, cancellation), post.ConversationId);
    }

    /// <summary>Looks for a message of the bot by its key, as after a restart: in its thread, or among the latest messages of the conversation.</summary>
    /// <param name="conversationId">The conversation.</param>
    /// <param name="threadTs">The thread; null for outside threads.</param>
    /// <param name="key">See <see cref="SlackPost.Key"/>.</param>
    /// <param name="cancellation">Stops the looking.</param>
    /// <returns>The message; null when it is not there.</returns>
    public async Task<SlackPosted?> FindPostAsync(string conversationId, string? threadTs, string key, CancellationToken cancellation) =>
        (await FindPostsAsync(conversationId, threadTs, key, cancellation)).FirstOrDefault();

    /// <summary>Changes a message of the bot (chat.update). Slack allows about 50 edits a minute in the whole workspace.</summary>
    /// <param name="message">The message.</param>
    /// <param name="text">See <see cref="SlackPost.Text"/>.</param>
    /// <param name="blocks">The blocks; null for text alone, which takes blocks away.</param>
    /// <param name="cancellation">Stops the waiting.</param>
    public async Task UpdateMessageAsync(SlackPosted message, string text, IReadOnlyList<SlackBlock>? blocks, CancellationToken cancellation)
    {
        var body = new JsonObject
        {
            ["channel"] = message.ConversationId,
            ["ts"] = message.Ts,
            ["text"] = Checked(text),
            ["blocks"] = blocks is null ? new JsonArray() : SlackJson.Of(BlockLimits.Few(blocks, BlockLimits.MessageBlocks, "a message")),
        };
        await calls.CallAsync(Bot("chat.update") with { Json = body }, cancellation);
    }

    /// <summary>Takes a message of the bot away (chat.delete).</summary>
    public async Task DeleteMessageAsync(SlackPosted message, CancellationToken cancellation)
    {
        var body = new JsonObject { ["channel"] = message.ConversationId, ["ts"] = message.Ts };
        await calls.CallAsync(Bot("chat.delete") with { Json = body, DoneAlready = ["message_not_found"] }, cancellation);
    }

    /// <summary>Shows a message to one person (chat.postEphemeral). It is not tried again when its outcome is not known: nobody can look it up.</summary>
    /// <param name="post">The message; its key is not used.</param>
    /// <param name="userId">The person.</param>
    /// <param name="cancellation">Stops the waiting.</param>
    public async Task PostEphemeralAsync(SlackPost post, string userId, CancellationToken cancellation)
    {
        var body = Message(post);
        body["user"] = userId;
        await calls.CallAsync(Bot("chat.postEphemeral") with { Json = body, PacedConversationId = post.ConversationId, Repeat = SlackRepeat.Never }, cancellation);
    }

    /// <summary>Opens a modal (views.open), within three seconds of the interaction.</summary>
    /// <returns>Its id (V…).</returns>
    public async Task<string> OpenViewAsync(string triggerId, ModalView view, CancellationToken cancellation)
    {
        var body = new JsonObject { ["trigger_id"] = triggerId, ["view"] = SlackJson.Of(view) };
        var json = await calls.CallAsync(Bot("views.open") with { Json = body, Repeat = SlackRepeat.Never }, cancellation);
        return json.Get("view").Text("id") ?? "";
    }

    /// <summary>Changes a modal (views.update).</summary>
    public async Task UpdateViewAsync(string viewId, ModalView view, CancellationToken cancellation) =>
        await calls.CallAsync(Bot("views.update") with { Json = new JsonObject { ["view_id"] = viewId, ["view"] = SlackJson.Of(view) } }, cancellation);

    /// <summary>Uploads a file (files.getUploadURLExternal, the upload, files.completeUploadExternal). Without a conversation it returns when an image block can show it.</summary>
    /// <returns>Its id (F…).</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public Task<string> UploadFileAsync(SlackUpload upload, CancellationToken cancellation) => files.UploadAsync(upload, cancellation);

    /// <summary>Says what a file is (files.info).</summary>
    public async Task<SlackFile> FileInfoAsync(string fileId, CancellationToken cancellation) =>
        SlackEnvelopeReader.ReadFile(await files.InfoAsync(fileId, cancellation)) ?? throw new SlackApiException("files.info", "file_not_found");

    /// <summary>Fetches a file that was dropped. Only from Slack's file hosts, bounded, and never by a redirect (<see cref="FileUrl"/>).</summary>
    /// <param name="file">The file; where it carries no address, Slack is asked for it.</param>
    /// <param name="path">The file on this machine; it is there afterwards only when all of it came.</param>
    /// <param name="cancellation">Stops the fetching.</param>
    /// <exception cref="SlackFileException">It is not fetched; the message is a sentence for the person.</exception>
    /// <exception cref="IOException">It cannot be stored.</exception>
    public async Task DownloadFileAsync(SlackFile file, string path, CancellationToken cancellation) =>
        await files.DownloadAsync(file.UrlPrivate is null ? await FileInfoAsync(file.Id, cancellation) : file, path, cancellation);

    /// <summary>Says who a person is (users.info).</summary>
    public async Task<SlackUser> UserInfoAsync(string userId, CancellationToken cancellation)
    {
        var json = await calls.CallAsync(Bot("users.info") with { Form = Form(("user", userId)) }, cancellation);
        var user = json.Get("user") ?? throw new SlackApiException("users.info", "user_not_found");
        var profile = user.Get("profile");
        var name = new[] { profile.Text("display_name"), profile.Text("real_name"), user.Text("real_name"), user.Text("name") }.FirstOrDefault(n => !string.IsNullOrWhiteSpace(n));
        return new SlackUser(user.Text("id") ?? userId, user.Text("team_id") ?? "", name ?? "", user.Flag("is_bot"),
            user.Flag("is_restricted") || user.Flag("is_ultra_restricted") || user.Flag("is_stranger"), user.Flag("deleted"));
    }

    /// <summary>Says what a conversation is (conversations.info).</summary>
    public async Task<SlackConversation> ConversationInfoAsync(string conversationId, CancellationToken cancellation)
    {
        var json = await calls.CallAsync(Bot("conversations.info") with { Form = Form(("channel", conversationId)) }, cancellation);
        var conversation = json.Get("channel") ?? throw new SlackApiException("conversations.info", "channel_not_found");
        return new SlackConversation(conversation.Text("id") ?? conversationId, conversation.Text("name") ?? "", conversation.Flag("is_private") || conversation.Flag("is_im") || conversation.Flag("is_mpim"),
            conversation.Flag("is_im"), conversation.Flag("is_ext_shared") || conversation.Flag("is_shared") || conversation.Flag("is_org_shared"), conversation.Flag("is_archived"), conversation.Flag("is_member") || conversation.Flag("is_im"));
    }

    /// <summary>Reads a thread from its first message on (conversations.replies), at most 10,000 messages.</summary>
    public async Task<IReadOnlyList<SlackThreadMessage>> RepliesAsync(string conversationId, string threadTs, CancellationToken cancellation)
    {
        var messages = new List<SlackThreadMessage>();
        var cursor = "";
        for (var page = 0; page < MostPages; page++)
        {
            var form = Form(("channel", conversationId), ("ts", threadTs), ("limit", Invariant(PageSize)), ("include_all_metadata", "true"), ("cursor", cursor));
            var json = await calls.CallAsync(Bot("conversations.replies") with { Form = form }, cancellation);
            messages.AddRange(json.Get("messages").Items().Select(ReadMessage).OfType<SlackThreadMessage>());
            cursor = json.Get("response_metadata").Text("next_cursor") ?? "";
            if (cursor.Length == 0)
                break;
        }
        return messages;
    }

    /// <summary>Puts an emoji on a message (reactions.add); no error when it is there already.</summary>
    /// <param name="message">The message.</param>
    /// <param name="name">The emoji without colons: eyes.</param>
    /// <param name="cancellation">Stops the waiting.</param>
    public async Task AddReactionAsync(SlackPosted message, string name, CancellationToken cancellation)
    {
        try
        {
            await calls.CallAsync(Bot("reactions.add") with { Json = new JsonObject { ["channel"] = message.ConversationId, ["timestamp"] = message.Ts, ["name"] = name } }, cancellation);
        }
        catch (SlackApiException e) when (e.Error == "already_reacted")
        {
            return;
        }
    }

    /// <summary>Asks for the address of a Socket Mode connection (apps.connections.open): good once, for half a minute.</summary>
    /// <exception cref="SlackApiException">Refused; or there is no app-level token (not_authed).</exception>
    public async Task<Uri> OpenConnectionAsync(CancellationToken cancellation)
    {
        var token = tokens.AppToken ?? throw new SlackApiException("apps.connections.open", "not_authed", $"{SlackTokens.AppTokenVariable} is not set");
        var json = await calls.CallAsync(new SlackCall("apps.connections.open", token), cancellation);
        return Uri.TryCreate(json.Text("url"), UriKind.Absolute, out var address) && address.Scheme is "wss" or "ws"
            ? address
            : throw new SlackApiException("apps.connections.open", SlackApiException.Unreachable, "no address in the answer");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        http.Dispose();
        files.Dispose();
    }

    private SlackCall Bot(string method) => new(method, tokens.BotToken);

    private async Task<IReadOnlyList<SlackPosted>> FindPostsAsync(string conversationId, string? threadTs, string key, CancellationToken cancellation)
    {
        IEnumerable<SlackThreadMessage> messages;
        if (threadTs is not null)
        {
            messages = await RepliesAsync(conversationId, threadTs, cancellation);
        }
        else
        {
            var form = Form(("channel", conversationId), ("limit", Invariant(PageSize)), ("include_all_metadata", "true"));
            var json = await calls.CallAsync(Bot("conversations.history") with { Form = form }, cancellation);
            messages = json.Get("messages").Items().Select(ReadMessage).OfType<SlackThreadMessage>();
        }
        return [.. messages.Where(m => m.Key == key && m.BotId is not null).OrderBy(m => m.Ts, StringComparer.Ordinal).Select(m => new SlackPosted(conversationId, m.Ts))];
    }

    /// <summary>A message that arrived only after it had been looked up is there twice: the later one goes.</summary>
    private async Task<SlackPosted?> RemoveDoublesAsync(SlackPost post, string key, CancellationToken cancellation)
    {
        var found = await FindPostsAsync(post.ConversationId, post.ThreadTs, key, cancellation);
        foreach (var again in found.Skip(1))
            await DeleteMessageAsync(again, cancellation);
        return found.Count > 0 ? found[0] : null;
    }

    private static SlackThreadMessage? ReadMessage(JsonElement message)
    {
        if (message.Text("ts") is not { } ts)
            return null;
        var metadata = message.Get("metadata");
        var key = metadata.Text("event_type") == KeyEvent ? metadata.Get("event_payload").Text("key") : null;
        return new SlackThreadMessage(ts, message.Text("user") ?? "", message.Text("bot_id"), message.Text("text") ?? "", key,
            [.. message.Get("files").Items().Select(f => f.Text("title")).OfType<string>()]);
    }

    private static JsonObject Message(SlackPost post)
    {
        var body = new JsonObject
        {
            ["channel"] = post.ConversationId,
            ["text"] = Checked(post.Text),
            ["unfurl_links"] = false,
            ["unfurl_media"] = false,
        };
        if (post.Blocks is { } blocks)
            body["blocks"] = SlackJson.Of(BlockLimits.Few(blocks, BlockLimits.MessageBlocks, "a message"));
        if (post.Blocks?.Count(b => b is TableBlock) > 1)
            throw new ArgumentException("a message has more than one table");
        if (post.ThreadTs is { } thread)
            body["thread_ts"] = thread;
        if (post is { IsBroadcast: true, ThreadTs: not null })
            body["reply_broadcast"] = true;
        return body;
    }

    private static string Checked(string text) => BlockLimits.Text(text, SlackText.MostInMessage, "a message's text");

    private static SlackPosted Posted(JsonElement json, string conversationId) => new(json.Text("channel") ?? conversationId, json.Text("ts") ?? "");

    private static JsonElement AsJson(SlackPosted posted)
    {
        using var document = JsonDocument.Parse(new JsonObject { ["ok"] = true, ["channel"] = posted.ConversationId, ["ts"] = posted.Ts }.ToJsonString());
        return document.RootElement.Clone();
    }

    private static string Invariant(int number) => number.ToString(CultureInfo.InvariantCulture);

    internal static Dictionary<string, string> Form(params (string Name, string Value)[] fields) =>
        fields.Where(f => f.Value.Length > 0).ToDictionary(f => f.Name, f => f.Value, StringComparer.Ordinal);
}
