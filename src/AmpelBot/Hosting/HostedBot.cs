using AmpelBot.Alerts.Archive;
using AmpelBot.Chat.Slack;
using AmpelBot.FollowUp.Notices;
using AmpelBot.Jobs;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace AmpelBot.Hosting;

/// <summary>The bot as it lives on a server: scans, jobs, and Slack's two ways in, put together once.</summary>
public sealed class HostedBot : IAsyncDisposable
{
    // A job is at work while its messages go out at Slack's pace, long after its scan; the scans themselves are bounded by their own queue.
    private const int JobsOfScan = 8;

    // An envelope that comes twice within the process is told apart before the database is asked.
    private const int EnvelopesRemembered = 10_000;

    private readonly Bot bot;
    private readonly BotTables tables;
    private readonly SlackWebApi api;
    private readonly JobQueue queue;
    private readonly SocketMode? sockets;
    private readonly SlackHttpDoor? door;
    private readonly CancellationTokenSource stopping = new();
    private readonly WatchRounds rounds;
    private Task listening = Task.CompletedTask;
    private Task watching = Task.CompletedTask;

    private HostedBot(Bot bot, BotTables tables, SlackWebApi api, JobQueue queue, WatchRounds rounds, SocketMode? sockets, SlackHttpDoor? door) =>
        (this.bot, this.tables, this.api, this.queue, this.rounds, this.sockets, this.door) = (bot, tables, api, queue, rounds, sockets, door);

    /// <summary>Opens archive and tables, and asks Slack who the bot is.</summary>
    /// <param name="plan">What it is made from.</param>
    /// <param name="logs">Where its parts log.</param>
    /// <param name="cancellation">Stops the opening.</param>
    /// <exception cref="ArchiveException">The archive, or what stands beside it, cannot be used.</exception>
    /// <exception cref="SlackApiException">Slack cannot be reached, or refuses the token.</exception>
    public static async Task<HostedBot> OpenAsync(HostPlan plan, ILoggerFactory logs, CancellationToken cancellation)
    {
        var slack = plan.Settings.Slack ?? throw new ArgumentException("the settings name no chat", nameof(plan));
        var bot = await Bot.OpenAsync(plan.Folders, FetchPolicy.Public, plan.Settings.Workers, plan.Time, cancellation);
        var tables = await BotTables.OpenAsync(plan.Folders.Archive, plan.Time, cancellation);
        var api = new SlackWebApi(plan.Tokens, plan.Api, plan.Time, logs.CreateLogger<SlackWebApi>());
        var answers = new SlackAnswers(bot, tables, api, slack, Path.Combine(plan.Folders.SkyMaps, "cache", "slack"), plan.Time) { Discreet = new LocalFolders(plan.Folders).Hide };
        var queue = answers.Queue = new JobQueue(tables, answers.Handlers, new JobQueueSettings
        {
            ScanWorkers = plan.Settings.Workers * JobsOfScan,
            Limits = new JobLimits { Waiting = plan.Settings.MostWaiting, WaitingInConversation = plan.Settings.MostWaitingOfConversation, WaitingOfPerson = plan.Settings.MostWaitingOfPerson },
        }, plan.Time, logs.CreateLogger<JobQueue>());
        var reader = new SlackEnvelopeReader(await api.TestAuthAsync(cancellation));
        var inbox = new OnceInbox(new SlackInbox(tables, queue, slack, api, answers.Responses, plan.Time, logs.CreateLogger<SlackInbox>()), EnvelopesRemembered);
        return new HostedBot(bot, tables, api, queue, new WatchRounds(tables, queue, plan.Time, logs.CreateLogger<WatchRounds>()),
            plan.Tokens.AppToken is null ? null : new SocketMode(api, reader, inbox, plan.Sockets with { Connections = slack.Connections }, plan.Time, logs.CreateLogger<SocketMode>()),
            plan.Tokens.SigningSecret is { } secret ? new SlackHttpDoor(secret, reader, inbox, plan.Time, logs.CreateLogger<SlackHttpDoor>()) : null);
    }

    /// <summary>The requests.</summary>
    public JobQueue Queue => queue;

    /// <summary>Maps the way in over HTTP, where there is one.</summary>
    public void Map(IEndpointRouteBuilder routes) => door?.Map(routes);

    /// <summary>Takes up what an earlier run left, and begins to listen.</summary>
    public async Task StartAsync(CancellationToken cancellation)
    {
        await queue.StartAsync(cancellation);
        if (sockets is not null)
            listening = Task.Run(() => sockets.RunAsync(stopping.Token), CancellationToken.None);
        watching = Task.Run(() => rounds.RunAsync(stopping.Token), CancellationToken.None);
    }

    /// <summary>What keeps the bot from working, a sentence each; empty when nothing does.</summary>
    public async Task<IReadOnlyList<string>> TroubleAsync(CancellationToken cancellation)
    {
        var trouble = new List<string>();
        try
        {
            await bot.Archive.InfoAsync(cancellation);
            await tables.Jobs.FindAsync(0, cancellation);
        }
        catch (ArchiveException e)
        {
            trouble.Add(e.Message);
        }
        if (sockets is { GreetedConnections: 0 })
            trouble.Add("No connection of Socket Mode is open.");
        if (listening.IsFaulted)
            trouble.Add($"Socket Mode ended: {listening.Exception!.GetBaseException().Message}");
        if (watching.IsFaulted)
            trouble.Add($"The rounds of watches ended: {watching.Exception!.GetBaseException().Message}");
        return trouble;
    }

    /// <summary>Listens no more, and leaves running scans for the next start.</summary>
    public async Task StopAsync(CancellationToken cancellation)
    {
        await stopping.CancelAsync();
        await listening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await queue.StopAsync(cancellation);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None);
        await queue.DisposeAsync();
        api.Dispose();
        await tables.DisposeAsync();
        await bot.DisposeAsync();
        stopping.Dispose();
    }
}

/// <summary>What a hosted bot is made from.</summary>
public sealed record HostPlan
{
    /// <summary>The settings.</summary>
    public required HostSettings Settings { get; init; }

    /// <summary>The secrets.</summary>
    public required SlackTokens Tokens { get; init; }

    /// <summary>The folders.</summary>
    public required BotFolders Folders { get; init; }

    /// <summary>How Slack's Web API is spoken to.</summary>
    public SlackWebApiSettings Api { get; init; } = new();

    /// <summary>How Socket Mode is used; the number of connections is the settings'.</summary>
    public SocketModeSettings Sockets { get; init; } = new();

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
