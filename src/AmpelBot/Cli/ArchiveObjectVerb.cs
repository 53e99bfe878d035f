using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using AmpelBot.Alerts;
using AmpelBot.Alerts.Archive;
using AmpelBot.Alerts.Surveys;
using AmpelBot.Chat.Commands;
using AmpelBot.Chat.Terminal;
using AmpelBot.FollowUp;
using AmpelBot.Sky;

namespace AmpelBot.Cli;

/// <summary>ampelbot archive object: all that the archive knows of one object.</summary>
internal static partial class ArchiveObjectVerb
{
    public static Command Make()
    {
        var name = new Argument<string>("NAME")
        {
            Description = "The survey's name of the object; of one without a name, the number of its alert: SURVEY:NUMBER, or the number alone.",
        };
        var at = new Option<string?>("--at") { Description = "Alerts and light curve as they were known at this time, UTC (included); without it, all of them.", HelpName = "TIME" };
        var isPublic = CommonOptions.Public();
        var archive = CommonOptions.Archive();
        var json = CommonOptions.Json();
        var command = new Command("object", "Show one object: its alerts, its state with the light curve, its journal, and the results attached to it.")
        {
            name, at, isPublic, archive, json,
        }.WithExamples(
            "ampelbot archive object ZTF19abpuhbh",
            "ampelbot archive object ZTF:955396071115015001",
            "ampelbot archive object ZTF19abpuhbh --at 2019-08-16T09:00 --public --json");
        command.SetAction((parsed, cancellation) => RunAsync(
            parsed.GetValue(archive)!, CommandParser.ObjectName(parsed.GetValue(name)!), CommandTime.Read("--at", parsed.GetValue(at)),
            parsed.GetValue(isPublic) ? DataRights.Public : DataRights.Partnership, parsed.GetValue(json), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(
        string setting, string name, DateTimeOffset? at, DataRights rights, bool json, CancellationToken cancellation)
    {
        await using var archive = await Archives.OpenExistingAsync(setting, isReadOnly: true, cancellation);
        var found = new List<StoredObject>();
        foreach (var sought in await FindAsync(archive, name, cancellation))
            if (await ReadAsync(archive, sought, at, rights, cancellation) is { } stored)
                found.Add(stored);
        if (found.Count == 0)
        {
            var when = at is { } time ? $" up to {TextNumbers.Time(time)}" : "";
            throw new ArchiveException(rights == DataRights.Public
                ? $"The archive {archive.Place} has no public alert of {name}{when}: check the name, or leave --public out."
                : $"The archive {archive.Place} has no alert of {name}{when}: check the name, or ingest its packets with ampelbot ingest PATH.")
            { IsMissing = true };
        }
        if (json)
            JsonOutput.Write(Console.Out, new
            {
                archive.Place,
                Name = name,
                AsOfUtc = at,
                DataRights = rights == DataRights.Public ? "public" : "partnership",
                Objects = found.Select(Document),
            });
        else
            foreach (var stored in found)
                Say(stored, at);
        return ExitCode.Done;
    }

    /// <summary>The objects that may be meant: those of the name and, where it is a number, those with an alert of that number.</summary>
    private static async Task<IReadOnlyList<Sought>> FindAsync(IArchive archive, string name, CancellationToken cancellation)
    {
        var byNumber = AlertNumber().Match(name);
        var sought = new List<Sought>();
        if (!byNumber.Groups["survey"].Success)
            sought.AddRange((await archive.FindObjectsAsync(name, cancellation)).Select(key => new Sought(key, null)));
        if (!byNumber.Success || !long.TryParse(byNumber.Groups["number"].ValueSpan, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            return sought;
        var surveys = byNumber.Groups["survey"] is { Success: true, Value: var given }
            ? [SurveyPackets.Surveys.FirstOrDefault(s => s.Equals(given, StringComparison.OrdinalIgnoreCase)) ?? given] : SurveyPackets.Surveys;
        foreach (var survey in surveys)
        {
            sought.Add(new Sought(new ObjectKey(survey, StockId.OfNameless(number)), number));
            if (number < 0)
                sought.Add(new Sought(new ObjectKey(survey, number), null));
            // Who may see the alert is asked when it is read.
            if (await archive.PacketAsync(survey, number, DataRights.Partnership, cancellation) is { } packet)
                sought.Add(new Sought(SurveyPackets.Parse(packet).Object, number));
        }
        return [.. sought.DistinctBy(s => s.Key)];
    }

    /// <summary>The object as a reader may see it; null when there is nothing to see.</summary>
    private static async Task<StoredObject?> ReadAsync(IArchive archive, Sought sought, DateTimeOffset? at, DataRights rights, CancellationToken cancellation)
    {
        var key = sought.Key;
        var all = await archive.AlertsOfAsync(key, rights, cancellation);
        var alerts = all.Where(a => !(a.TimeUtc > at)).ToArray();
        if (alerts.Length == 0 || (sought.AlertId is { } number && all.All(a => a.AlertId != number)))
            return null;
        var state = await archive.StateOfAsync(key, at, rights, cancellation);
        var seen = all.Select(a => a.AlertId).ToHashSet();
        // An entry about no alert may tell of one that the reader may not see.
        bool IsVisible(long? alertId) => alertId is { } id ? seen.Contains(id) : rights == DataRights.Partnership;
        var journal = await archive.JournalOfAsync(key, cancellation);
        var records = await archive.ScienceRecordsOfAsync(key, cancellation);
        JournalEntry[] shownJournal = [.. journal.Where(e => IsVisible(e.AlertId))];
        ScienceRecord[] shownRecords = [.. records.Where(r => IsVisible(r.AlertId))];
        return new StoredObject(key, alerts[0].ObjectId ?? $"alert {alerts[0].AlertId.ToString(CultureInfo.InvariantCulture)}", alerts, state, shownJournal, shownRecords)
        {
            JournalNotShown = journal.Count - shownJournal.Length,
            RecordsNotShown = records.Count - shownRecords.Length,
        };
    }

    private static object Document(StoredObject stored) => new
    {
        stored.Key.Survey,
        stored.Key.Stock,
        stored.Name,
        Alerts = stored.Alerts.Select(a => new { a.AlertId, a.Jd, a.TimeUtc, a.Coord.RaDeg, a.Coord.DecDeg, a.ProgramId, Datapoints = a.LightCurve.Datapoints.Count }),
        StateId = stored.State?.Id,
        LightCurve = (stored.State?.LightCurve.Datapoints ?? []).Select(d => new
        {
            Kind = Kind(d.Kind),
            d.Candid,
            d.Jd,
            TimeUtc = TimeScales.JdToUtc(d.Jd),
            d.Band,
            d.Mag,
            d.MagErr,
            d.LimitingMag,
            Positive = d.IsPositive,
            d.Coord?.RaDeg,
            d.Coord?.DecDeg,
            d.ProgramId,
        }),
        Journal = stored.Journal.Select(e => new { e.TimeUtc, e.Tier, e.Unit, e.Channel, e.Run, e.AlertId, e.StateId, Extra = Json(e.ExtraJson) }),
        stored.JournalNotShown,
        ScienceRecords = stored.Records.Select(r => new { r.TimeUtc, r.Unit, r.ConfigHash, r.StateId, r.AlertId, Body = Json(r.BodyJson) }),
        ScienceRecordsNotShown = stored.RecordsNotShown,
    };

    private static void Say(StoredObject stored, DateTimeOffset? at)
    {
        var asOf = at is { } time ? $" as of {TextNumbers.Time(time)}" : "";
        var lines = new List<string>
        {
            FormattableString.Invariant($"{stored.Name}: object {stored.Key.Stock} of survey {stored.Key.Survey}, {TextNumbers.Count(stored.Alerts.Count, "alert")}{asOf}."),
            "",
            "Alerts",
        };
        lines.AddRange(Table(["time UTC", "alert", "RA deg", "Dec deg", "program"], stored.Alerts.Select(a => new[]
        {
            Time(a.TimeUtc), Text(a.AlertId), Fixed(a.Coord.RaDeg, 6), Fixed(a.Coord.DecDeg, 6), Text(a.ProgramId),
        })));
        lines.Add("");
        if (stored.State is { } state)
        {
            lines.Add($"Light curve{asOf}: state {state.Id}, {TextNumbers.Count(state.LightCurve.Datapoints.Count, "datapoint")}");
            lines.AddRange(Table(["time UTC", "kind", "band", "mag", "error", "limit", "sign", "program"], state.LightCurve.Datapoints.Select(d => new[]
            {
                Time(TimeScales.JdToUtc(d.Jd)), Kind(d.Kind), d.Band, Fixed(d.Mag, 3), Fixed(d.MagErr, 3), Fixed(d.LimitingMag, 3),
                d.IsPositive switch { true => "+", false => "-", null => "" }, Text(d.ProgramId),
            })));
        }
        else
            lines.Add("Light curve: the archive was given no datapoints of it.");
        lines.Add("");
        lines.Add(stored.Journal.Count > 0 ? "Journal" : stored.JournalNotShown > 0 ? "Journal: nothing that is public." : "Journal: empty.");
        lines.AddRange(Table(["time UTC", "tier", "unit", "channel", "run", "alert", "state", ""], stored.Journal.Select(e => new[]
        {
            Time(e.TimeUtc), Text(e.Tier), e.Unit, e.Channel ?? "", e.Run ?? "", Text(e.AlertId), e.StateId ?? "", e.ExtraJson ?? "",
        })));
        if (stored.JournalNotShown > 0)
            lines.Add($"{TextNumbers.Count(stored.JournalNotShown)} more of the journal tell of alerts that are not public, or of none, and are not shown.");
        lines.Add("");
        lines.Add(stored.Records.Count > 0 ? "Science records" : stored.RecordsNotShown > 0 ? "Science records: none that is public." : "Science records: none.");
        lines.AddRange(Table(["time UTC", "unit", "alert", "state", ""], stored.Records.Select(r => new[]
        {
            Time(r.TimeUtc), r.Unit, Text(r.AlertId), r.StateId ?? "", r.BodyJson,
        })));
        if (stored.RecordsNotShown > 0)
            lines.Add($"{TextNumbers.Count(stored.RecordsNotShown)} more science records tell of alerts that are not public, or of none, and are not shown.");
        foreach (var line in lines)
            Console.WriteLine(TerminalText.Harmless(line));
    }

    /// <summary>Rows under their headings, each column as wide as its widest value; nothing when there are no rows.</summary>
    private static IEnumerable<string> Table(string[] headings, IEnumerable<string[]> rows)
    {
        string[][] all = [headings, .. rows];
        if (all.Length == 1)
            return [];
        var widths = headings.Select((_, i) => all.Max(r => r[i].Length)).ToArray();
        return all.Select(r => "  " + string.Join("  ", r.Select((value, i) => value.PadRight(widths[i]))).TrimEnd());
    }

    private static string Kind(DatapointKind kind) => kind switch
    {
        DatapointKind.Detection => "detection",
        DatapointKind.UpperLimit => "upperLimit",
        _ => "forcedPhotometry",
    };

    private static JsonNode? Json(string? text)
    {
        try
        {
            return text is null ? null : JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return JsonValue.Create(text);
        }
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture);

    private static string Text(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static string Fixed(double? value, int decimals) =>
        value?.ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) ?? "";

    [GeneratedRegex(@"^(?:(?<survey>[A-Za-z][A-Za-z0-9_.-]{0,31}):|alert )?(?<number>-?[0-9]{1,19})\z", RegexOptions.CultureInvariant)]
    private static partial Regex AlertNumber();

    /// <summary>An object that may be meant.</summary>
    /// <param name="Key">Which.</param>
    /// <param name="AlertId">The alert by which it is meant, which the reader must be allowed to see; null where it is meant by its name.</param>
    private sealed record Sought(ObjectKey Key, long? AlertId);

    private sealed record StoredObject(
        ObjectKey Key, string Name, IReadOnlyList<Alert> Alerts, ObjectState? State, IReadOnlyList<JournalEntry> Journal, IReadOnlyList<ScienceRecord> Records)
    {
        /// <summary>Entries of the journal that the reader may not see.</summary>
        internal required int JournalNotShown { get; init; }

        /// <summary>Science records that the reader may not see.</summary>
        internal required int RecordsNotShown { get; init; }
    }
}
