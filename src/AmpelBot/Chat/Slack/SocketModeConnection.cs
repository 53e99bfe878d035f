using System.Buffers;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;

namespace AmpelBot.Chat.Slack;

/// <summary>One connection of Socket Mode, from hello to its end.</summary>
internal sealed class SocketModeConnection(SlackEnvelopeReader reader, OnceInbox inbox, SocketModeSettings settings, ILogger logger)
{
    private const int MostBytes = 4 << 20;
    private const int MostAtOnce = 16;
    private readonly ClientWebSocket socket = new();
    private readonly SemaphoreSlim sending = new(1, 1);
    private readonly SemaphoreSlim places = new(MostAtOnce, MostAtOnce);
    private readonly TaskCompletionSource<string> leaving = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource over = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Done, with Slack's reason, when Slack says that it will close the connection; never done on one that breaks.</summary>
    public Task<string> Leaving => leaving.Task;

    /// <summary>Done when the connection is gone.</summary>
    public Task Over => over.Task;

    /// <summary>Connects, and takes envelopes until the connection ends.</summary>
    /// <param name="address">From apps.connections.open.</param>
    /// <param name="onHello">Called once, when Slack greets.</param>
    /// <param name="cancellation">Ends the connection.</param>
    /// <returns>Why it ended, a word to count by.</returns>
    /// <exception cref="WebSocketException">It could not be opened.</exception>
    public async Task<string> RunAsync(Uri address, Action onHello, CancellationToken cancellation)
    {
        // Two ends: receiving stops when we are told to or Slack is silent; sending lives on until what was taken over is acknowledged.
        using var receiving = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            socket.Options.KeepAliveInterval = settings.PingInterval;
            socket.Options.KeepAliveTimeout = settings.PingInterval;
            receiving.CancelAfter(settings.HelloTimeout);
            await socket.ConnectAsync(address, receiving.Token);
            return await ReceiveAsync(onHello, receiving);
        }
        catch (OperationCanceledException)
        {
            return cancellation.IsCancellationRequested ? "stopped" : leaving.Task.IsCompleted ? "drained" : "no_hello";
        }
        finally
        {
            for (var place = 0; place < MostAtOnce; place++)
                await places.WaitAsync(CancellationToken.None);
            await CloseAsync();
            over.TrySetResult();
        }
    }

    private async Task<string> ReceiveAsync(Action onHello, CancellationTokenSource receiving)
    {
        var buffer = new ArrayBufferWriter<byte>(1 << 14);
        var isGreeted = false;
        while (true)
        {
            buffer.ResetWrittenCount();
            try
            {
                ValueWebSocketReceiveResult part;
                do
                {
                    part = await socket.ReceiveAsync(buffer.GetMemory(1 << 12), receiving.Token);
                    buffer.Advance(part.Count);
                    if (buffer.WrittenCount > MostBytes)
                        return "too_large";
                }
                while (!part.EndOfMessage);
                if (part.MessageType == WebSocketMessageType.Close)
                    return leaving.Task.IsCompleted ? "drained" : "closed";
                if (part.MessageType != WebSocketMessageType.Text)
                    continue;
            }
            catch (WebSocketException) when (!receiving.IsCancellationRequested)
            {
                return leaving.Task.IsCompleted ? "drained" : "broken";
            }

            var message = JsonReading.Parse(buffer.WrittenMemory);
            switch (message?.Text("type"))
            {
                case "hello" when !isGreeted:
                    isGreeted = true;
                    receiving.CancelAfter(Timeout.InfiniteTimeSpan);
                    onHello();
                    break;
                case "disconnect":
                    var reason = message.Text("reason") is { Length: > 0 and <= 40 } word && word.All(c => char.IsAsciiLetter(c) || c == '_') ? word : "other";
                    leaving.TrySetResult(reason);
                    receiving.CancelAfter(settings.Drain);
                    break;
                case { } type when message.Text("envelope_id") is { } envelopeId:
                    await places.WaitAsync(receiving.Token);
                    _ = TakeAsync(type, envelopeId, message.Value);
                    break;
            }
        }
    }

    private async Task TakeAsync(string type, string envelopeId, JsonElement message)
    {
        try
        {
            using var limit = new CancellationTokenSource(settings.AcceptTimeout);
            if (await AcceptAsync(type, message, limit.Token) is not { IsAccepted: true } ack)
                return;
            var answer = new JsonObject { ["envelope_id"] = envelopeId };
            if (message.Flag("accepts_response_payload") && SlackAnswers.Payload(ack) is { } payload)
                answer["payload"] = payload;
            await SendAsync(answer, limit.Token);
        }
        catch (Exception e) when (e is WebSocketException or ObjectDisposedException or OperationCanceledException or InvalidOperationException)
        {
            // Slack delivers what was not acknowledged again, on another connection, and OnceInbox knows the answer.
            logger.LogInformation("An envelope was not acknowledged in time ({Error}); Slack will send it again", e.GetType().Name);
        }
        catch (Exception e)
        {
            logger.LogError(e, "An envelope could not be taken over; Slack will send it again");
        }
        finally
        {
            places.Release();
        }
    }

    private async Task<SlackAck> AcceptAsync(string type, JsonElement message, CancellationToken cancellation)
    {
        var payload = message.Get("payload");
        SlackReading reading = type switch
        {
            _ when payload is null => new(null, "malformed"),
            "events_api" => reader.ReadEvent(payload.Value),
            "interactive" => reader.ReadInteraction(payload.Value),
            "slash_commands" => reader.ReadCommand(field => payload.Text(field)),
            _ => new(null, "other"),
        };
        if (reading.Envelope is { } envelope)
            return await inbox.AcceptAsync(envelope, cancellation);
        SlackMeter.Envelopes.Add(1, new("kind", reading.PassedOver), new("outcome", "passed_over"));
        return SlackAck.Accepted;
    }

    private async Task SendAsync(JsonObject answer, CancellationToken cancellation)
    {
        var bytes = Encoding.UTF8.GetBytes(answer.ToJsonString());
        await sending.WaitAsync(cancellation);
        try
        {
            await socket.SendAsync(bytes, WebSocketMessageType.Text, endOfMessage: true, cancellation);
        }
        finally
        {
            sending.Release();
        }
    }

    private async Task CloseAsync()
    {
        try
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(1));
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, limit.Token);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or InvalidOperationException)
        {
            logger.LogDebug("A Socket Mode connection could not be closed: {Error}", e.GetType().Name);
        }
        finally
        {
            socket.Dispose();
        }
    }
}
