using AmpelBot.Alerts.Archive;
using AmpelBot.Chat.Slack;
using AmpelBot.Following;
using AmpelBot.FollowUp.Channels;
using AmpelBot.FollowUp.Notices;
using AmpelBot.FollowUp.Notices.Fetching;
using AmpelBot.FollowUp.Scan;
using AmpelBot.Jobs;
using AmpelBot.Listeners;
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
    private readonly JobQueue queue;
    private readonly SocketMode? sockets;
    private readonly SlackHttpDoor? door;
    private readonly CancellationTokenSource stopping = new();
    private readonly WatchRounds rounds;
    private readonly NoticeRounds notices;
    private readonly NoticeListeners listeners;
    private readonly OpenedParts opened;
    private Task listening = Task.CompletedTask;
    private Task watching = Task.CompletedTask;
    private Task following = Task.CompletedTask;

    private HostedBot(
        OpenedParts opened, Bot bot, BotTables tables, JobQueue queue, WatchRounds rounds, NoticeRounds notices, NoticeListeners listeners, SocketMode? sockets, SlackHttpDoor? door) =>
        (this.opened, this.bot, this.tables, this.queue, this.rounds, this.notices, this.listeners, this.sockets, this.door) = (opened, bot, tables, queue, rounds, notices, listeners, sockets, door);

    /// <summary>Opens archive and tables, and asks Slack who the bot is.</summary>
    /// <param name="plan">What it is made from.</param>
    /// <param name="logs">Where its parts log.</param>
    /// <param name="cancellation">Stops the opening.</param>
    /// <exception cref="ArchiveException">The archive, or what stands beside it, cannot be used.</exception>
    /// <exception cref="SlackApiException">Slack cannot be reached, or refuses the token.</exception>
    /// <exception cref="ChannelException">A channel that follows events cannot be used.</exception>
    /// <exception cref="RequestException">What the settings listen to needs a secret that is not there.</exception>
    public static async Task<HostedBot> OpenAsync(HostPlan plan, ILoggerFactory logs, CancellationToken cancellation)
    {
        var opened = new OpenedParts();
        try
        {
            return await OpenAsync(plan, opened, logs, cancellation);
        }
        catch
        {
            await opened.DisposeAsync();
            throw;
        }
    }

    private static async Task<HostedBot> OpenAsync(HostPlan plan, OpenedParts opened, ILoggerFactory logs, CancellationToken cancellation)
    {
        var follow = plan.Settings.Follow ?? FollowSettings.Nothing;
        var slack = plan.Settings.Slack ?? throw new ArgumentException("the settings name no chat", nameof(plan));
        var bot = opened.Add(await Bot.OpenAsync(
            plan.Folders, plan.Fetching ?? plan.Settings.Fetch.Policy, plan.Senders ?? plan.Settings.Fetch.Addresses, plan.Settings.Workers, plan.Time, cancellation));
        var tables = opened.Add(await BotTables.OpenAsync(plan.Folders.Archive, plan.Time, cancellation));
        var api = opened.Add(new SlackWebApi(plan.Tokens, plan.Api, plan.Time, logs.CreateLogger<SlackWebApi>()));
        var answers = new SlackAnswers(bot, tables, api, slack, Path.Combine(plan.Folders.SkyMaps, "cache", "slack"), plan.Time)
        {
            Discreet = new LocalFolders(plan.Folders).Hide,
            OwnRights = follow.Rights,
        };
        var queue = answers.Queue = opened.Add(new JobQueue(tables, answers.Handlers, new JobQueueSettings
        {
            ScanWorkers = plan.Settings.Workers * JobsOfScan,
            Limits = new JobLimits { Waiting = plan.Settings.MostWaiting, WaitingInConversation = plan.Settings.MostWaitingOfConversation, WaitingOfPerson = plan.Settings.MostWaitingOfPerson },
        }, plan.Time, logs.CreateLogger<JobQueue>()));
        foreach (var channel in follow.Channels.Keys)
            bot.Channels.Load(channel);
        var work = opened.Add(new EventWork(tables, bot.Channels, follow, async (id, stop) =>
            await tables.Notices.FindAsync(id, stop) is { Bytes.Length: > 0 } kept && NoticeParser.Parse(kept.Bytes) is { Success: true, Value: var sent } ? sent : null,
            async (story, notice, stop) => await bot.SkyMaps.Maps.FetchAsync(notice, follow.MapWait, stop) is { } map
                ? new FetchedSkyMap(map.Path, map.Sha256, await bot.SkyMaps.Index.AddAsync(story.Identifiers, null, story.EventTimeUtc, notice.Kind, map, stop)) : null,
            new EventRetraction(tables, queue, plan.Time), plan.Time));
        var notices = new NoticeRounds(tables, queue, work, follow, plan.Time, logs.CreateLogger<NoticeRounds>());
        answers.Events = new EventAnswers(bot, tables, follow, notices.Wake, plan.Time);
        var listeners = opened.Add(new NoticeListeners(plan.Settings.Notices, plan.ListenSecrets, tables.Notices, plan.Time, logs.CreateLogger<NoticeListeners>()));
        var reader = new SlackEnvelopeReader(await api.TestAuthAsync(cancellation));
        var inbox = new OnceInbox(new SlackInbox(tables, queue, slack, api, answers.Responses, plan.Time, logs.CreateLogger<SlackInbox>()), EnvelopesRemembered);
        return new HostedBot(opened, bot, tables, queue, new WatchRounds(tables, queue, bot.Archive, plan.Time, logs.CreateLogger<WatchRounds>()), notices, listeners,
            plan.Tokens.AppToken is null ? null : new SocketMode(api, reader, inbox, plan.Sockets with { Connections = slack.Connections }, plan.Time, logs.CreateLogger<SocketMode>()),
            plan.Tokens.SigningSecret is { } secret ? new SlackHttpDoor(secret, reader, inbox, plan.Time, logs.CreateLogger<SlackHttpDoor>()) : null);
    }

    /// <summary>Where notices are kept as they are heard.</summary>
    public NoticeStore Notices => tables.Notices;

    /// <summary>The requests.</summary>
    public JobQueue Queue => queue;

    /// <summary>Maps the ways in over HTTP, where there are any.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        door?.Map(routes);
        listeners.Map(routes);
    }

    /// <summary>Takes up what an earlier run left, and begins to listen.</summary>
    public async Task StartAsync(CancellationToken cancellation)
    {
        await queue.StartAsync(cancellation);
        if (sockets is not null)
            listening = Task.Run(() => sockets.RunAsync(stopping.Token), CancellationToken.None);
        following = Task.Run(() => notices.RunAsync(stopping.Token), CancellationToken.None);
        watching = Task.Run(() => rounds.RunAsync(stopping.Token), CancellationToken.None);
        listeners.Start();
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
        trouble.AddRange(listeners.Trouble());
        if (listening.IsFaulted)
            trouble.Add($"Socket Mode ended: {listening.Exception!.GetBaseException().Message}");
        if (watching.IsFaulted)
            trouble.Add($"The rounds of watches ended: {watching.Exception!.GetBaseException().Message}");
        if (following.IsFaulted)
            trouble.Add($"The rounds of notices ended: {following.Exception!.GetBaseException().Message}");
        return trouble;
    }

    /// <summary>Listens no more, and leaves running scans for the next start.</summary>
    public async Task StopAsync(CancellationToken cancellation)
    {
        await listeners.StopAsync();
        await stopping.CancelAsync();
        await listening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await following.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await queue.StopAsync(cancellation);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None);
        await opened.DisposeAsync();
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

    /// <summary>The secrets of listening.</summary>
    public ListenSecrets ListenSecrets { get; init; } = new(null, null);

    /// <summary>The folders.</summary>
    public required BotFolders Folders { get; init; }

    /// <summary>How Slack's Web API is spoken to.</summary>
    public SlackWebApiSettings Api { get; init; } = new();

    /// <summary>How Socket Mode is used; the number of connections is the settings'.</summary>
    public SocketModeSettings Sockets { get; init; } = new();

    /// <summary>What may be fetched; null: what the settings say.</summary>
    public FetchPolicy? Fetching { get; init; }

    /// <summary>Where the senders' archives lie; null: where the settings say.</summary>
    public SenderAddresses? Senders { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
