namespace AmpelBot.FollowUp.Notices;

/// <summary>The form in which a notice came.</summary>
public enum NoticeFormat
{
    /// <summary>IGWN alert in JSON (LVK userguide, "Alert Contents").</summary>
    IgwnJson,

    /// <summary>IGWN alert in an Avro container (schema igwn.alerts.v1_0).</summary>
    IgwnAvro,

    /// <summary>A superevent as GraceDB's API gives it.</summary>
    GraceDbJson,

    /// <summary>VOEvent 1.1 or 2.0 (IVOA).</summary>
    VoEvent,

    /// <summary>GCN's unified schema (nasa-gcn/gcn-schema).</summary>
    GcnJson,

    /// <summary>GCN Classic's text, lines of KEY: value.</summary>
    GcnText,

    /// <summary>GCN circular in JSON.</summary>
    CircularJson,

    /// <summary>GCN circular in text, behind TITLE, NUMBER, SUBJECT, DATE and FROM.</summary>
    CircularText,

    /// <summary>A message of Hermes (SCiMMA).</summary>
    Hermes,

    /// <summary>VOEvent Transport Protocol's own message.</summary>
    Transport,
}
