namespace AmpelBot.Testing.Senders;

/// <summary>
/// A clock on which nobody waits: it leaps to the end of every delay as soon as one begins. Time-outs (of cancellation token sources) do not make it leap;
/// they fire when a delay, or the test, has taken the clock beyond them.
/// </summary>
public sealed class LeapingClock(DateTimeOffset start) : TimeProvider
{
    private readonly Lock gate = new();
    private readonly HashSet<Timer> timers = [];
    private readonly List<TimeSpan> leaps = [];
    private DateTimeOffset now = start;

    public static DateTimeOffset Start { get; } = new(2026, 6, 12, 6, 0, 0, TimeSpan.Zero);

    public LeapingClock() : this(Start)
    {
    }

    /// <summary>The delays so far.</summary>
    public IReadOnlyList<TimeSpan> Leaps
    {
        get
        {
            lock (gate)
                return [.. leaps];
        }
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
            return now;
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public void Advance(TimeSpan span)
    {
        lock (gate)
            now += span;
        Fire();
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private void Fire()
    {
        Timer[] due;
        lock (gate)
        {
            due = [.. timers.Where(t => t.DueUtc <= now)];
            foreach (var timer in due)
                timers.Remove(timer);
        }
        foreach (var timer in due)
            ThreadPool.UnsafeQueueUserWorkItem(t => t.Call(), timer, preferLocal: false);
    }

    private sealed class Timer(LeapingClock clock, TimerCallback callback, object? state) : ITimer
    {
        public DateTimeOffset DueUtc { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock.gate)
            {
                clock.timers.Remove(this);
                if (dueTime < TimeSpan.Zero)
                    return true;
                DueUtc = clock.now + dueTime;
                clock.timers.Add(this);
                if (state is not CancellationTokenSource)
                {
                    clock.leaps.Add(dueTime);
                    clock.now = DueUtc;
                }
            }
            clock.Fire();
            return true;
        }

        public void Call() => callback(state);

        public void Dispose()
        {
            lock (clock.gate)
                clock.timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
