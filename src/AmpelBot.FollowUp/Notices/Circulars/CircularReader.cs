using System.Globalization;
using System.Text.RegularExpressions;
using AmpelBot.FollowUp.Notices.Fermi;
using AmpelBot.FollowUp.Notices.IceCube;
using AmpelBot.FollowUp.Notices.Lvk;
using AmpelBot.FollowUp.Notices.Swift;

namespace AmpelBot.FollowUp.Notices.Circulars;

/// <summary>GCN circulars in JSON (gcn-schema, circulars.schema.json) and in text behind TITLE, NUMBER, SUBJECT, DATE and FROM.</summary>
internal static partial class CircularReader
{
    /// <summary>Most characters of a body that are read; GCN takes 65,536 bytes.</summary>
    private const int MaxBody = 100_000;

    // The table of teams whose circulars say what their own event is; the first that wrote the circular reads it.
    private static readonly (Func<Circular, bool> Wrote, Func<Circular, CircularContent> Read)[] Teams =
    [
        (LvkCircular.Wrote, LvkCircular.Read),
        (IceCubeCircular.Wrote, IceCubeCircular.Read),
        (FermiCircular.Wrote, FermiCircular.Read),
        (SwiftCircular.Wrote, SwiftCircular.Read),
        (_ => true, circular => new CircularContent { Sender = "GCN", Kind = Kind(circular.Subject) }),
    ];

    public static bool Knows(JsonFields fields) => fields.Has("body") && (fields.Has("subject") || HopHeader(fields) is not null);

    public static SentNotice Parse(JsonFields fields)
    {
        var body = fields.Get("body") is { ValueKind: System.Text.Json.JsonValueKind.String } text ? text.GetString()! : throw new NoticeRefusal("The field \"body\" of the circular is not a text.");
        if (HopHeader(fields) is { } header)
            return ParseText($"TITLE: {Header("title")}\nNUMBER: {Header("number")}\nSUBJECT: {Header("subject")}\nDATE: {Header("date")}\nFROM: {Header("from")}\n{body}") with { Format = NoticeFormat.CircularJson };
        DateTimeOffset? sentUtc = null;
        if (fields.Number("createdOn") is { } milliseconds)
            sentUtc = milliseconds is >= 0 and < 4e12 ? DateTimeOffset.UnixEpoch.AddMilliseconds(milliseconds) : throw new NoticeRefusal("The field \"createdOn\" of the circular is no time in milliseconds since 1970.");
        return Read(NoticeFormat.CircularJson, fields.Whole("circularId"), fields.Text("subject")!, sentUtc, fields.Text("eventId"), body);

        string? Header(string name) => header.Word(name)?.ReplaceLineEndings(" ");
    }

    /// <summary>hop's form of a circular keeps the lines above the body apart: {"header": {"subject"}, "body"}.</summary>
    private static JsonFields? HopHeader(JsonFields fields) =>
        fields.Get("header") is { ValueKind: System.Text.Json.JsonValueKind.Object } element && new JsonFields(element) is var header && header.Has("subject") ? header : null;

    public static bool KnowsText(string text) => HeaderPattern().IsMatch(text) && SubjectPattern().IsMatch(Head(text));

    public static SentNotice ParseText(string text)
    {
        var head = Head(text);
        var from = FromPattern().Match(head);
        var number = NumberPattern().Match(head);
        var date = DatePattern().Match(head);
        return Read(
            NoticeFormat.CircularText,
            number.Success && int.TryParse(number.Groups["n"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : null,
            SubjectPattern().Match(head).Groups["s"].Value.Trim(),
            date.Success ? Prose.Instant(Prose.Date(date.Groups["d"].Value), date.Groups["t"].Value) : null,
            null,
            from.Success ? text[(from.Index + from.Length)..] : text);
    }

    public static SentNotice Read(NoticeFormat format, int? number, string subject, DateTimeOffset? sentUtc, string? givenEvent, string body)
    {
        var remarks = new List<string>();
        if (body.Length > MaxBody)
        {
            remarks.Add(FormattableString.Invariant($"The circular has {body.Length:N0} characters; the first {MaxBody:N0} are read."));
            body = body[..MaxBody];
        }
        // GCN's own example has its line feeds written out.
        if (!body.Contains('\n', StringComparison.Ordinal))
            body = body.Replace("\\n", "\n", StringComparison.Ordinal);
        var plain = string.Join('\n', body.ReplaceLineEndings("\n").Split('\n').Select(PlainText.Plain));
        var circular = new Circular(number, PlainText.Plain(subject).Trim(), sentUtc, givenEvent, plain, SpacePattern().Replace(plain, " "));
        var content = Teams.First(t => t.Wrote(circular)).Read(circular);
        var name = (givenEvent is null ? null : EventName.TryParse(givenEvent)) ?? Prose.NameIn(circular.Subject);
        var key = content.EventId ?? name?.Name ?? givenEvent ?? Trigger(circular.Subject) ?? Prose.TransientIn(circular.Subject);
        return new SentNotice
        {
            Format = format,
            Sender = content.Sender,
            Instrument = content.Instrument,
            Messenger = name?.Messenger ?? (content.Sender is FermiVoEvent.Sender or SwiftVoEvent.Sender || key?.StartsWith("Fermi ", StringComparison.Ordinal) == true ? Messenger.GammaRayBurst
                : content.Sender == IceCubeVoEvent.Sender ? Messenger.Neutrino : Messenger.Unknown),
            Kind = content.Kind,
            Purpose = key is null ? NoticePurpose.Observation : IgwnAlert.PurposeOf(name?.Messenger == Messenger.GravitationalWave ? key : "", null),
            EventId = key,
            EventName = name,
            Aliases = EventIds.Aliases(key, [name?.Name, .. content.Aliases]),
            OtherEventIds = content.OtherEventIds,
            MessageId = number is null ? null : FormattableString.Invariant($"GCN {number}"),
            SentUtc = sentUtc,
            EventTimeUtc = content.EventTimeUtc,
            Position = content.Position,
            SkyMap = content.SkyMapAddress is { } address ? new SentSkyMap(null, address) : null,
            FarHz = content.FarHz ?? content.FarPerYear / SentNotice.SecondsPerYear,
            FarPerYear = content.FarPerYear,
            Area90SqDeg = content.Area90SqDeg,
            DistanceMpc = content.DistanceMpc,
            DistanceErrorMpc = content.DistanceErrorMpc,
            Search = content.Search,
            CoincidentNeutrinos = content.CoincidentNeutrinos,
            Subject = subject,
            Further = content.Further,
            Remarks = [.. remarks, .. content.Remarks],
        };
    }

    /// <summary>What the subject says that any team may say.</summary>
    public static NoticeKind Kind(string subject) =>
        subject.Contains("not associated", StringComparison.OrdinalIgnoreCase) ? NoticeKind.Report
        : RetractionPattern().IsMatch(subject) ? NoticeKind.Retraction
        : CorrectionPattern().IsMatch(subject) ? NoticeKind.Correction
        : NoticeKind.Report;

    /// <summary>A trigger of Fermi or Swift that the subject names by its number.</summary>
    private static string? Trigger(string subject) => TriggerPattern().Match(subject) is { Success: true } match
        ? $"{(match.Groups["sender"].Value.StartsWith('F') || match.Groups["sender"].Value.StartsWith('f') ? FermiVoEvent.Sender : SwiftVoEvent.Sender)} {match.Groups["n"].Value}" : null;

    private static string Head(string text) => text.Length <= 4000 ? text : text[..4000];

    [GeneratedRegex(@"^\s*TITLE:[^\n]*\n")]
    private static partial Regex HeaderPattern();

    [GeneratedRegex(@"^SUBJECT:(?<s>[^\n]*)", RegexOptions.Multiline)]
    private static partial Regex SubjectPattern();

    [GeneratedRegex(@"^NUMBER:[ \t]*(?<n>[0-9]{1,7})\s*$", RegexOptions.Multiline)]
    private static partial Regex NumberPattern();

    [GeneratedRegex(@"^DATE:[ \t]*(?<d>[0-9]{2}/[0-9]{2}/[0-9]{2})[ \t]+(?<t>[0-9]{2}:[0-9]{2}:[0-9]{2})", RegexOptions.Multiline)]
    private static partial Regex DatePattern();

    [GeneratedRegex(@"^FROM:[^\n]*\n", RegexOptions.Multiline)]
    private static partial Regex FromPattern();

    [GeneratedRegex(@"\s+")]
    private static partial Regex SpacePattern();

    [GeneratedRegex(
        @"\bretract(?:ion|ed|s)?\b|\b(?:is|are) not (?:an? )?(?:real )?(?:GRBs?|gamma-ray bursts?|astrophysical(?: events?| transients?| sources?| signals?)?)\.?\s*$|\bis likely (?:a )?background\b|\bis not of astrophysical origin\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex RetractionPattern();

    [GeneratedRegex(@"\bcorrections?\b|\bcorrigendum\b|\berrat(?:um|a)\b|\bis likely a Galactic\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex CorrectionPattern();

    [GeneratedRegex(@"\b(?<sender>Fermi|Swift)\b[^0-9]{0,60}\btriggers?\b(?: No\.?)?\s*#?(?<n>[0-9]{6,9})(?![0-9])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex TriggerPattern();
}
