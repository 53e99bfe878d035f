using AmpelBot.Alerts.Archive;
using AmpelBot.Alerts.Ingest;
using AmpelBot.FollowUp;
using AmpelBot.FollowUp.Scan;
using AmpelBot.Hosting;
using AmpelBot.Jobs;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace AmpelBot.Listeners;

/// <summary>All that listens for notices, from the settings: started, watched and stopped together.</summary>
public sealed class NoticeListeners : IAsyncDisposable
{
    private static readonly TimeSpan RestartDelay = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PruneInterval = TimeSpan.FromHours(1);
    private readonly IReadOnlyList<INoticeListener> listeners;
    private readonly NoticeHttpDoor? door;
    private readonly NoticeStore store;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly CancellationTokenSource stopping = new();
    private Task running = Task.CompletedTask;

    /// <summary>Listeners that have not started yet.</summary>
    /// <param name="settings">What is listened to.</param>
    /// <param name="secrets">The secrets.</param>
    /// <param name="store">Keeps notices, as many and as long as the settings say.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where comings and goings are said.</param>
    /// <exception cref="PacketSourceException">Kafka is asked for and librdkafka is not on this machine.</exception>
    /// <exception cref="RequestException">Kafka is asked for and there are no credentials.</exception>
    public NoticeListeners(ListenSettings settings, ListenSecrets secrets, NoticeStore store, TimeProvider time, ILogger logger)
    {
        (this.store, this.time, this.logger) = (store, time, logger);
        store.Keeping = settings.Keeping;
        var all = new List<INoticeListener>();
        if (settings.Gcn is { } gcn)
        {
            if (gcn.NeedsCredentials && secrets.Gcn is null)
                throw new RequestException($"Listening to GCN needs client credentials: set {GcnCredentials.IdVariable} and {GcnCredentials.SecretVariable}, or the same names with _FILE. How to get them: docs/listening.md.");
            all.Add(new GcnKafkaListener(gcn, gcn.NeedsCredentials ? secrets.Gcn : null, store, time, logger));
        }
        if (settings.VoEvent is { } voevent)
            all.AddRange(voevent.Brokers.Select(broker => new VoEventListener(broker, voevent, store, time, logger)));
        if (settings.Folder is { } folder)
            all.Add(new DropFolderListener(folder, store, time, logger));
        listeners = all;
        door = secrets.NoticeToken is { } token ? new NoticeHttpDoor(token, store, time, logger) : null;
    }

    /// <summary>What keeps notices from being heard, a sentence each; empty when nothing does.</summary>
    public IReadOnlyList<string> Trouble() => [.. listeners.SelectMany(l => l.Trouble())];

    /// <summary>Maps the way in over HTTP, where there is a token for it.</summary>
    public void Map(IEndpointRouteBuilder routes) => door?.Map(routes);

    /// <summary>Begins to listen.</summary>
    public void Start() => running = Task.WhenAll([.. listeners.Select(l => Task.Run(() => KeepAsync(l), CancellationToken.None)), Task.Run(PruneAsync, CancellationToken.None)]);

    /// <summary>Listens no more.</summary>
    public async Task StopAsync()
    {
        await stopping.CancelAsync();
        await running;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        foreach (var listener in listeners.OfType<IDisposable>())
            listener.Dispose();
        door?.Dispose();
        stopping.Dispose();
    }

    private async Task PruneAsync()
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                while (await store.PruneAsync(stopping.Token) > 0)
                {
                    // Some at a time, so that what is heard meanwhile does not wait.
                }
            }
            catch (Exception e) when (e is ArchiveException or OperationCanceledException)
            {
                if (!stopping.IsCancellationRequested)
                    logger.Lost("the store of notices", e.Message);
            }
            await Task.Delay(PruneInterval, time, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task KeepAsync(INoticeListener listener)
    {
        while (!stopping.IsCancellationRequested)
            try
            {
                await listener.RunAsync(stopping.Token);
            }
            catch (Exception e)
            {
                if (stopping.IsCancellationRequested)
                    return;
                // One listener's mistake does not cost the others' notices.
                logger.Mistake(listener.Name, e);
                await Task.Delay(RestartDelay, time, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
    }
}

/// <summary>The secrets of listening. None of them is ever shown.</summary>
/// <param name="Gcn">Client credentials of GCN; null without.</param>
/// <param name="NoticeToken">Who knows it may send notices to POST /notices; null when that way is closed.</param>
public sealed record ListenSecrets(GcnCredentials? Gcn, string? NoticeToken)
{
    /// <summary>Name of the variable with the token of POST /notices.</summary>
    public const string TokenVariable = "AMPELBOT_NOTICE_TOKEN";

    private const int LeastCharacters = 16;

    /// <summary>Reads the secrets from variables, or from the files that the same names with _FILE name.</summary>
    /// <param name="variable">The value of a variable, null when it is not set: Environment.GetEnvironmentVariable.</param>
    /// <returns>The secrets; or a sentence that says what is wrong, and never shows one.</returns>
    public static ParseResult<ListenSecrets> Read(Func<string, string?> variable)
    {
        var errors = new List<string>();
        var id = SecretVariable.Read(variable, GcnCredentials.IdVariable, errors);
        var secret = SecretVariable.Read(variable, GcnCredentials.SecretVariable, errors);
        var token = SecretVariable.Read(variable, TokenVariable, errors);
        if (errors.Count == 0 && id is null != secret is null)
            errors.Add($"One of {GcnCredentials.IdVariable} and {GcnCredentials.SecretVariable} is set and the other is not.");
        if (token is { Length: < LeastCharacters })
            errors.Add($"{TokenVariable} has fewer than {LeastCharacters} characters, which can be guessed: openssl rand -hex 32 makes a good one.");
        return errors.Count > 0
            ? ParseResult<ListenSecrets>.Failure(string.Join(" ", errors), 0)
            : ParseResult<ListenSecrets>.Of(new ListenSecrets(id is not null && secret is not null ? new GcnCredentials(id, secret) : null, token));
    }

    /// <inheritdoc/>
    public override string ToString() => $"secrets of listening ({(Gcn is null ? "none of GCN" : "GCN")}, {(NoticeToken is null ? "no token" : "a token")} for notices)";
}
