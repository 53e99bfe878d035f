using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using AmpelBot.Alerts.Archive;
using AmpelBot.Chat;
using AmpelBot.Following;
using AmpelBot.FollowUp.Channels;
using AmpelBot.FollowUp.Notices;
using AmpelBot.FollowUp.Notices.Fetching;
using AmpelBot.Hosting;
using AmpelBot.Jobs;
using AmpelBot.Listeners;
using AmpelBot.Sky;
using Microsoft.Extensions.Logging.Abstractions;

namespace AmpelBot.Benchmarks;

/// <summary>From a notice to the first reply in its thread, over the loaded archive; the chat alone is left out.</summary>
public static class EventRows
{
    /// <summary>The environment variable with another archive than the loaded one.</summary>
    public const string ArchiveVariable = "AMPELBOT_BENCH_ARCHIVE";

    private const int Night = 100;
    private const int NightsSince = 3;
    private static readonly (string Map, int Runs)[] Maps = [("m1000", 7), ("m10000", 5)];
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    public static void Rows(RowWriter rows)
    {
        var archive = Environment.GetEnvironmentVariable(ArchiveVariable) is { Length: > 0 } named ? named : ArchiveBench.Sqlite.All;
        if (!Directory.Exists("data/maps") || !(Directory.Exists(archive) || archive.StartsWith("postgres://", StringComparison.Ordinal)))
            Console.Error.WriteLine($"event: data/maps or the archive {Archives.Shown(archive)} is not here; load it first (load archive-sqlite), or name one by {ArchiveVariable}");
        else
            RowsAsync(rows, archive).GetAwaiter().GetResult();
    }

    private static async Task RowsAsync(RowWriter rows, string archive)
    {
        var home = Directory.CreateTempSubdirectory("ampelbot-bench").FullName;
        try
        {
            var eventTime = TimeScales.MjdToUtc(PeerAlerts.FirstMjd + Night);
            await using var rig = await EventRig.OpenAsync(new BotFolders(archive, Path.Combine(home, "skymaps"), Channels(home), Path.Combine(home, "out")), new MovedTime(eventTime.AddDays(NightsSince)));
            var number = 0;
            foreach (var (map, runs) in Maps)
            {
                var bytes = await File.ReadAllBytesAsync($"data/maps/{map}.multiorder.fits");
                var (opening, results) = (new double[runs], new double[runs]);
                var alerts = 0L;
                for (var run = -1; run < runs; run++)
                {
                    var name = $"S{eventTime:yyMMdd}{Letters(number++)}{Environment.TickCount64 % 26 switch { var n => (char)('a' + n) }}";
                    var (first, result, scanned) = await rig.RunAsync(Notice(name, eventTime, bytes));
                    if (run < 0)
                        continue;
                    (opening[run], results[run], alerts) = (first, result, scanned);
                }
                Array.Sort(opening);
                Array.Sort(results);
                rows.Write($"event_{map}_opening", runs, opening[runs / 2], alerts);
                rows.Write($"event_{map}_results", runs, results[runs / 2], alerts);
                rows.Write($"event_{map}_results_slowest", runs, results[^1], alerts);
            }
        }
        finally
        {
            Directory.Delete(home, recursive: true);
        }
    }

    // The shipped channel but for the rules, of which none may refuse a wide map.
    private static string Channels(string home)
    {
        var folder = Directory.CreateDirectory(Path.Combine(home, "channels")).FullName;
        var yaml = File.ReadAllText(Path.Combine(Cli.Places.Channels, "gw.yaml"));
        var (from, to) = (yaml.IndexOf("scan_when:", StringComparison.Ordinal), yaml.IndexOf("# How long an event", StringComparison.Ordinal));
        File.WriteAllText(Path.Combine(folder, "gw.yaml"), yaml[..from]
            + "scan_when:\n  messengers: [gravitational-wave]\n  area90_sqdeg: { max: 41000, unknown: scan }\n  visible_tonight: { min: 0, unknown: scan }\n" + yaml[to..]);
        return folder;
    }

    private static string Letters(int number) => $"{(char)('a' + number / 26 % 26)}{(char)('a' + number % 26)}";

    private static byte[] Notice(string name, DateTimeOffset eventTime, byte[] map) => JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object?>
    {
        ["alert_type"] = "PRELIMINARY",
        ["time_created"] = Iso(eventTime.AddMinutes(3)),
        ["superevent_id"] = name,
        ["event"] = new Dictionary<string, object?>
        {
            ["significant"] = true,
            ["time"] = Iso(eventTime),
            ["far"] = 1e-12,
            ["group"] = "CBC",
            ["classification"] = new Dictionary<string, double> { ["BNS"] = 1 },
            ["skymap"] = Convert.ToBase64String(map),
        },
    });

    private static string Iso(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private sealed class MovedTime(DateTimeOffset start) : TimeProvider
    {
        private readonly DateTimeOffset began = System.GetUtcNow();

        public override DateTimeOffset GetUtcNow() => start + (System.GetUtcNow() - began);
    }

    /// <summary>The hosted bot without a chat: what it posts is timed and forgotten.</summary>
    private sealed class EventRig : IAsyncDisposable
    {
        private readonly ConcurrentDictionary<ThreadStep, TaskCompletionSource<double>> posted = [];
        private readonly CancellationTokenSource stopping = new();
        private long start;
        private Bot bot = null!;
        private BotTables tables = null!;
        private JobQueue queue = null!;
        private EventWork work = null!;
        private Task rounds = Task.CompletedTask;

        public static async Task<EventRig> OpenAsync(BotFolders folders, TimeProvider time)
        {
            var rig = new EventRig();
            Directory.CreateDirectory(folders.SkyMaps);
            rig.bot = await Bot.OpenAsync(folders, FetchPolicy.Offline, SenderAddresses.Public, workers: 2, time, CancellationToken.None);
            rig.tables = await BotTables.OpenAsync(folders.Archive, time, CancellationToken.None);
            var channels = new ChannelFolder(folders.Channels);
            var settings = new FollowSettings { Channels = new Dictionary<string, ConversationPlace> { ["gw"] = new("bench", "T", "C") }, Rights = DataRights.Partnership };
            NoticeRounds notices = null!;
            var answers = new EventAnswers(rig.bot, rig.tables, settings, () => notices.Wake(), time);
            rig.queue = new JobQueue(rig.tables, new JobHandlers
            {
                Plan = job => new JobPlan(job.Kind == EventJobKind.Scan ? JobLane.Scan : JobLane.Quick, null),
                Run = answers.RunAsync,
                OpenThread = (job, place) => new TimedThread(rig, job, place),
                FollowNote = (_, _) => new TextPost(ThreadStep.Greeting, ""),
                CancelNote = _ => null,
            }, new JobQueueSettings(), time, NullLogger.Instance);
            rig.work = new EventWork(rig.tables, channels, settings, async (id, stop) =>
                await rig.tables.Notices.FindAsync(id, stop) is { } kept && NoticeParser.Parse(kept.Bytes) is { Success: true, Value: var sent } ? sent : null,
                async (story, notice, stop) => await rig.bot.SkyMaps.Maps.FetchAsync(notice, TimeSpan.Zero, stop) is { } map
                    ? new FetchedSkyMap(map.Path, map.Sha256, await rig.bot.SkyMaps.Index.AddAsync(story.Identifiers, null, story.EventTimeUtc, notice.Kind, map, stop)) : null,
                new EventRetraction(rig.tables, rig.queue, time), time);
            notices = new NoticeRounds(rig.tables, rig.queue, rig.work, settings, time, NullLogger.Instance);
            await rig.queue.StartAsync(CancellationToken.None);
            rig.rounds = Task.Run(() => notices.RunAsync(rig.stopping.Token));
            return rig;
        }

        public async Task<(double Opening, double Results, long Alerts)> RunAsync(byte[] notice)
        {
            posted.Clear();
            Volatile.Write(ref start, Stopwatch.GetTimestamp());
            await tables.Notices.AcceptAsync(new ReceivedNotice("bench", "bench", "bench", notice, DateTimeOffset.UtcNow), CancellationToken.None);
            var opening = await Posted(ThreadStep.Understanding).WaitAsync(Limit);
            var results = await Posted(ThreadStep.Outcome).WaitAsync(Limit);
            await Posted(ThreadStep.Closing).WaitAsync(Limit);
            while (queue.Status() is not { Running.Count: 0, Waiting.Count: 0 })
                await Task.Delay(10);
            var latest = (await tables.Events.LatestAsync(1, CancellationToken.None))[0];
            var outcome = (await tables.Events.ScansAsync(latest.Id, CancellationToken.None))[^1].Outcome!;
            return (opening, results, long.Parse(outcome.Split(' ')[0], NumberStyles.AllowThousands, CultureInfo.InvariantCulture));
        }

        public async ValueTask DisposeAsync()
        {
            await stopping.CancelAsync();
            await rounds.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await queue.DisposeAsync();
            work.Dispose();
            await tables.DisposeAsync();
            await bot.DisposeAsync();
            stopping.Dispose();
        }

        private Task<double> Posted(ThreadStep step) => posted.GetOrAdd(step, _ => new TaskCompletionSource<double>(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

        private sealed class TimedThread(EventRig rig, Job job, ThreadPlace place) : IChatThread
        {
            public async Task PostAsync(ThreadPost post, CancellationToken cancellation)
            {
                var id = new PostId(job.Id, place, post.Step, 0);
                await rig.tables.Posts.BeginAsync(id, cancellation);
                await rig.tables.Posts.EndAsync(id, FormattableString.Invariant($"{job.Id}.{(int)post.Step}"), cancellation);
                rig.posted.GetOrAdd(post.Step, _ => new TaskCompletionSource<double>(TaskCreationOptions.RunContinuationsAsynchronously))
                    .TrySetResult(Stopwatch.GetElapsedTime(Volatile.Read(ref rig.start)).TotalSeconds);
            }

            public void ShowProgress(string line)
            {
            }
        }
    }
}
