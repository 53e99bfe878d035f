namespace AmpelBot.Chat.Slack;

/// <summary>What stands behind the ways in from Slack.</summary>
public interface ISlackInbox
{
    /// <summary>Takes an envelope over, durably and quickly: the work comes later. May be called at the same time for several envelopes, and again for the same one.</summary>
    /// <param name="envelope">What happened.</param>
    /// <param name="cancellation">Stops the taking over; Slack wants its answer within three seconds.</param>
    /// <returns>What Slack is answered. With <see cref="SlackAck.NotAccepted"/>, or an exception, the envelope is not acknowledged and Slack delivers events again.</returns>
    ValueTask<SlackAck> AcceptAsync(SlackEnvelope envelope, CancellationToken cancellation);
}

/// <summary>The answer to an envelope.</summary>
public sealed record SlackAck
{
    private SlackAck() { }

    /// <summary>Taken over; nothing more to say.</summary>
    public static SlackAck Accepted { get; } = new();

    /// <summary>Not taken over: there is no place, or it cannot be stored.</summary>
    public static SlackAck NotAccepted { get; } = new() { IsAccepted = false };

    /// <summary>Taken over, with a text that only the person sees. For slash commands; elsewhere the text is not sent.</summary>
    /// <param name="text">Slack's markup (<see cref="SlackMarkup.Escape"/>).</param>
    public static SlackAck WithText(string text) => new() { EphemeralText = text };

    /// <summary>The modal stays open and shows what is wrong. For <see cref="SlackViewSubmission"/>.</summary>
    /// <param name="errors">Sentences by block_id of input blocks; at least one.</param>
    public static SlackAck WithErrors(IReadOnlyDictionary<string, string> errors) =>
        errors.Count > 0 ? new() { Errors = errors } : throw new ArgumentException("no error is given", nameof(errors));

    /// <summary>Whether the envelope was taken over.</summary>
    public bool IsAccepted { get; private init; } = true;

    /// <summary>What only the person sees, in Slack's markup; null for nothing.</summary>
    public string? EphemeralText { get; private init; }

    /// <summary>What is wrong with a modal's inputs, by block_id; empty for nothing.</summary>
    public IReadOnlyDictionary<string, string> Errors { get; private init; } = new Dictionary<string, string>();
}
