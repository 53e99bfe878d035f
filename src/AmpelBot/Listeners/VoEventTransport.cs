using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Xml;

namespace AmpelBot.Listeners;

/// <summary>Messages of the VOEvent Transport Protocol 2.0 (IVOA note of 2017): XML behind its length in four bytes, big-endian.</summary>
internal static class VoEventTransport
{
    /// <summary>Most bytes of a message.</summary>
    internal const int MostBytes = 16 << 20;

    private const string Namespace = "http://www.telescope-networks.org/xml/Transport/v1.1";

    /// <summary>Reads the next message.</summary>
    /// <param name="stream">The connection.</param>
    /// <param name="idle">How long nothing may come.</param>
    /// <param name="whole">How long a message that has begun may take.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="IOException">The connection ended, or the peer does not keep to the protocol; the message is a sentence.</exception>
    internal static async Task<byte[]> ReadAsync(Stream stream, TimeSpan idle, TimeSpan whole, TimeProvider time, CancellationToken cancellation)
    {
        var head = new byte[4];
        await FillAsync(stream, head.AsMemory(0, 1), idle, "Nothing came for", time, cancellation);
        await FillAsync(stream, head.AsMemory(1), whole, "A message was begun and came to no end within", time, cancellation);
        var length = BinaryPrimitives.ReadInt32BigEndian(head);
        if (length is <= 0 or > MostBytes)
            throw new IOException(string.Create(CultureInfo.InvariantCulture, $"A message of {(uint)length:N0} bytes was announced; I read 1 to {MostBytes:N0}."));
        // As much is taken as comes: who announces 16 MB and sends nothing gets no 16 MB.
        using var message = new MemoryStream();
        var piece = new byte[Math.Min(length, 1 << 16)];
        var until = time.GetTimestamp();
        while (message.Length < length)
        {
            var left = whole - time.GetElapsedTime(until);
            if (left <= TimeSpan.Zero)
                throw Late("A message was begun and came to no end within", whole);
            var part = piece.AsMemory(0, (int)Math.Min(piece.Length, length - message.Length));
            await FillAsync(stream, part, left, "A message was begun and came to no end; I waited", time, cancellation);
            message.Write(part.Span);
        }
        return message.ToArray();
    }

    /// <summary>Sends a message of the protocol in answer to one that came.</summary>
    /// <param name="stream">The connection.</param>
    /// <param name="role">iamalive, ack or authenticate.</param>
    /// <param name="origin">The identity in what is answered: the ivorn of a VOEvent, the Origin of a message of the protocol.</param>
    /// <param name="response">Who we are, an ivorn.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Stops it.</param>
    internal static async Task AnswerAsync(Stream stream, string role, string origin, string response, TimeProvider time, CancellationToken cancellation)
    {
        var text = new StringBuilder();
        using (var xml = XmlWriter.Create(text, new XmlWriterSettings { OmitXmlDeclaration = true }))
        {
            xml.WriteStartElement("trn", "Transport", Namespace);
            xml.WriteAttributeString("version", "1.0");
            xml.WriteAttributeString("role", role);
            xml.WriteElementString("Origin", origin);
            xml.WriteElementString("Response", response);
            xml.WriteElementString("TimeStamp", time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
            xml.WriteEndElement();
        }
        await SendAsync(stream, Encoding.UTF8.GetBytes("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + text), cancellation);
    }

    /// <summary>Sends bytes behind their length.</summary>
    internal static async Task SendAsync(Stream stream, ReadOnlyMemory<byte> message, CancellationToken cancellation)
    {
        var framed = new byte[4 + message.Length];
        BinaryPrimitives.WriteInt32BigEndian(framed, message.Length);
        message.CopyTo(framed.AsMemory(4));
        await stream.WriteAsync(framed, cancellation);
    }

    private static async Task FillAsync(Stream stream, Memory<byte> into, TimeSpan atMost, string complaint, TimeProvider time, CancellationToken cancellation)
    {
        using var late = new CancellationTokenSource(atMost, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, late.Token);
        try
        {
            await stream.ReadExactlyAsync(into, either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw Late(complaint, atMost);
        }
        catch (EndOfStreamException)
        {
            throw new IOException("The broker closed the connection.");
        }
    }

    private static IOException Late(string complaint, TimeSpan atMost) => new(string.Create(CultureInfo.InvariantCulture, $"{complaint} {atMost.TotalSeconds:0.#} s."));
}
