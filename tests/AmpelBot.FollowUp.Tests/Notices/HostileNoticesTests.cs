using System.Diagnostics;
using System.Globalization;
using System.Text;
using AmpelBot.Alerts.Avro;
using AmpelBot.FollowUp.Notices;
using AmpelBot.Testing;

namespace AmpelBot.FollowUp.Tests.Notices;

/// <summary>What must be bounded and refused. AMPELBOT_FUZZ=n makes n mutations of the real notices instead of 4,000 (the first ones stay the same).</summary>
public class HostileNoticesTests
{
    private const int Usual = 4_000;
    private const string Alert = """{"alert_type":"INITIAL","time_created":"2023-05-18T16:07:18Z","superevent_id":"S230518h","urls":{},"event":{"time":"2023-05-18T12:59:08.167Z","far":1e-9,"skymap":SKYMAP},"external_coinc":null}""";

    // Copies, a document's tree and regular expressions; and what each byte may cost.
    private const long AllocatedAlways = 16L << 20;
    private const long AllocatedPerByte = 60;

    [Theory]
    [InlineData("<!DOCTYPE v [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">]><VOEvent ivorn=\"ivo://a#b\">&b;</VOEvent>", "DOCTYPE")]
    [InlineData("<?xml version=\"1.0\"?><!DOCTYPE v SYSTEM \"file:///etc/passwd\"><VOEvent ivorn=\"ivo://a#b\"/>", "DOCTYPE")]
    [InlineData("<?xml version=\"1.0\"?><!DOCTYPE v [<!ENTITY x SYSTEM \"http://127.0.0.1/x\">]><VOEvent ivorn=\"ivo://a#b\">&x;</VOEvent>", "DOCTYPE")]
    [InlineData("<VOEvent ivorn=\"ivo://a#b\">&x;</VOEvent>", "broken in line 1")]
    [InlineData("<?xml version=\"1.0\" encoding=\"no-such\"?><VOEvent/>", "XML")]
    [InlineData("<html><body>503</body></html>", "root html, and no VOEvent")]
    [InlineData("<VOEvent role=\"test\"/>", "no ivorn")]
    public void Xml_that_draws_in_more_than_itself_or_is_no_voevent_is_refused(string xml, string sentence) => Refused(xml, sentence);

    [Fact]
    public void Xml_and_json_of_any_depth_are_refused()
    {
        Refused(string.Concat(Enumerable.Repeat("<a>", 100_000)), "nested deeper than 64 levels");
        Refused("{\"a\":" + new string('[', 1_000_000), "nested deeper than 64 levels");
        Refused(new string('[', 1_000_000), "nested deeper than 64 levels");
        Refused("<VOEvent ivorn=\"a\">" + string.Concat(Enumerable.Repeat("<a/>", 200_000)) + "</VOEvent>", "more than 100,000 elements");
        Refused("{\"a\":[" + string.Join(',', Enumerable.Repeat("1", 200_000)) + "]}", "more than 100,000 values");
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData(" \n\t", "empty")]
    [InlineData("{}", "it has no fields")]
    [InlineData("{\"status\":\"ok\",\"code\":404}", "it has the fields status, code")]
    [InlineData("{\"alert_type\":\"INITIAL\",\"superevent_id\":\"S230518h\",\"superevent_id\":\"S230519a\"}", "names a field twice")]
    [InlineData("{\"alert_type\":\"INITIAL\",\"superevent_id\":\"S230518h\",\"event\":null}", "no retraction and tells nothing of its event")]
    [InlineData("{\"alert_type\":\"INITIAL\",\"superevent_id\":\"S230518h\",\"event\":{\"far\":\"small\"}}", "\"far\" of the notice is not a number")]
    [InlineData("{\"alert_type\":\"INITIAL\",\"superevent_id\":\"S230518h\",\"event\":{\"far\":1e999}}", "\"far\" of the notice is not a number")]
    [InlineData("{\"alert_type\":\"INITIAL\",\"superevent_id\":\"S230518h\",\"event\":{\"time\":\"yesterday\"}}", "\"time\" of the notice is not a time")]
    [InlineData("{\"alert_type\":\"DELETION\",\"superevent_id\":\"S230518h\",\"event\":{}}", "\"DELETION\" is none of")]
    [InlineData("{\"alert_type\":\"INITIAL\",\"superevent_id\":\"S230518h\",\"event\":{\"far\":NaN}}", "broken in line 1")]
    [InlineData("{\"subject\":\"\\ud800\",\"body\":\"\"}", "not valid Unicode")]
    [InlineData("hello", "neither a GCN notice nor a GCN circular")]
    [InlineData("\0\u0001\u0002", "neither JSON, XML, Avro nor text")]
    public void What_is_broken_or_no_notice_is_refused_with_its_reason(string text, string sentence) => Refused(text, sentence);

    [Theory]
    [InlineData("\"!!!not base64!!!\"", "skymap is not base64 (it begins \"!!!not base64!!!\")")]
    [InlineData("\"aGVsbG8gd29ybGQ=\"", "skymap holds 11 bytes that are neither FITS nor gzip")]
    [InlineData("17", "skymap is no text of base64")]
    public void A_sky_map_that_is_garbage_is_refused(string map, string sentence) => Refused(Alert.Replace("SKYMAP", map, StringComparison.Ordinal), sentence);

    [Fact]
    public void A_big_notice_is_read_only_when_it_embeds_a_map()
    {
        var fits = new byte[20 << 20];
        "SIMPLE  ="u8.CopyTo(fits);
        Assert.Equal(fits.Length, Read(Alert.Replace("SKYMAP", $"\"{Convert.ToBase64String(fits)}\"", StringComparison.Ordinal)).SkyMap!.Fits!.Value.Length);
        Refused("{\"subject\":\"GRB 230812B: x\",\"body\":\"" + new string('a', 17 << 20) + "\"}", "embeds no sky map");
        Refused("TITLE: GCN CIRCULAR\nSUBJECT: GRB 230812B\n" + new string('a', 17 << 20), "embeds no sky map");
        Refused("<VOEvent ivorn=\"a\">" + new string(' ', 17 << 20) + "</VOEvent>", "embeds no sky map");
        Assert.Contains("I read up to 67,108,864", NoticeParser.Parse(new byte[(64 << 20) + 1]).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_map_that_is_announced_is_not_fetched_and_whatever_its_size_costs_nothing()
    {
        var notice = Read("""{"$schema":"https://gcn.nasa.gov/schema/main/gcn/notices/icecube/single_neutrino_alerts.schema.json","id":"137840_57034692","healpix_url":"https://127.0.0.1:1/2GB.fits","ra":1,"dec":2}""");

        Assert.Equal(new SentSkyMap(null, "https://127.0.0.1:1/2GB.fits"), notice.SkyMap);
    }

    [Fact]
    public void Wrappers_are_opened_and_not_without_end()
    {
        var inner = Alert.Replace("SKYMAP", "null", StringComparison.Ordinal);
        Assert.Equal("S230518h", Read($"{{\"format\":\"json\",\"content\":{inner}}}").EventId);
        Assert.Equal("S230518h", Read(System.Text.Json.JsonSerializer.Serialize(new { json = inner })).EventId);
        Refused(string.Concat(Enumerable.Repeat("{\"content\":", 10)) + inner + new string('}', 10), "more than 4 wrappers");
    }

    [Fact]
    public void An_avro_container_of_something_else_is_refused()
    {
        var schema = (AvroRecordSchema)AvroSchema.Parse("""{"type":"record","name":"ztf.alert","fields":[{"name":"candid","type":"long"}]}""");
        var bytes = new MemoryStream();
        AvroContainer.Write(bytes, schema, [new AvroRecord(schema, [17L])], AvroCodec.Null);
        Assert.Contains("which is no IGWN alert", NoticeParser.Parse(bytes.ToArray()).Error, StringComparison.Ordinal);
        Assert.Contains("broken Avro container", NoticeParser.Parse(bytes.ToArray().AsMemory(0, 30)).Error, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Every_mutated_notice_is_read_or_refused_with_a_reason_and_bounded()
    {
        Skip.IfNot(RealData.Present, RealData.Why);
        var samples = Directory.EnumerateFiles(RealData.Path("notices"), "*", SearchOption.AllDirectories).Where(f => new FileInfo(f).Length < 100_000)
            .Order(StringComparer.Ordinal).Select(f => (Name: Path.GetFileName(f), Bytes: File.ReadAllBytes(f)))
            .Where(f => NoticeParser.Parse(f.Bytes).Success).ToArray();
        Assert.True(samples.Length >= 80);
        var count = int.TryParse(Environment.GetEnvironmentVariable("AMPELBOT_FUZZ"), NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? asked : Usual;
        var (read, slowest) = (0, TimeSpan.Zero);
        for (var seed = 0; seed < count; seed++)
        {
            var (name, bytes) = samples[seed % samples.Length];
            var mutated = Mutated(new Random(seed), bytes, samples[seed * 7 % samples.Length].Bytes);
            var before = GC.GetAllocatedBytesForCurrentThread();
            var started = Stopwatch.GetTimestamp();
            ParseResult<SentNotice> parsed;
            try
            {
                parsed = NoticeParser.Parse(mutated);
                if (parsed.Success)
                    Assert.NotEmpty(NoticeText.Write(parsed.Value));
            }
            catch (Exception e)
            {
                Assert.Fail($"mutation {seed} of {name}: {e}");
                return;
            }
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated < AllocatedAlways + AllocatedPerByte * mutated.Length, $"mutation {seed} of {name}: {allocated} bytes for {mutated.Length}");
            var took = Stopwatch.GetElapsedTime(started);
            Assert.True(took < TimeSpan.FromSeconds(5), $"mutation {seed} of {name}: {took}");
            slowest = took > slowest ? took : slowest;
            if (!parsed.Success)
                Assert.InRange(parsed.Error.Length, 10, 600);
            read += parsed.Success ? 1 : 0;
        }
        Assert.InRange(read, count / 20, count * 9 / 10);
        Console.WriteLine($"{count} mutations of {samples.Length} notices: {read} read, slowest {slowest.TotalMilliseconds:f0} ms");
    }

    private static byte[] Mutated(Random random, byte[] bytes, byte[] other)
    {
        var all = bytes.ToList();
        for (var i = random.Next(1, 3); i > 0 && all.Count > 0; i--)
        {
            var at = random.Next(all.Count);
            var length = Math.Min(random.Next(1, 40), all.Count - at);
            switch (random.Next(7))
            {
                case 0:
                    all[at] = (byte)random.Next(256);
                    break;
                case 1:
                    all.RemoveRange(at, length);
                    break;
                case 2:
                    all.InsertRange(at, all.GetRange(at, length));
                    break;
                case 3:
                    all.InsertRange(at, other.Skip(random.Next(other.Length)).Take(length));
                    break;
                case 4:
                    // A digit for another, or a number for one that no field takes.
                    var digit = all.FindIndex(at, b => b is >= (byte)'0' and <= (byte)'9');
                    if (digit >= 0)
                        all.InsertRange(digit, Encoding.ASCII.GetBytes(random.Next(3) switch { 0 => "-", 1 => "999999999999999999999", _ => "1e400" }));
                    break;
                case 5:
                    all.RemoveRange(at, all.Count - at);
                    break;
                default:
                    all[at] = (byte)(all[at] ^ (1 << random.Next(8)));
                    break;
            }
        }
        return [.. all];
    }

    private static SentNotice Read(string text)
    {
        var parsed = NoticeParser.Parse(Encoding.UTF8.GetBytes(text));
        Assert.True(parsed.Success, parsed.Error);
        return parsed.Value;
    }

    private static void Refused(string text, string sentence)
    {
        var parsed = NoticeParser.Parse(Encoding.UTF8.GetBytes(text));
        Assert.False(parsed.Success);
        Assert.Contains(sentence, parsed.Error, StringComparison.Ordinal);
    }
}
