using System.Formats.Tar;
using System.IO.Compression;
using AmpelBot.Alerts.Avro;
using AmpelBot.Alerts.Ingest;

namespace AmpelBot.Alerts.Tests.Ingest;

public sealed class AlertFilesTests : IDisposable
{
    private static readonly AvroRecordSchema Schema = (AvroRecordSchema)AvroSchema.Parse("""
        {"type":"record","name":"alert","fields":[{"name":"objectId","type":"string"},{"name":"candid","type":"long"},
          {"name":"candidate","type":{"type":"record","name":"candidate","fields":[
            {"name":"jd","type":"double"},{"name":"ra","type":"double"},{"name":"dec","type":"double"},{"name":"fid","type":"int"}]}}]}
        """);

    private readonly string folder = Directory.CreateTempSubdirectory("ampelbot-test-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Files_are_told_by_their_content_and_come_in_ordinal_order()
    {
        Write("b/2.avro", Container(2));
        Write("b/10.dat", Container(10));
        Write("a.avro.gz", Gzip(Container(1)));
        Write("B.txt", Gzip(Tar(("x/20.avro", Container(20)), ("readme.txt", "text"u8.ToArray()), ("21.avro", Container(21)))));
        Write("c.tar", Tar(("30", Container(30, 31))));
        Write("d.json", "{}"u8.ToArray());
        var (packets, skipped) = Read();
        Assert.Equal([20L, 21, 1, 10, 2, 30, 31], packets.Select(p => p.Alert!.Candid!.Value));
        Assert.Equal(["B.txt::x/20.avro", "B.txt::21.avro", "a.avro.gz", "b/10.dat", "b/2.avro", "c.tar::30", "c.tar::30"], packets.Select(p => Relative(p.File)));
        Assert.Equal(["B.txt::readme.txt", "d.json"], skipped.Select(Relative));
    }

    [Fact]
    public void A_file_named_avro_that_is_none_is_a_dead_letter_with_the_reason()
    {
        Write("empty.avro", []);
        Write("kafka.avro", [0, 0, 0, 0, 7, 1, 2]);
        Write("page.avro", "<html>"u8.ToArray());
        Write("nothing.avro", Container());
        var (packets, skipped) = Read();
        Assert.Empty(skipped);
        Assert.Equal(
            ["the file is empty", "a bare message of Kafka", "the Avro container holds no packet", "no Avro container: it does not begin"],
            packets.Select(p => p.DeadLetter!.Reason[..Math.Min(p.DeadLetter.Reason.Length, 50)].TrimEnd())
                .Zip([17, 23, 34, 36], (reason, length) => reason[..Math.Min(reason.Length, length)]));
    }

    [Fact]
    public void What_follows_a_broken_packet_is_read()
    {
        var broken = Container(1);
        broken[^1] ^= 1;
        Write("a.tar.gz", Gzip(Tar(("1.avro", broken), ("2.avro", Container(2)))));
        Write("b.avro", Container(long.MinValue, 3));
        Write("c.avro", Container(4));
        var (packets, _) = Read();
        Assert.Equal([2L, 3, 4], packets.Where(p => p.DeadLetter is null).Select(p => p.Alert!.Candid!.Value));
        Assert.Equal(["a.tar.gz::1.avro", "b.avro"], packets.Where(p => p.DeadLetter is not null).Select(p => Relative(p.DeadLetter!.File)));
    }

    [Fact]
    public void A_tar_gz_cut_at_any_place_gives_what_is_whole_and_one_dead_letter_for_the_rest()
    {
        var whole = Gzip(Tar(("1.avro", Container(1)), ("2.avro", Container(2))));
        for (var length = 1; length < whole.Length; length += 3)
        {
            Write("cut.tar.gz", whole[..length]);
            var (packets, skipped) = Read();
            Assert.InRange(packets.Count(p => p.DeadLetter is null), 0, 2);
            Assert.True(packets.Count(p => p.DeadLetter is not null) + skipped.Count > 0 || packets.Count(p => p.DeadLetter is null) == 2, $"cut at {length} was not told");
        }
    }

    [Fact]
    public void A_gzip_bomb_is_a_dead_letter()
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(AvroContainer.Magic);
            // An entry of the header that claims to be the longest allowed, again and again.
            gzip.Write(new byte[] { 0x80, 0x80, 0x80, 0x80, 0x01 });
            var zeros = new byte[1 << 20];
            for (var i = 0; i < 64; i++)
                gzip.Write(zeros);
        }
        Write("bomb.avro", stream.ToArray());
        var (packets, _) = Read();
        Assert.NotNull(Assert.Single(packets).DeadLetter);
    }

    [Fact]
    public void A_path_that_names_nothing_is_an_error_at_once() =>
        Assert.Throws<FileNotFoundException>(() => AlertFiles.Read([Path.Combine(folder, "none")], _ => { }, CancellationToken.None));

    [Fact]
    public void Reading_stops_when_cancelled()
    {
        Write("1.avro", Container(1));
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => AlertFiles.Read([folder], _ => { }, cancellation.Token).ToList());
    }

    private (List<AlertFilePacket> Packets, List<string> Skipped) Read()
    {
        var skipped = new List<string>();
        return ([.. AlertFiles.Read([folder], skipped.Add, CancellationToken.None)], skipped);
    }

    private string Relative(string file) => file.Replace(folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);

    private void Write(string name, byte[] bytes)
    {
        var path = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
    }

    /// <summary>A container of packets; the number long.MinValue stands for a packet without a possible position.</summary>
    private static byte[] Container(params long[] candids)
    {
        var body = (AvroRecordSchema)Schema.Fields[2].Schema;
        using var stream = new MemoryStream();
        AvroContainer.Write(stream, Schema, candids.Select(c => new AvroRecord(
            Schema, ["ZTF18abyouwp", c, new AvroRecord(body, [2458451.75, 10.0, c == long.MinValue ? 91.0 : 20.0, 1])])), AvroCodec.Null);
        return stream.ToArray();
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Optimal, leaveOpen: true))
            gzip.Write(bytes);
        return stream.ToArray();
    }

    private static byte[] Tar(params (string Name, byte[] Bytes)[] members)
    {
        using var stream = new MemoryStream();
        using (var tar = new TarWriter(stream, TarEntryFormat.Pax, leaveOpen: true))
            foreach (var (name, bytes) in members)
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(bytes), ModificationTime = DateTimeOffset.UnixEpoch });
        return stream.ToArray();
    }
}
