namespace AmpelBot.FollowUp.Notices.Fetching;

/// <summary>How long one fetch may take.</summary>
/// <param name="ForTrouble">How long an unreachable, overloaded or broken sender is asked again; zero: once.</param>
/// <param name="ForMissing">How long something that is not there (404) is asked for again; zero: once.</param>
/// <param name="ForAnswer">Until the answer begins, all waiting included.</param>
/// <param name="ForBody">For the bytes of one answer.</param>
public sealed record FetchPatience(TimeSpan ForTrouble, TimeSpan ForMissing, TimeSpan ForAnswer, TimeSpan ForBody)
{
    /// <summary>Whether a file that was fetched before does, with a remark, when its sender cannot be asked now.</summary>
    public bool AcceptsOlder { get; init; } = true;

    /// <summary>A person waits: 20 s until the answer begins, 2 min for its bytes.</summary>
    public static FetchPatience Person { get; } = new(TimeSpan.FromSeconds(3), TimeSpan.Zero, TimeSpan.FromSeconds(20), TimeSpan.FromMinutes(2));

    /// <summary>A question on the side, whose answer is not needed: 5 s, and 10 s for its bytes.</summary>
    public static FetchPatience Aside { get; } = new(TimeSpan.Zero, TimeSpan.Zero, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(10));

    /// <summary>Nobody waits: what a notice announced is asked for until it is there or the time is over; a sender in trouble for a minute at least. An older file does not do.</summary>
    public static FetchPatience Announced(TimeSpan waitForMissing)
    {
        var trouble = waitForMissing > TimeSpan.FromMinutes(1) ? waitForMissing : TimeSpan.FromMinutes(1);
        return new(trouble, waitForMissing, trouble + TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10)) { AcceptsOlder = false };
    }
}
