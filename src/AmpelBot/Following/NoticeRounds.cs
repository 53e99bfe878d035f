using System.Threading.Channels;
using AmpelBot.Alerts.Archive;
using AmpelBot.FollowUp;
using AmpelBot.FollowUp.Following;
using AmpelBot.FollowUp.Notices;
using AmpelBot.Hosting;
using AmpelBot.Jobs;
using Microsoft.Extensions.Logging;

namespace AmpelBot.Following;

/// <summary>Takes the notices that wait, joins them to their events, has the events considered, and puts in line what is to be scanned and said.</summary>
/// <remarks>
/// The tables are the truth, and each step is kept before the next: whenever the process ends, the next start goes on where they stand, and repeats nothing that anybody sees. An event
/// that waits for its sky map keeps no other waiting.
/// </remarks>
/// <param name="tables">Notices and events.</param>
/// <param name="queue">Where scans and messages go.</param>
/// <param name="work">Considers an event.</param>
/// <param name="settings">Where the operators are.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Told what goes wrong.</param>
internal sealed partial class NoticeRounds(BotTables tables, JobQueue queue, EventWork work, FollowSettings settings, TimeProvider time, ILogger logger)
{
    private const int MostNoticesInRound = 50;
    private const int MostEventsAtOnce = 64;
    private const int MostPostsInRound = 100;
    private const int MostRefusalsInRound = 3;
    private const int MostLinesOfOperators = 20;
    private const int LongestLine = 300;

    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan BetweenOperatorPosts = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(30);

    private readonly Channel<bool> signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Dictionary<long, (Task Work, CancellationTokenSource Stop)> running = [];
    private DateTimeOffset nextOperatorPost;

    /// <summary>Tells the rounds that there is something to do.</summary>
    public void Wake() => signal.Writer.TryWrite(true);

    /// <summary>Goes round until it is stopped.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var news = ListenAsync(stop.Token);
        try
        {
            while (true)
            {
                var more = false;
                try
                {
                    more = await RoundAsync(cancellation);
                }
                catch (ArchiveException e)
                {
                    LogDatabase(logger, e);
                    await Task.Delay(RetryAfter, time, cancellation);
                }
                if (!more)
                    await signal.Reader.ReadAsync(cancellation);
            }
        }
        finally
        {
            await stop.CancelAsync();
            await news.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            foreach (var (task, own) in running.Values)
            {
                await own.CancelAsync();
                await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                own.Dispose();
            }
            running.Clear();
        }
    }

    private async Task ListenAsync(CancellationToken cancellation)
    {
        while (true)
        {
            await tables.Notices.WaitForNewsAsync(Poll, cancellation);
            Wake();
        }
    }

    /// <summary>One round; whether more waits already.</summary>
    private async Task<bool> RoundAsync(CancellationToken cancellation)
    {
        var waiting = await tables.Notices.WaitingAsync(MostNoticesInRound, cancellation);
        foreach (var notice in waiting)
            await TakeAsync(notice.Id, cancellation);
        await StartWorkAsync(cancellation);
        await tables.Events.QueueScansAsync(cancellation);
        if (settings.Operators is { } operators && time.GetUtcNow() is var now && now >= nextOperatorPost && await tables.Events.BatchLinesAsync(operators, MostLinesOfOperators, cancellation) > 0)
            nextOperatorPost = now + BetweenOperatorPosts;
        await PostAsync(cancellation);
        return waiting.Count == MostNoticesInRound;
    }

    private async Task TakeAsync(long id, CancellationToken cancellation)
    {
        if (await tables.Notices.BeginAsync(id, cancellation) is not { } content)
        {
            if (await tables.Notices.FindAsync(id, cancellation) is { Notice: { Status: NoticeStatus.DeadLetter } aside })
                await TellOperatorsAsync(aside, aside.Reason ?? "", cancellation);
            return;
        }
        var parsed = NoticeParser.Parse(content.Bytes);
        if (!parsed.Success)
        {
            await TellOperatorsAsync(content.Notice, parsed.Error, cancellation);
            await tables.Notices.SettleAsync(id, NoticeStatus.DeadLetter, parsed.Error, cancellation);
            return;
        }
        var (status, reason) = await KeepAsync(parsed.Value, content.Notice, cancellation);
        await tables.Notices.SettleAsync(id, status, reason, cancellation);
    }

    private async Task<(NoticeStatus, string)> KeepAsync(SentNotice notice, StoredNotice stored, CancellationToken cancellation)
    {
        if (notice.Kind == NoticeKind.Heartbeat)
            return (NoticeStatus.Ignored, "The sender says that it is alive.");
        var followed = new List<string>();
        foreach (var heard in HeardNotice.ForEachEvent(stored.Sha256, notice))
        {
            // What others report of an event that nobody told is no event.
            if (notice.Kind is NoticeKind.Report or NoticeKind.Correction && !await IsKnownAsync(heard.Notice, cancellation))
                continue;
            var (eventId, isNew) = await tables.Events.HearAsync(heard, stored.Id, cancellation);
            followed.Add(heard.Notice.EventId!);
            // What the event waits for may have changed: a retraction ends it, a better map takes its place.
            if (isNew && !heard.IsCircular && running.TryGetValue(eventId, out var busy))
                await busy.Stop.CancelAsync();
        }
        return followed.Count > 0 ? (NoticeStatus.Followed, $"It is kept with {string.Join(", ", followed)}.")
            : (NoticeStatus.Ignored, notice.EventId is null ? "It names no event." : $"It is a report about {notice.EventId}, of which nothing else was heard.");
    }

    private async Task<bool> IsKnownAsync(SentNotice notice, CancellationToken cancellation)
    {
        foreach (var identifier in notice.Identifiers)
            if (await tables.Events.FindAsync(identifier, cancellation) is not null)
                return true;
        return false;
    }

    private Task TellOperatorsAsync(StoredNotice notice, string reason, CancellationToken cancellation) => tables.Events.TellOperatorsAsync(
        Short(FormattableString.Invariant($"Notice {notice.Id} from {notice.Source} {notice.Stream} {notice.Key} is refused: {reason}")), cancellation);

    private static string Short(string line) => PlainText.Plain(line.Length <= LongestLine ? line : line[..LongestLine] + "…");

    private async Task StartWorkAsync(CancellationToken cancellation)
    {
        foreach (var (id, (task, own)) in running.Where(r => r.Value.Work.IsCompleted).ToList())
        {
            own.Dispose();
            running.Remove(id);
        }
        if (running.Count >= MostEventsAtOnce)
            return;
        foreach (var due in await tables.Events.DueAsync(time.GetUtcNow(), 2 * MostEventsAtOnce, cancellation))
        {
            if (running.ContainsKey(due.Id) || running.Count >= MostEventsAtOnce)
                continue;
            var own = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            running[due.Id] = (Task.Run(() => ConsiderAsync(due, own.Token, cancellation), CancellationToken.None), own);
        }
    }

    private async Task ConsiderAsync(HeardEvent due, CancellationToken cancellation, CancellationToken stopping)
    {
        try
        {
            await work.ConsiderAsync(due, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Something newer was heard, or the bot stops: it is considered again.
        }
        catch (Exception e)
        {
            if (e is not ArchiveException)
            {
                LogMistake(logger, due.Id, e);
                if (Failure.From(e) is { Sentence: var sentence })
                    await tables.Events.TellOperatorsAsync(Short($"{due.Name} waits: {sentence}"), stopping);
            }
            else
                LogDatabase(logger, e);
            await tables.Events.PostponeAsync(due.Id, time.GetUtcNow() + RetryAfter, stopping);
        }
        finally
        {
            Wake();
        }
    }

    private async Task PostAsync(CancellationToken cancellation)
    {
        var refusals = 0;
        foreach (var post in await tables.Events.UnsaidAsync(MostPostsInRound, cancellation))
        {
            var job = new NewJob(FormattableString.Invariant($"{post.Envelope} try {post.Tries}"), post.Place, EventJobKind.User, post.Kind, post.Request);
            var acceptance = await queue.AcceptAsync(job, cancellation);
            // A message that was refused is remembered as seen, so that only another one can take its place.
            var isInLine = acceptance is Acceptance.Queued or Acceptance.Following || acceptance is Acceptance.Seen && await tables.Events.IsInLineAsync(post, cancellation);
            if (isInLine)
                await tables.Events.SaidAsync(post.Id, cancellation);
            else
            {
                await tables.Events.TryAgainAsync(post.Id, cancellation);
                if (acceptance is Acceptance.Refused { Sentence: var sentence })
                    LogRefused(logger, post.Id, sentence);
                if (++refusals == MostRefusalsInRound)
                    return;
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The events could not be read or kept; they are tried again in half a minute")]
    private static partial void LogDatabase(ILogger logger, Exception failure);

    [LoggerMessage(Level = LogLevel.Error, Message = "Event {Event} could not be considered; it is tried again in half a minute")]
    private static partial void LogMistake(ILogger logger, long @event, Exception failure);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Post {Post} about an event waits: {Sentence}")]
    private static partial void LogRefused(ILogger logger, long post, string sentence);
}
