using System.CommandLine;
using AmpelBot.Chat.Terminal;
using AmpelBot.Following;
using AmpelBot.FollowUp;
using AmpelBot.FollowUp.Following;
using AmpelBot.FollowUp.Notices;
using AmpelBot.Jobs;

namespace AmpelBot.Cli;

/// <summary>ampelbot events: what the hosted bot heard of by itself, what it decided, and why.</summary>
internal static class EventsVerb
{
    private const int MostListed = 10_000;

    public static Command Make() => new("events", "Say which events the bot heard of by itself, what it decided, and why.") { List(), Show() };

    private static Command List()
    {
        var archive = CommonOptions.Archive();
        var most = new Option<int>("--most") { Description = "How many, the latest first.", DefaultValueFactory = _ => 30, HelpName = "N" };
        var json = CommonOptions.Json();
        var command = new Command("list", "The events that the bot heard of, the latest first.") { archive, most, json }.WithExamples("ampelbot events list", "ampelbot events list --most 200 --json");
        command.SetAction((parsed, cancellation) => ListAsync(parsed.GetValue(archive)!, Math.Clamp(parsed.GetValue(most), 1, MostListed), parsed.GetValue(json), cancellation));
        return command;
    }

    private static Command Show()
    {
        var name = new Argument<string>("NAME") { Description = "The event: S190425z, GW190425, IC191001A, or a sender and its number (\"Fermi 712539561\")." };
        var archive = CommonOptions.Archive();
        var json = CommonOptions.Json();
        var command = new Command("show", "One event: its notices, sky maps, decisions with their reasons, scans and threads.") { name, archive, json }
            .WithExamples("ampelbot events show S190425z", "ampelbot events show S190425z --json");
        command.SetAction((parsed, cancellation) => ShowAsync(parsed.GetValue(name)!, parsed.GetValue(archive)!, parsed.GetValue(json), cancellation));
        return command;
    }

    private static async Task<int> ListAsync(string archive, int most, bool json, CancellationToken cancellation)
    {
        await using var tables = await OpenAsync(archive, cancellation);
        var rows = new List<(HeardEvent Event, List<EventDecision> Decisions)>();
        foreach (var heard in await tables.Events.LatestAsync(most, cancellation))
            rows.Add((heard, await tables.Events.DecisionsAsync(heard.Id, cancellation)));
        if (json)
            JsonOutput.Write(Console.Out, new { events = rows.Select(r => new { r.Event.Name, r.Event.Purpose, eventTimeUtc = r.Event.TimeUtc, r.Event.FirstHeardUtc, isRetracted = r.Event.Retraction is not null, decisions = r.Decisions.Select(Json) }) });
        else if (rows.Count == 0)
            Console.WriteLine("The bot has heard of no event yet. It hears of them when it is served with listeners (ampelbot serve, docs/ampelbot.yaml).");
        else
            foreach (var (heard, decisions) in rows)
                Console.WriteLine(TerminalText.Harmless($"{heard.Name}{(heard.Purpose == nameof(NoticePurpose.Observation) ? "" : $" ({heard.Purpose.ToLowerInvariant()})")}: "
                    + $"{(heard.TimeUtc is { } time ? TextNumbers.Time(time) : "time not sent")}{(heard.Retraction is null ? "" : ", RETRACTED")}{string.Concat(decisions.TakeLast(1).Select(d => $"; {d.Channel}: {d.Decision.Sentence}"))}"));
        return ExitCode.Done;
    }

    private static async Task<int> ShowAsync(string name, string archive, bool json, CancellationToken cancellation)
    {
        await using var tables = await OpenAsync(archive, cancellation);
        var identifier = EventName.TryParse(name)?.Name ?? name;
        if (await tables.Events.FindAsync(identifier, cancellation) is not { } heard)
        {
            Console.Error.WriteLine(TerminalText.Harmless($"The bot has heard of no event {identifier}. Those that it knows: ampelbot events list."));
            return ExitCode.NotFound;
        }
        var story = EventStory.Of((await tables.Events.NoticesAsync(heard.Id, cancellation)).Select(n => n.Heard));
        var revisions = await tables.Events.RevisionsAsync(heard.Id, cancellation);
        var decisions = await tables.Events.DecisionsAsync(heard.Id, cancellation);
        var scans = await tables.Events.ScansAsync(heard.Id, cancellation);
        var threads = await tables.Events.ThreadsAsync(heard.Id, cancellation);
        var overlaps = new List<(string Name, EventOverlap Overlap)>();
        foreach (var (other, overlap) in await tables.Events.OverlapsAsync(heard.Id, cancellation))
            overlaps.Add(((await tables.Events.FindAsync(other, cancellation))?.Name ?? "an event that became one with another", overlap));
        if (json)
        {
            JsonOutput.Write(Console.Out, new
            {
                story.Name,
                story.Identifiers,
                purpose = story.Purpose.ToString(),
                eventTimeUtc = story.EventTimeUtc,
                heard.FirstHeardUtc,
                isRetracted = story.IsRetracted,
                retractedBy = story.RetractedBy,
                notices = story.Notices.Select(n => new { n.Notice.Sender, kind = n.Notice.Kind.ToString(), n.Notice.SentUtc, n.Notice.MessageId, n.Notice.Subject, n.Sha256 }),
                skyMaps = revisions.Select(r => new { r.Number, r.File, r.NoticeSha256, r.KnownUtc, r.Facts?.Area90SqDeg, r.Facts?.DistanceMpc, r.Facts?.DistanceErrorMpc }),
                decisions = decisions.Select(Json),
                scans = scans.Select(s => new { s.Channel, s.Revision, s.Outcome, s.ScanId, s.Folder, s.EndedUtc }),
                threads = threads.Select(t => new { t.Chat, workspace = t.Team, t.Conversation, t.Thread }),
                overlaps = overlaps.Select(o => new { o.Name, o.Overlap.TimeDifferenceSeconds, o.Overlap.Odds }),
            });
            return ExitCode.Done;
        }
        var lines = new List<string> { $"{string.Join(" = ", story.Identifiers)}{(story.IsRetracted ? $", RETRACTED by {string.Join(", ", story.RetractedBy)}" : "")}", $"event: {(story.EventTimeUtc is { } time ? TextNumbers.Time(time) : "time not sent")}" };
        lines.AddRange(story.Notices.Select(n => $"heard: {(n.IsCircular ? EventWords.Circular(n.Notice) : EventWords.Notice(n.Notice))}"));
        lines.AddRange(revisions.Select(r => FormattableString.Invariant($"sky map {r.Number}: {(r.Facts is { } f ? $"90 % region {TextNumbers.Area(f.Area90SqDeg)}{(f.DistanceMpc is { } d ? $", distance {TextNumbers.Distance(d, f.DistanceErrorMpc)}" : "")}, " : "")}{r.File ?? r.RequestText}")));
        foreach (var decision in decisions)
        {
            lines.Add($"{decision.Channel}, {TextNumbers.Minute(decision.MadeUtc)}: {(decision.Decision.Scans ? "scanned" : "not scanned")}");
            lines.AddRange(decision.Decision.Reasons.Select(r => $"  {(r.Passes ? "yes" : "no ")} {r.Text}"));
        }
        lines.AddRange(scans.Select(s => FormattableString.Invariant($"scan of sky map {s.Revision} ({s.Channel}): {s.Outcome ?? "not ended yet"}{(s.Folder is null ? "" : $", {s.Folder}")}")));
        lines.AddRange(threads.Select(t => $"thread: {t.Chat} {t.Team} {t.Conversation} {t.Thread}"));
        lines.AddRange(overlaps.Select(o => o.Overlap.Write(story.Name, o.Name, EventOverlap.UsualWindow)));
        Console.WriteLine(TerminalText.Harmless(string.Join('\n', lines)));
        return ExitCode.Done;
    }

    private static object Json(EventDecision decision) => new { decision.Channel, decision.Revision, decision.Decision.Scans, decision.Decision.Sentence, decision.MadeUtc, decision.NoticeSha256, decision.Decision.Reasons };

    private static Task<BotTables> OpenAsync(string archive, CancellationToken cancellation) => BotTables.OpenAsync(archive, TimeProvider.System, cancellation);
}
