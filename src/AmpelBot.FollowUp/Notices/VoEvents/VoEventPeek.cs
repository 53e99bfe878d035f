using System.Xml.Linq;

namespace AmpelBot.FollowUp.Notices.VoEvents;

/// <summary>What the VOEvent Transport Protocol needs to know of a message: whether it is a VOEvent or the protocol's own, and whose.</summary>
/// <param name="IsTransport">Whether it is a message of the protocol itself and not a VOEvent.</param>
/// <param name="Role">The root's role: iamalive, authenticate, ack or nak of the protocol, and observation, test and others of VOEvents; empty without one.</param>
/// <param name="Identity">The ivorn of a VOEvent, the Origin of a message of the protocol; empty without one.</param>
public sealed record VoEventPeek(bool IsTransport, string Role, string Identity)
{
    private const int MostCharacters = 1000;

    /// <summary>Reads as much of a message. No document types, entities or anything from outside.</summary>
    /// <returns>What it is; or the sentence that says why it is no VOEvent and no message of the protocol.</returns>
    public static ParseResult<VoEventPeek> Read(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length > NoticeParser.MaxBytes)
            return ParseResult<VoEventPeek>.Failure(FormattableString.Invariant($"The message has {bytes.Length:N0} bytes; I read up to {NoticeParser.MaxBytes:N0}."), 0);
        try
        {
            var root = VoEventReader.Load(bytes);
            return root.Name.LocalName switch
            {
                "Transport" => Of(true, root, root.Elements().FirstOrDefault(e => e.Name.LocalName == "Origin")?.Value.Trim()),
                "VOEvent" => Of(false, root, root.Attribute("ivorn")?.Value),
                _ => ParseResult<VoEventPeek>.Failure("The message is XML, but neither a VOEvent nor one of the VOEvent Transport Protocol.", 0),
            };
        }
        catch (NoticeRefusal refusal)
        {
            return ParseResult<VoEventPeek>.Failure(refusal.Message, 0);
        }
    }

    private static ParseResult<VoEventPeek> Of(bool isTransport, XElement root, string? identity) =>
        ParseResult<VoEventPeek>.Of(new VoEventPeek(isTransport, Short(root.Attribute("role")?.Value), Short(identity)));

    private static string Short(string? text) => text is null ? "" : text.Length <= MostCharacters ? text : text[..MostCharacters];
}
