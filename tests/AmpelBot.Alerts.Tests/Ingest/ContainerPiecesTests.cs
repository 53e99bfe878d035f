using AmpelBot.Alerts.Avro;
using AmpelBot.Alerts.Ingest;

namespace AmpelBot.Alerts.Tests.Ingest;

public sealed class ContainerPiecesTests
{
    private static readonly byte[] Noise = Packets.Noise(40_000, 1);

    /// <summary>A container of 2.4 MB in about 30 blocks.</summary>
    private static byte[] Large(AvroCodec codec) => Packets.Container(codec, Enumerable.Range(1, 60).Select(i => Packets.Packet(i, cutout: Noise)));

    private static List<AlertFilePacket> Whole(byte[] bytes) =>
        [.. PacketContent.Read("a.avro", new MemoryStream(bytes), RegistrySchemas.None, _ => { }, default)];

    private static List<PacketPiece> Pieces(byte[] bytes) => [.. PacketContent.Pieces("a.avro", new MemoryStream(bytes), RegistrySchemas.None, default)];

    private static List<AlertFilePacket> Read(IEnumerable<PacketPiece> pieces) => [.. pieces.SelectMany(p => p.Read(_ => { }, default))];

    private static IEnumerable<object> Places(IEnumerable<AlertFilePacket> packets) => packets.Select(
        p => (object)(p.File, p.Offset, p.Alert?.AlertId, p.DeadLetter?.Offset, p.DeadLetter?.Reason));

    [Theory]
    [InlineData(AvroCodec.Null)]
    [InlineData(AvroCodec.Deflate)]
    [InlineData(AvroCodec.Snappy)]
    public void A_large_container_is_decoded_in_pieces_to_the_same_packets_at_the_same_places(AvroCodec codec)
    {
        var bytes = Large(codec);
        var pieces = Pieces(bytes);
        Assert.InRange(pieces.Count, 5, 30);
        // The order in which they are decoded is of no account.
        var decoded = pieces.AsEnumerable().Reverse().Select(p => Read([p])).Reverse().SelectMany(p => p).ToList();
        Assert.Equal(Enumerable.Range(1, 60).Select(i => (long)i), decoded.Select(p => p.Alert!.AlertId));
        Assert.Equal(Places(Whole(bytes)), Places(decoded));
        Assert.All(pieces, p => Assert.InRange(p.Weight, 1, 400_000));
    }

    [Fact]
    public void A_damaged_container_gives_the_same_packets_and_dead_letters_in_pieces_as_in_one_go()
    {
        var sound = Large(AvroCodec.Null);
        var random = new Random(7);
        var damaged = 0;
        for (var round = 0; round < 60; round++)
        {
            var bytes = (byte[])sound.Clone();
            // Frames and sync markers are few among the noise, so that half of the rounds aim at a block's end.
            var at = round % 2 == 0 ? random.Next(bytes.Length) : BlockEnds(sound)[random.Next(20)] - 20 + random.Next(40);
            bytes[at] ^= (byte)(1 << random.Next(8));
            if (round % 5 == 0)
                bytes = bytes[..random.Next(1_200_000, bytes.Length)];
            var whole = Whole(bytes);
            damaged += whole.Any(p => p.DeadLetter is not null) ? 1 : 0;
            Assert.Equal(Places(whole), Places(Read(Pieces(bytes))));
        }
        Assert.InRange(damaged, 20, 60);
    }

    [Fact]
    public void The_bytes_of_a_dead_letter_are_a_container_with_the_damaged_packet()
    {
        var bytes = Packets.Container(AvroCodec.Null, Enumerable.Range(1, 60).Select(i => i == 30 ? Packets.Impossible(i) : Packets.Packet(i, cutout: Noise)));
        var letter = Assert.Single(Read(Pieces(bytes)), p => p.DeadLetter is not null).DeadLetter!;
        Assert.Equal(Places(Whole(bytes)), Places(Read(Pieces(bytes))));
        Assert.InRange(letter.Bytes!.Length, 1, DeadLetter.MaxBytes);
        Assert.Single(Whole(letter.Bytes), p => p.DeadLetter?.Reason == letter.Reason);
    }

    [Fact]
    public void A_large_header_that_is_none_is_one_dead_letter()
    {
        byte[] bytes = [.. AvroContainer.Magic, .. Packets.Noise(2_000_000, 3)];
        Assert.Equal(Places(Whole(bytes)), Places(Read(Pieces(bytes))));
        var sound = Large(AvroCodec.Null);
        // A schema that is no schema: {"type" becomes |"type".
        sound[Array.IndexOf(sound, (byte)'{')] = (byte)'|';
        Assert.Single(Read(Pieces(sound)));
        Assert.Equal(Places(Whole(sound)), Places(Read(Pieces(sound))));
    }

    private static List<int> BlockEnds(byte[] container)
    {
        var sync = container[^16..];
        var ends = new List<int>();
        for (var at = container.AsSpan().IndexOf(sync) + 16; at < container.Length;)
        {
            at += container.AsSpan(at).IndexOf(sync) + 16;
            ends.Add(at);
        }
        return ends;
    }
}
