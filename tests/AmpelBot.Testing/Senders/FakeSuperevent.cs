using System.Globalization;
using System.Text.Json.Nodes;
using AmpelBot.Sky;

namespace AmpelBot.Testing.Senders;

/// <summary>A superevent in the fake GraceDB: its JSON, logs, VOEvents and files as the REST API gives them.</summary>
public sealed class FakeSuperevent
{
    private readonly FakeSenders senders;
    private readonly JsonArray labels = [];
    private readonly JsonArray logs = [];
    private readonly JsonArray voevents = [];

    internal FakeSuperevent(FakeSenders senders, string name, DateTimeOffset eventTimeUtc)
    {
        this.senders = senders;
        Name = name;
        EventTimeUtc = eventTimeUtc;
        Publish();
    }

    public string Name { get; }

    public DateTimeOffset EventTimeUtc { get; }

    /// <summary>Path of its JSON below the server's address.</summary>
    public string Path => $"gracedb/api/superevents/{Name}/";

    public Uri File(string nameAndVersion) => new(senders.Address, $"{Path}files/{nameAndVersion}");

    public FakeSuperevent Label(string label)
    {
        labels.Add(label);
        return Publish();
    }

    /// <summary>A log entry with a file.</summary>
    public FakeSuperevent Log(string fileName, int version, DateTimeOffset createdUtc, byte[] content, string tag = "sky_loc")
    {
        logs.Add(new JsonObject
        {
            ["N"] = logs.Count + 1,
            ["created"] = Written(createdUtc),
            ["comment"] = new string('x', 3000),
            ["filename"] = fileName,
            ["file_version"] = version,
            ["file"] = File($"{fileName},{version}").AbsoluteUri,
            ["tag_names"] = new JsonArray(tag, "public"),
            ["issuer"] = new JsonObject { ["username"] = "emfollow" },
        });
        senders.Put($"{Path}files/{fileName},{version}", content);
        return Publish();
    }

    /// <summary>A log entry without a file.</summary>
    public FakeSuperevent Comment(string text, DateTimeOffset createdUtc)
    {
        logs.Add(new JsonObject { ["N"] = logs.Count + 1, ["created"] = Written(createdUtc), ["comment"] = text, ["filename"] = "", ["file_version"] = null, ["file"] = null, ["tag_names"] = new JsonArray() });
        return Publish();
    }

    /// <summary>A VOEvent that was sent.</summary>
    public FakeSuperevent Send(string type, string? skyMap, DateTimeOffset createdUtc)
    {
        voevents.Add(new JsonObject { ["N"] = voevents.Count + 1, ["voevent_type"] = type, ["created"] = Written(createdUtc), ["skymap_filename"] = skyMap });
        return Publish();
    }

    private FakeSuperevent Publish()
    {
        senders.Put(Path, Bytes(new JsonObject
        {
            ["superevent_id"] = Name,
            ["gw_id"] = null,
            ["category"] = "Production",
            ["created"] = Written(EventTimeUtc.AddMinutes(1)),
            ["t_0"] = (double)TimeScales.UtcToGps(EventTimeUtc),
            ["far"] = 1e-12,
            ["labels"] = labels.DeepClone(),
            ["preferred_event_data"] = new JsonObject { ["group"] = "CBC", ["pipeline"] = "gstlal", ["search"] = "AllSky", ["instruments"] = "H1,L1" },
        }));
        senders.Put($"{Path}logs/", Bytes(new JsonObject { ["start"] = 0, ["numRows"] = logs.Count, ["log"] = logs.DeepClone() }));
        senders.Put($"{Path}voevents/", Bytes(new JsonObject { ["start"] = 0, ["numRows"] = voevents.Count, ["voevents"] = voevents.DeepClone() }));
        return this;
    }

    private static byte[] Bytes(JsonObject json) => System.Text.Encoding.UTF8.GetBytes(json.ToJsonString());

    private static string Written(DateTimeOffset utc) => utc.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) + " UTC";
}
