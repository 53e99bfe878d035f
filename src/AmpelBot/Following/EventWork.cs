using AmpelBot.Chat.Commands;
using AmpelBot.FollowUp.Channels;
using AmpelBot.FollowUp.Following;
using AmpelBot.FollowUp.Notices;
using AmpelBot.FollowUp.Notices.Fetching;
using AmpelBot.FollowUp.Scan;
using AmpelBot.Hosting;
using AmpelBot.Jobs;
using AmpelBot.Sky.SkyMaps;

namespace AmpelBot.Following;

/// <summary>Considers one event anew: what is known of it, what the channels decide, what is said where. Each step is kept before the next and does nothing when it was done before.</summary>
/// <param name="tables">The events.</param>
/// <param name="channels">The channels.</param>
/// <param name="settings">Where what is told.</param>
/// <param name="original">Gives a notice as it was heard, by its number in the store, with the bytes of its map; null when it is no longer there.</param>
/// <param name="fetch">Fetches its map.</param>
/// <param name="retractions">Takes events back.</param>
/// <param name="time">The clock.</param>
internal sealed class EventWork(
    BotTables tables, ChannelFolder channels, FollowSettings settings, Func<long, CancellationToken, Task<SentNotice?>> original, SkyMapOfNotice fetch, EventRetraction retractions, TimeProvider time) : IDisposable
{
    // Maps of tens of megabytes are read.
    private const int MapsAtOnce = 2;
    private const int MostCirculars = 30;

    private readonly SemaphoreSlim maps = new(MapsAtOnce);

    private EventStore Events => tables.Events;

    /// <summary>Considers an event.</summary>
    public async Task ConsiderAsync(HeardEvent heard, CancellationToken cancellation)
    {
        var notices = await Events.NoticesAsync(heard.Id, cancellation);
        var story = EventStory.Of(notices.Select(n => n.Heard));
        await Events.DescribeAsync(heard.Id, story, cancellation);
        var @event = heard with { Name = story.Name, Purpose = story.Purpose.ToString(), TimeUtc = story.EventTimeUtc };
        if (story.IsRetracted)
            await retractions.TellAsync(@event.Id, story, cancellation);
        await TellCircularsAsync(@event, story, cancellation);
        await DecideAsync(@event, story, notices, cancellation);
        await Events.ConsideredAsync(@event.Id, heard.Heard, cancellation);
    }

    /// <inheritdoc/>
    public void Dispose() => maps.Dispose();

    private async Task DecideAsync(HeardEvent @event, EventStory story, List<(HeardNotice Heard, long StoredId)> notices, CancellationToken cancellation)
    {
        var subject = (story.Localisation ?? story.Notices[^1]).Sha256;
        var made = (await Events.DecisionsAsync(@event.Id, cancellation)).Where(d => d.NoticeSha256 == subject).Select(d => d.Channel).ToHashSet(StringComparer.Ordinal);
        var willing = new List<(string Name, ChannelRules Rules, ConversationPlace Place)>();
        foreach (var (name, place) in settings.Channels.Where(c => !made.Contains(c.Key)))
        {
            if (channels.Load(name).ScanWhen is not { } rules)
                continue;
            var decision = rules.Judge(story, null, null, time.GetUtcNow());
            if (decision.Reasons.Any(r => r is { Rule: "messengers", Passes: false }))
                continue;
            var where = story.Purpose == NoticePurpose.Observation ? place : settings.Tests;
            if (decision.Scans && where is null)
                decision = With(decision, "tests", "it is no observation, and no conversation for tests is set (follow: tests)");
            if (decision.Scans)
                willing.Add((name, rules, where!));
            else
                await KeepAsync(@event, story, new EventDecision(name, subject, null, decision, default), where ?? place, scans: false, null, cancellation);
        }
        if (willing.Count == 0)
            return;

        var (revision, map, refusal) = await RevisionAsync(@event, story, notices.First(n => n.Heard.Sha256 == subject), cancellation);
        var scanned = await Events.ScansAsync(@event.Id, cancellation);
        foreach (var (name, rules, place) in willing)
        {
            var decision = rules.Judge(story, map, revision?.Facts, time.GetUtcNow());
            if (refusal is not null)
                decision = With(decision, "sky_map", refusal);
            if (decision.Scans && scanned.Any(s => s.Channel == name && s.Revision == revision!.Number))
                decision = With(decision, "revision", FormattableString.Invariant($"its sky map is that of revision {revision!.Number}, whose scan stands and is used again"));
            await KeepAsync(@event, story, new EventDecision(name, subject, revision?.Number, decision, default), place, decision.Scans, revision, cancellation);
        }
        if (map is not null && !story.IsRetracted)
            await CompareAsync(@event, story, map, cancellation);
    }

    private static Decision With(Decision decision, string rule, string text) => Decision.Of([.. decision.Reasons, new DecisionReason(rule, false, true, text)]);

    /// <summary>The localisation as a revision with its map; or the sentence that says why there is none.</summary>
    private async Task<(EventRevision? Revision, SkyMap? Map, string? Refusal)> RevisionAsync(HeardEvent @event, EventStory story, (HeardNotice Heard, long StoredId) localisation, CancellationToken cancellation)
    {
        try
        {
            var notice = await original(localisation.StoredId, cancellation) ?? localisation.Heard.Notice;
            if (notice.SkyMap?.Fits is { Length: 0 })
                return (null, null, "the sky map came inside the notice, whose bytes are no longer kept");
            var fetched = notice.SkyMap is null ? null : await fetch(story, notice, cancellation);
            string? refusal = null;
            var request = fetched is not null ? SentRequest.OfMap(story, fetched)
                : notice.Position is { } position ? SentRequest.OfPosition(story, position, out refusal) : null;
            if (request is null)
                return (null, null, refusal ?? "the notice has neither a sky map nor a position");
            await maps.WaitAsync(cancellation);
            try
            {
                var map = request.Event is EventReference.Position { Ellipse: var ellipse } ? ellipse.ToSkyMap() : SkyMapReader.Read(fetched!.Path, cancellation);
                var text = RequestText.Write(request);
                var (revision, _) = await Events.AddRevisionAsync(@event.Id, new NewRevision(fetched?.Sha256 ?? text, localisation.Heard.Sha256, fetched?.Path, text, MapFacts.Of(map)), cancellation);
                return (revision, map, null);
            }
            finally
            {
                maps.Release();
            }
        }
        catch (Exception e) when (e is FetchException or EventNotFoundException or SkyMapException or ArgumentOutOfRangeException)
        {
            return (null, null, $"its sky map cannot be had: {e.Message.TrimEnd('.')}");
        }
    }

    private async Task KeepAsync(HeardEvent @event, EventStory story, EventDecision decision, ConversationPlace place, bool scans, EventRevision? revision, CancellationToken cancellation)
    {
        var posts = new List<EventPost>();
        string? line = null;
        var thread = (await Events.ThreadsAsync(@event.Id, cancellation)).FirstOrDefault(t => t.In == place);
        if (thread is null && scans)
            // The envelope is the conversation's: whichever channel or revision comes first begins the one thread.
            posts.Add(new EventPost(FormattableString.Invariant($"event {@event.Id} open {place.Conversation}"), EventJobKind.Open, new ThreadPlace(place.Chat, place.Team, place.Conversation, ""),
                FormattableString.Invariant($"{@event.Id}\n") + EventWords.Opening(story, revision!, decision)));
        else if (thread is not null)
            posts.Add(new EventPost(FormattableString.Invariant($"event {@event.Id} decision {decision.Channel} {decision.NoticeSha256}"), EventJobKind.Note, thread, EventWords.InThread(story, decision)));
        else if (story.Purpose == NoticePurpose.Observation)
            line = $"{story.Name} ({decision.Channel}, {EventWords.Notice(story.Current)}): {decision.Decision.Sentence}.";
        await Events.DecideAsync(@event.Id, decision, scans ? place : null, story.IsRetracted ? [] : posts, line, cancellation);
    }

    private async Task TellCircularsAsync(HeardEvent @event, EventStory story, CancellationToken cancellation)
    {
        var threads = await Events.ThreadsAsync(@event.Id, cancellation);
        if (threads.Count == 0)
            return;
        var circulars = story.Notices.Where(n => n.IsCircular).Take(MostCirculars).ToArray();
        foreach (var place in threads)
            await Events.SayAsync([.. circulars.Select((n, i) => new EventPost(
                FormattableString.Invariant($"event {@event.Id} circular {n.Sha256} {place.Conversation} {place.Thread}"), EventJobKind.Note, place,
                EventWords.Circular(n.Notice) + (i == MostCirculars - 1 ? FormattableString.Invariant($"\n(That is the {MostCirculars}th; further ones I do not repeat here.)") : "")))], cancellation);
    }

    /// <summary>Points out other events that are close in time and share sky.</summary>
    private async Task CompareAsync(HeardEvent @event, EventStory story, SkyMap map, CancellationToken cancellation)
    {
        if (story.EventTimeUtc is not { } at)
            return;
        foreach (var other in await Events.NearInTimeAsync(@event, at, settings.OverlapWindow, cancellation))
        {
            if ((await Events.RevisionsAsync(other.Id, cancellation)).LastOrDefault() is not { } revision || await MapOfAsync(revision, cancellation) is not { } theirs
                || EventOverlap.Of(at, map, other.TimeUtc!.Value, theirs, settings.OverlapWindow) is not { IsWorthSaying: true } overlap)
                continue;
            var back = overlap with { TimeDifferenceSeconds = -overlap.TimeDifferenceSeconds };
            var posts = (await PostsAsync(@event.Id, other.Id, overlap.Write(story.Name, other.Name, settings.OverlapWindow)))
                .Concat(await PostsAsync(other.Id, @event.Id, back.Write(other.Name, story.Name, settings.OverlapWindow))).ToArray();
            await Events.OverlapAsync(@event.Id, other.Id, overlap, posts, cancellation);

            // A thread that is not there yet says it when it begins.
            async Task<IEnumerable<EventPost>> PostsAsync(long of, long with, string words) => (await Events.ThreadsAsync(of, cancellation)).Select(place =>
                new EventPost(FormattableString.Invariant($"event {of} overlap {with} {overlap.Odds:R} {place.Conversation}"), EventJobKind.Note, place, words));
        }
    }

    private async Task<SkyMap?> MapOfAsync(EventRevision revision, CancellationToken cancellation)
    {
        await maps.WaitAsync(cancellation);
        try
        {
            return revision.File is { } file ? File.Exists(file) ? SkyMapReader.Read(file, cancellation) : null
                : RequestText.Read(revision.RequestText, time.GetUtcNow()) is { Event: EventReference.Position { Ellipse: var ellipse } } ? ellipse.ToSkyMap() : null;
        }
        catch (SkyMapException)
        {
            return null;
        }
        finally
        {
            maps.Release();
        }
    }
}
