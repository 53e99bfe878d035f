using System.Collections.Concurrent;

namespace AmpelBot.Testing.Slack;

/// <summary>What goes wrong with a call of the Web API.</summary>
public enum FakeFault
{
    /// <summary>HTTP 429 with Retry-After of a second, nothing done.</summary>
    RateLimited,

    /// <summary>HTTP 500, nothing done.</summary>
    Status500,

    /// <summary>HTTP 503, nothing done.</summary>
    Status503,

    /// <summary>HTTP 200 with a page of HTML, nothing done.</summary>
    Html,

    /// <summary>The connection is cut before anything is done.</summary>
    Cut,

    /// <summary>The work is done, then the connection is cut.</summary>
    AnswerLost,

    /// <summary>The work is done, then HTTP 500.</summary>
    DoneThen500,

    /// <summary>The connection is cut at once, and the work is done all the same, <see cref="FakeFaults.Delay"/> later.</summary>
    CutThenDoneLate,

    /// <summary>The answer comes <see cref="FakeFaults.Delay"/> late.</summary>
    Late,

    /// <summary>{"ok":false,"error":"internal_error"}, nothing done.</summary>
    InternalError,
}

/// <summary>Faults on demand.</summary>
public sealed class FakeFaults
{
    private readonly ConcurrentDictionary<string, ConcurrentQueue<FakeFault>> next = new();

    /// <summary>How late late ones are.</summary>
    public TimeSpan Delay { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Retry-After of the next 429s, seconds.</summary>
    public int RetryAfterSeconds { get; set; } = 1;

    /// <summary>Envelopes, of those to come, after which the socket that carried them is cut: before an acknowledgement is read.</summary>
    public int CutSocketAfterEnvelopes { get; set; }

    /// <summary>Envelopes, of those to come, that are sent twice.</summary>
    public int DuplicateEnvelopes { get; set; }

    /// <summary>Envelopes, of those to come, that are sent after the next one.</summary>
    public int ReorderEnvelopes { get; set; }

    /// <summary>The next calls of a method fail so, one after the other; * for every method.</summary>
    public void Next(string method, params FakeFault[] faults)
    {
        foreach (var fault in faults)
            next.GetOrAdd(method, _ => new()).Enqueue(fault);
    }

    /// <summary>Whether all faults that were asked for have happened.</summary>
    public bool AreSpent => next.Values.All(q => q.IsEmpty);

    internal FakeFault? Take(string method) =>
        next.TryGetValue(method, out var faults) && faults.TryDequeue(out var fault) ? fault
        : next.TryGetValue("*", out faults) && faults.TryDequeue(out fault) ? fault
        : null;
}
