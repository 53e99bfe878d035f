using System.Security.Cryptography;
using System.Text;
using AmpelBot.Alerts.Archive;
using AmpelBot.Jobs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace AmpelBot.Listeners;

/// <summary>The way in over HTTP: POST /notices with the notice as the body and <c>Authorization: Bearer TOKEN</c>. It answers when the notice is kept.</summary>
/// <param name="token">Who knows it may send notices.</param>
/// <param name="inbox">Keeps notices.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where refusals are said.</param>
public sealed class NoticeHttpDoor(string token, INoticeInbox inbox, TimeProvider time, ILogger logger) : IDisposable
{
    private const int AtOnce = 4;
    private const int MostName = 200;
    private static readonly TimeSpan ReadLimit = TimeSpan.FromMinutes(2);
    private readonly byte[] expected = SHA256.HashData(Encoding.UTF8.GetBytes(token));

    // Each body may have 64 MB.
    private readonly SemaphoreSlim turn = new(AtOnce, AtOnce);

    /// <summary>Adds POST /notices. The query <c>name</c> is kept as the notice's key, for people.</summary>
    public void Map(IEndpointRouteBuilder routes) => routes.MapPost("/notices", (RequestDelegate)AnswerAsync);

    /// <inheritdoc/>
    public void Dispose() => turn.Dispose();

    private async Task AnswerAsync(HttpContext context)
    {
        // Of tokens, hashes of equal length are compared, in a time that tells nothing of where they differ.
        const string bearer = "Bearer ";
        var given = context.Request.Headers.Authorization is [{ } header] && header.StartsWith(bearer, StringComparison.OrdinalIgnoreCase) ? header[bearer.Length..].Trim() : "";
        if (!CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(given)), expected))
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            await RefuseAsync(context, StatusCodes.Status401Unauthorized, "unauthorized", "The token is missing or is not the one of this bot: send Authorization: Bearer TOKEN.");
            return;
        }
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = NoticeStore.MostBytes + 1L;
        if (!await turn.WaitAsync(TimeSpan.FromSeconds(10), context.RequestAborted))
        {
            await RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, "busy", "Too many notices come in at once; send this one again.");
            return;
        }
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
            limit.CancelAfter(ReadLimit);
            await TakeAsync(context, limit.Token);
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task TakeAsync(HttpContext context, CancellationToken cancellation)
    {
        if (await ReadAsync(context.Request, cancellation) is not { } bytes)
        {
            context.Response.Headers.Connection = "close";
            await RefuseAsync(context, StatusCodes.Status413PayloadTooLarge, "too_large", FormattableString.Invariant($"A notice has at most {NoticeStore.MostBytes:N0} bytes."));
            return;
        }
        if (bytes.Length == 0)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, "empty", "The body is empty; it is the notice.");
            return;
        }
        var name = context.Request.Query["name"] is [{ } said] ? new string([.. said.Take(MostName).Select(c => char.IsControl(c) ? ' ' : c)]) : "";
        try
        {
            var receipt = await inbox.AcceptAsync(new ReceivedNotice("http", "http", name, bytes, time.GetUtcNow()), cancellation);
            logger.Heard(receipt.Id, bytes.Length, "http", "http", name, receipt.IsNew);
            await context.Response.WriteAsJsonAsync(new Dictionary<string, object> { ["id"] = receipt.Id, ["new"] = receipt.IsNew }, cancellation);
        }
        catch (ArchiveException e)
        {
            logger.NotKept("http", "http", e.Message);
            await RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, "not_kept", "The notice could not be kept; send it again.");
        }
    }

    private async Task RefuseAsync(HttpContext context, int status, string reason, string sentence)
    {
        NoticeMetrics.Refuse(reason);
        logger.Refused(context.Connection.RemoteIpAddress?.ToString(), reason);
        context.Response.StatusCode = status;
        await context.Response.WriteAsync(sentence + "\n", context.RequestAborted);
    }

    /// <summary>The body; null when it is too large.</summary>
    private static async Task<byte[]?> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        if (request.ContentLength > NoticeStore.MostBytes)
            return null;
        using var body = new MemoryStream();
        var buffer = new byte[1 << 16];
        try
        {
            for (int n; (n = await request.Body.ReadAsync(buffer, cancellation)) > 0;)
            {
                if (body.Length + n > NoticeStore.MostBytes)
                    return null;
                body.Write(buffer, 0, n);
            }
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return null;
        }
        return body.ToArray();
    }
}
