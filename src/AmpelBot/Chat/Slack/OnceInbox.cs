namespace AmpelBot.Chat.Slack;

/// <summary>Lets each envelope through once, also when it comes twice at the same time: the second one gets the first one's answer.</summary>
/// <remarks>Within the process, and the last ones only: what must survive a restart is the inner inbox's own.</remarks>
/// <param name="inner">What takes envelopes over.</param>
/// <param name="most">How many envelopes are remembered.</param>
public sealed class OnceInbox(ISlackInbox inner, int most) : ISlackInbox
{
    private readonly Dictionary<string, Task<SlackAck>> answers = new(StringComparer.Ordinal);
    private readonly Queue<string> oldest = new();
    private readonly Lock gate = new();

    /// <inheritdoc/>
    public async ValueTask<SlackAck> AcceptAsync(SlackEnvelope envelope, CancellationToken cancellation)
    {
        TaskCompletionSource<SlackAck>? mine = null;
        Task<SlackAck>? answer;
        lock (gate)
        {
            if (!answers.TryGetValue(envelope.EventId, out answer))
            {
                mine = new TaskCompletionSource<SlackAck>(TaskCreationOptions.RunContinuationsAsynchronously);
                answers[envelope.EventId] = answer = mine.Task;
            }
        }
        if (mine is null)
        {
            SlackMeter.Envelopes.Add(1, new("kind", envelope.GetType().Name), new("outcome", "duplicate"));
            return await answer.WaitAsync(cancellation);
        }
        var ack = SlackAck.NotAccepted;
        try
        {
            return ack = await inner.AcceptAsync(envelope, cancellation);
        }
        finally
        {
            lock (gate)
            {
                if (ack.IsAccepted)
                    oldest.Enqueue(envelope.EventId);
                else
                    answers.Remove(envelope.EventId);
                while (oldest.Count > most)
                    answers.Remove(oldest.Dequeue());
            }
            mine.SetResult(ack);
            SlackMeter.Envelopes.Add(1, new("kind", envelope.GetType().Name), new("outcome", ack.IsAccepted ? "accepted" : "not_accepted"));
        }
    }
}
