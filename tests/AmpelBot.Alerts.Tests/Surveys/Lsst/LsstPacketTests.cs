using AmpelBot.Alerts.Avro;
using AmpelBot.Alerts.Surveys;

namespace AmpelBot.Alerts.Tests.Surveys.Lsst;

public class LsstPacketTests
{
    private const double MjdTai = 60850.25;

    private static readonly AvroRecordSchema PacketSchema = (AvroRecordSchema)AvroSchema.Parse("""
        {"type":"record","name":"lsst.v9_0.alert","fields":[
          {"name":"diaSource","type":{"type":"record","name":"lsst.v9_0.diaSource","fields":[
            {"name":"diaSourceId","type":"long"},{"name":"diaObjectId","type":["null","long"]},{"name":"midpointMjdTai","type":"double"},
            {"name":"ra","type":"double"},{"name":"dec","type":"double"},{"name":"band","type":["null","string"]},
            {"name":"psfFlux","type":["null","float"]},{"name":"psfFluxErr","type":["null","float"]},{"name":"isNegative","type":["null","boolean"]}]}},
          {"name":"prvDiaSources","type":["null",{"type":"array","items":"lsst.v9_0.diaSource"}]},
          {"name":"prvDiaForcedSources","type":["null",{"type":"array","items":{"type":"record","name":"lsst.v9_0.diaForcedSource","fields":[
            {"name":"diaForcedSourceId","type":"long"},{"name":"midpointMjdTai","type":"double"},{"name":"band","type":["null","string"]},
            {"name":"psfFlux","type":["null","float"]},{"name":"psfFluxErr","type":["null","float"]}]}}]},
          {"name":"prvDiaNondetectionLimits","type":["null",{"type":"array","items":{"type":"record","name":"lsst.v9_0.diaNondetectionLimit","fields":[
            {"name":"ccdVisitId","type":"long"},{"name":"midpointMjdTai","type":"double"},{"name":"band","type":"string"},{"name":"diaNoise","type":"float"}]}}]},
          {"name":"cutoutDifference","type":["null","bytes"]},{"name":"cutoutScience","type":["null","bytes"]}]}
        """);

    private static readonly AvroRecordSchema SourceSchema = (AvroRecordSchema)PacketSchema.Fields[0].Schema;

    private static AvroRecordSchema ItemsOf(int field) => (AvroRecordSchema)((AvroArraySchema)((AvroUnionSchema)PacketSchema.Fields[field].Schema).Branches[1]).Items;

    private static AvroRecord Source(
        long id = 7, long? objectId = 281323062375219201, double mjdTai = MjdTai, double ra = 10, double dec = -20, string? band = "r", float? flux = 3631f,
        float? fluxErr = 36.31f, bool? isNegative = null) => new(SourceSchema, [id, objectId, mjdTai, ra, dec, band, flux, fluxErr, isNegative]);

    private static AvroRecord Packet(AvroRecord? source = null, object?[]? previous = null, object?[]? forced = null, object?[]? limits = null, byte[]? science = null)
        => new(PacketSchema, [source ?? Source(), previous, forced, limits, null, science]);

    private static Datapoint Own(AvroRecord source) => SurveyPackets.Parse(Packet(source)).LightCurve.Detections[0];

    [Fact]
    public void A_packet_is_an_alert_with_its_light_curve()
    {
        var source = Source();
        byte[] image = [1, 2];
        var alert = SurveyPackets.Parse(Packet(
            source, [Source(6, mjdTai: MjdTai - 3)], [new AvroRecord(ItemsOf(2), [9L, MjdTai - 1, "i", -10f, 2f])],
            [new AvroRecord(ItemsOf(3), [5L, MjdTai - 4, "g", 100f])], image));
        Assert.Equal(("LSST", "281323062375219201", 7L, 7L, 1), (alert.Survey, alert.ObjectId, alert.Candid, alert.AlertId, alert.ProgramId));
        Assert.Equal(new ObjectKey("LSST", 281323062375219201), alert.Object);
        Assert.Equal((10.0, -20.0), (alert.Coord.RaDeg, alert.Coord.DecDeg));
        Assert.Equal(
            [DatapointKind.UpperLimit, DatapointKind.Detection, DatapointKind.ForcedPhotometry, DatapointKind.Detection],
            alert.LightCurve.Datapoints.Select(d => d.Kind));
        Assert.Equal(["g", "r", "i", "r"], alert.LightCurve.Datapoints.Select(d => d.Band));
        Assert.All(alert.LightCurve.Datapoints, d => Assert.Equal(1, d.ProgramId));
        Assert.Equal([6L, 7L], alert.LightCurve.Detections.Select(d => d.Candid!.Value));
        Assert.Same(source, alert.LightCurve.Detections[1].Body);
        Assert.Equal(new Cutout("Science", "", image), Assert.Single(alert.Cutouts));
    }

    [Fact]
    public void Atomic_time_becomes_utc() =>
        // TAI was 37 s ahead in 2025 (IERS Bulletin C 52 to 70).
        Assert.Equal(2400000.5 + MjdTai - 37.0 / 86400, SurveyPackets.Parse(Packet()).Jd, 1e-9);

    [Fact]
    public void A_flux_in_nanojansky_is_an_ab_magnitude()
    {
        var point = Own(Source());
        // 31.4 - 2.5 log10(3631) and 2.5 / ln(10) * 0.01, by hand.
        Assert.Equal(22.499934, point.Mag!.Value, 1e-6);
        Assert.Equal(0.01085736, point.MagErr!.Value, 1e-7);
        Assert.True(point.IsPositive);
    }

    [Theory]
    [InlineData(-3631f, null, false)]
    [InlineData(3631f, true, false)]
    [InlineData(-3631f, false, true)]
    public void A_fading_source_has_the_magnitude_of_its_amount_and_its_sign(float flux, bool? isNegative, bool isPositive)
    {
        var point = Own(Source(flux: flux, isNegative: isNegative));
        Assert.Equal(22.499934, point.Mag!.Value, 1e-6);
        Assert.Equal(isPositive, point.IsPositive);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0f)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Without_a_flux_there_is_a_detection_without_magnitude(float? flux)
    {
        var point = Own(Source(flux: flux));
        Assert.Null(point.Mag);
        Assert.Null(point.MagErr);
        Assert.Equal(DatapointKind.Detection, point.Kind);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(-1f)]
    [InlineData(float.NaN)]
    public void Without_an_error_of_the_flux_there_is_none_of_the_magnitude(float? fluxErr)
    {
        Assert.Null(Own(Source(fluxErr: fluxErr)).MagErr);
        Assert.NotNull(Own(Source(fluxErr: fluxErr)).Mag);
    }

    [Fact]
    public void A_limit_is_that_of_five_sigma()
    {
        var alert = SurveyPackets.Parse(Packet(
            forced: [new AvroRecord(ItemsOf(2), [9L, MjdTai - 1, "i", -10f, 2f])], limits: [new AvroRecord(ItemsOf(3), [5L, MjdTai - 4, "g", 100f])]));
        var (limit, forced) = (alert.LightCurve.Datapoints[0], alert.LightCurve.Datapoints[1]);
        Assert.Equal(31.4 - 2.5 * Math.Log10(500), limit.LimitingMag!.Value, 1e-12);
        Assert.Equal((null, null, null), (limit.Mag, limit.Coord, limit.Candid));
        Assert.InRange(limit.Id, 0, long.MaxValue);
        Assert.Equal((9L, 28.9, 28.9), (forced.Id, forced.LimitingMag!.Value, forced.Mag!.Value));
        Assert.False(forced.IsPositive);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0L)]
    public void A_source_of_no_object_has_no_name(long? objectId) => Assert.Null(SurveyPackets.Parse(Packet(Source(objectId: objectId))).ObjectId);

    [Fact]
    public void What_cannot_be_is_refused_with_its_place()
    {
        Assert.Contains("diaSourceId -3 of diaSource", Refusal(Packet(Source(id: -3))), StringComparison.Ordinal);
        Assert.Contains("diaObjectId -1", Refusal(Packet(Source(objectId: -1))), StringComparison.Ordinal);
        Assert.Contains("position ra NaN", Refusal(Packet(Source(ra: double.NaN))), StringComparison.Ordinal);
        Assert.Contains("dec 91", Refusal(Packet(Source(dec: 91))), StringComparison.Ordinal);
        Assert.Contains("midpointMjdTai NaN", Refusal(Packet(Source(mjdTai: double.NaN))), StringComparison.Ordinal);
        Assert.Contains("midpointMjdTai 2460850.75", Refusal(Packet(Source(mjdTai: MjdTai + 2400000.5))), StringComparison.Ordinal);
        Assert.Contains("prvDiaSources[1]", Refusal(Packet(previous: [Source(5), Source(4, mjdTai: 1)])), StringComparison.Ordinal);
        Assert.Contains("prvDiaForcedSources[0]", Refusal(Packet(forced: [new AvroRecord(ItemsOf(2), [9L, 1e300, "i", 1f, 1f])])), StringComparison.Ordinal);
    }

    [Fact]
    public void Early_versions_with_other_names_are_read()
    {
        var schema = (AvroRecordSchema)AvroSchema.Parse("""
            {"type":"record","name":"lsst.v4_0.alert","fields":[{"name":"diaSource","type":{"type":"record","name":"lsst.v4_0.diaSource","fields":[
              {"name":"diaSourceId","type":"long"},{"name":"midPointTai","type":"double"},{"name":"filterName","type":"string"},
              {"name":"ra","type":"double"},{"name":"decl","type":"double"},{"name":"psFlux","type":"float"},{"name":"psFluxErr","type":"float"}]}}]}
            """);
        var source = new AvroRecord((AvroRecordSchema)schema.Fields[0].Schema, [7L, MjdTai, "y", 10.0, -20.0, 3631f, 36.31f]);
        var alert = SurveyPackets.Parse(new AvroRecord(schema, [source]));
        Assert.Equal(("LSST", "y", -20.0), (alert.Survey, alert.LightCurve.Detections[0].Band, alert.Coord.DecDeg));
        Assert.Equal(22.499934, alert.LightCurve.Detections[0].Mag!.Value, 1e-6);
    }

    private static string Refusal(AvroRecord packet) => Assert.Throws<SurveyPacketException>(() => SurveyPackets.Parse(packet)).Message;
}
