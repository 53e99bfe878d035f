using AmpelBot.Alerts.Avro;
using AmpelBot.Alerts.Ingest;
using AmpelBot.Alerts.Tests.Archive;

namespace AmpelBot.Alerts.Tests.Ingest;

public sealed class BadPacketTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly MemoryArchive archive = new();

    public void Dispose() => folder.Dispose();

    private async Task<IngestReport> IngestAsync(params AvroRecord[] packets)
    {
        File.WriteAllBytes(folder.File("a.avro"), Packets.Container(packets));
        return await AlertIngest.RunAsync([folder.Path], archive, null, default);
    }

    [Theory]
    [InlineData(10, 90.0001)]
    [InlineData(10, -91)]
    [InlineData(-0.1, 20)]
    [InlineData(360.1, 20)]
    [InlineData(double.NaN, 20)]
    [InlineData(10, double.NaN)]
    [InlineData(double.PositiveInfinity, 20)]
    public async Task An_impossible_position_is_a_dead_letter_that_names_it(double ra, double dec)
    {
        var report = await IngestAsync(Packets.Packet(1, ra: ra, dec: dec), Packets.Packet(2));
        Assert.Equal(2, Assert.Single(archive.Rows).AlertId);
        Assert.Contains("position", Assert.Single(report.DeadLetters).Reason);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(58451.75)]
    [InlineData(1.5e9)]
    [InlineData(double.NaN)]
    [InlineData(double.MaxValue)]
    public async Task A_clock_that_is_centuries_off_is_a_dead_letter(double jd)
    {
        var report = await IngestAsync(Packets.Packet(1, jd: jd), Packets.Packet(2));
        Assert.Equal(2, Assert.Single(archive.Rows).AlertId);
        Assert.Contains("jd", Assert.Single(report.DeadLetters).Reason);
    }

    [Theory]
    [InlineData(2488000)]
    [InlineData(2416000)]
    public async Task A_clock_that_is_years_off_is_kept_as_the_survey_has_it(double jd)
    {
        await IngestAsync(Packets.Packet(1, jd: jd));
        Assert.Equal(jd, Assert.Single(archive.Rows).Jd);
    }

    [Fact]
    public async Task Alerts_with_negative_numbers_and_without_numbers_are_kept_and_told_apart()
    {
        await IngestAsync(Packets.Packet(-7), Packets.Packet(long.MinValue), Packets.Packet(null), Packets.Packet(null, ra: 11), Packets.Packet(null));
        Assert.Equal([(-7L, true), (long.MinValue, true)], archive.Rows.Take(2).Select(r => (r.AlertId, r.IsNumbered)));
        Assert.Equal(4, archive.Rows.Count);
        Assert.All(archive.Rows.Skip(2), r => Assert.False(r.IsNumbered));
    }

    [Fact]
    public async Task A_magnitude_that_is_no_number_is_kept_for_it_is_the_surveys()
    {
        await IngestAsync(Packets.Packet(1, mag: float.NaN), Packets.Packet(2, mag: null), Packets.Packet(3, mag: float.NegativeInfinity));
        Assert.Equal(3, archive.Rows.Count);
        Assert.True(float.IsNaN((float)archive.Rows[0].Candidate["magpsf"]!));
        Assert.Null(archive.Rows[1].Candidate["magpsf"]);
        Assert.Equal(float.NegativeInfinity, archive.Rows[2].Candidate["magpsf"]);
    }

    [Fact]
    public async Task A_schema_that_nobody_knows_is_a_dead_letter_with_its_bytes()
    {
        var schema = (AvroRecordSchema)AvroSchema.Parse("""{"type":"record","name":"weather","fields":[{"name":"seeing","type":"double"}]}""");
        using var stream = new MemoryStream();
        AvroContainer.Write(stream, schema, [new AvroRecord(schema, [1.5])], AvroCodec.Deflate);
        File.WriteAllBytes(folder.File("weather.avro"), stream.ToArray());
        await IngestAsync(Packets.Packet(1));
        Assert.Single(archive.Rows);
        var letter = Assert.Single(archive.Letters).Letter;
        Assert.Contains("weather", letter.Reason);
        Assert.Equal(stream.ToArray(), letter.Bytes);
    }
}
