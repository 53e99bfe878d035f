namespace AmpelBot.Alerts.Ingest;

/// <summary>Packets from one stream that is read once, such as standard input.</summary>
/// <param name="name">What dead letters call it.</param>
/// <param name="stream">The bytes.</param>
/// <param name="schemas">Those of packets that carry only the number of theirs.</param>
internal sealed class StreamSource(string name, Stream stream, RegistrySchemas schemas) : IPacketSource
{
    private const int MostPadding = 1 << 16;

    public TimeSpan? Patience => TimeSpan.FromSeconds(1);

    public SourceStatus Status => new(null, null, null);

    public async Task ReadAsync(PieceQueue queue, CancellationToken stop)
    {
        var counted = new TailedStream(stream);
        var pieces = Pieces(counted, stop).GetEnumerator();
        var told = 0L;
        // A read that waits for bytes cannot be stopped: it is left behind, with the enumerator that it works in.
        while (await Task.Run(pieces.MoveNext, CancellationToken.None).WaitAsync(stop).ConfigureAwait(false))
        {
            await queue.AddAsync(pieces.Current with { SourceBytes = counted.Given - told }, stop).ConfigureAwait(false);
            told = counted.Given;
        }
        pieces.Dispose();
        await queue.AddAsync(PacketPiece.EndOf(counted.Given - told), stop).ConfigureAwait(false);
    }

    private IEnumerable<PacketPiece> Pieces(TailedStream counted, CancellationToken stop)
    {
        foreach (var piece in PacketContent.Pieces(name, counted, schemas, stop))
            yield return piece;
        // Who writes to us should not find us gone before the last padding of a tar file.
        var rest = new byte[MostPadding];
        counted.ReadAtLeast(rest, rest.Length, throwOnEndOfStream: false);
    }

    public void Acknowledge(IReadOnlyList<object> marks)
    {
    }

    public string? Finish() => null;
}
