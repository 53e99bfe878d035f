using AmpelBot.Alerts.Archive;
using AmpelBot.Chat.Commands;
using AmpelBot.Chat.Slack;
using AmpelBot.Jobs;
using Microsoft.Extensions.Logging;

namespace AmpelBot.Hosting;

/// <summary>Puts the scans of watched events in line when their time has come. The table of watches is the schedule, so a restart forgets none and does none twice.</summary>
/// <param name="tables">The watches.</param>
/// <param name="queue">Where the scans go.</param>
/// <param name="archive">Tells which nights there are.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Told what goes wrong.</param>
internal sealed partial class WatchRounds(BotTables tables, JobQueue queue, IArchive archive, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);
    private const int MostInRound = 20;

    /// <summary>Goes round until it is stopped.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
            try
            {
                await RoundAsync(cancellation);
            }
            catch (ArchiveException e)
            {
                LogFailed(logger, e);
            }
        while (await timer.WaitForNextTickAsync(cancellation));
    }

    private async Task RoundAsync(CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        await tables.Watches.RemoveEndedAsync(now, cancellation);
        var night = WatchPlan.LastWholeNight(await archive.InfoAsync(cancellation), now);
        if (night is { } whole)
            await tables.Watches.WakeForNightAsync(whole, now, cancellation);
        foreach (var watch in await tables.Watches.DueAsync(now, MostInRound, cancellation))
        {
            // The same number and time again is the same envelope: a crash between the two lines doubles nothing.
            var job = new NewJob(FormattableString.Invariant($"watch {watch.Id} {watch.NextDue.ToUnixTimeMilliseconds()}"), watch.Place, watch.User, SlackJobKind.Watched, watch.EventName);
            if (await queue.AcceptAsync(job, cancellation) is Acceptance.Refused { Sentence: var sentence })
                LogRefused(logger, watch.Id, sentence);
            if (night is { } seen)
                await tables.Watches.SeenNightAsync(watch.Id, seen, cancellation);
            await tables.Watches.PostponeAsync(watch.Id, WatchPlan.Next(StartOf(watch, now), now), null, cancellation);
        }
    }

    private static DateTimeOffset StartOf(Watch watch, DateTimeOffset now) =>
        RequestText.Read(watch.RequestText, now) is { } request ? WatchPlan.StartOf(request, now) : now;

    [LoggerMessage(Level = LogLevel.Error, Message = "The watches could not be read; they are read again in a minute")]
    private static partial void LogFailed(ILogger logger, Exception failure);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The scan of watch {Watch} is left out this time: {Sentence}")]
    private static partial void LogRefused(ILogger logger, long watch, string sentence);
}
