using System.IO.Compression;
using System.Text.Json;

namespace AmpelBot.FollowUp.T3.Views;

/// <summary>Reads views: AMPEL's current class, and the one of 2018 to 2020; one JSON document a line, gzipped or not.</summary>
/// <remarks>
/// Class hints (<c>__jsonclass__</c>) are read at the top, and of flags; other objects are taken by their keys. Empty lines are passed over.
/// </remarks>
public static class TransientViewReader
{
    /// <summary>The largest document, in bytes.</summary>
    public const int MostLineBytes = 64 << 20;

    /// <summary>The most bytes of a file, unpacked.</summary>
    public const long MostBytes = 4L << 30;

    /// <summary>Reads the views one after the other.</summary>
    /// <param name="stream">The file; stays open.</param>
    /// <param name="name">Its name, for messages.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="ViewException">A line is no view; the message says which and why.</exception>
    public static IEnumerable<TransientView> Read(Stream stream, string name, CancellationToken cancellation)
    {
        var number = 0;
        foreach (var line in Lines(stream, name, cancellation))
        {
            number++;
            if (line.Span.Trim(" \t\r"u8).IsEmpty)
                continue;
            TransientView view;
            try
            {
                view = Parse(PythonJson.Parse(line));
            }
            catch (Exception e) when (e is JsonException or ViewException or InvalidOperationException)
            {
                throw new ViewException($"{name}, line {number}, is no TransientView: {e.Message.TrimEnd('.')}. Give a file of views, one JSON document a line.", e);
            }
            yield return view;
        }
    }

    private static TransientView Parse(JsonElement root)
    {
        var fields = new ViewFields(root, "the view");
        return fields.ClassName switch
        {
            TransientViewWriter.CurrentClass => Current(fields),
            LegacyView.ClassName => LegacyView.Parse(fields),
            null => throw new ViewException("it has no __jsonclass__"),
            var other => throw new ViewException($"its class is {(other.Length <= 80 ? other : other[..80] + "…")}, and I know {TransientViewWriter.CurrentClass} and {LegacyView.ClassName}"),
        };
    }

    private static TransientView Current(ViewFields fields)
    {
        var stock = fields.OptionalObject("stock");
        return new TransientView
        {
            Id = fields.Whole("id"),
            Names = stock?.Words("name") ?? [],
            Channels = stock?.Words("channel") ?? [],
            Tags = stock?.Words("tag") ?? [],
            Journal = stock?.Elements("journal") ?? [],
            FurtherOfStock = stock?.Further("_id", "tag", "name", "channel", "journal") ?? [],
            Datapoints = [.. fields.Objects("t0").Select(p => new ViewDatapoint(p.Whole("id"), p.Words("channel"), p.Words("tag"), p.Element("body"))
            {
                Further = p.Further("id", "stock", "channel", "tag", "body"),
            })],
            States = [.. fields.Objects("t1").Select(s => new ViewState(s.Element("link"), s.Wholes("dps"), s.Words("channel"), s.Words("tag"))
            {
                Further = s.Further("stock", "dps", "link", "channel", "tag"),
            })],
            Results = [.. fields.Objects("t2").Select(r => new ViewResult(r.Element("unit"), r.Element("config"), r.Element("link"), r.Element("code"), r.Element("body"), r.Element("meta"))
            {
                Further = r.Further("unit", "config", "stock", "link", "code", "body", "meta"),
            })],
            Logs = fields.Element("logs"),
            Extra = fields.Element("extra"),
            Further = fields.Further("__jsonclass__", "id", "stock", "t0", "t1", "t2", "logs", "extra"),
        };
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Lines(Stream stream, string name, CancellationToken cancellation)
    {
        var start = new byte[2];
        var begun = stream.ReadAtLeast(start, 2, throwOnEndOfStream: false);
        var isGzip = begun == 2 && start[0] == 0x1f && start[1] == 0x8b;
        using var whole = new JoinedStream(start.AsMemory(0, begun), stream);
        using var plain = isGzip ? new GZipStream(whole, CompressionMode.Decompress) : (Stream)whole;
        var buffer = new byte[1 << 16];
        var line = new MemoryStream();
        for (long total = 0; ;)
        {
            cancellation.ThrowIfCancellationRequested();
            int read;
            try
            {
                read = plain.Read(buffer);
            }
            catch (InvalidDataException e)
            {
                throw new ViewException($"{name} is no whole gzip file: {e.Message.TrimEnd('.')}. Get it again.", e);
            }
            if (read == 0)
                break;
            if ((total += read) > MostBytes)
                throw new ViewException($"{name} is larger than {MostBytes >> 30} GiB unpacked. Give a smaller file.");
            for (var at = 0; at < read;)
            {
                var end = Array.IndexOf(buffer, (byte)'\n', at, read - at);
                var length = (end < 0 ? read : end) - at;
                if (line.Length + length > MostLineBytes)
                    throw new ViewException($"{name} has a line of more than {MostLineBytes >> 20} MiB; no view is that large. Give a file of views, one JSON document a line.");
                line.Write(buffer, at, length);
                at += length + 1;
                if (end < 0)
                    break;
                yield return line.ToArray();
                line.SetLength(0);
            }
        }
        if (line.Length > 0)
            yield return line.ToArray();
    }

    /// <summary>Some bytes, then the rest of a stream, which stays open.</summary>
    private sealed class JoinedStream(ReadOnlyMemory<byte> first, Stream rest) : Stream
    {
        private ReadOnlyMemory<byte> first = first;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(Span<byte> buffer)
        {
            if (first.IsEmpty)
                return rest.Read(buffer);
            var length = Math.Min(buffer.Length, first.Length);
            first.Span[..length].CopyTo(buffer);
            first = first[length..];
            return length;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
