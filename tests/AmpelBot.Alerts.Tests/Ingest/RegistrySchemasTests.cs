using System.Buffers.Binary;
using System.Text.Json;
using AmpelBot.Alerts.Avro;
using AmpelBot.Alerts.Ingest;
using AmpelBot.Alerts.Tests.Archive;

namespace AmpelBot.Alerts.Tests.Ingest;

public sealed class RegistrySchemasTests : IDisposable
{
    private const string Number = """{"type":"record","name":"r","fields":[{"name":"n","type":"long"}]}""";
    private readonly TempFolder folder = new();
    private readonly TempFolder packets = new();
    private readonly MemoryArchive archive = new();

    public void Dispose()
    {
        folder.Dispose();
        packets.Dispose();
    }

    private void Put(string name, string text)
    {
        var file = folder.File(name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    private RegistrySchemas Read() => RegistrySchemas.Read(folder.Path);

    private string Refusal() => Assert.Throws<PacketSourceException>(Read).Message;

    private static string Answer(string schema, string others = "") => $"{{{others}\"schema\":{JsonSerializer.Serialize(schema)}}}";

    private static byte[] Bare(int number, AvroRecord packet)
    {
        var header = new byte[5];
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(1), number);
        return [.. header, .. AvroBinary.Encode(packet.Schema, packet)];
    }

    [Fact]
    public void A_schema_is_found_by_the_number_of_its_file_of_the_registrys_answer_and_of_rubins_version()
    {
        Put("258.avsc", Number);
        Put("1.json", Number);
        Put("7.json", Answer(Number));
        Put("lsst-alerts-value.json", Answer(Number, "\"subject\":\"lsst-alerts-value\",\"version\":3,\"id\":12,"));
        Put("typed.json", Answer(Number, "\"id\":13,\"schemaType\":\"AVRO\","));
        Put("9/0/lsst.v9_0.alert.avsc", Number);
        Put("10/12/lsst.v10_12.alert.avsc", Number);
        Put("part.avsc", "[");
        Put("sample.json", "{}");
        Put("readme.txt", "no schema");
        var schemas = Read();
        Assert.Equal(7, schemas.Count);
        foreach (var number in new[] { 258, 1, 7, 12, 13, 900, 1012 })
            Assert.Equal(["n"], schemas.Of(number)!.Fields.Select(f => f.Name));
        Assert.Null(schemas.Of(3));
        Assert.Null(RegistrySchemas.None.Of(258));
    }

    [Fact]
    public void Types_that_are_files_of_their_own_are_put_in_where_they_are_first_named()
    {
        Put("lsst.v9_0.alert.avsc", """
            {"namespace":"lsst.v9_0","type":"record","name":"alert","doc":"Rubin","fields":[
              {"name":"diaSource","type":"lsst.v9_0.diaSource"},
              {"name":"prv","type":["null",{"type":"array","items":"diaSource"}],"default":null},
              {"name":"other","type":["null",{"type":"map","values":"plain"}],"default":null}]}
            """);
        Put("lsst.v9_0.diaSource.avsc", """{"namespace":"lsst.v9_0","name":"diaSource","type":"record","fields":[{"name":"id","type":"long"},{"name":"next","type":["null","diaSource"]}]}""");
        Put("plain.avsc", """{"name":"plain","type":"enum","symbols":["a"]}""");
        var schema = Read().Of(900)!;
        Assert.Equal("lsst.v9_0.alert", schema.Name);
        var source = Assert.IsType<AvroRecordSchema>(schema.Fields[0].Schema);
        Assert.Equal("lsst.v9_0.diaSource", source.Name);
        Assert.Same(source, Assert.IsType<AvroArraySchema>(((AvroUnionSchema)schema.Fields[1].Schema).Branches[1]).Items);
        Assert.Same(source, ((AvroUnionSchema)source.Fields[1].Schema).Branches[1]);
        Assert.Equal("plain", Assert.IsType<AvroEnumSchema>(Assert.IsType<AvroMapSchema>(((AvroUnionSchema)schema.Fields[2].Schema).Branches[1]).Values).Name);
    }

    [Fact]
    public void Two_files_of_one_number_are_refused_when_they_differ()
    {
        Put("7.avsc", Number);
        Put("7.json", Answer(Number.Replace(",", " ,")));
        Assert.Equal(1, Read().Count);
        Put("a/7.avsc", Number.Replace("long", "int"));
        Assert.Contains("7.avsc hold different schemas, both with the number 7", Refusal());
    }

    [Theory]
    [InlineData("7.avsc", "", "cannot be read")]
    [InlineData("7.avsc", "null", "cannot be read")]
    [InlineData("7.avsc", "{", "cannot be read")]
    [InlineData("7.avsc", """{"type":"record","type":"record","name":"r","fields":[]}""", "cannot be read")]
    [InlineData("7.avsc", """{"type":"record","name":"r","fields":[{"name":"n","type":"absent"}]}""", "\"absent\" is used before it is defined")]
    [InlineData("7.avsc", """{"type":"record","name":"r","fields":[{"name":"n","type":"../7"}]}""", "\"../7\" is used before it is defined")]
    [InlineData("7.avsc", "\"long\"", "not a record")]
    [InlineData("7.json", """{"schema":"syntax = \"proto3\";","schemaType":"PROTOBUF"}""", "PROTOBUF")]
    [InlineData("7.json", """{"schema":"{"}""", "cannot be read")]
    [InlineData("x.json", """{"id":-7,"schema":"{}"}""", "no schema with a number")]
    [InlineData("x.avsc", Number, "no schema with a number")]
    [InlineData("-7.avsc", Number, "no schema with a number")]
    [InlineData("99999999999.avsc", Number, "no schema with a number")]
    public void What_is_no_schema_is_refused_with_its_file(string name, string text, string part)
    {
        Put(name, text);
        var refusal = Refusal();
        Assert.Contains(part, refusal);
        Assert.Contains(folder.Path, refusal);
    }

    [Fact]
    public void A_folder_that_is_not_there_a_file_that_is_too_long_and_one_that_is_too_deep_are_refused()
    {
        Assert.Contains("--schemas", Assert.Throws<FileNotFoundException>(() => RegistrySchemas.Read(folder.File("none"))).Message);
        Put("7.avsc", Number + new string(' ', RegistrySchemas.MaxFileLength));
        Assert.Contains("bytes, more than", Refusal());
        Put("7.avsc", string.Concat(Enumerable.Repeat("""{"type":"array","items":""", 2000)) + "\"int\"" + new string('}', 2000));
        Assert.Contains("cannot be read", Refusal());
    }

    [Fact]
    public void A_part_that_names_itself_through_another_is_put_in_once()
    {
        Put("7.avsc", """{"type":"record","name":"r","fields":[{"name":"a","type":"a"}]}""");
        Put("a.avsc", """{"type":"record","name":"a","fields":[{"name":"b","type":["null","b"]}]}""");
        Put("b.avsc", """{"type":"record","name":"b","fields":[{"name":"a","type":["null","a"]}]}""");
        Assert.Equal("a", ((AvroRecordSchema)Read().Of(7)!.Fields[0].Schema).Name);
        // A part that defines another name than its file's would be put in for ever.
        Put("a.avsc", "[\"null\",\"a\"]");
        Assert.Contains("more than 200 files", Refusal());
    }

    [Fact]
    public async Task A_message_becomes_the_same_alert_as_its_container()
    {
        Put("7.avsc", Packets.Schema.Json);
        var packet = Packets.Packet(1, cutout: [1, 2, 3]);
        File.WriteAllBytes(packets.File("bare.avro"), Bare(7, packet));
        File.WriteAllBytes(packets.File("more.tar.gz"), Packets.Gzip(Packets.Tar(("2.avro", Bare(7, Packets.Packet(2))), ("large.avro", Bare(7, Packets.Packet(3, cutout: Packets.Noise(2_000_000, 3)))))));
        var report = await AlertIngest.RunAsync([packets.Path], archive, new IngestOptions { Schemas = Read() }, null, TimeProvider.System, default);
        Assert.Equal((3, 0), (report.Added, report.DeadLetterCount));
        var bare = archive.Rows[0];
        File.WriteAllBytes(packets.File("contained.avro"), Packets.Container(packet));
        var contained = new MemoryArchive();
        await AlertIngest.RunAsync([packets.File("contained.avro")], contained, null, default);
        Assert.Equal(contained.Rows[0].Skeleton!.Bytes.ToArray(), bare.Skeleton!.Bytes.ToArray());
        Assert.Equal(contained.Rows[0].Candidate.Bytes.ToArray(), bare.Candidate.Bytes.ToArray());
        Assert.Equal(contained.Rows[0].Cutouts.Select(c => c.Data), bare.Cutouts.Select(c => c.Data));
        Assert.Equal(contained.Rows[0].Datapoints.Select(d => (d.Key, d.BodyCheck)), bare.Datapoints.Select(d => (d.Key, d.BodyCheck)));
    }

    [Fact]
    public async Task A_message_of_a_number_that_is_not_there_is_a_letter_that_a_replay_reads_once_it_is()
    {
        var message = Bare(258, Packets.Packet(1));
        File.WriteAllBytes(packets.File("bare.avro"), message);
        await archive.AddAsync([], [new DeadLetter("kafka:lsst/0", 17, "as an earlier program left it", Bare(258, Packets.Packet(2)))], default);
        var report = await AlertIngest.RunAsync([packets.Path], archive, null, default);
        var letter = Assert.Single(report.DeadLetters);
        Assert.Contains("the schema 258 is not known: put it as 258.avsc into the folder of schemas", letter.Reason);
        Assert.Equal(message, archive.Letters[1].Letter.Bytes);

        Put("258.avsc", Number);
        var wrong = await DeadLetterReplay.RunAsync(archive, new IngestOptions { Schemas = Read() }, null, TimeProvider.System, default);
        Assert.Equal((2, 0, 0), (wrong.Letters, wrong.Removed, wrong.Added));
        Put("258.avsc", Packets.Schema.Json);
        var read = await DeadLetterReplay.RunAsync(archive, new IngestOptions { Schemas = Read() }, null, TimeProvider.System, default);
        Assert.Equal((2, 2, 2), (read.Letters, read.Removed, read.Added));
        Assert.Empty(archive.Letters);
        Assert.Equal([1L, 2], archive.Rows.Select(r => r.AlertId).Order());
    }

    [Fact]
    public async Task A_message_that_is_not_of_its_schema_is_a_letter()
    {
        Put("7.avsc", Packets.Schema.Json);
        Put("8.avsc", Number);
        File.WriteAllBytes(packets.File("1.avro"), [.. Bare(7, Packets.Packet(1)), 0]);
        File.WriteAllBytes(packets.File("2.avro"), Bare(7, Packets.Packet(1))[..^1]);
        File.WriteAllBytes(packets.File("3.avro"), Bare(7, Packets.Impossible(1)));
        File.WriteAllBytes(packets.File("4.avro"), [0, 0, 0, 0, 8, 2]);
        File.WriteAllBytes(packets.File("5.avro"), [0, 0, 0, 0, 8]);
        var report = await AlertIngest.RunAsync([packets.Path], archive, new IngestOptions { Schemas = Read() }, null, TimeProvider.System, default);
        Assert.Equal((0, 5), (report.Added, report.DeadLetterCount));
        var reasons = report.DeadLetters.Select(l => l.Reason).ToArray();
        Assert.Contains("left over", reasons[0]);
        Assert.Contains("dec 91", reasons[2]);
        Assert.Contains("no candidate block", reasons[3]);
        Assert.Contains("no Avro container", reasons[4]);
    }
}
