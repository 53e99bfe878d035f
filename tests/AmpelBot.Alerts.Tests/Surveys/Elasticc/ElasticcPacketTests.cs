using AmpelBot.Alerts.Avro;
using AmpelBot.Alerts.Surveys;
using AmpelBot.Testing;

namespace AmpelBot.Alerts.Tests.Surveys.Elasticc;

public class ElasticcPacketTests
{
    [SkippableFact]
    public void A_real_packet_has_its_magnitudes_at_the_zero_point_of_fluxcal()
    {
        Skip.IfNot(RealData.Present, RealData.Why);
        using var stream = File.OpenRead(RealData.Path("other_alerts/elasticc_alert_mjd59583.0511_obj1131_src2262001.avro"));
        var alert = SurveyPackets.Parse(AvroContainer.Read(stream, CancellationToken.None).First().Record);
        Assert.Equal((2262001L, 1), (alert.Candid, alert.ProgramId));
        Assert.Equal((65.752426, -51.642994), (alert.Coord.RaDeg, alert.Coord.DecDeg));
        Assert.Equal(2459583.5511 - 37.0 / 86400, alert.Jd, 1e-8);
        Assert.Equal([2262000L, 2262001L], alert.LightCurve.Detections.Select(d => d.Id));
        // Python 3.11: 27.5 - 2.5 * math.log10(149.58885192871094) and 2.5 / math.log(10) * 13.826018333435059 / 149.58885192871094.
        Assert.Equal(22.062751927380, alert.LightCurve.Detections[1].Mag!.Value, 1e-9);
        Assert.Equal(0.100351118942, alert.LightCurve.Detections[1].MagErr!.Value, 1e-9);
        Assert.Equal(("z", true), (alert.LightCurve.Detections[1].Band, alert.LightCurve.Detections[1].IsPositive));
    }
}
