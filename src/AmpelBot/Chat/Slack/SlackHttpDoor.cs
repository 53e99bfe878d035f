using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;

namespace AmpelBot.Chat.Slack;

/// <summary>The way in over HTTP: Events API, slash commands and interactivity (docs.slack.dev/apis/events-api/using-http-request-urls).</summary>
/// <param name="signingSecret">The app's signing secret.</param>
/// <param name="reader">Reads payloads.</param>
/// <param name="inbox">Takes envelopes over; each once.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where refusals are said.</param>
public sealed class SlackHttpDoor(string signingSecret, SlackEnvelopeReader reader, OnceInbox inbox, TimeProvider time, ILogger logger)
{
    /// <summary>Most bytes of a request's body.</summary>
    public const int MostBytes = 1 << 20;

    private static readonly TimeSpan AcceptTimeout = TimeSpan.FromSeconds(2.5);

    /// <summary>Adds POST /slack/events, /slack/commands and /slack/interactivity.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/slack/events", (RequestDelegate)(context => AnswerAsync(context, EventAsync)));
        routes.MapPost("/slack/commands", (RequestDelegate)(context => AnswerAsync(context, CommandAsync)));
        routes.MapPost("/slack/interactivity", (RequestDelegate)(context => AnswerAsync(context, InteractionAsync)));
    }

    private async Task AnswerAsync(HttpContext context, Func<HttpContext, byte[], Task> answerAsync)
    {
        var headers = context.Request.Headers;
        if (await ReadAsync(context.Request, context.RequestAborted) is not { } body)
        {
            Refuse(context, StatusCodes.Status413PayloadTooLarge, "too large");
            return;
        }
        if (SlackSignature.Refuse(signingSecret, One(headers["X-Slack-Request-Timestamp"]), One(headers["X-Slack-Signature"]), body, time.GetUtcNow()) is { } reason)
        {
            Refuse(context, StatusCodes.Status401Unauthorized, reason);
            return;
        }
        if (One(headers["X-Slack-Retry-Num"]) is not null)
            SlackMeter.Retried.Add(1, new KeyValuePair<string, object?>("reason", RetryReason(One(headers["X-Slack-Retry-Reason"]))));
        await answerAsync(context, body);
    }

    private async Task EventAsync(HttpContext context, byte[] body)
    {
        if (JsonReading.Parse(body) is not { } payload)
        {
            Refuse(context, StatusCodes.Status400BadRequest, "no JSON");
            return;
        }
        if (payload.Text("type") == "url_verification")
        {
            context.Response.ContentType = "text/plain; charset=utf-8";
            await context.Response.WriteAsync(SlackText.Shorten(payload.Text("challenge") ?? "", 1000), context.RequestAborted);
            return;
        }
        await AcceptAsync(context, reader.ReadEvent(payload));
    }

    private async Task CommandAsync(HttpContext context, byte[] body)
    {
        var form = Form(body);
        if (Field(form, "ssl_check") == "1")
            return;
        await AcceptAsync(context, reader.ReadCommand(name => Field(form, name)));
    }

    private async Task InteractionAsync(HttpContext context, byte[] body)
    {
        if (Field(Form(body), "payload") is not { } text || JsonReading.Parse(Encoding.UTF8.GetBytes(text)) is not { } payload)
        {
            Refuse(context, StatusCodes.Status400BadRequest, "no payload");
            return;
        }
        await AcceptAsync(context, reader.ReadInteraction(payload));
    }

    private async Task AcceptAsync(HttpContext context, SlackReading reading)
    {
        if (reading.Envelope is not { } envelope)
        {
            SlackMeter.Envelopes.Add(1, new("kind", reading.PassedOver), new("outcome", "passed_over"));
            return;
        }
        SlackAck ack;
        try
        {
            // Not the request's own token: an envelope half taken over because Slack hung up would be worse than one taken over unheard.
            using var limit = new CancellationTokenSource(AcceptTimeout);
            ack = await inbox.AcceptAsync(envelope, limit.Token);
        }
        catch (Exception e)
        {
            logger.LogError(e, "An envelope could not be taken over; Slack will send events again");
            ack = SlackAck.NotAccepted;
        }
        if (!ack.IsAccepted)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }
        if (SlackAnswers.Payload(ack) is { } payload)
        {
            context.Response.ContentType = "application/json; charset=utf-8";
            await context.Response.WriteAsync(payload.ToJsonString(), context.RequestAborted);
        }
    }

    private void Refuse(HttpContext context, int status, string reason)
    {
        SlackMeter.Refused.Add(1, new KeyValuePair<string, object?>("reason", reason));
        logger.LogWarning("A request to {Path} from {Address} was refused: {Reason}", context.Request.Path.Value, context.Connection.RemoteIpAddress, reason);
        context.Response.StatusCode = status;
        if (status == StatusCodes.Status413PayloadTooLarge)
            context.Response.Headers.Connection = "close";
    }

    /// <summary>The body; null when it is too large.</summary>
    private static async Task<byte[]?> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        if (request.ContentLength > MostBytes)
            return null;
        using var body = new MemoryStream();
        var buffer = new byte[1 << 13];
        for (int n; (n = await request.Body.ReadAsync(buffer, cancellation)) > 0;)
        {
            if (body.Length + n > MostBytes)
                return null;
            body.Write(buffer, 0, n);
        }
        return body.ToArray();
    }

    private static Dictionary<string, string> Form(byte[] body)
    {
        var form = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in new QueryStringEnumerable(Encoding.UTF8.GetString(body)))
            form.TryAdd(pair.DecodeName().ToString(), pair.DecodeValue().ToString());
        return form;
    }

    private static string? Field(Dictionary<string, string> form, string name) => form.GetValueOrDefault(name);

    private static string? One(Microsoft.Extensions.Primitives.StringValues header) => header.Count == 1 ? header[0] : null;

    private static string RetryReason(string? reason) =>
        reason is "http_timeout" or "too_many_redirects" or "connection_failed" or "ssl_error" or "http_error" or "unknown_error" ? reason : "other";
}
