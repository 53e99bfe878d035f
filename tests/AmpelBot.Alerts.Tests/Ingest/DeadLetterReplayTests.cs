using AmpelBot.Alerts.Ingest;
using AmpelBot.Alerts.Tests.Archive;

namespace AmpelBot.Alerts.Tests.Ingest;

public sealed class DeadLetterReplayTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly MemoryArchive archive = new();

    public void Dispose() => folder.Dispose();

    private Task<IngestReport> IngestAsync() => AlertIngest.RunAsync([folder.Path], archive, null, default);

    private Task<ReplayReport> ReplayAsync() => DeadLetterReplay.RunAsync(archive, new IngestOptions(), null, TimeProvider.System, default);

    private Task AddAsync(params DeadLetter[] letters) => archive.AddAsync([], letters, default);

    [Fact]
    public async Task Letters_whose_bytes_can_be_read_become_alerts_and_the_others_stay()
    {
        // As an earlier program left them, which did not know the schema.
        await AddAsync(
            new DeadLetter("kafka:ztf/3", 17, "a schema that nobody knows", Packets.Container(1)),
            new DeadLetter("kafka:ztf/3", 18, "a schema that nobody knows", Packets.Container(2, 3)),
            new DeadLetter("kafka:ztf/3", 19, "no Avro", [1, 2, 3]),
            new DeadLetter("a.tar::b.avro", 70, "another", Packets.Container([Packets.Packet(4), Packets.Impossible(5)])));
        var report = await ReplayAsync();
        Assert.Equal((4, 2, 2, 4), (report.Letters, report.Removed, report.Left, report.Added));
        Assert.Equal([1L, 2, 3, 4], archive.Rows.Select(r => r.AlertId));
        Assert.Equal([19L, 70], archive.Letters.Select(l => l.Letter.Offset));

        var left = archive.Letters.ToArray();
        var again = await ReplayAsync();
        Assert.Equal((2, 0, 0, 1), (again.Letters, again.Removed, again.Added, again.AlreadyThere));
        Assert.Equal(left, archive.Letters);
    }

    [Fact]
    public async Task A_letter_without_bytes_is_read_from_its_file_when_that_is_there()
    {
        var large = Packets.Noise(1_500_000, 1);
        File.WriteAllBytes(folder.File("a.avro"), Packets.Container([Packets.Packet(1, cutout: large), Packets.Impossible(2)]));
        await AddAsync(
            new DeadLetter(folder.File("a.avro"), 0, "the file cannot be opened: denied"),
            new DeadLetter(folder.File("gone.avro"), 5, "the file cannot be opened: denied"));
        var report = await ReplayAsync();
        Assert.Equal((2, 1, 1, 1), (report.Letters, report.Removed, report.Added, report.Gone));
        Assert.Equal(1, Assert.Single(archive.Rows).AlertId);
        // What is wrong with the packet behind has become known.
        Assert.Equal([folder.File("gone.avro"), folder.File("a.avro")], archive.Letters.Select(l => l.Letter.File));
        var left = archive.Letters.ToArray();
        await ReplayAsync();
        Assert.Equal(left, archive.Letters);
    }

    [Fact]
    public async Task A_file_that_was_mended_takes_its_letter_away()
    {
        var large = Packets.Noise(1_500_000, 1);
        var whole = Packets.Container([Packets.Packet(1, cutout: large), Packets.Packet(2, cutout: large)]);
        File.WriteAllBytes(folder.File("a.tar"), Packets.Tar(("1.avro", whole))[..2_000_000]);
        await IngestAsync();
        Assert.NotEmpty(archive.Letters);
        Assert.All(archive.Letters, l => Assert.Null(l.Letter.Bytes));
        Assert.Equal(0, (await ReplayAsync()).Removed);
        Assert.NotEmpty(archive.Letters);
        File.WriteAllBytes(folder.File("a.tar"), Packets.Tar(("1.avro", whole)));
        await ReplayAsync();
        Assert.Empty(archive.Letters);
        Assert.Equal([1L, 2], archive.Rows.Select(r => r.AlertId).Order());
    }

    [Fact]
    public async Task Small_packets_are_kept_with_their_letters_whatever_is_wrong_with_them()
    {
        var bad = Packets.Container([Packets.Impossible(1)]);
        var cut = Packets.Container(2)[..^20];
        File.WriteAllBytes(folder.File("1.avro"), bad);
        File.WriteAllBytes(folder.File("2.avro"), cut);
        File.WriteAllBytes(folder.File("3.avro"), "<html>"u8.ToArray());
        File.WriteAllBytes(folder.File("4.tar.gz"), Packets.Gzip(Packets.Tar(("x.avro", bad))));
        File.WriteAllBytes(folder.File("5.avro"), [.. "<html>"u8, .. new byte[DeadLetter.MaxBytes]]);
        await IngestAsync();
        Assert.Equal([bad, cut, "<html>"u8.ToArray(), bad, null], archive.Letters.Select(l => l.Letter.Bytes));
        Assert.Equal(0, (await ReplayAsync()).Removed);
    }
}
