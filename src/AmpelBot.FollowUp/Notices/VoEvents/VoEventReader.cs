using System.Xml;
using System.Xml.Linq;
using AmpelBot.FollowUp.Notices.Fermi;
using AmpelBot.FollowUp.Notices.IceCube;
using AmpelBot.FollowUp.Notices.Lvk;
using AmpelBot.FollowUp.Notices.Swift;
using AmpelBot.Sky;

namespace AmpelBot.FollowUp.Notices.VoEvents;

/// <summary>VOEvent 1.1 and 2.0 (IVOA recommendation of 2011), without document types, entities and anything from outside.</summary>
internal static class VoEventReader
{
    private const int MaxText = 2000;

    // The table of parsers of VOEvents; the first that knows the content reads it.
    private static readonly (Func<VoEventMessage, bool> Knows, Func<VoEventMessage, SentNotice> Parse)[] Parsers =
    [
        (LvkVoEvent.Knows, LvkVoEvent.Parse),
        (IceCubeVoEvent.Knows, IceCubeVoEvent.Parse),
        (FermiVoEvent.Knows, FermiVoEvent.Parse),
        (SwiftVoEvent.Knows, SwiftVoEvent.Parse),
        (_ => true, OtherVoEvent.Parse),
    ];

    public static SentNotice Parse(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length > NoticeParser.MaxBytes)
            throw new NoticeRefusal(FormattableString.Invariant($"The notice has {bytes.Length:N0} bytes and embeds no sky map; without one I read up to {NoticeParser.MaxBytes:N0}."));
        var root = Load(bytes);
        if (root.Name.LocalName == "Transport")
            return Transport(root);
        if (root.Name.LocalName != "VOEvent")
            throw new NoticeRefusal($"This is XML with the root {Short(root.Name.LocalName)}, and no VOEvent.");
        var message = Message(root);
        return Parsers.First(p => p.Knows(message)).Parse(message);
    }

    internal static XElement Load(ReadOnlyMemory<byte> bytes)
    {
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = NoticeParser.MaxBytes, MaxCharactersFromEntities = 1 };
        var array = bytes.ToArray();
        try
        {
            using (var reader = XmlReader.Create(new MemoryStream(array, writable: false), settings))
            {
                var elements = 0;
                while (reader.Read())
                {
                    if (reader.Depth > NoticeParser.MaxDepth)
                        throw new NoticeRefusal($"The notice is nested deeper than {NoticeParser.MaxDepth} levels.");
                    elements += 1 + reader.AttributeCount;
                    if (elements > NoticeParser.MaxValues)
                        throw new NoticeRefusal(FormattableString.Invariant($"The notice has more than {NoticeParser.MaxValues:N0} elements and attributes."));
                }
            }
            using var again = XmlReader.Create(new MemoryStream(array, writable: false), settings);
            return XDocument.Load(again).Root!;
        }
        catch (XmlException e) when (e.Message.Contains("DTD", StringComparison.Ordinal))
        {
            throw new NoticeRefusal("The notice brings a document type of its own (DOCTYPE), with which entities and external files could be drawn in: I read none of that.");
        }
        catch (XmlException e)
        {
            throw new NoticeRefusal(FormattableString.Invariant($"The notice begins as XML and is broken in line {e.LineNumber}, character {e.LinePosition}."));
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException or InvalidOperationException)
        {
            throw new NoticeRefusal("The notice begins as XML in an encoding that I cannot read.");
        }
    }

    private static VoEventMessage Message(XElement root)
    {
        var what = Child(root, "What");
        var parameters = new List<VoEventParam>();
        foreach (var element in what?.Elements() ?? [])
            if (element.Name.LocalName == "Param")
                Add(parameters, null, element);
            else if (element.Name.LocalName == "Group")
                foreach (var param in element.Elements().Where(e => e.Name.LocalName == "Param"))
                    Add(parameters, element, param);
        var location = Child(Child(Child(root, "WhereWhen"), "ObsDataLocation"), "ObservationLocation");
        var coords = Child(location, "AstroCoords");
        var position = Child(coords, "Position2D");
        var citations = Child(root, "Citations")?.Elements().Where(e => e.Name.LocalName == "EventIVORN").ToArray() ?? [];
        var date = Text(Child(Child(root, "Who"), "Date"));
        return new VoEventMessage(
            Attribute(root, "ivorn") ?? throw new NoticeRefusal("The VOEvent has no ivorn, by which it would be known."),
            Attribute(root, "role") ?? "observation",
            date is null ? null : Iso8601.TryParse(date, out var utc) ? utc : throw new NoticeRefusal("Who/Date of the VOEvent is no time in ISO 8601."),
            parameters,
            Text(Child(Child(Child(coords, "Time"), "TimeInstant"), "ISOTime")),
            Attribute(Child(location, "AstroCoordSystem"), "id"),
            Text(Child(Child(position, "Value2"), "C1")),
            Text(Child(Child(position, "Value2"), "C2")),
            Text(Child(position, "Error2Radius")),
            Cited("supersedes"), Cited("followup"), Cited("retraction"));

        string[] Cited(string cite) => [.. citations.Where(c => Attribute(c, "cite") == cite).Select(Text).OfType<string>()];
    }

    private static void Add(List<VoEventParam> parameters, XElement? group, XElement param)
    {
        if (Attribute(param, "name") is not { } name)
            return;
        var type = group is null ? null : Attribute(group, "type");
        parameters.Add(new VoEventParam(
            group is null ? null : Attribute(group, "name") ?? type ?? "Group", type, name,
            Attribute(param, "value")?.Trim() ?? Text(Child(param, "Value")) ?? "", Attribute(param, "unit") is { Length: > 0 } unit ? unit : null));
    }

    private static SentNotice Transport(XElement root)
    {
        if (Attribute(root, "role") != "iamalive")
            throw new NoticeRefusal($"This is a message of the VOEvent Transport Protocol with the role {Short(Attribute(root, "role") ?? "none")}, and no notice.");
        return new SentNotice
        {
            Format = NoticeFormat.Transport,
            Sender = Text(Child(root, "Origin")) ?? "VOEvent broker",
            Messenger = Messenger.Unknown,
            Kind = NoticeKind.Heartbeat,
            EventId = null,
            SentUtc = Text(Child(root, "TimeStamp")) is { } stamp && Iso8601.TryParse(stamp, out var utc) ? utc : null,
        };
    }

    private static XElement? Child(XElement? element, string name) => element?.Elements().FirstOrDefault(e => e.Name.LocalName == name);

    private static string? Attribute(XElement? element, string name) => element?.Attribute(name)?.Value is { } value ? Bounded(value, name) : null;

    private static string? Text(XElement? element) => element?.Value.Trim() is { Length: > 0 } text ? Bounded(text, element.Name.LocalName) : null;

    private static string Bounded(string text, string name) =>
        text.Length <= MaxText ? text : throw new NoticeRefusal($"\"{Short(name)}\" of the VOEvent has {text.Length} characters; I read up to {MaxText}.");

    private static string Short(string text) => PlainText.Plain(text.Length <= 60 ? text : text[..60]);
}
