using System.Collections.Concurrent;
using AmpelBot.Chat.Slack;

namespace AmpelBot.Tests.Chat.Slack;

/// <summary>Keeps what comes in.</summary>
internal sealed class RecordingInbox(Func<SlackEnvelope, Task<SlackAck>>? answer = null) : ISlackInbox
{
    private readonly ConcurrentQueue<SlackEnvelope> envelopes = new();

    public IReadOnlyList<SlackEnvelope> Envelopes => [.. envelopes];

    public async ValueTask<SlackAck> AcceptAsync(SlackEnvelope envelope, CancellationToken cancellation)
    {
        envelopes.Enqueue(envelope);
        return answer is null ? SlackAck.Accepted : await answer(envelope);
    }
}
