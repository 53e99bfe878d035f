namespace AmpelBot.Chat.Slack;

/// <summary>When the next call may go out: after what Slack asked to wait for a method, and one message after the other in a conversation
/// (docs.slack.dev/apis/web-api/rate-limits).</summary>
/// <param name="interval">Time between two messages in one conversation.</param>
/// <param name="time">The clock.</param>
internal sealed class SlackPace(TimeSpan interval, TimeProvider time)
{
    private readonly TimeSpan interval = interval;
    private readonly TimeProvider time = time;
    private const int MostLinesKept = 4096;
    private readonly Dictionary<string, DateTimeOffset> methods = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Line> lines = new(StringComparer.Ordinal);
    private readonly Lock gate = new();

    /// <summary>Waits for the turn in a conversation: those who come first go first, one at a time until each has its answer, so that messages stay in order over every repetition.</summary>
    /// <param name="conversationId">The conversation; null for a call that shows no message.</param>
    /// <param name="cancellation">Stops the waiting.</param>
    /// <returns>The turn, to be given back when the answer is there.</returns>
    public async Task<Turn> EnterAsync(string? conversationId, CancellationToken cancellation)
    {
        if (conversationId is null)
            return new Turn(this, null);
        Line? line;
        lock (gate)
        {
            if (lines.Count >= MostLinesKept)
                foreach (var (id, idle) in lines.Where(l => l.Value.Waiting == 0 && l.Value.Next <= time.GetUtcNow()).ToArray())
                {
                    idle.Turn.Dispose();
                    lines.Remove(id);
                }
            if (!lines.TryGetValue(conversationId, out line))
                lines[conversationId] = line = new Line();
            line.Waiting++;
        }
        try
        {
            await line.Turn.WaitAsync(cancellation);
            return new Turn(this, line);
        }
        catch
        {
            lock (gate)
                line.Waiting--;
            throw;
        }
    }

    /// <summary>Slack asked to leave a method alone for a while.</summary>
    public void Hold(string method, TimeSpan wait)
    {
        var until = time.GetUtcNow() + wait;
        lock (gate)
            if (!methods.TryGetValue(method, out var known) || known < until)
                methods[method] = until;
    }

    private DateTimeOffset FreeFrom(string method, Line? line)
    {
        lock (gate)
        {
            var free = methods.GetValueOrDefault(method);
            return line?.Next > free ? line.Next : free;
        }
    }

    /// <summary>A turn in a conversation, or in none.</summary>
    public sealed class Turn(SlackPace pace, Line? line) : IDisposable
    {
        /// <summary>Waits until the method may be called.</summary>
        public async Task WaitAsync(string method, CancellationToken cancellation)
        {
            for (var wait = Remaining(method); wait > TimeSpan.Zero; wait = Remaining(method))
                await Task.Delay(wait < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1) : wait, pace.time, cancellation);
        }

        /// <summary>An answer is there, so that Slack has counted the message by now: the next one has to wait from here on.</summary>
        public void Sent()
        {
            if (line is not null)
                lock (pace.gate)
                    line.Next = pace.time.GetUtcNow() + pace.interval;
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            if (line is null)
                return;
            line.Turn.Release();
            lock (pace.gate)
                line.Waiting--;
        }

        private TimeSpan Remaining(string method) => pace.FreeFrom(method, line) - pace.time.GetUtcNow();
    }

    /// <summary>Those who wait to show a message in one conversation.</summary>
    public sealed class Line
    {
        /// <summary>Held by the one whose turn it is.</summary>
        public SemaphoreSlim Turn { get; } = new(1, 1);

        /// <summary>When the next message may go out.</summary>
        public DateTimeOffset Next { get; set; }

        /// <summary>How many are in the line.</summary>
        public int Waiting { get; set; }
    }
}
