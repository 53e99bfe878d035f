using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AmpelBot.Testing.Brokers;

/// <summary>An OAuth 2 token endpoint for client credentials (RFC 6749, section 4.4) on a loopback port.</summary>
public sealed class TokenEndpoint : IAsyncDisposable
{
    private readonly WebApplication server;
    private int given;

    private TokenEndpoint(WebApplication server) => this.server = server;

    public const string ClientId = "a-client";
    public const string ClientSecret = "sesame+/= open";

    public Uri Address => new(server.Urls.Single() + "/oauth2/token");

    /// <summary>What it answers instead of a token; null for tokens.</summary>
    public Func<HttpContext, Task>? Instead { get; set; }

    /// <summary>Tokens that were given, secrets.</summary>
    public ConcurrentQueue<string> Given { get; } = [];

    public static async Task<TokenEndpoint> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = builder.Build();
        var endpoint = new TokenEndpoint(server);
        server.MapPost("/oauth2/token", endpoint.AnswerAsync);
        await server.StartAsync();
        return endpoint;
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        if (Instead is { } instead)
        {
            await instead(context);
            return;
        }
        var form = await context.Request.ReadFormAsync();
        var expected = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Uri.EscapeDataString(ClientId)}:{Uri.EscapeDataString(ClientSecret)}"));
        if (form["grant_type"] != "client_credentials" || context.Request.Headers.Authorization != expected)
        {
            context.Response.StatusCode = 401;
            await context.Response.WriteAsync("""{"error":"invalid_client"}""");
            return;
        }
        var token = FormattableString.Invariant($"secret-token-{Interlocked.Increment(ref given)}");
        Given.Enqueue(token);
        await context.Response.WriteAsJsonAsync(new Dictionary<string, object> { ["access_token"] = token, ["expires_in"] = 3600, ["token_type"] = "Bearer" });
    }
}
