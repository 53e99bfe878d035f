using System.Net.WebSockets;
using Microsoft.Extensions.Logging;

namespace AmpelBot.Chat.Slack;

/// <summary>Socket Mode (docs.slack.dev/apis/events-api/using-socket-mode): Slack's envelopes over connections that the bot opens.</summary>
/// <param name="api">Opens connections.</param>
/// <param name="reader">Reads payloads.</param>
/// <param name="inbox">Takes envelopes over; each once, also across connections.</param>
/// <param name="settings">How many connections, and how long to wait.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where the connections' comings and goings are said.</param>
public sealed class SocketMode(SlackWebApi api, SlackEnvelopeReader reader, OnceInbox inbox, SocketModeSettings settings, TimeProvider time, ILogger logger)
{
    private int greeted;

    /// <summary>Connections that Slack has greeted and that are there now; with none, nothing comes in.</summary>
    public int GreetedConnections => Volatile.Read(ref greeted);

    /// <summary>Keeps the connections up until it is stopped.</summary>
    /// <param name="cancellation">Stops it; envelopes that are being taken over are still acknowledged.</param>
    /// <exception cref="SlackApiException">Slack shuts the bot out: the token is wrong, or Socket Mode is off. Whatever else happens is tried again.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        if (settings.Connections is < 1 or > 10)
            throw new ArgumentOutOfRangeException(nameof(settings), settings.Connections, "Socket Mode takes 1 to 10 connections");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var slots = Enumerable.Range(0, settings.Connections).Select(_ => KeepOneAsync(stop.Token)).ToList();
        try
        {
            await await Task.WhenAny(slots);
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(slots).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private async Task KeepOneAsync(CancellationToken cancellation)
    {
        var draining = new List<Task>();
        var failures = 0;
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                var address = await api.OpenConnectionAsync(cancellation);
                if (address.Scheme != "wss" && !settings.AllowPlain)
                    throw new SlackApiException("apps.connections.open", SlackApiException.Unreachable, "its address is not wss");
                var connection = new SocketModeConnection(reader, inbox, settings, logger);
                var greetedAt = default(DateTimeOffset);
                var running = connection.RunAsync(address, OnHello, cancellation);
                await Task.WhenAny(running, connection.Leaving);
                if (greetedAt != default && time.GetUtcNow() - greetedAt > settings.Backoff)
                    failures = 0;
                if (running.IsCompleted)
                {
                    var reason = await running;
                    SlackMeter.Disconnects.Add(1, new KeyValuePair<string, object?>("reason", reason));
                    logger.LogInformation("A Socket Mode connection ended: {Reason}", reason);
                    failures++;
                }
                else
                {
                    // Slack said that it will close this one: the next is opened beside it.
                    var reason = await connection.Leaving;
                    SlackMeter.Disconnects.Add(1, new KeyValuePair<string, object?>("reason", reason));
                    logger.LogInformation("Slack asked for another Socket Mode connection: {Reason}", reason);
                    if (reason == "link_disabled")
                        throw new SlackApiException("apps.connections.open", "link_disabled");
                    draining.RemoveAll(d => d.IsCompleted);
                    draining.Add(running);
                    if (greetedAt == default || time.GetUtcNow() - greetedAt <= settings.Backoff)
                        failures++;
                }

                void OnHello()
                {
                    greetedAt = time.GetUtcNow();
                    Interlocked.Increment(ref greeted);
                    _ = connection.Over.ContinueWith(_ => Interlocked.Decrement(ref greeted), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
                }
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                break;
            }
            catch (SlackApiException e) when (!e.IsShutOut)
            {
                failures++;
                logger.LogWarning("Socket Mode: {Sentence}", e.Message);
            }
            catch (WebSocketException e)
            {
                failures++;
                logger.LogWarning("Socket Mode: a connection failed: {Error}", e.WebSocketErrorCode);
            }
            if (failures > 0 && !cancellation.IsCancellationRequested)
                await Task.Delay(Jitter(failures), time, cancellation).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
        await Task.WhenAll(draining);
    }

    private TimeSpan Jitter(int failures) =>
        TimeSpan.FromTicks((long)(Math.Min(settings.LongestBackoff.Ticks, settings.Backoff.Ticks * Math.Pow(2, Math.Min(failures - 1, 20))) * Random.Shared.NextDouble()));
}
