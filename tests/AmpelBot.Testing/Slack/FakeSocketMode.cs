using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace AmpelBot.Testing.Slack;

/// <summary>Slack's end of Socket Mode (docs.slack.dev/apis/events-api/using-socket-mode).</summary>
public sealed class FakeSocketMode(FakeSlack slack)
{
    private readonly ConcurrentDictionary<string, DateTimeOffset> tickets = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<JsonObject>> awaited = new();
    private readonly Lock gate = new();
    private readonly List<Connection> connections = [];
    private TaskCompletionSource arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private JsonObject? heldBack;
    private int turn;
    private int acknowledged;
    private int deliveries;
    private int opened;

    /// <summary>Connections that are open now.</summary>
    public int Open { get { lock (gate) return connections.Count; } }

    /// <summary>Connections that were ever opened.</summary>
    public int Opened => Volatile.Read(ref opened);

    /// <summary>Acknowledgements, those of repetitions included.</summary>
    public int Acknowledged => Volatile.Read(ref acknowledged);

    /// <summary>Envelopes that were sent, repetitions included.</summary>
    public int Deliveries => Volatile.Read(ref deliveries);

    /// <summary>Done when so many connections are open.</summary>
    public async Task UntilOpenAsync(int count)
    {
        while (true)
        {
            Task next;
            lock (gate)
            {
                if (connections.Count >= count)
                    return;
                next = arrived.Task;
            }
            await next.WaitAsync(TimeSpan.FromSeconds(30));
        }
    }

    /// <summary>Tells all connections to go; with warning and refresh_requested they are closed a little later.</summary>
    public async Task DisconnectAsync(string reason)
    {
        foreach (var connection in Current())
        {
            await connection.SendAsync(new JsonObject { ["type"] = "disconnect", ["reason"] = reason, ["debug_info"] = new JsonObject { ["host"] = "fake" } });
            lock (gate)
                connections.Remove(connection);
        }
    }

    /// <summary>Cuts all connections without a word.</summary>
    public void CutAll()
    {
        foreach (var connection in Current())
            connection.Cut();
    }

    /// <summary>Sends something that is no envelope.</summary>
    public async Task SendRawAsync(string text)
    {
        foreach (var connection in Current())
            await connection.SendTextAsync(text);
    }

    /// <summary>Delivers an envelope: events again and again until they are acknowledged, the rest once.</summary>
    /// <returns>The acknowledgement's payload, empty for none; null when nobody acknowledged.</returns>
    public async Task<JsonObject?> DeliverAsync(string type, JsonObject payload, bool acceptsResponse)
    {
        var most = type == "events_api" ? slack.Options.MostDeliveries : 1;
        for (var attempt = 0; attempt < most; attempt++)
        {
            await UntilOpenAsync(1);
            var id = Guid.NewGuid().ToString();
            var envelope = new JsonObject { ["envelope_id"] = id, ["type"] = type, ["accepts_response_payload"] = acceptsResponse, ["payload"] = payload.DeepClone() };
            if (type == "events_api")
            {
                envelope["retry_attempt"] = attempt;
                envelope["retry_reason"] = attempt == 0 ? "" : "timeout";
            }
            var answer = awaited[id] = new(TaskCreationOptions.RunContinuationsAsynchronously);
            try
            {
                var gone = await SendAsync(envelope);
                // Of a connection that is gone no acknowledgement comes any more.
                if (await Task.WhenAny(answer.Task, gone).WaitAsync(slack.Options.AckTimeout) == answer.Task)
                    return await answer.Task;
                throw new WebSocketException("the connection is gone");
            }
            catch (Exception e) when (e is TimeoutException or WebSocketException or ObjectDisposedException or OperationCanceledException)
            {
                awaited.TryRemove(id, out _);
                await Task.Delay(slack.Options.RedeliveryDelay);
            }
        }
        return null;
    }

    internal string Ticket()
    {
        var ticket = Guid.NewGuid().ToString("N");
        tickets[ticket] = slack.Options.Time.GetUtcNow();
        return $"ws://{slack.Address.Authority}/link/?ticket={ticket}&app_id=A0AMPEL";
    }

    internal async Task ServeAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest || !tickets.TryRemove(context.Request.Query["ticket"].ToString(), out var since) || slack.Options.Time.GetUtcNow() - since > slack.Options.ConnectionTicket)
        {
            context.Response.StatusCode = 403;
            return;
        }
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var connection = new Connection(socket);
        if (Open >= 10)
        {
            await connection.SendAsync(new JsonObject { ["type"] = "disconnect", ["reason"] = "too_many_websockets" });
            return;
        }
        await connection.SendAsync(new JsonObject
        {
            ["type"] = "hello",
            ["num_connections"] = Open + 1,
            ["connection_info"] = new JsonObject { ["app_id"] = "A0AMPEL" },
            ["debug_info"] = new JsonObject { ["host"] = "fake", ["approximate_connection_time"] = 18060 },
        });
        Interlocked.Increment(ref opened);
        lock (gate)
        {
            connections.Add(connection);
            Interlocked.Exchange(ref arrived, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
        }
        try
        {
            await ReadAcknowledgementsAsync(socket);
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            return;
        }
        finally
        {
            lock (gate)
                connections.Remove(connection);
            connection.Leave();
        }
    }

    private async Task ReadAcknowledgementsAsync(WebSocket socket)
    {
        var buffer = new byte[1 << 16];
        while (true)
        {
            var length = 0;
            WebSocketReceiveResult part;
            do
            {
                part = await socket.ReceiveAsync(new ArraySegment<byte>(buffer, length, buffer.Length - length), CancellationToken.None);
                length += part.Count;
            }
            while (!part.EndOfMessage);
            if (part.MessageType == WebSocketMessageType.Close)
                return;
            if (JsonNode.Parse(buffer.AsSpan(0, length)) is JsonObject answer && (string?)answer["envelope_id"] is { } id && awaited.TryRemove(id, out var waiting))
            {
                Interlocked.Increment(ref acknowledged);
                waiting.TrySetResult(answer["payload"] is JsonObject payload ? payload.DeepClone().AsObject() : []);
            }
        }
    }

    /// <returns>Done when the connection that carries the envelope is gone.</returns>
    private async Task<Task> SendAsync(JsonObject envelope)
    {
        JsonObject? first = null;
        var isDouble = false;
        var isCut = false;
        lock (gate)
        {
            if (slack.Faults.ReorderEnvelopes > 0 && heldBack is null)
            {
                slack.Faults.ReorderEnvelopes--;
                heldBack = envelope;
                return new TaskCompletionSource().Task;
            }
            first = heldBack;
            heldBack = null;
            isDouble = slack.Faults.DuplicateEnvelopes > 0 && slack.Faults.DuplicateEnvelopes-- > 0;
            isCut = slack.Faults.CutSocketAfterEnvelopes > 0 && slack.Faults.CutSocketAfterEnvelopes-- > 0;
        }
        var gone = await SendOneAsync(envelope, isCut);
        if (isDouble)
            await SendOneAsync(envelope, isCut: false);
        if (first is not null)
            await SendOneAsync(first, isCut: false);
        return gone;
    }

    private async Task<Task> SendOneAsync(JsonObject envelope, bool isCut)
    {
        var current = Current();
        if (current.Count == 0)
            throw new WebSocketException("no connection");
        var connection = current[Interlocked.Increment(ref turn) % current.Count];
        Interlocked.Increment(ref deliveries);
        await connection.SendAsync(envelope);
        if (isCut)
            connection.Cut();
        return connection.Gone;
    }

    private List<Connection> Current() { lock (gate) return [.. connections]; }

    private sealed class Connection(WebSocket socket)
    {
        private readonly SemaphoreSlim sending = new(1, 1);

        private readonly TaskCompletionSource gone = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Gone => gone.Task;

        public void Leave() => gone.TrySetResult();

        public Task SendAsync(JsonObject message) => SendTextAsync(message.ToJsonString());

        public async Task SendTextAsync(string text)
        {
            await sending.WaitAsync();
            try
            {
                await socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
            }
            finally
            {
                sending.Release();
            }
        }

        public void Cut() => socket.Abort();
    }
}
