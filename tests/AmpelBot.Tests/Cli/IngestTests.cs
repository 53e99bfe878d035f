using AmpelBot.Alerts.Avro;

namespace AmpelBot.Tests.Cli;

public sealed class IngestTests : IDisposable
{
    private static readonly AvroRecordSchema Schema = (AvroRecordSchema)AvroSchema.Parse("""
        {"type":"record","name":"alert","fields":[{"name":"objectId","type":"string"},{"name":"candid","type":"long"},
          {"name":"candidate","type":{"type":"record","name":"candidate","fields":[
            {"name":"jd","type":"double"},{"name":"ra","type":"double"},{"name":"dec","type":"double"},{"name":"fid","type":"int"}]}}]}
        """);

    private readonly string folder = Directory.CreateTempSubdirectory("ampelbot-test-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static byte[] Container(long candid, double dec)
    {
        using var stream = new MemoryStream();
        var candidate = new AvroRecord((AvroRecordSchema)Schema.Fields[2].Schema, [2458451.75, 10.0, dec, 1]);
        AvroContainer.Write(stream, Schema, [new AvroRecord(Schema, ["ZTF18abyouwp", candid, candidate])], AvroCodec.Null);
        return stream.ToArray();
    }

    [Fact]
    public async Task Standard_input_is_read_and_a_dead_letter_that_cannot_be_read_again_stays()
    {
        using (var process = ProgramRun.Start(folder, "ingest", "-", "--archive", "a"))
        {
            await process.StandardInput.BaseStream.WriteAsync(Container(1, 20));
            process.StandardInput.Close();
            Assert.Contains("1 alerts are new", await process.StandardOutput.ReadToEndAsync());
            await process.WaitForExitAsync();
            Assert.Equal(0, process.ExitCode);
        }
        File.WriteAllBytes(Path.Combine(folder, "bad.avro"), Container(2, 91));
        var bad = await ProgramRun.Of(folder, "ingest", "bad.avro", "--archive", "a", "--json");
        Assert.Equal((4, 1), (bad.ExitCode, bad.Json.GetProperty("deadLetterCount").GetInt32()));
        var replay = await ProgramRun.Of(folder, "ingest", "--replay", "--archive", "a", "--json");
        Assert.Equal(0, replay.ExitCode);
        Assert.Equal((1, 0, 1), (replay.Json.GetProperty("letters").GetInt32(), replay.Json.GetProperty("removed").GetInt32(), replay.Json.GetProperty("left").GetInt32()));
        Assert.Equal(1, replay.Json.GetProperty("archive").GetProperty("alerts").GetInt32());
    }

    [Theory]
    [InlineData(2, "Name a source")]
    [InlineData(2, "read alone", "-", "x.avro")]
    [InlineData(2, "read alone", "kafka://a:9092/t?group=g", "x.avro")]
    [InlineData(2, "names no consumer group", "kafka://a:9092/t")]
    [InlineData(2, "for Kafka", "-", "--until-end")]
    [InlineData(2, "--for 3x is not understood", "-", "--for", "3x")]
    [InlineData(2, "name no source", "--replay", "x.avro")]
    [InlineData(3, "There is no file or folder x.avro", "x.avro")]
    public async Task A_source_that_cannot_be_is_refused_with_a_sentence_and_leaves_no_archive(int exitCode, string sentence, params string[] words)
    {
        var run = await ProgramRun.Of(folder, ["ingest", .. words, "--archive", "a"]);
        Assert.Equal(exitCode, run.ExitCode);
        Assert.Contains(sentence, run.Error);
        Assert.Empty(Directory.GetFileSystemEntries(folder));
    }
}
