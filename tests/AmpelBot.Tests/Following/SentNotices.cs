using System.Globalization;
using System.Text;
using System.Text.Json;
using AmpelBot.Alerts.Surveys.Simulated;
using AmpelBot.Testing;

namespace AmpelBot.Tests.Following;

/// <summary>Notices as senders send them, about the simulated merger.</summary>
internal static class SentNotices
{
    /// <summary>The wide map of the simulated event.</summary>
    public static byte[] Wide { get; } = File.ReadAllBytes(Path.Combine(Repository.Folder, "skymaps", "MS260612a.preliminary.fits"));

    /// <summary>The narrow map of the simulated event.</summary>
    public static byte[] Narrow { get; } = File.ReadAllBytes(Path.Combine(Repository.Folder, "skymaps", "MS260612a.multiorder.fits"));

    /// <summary>The beginning of a FITS file, where nobody is to read the map.</summary>
    public static byte[] Tiny { get; } = Wide[..2880];

    private static DateTimeOffset Event => DemoEvent.Simulated.TimeUtc;

    /// <summary>An IGWN alert in JSON.</summary>
    /// <param name="name">The superevent.</param>
    /// <param name="type">PRELIMINARY, INITIAL, UPDATE or RETRACTION.</param>
    /// <param name="minutes">When it was sent, after the event.</param>
    /// <param name="map">The map; null only for a retraction.</param>
    /// <param name="bns">Probability of a binary neutron star.</param>
    /// <param name="timeOffsetSeconds">Time of this event after that of the simulated one.</param>
    public static byte[] Igwn(string name, string type, double minutes, byte[]? map, double bns = 0.95, double timeOffsetSeconds = 0) => JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object?>
    {
        ["alert_type"] = type,
        ["time_created"] = Iso(Event.AddMinutes(minutes)),
        ["superevent_id"] = name,
        ["urls"] = new Dictionary<string, string> { ["gracedb"] = $"https://gracedb.ligo.org/superevents/{name}/view/" },
        ["event"] = map is null ? null : new Dictionary<string, object?>
        {
            ["significant"] = true,
            ["time"] = Iso(Event.AddSeconds(timeOffsetSeconds)),
            ["far"] = 1e-12,
            ["instruments"] = new[] { "H1", "L1" },
            ["group"] = "CBC",
            ["pipeline"] = "gstlal",
            ["search"] = "AllSky",
            ["properties"] = new Dictionary<string, double> { ["HasNS"] = 1 },
            ["classification"] = new Dictionary<string, double> { ["BNS"] = bns, ["NSBH"] = 0, ["BBH"] = (double)(0.99m - (decimal)bns), ["Terrestrial"] = 0.01 },
            ["skymap"] = Convert.ToBase64String(map),
        },
        ["external_coinc"] = null,
    });

    /// <summary>A VOEvent as LVK sends it.</summary>
    /// <param name="name">The superevent.</param>
    /// <param name="number">Its number among those of the event.</param>
    /// <param name="type">Preliminary, Initial, Update or Retraction.</param>
    /// <param name="minutes">When it was sent, after the event.</param>
    /// <param name="map">Where the map lies; null only for a retraction.</param>
    public static byte[] VoEvent(string name, int number, string type, double minutes, Uri? map) => Text($"""
        <?xml version='1.0' encoding='UTF-8'?>
        <voe:VOEvent xmlns:voe="http://www.ivoa.net/xml/VOEvent/v2.0" version="2.0" role="observation" ivorn="ivo://gwnet/LVC#{name}-{number}-{type}">
          <Who><Date>{Iso(Event.AddMinutes(minutes))}</Date></Who>
          <What>
            <Param name="Pkt_Ser_Num" value="{number}"/>
            <Param name="GraceID" value="{name}"/>
            <Param name="AlertType" value="{type}"/>
            {(map is null ? """<Param name="Retraction" value="1"/>""" : $"""
            <Param name="Instruments" value="H1,L1"/>
            <Param name="FAR" unit="Hz" value="1e-12"/>
            <Param name="Significant" value="1"/>
            <Param name="Group" value="CBC"/>
            <Param name="Pipeline" value="gstlal"/>
            <Param name="Search" value="AllSky"/>
            <Group name="GW_SKYMAP" type="GW_SKYMAP"><Param name="skymap_fits" value="{map}"/></Group>
            <Group name="Classification" type="Classification"><Param name="BNS" value="0.95"/><Param name="NSBH" value="0"/><Param name="BBH" value="0.04"/><Param name="Terrestrial" value="0.01"/></Group>
            """)}
          </What>
          <WhereWhen><ObsDataLocation><ObservationLocation><AstroCoords coord_system_id="UTC-FK5-GEO"><Time unit="s"><TimeInstant><ISOTime>{Iso(Event)}</ISOTime></TimeInstant></Time></AstroCoords></ObservationLocation></ObsDataLocation></WhereWhen>
        </voe:VOEvent>
        """);

    /// <summary>A circular in GCN's JSON.</summary>
    public static byte[] Circular(int number, string subject, string body, double hours = 5) => JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object?>
    {
        ["circularId"] = number,
        ["subject"] = subject,
        ["createdOn"] = Event.AddHours(hours).ToUnixTimeMilliseconds(),
        ["body"] = body,
        ["submitter"] = "Somebody at Somewhere",
    });

    public static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    private static string Iso(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
