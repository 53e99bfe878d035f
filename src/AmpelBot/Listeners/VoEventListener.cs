using System.Net.Sockets;
using AmpelBot.FollowUp.Notices.VoEvents;
using Microsoft.Extensions.Logging;

namespace AmpelBot.Listeners;

/// <summary>Subscribes to a broker of the VOEvent Transport Protocol. A VOEvent is acknowledged when it is kept, never before; one that cannot be read is kept all the same.</summary>
public sealed class VoEventListener : INoticeListener
{
    private readonly VoEventBroker broker;
    private readonly VoEventSettings settings;
    private readonly PatientInbox inbox;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private string? trouble;

    /// <summary>A listener that is not connected yet.</summary>
    /// <param name="broker">Whom it listens to.</param>
    /// <param name="settings">How.</param>
    /// <param name="inbox">Keeps notices.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where comings and goings are said.</param>
    public VoEventListener(VoEventBroker broker, VoEventSettings settings, INoticeInbox inbox, TimeProvider time, ILogger logger)
    {
        (this.broker, this.settings, this.time, this.logger) = (broker, settings, time, logger);
        this.inbox = new PatientInbox(inbox, settings.Backoff, time, logger);
        trouble = $"{Name} has not been reached yet.";
    }

    /// <inheritdoc/>
    public string Name => $"the VOEvent broker {broker}";

    /// <inheritdoc/>
    public IReadOnlyList<string> Trouble() => [.. new[] { Volatile.Read(ref trouble), inbox.Trouble }.OfType<string>()];

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var failures = 0;
        while (!cancellation.IsCancellationRequested)
        {
            var heard = false;
            try
            {
                using var client = new TcpClient { NoDelay = true };
                using (var late = new CancellationTokenSource(settings.MessageTimeout, time))
                using (var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, late.Token))
                    await client.ConnectAsync(broker.Host, broker.Port, either.Token);
                logger.Listening(Name);
                Volatile.Write(ref trouble, null);
                var stream = client.GetStream();
                while (true)
                {
                    var message = await VoEventTransport.ReadAsync(stream, settings.AliveTimeout, settings.MessageTimeout, time, cancellation);
                    heard = true;
                    await TakeAsync(stream, message, cancellation);
                }
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
            {
                // Nothing is asked again of a broker: while we are away, another broker of the network has to tell.
                failures = heard ? 1 : failures + 1;
                var sentence = e is OperationCanceledException ? "It did not answer in time." : e.Message;
                Volatile.Write(ref trouble, $"The connection to {Name} is away and is tried again: {sentence}");
                logger.Lost(Name, sentence);
                NoticeMetrics.Reconnect("voevent");
            }
            await Task.Delay(settings.Backoff.After(failures), time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task TakeAsync(Stream stream, byte[] message, CancellationToken cancellation)
    {
        var peek = VoEventPeek.Read(message);
        if (peek is { Success: true, Value: { IsTransport: true } own })
        {
            if (own.Role is "iamalive" or "authenticate")
                await AnswerAsync(stream, own.Role, own.Identity, cancellation);
            return;
        }
        var identity = peek.Success ? peek.Value.Identity : "";
        var receipt = await inbox.AcceptAsync(new ReceivedNotice("voevent", broker.ToString(), identity, message, time.GetUtcNow()), cancellation);
        logger.Heard(receipt.Id, message.Length, "voevent", broker.ToString(), OneLine(identity), receipt.IsNew);
        // What has no name cannot be acknowledged; it is kept, and is a dead letter.
        if (identity.Length > 0)
            await AnswerAsync(stream, "ack", identity, cancellation);
    }

    private async Task AnswerAsync(Stream stream, string role, string origin, CancellationToken cancellation)
    {
        using var late = new CancellationTokenSource(settings.MessageTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, late.Token);
        await VoEventTransport.AnswerAsync(stream, role, origin, settings.Ivorn, time, either.Token);
    }

    private static string OneLine(string text) => new([.. text.Take(200).Select(c => char.IsControl(c) ? ' ' : c)]);
}
