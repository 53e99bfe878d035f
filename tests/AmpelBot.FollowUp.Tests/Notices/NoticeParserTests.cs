using System.Text;
using System.Text.Json;
using AmpelBot.FollowUp.Notices;

namespace AmpelBot.FollowUp.Tests.Notices;

/// <summary>What the parsers must get right beyond the real samples: identities, and traps that other programs fell into.</summary>
public class NoticeParserTests
{
    [Fact]
    public void A_retraction_of_lvk_is_read_as_json_and_as_voevent()
    {
        var json = Read("""{"alert_type":"RETRACTION","time_created":"2024-01-15T11:00:00Z","superevent_id":"S240115n","urls":{},"event":null,"external_coinc":null}""");
        var voEvent = Read("""<voe:VOEvent xmlns:voe="http://www.ivoa.net/xml/VOEvent/v2.0" ivorn="ivo://gwnet/LVC#S240115n-4-Retraction" role="observation" version="2.0"><Who><Date>2024-01-15T11:00:00Z</Date></Who><What><Param name="Pkt_Ser_Num" value="4"/><Param name="GraceID" value="S240115n"/><Param name="AlertType" value="Retraction"/></What><Citations><EventIVORN cite="retraction">ivo://gwnet/LVC#S240115n-3-Preliminary</EventIVORN></Citations></voe:VOEvent>""");

        Assert.Equal((NoticeKind.Retraction, "S240115n", null), (json.Kind, json.EventId, json.SkyMap));
        Assert.Equal((NoticeKind.Retraction, "S240115n", 4), (voEvent.Kind, voEvent.EventId, voEvent.Sequence));
        Assert.Equal(json.SentUtc, voEvent.SentUtc);
    }

    [Fact]
    public void Graces_own_name_for_a_confirmed_event_joins_it_to_the_superevent()
    {
        var notice = Read("""{"superevent_id":"S190425z","gw_id":"GW190425","category":"Production","created":"2019-04-25 08:18:26 UTC","t_0":1240215503.01,"far":4.5e-13,"labels":["ADVOK"]}""");

        Assert.Equal(["S190425z", "GW190425"], notice.Identifiers);
        Assert.Equal(NoticeKind.Unstated, notice.Kind);
        Assert.Equal("2019-04-25T08:18:05.01", NoticeRow.Time(notice.EventTimeUtc));
    }

    [Fact]
    public void A_neutrinos_voevent_json_notice_text_and_circular_share_an_identifier()
    {
        var voEvent = Read("""<VOEvent ivorn="ivo://nasa.gsfc.gcn/AMON#ICECUBE_GOLD_Event2023-08-23T08:26:14.59_24_138283_014780365_0" role="observation"><What><Param name="run_id" value="138283"/><Param name="event_id" value="14780365"/><Param name="Rev" value="0"/></What></VOEvent>""");
        var json = Read("""{"$schema":"https://gcn.nasa.gov/schema/v4/gcn/notices/icecube/single_neutrino_alerts.schema.json","id":["138283_14780365"],"event_name":["IceCube-230823A"],"alert_type":"initial","ra":18.0,"dec":-12.1}""");
        var text = Read("TITLE:  GCN/AMON NOTICE\nNOTICE_DATE:  Wed 23 Aug 23 08:27:00 UT\nNOTICE_TYPE:  ICECUBE Astrotrack Gold\nRUN_NUM:  138283\nEVENT_NUM: 14780365\n");
        var circular = Circular("IceCube-230823A - IceCube observation of a high-energy neutrino candidate track-like event",
            "The IceCube Collaboration (http://icecube.wisc.edu/) reports:\nAfter the initial automated alert (https://gcn.gsfc.nasa.gov/notices_amon_g_b/138283_14780365.amon)");

        foreach (var notice in new[] { voEvent, json, text, circular })
            Assert.Contains("IceCube 138283_14780365", notice.Identifiers);
        Assert.Contains("IC230823A", json.Identifiers);
        Assert.Contains("IC230823A", circular.Identifiers);
    }

    [Fact]
    public void Numbers_that_name_nothing_join_no_events()
    {
        static SentNotice Hese(string second) => Read($"""<VOEvent ivorn="ivo://nasa.gsfc.gcn/AMON#ICECUBE_HESE_Event" role="observation"><What><Param name="TrigID" value="2147483647"/></What><WhereWhen><ObsDataLocation><ObservationLocation><AstroCoords><Time><TimeInstant><ISOTime>2015-11-15T11:53:{second}</ISOTime></TimeInstant></Time></AstroCoords></ObservationLocation></ObsDataLocation></WhereWhen></VOEvent>""");

        Assert.NotEqual(Hese("44").EventId, Hese("45").EventId);
        var source = Read("""{"$schema":"https://gcn.nasa.gov/schema/main/gcn/notices/svom/trigger.schema.json","instrument":"ECLAIRs","id":["sb24022203"],"event_name":["Crab"],"trigger_time":"2024-02-22T08:51:31"}""");
        Assert.Equal(["SVOM sb24022203"], source.Identifiers);
    }

    [Fact]
    public void Icecubes_search_around_a_gravitational_wave_never_retracts_that_wave()
    {
        var notice = Read("""
            {"$schema":"https://gcn.nasa.gov/schema/v4/gcn/notices/icecube/lvk_nu_track_search.schema.json","type":"IceCube LVK Alert Nu Track Search","ref_ID":"S230904n-2-Preliminary","alert_type":"retraction",
             "alert_datetime":"2023-09-04T06:10:00Z","trigger_time":"2023-09-04T05:10:13.128Z","pval_generic":0.02,"pval_bayesian":null,"n_events_coincident":1,
             "coincident_events":[{"event_dt":-4.8,"localization":{"ra":349.8,"dec":37.7,"ra_dec_error":0.62,"containment_probability":0.9,"systematic_included":false},"event_pval_generic":0.001,"event_pval_bayesian":null}]}
            """);

        Assert.Equal(("S230904n", NoticeKind.Report), (notice.EventId, notice.Kind));
        var neutrino = Assert.Single(notice.CoincidentNeutrinos);
        Assert.Equal("349.8 37.7 r0.62 p0.9 stat", NoticeRow.Position(neutrino.Position));
        Assert.Equal((-4.8, 0.001, null), (neutrino.TimeDifferenceSeconds, neutrino.PValueGeneric, neutrino.PValueBayesian));
    }

    [Theory]
    [InlineData("LIGO/Virgo/KAGRA S230808i: retraction of a GW unmodeled transient candidate", NoticeKind.Retraction)]
    [InlineData("The Fermi GBM Trigger 713134237 / 230807868 is not associated with LIGO/Virgo/KAGRA S230807f.", NoticeKind.Report)]
    [InlineData("GRB 230904B is not a GRB", NoticeKind.Retraction)]
    [InlineData("GRB 230904B: the candidate ZTF23abc is not a GRB afterglow", NoticeKind.Report)]
    [InlineData("GRB 230911B: correction to the KW GCN 34659", NoticeKind.Correction)]
    [InlineData("GRB 230824A is likely a Galactic Transient: Swift J1727.8-1613", NoticeKind.Correction)]
    [InlineData("GRB 230812B: GIT optical follow-up", NoticeKind.Report)]
    public void A_circulars_subject_tells_its_kind(string subject, NoticeKind kind) => Assert.Equal(kind, Circular(subject, "We report.").Kind);

    [Theory]
    [InlineData("RA: 100.1 (+/- 0.5 deg 90% PSF containment) J2000\nDec: -5.2 (+/- 0.4 deg 90% PSF containment) J2000", "100.1 -5.2 +0.5-0.5+0.4-0.4 p0.9", 0)]
    [InlineData("RA: 0.1 (+0.5, \u22120.6 deg 90% PSF containment) J2000\nDec: +5.2 (+0.4, \u22120.3 deg 90% PSF containment) J2000", "0.1 5.2 +0.5-0.6+0.4-0.3 p0.9", 0)]
    [InlineData("RA: 100.1 (+0.5, +0.6 deg 90% PSF containment) J2000\nDec: -5.2 (+0.4, -0.3 deg 90% PSF containment) J2000", "100.1 -5.2 none", 1)]
    [InlineData("RA: 100.1 (+0.5, -0.6 deg 68% PSF containment) J2000\nDec: -5.2 (+0.4, -0.3 deg 90% PSF containment) J2000", "100.1 -5.2 +0.5-0.6+0.4-0.3", 1)]
    [InlineData("RA: 100.1\nDec: -5.2", "100.1 -5.2 none", 0)]
    public void Further_spellings_of_icecubes_errors_are_read_or_left_out_with_a_remark(string block, string position, int remarks)
    {
        var notice = Circular("IceCube-210730A: IceCube observation of a high-energy neutrino candidate event", block);

        Assert.Equal(position, NoticeRow.Position(notice.Position));
        Assert.Equal(remarks, notice.Remarks.Count);
    }

    [Fact]
    public void A_time_that_contradicts_itself_is_settled_by_the_name_and_remarked_on()
    {
        var notice = Circular("IceCube-230914A - IceCube observation of a high-energy neutrino candidate track-like event",
            "On 2023-09-14 at 05:21:03.71 UT IceCube detected a track-like event.\nDate: 2023-08-23\nTime:  05:21:03.71 UT\n");

        Assert.Equal("2023-09-14T05:21:03.71", NoticeRow.Time(notice.EventTimeUtc));
        Assert.Contains("contradicts itself", Assert.Single(notice.Remarks), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("test", NoticePurpose.Test)]
    [InlineData("injection", NoticePurpose.Mock)]
    [InlineData("planned", NoticePurpose.Planned)]
    [InlineData("current", NoticePurpose.Observation)]
    [InlineData("archival", NoticePurpose.Observation)]
    public void The_alerts_tense_tells_tests_apart(string tense, NoticePurpose purpose) => Assert.Equal(purpose, Read(
        $$"""{"$schema":"https://gcn.nasa.gov/schema/main/gcn/notices/superk/sn_alert.schema.json","alert_tense":"{{tense}}","id":"SN.1","trigger_time":"2023-08-01T00:00:01Z"}""").Purpose);

    [Theory]
    [InlineData("""{"$schema":"https://gcn.nasa.gov/schema/v4.1.0/gcn/notices/core/Alert.schema.json","alert_datetime":"2024-02-22T08:51:55Z"}""", "2024-02-22T08:51:55")]
    [InlineData("""<trn:Transport xmlns:trn="http://telescope-networks.org/schema/Transport/v1.1" role="iamalive" version="1.0"><Origin>ivo://nasa.gsfc.tan/gcn</Origin><TimeStamp>2024-02-22T08:51:55</TimeStamp></trn:Transport>""", "2024-02-22T08:51:55")]
    public void A_heartbeat_names_no_event(string text, string sent)
    {
        var notice = Read(text);

        Assert.Equal((NoticeKind.Heartbeat, null, sent), (notice.Kind, notice.EventId, NoticeRow.Time(notice.SentUtc)));
    }

    [Fact]
    public void Gcn_classics_text_of_lvk_is_read_with_its_superevent()
    {
        var notice = Read("TITLE:            GCN/LVC NOTICE\nNOTICE_DATE:      Thu 25 Apr 19 09:00:59 UT\nNOTICE_TYPE:      LVC Initial Skymap\nTRIGGER_NUM:      S190425z\nTRIGGER_DATE:     18598 TJD;   115 DOY;   2019/04/25 (yyyy/mm/dd)\nTRIGGER_TIME:     29885.017147 SOD {08:18:05.017147} UT\nSKYMAP_FITS_URL:  https://gracedb.ligo.org/api/superevents/S190425z/files/bayestar.fits.gz\nFAR:              4.538e-13 [Hz]  (one per 25500 days)\n");

        Assert.Equal(("LVK", "S190425z", NoticeKind.Initial, 4.538e-13), (notice.Sender, notice.EventId, notice.Kind, notice.FarHz));
        Assert.Equal("2019-04-25T08:18:05.017147", NoticeRow.Time(notice.EventTimeUtc));
        Assert.Equal("https://gracedb.ligo.org/api/superevents/S190425z/files/bayestar.fits.gz", notice.SkyMap!.Address);
    }

    [Theory]
    [InlineData(400, 10)]
    [InlineData(-1, 10)]
    [InlineData(10, 91)]
    public void A_position_off_the_sky_is_left_out_and_remarked_on(double ra, double dec)
    {
        var notice = Read(FormattableString.Invariant(
            $$"""{"$schema":"https://gcn.nasa.gov/schema/main/gcn/notices/svom/trigger.schema.json","id":"sb1","ra":{{ra}},"dec":{{dec}},"trigger_time":"2024-02-22T08:51:31"}"""));

        Assert.Null(notice.Position);
        Assert.Contains("no place on the sky", Assert.Single(notice.Remarks), StringComparison.Ordinal);
    }

    [Fact]
    public void A_swift_trigger_that_is_definitely_no_burst_is_a_retraction()
    {
        var notice = Read("""<VOEvent ivorn="ivo://nasa.gsfc.gcn/SWIFT#BAT_GRB_Pos_1118357-182" role="observation"><What><Param name="TrigID" value="1118357"/><Group name="Solution_Status"><Param name="Def_NOT_a_GRB" value="true"/></Group></What></VOEvent>""");

        Assert.Equal((NoticeKind.Retraction, "Swift 1118357"), (notice.Kind, notice.EventId));
    }

    [Fact]
    public void Pairs_of_nine_digits_are_told_apart_by_the_day_they_mean()
    {
        static SentNotice Gbm(string pair) => Circular($"Fermi Gamma-ray Burst Monitor trigger {pair} is not a GRB", "C. Malacaria report on behalf of the Fermi GBM Team:");

        Assert.Equal(["Fermi 717313591", "GRB230925241"], Gbm("230925241/717313591").Identifiers);
        Assert.Equal(["Fermi 717313591", "GRB230925241"], Gbm("717313591/230925241").Identifiers);
    }

    [Fact]
    public void Hops_form_of_a_circular_is_read_with_its_header()
    {
        var notice = Read("""{"format":"circular","content":{"header":{"title":"GCN GRB OBSERVATION REPORT","number":"40","subject":"GRB980329 VLA observations","date":"98/04/03 07:10:15 GMT","from":"Greg Taylor at NRAO"},"body":"We report."}}""");

        Assert.Equal(("GRB980329", "GCN 40", "1998-04-03T07:10:15"), (notice.EventId, notice.MessageId, NoticeRow.Time(notice.SentUtc)));
    }

    private static SentNotice Circular(string subject, string body) => Read(JsonSerializer.Serialize(new { subject, body, circularId = 1 }));

    private static SentNotice Read(string text)
    {
        var parsed = NoticeParser.Parse(Encoding.UTF8.GetBytes(text));
        Assert.True(parsed.Success, parsed.Error);
        return parsed.Value;
    }
}
