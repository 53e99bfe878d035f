namespace AmpelBot.FollowUp.Notices.Fetching;

/// <summary>Something could not be fetched. The message is a sentence for the person: which host, why, what to do.</summary>
public sealed class FetchException : Exception
{
    /// <summary>A failure.</summary>
    /// <param name="failure">Its sort.</param>
    /// <param name="host">The host that was asked.</param>
    /// <param name="why">The reason as the end of a sentence, without a full stop.</param>
    /// <param name="inner">The cause, when there is one.</param>
    public FetchException(FetchFailure failure, string host, string why, Exception? inner = null)
        : this(failure, host, why, $"I cannot fetch from {host}: {why}.", inner)
    {
    }

    private FetchException(FetchFailure failure, string host, string why, string sentence, Exception? inner)
        : base(sentence, inner)
    {
        Failure = failure;
        Host = host;
        Why = why;
    }

    /// <summary>Its sort.</summary>
    public FetchFailure Failure { get; }

    /// <summary>The host that was asked.</summary>
    public string Host { get; }

    /// <summary>The reason as the end of a sentence, without a full stop.</summary>
    public string Why { get; }

    /// <summary>How long the sender asks to wait before the next request; null when it did not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The same failure in another sentence.</summary>
    public FetchException As(string sentence) => new(Failure, Host, Why, sentence, this);
}

/// <summary>Why something could not be fetched.</summary>
public enum FetchFailure
{
    /// <summary>The rules do not allow the address, or where it leads. Asking again changes nothing.</summary>
    Refused,

    /// <summary>The sender does not have it (404, 410). It may come.</summary>
    Missing,

    /// <summary>The sender cannot be reached, is overloaded or broken (429, 5xx), or its answer was cut off. Asking again later may help.</summary>
    Unreachable,

    /// <summary>The sender refuses (other 4xx) or answers with something else than was asked for.</summary>
    Unusable,

    /// <summary>More bytes than are read.</summary>
    TooLarge,
}
