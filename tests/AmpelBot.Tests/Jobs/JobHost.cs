using System.Globalization;
using AmpelBot.Chat;
using AmpelBot.Jobs;
using AmpelBot.Tests.Listeners;
using Microsoft.Extensions.Logging.Abstractions;

namespace AmpelBot.Tests.Jobs;

/// <summary>A process that works on jobs until none is left, for tests that kill it: <c>dotnet AmpelBot.Tests.dll FOLDER</c>.</summary>
internal static class JobHost
{
    /// <summary>How many messages each run is given, the same ones each time.</summary>
    internal const int Messages = 60;

    internal const int Attempts = 1_000;

    internal static readonly ThreadStep[] Steps =
        [ThreadStep.Greeting, ThreadStep.Understanding, ThreadStep.SkyMap, ThreadStep.Funnel, ThreadStep.Outcome, ThreadStep.Candidates, ThreadStep.Closing];

    /// <summary>Message of a number: of four in a row the last asks for the same as the first, elsewhere.</summary>
    internal static NewJob Message(int number) => new($"envelope-{number}", new ThreadPlace("file", "T", $"C{number % 7}", $"{number}"), $"U{number}", "scan", $"{Same(number)}");

    private static int Same(int number) => number % 4 == 3 ? number - 3 : number;

    private static async Task<int> Main(string[] arguments)
    {
        if (arguments is [ListenHost.Verb, var archive, var port, var dieAt])
            return await ListenHost.RunAsync(archive, int.Parse(port, CultureInfo.InvariantCulture), int.Parse(dieAt, CultureInfo.InvariantCulture));
        var folder = arguments[0];
        var chat = new RecordedChat(Path.Combine(folder, "chat.txt"));
        await using var tables = await BotTables.OpenAsync(folder, TimeProvider.System, default);
        await using var queue = new JobQueue(tables, new JobHandlers
        {
            Plan = job => new JobPlan(JobLane.Scan, job.Text),
            Run = RunAsync,
            OpenThread = (job, place) => chat.Open(tables, job, place),
            FollowNote = (job, follower) => new TextPost(ThreadStep.Greeting, $"already for {job.User}"),
            CancelNote = _ => null,
        }, new JobQueueSettings { MostAttempts = Attempts, Limits = new JobLimits { WaitingInConversation = 1000 } }, TimeProvider.System, NullLogger.Instance);
        await queue.StartAsync(default);
        for (var i = 0; i < Messages; i++)
        {
            await queue.AcceptAsync(Message(i), default);
            Console.WriteLine(i);
        }
        while ((await tables.Jobs.UnfinishedAsync(default)).Count > 0)
            await Task.Delay(5);
        return 0;
    }

    private static async Task<Failure?> RunAsync(Job job, IChatThread thread, CancellationToken cancellation)
    {
        foreach (var step in Steps)
        {
            await thread.PostAsync(new TextPost(step, step.ToString()), cancellation);
            await Task.Delay(2, cancellation);
        }
        return null;
    }
}
