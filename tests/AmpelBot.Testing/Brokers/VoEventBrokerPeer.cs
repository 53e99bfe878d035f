using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;
using System.Xml.Linq;

namespace AmpelBot.Testing.Brokers;

/// <summary>A broker of the VOEvent Transport Protocol 2.0 on a loopback port, which can go away, hang up, hang and send garbage.</summary>
public sealed class VoEventBrokerPeer : IAsyncDisposable
{
    private const string Origin = "ivo://broker.test/peer";
    private readonly ConcurrentDictionary<TcpClient, bool> subscribers = [];
    private readonly Channel<VoEventAnswer> answers = Channel.CreateUnbounded<VoEventAnswer>();
    private readonly Channel<bool> arrivals = Channel.CreateUnbounded<bool>();
    private TcpListener listener = new(IPAddress.Loopback, 0);
    private Task accepting;

    public VoEventBrokerPeer()
    {
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        accepting = AcceptAsync(listener);
    }

    public int Port { get; }

    /// <summary>How many have subscribed, those that went away included.</summary>
    public int Subscriptions { get; private set; }

    /// <summary>Waits for the next subscriber.</summary>
    public async Task SubscribedAsync(TimeSpan limit) => await arrivals.Reader.ReadAsync().AsTask().WaitAsync(limit);

    /// <summary>The next message from a subscriber.</summary>
    public Task<VoEventAnswer> AnswerAsync(TimeSpan limit) => answers.Reader.ReadAsync().AsTask().WaitAsync(limit);

    /// <summary>Whether a subscriber said something that was not asked for yet.</summary>
    public bool HasAnswer => answers.Reader.TryPeek(out _);

    /// <summary>Sends a message behind its length to all subscribers.</summary>
    public Task SendAsync(ReadOnlyMemory<byte> message) => SendRawAsync(Frame(message.Length, message));

    public Task SendAliveAsync(string role = "iamalive") => SendAsync(Encoding.UTF8.GetBytes(
        $"""<trn:Transport role="{role}" version="1.0" xmlns:trn="http://www.telescope-networks.org/xml/Transport/v1.1"><Origin>{Origin}</Origin><TimeStamp>2026-01-01T00:00:00Z</TimeStamp></trn:Transport>"""));

    /// <summary>Sends a length and whatever comes behind it.</summary>
    public Task SendAnnouncedAsync(int length, ReadOnlyMemory<byte> message) => SendRawAsync(Frame(length, message));

    /// <summary>Hangs up on all subscribers.</summary>
    public void HangUp()
    {
        foreach (var subscriber in subscribers.Keys)
            subscriber.Dispose();
    }

    /// <summary>Is away: hangs up and takes nobody.</summary>
    public async Task GoAwayAsync()
    {
        listener.Stop();
        await accepting;
        HangUp();
    }

    /// <summary>Is there again, on the same port.</summary>
    public void ComeBack()
    {
        listener = new TcpListener(IPAddress.Loopback, Port);
        listener.Start();
        accepting = AcceptAsync(listener);
    }

    public async ValueTask DisposeAsync() => await GoAwayAsync();

    private static byte[] Frame(int length, ReadOnlyMemory<byte> message)
    {
        var framed = new byte[4 + message.Length];
        BinaryPrimitives.WriteInt32BigEndian(framed, length);
        message.CopyTo(framed.AsMemory(4));
        return framed;
    }

    private async Task SendRawAsync(byte[] bytes)
    {
        foreach (var subscriber in subscribers.Keys)
            try
            {
                await subscriber.GetStream().WriteAsync(bytes);
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
            {
                // It went away.
            }
    }

    private async Task AcceptAsync(TcpListener at)
    {
        try
        {
            while (true)
            {
                var subscriber = await at.AcceptTcpClientAsync();
                subscribers[subscriber] = true;
                Subscriptions++;
                _ = ReadAsync(subscriber);
                arrivals.Writer.TryWrite(true);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // It takes nobody any more.
        }
    }

    private async Task ReadAsync(TcpClient subscriber)
    {
        try
        {
            var stream = subscriber.GetStream();
            var head = new byte[4];
            while (true)
            {
                await stream.ReadExactlyAsync(head);
                var message = new byte[BinaryPrimitives.ReadInt32BigEndian(head)];
                await stream.ReadExactlyAsync(message);
                var root = XDocument.Load(new MemoryStream(message)).Root!;
                answers.Writer.TryWrite(new VoEventAnswer((string)root.Attribute("role")!, (string)root.Element("Origin")!, (string)root.Element("Response")!));
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            subscribers.TryRemove(subscriber, out _);
            subscriber.Dispose();
        }
    }
}

/// <summary>What a subscriber said.</summary>
public sealed record VoEventAnswer(string Role, string Origin, string Response);
