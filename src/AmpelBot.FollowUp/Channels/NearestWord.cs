namespace AmpelBot.FollowUp.Channels;

/// <summary>The word that somebody most likely meant.</summary>
internal static class NearestWord
{
    /// <summary>
    /// The known word with the fewest letters to insert, remove, change or swap with their neighbour, case ignored; the first of
    /// equals, and null when even that takes more than a third of the word's letters (at least 2). A word of 4 letters or more that
    /// begins a known one (min_duration, min_duration_days) counts as 2 letters away.
    /// </summary>
    public static string? Find(string word, IEnumerable<string> known)
    {
        if (word.Length > 100)
            return null;
        string? nearest = null;
        var fewest = Math.Max(2, word.Length / 3) + 1;
        foreach (var candidate in known)
        {
            var edits = EditDistance.Between(word.ToLowerInvariant(), candidate.ToLowerInvariant());
            if (word.Length >= 4 && candidate.StartsWith(word, StringComparison.OrdinalIgnoreCase))
                edits = Math.Min(edits, 2);
            if (edits < fewest && edits < candidate.Length)
                (nearest, fewest) = (candidate, edits);
        }
        return nearest;
    }
}
