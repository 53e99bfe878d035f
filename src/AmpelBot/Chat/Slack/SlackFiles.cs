using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AmpelBot.Chat.Slack;

/// <summary>Files to and from Slack (docs.slack.dev/messaging/working-with-files).</summary>
internal sealed class SlackFiles : IDisposable
{
    private static readonly TimeSpan ImagePoll = TimeSpan.FromMilliseconds(500);
    private const int MostImagePolls = 20;
    private readonly SlackCalls calls;
    private readonly SlackTokens tokens;
    private readonly SlackWebApiSettings settings;
    private readonly TimeProvider time;
    private readonly HttpClient http;

    public SlackFiles(SlackCalls calls, SlackTokens tokens, SlackWebApiSettings settings, TimeProvider time)
    {
        this.calls = calls;
        this.tokens = tokens;
        this.settings = settings;
        this.time = time;
        http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
            UseProxy = false,
            ConnectCallback = settings.Files.Addresses.ConnectAsync,
        })
        { Timeout = Timeout.InfiniteTimeSpan };
        http.DefaultRequestHeaders.UserAgent.ParseAdd("AmpelBot");
    }

    public async Task<string> UploadAsync(SlackUpload upload, CancellationToken cancellation)
    {
        var length = new FileInfo(upload.Path).Length;
        var form = SlackWebApi.Form(("filename", Path.GetFileName(upload.Path)), ("length", length.ToString(CultureInfo.InvariantCulture)), ("alt_txt", upload.AltText ?? ""));
        var place = await calls.CallAsync(Bot("files.getUploadURLExternal") with { Form = form }, cancellation);
        var fileId = place.Text("file_id") ?? "";
        var address = FileUrl.Check(place.Text("upload_url"), settings.Files);
        if (!address.Success || fileId.Length == 0)
            throw new SlackApiException("files.getUploadURLExternal", SlackApiException.Unreachable, address.Error ?? "no file_id");
        await SendAsync(address.Value, upload.Path, cancellation);

        var body = new JsonObject { ["files"] = new JsonArray(new JsonObject { ["id"] = fileId, ["title"] = upload.Title }) };
        if (upload.ConversationId is { } conversation)
        {
            body["channel_id"] = conversation;
            if (upload.ThreadTs is { } thread)
                body["thread_ts"] = thread;
            if (upload.Comment is { } comment)
                body["initial_comment"] = comment;
        }
        await calls.CallAsync(Bot("files.completeUploadExternal") with
        {
            Json = body,
            PacedConversationId = upload.ConversationId,
            Repeat = upload.ConversationId is null ? SlackRepeat.Safe : SlackRepeat.AfterLookUp,
            LookUpAsync = upload.ConversationId is null ? null : stop => SharedAsync(fileId, upload.ConversationId, stop),
        }, cancellation);
        if (upload.ConversationId is null)
            await UntilUsableAsync(fileId, cancellation);
        return fileId;
    }

    public async Task<JsonElement> InfoAsync(string fileId, CancellationToken cancellation)
    {
        var json = await calls.CallAsync(Bot("files.info") with { Form = SlackWebApi.Form(("file", fileId)) }, cancellation);
        return json.Get("file") ?? throw new SlackApiException("files.info", "file_not_found");
    }

    public async Task DownloadAsync(SlackFile file, string path, CancellationToken cancellation)
    {
        if (file.SizeBytes > settings.Files.MostBytes)
            throw TooLarge();
        var address = FileUrl.Check(file.UrlPrivate, settings.Files);
        if (!address.Success)
            throw new SlackFileException(address.Error);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(settings.FileTimeout);
        using var request = new HttpRequestMessage(HttpMethod.Get, address.Value);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", tokens.BotToken);
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            // Without the right to a file Slack answers with its page for signing in, or the way there.
            if (response.StatusCode != HttpStatusCode.OK || response.Content.Headers.ContentType?.MediaType == "text/html")
                throw new SlackFileException($"Slack did not give me that file (it answered {(int)response.StatusCode}{(response.StatusCode == HttpStatusCode.OK ? " with a page" : "")}). Is the file still there, and has the app the scope files:read?");
            if (response.Content.Headers.ContentLength > settings.Files.MostBytes)
                throw TooLarge();
            await KeepAsync(response.Content, path, limit.Token);
        }
        catch (Exception e) when (e is HttpRequestException or SocketException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            throw new SlackFileException("Slack did not send me that file to its end. Drop it once more, or give me its https address in the message.", e);
        }
    }

    public void Dispose() => http.Dispose();

    private SlackCall Bot(string method) => new(method, tokens.BotToken);

    private async Task SendAsync(Uri address, string path, CancellationToken cancellation)
    {
        for (var tries = 1; ; tries++)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            limit.CancelAfter(settings.FileTimeout);
            var detail = "";
            try
            {
                using var from = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
                using var content = new StreamContent(from);
                content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
                using var response = await http.PostAsync(address, content, limit.Token);
                if (response.StatusCode == HttpStatusCode.OK)
                    return;
                detail = $"HTTP {(int)response.StatusCode}";
                if ((int)response.StatusCode is >= 300 and < 500 and not 429)
                    throw new SlackApiException("the upload of a file", "upload_refused", detail);
            }
            catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
            {
                detail = e is HttpRequestException { HttpRequestError: var error } ? $"{error}" : "no answer in time";
            }
            if (tries >= settings.MostTries)
                throw new SlackApiException("the upload of a file", SlackApiException.Unreachable, detail);
            await Task.Delay(calls.Jitter(tries), time, cancellation);
        }
    }

    /// <summary>The file's description when it is shared in the conversation, else null.</summary>
    private async Task<JsonElement?> SharedAsync(string fileId, string conversationId, CancellationToken cancellation)
    {
        var file = await InfoAsync(fileId, cancellation);
        var shares = file.Get("shares");
        var isShared = shares.Get("public").Get(conversationId) is not null || shares.Get("private").Get(conversationId) is not null
            || new[] { "channels", "groups", "ims" }.Any(k => file.Get(k).Items().Any(c => c.AsText() == conversationId));
        return isShared ? file : null;
    }

    /// <summary>Slack looks at a file before an image block may show it; until then it has no type.</summary>
    private async Task UntilUsableAsync(string fileId, CancellationToken cancellation)
    {
        for (var polls = 0; polls < MostImagePolls; polls++)
        {
            if (!string.IsNullOrEmpty((await InfoAsync(fileId, cancellation)).Text("mimetype")))
                return;
            await Task.Delay(ImagePoll, time, cancellation);
        }
    }

    private async Task KeepAsync(HttpContent content, string path, CancellationToken cancellation)
    {
        var partial = path + ".part";
        try
        {
            using (var to = new FileStream(partial, FileMode.Create, FileAccess.Write))
            {
                using var from = await content.ReadAsStreamAsync(cancellation);
                var buffer = new byte[1 << 16];
                long total = 0;
                for (int n; (n = await ReadAsync(from, buffer, cancellation)) > 0;)
                {
                    if ((total += n) > settings.Files.MostBytes)
                        throw TooLarge();
                    await to.WriteAsync(buffer.AsMemory(0, n), cancellation);
                }
            }
            File.Move(partial, path, overwrite: true);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    private static async ValueTask<int> ReadAsync(Stream from, byte[] buffer, CancellationToken cancellation)
    {
        try
        {
            return await from.ReadAsync(buffer, cancellation);
        }
        catch (IOException e)
        {
            throw new HttpRequestException("the connection broke", e);
        }
    }

    private SlackFileException TooLarge() =>
        new(FormattableString.Invariant($"That file is larger than {settings.Files.MostBytes / 1_000_000.0:0.#} MB, the most that I fetch. Is it a sky map? The multi-order form of one is small."));
}

/// <summary>A dropped file is not fetched. The message is a sentence for the person.</summary>
/// <param name="message">What happened and what to do.</param>
/// <param name="inner">What was thrown below; null for nothing.</param>
public sealed class SlackFileException(string message, Exception? inner = null) : Exception(message, inner);
