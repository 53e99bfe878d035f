using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using AmpelBot.Chat.Slack;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AmpelBot.Testing.Slack;

/// <summary>A Slack in this process, on a loopback port with real sockets. It judges: tokens, scopes, forms, lengths, blocks and rates are checked as Slack does.</summary>
public sealed class FakeSlack : IAsyncDisposable
{
    public const string BotToken = "xoxb-fake-bot-token";
    public const string AppToken = "xapp-fake-app-token";
    public const string SigningSecret = "0123456789abcdef0123456789abcdef";

    private static readonly TimeSpan InFlight = TimeSpan.FromMilliseconds(200);
    private readonly WebApplication server;
    private readonly FakeSlackMethods methods;
    private readonly Lock gate = new();
    private readonly Dictionary<string, DateTimeOffset> nextPost = [];
    private readonly Dictionary<string, Queue<DateTimeOffset>> recent = [];
    private readonly Dictionary<string, (DateTimeOffset From, DateTimeOffset Until)> held = [];
    private readonly ConcurrentQueue<(string Method, string Answer)> calls = new();
    private readonly ConcurrentQueue<(string ConversationId, string UserId, string Text)> responses = new();
    private readonly ConcurrentBag<Task> late = [];

    private FakeSlack(FakeSlackOptions options, WebApplication server)
    {
        Options = options;
        this.server = server;
        Workspace = new FakeWorkspace(options.Time);
        methods = new FakeSlackMethods(this, Workspace);
        Sockets = new FakeSocketMode(this);
        People = new FakePeople(this, methods);
    }

    public FakeSlackOptions Options { get; }

    public FakeWorkspace Workspace { get; }

    public FakeFaults Faults { get; } = new();

    public FakeSocketMode Sockets { get; }

    /// <summary>What people do: write, click, drop files.</summary>
    public FakePeople People { get; }

    /// <summary>http://127.0.0.1:port/.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>Settings that lead a client here, without long waits.</summary>
    public SlackWebApiSettings Settings => new()
    {
        Address = new Uri(Address, "api/"),
        Backoff = TimeSpan.FromMilliseconds(10),
        BeforeLookUp = TimeSpan.FromMilliseconds(10),
        MessageInterval = Options.MessageInterval,
        Files = new FileUrlPolicy { TestHost = Address.Authority, Addresses = new(AllowHttp: true, AllowPrivate: true) },
    };

    public static SlackTokens Tokens { get; } = new(BotToken, AppToken, SigningSecret);

    public static SlackIdentity Bot { get; } = new(FakeWorkspace.TeamId, "Ampel", FakeWorkspace.BotUserId, FakeWorkspace.BotId);

    /// <summary>Every call and its answer (ok, or the error), in order.</summary>
    public IReadOnlyList<(string Method, string Answer)> Calls => [.. calls];

    public int CallsOf(string method) => calls.Count(c => c.Method == method);

    /// <summary>Calls that came although a 429 had asked to wait.</summary>
    public int RateLimitsIgnored { get; private set; }

    public static async Task<FakeSlack> StartAsync(FakeSlackOptions? options = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(k => k.AddServerHeader = false);
        var server = builder.Build();
        var slack = new FakeSlack(options ?? new FakeSlackOptions(), server);
        server.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.FromSeconds(2), KeepAliveTimeout = TimeSpan.FromSeconds(20) });
        server.Map("/api/{method}", slack.CallAsync);
        server.MapGet("/link/", (RequestDelegate)(context => slack.Sockets.ServeAsync(context)));
        server.MapPost("/upload/v1/{id}", slack.UploadAsync);
        server.MapPost("/commands/{conversation}/{user}", slack.RespondAsync);
        server.MapGet("/files-pri/{id}/{name}", slack.DownloadAsync);
        await server.StartAsync();
        slack.Address = new Uri(server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        slack.Workspace.AddUser("U0ALICE", "alice");
        slack.Workspace.AddUser("U0BOB", "bob");
        slack.Workspace.AddConversation("C0GW", "gw-followup");
        slack.Workspace.AddConversation("D0ALICE", "alice");
        return slack;
    }

    public async ValueTask DisposeAsync()
    {
        Sockets.CutAll();
        await Task.WhenAll(late);
        await server.StopAsync(new CancellationToken(canceled: true));
        await server.DisposeAsync();
    }

    /// <summary>What the bot told the person alone at the address that came with a slash command.</summary>
    public IReadOnlyList<(string ConversationId, string UserId, string Text)> Responses => [.. responses];

    private async Task RespondAsync(HttpContext context)
    {
        using var body = await JsonDocument.ParseAsync(context.Request.Body);
        responses.Enqueue(((string)context.GetRouteValue("conversation")!, (string)context.GetRouteValue("user")!, body.RootElement.GetProperty("text").GetString()!));
    }

    private async Task CallAsync(HttpContext context)
    {
        var method = (string)context.GetRouteValue("method")!;
        var fault = Faults.Take(method);
        switch (fault)
        {
            case FakeFault.Status500 or FakeFault.Status503:
                Note(method, fault.ToString()!);
                context.Response.StatusCode = fault == FakeFault.Status500 ? 500 : 503;
                return;
            case FakeFault.Html:
                Note(method, "html");
                context.Response.ContentType = "text/html";
                await context.Response.WriteAsync("<!DOCTYPE html><html><title>Slack is having trouble</title></html>");
                return;
            case FakeFault.Cut:
                Note(method, "cut");
                context.Abort();
                return;
            case FakeFault.RateLimited:
                Note(method, "ratelimited");
                await LimitAsync(context, method, "*", Faults.RetryAfterSeconds);
                return;
            case FakeFault.InternalError:
                Note(method, "internal_error");
                await AnswerAsync(context, FakeSlackMethods.Error("internal_error"));
                return;
        }

        var arguments = await ArgumentsAsync(context.Request, method);
        if (Limit(method, arguments) is { } wait)
        {
            Note(method, "ratelimited");
            await LimitAsync(context, method, FakeSlackMethods.IsPost(method) ? (string?)arguments["channel"] ?? "*" : "*", wait);
            return;
        }
        if (fault == FakeFault.CutThenDoneLate)
        {
            late.Add(LaterAsync(method, arguments));
            context.Abort();
            return;
        }
        var answer = Refusal(context.Request, method, arguments) ?? methods.Do(method, arguments);
        Note(method, (string?)answer["error"] ?? "ok");
        if (fault == FakeFault.AnswerLost)
        {
            context.Abort();
            return;
        }
        if (fault == FakeFault.DoneThen500)
        {
            context.Response.StatusCode = 500;
            return;
        }
        if (fault == FakeFault.Late)
            await Task.Delay(Faults.Delay);
        await AnswerAsync(context, answer);
    }

    private async Task LaterAsync(string method, JsonObject arguments)
    {
        await Task.Delay(Faults.Delay);
        var answer = methods.Do(method, arguments);
        Note(method, (string?)answer["error"] ?? "ok, late");
    }

    private void Note(string method, string answer) => calls.Enqueue((method, answer));

    private JsonObject? Refusal(HttpRequest request, string method, JsonObject arguments)
    {
        if (!FakeSlackMethods.CallsAMinute.ContainsKey(method))
            return FakeSlackMethods.Error("unknown_method");
        var token = request.Headers.Authorization.ToString() is ['B', 'e', 'a', 'r', 'e', 'r', ' ', .. var bearer] ? bearer : (string?)arguments["token"];
        if (string.IsNullOrEmpty(token))
            return FakeSlackMethods.Error("not_authed");
        if (token is not (BotToken or AppToken))
            return FakeSlackMethods.Error("invalid_auth");
        if (token == AppToken != (method == "apps.connections.open"))
            return FakeSlackMethods.Error("not_allowed_token_type");
        if (FakeSlackMethods.Scope(method, arguments) is { } scope && !Options.Scopes.Contains(scope))
        {
            var refusal = FakeSlackMethods.Error("missing_scope");
            refusal["needed"] = scope;
            refusal["provided"] = string.Join(",", Options.Scopes.Order());
            return refusal;
        }
        return null;
    }

    /// <summary>The arguments of a form or of JSON. A form's blocks, files, metadata and view are JSON in text.</summary>
    private static async Task<JsonObject> ArgumentsAsync(HttpRequest request, string method)
    {
        var arguments = new JsonObject();
        if (request.HasFormContentType)
        {
            foreach (var (name, value) in await request.ReadFormAsync())
                arguments[name] = name is "blocks" or "files" or "metadata" or "view" ? Parse(value.ToString()) : value.ToString();
        }
        else if (request.ContentType?.StartsWith("application/json", StringComparison.Ordinal) == true && !FakeSlackMethods.FormOnly.Contains(method))
        {
            using var reader = new StreamReader(request.Body);
            if (Parse(await reader.ReadToEndAsync()) is JsonObject json)
                arguments = json;
        }
        return arguments;
    }

    private static JsonNode? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return text;
        }
    }

    /// <summary>Seconds to wait when a limit is passed; null when not.</summary>
    private int? Limit(string method, JsonObject arguments)
    {
        var now = Options.Time.GetUtcNow();
        lock (gate)
        {
            var conversation = (string?)arguments["channel"] ?? "*";
            foreach (var place in new[] { "*", conversation })
                if (held.TryGetValue($"{method} {place}", out var hold) && now > hold.From + InFlight && now < hold.Until - TimeSpan.FromMilliseconds(20))
                    RateLimitsIgnored++;
            if (FakeSlackMethods.IsPost(method))
            {
                // A tenth of the interval is forgiven: the way here is not equally long each time.
                if (nextPost.TryGetValue(conversation, out var next) && now < next - Options.MessageInterval / 10)
                    return (int)Math.Ceiling((next - now).TotalSeconds);
                nextPost[conversation] = now + Options.MessageInterval;
            }
            if (FakeSlackMethods.CallsAMinute.TryGetValue(method, out var most))
            {
                if (!recent.TryGetValue(method, out var times))
                    recent[method] = times = new();
                while (times.TryPeek(out var oldest) && now - oldest > TimeSpan.FromMinutes(1))
                    times.Dequeue();
                if (times.Count >= (long)most * Options.TierFactor)
                    return (int)Math.Ceiling((times.Peek() + TimeSpan.FromMinutes(1) - now).TotalSeconds);
                times.Enqueue(now);
            }
            return null;
        }
    }

    private async Task LimitAsync(HttpContext context, string method, string place, int seconds)
    {
        var now = Options.Time.GetUtcNow();
        lock (gate)
            held[$"{method} {place}"] = (now, now + TimeSpan.FromSeconds(seconds));
        context.Response.StatusCode = 429;
        context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        await AnswerAsync(context, FakeSlackMethods.Error("ratelimited"));
    }

    private async Task AnswerAsync(HttpContext context, JsonObject answer)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.Headers["X-OAuth-Scopes"] = string.Join(",", Options.Scopes.Order());
        await context.Response.WriteAsync(answer.ToJsonString());
    }

    private async Task UploadAsync(HttpContext context)
    {
        var fault = Faults.Take("upload");
        if (fault is not null)
        {
            context.Response.StatusCode = fault == FakeFault.Status503 ? 503 : 500;
            return;
        }
        if (Workspace.File((string)context.GetRouteValue("id")!) is not { IsComplete: false } file)
        {
            context.Response.StatusCode = 404;
            return;
        }
        using var bytes = new MemoryStream();
        if (context.Request.HasFormContentType)
        {
            var form = await context.Request.ReadFormAsync();
            if (form.Files.Count == 1)
                await form.Files[0].CopyToAsync(bytes);
        }
        else
        {
            await context.Request.Body.CopyToAsync(bytes);
        }
        file.Bytes = bytes.ToArray();
        await context.Response.WriteAsync($"OK - {file.Bytes.Length}");
    }

    private async Task DownloadAsync(HttpContext context)
    {
        var file = Workspace.File(((string)context.GetRouteValue("id")!).Split('-')[^1]);
        if (file is null)
        {
            context.Response.StatusCode = 404;
        }
        else if (context.Request.Headers.Authorization != $"Bearer {BotToken}" || !Options.Scopes.Contains("files:read"))
        {
            context.Response.ContentType = "text/html";
            await context.Response.WriteAsync("<!DOCTYPE html><title>Sign in</title>");
        }
        else if (file.Answer is { } answer)
        {
            await answer(context);
        }
        else
        {
            context.Response.ContentType = FakeSlackMethods.MimeType(file.Name);
            await context.Response.Body.WriteAsync(file.Bytes);
        }
    }
}
