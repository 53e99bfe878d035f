using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using AmpelBot.Alerts.Surveys.Simulated;
using AmpelBot.Sky;
using AmpelBot.Testing;

namespace AmpelBot.Alerts.Tests.Surveys.Simulated;

/// <summary>What is written is what ZTF writes: the official schema, and other people's readers.</summary>
public class SimulatedSchemaTests
{
    private const string Python = "/usr/bin/python3";

    // Prints what the reference implementation makes of each file.
    private const string ReadWithAvro = """
        import sys, io, gzip, json, avro.datafile, avro.io
        for name in sys.argv[1:]:
            with avro.datafile.DataFileReader(open(name, 'rb'), avro.io.DatumReader()) as reader:
                packets = list(reader)
            p = packets[0]
            stamp = gzip.decompress(p['cutoutDifference']['stampData'])
            print(json.dumps([len(packets), p['objectId'], p['candid'], p['candidate']['magpsf'], len(p['candidate']), len(p['prv_candidates'] or []), len(stamp)]))
        """;

    [SkippableTheory]
    [InlineData("candidate", "candidate.avsc")]
    [InlineData("prv_candidates", "prv_candidate.avsc")]
    [InlineData("fp_hists", "fp_hist.avsc")]
    [InlineData("cutoutScience", "cutout.avsc")]
    public void Each_record_has_the_official_fields_types_defaults_and_descriptions(string field, string file)
    {
        Skip.IfNot(RealData.Present, RealData.Why);
        var official = JsonNode.Parse(File.ReadAllText(RealData.Path($"ztf_alerts/schema_official/{file}")))!;
        var type = Fields(JsonNode.Parse(ZtfSchemaFields.Json)!).Single(f => (string?)f["name"] == field)["type"]!;
        var own = type is JsonArray union ? union[1]! : type;
        own = own["items"] ?? own;
        Assert.Equal((string?)official["name"], (string?)own["name"]);
        Assert.Equal((string?)official["namespace"], (string?)own["namespace"]);
        Assert.Equal((string?)official["version"], (string?)own["version"]);
        Assert.Equal(Fields(official).Select(Text), Fields(own).Select(Text));
    }

    [SkippableFact]
    public void The_packet_has_the_official_fields_in_order()
    {
        Skip.IfNot(RealData.Present, RealData.Why);
        var official = JsonNode.Parse(File.ReadAllText(RealData.Path("ztf_alerts/schema_official/alert.avsc")))!;
        var own = JsonNode.Parse(ZtfSchemaFields.Json)!;
        Assert.Equal("4.02", (string?)own["version"]);
        Assert.Equal((string?)official["namespace"], (string?)own["namespace"]);
        Assert.Equal(Fields(official).Select(f => (string?)f["name"]), Fields(own).Select(f => (string?)f["name"]));
        Assert.Equal(Fields(official).Select(f => (string?)f["doc"]), Fields(own).Select(f => (string?)f["doc"]));
    }

    [SkippableFact]
    public void The_reference_implementation_of_Avro_reads_the_packets()
    {
        Skip.IfNot(File.Exists(Python) && Run("-c", "import avro.datafile") is not null, "there is no /usr/bin/python3 with avro to read packets with");
        var made = SimulatedSurveyTests.Make(new SimulatedPlan
        {
            Seed = 5,
            FirstNight = new DateOnly(2026, 6, 11),
            Nights = 2,
            Region = new SimulatedRegion(new SkyCoord(218, 31), 2),
            Share = 0.01,
        });
        var folder = Directory.CreateTempSubdirectory("ampelbot");
        try
        {
            var some = made.Packets.Where((_, i) => i % 5 == 0).ToArray();
            Assert.NotEmpty(some);
            foreach (var (packet, _) in some)
                File.WriteAllBytes(Path.Combine(folder.FullName, packet.FileName), packet.Bytes);
            var lines = Run(["-c", ReadWithAvro, .. some.Select(p => Path.Combine(folder.FullName, p.Packet.FileName))])?.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal(some.Length, lines?.Length);
            foreach (var ((_, alert), line) in some.Zip(lines!))
            {
                var read = JsonSerializer.Deserialize<JsonElement[]>(line)!;
                Assert.Equal(1, read[0].GetInt32());
                Assert.Equal(alert.ObjectId, read[1].GetString());
                Assert.Equal(alert.Candid, read[2].GetInt64());
                Assert.Equal(alert.Candidate.Number("magpsf"), read[3].GetDouble());
                Assert.Equal(103, read[4].GetInt32());
                Assert.Equal(20160, read[6].GetInt32());
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static IEnumerable<JsonNode> Fields(JsonNode record) => record["fields"]!.AsArray().Select(f => f!);

    private static string Text(JsonNode field) =>
        string.Join(' ', field.AsObject().OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key}={p.Value?.ToJsonString() ?? "null"}"));

    private static string? Run(params string[] arguments)
    {
        using var process = new Process { StartInfo = new ProcessStartInfo(Python, arguments) { RedirectStandardOutput = true, RedirectStandardError = true } };
        process.Start();
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 && errors.Result is not null ? output : null;
    }
}
