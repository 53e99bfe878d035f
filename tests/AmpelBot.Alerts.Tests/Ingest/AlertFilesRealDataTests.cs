using System.Globalization;
using AmpelBot.Alerts.Avro;
using AmpelBot.Alerts.Ingest;
using AmpelBot.Alerts.Surveys;
using AmpelBot.Alerts.Surveys.Ztf;
using AmpelBot.Alerts.Tests.Avro;
using AmpelBot.Testing;

namespace AmpelBot.Alerts.Tests.Ingest;

public class AlertFilesRealDataTests
{
    private static readonly Lazy<(List<AlertFilePacket> Packets, List<string> Skipped)> Ztf = new(() =>
    {
        var skipped = new List<string>();
        return ([.. AlertFiles.Read([RealData.Path("ztf_alerts")], skipped.Add, CancellationToken.None)], skipped);
    });

    [SkippableFact]
    public void All_531_readable_alerts_are_read_and_the_four_damaged_packets_are_dead_letters()
    {
        Skip.IfNot(RealData.Present, RealData.Why);
        var (packets, skipped) = Ztf.Value;
        Assert.Equal(531, packets.Count(p => p.DeadLetter is null));
        Assert.Equal(530, packets.Where(p => p.DeadLetter is null).Select(p => p.Alert!.AlertId).Distinct().Count());
        Assert.Equal(
            ["516442330015015017.avro", "516442805615015004.avro", "516476004815015005.avro", "schema_4.02.avro"],
            packets.Where(p => p.DeadLetter is not null).Select(p => Path.GetFileName(p.File)));
        Assert.Equal(13, skipped.Count);
    }

    [SkippableFact]
    public void What_can_be_decoded_of_damaged_bytes_can_be_looked_at_with_its_doubt()
    {
        Skip.IfNot(RealData.Present, RealData.Why);
        Assert.Equal(
            [516442330015015017, 516476004815015005, 2480088313915010007],
            Ztf.Value.Packets.Where(p => p.DeadLetter is not null && p.Alert is not null).Select(p => p.Alert!.AlertId));
    }

    [SkippableFact]
    public void Every_column_of_the_index_is_in_the_alerts()
    {
        Skip.IfNot(RealData.Present, RealData.Why);
        var lines = File.ReadAllLines(RealData.Path("ztf_alerts_index.csv"));
        var columns = lines[0].Split(',');
        var root = RealData.Path("");
        var alerts = Ztf.Value.Packets.Where(p => p.DeadLetter is null)
            .ToLookup(p => Path.GetRelativePath(root, p.File).Replace("::", "!", StringComparison.Ordinal), p => p.Alert!);
        var rows = lines.Skip(1).Select(l => l.Split(',')).Where(r => r[0].StartsWith("ztf_alerts/", StringComparison.Ordinal)).ToList();
        Assert.Equal(531, rows.Count);
        foreach (var file in rows.GroupBy(r => r[0]))
            Assert.Equal(
                file.Select(r => string.Join('|', r.Skip(1).Select(Shortest))).Order(StringComparer.Ordinal),
                alerts[file.Key].Select(a => string.Join('|', columns.Skip(1).Select(c => Shortest(Column(a, c))))).Order(StringComparer.Ordinal));
    }

    [SkippableFact]
    public void Packets_of_other_surveys_are_alerts_or_dead_letters_with_the_reason()
    {
        Skip.IfNot(RealData.Present, RealData.Why);
        var packets = AlertFiles.Read([RealData.Path("other_alerts")], _ => { }, CancellationToken.None).ToList();
        Assert.Equal(5, packets.Count);
        Assert.Equal(["ATLAS", "ELAsTiCC", "ELAsTiCC"], packets.Where(p => p.DeadLetter is null).Select(p => p.Alert!.Survey));
        Assert.NotEmpty(Assert.Single(packets, p => p.File.EndsWith("lsst_v7_4_fakeAlert.avro", StringComparison.Ordinal)).DeadLetter!.Reason);
        Assert.Contains("Kafka", Assert.Single(packets, p => p.File.EndsWith("lsst_7912941781254298.avro", StringComparison.Ordinal)).DeadLetter!.Reason, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Every_datapoint_can_be_stored_alone_with_its_schema_and_read_again_to_the_same_bytes()
    {
        Skip.IfNot(RealData.Present, RealData.Why);
        foreach (var datapoint in Ztf.Value.Packets.Where(p => p.Alert is not null).SelectMany(p => p.Alert!.LightCurve.Datapoints))
        {
            var bytes = AvroBinary.Encode(datapoint.Body.Schema, datapoint.Body);
            var again = (AvroRecord)AvroBinary.Decode(AvroSchema.Parse(datapoint.Body.Schema.Json), bytes)!;
            Assert.True(AvroLaws.Same(datapoint.Body, again));
            Assert.Equal(bytes, AvroBinary.Encode(again.Schema, again));
        }
    }

    [SkippableFact]
    public void A_real_packet_with_flipped_bits_is_an_alert_or_refused_with_a_sentence()
    {
        Skip.IfNot(RealData.Present, RealData.Why);
        var whole = File.ReadAllBytes(RealData.Path("ztf_alerts/official/2019_01_10_739260766315010006.avro"));
        var start = (int)AvroContainer.Read(new MemoryStream(whole), CancellationToken.None).Single().Offset;
        var random = new Random(20190110);
        var refused = 0;
        for (var round = 0; round < 600; round++)
        {
            var bytes = (byte[])whole.Clone();
            // Half of them in the header's schema, half in the first thousand bytes of the packet.
            var at = round % 2 == 0 ? random.Next(start) : start + random.Next(1000);
            bytes[at] ^= (byte)(1 << random.Next(8));
            try
            {
                foreach (var item in AvroContainer.Read(new MemoryStream(bytes), CancellationToken.None))
                    _ = ZtfPacket.Parse(item.Record);
            }
            catch (Exception e) when (e is AvroException or SurveyPacketException)
            {
                Assert.NotEmpty(e.Message);
                refused++;
            }
        }
        Assert.InRange(refused, 50, 599);
    }

    private static string Column(Alert alert, string column) => column switch
    {
        "objectId" => alert.ObjectId ?? "",
        "candid" => alert.Candid?.ToString(CultureInfo.InvariantCulture) ?? "",
        "jd" => Text(alert.Jd),
        "ra" => Text(alert.Coord.RaDeg),
        "dec" => Text(alert.Coord.DecDeg),
        _ => alert.Candidate.Value(column) is string text ? text : alert.Candidate.Number(column) is { } number ? Text(number) : "",
    };

    private static string Text(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>The index spells numbers as Python does (-999.0); both sides are compared as the shortest text of the double.</summary>
    private static string Shortest(string text) =>
        text.Length < 17 || text.Contains('.') ? double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? Text(number) : text : text;
}
