using System.Text;
using AmpelBot.Chat.Commands;
using AmpelBot.Chat.Slack;
using AmpelBot.FollowUp.Following;
using AmpelBot.FollowUp.Scan;
using AmpelBot.FollowUp.T3;
using AmpelBot.Jobs;

namespace AmpelBot.Following;

/// <summary>Takes an event back: stops its work, says so in every thread about it, stamps its drafts, and ends its watches. Done again, it changes nothing.</summary>
/// <param name="tables">Threads, watches and scans.</param>
/// <param name="queue">The work.</param>
/// <param name="time">The clock.</param>
internal sealed class EventRetraction(BotTables tables, JobQueue queue, TimeProvider time)
{
    private const long LargestDraft = 1 << 20;

    /// <summary>Takes an event back that its story says to be retracted.</summary>
    public async Task TellAsync(long id, EventStory story, CancellationToken cancellation)
    {
        var places = new HashSet<ThreadPlace>(await tables.Events.ThreadsAsync(id, cancellation));
        foreach (var job in await tables.Jobs.UnfinishedAsync(cancellation))
            if (IsAbout(job, id, story))
            {
                foreach (var follower in await tables.Jobs.PlacesAsync(job.Id, cancellation))
                    places.Add(follower.Place);
                await queue.CancelAsync(job.Id, cancellation);
            }
        foreach (var scan in await tables.Events.ScansAsync(id, cancellation))
            await tables.Events.EndScanAsync(scan, "stopped, because the event was retracted", null, null, cancellation);
        foreach (var name in story.Identifiers)
        {
            await tables.Watches.RemoveEventAsync(name, cancellation);
            foreach (var (place, scan) in await tables.Scans.OfEventAsync(name, cancellation))
            {
                places.Add(place);
                Stamp(scan.Folder, EventWords.Stamp(story));
            }
        }
        // The thread that an answer begins itself has no name before its first message; it is told when it has.
        await tables.Events.SayAsync([.. places.Where(p => p.Thread.Length > 0).Select(place => new EventPost(
            FormattableString.Invariant($"event {id} retraction {story.Retraction!.Sha256} {place.Conversation} {place.Thread}"), EventJobKind.Note, place, EventWords.Retracted(story)))], cancellation);
    }

    private bool IsAbout(Job job, long id, EventStory story) => job.Kind switch
    {
        EventJobKind.Scan => job.Text.StartsWith(FormattableString.Invariant($"{id} "), StringComparison.Ordinal),
        SlackJobKind.Watched => story.Identifiers.Contains(job.Text, StringComparer.Ordinal),
        SlackJobKind.Ask or SlackJobKind.Rescan => job.Lane == JobLane.Scan && RequestText.Read(job.Text, time.GetUtcNow()) is { Event: EventReference.Named { Name.Name: var name } } && story.Identifiers.Contains(name, StringComparer.Ordinal),
        _ => false,
    };

    /// <summary>Writes the stamp on top of every draft of a scan. What cannot be written is said by the thread anyway.</summary>
    private static void Stamp(string folder, string stamp)
    {
        try
        {
            if (!Directory.Exists(folder))
                return;
            foreach (var file in Directory.EnumerateFiles(folder).Where(f => Path.GetExtension(f) is ".txt" or ".md" && new FileInfo(f).Length <= LargestDraft))
            {
                var text = File.ReadAllText(file);
                if (text.StartsWith(SavedScan.Stamped, StringComparison.Ordinal))
                    continue;
                var stamped = file + ".stamped";
                File.WriteAllText(stamped, $"{stamp}\n\n{text}", new UTF8Encoding(false));
                File.Move(stamped, file, overwrite: true);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }
}
