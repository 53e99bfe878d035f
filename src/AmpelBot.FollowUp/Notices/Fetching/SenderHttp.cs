using System.Net;
using System.Net.Sockets;
using Polly;
using Polly.Retry;

namespace AmpelBot.FollowUp.Notices.Fetching;

/// <summary>The one way out to the senders' archives: GET, bounded, by the rules of a <see cref="FetchPolicy"/>, asked again where that may help.</summary>
/// <remarks>
/// Redirects are followed at most three times, each checked by the policy, its address once more when it is connected to. Trouble (no connection,
/// 408, 429, 5xx, an answer cut off) and what is not there yet (404, 410) are asked for again after 1, 2, 4 ... 30 s with jitter, or when the
/// sender's Retry-After says, as long as the <see cref="FetchPatience"/> lasts.
/// </remarks>
internal sealed class SenderHttp : IDisposable
{
    public const int MostRedirects = 3;

    private static readonly TimeSpan Stall = TimeSpan.FromSeconds(60);
    private readonly FetchPolicy policy;
    private readonly TimeProvider time;
    private readonly HttpClient http;

    public SenderHttp(FetchPolicy policy, TimeProvider time)
    {
        this.policy = policy;
        this.time = time;
        http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            ConnectCallback = policy.ConnectAsync,
        })
        { Timeout = Timeout.InfiniteTimeSpan };
        http.DefaultRequestHeaders.UserAgent.ParseAdd("AmpelBot");
    }

    /// <summary>What an answer is read by: the response (200, or 304 where that was asked for) and its body.</summary>
    public delegate Task<T> Read<T>(HttpResponseMessage response, Body body, CancellationToken cancellation);

    /// <summary>Asks for an address and reads the answer.</summary>
    /// <param name="address">What is asked for.</param>
    /// <param name="prepare">Adds headers to the request; null for none.</param>
    /// <param name="patience">How long.</param>
    /// <param name="read">Reads the answer; it may throw <see cref="FetchException"/>.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="FetchException">It could not be fetched.</exception>
    public async Task<T> GetAsync<T>(Uri address, Action<HttpRequestMessage>? prepare, FetchPatience patience, Read<T> read, CancellationToken cancellation)
    {
        if (policy.Refusal(address) is { } refusal)
            throw new FetchException(FetchFailure.Refused, HostOf(address), refusal);
        var started = time.GetTimestamp();
        FetchException? last = null;
        using var limit = new CancellationTokenSource(patience.ForAnswer, time);
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        var pipeline = new ResiliencePipelineBuilder<T> { TimeProvider = time }.AddRetry(new RetryStrategyOptions<T>
        {
            MaxRetryAttempts = int.MaxValue,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = TimeSpan.FromSeconds(1),
            MaxDelay = TimeSpan.FromSeconds(30),
            DelayGenerator = a => ValueTask.FromResult((a.Outcome.Exception as FetchException)?.RetryAfter),
            ShouldHandle = a =>
            {
                if (a.Outcome.Exception is not FetchException failed)
                    return ValueTask.FromResult(false);
                last = failed;
                var patient = failed.Failure switch { FetchFailure.Missing => patience.ForMissing, FetchFailure.Unreachable => patience.ForTrouble, _ => TimeSpan.Zero };
                return ValueTask.FromResult(patient - time.GetElapsedTime(started) > (failed.RetryAfter ?? TimeSpan.Zero));
            },
        }).Build();
        try
        {
            return await pipeline.ExecuteAsync(async stop => await OnceAsync(address, prepare, patience, read, stop, cancellation), waiting.Token);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw last ?? new FetchException(FetchFailure.Unreachable, HostOf(address), FormattableString.Invariant($"it does not answer within {patience.ForAnswer.TotalSeconds:0} s"), e);
        }
    }

    /// <summary>The whole body of an answer, at most so many bytes.</summary>
    /// <exception cref="FetchException">It could not be fetched.</exception>
    public Task<ReadOnlyMemory<byte>> DocumentAsync(Uri address, int mostBytes, FetchPatience patience, CancellationToken cancellation) =>
        GetAsync<ReadOnlyMemory<byte>>(address, null, patience, async (_, body, stop) =>
        {
            using var kept = new MemoryStream();
            await body.CopyToAsync((bytes, _) =>
            {
                kept.Write(bytes.Span);
                return ValueTask.CompletedTask;
            }, mostBytes, stop);
            return kept.ToArray();
        }, cancellation);

    public void Dispose() => http.Dispose();

    private async Task<T> OnceAsync<T>(Uri address, Action<HttpRequestMessage>? prepare, FetchPatience patience, Read<T> read, CancellationToken waiting, CancellationToken cancellation)
    {
        var at = address;
        for (var redirects = 0; ; redirects++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, at);
            prepare?.Invoke(request);
            using var response = await SendAsync(request, at, waiting);
            if ((int)response.StatusCode is 301 or 302 or 303 or 307 or 308 && response.Headers.Location is { } location)
            {
                if (redirects == MostRedirects)
                    throw new FetchException(FetchFailure.Refused, HostOf(address), $"it leads on to other addresses more than {MostRedirects} times");
                at = new Uri(at, location);
                if (policy.Refusal(at) is { } refusal)
                    throw new FetchException(FetchFailure.Refused, HostOf(address), $"it leads on to {PlainText.Plain(HostOf(at))}, and {refusal}");
                continue;
            }
            if (response.StatusCode != HttpStatusCode.OK && !(response.StatusCode == HttpStatusCode.NotModified && request.Headers.IfNoneMatch.Count + (request.Headers.IfModifiedSince is null ? 0 : 1) > 0))
                throw Answered(at, response);
            using var limit = new CancellationTokenSource(patience.ForBody, time);
            using var body = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
            try
            {
                return await read(response, new Body(HostOf(at), response, time), body.Token);
            }
            catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
            {
                throw new FetchException(FetchFailure.Unreachable, HostOf(at), FormattableString.Invariant($"its answer did not end within {patience.ForBody.TotalSeconds:0} s"), e);
            }
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, Uri at, CancellationToken waiting)
    {
        using var stall = new CancellationTokenSource(Stall, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(waiting, stall.Token);
        try
        {
            return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop.Token);
        }
        catch (Exception e) when (e is HttpRequestException or SocketException or IOException || (e is OperationCanceledException && !waiting.IsCancellationRequested))
        {
            throw e.GetBaseException() is AddressRefusedException refused
                ? new FetchException(FetchFailure.Refused, HostOf(at), refused.Message, e)
                : new FetchException(FetchFailure.Unreachable, HostOf(at), WhyUnreachable(e), e);
        }
    }

    private FetchException Answered(Uri at, HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        var why = $"it answered {status} ({PlainText.Plain(response.ReasonPhrase ?? "no reason")})";
        var failure = status switch
        {
            404 or 410 => FetchFailure.Missing,
            408 or 425 or 429 or >= 500 => FetchFailure.Unreachable,
            _ => FetchFailure.Unusable,
        };
        return new FetchException(failure, HostOf(at), why) { RetryAfter = RetryAfterOf(response) };
    }

    private TimeSpan? RetryAfterOf(HttpResponseMessage response)
    {
        var wait = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - time.GetUtcNow(),
            _ => (TimeSpan?)null,
        };
        return wait is { } span && span > TimeSpan.Zero ? (span < TimeSpan.FromDays(1) ? span : TimeSpan.FromDays(1)) : null;
    }

    private static string WhyUnreachable(Exception e) => e.GetBaseException() switch
    {
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData or SocketError.NoRecovery } => "its name cannot be resolved here; there may be no network",
        SocketException { SocketErrorCode: SocketError.ConnectionRefused } => "it refuses connections",
        SocketException { SocketErrorCode: SocketError.NetworkUnreachable or SocketError.HostUnreachable } => "there is no way to it from here",
        System.Security.Authentication.AuthenticationException => "its certificate is not one that I trust",
        _ => "it does not answer",
    };

    private static string HostOf(Uri address) => address.IsAbsoluteUri && address.Host.Length > 0 ? address.Host : "that address";

    /// <summary>The bytes of an answer, read once, bounded in number and time.</summary>
    internal sealed class Body(string host, HttpResponseMessage response, TimeProvider time)
    {
        /// <summary>Gives the bytes on, in pieces.</summary>
        /// <exception cref="FetchException">More bytes than that, announced or sent, or the answer was cut off.</exception>
        public async Task CopyToAsync(Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> to, long mostBytes, CancellationToken cancellation)
        {
            var announced = response.Content.Headers.ContentLength;
            if (announced > mostBytes)
                throw TooLarge(mostBytes);
            var buffer = new byte[1 << 16];
            long total = 0;
            using var from = await response.Content.ReadAsStreamAsync(cancellation);
            using var stall = new CancellationTokenSource(Stall, time);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, stall.Token);
            for (int n; (n = await ReadAsync(from, buffer, stop.Token, cancellation)) > 0;)
            {
                if ((total += n) > mostBytes)
                    throw TooLarge(mostBytes);
                stall.CancelAfter(Stall);
                await to(buffer.AsMemory(0, n), cancellation);
            }
            if (announced is { } length && length != total)
                throw CutOff(null);
        }

        private async Task<int> ReadAsync(Stream from, Memory<byte> buffer, CancellationToken stop, CancellationToken cancellation)
        {
            try
            {
                return await from.ReadAsync(buffer, stop);
            }
            catch (Exception e) when (e is IOException or HttpRequestException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
            {
                throw CutOff(e);
            }
        }

        private FetchException CutOff(Exception? e) => new(FetchFailure.Unreachable, host, "its answer was cut off", e);

        private FetchException TooLarge(long mostBytes) =>
            new(FetchFailure.TooLarge, host, FormattableString.Invariant($"what it sends is larger than {mostBytes >> 20} MiB"));
    }
}
