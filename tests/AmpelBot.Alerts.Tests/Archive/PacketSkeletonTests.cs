using AmpelBot.Alerts.Archive;
using AmpelBot.Alerts.Avro;
using AmpelBot.Alerts.Ingest;
using AmpelBot.Testing;
using Xunit.Abstractions;

namespace AmpelBot.Alerts.Tests.Archive;

public class PacketSkeletonTests(ITestOutputHelper output)
{
    private const double Jd = 2_458_451.75;

    private static readonly AvroRecordSchema PacketSchema = (AvroRecordSchema)AvroSchema.Parse($$$"""
        {"type":"record","name":"made.alert","fields":[
          {"name":"first","type":["null",{"type":"record","name":"outer","fields":[{"name":"inner","type":{{{HandMade.HistorySchema.Json}}}}]}]},
          {"name":"candidate","type":{{{HandMade.CandidateSchema.Json}}}},
          {"name":"history","type":["null",{"type":"array","items":"made.prv_candidate"}]},
          {"name":"by_name","type":{"type":"map","values":["null","made.prv_candidate","bytes"]}},
          {"name":"stamp","type":["null","bytes"]},{"name":"code","type":{"type":"fixed","name":"code","size":3}},{"name":"text","type":["string","null"]}]}
        """);

    private static readonly AvroRecordSchema OuterSchema = (AvroRecordSchema)((AvroUnionSchema)PacketSchema.Fields[0].Schema).Branches[1];

    private readonly AvroRecord candidate = HandMade.CandidateRecord(Jd);
    private readonly Cutout cutout = new("Science", "s", [1, 2, 3]);

    private AvroRecord Packet(
        AvroRecord? first = null, object?[]? history = null, Dictionary<string, object?>? byName = null, byte[]? stamp = null, string? text = null) => new(
            PacketSchema, [first is null ? null : new AvroRecord(OuterSchema, [first]), candidate, history, byName ?? [], stamp, new byte[] { 7, 8, 9 }, text]);

    private static DatapointRow Row(Datapoint point) => new(DatapointKey.Of(point), point, BodyForms.Check(point.Body));

    [Fact]
    public void Parts_in_every_place_come_back()
    {
        var bodies = Enumerable.Range(1, 6).Select(i => HandMade.HistoryRecord(Jd - i)).ToList();
        var own = Row(HandMade.Detection(1, Jd, candidate));
        var rows = bodies.Take(4).Select((b, i) => Row(HandMade.Detection(2 + i, Jd - i, b))).Append(own).ToList();
        var packet = Packet(bodies[0], [bodies[1], bodies[4], bodies[2]], new() { ["a"] = null, ["b"] = bodies[3], ["c"] = new byte[] { 1, 2, 3 }, ["d"] = bodies[5] }, cutout.Data, "µ");
        var skeleton = Again(PacketSkeleton.Of(packet, candidate, rows, [cutout]));
        Assert.Equal(new[] { rows[0], own, rows[1], rows[2], rows[3] }.Select(Reference), skeleton.References);
        AssertAssembles(packet, skeleton, candidate, rows, [new Cutout("Other", "o", [1, 2, 3, 4]), cutout]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_packet_without_history_is_told_from_one_with_an_empty_history(bool isNull)
    {
        var packet = Packet(history: isNull ? null : []);
        var skeleton = Again(PacketSkeleton.Of(packet, candidate, [], []));
        Assert.Empty(skeleton.References);
        Assert.Equal(isNull, skeleton.Assemble(candidate, NoBody, [])["history"] is null);
        AssertAssembles(packet, skeleton, candidate, [], []);
    }

    [Fact]
    public void Datapoints_with_one_key_are_both_named_and_kept_once_for_each_form()
    {
        var (shorter, again) = (HandMade.HistoryRecord(Jd), HandMade.HistoryRecord(Jd));
        Datapoint[] points = [HandMade.Detection(1, Jd, shorter), HandMade.Detection(1, Jd, again), HandMade.Detection(1, Jd, candidate)];
        var packet = Packet(history: [shorter, again]);
        var row = AlertRow.Of(HandMade.Alert(1, Jd, candidate: candidate) with { Packet = packet, LightCurve = new LightCurve(points) });
        Assert.Equal(2, row.Datapoints.Count);
        Assert.Single(row.Datapoints.Select(d => d.Key).Distinct());
        Assert.Equal(3, row.Skeleton!.References.Count);
        Assert.Equal(Reference(Row(points[2])), row.Skeleton.References[0]);
        AssertAssembles(packet, Again(row.Skeleton), candidate, row.Datapoints, []);
    }

    [Fact]
    public void A_datapoint_that_is_not_in_the_packet_is_named_after_those_that_are()
    {
        var (inside, outside) = (HandMade.HistoryRecord(Jd - 1), HandMade.HistoryRecord(Jd - 2));
        var rows = new[] { outside, inside }.Select((b, i) => Row(HandMade.Detection(i, Jd - 5 + i, b))).ToList();
        var packet = Packet(history: [inside]);
        var skeleton = Again(PacketSkeleton.Of(packet, candidate, rows, []));
        Assert.Equal([Reference(rows[1]), Reference(rows[0])], skeleton.References);
        AssertAssembles(packet, skeleton, candidate, rows, []);
    }

    [Fact]
    public void A_light_curve_without_packet_has_its_references_and_a_bare_alert_has_no_skeleton()
    {
        var row = AlertRow.Of(HandMade.Alert(1, Jd, history: [HandMade.UpperLimit(7, Jd - 1)]) with { Packet = null });
        Assert.Equal(row.Datapoints.Select(Reference), Again(row.Skeleton!).References);
        Assert.False(row.Skeleton!.HasPacket);
        Assert.Contains("no packet", Refusal(row.Skeleton, NoBody), StringComparison.Ordinal);
        Assert.Null(AlertRow.Of(HandMade.Alert(1, Jd) with { LightCurve = new LightCurve([]), Packet = null }).Skeleton);
    }

    [Fact]
    public void A_part_that_is_not_what_the_packet_had_is_refused()
    {
        var body = HandMade.HistoryRecord(Jd - 1);
        var skeleton = PacketSkeleton.Of(Packet(history: [body], stamp: cutout.Data), candidate, [Row(HandMade.Detection(2, Jd - 1, body))], [cutout]);
        Assert.Contains("datapoint", Refusal(skeleton, (_, _) => HandMade.HistoryRecord(Jd - 1, 0.25f), cutout), StringComparison.Ordinal);
        Assert.Contains("datapoint", Refusal(skeleton, (_, _) => candidate, cutout), StringComparison.Ordinal);
        Assert.Contains("cutout", Refusal(skeleton, (_, _) => body), StringComparison.Ordinal);
        Assert.Contains("cutout", Refusal(skeleton, (_, _) => body, new Cutout("Science", "s", [1, 2, 4])), StringComparison.Ordinal);
        Assert.Contains("candidate block", Assert.Throws<ArchiveException>(
            () => skeleton.Assemble(HandMade.CandidateRecord(Jd, 0.5f), (_, _) => body, [cutout])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_damaged_byte_and_every_shorter_skeleton_is_refused_with_a_sentence()
    {
        var body = HandMade.HistoryRecord(Jd - 1);
        var bytes = PacketSkeleton.Of(Packet(history: [body], stamp: cutout.Data), candidate, [Row(HandMade.Detection(2, Jd - 1, body))], [cutout]).Bytes.ToArray();
        for (var length = 0; length < bytes.Length; length++)
            Assert.Throws<ArchiveException>(() => new PacketSkeleton(PacketSchema, bytes.AsMemory(0, length)).References);
        for (var i = 0; i < bytes.Length; i++)
        {
            var damaged = bytes.ToArray();
            damaged[i] ^= 0x10;
            Assert.Contains("damaged", Refusal(new PacketSkeleton(PacketSchema, damaged), (_, _) => body, cutout), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Wrong_bytes_with_the_right_checksum_are_refused_too()
    {
        var body = HandMade.HistoryRecord(Jd - 1);
        var bytes = PacketSkeleton.Of(Packet(history: [body], stamp: cutout.Data), candidate, [Row(HandMade.Detection(2, Jd - 1, body))], [cutout]).Bytes.ToArray();
        var random = new Random(3);
        var refused = 0;
        for (var i = 0; i < 3000; i++)
        {
            var changed = bytes[..^4];
            changed[random.Next(changed.Length)] = (byte)random.Next(256);
            try
            {
                var packet = new PacketSkeleton(PacketSchema, (byte[])[.. changed, .. BitConverter.GetBytes(Crc32C.Of(changed))]).Assemble(candidate, (_, _) => body, [cutout]);
                Assert.NotNull(packet);
            }
            catch (ArchiveException)
            {
                refused++;
            }
        }
        Assert.InRange(refused, 1000, 3000);
    }

    [SkippableFact]
    public void Every_real_packet_is_put_together_again_from_the_fullest_body_of_each_datapoint()
    {
        Skip.IfNot(RealData.Present, RealData.Why);
        var alerts = AlertFiles.Read([RealData.Path("ztf_alerts")], _ => { }, default).Where(p => p.Alert is not null).Select(p => p.Alert!).ToList();
        var rows = alerts.Select(AlertRow.Of).ToList();
        var bodies = new Dictionary<(long, long), List<AvroRecord>>();
        var choices = new int[3];
        foreach (var row in rows)
            foreach (var datapoint in row.Datapoints)
            {
                var body = datapoint.Datapoint.Body;
                if (!bodies.TryGetValue((row.Stock, datapoint.Key), out var forms))
                    bodies[(row.Stock, datapoint.Key)] = forms = [];
                if (forms.Exists(f => BodyForms.Check(f) == datapoint.BodyCheck))
                    continue;
                var choice = forms.Count == 0 ? BodyChoice.Replace : BodyForms.Choose(forms[0], body);
                choices[(int)choice]++;
                if (choice == BodyChoice.Replace && forms.Count > 0)
                    forms[0] = body;
                else if (choice != BodyChoice.Keep)
                    forms.Add(body);
            }
        var variants = bodies.Values.Sum(f => f.Count - 1);
        var (packetBytes, skeletonBytes) = (0L, 0L);
        foreach (var (alert, row) in alerts.Zip(rows))
        {
            var stored = new AvroRecord(row.Candidate.Schema, row.Candidate.Bytes.ToArray());
            var packet = Again(row.Skeleton!).Assemble(stored, (reference, schema) =>
            {
                var forms = bodies[(row.Stock, reference.Key)];
                return BodyForms.Project(forms[0], schema) is { } projected && BodyForms.Check(projected) == reference.BodyCheck
                    ? projected : forms.Single(f => BodyForms.Check(f) == reference.BodyCheck);
            }, row.Cutouts);
            var expected = AvroBinary.Encode(alert.Packet!.Schema, alert.Packet);
            Assert.True(expected.AsSpan().SequenceEqual(AvroBinary.Encode(packet.Schema, packet)), $"alert {alert.AlertId}");
            Assert.Equal(
                alert.LightCurve.Datapoints.Select(p => (DatapointKey.Of(p), BodyForms.Check(p.Body))).Order(),
                row.Skeleton!.References.Select(r => (r.Key, r.BodyCheck)).Order());
            packetBytes += expected.Length;
            skeletonBytes += row.Skeleton.Bytes.Length;
        }
        output.WriteLine($"{alerts.Count} packets, {bodies.Count} datapoints, {choices[0]} kept, {choices[1]} taken, {variants} variants; {packetBytes} bytes, {skeletonBytes} in skeletons");
        Assert.True(variants < bodies.Count / 20, $"{variants} variants of {bodies.Count}");
    }

    private static DatapointReference Reference(DatapointRow row) => new(row.Key, row.BodyCheck);

    private static PacketSkeleton Again(PacketSkeleton skeleton) => new((AvroRecordSchema)AvroSchema.Parse(skeleton.Schema.Json), skeleton.Bytes.ToArray());

    private static AvroRecord NoBody(DatapointReference reference, AvroRecordSchema schema) => throw new InvalidOperationException("no datapoint is named");

    private string Refusal(PacketSkeleton skeleton, Func<DatapointReference, AvroRecordSchema, AvroRecord> bodyOf, params Cutout[] cutouts)
        => Assert.Throws<ArchiveException>(() => skeleton.Assemble(candidate, bodyOf, cutouts)).Message;

    private static void AssertAssembles(
        AvroRecord packet, PacketSkeleton skeleton, AvroRecord candidate, IReadOnlyList<DatapointRow> rows, IReadOnlyList<Cutout> cutouts)
    {
        var again = skeleton.Assemble(candidate, (r, _) => rows.Single(d => Reference(d) == r).Datapoint.Body, cutouts);
        Assert.Equal(AvroBinary.Encode(packet.Schema, packet), AvroBinary.Encode(again.Schema, again));
    }
}
