using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;

namespace AmpelBot.Chat.Slack;

/// <summary>One way to call a method of the Web API: limits honoured, failures of the way tried again, nothing done twice.</summary>
internal sealed class SlackCalls(HttpClient http, SlackWebApiSettings settings, TimeProvider time, ILogger logger)
{
    private const int MostBytes = 8 << 20;
    private readonly SlackPace pace = new(settings.MessageInterval, time);

    /// <summary>Calls a method.</summary>
    /// <returns>Slack's answer, with ok true.</returns>
    /// <exception cref="SlackApiException">Slack refused, or could not be reached, or the outcome is not known.</exception>
    public async Task<JsonElement> CallAsync(SlackCall call, CancellationToken cancellation)
    {
        var limited = TimeSpan.Zero;
        var isDoubtful = false;
        using var turn = await pace.EnterAsync(call.PacedConversationId, cancellation);
        for (var tries = 1; ;)
        {
            await turn.WaitAsync(call.Method, cancellation);
            var answer = await TryAsync(call, cancellation);
            turn.Sent();
            SlackMeter.Calls.Add(1, new("method", call.Method), new("outcome", answer.Outcome.ToString()));
            switch (answer.Outcome)
            {
                case SlackOutcome.Done:
                    if (isDoubtful && call.RemoveDoublesAsync is { } remove)
                        return await remove(answer.Json, cancellation) ?? answer.Json;
                    return answer.Json;
                case SlackOutcome.Refused when isDoubtful && call.DoneAlready.Contains(answer.Error):
                    return answer.Json;
                case SlackOutcome.Refused:
                    throw new SlackApiException(call.Method, answer.Error, answer.Detail);
                case SlackOutcome.RateLimited:
                    limited += answer.RetryAfter;
                    if (limited > settings.LongestRateLimit)
                        throw new SlackApiException(call.Method, "ratelimited", FormattableString.Invariant($"{limited.TotalSeconds:0} s in all"));
                    logger.LogInformation("Slack asked to leave {Method} alone for {Seconds} s", call.Method, answer.RetryAfter.TotalSeconds);
                    pace.Hold(call.Method, answer.RetryAfter);
                    continue;
            }

            // From here on nothing is known of the call but that its answer is missing.
            isDoubtful |= answer.Outcome == SlackOutcome.Unknown;
            logger.LogWarning("Slack gave no answer to {Method} ({Detail}), try {Try} of {Most}", call.Method, answer.Detail, tries, settings.MostTries);
            if (isDoubtful && call.Repeat == SlackRepeat.Never)
                throw new SlackApiException(call.Method, SlackApiException.OutcomeUnknown, answer.Detail, answer.Failure);
            if (isDoubtful && call.LookUpAsync is { } lookUp)
            {
                await Task.Delay(settings.BeforeLookUp, time, cancellation);
                if (await LookUpAsync(call, lookUp, answer.Detail, cancellation) is { } found)
                    return found;
            }
            if (tries++ >= settings.MostTries)
                throw new SlackApiException(call.Method, isDoubtful && call.Repeat != SlackRepeat.Safe ? SlackApiException.OutcomeUnknown : SlackApiException.Unreachable, answer.Detail, answer.Failure);
            await Task.Delay(Jitter(tries - 1), time, cancellation);
        }
    }

    /// <summary>The longest wait doubles with each try; the wait is a random share of it, so that many who failed together do not come back together.</summary>
    public TimeSpan Jitter(int failures)
    {
        var longest = Math.Min(settings.LongestBackoff.Ticks, settings.Backoff.Ticks * Math.Pow(2, Math.Min(failures - 1, 20)));
        return TimeSpan.FromTicks((long)(longest * Random.Shared.NextDouble()));
    }

    private static async Task<JsonElement?> LookUpAsync(SlackCall call, Func<CancellationToken, Task<JsonElement?>> lookUp, string detail, CancellationToken cancellation)
    {
        try
        {
            return await lookUp(cancellation);
        }
        catch (SlackApiException e)
        {
            throw new SlackApiException(call.Method, SlackApiException.OutcomeUnknown, $"{detail}; the look-up failed too: {e.Error}", e);
        }
    }

    private async Task<SlackAnswer> TryAsync(SlackCall call, CancellationToken cancellation)
    {
        using var request = Request(call);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(settings.Timeout);
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            if (response.StatusCode == HttpStatusCode.TooManyRequests)
                return SlackAnswer.Limited(RetryAfter(response.Headers.RetryAfter));
            var body = await ReadAsync(response.Content, limit.Token);
            return Judge(response, body);
        }
        catch (HttpRequestException e) when (e.HttpRequestError is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError)
        {
            return new SlackAnswer(SlackOutcome.NotDone) { Detail = $"{e.HttpRequestError}", Failure = e };
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return new SlackAnswer(SlackOutcome.Unknown) { Detail = e is OperationCanceledException ? "no answer in time" : "the connection broke", Failure = e };
        }
    }

    private HttpRequestMessage Request(SlackCall call)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(settings.Address, call.Method))
        {
            Content = call.Json is { } json
                ? new StringContent(json.ToJsonString(), Encoding.UTF8, "application/json")
                : new FormUrlEncodedContent(call.Form ?? new Dictionary<string, string>()),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", call.Token);
        return request;
    }

    private TimeSpan RetryAfter(RetryConditionHeaderValue? header)
    {
        var wait = header?.Delta ?? (header?.Date is { } date ? date - time.GetUtcNow() : TimeSpan.FromSeconds(1));
        return wait > TimeSpan.Zero ? wait : TimeSpan.FromSeconds(1);
    }

    private static SlackAnswer Judge(HttpResponseMessage response, byte[]? body)
    {
        var status = (int)response.StatusCode;
        var json = (body is null ? null : JsonReading.Parse(body)) ?? default;
        var isJson = json.Get("ok") is { ValueKind: JsonValueKind.True or JsonValueKind.False };
        if (!isJson || status >= 500)
            return new SlackAnswer(SlackOutcome.Unknown) { Detail = $"HTTP {status}{(isJson ? "" : ", no JSON")}" };
        if (json.Flag("ok"))
            return new SlackAnswer(SlackOutcome.Done) { Json = json };
        var error = json.Text("error") ?? "unknown_error";
        return error switch
        {
            "ratelimited" or "rate_limited" when response.Headers.RetryAfter is { Delta: { } wait } => SlackAnswer.Limited(wait),
            "ratelimited" or "rate_limited" => SlackAnswer.Limited(TimeSpan.FromSeconds(1)),
            "internal_error" or "fatal_error" or "service_unavailable" or "request_timeout" or "internal_error_migrating_token" => new SlackAnswer(SlackOutcome.Unknown) { Detail = error },
            _ => new SlackAnswer(SlackOutcome.Refused) { Error = Short(error), Detail = DetailOf(json), Json = json },
        };
    }

    private static string DetailOf(JsonElement json)
    {
        var said = new List<string>();
        if (json.Text("needed") is { } needed)
            said.Add($"needed: {Short(needed)}");
        if (json.Text("provided") is { } provided)
            said.Add($"provided: {Short(provided)}");
        said.AddRange(json.Get("response_metadata").Get("messages").Items().Take(5).Select(m => m.AsText()).OfType<string>().Select(Short));
        return string.Join("; ", said);
    }

    private static string Short(string said) => SlackText.Shorten(said, 300);

    /// <summary>The body; null when it is larger than any answer of Slack's.</summary>
    private static async Task<byte[]?> ReadAsync(HttpContent content, CancellationToken cancellation)
    {
        using var from = await content.ReadAsStreamAsync(cancellation);
        using var to = new MemoryStream();
        var buffer = new byte[1 << 14];
        for (int n; (n = await from.ReadAsync(buffer, cancellation)) > 0;)
        {
            if (to.Length + n > MostBytes)
                return null;
            to.Write(buffer, 0, n);
        }
        return to.ToArray();
    }
}

/// <summary>A call of a method.</summary>
internal sealed record SlackCall(string Method, string Token)
{
    /// <summary>The arguments, as JSON; null for a form.</summary>
    public JsonObject? Json { get; init; }

    /// <summary>The arguments, as a form; null for JSON, or none.</summary>
    public IReadOnlyDictionary<string, string>? Form { get; init; }

    /// <summary>The conversation in which this shows a message; null for none.</summary>
    public string? PacedConversationId { get; init; }

    /// <summary>Whether the call may be made again when its outcome is not known.</summary>
    public SlackRepeat Repeat { get; init; } = SlackRepeat.Safe;

    /// <summary>Finds out whether the call was done: its answer, or null.</summary>
    public Func<CancellationToken, Task<JsonElement?>>? LookUpAsync { get; init; }

    /// <summary>After a repetition: takes away what was done twice all the same; the answer for what is left, null for the one given.</summary>
    public Func<JsonElement, CancellationToken, Task<JsonElement?>>? RemoveDoublesAsync { get; init; }

    /// <summary>Refusals that say, of a repetition, that the first one was done.</summary>
    public IReadOnlyList<string> DoneAlready { get; init; } = [];
}

/// <summary>Whether a call may be made again when its outcome is not known.</summary>
internal enum SlackRepeat
{
    /// <summary>Doing it twice is the same as doing it once.</summary>
    Safe,

    /// <summary>After a look-up has shown that it was not done.</summary>
    AfterLookUp,

    /// <summary>Never: it cannot be found out.</summary>
    Never,
}

/// <summary>What became of one try.</summary>
internal enum SlackOutcome
{
    Done,
    Refused,
    RateLimited,
    NotDone,
    Unknown,
}

/// <summary>One try's answer.</summary>
internal readonly record struct SlackAnswer(SlackOutcome Outcome)
{
    public JsonElement Json { get; init; }

    public string Error { get; init; } = "";

    public string Detail { get; init; } = "";

    public TimeSpan RetryAfter { get; init; }

    public Exception? Failure { get; init; }

    public static SlackAnswer Limited(TimeSpan wait) => new(SlackOutcome.RateLimited) { RetryAfter = wait };
}
