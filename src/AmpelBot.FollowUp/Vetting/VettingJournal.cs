using System.Text.Json;
using AmpelBot.Alerts;
using AmpelBot.Alerts.Archive;

namespace AmpelBot.FollowUp.Vetting;

/// <summary>People's votes and notes in the journals of objects: tier 3, unit "Vetting", only ever appended.</summary>
public static class VettingJournal
{
    /// <summary>The unit that journal entries name.</summary>
    public const string Unit = "Vetting";

    private const int MostExtraCharacters = 20_000;

    /// <summary>Appends a vote to an object's journal.</summary>
    /// <param name="archive">The archive that was scanned.</param>
    /// <param name="key">The object.</param>
    /// <param name="vote">The vote.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="ArgumentException">The vote says nothing, or a text of it is too long or missing.</exception>
    /// <exception cref="ArchiveException">The archive can only be read, or cannot be written now.</exception>
    public static async Task AppendAsync(IArchive archive, ObjectKey key, Vote vote, CancellationToken cancellation)
    {
        if (vote.State is null && vote.Note.Length == 0)
            throw new ArgumentException("a vote says neither a state nor a note", nameof(vote));
        Bounded(vote.Note, 0, Vote.MostNoteCharacters);
        foreach (var word in new[] { vote.Reason, vote.UserName, vote.EventName })
            Bounded(word, 0, Vote.MostWordCharacters);
        foreach (var word in new[] { vote.UserId, vote.ScanId })
            Bounded(word, 1, Vote.MostWordCharacters);
        if (archive.IsReadOnly)
            throw new ArchiveException("The archive can only be read, so nobody's vote can be kept. Open it to write, or keep the votes elsewhere.");
        await archive.AppendAsync([new JournalEntry
        {
            Object = key,
            TimeUtc = vote.TimeUtc,
            Tier = 3,
            Unit = Unit,
            Run = vote.ScanId,
            ExtraJson = JsonSerializer.Serialize(new
            {
                @event = vote.EventName,
                state = vote.State is { } state ? Word(state) : null,
                reason = vote.Reason,
                note = vote.Note,
                user = vote.UserId,
                userName = vote.UserName,
                rights = vote.Rights == DataRights.Public ? "public" : "partnership",
            }),
        }], cancellation);
    }

    /// <summary>What people said of objects.</summary>
    /// <param name="archive">The archive.</param>
    /// <param name="keys">The objects.</param>
    /// <param name="rights">Whose data the reader may see: votes on scans that showed more are left out.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>Only the objects of which somebody said something. Entries that are none of <see cref="AppendAsync"/>'s are passed over.</returns>
    /// <exception cref="ArchiveException">The archive cannot be used.</exception>
    public static async Task<IReadOnlyDictionary<ObjectKey, Votes>> OfAsync(
        IArchive archive, IReadOnlyList<ObjectKey> keys, DataRights rights, CancellationToken cancellation)
    {
        var found = new Dictionary<ObjectKey, Votes>();
        foreach (var key in keys)
        {
            var votes = (await archive.JournalOfAsync(key, cancellation)).Where(e => e is { Unit: Unit, Tier: 3 }).Select(Read)
                .OfType<Vote>().Where(v => rights == DataRights.Partnership || v.Rights == DataRights.Public).ToArray();
            if (votes.Length > 0)
                found[key] = Of(votes);
        }
        return found;
    }

    /// <summary>Votes of one object, given in order of time, brought together.</summary>
    public static Votes Of(IReadOnlyList<Vote> votes)
    {
        var latest = votes.Select((vote, at) => (vote, at)).Where(v => v.vote.State is not null).GroupBy(v => v.vote.UserId, StringComparer.Ordinal)
            .Select(person => person.Last()).OrderBy(v => v.at).Select(v => v.vote);
        return new Votes([.. latest], [.. votes.Where(v => v.Note.Length > 0)]);
    }

    /// <summary>A state as the journal and the report have it.</summary>
    public static string Word(VetState state) => state switch
    {
        VetState.Interesting => "interesting",
        VetState.Rejected => "rejected",
        _ => "ambiguous",
    };

    /// <summary>A vote in a few words: "rejected (AGN)", or "note" for a note alone.</summary>
    public static string Words(Vote vote) => vote.State is not { } state ? "note" : vote.Reason.Length > 0 ? $"{Word(state)} ({vote.Reason})" : Word(state);

    private static Vote? Read(JournalEntry entry)
    {
        if (entry.ExtraJson is not { Length: <= MostExtraCharacters } json || entry.Run is not { } scan)
            return null;
        try
        {
            using var document = JsonDocument.Parse(json);
            var extra = document.RootElement;
            if (extra.ValueKind != JsonValueKind.Object)
                return null;
            VetState? state = Text(extra, "state") switch
            {
                "interesting" => VetState.Interesting,
                "rejected" => VetState.Rejected,
                "ambiguous" => VetState.Ambiguous,
                _ => null,
            };
            var vote = new Vote
            {
                State = state,
                Reason = Text(extra, "reason"),
                Note = Text(extra, "note"),
                UserId = Text(extra, "user"),
                UserName = Text(extra, "userName"),
                TimeUtc = entry.TimeUtc,
                ScanId = scan,
                EventName = Text(extra, "event"),
                Rights = Text(extra, "rights") == "public" ? DataRights.Public : DataRights.Partnership,
            };
            return vote.UserId.Length > 0 && (state is not null || vote.Note.Length > 0) ? vote : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string Text(JsonElement extra, string name) =>
        extra.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static void Bounded(string text, int least, int most)
    {
        if (text.Length < least || text.Length > most)
            throw new ArgumentException($"a text of a vote has {text.Length} characters, not {least} to {most}");
    }
}
