using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace AmpelBot.Listeners;

/// <summary>An access token of GCN and how long it is good.</summary>
/// <param name="Value">The token, a secret.</param>
/// <param name="ExpiresUtc">When it is no longer good, UTC.</param>
internal sealed record GcnToken(string Value, DateTimeOffset ExpiresUtc)
{
    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"a token until {ExpiresUtc:u}");
}

/// <summary>Asks a token endpoint for access tokens with client credentials (RFC 6749, section 4.4).</summary>
/// <param name="http">Speaks to the endpoint.</param>
/// <param name="endpoint">The token endpoint.</param>
/// <param name="credentials">Who we are.</param>
/// <param name="time">The clock.</param>
internal sealed class GcnTokens(HttpClient http, Uri endpoint, GcnCredentials credentials, TimeProvider time)
{
    private const int MostBytes = 1 << 16;
    private const int MostCharacters = 20_000;
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(30);

    /// <summary>An HTTP client for a token endpoint: it follows nothing and keeps nothing.</summary>
    internal static HttpClient NewClient() => new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(15), PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
    {
        MaxResponseContentBufferSize = MostBytes,
        Timeout = AnswerLimit,
    };

    /// <summary>Asks for a token.</summary>
    /// <exception cref="HttpRequestException">There is none; the message is a sentence without secrets.</exception>
    internal async Task<GcnToken> FetchAsync(CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = new FormUrlEncodedContent([new("grant_type", "client_credentials")]) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Uri.EscapeDataString(credentials.ClientId)}:{Uri.EscapeDataString(credentials.ClientSecret)}")));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        try
        {
            using var response = await http.SendAsync(request, cancellation);
            if (!response.IsSuccessStatusCode)
                throw new HttpRequestException((int)response.StatusCode is 400 or 401 or 403
                    ? $"{endpoint.Host} refuses the client credentials ({(int)response.StatusCode}): check {GcnCredentials.IdVariable} and {GcnCredentials.SecretVariable}; new ones are made at https://gcn.nasa.gov/quickstart."
                    : $"{endpoint.Host} gave no token ({(int)response.StatusCode}).");
            return Read(await response.Content.ReadAsByteArrayAsync(cancellation));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new HttpRequestException($"{endpoint.Host} did not answer within {AnswerLimit.TotalSeconds:0} s when it was asked for a token.");
        }
        catch (HttpRequestException e) when (e.InnerException is not null || e.HttpRequestError != HttpRequestError.Unknown)
        {
            throw new HttpRequestException($"{endpoint.Host} cannot be asked for a token: {e.Message}");
        }
    }

    private GcnToken Read(byte[] answer)
    {
        try
        {
            using var json = JsonDocument.Parse(answer, new JsonDocumentOptions { MaxDepth = 8 });
            if (json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty("access_token", out var token) && token.ValueKind == JsonValueKind.String && token.GetString() is { Length: > 0 and <= MostCharacters } value
                && value.All(c => c is > ' ' and <= '~')
                && json.RootElement.TryGetProperty("expires_in", out var seconds) && seconds.ValueKind == JsonValueKind.Number && seconds.TryGetInt32(out var lifetime) && lifetime is > 0 and < 1_000_000)
                return new GcnToken(value, time.GetUtcNow() + TimeSpan.FromSeconds(lifetime));
        }
        catch (JsonException)
        {
            // It is said below.
        }
        throw new HttpRequestException($"{endpoint.Host} answered something else than a token.");
    }
}

/// <summary>Client credentials of GCN. The secret is never shown.</summary>
/// <param name="ClientId">The client's id.</param>
/// <param name="ClientSecret">Its secret.</param>
public sealed record GcnCredentials(string ClientId, string ClientSecret)
{
    /// <summary>Name of the variable with the id.</summary>
    public const string IdVariable = "AMPELBOT_GCN_CLIENT_ID";

    /// <summary>Name of the variable with the secret.</summary>
    public const string SecretVariable = "AMPELBOT_GCN_CLIENT_SECRET";

    /// <inheritdoc/>
    public override string ToString() => "client credentials of GCN";
}
