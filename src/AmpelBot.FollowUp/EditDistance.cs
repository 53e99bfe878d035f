namespace AmpelBot.FollowUp;

/// <summary>How far two words are apart.</summary>
public static class EditDistance
{
    /// <summary>
    /// Least number of letters put in, left out, changed or swapped with their neighbour that makes one word the other (optimal string
    /// alignment).
    /// </summary>
    /// <param name="a">One word; the work grows with the product of the two lengths.</param>
    /// <param name="b">The other.</param>
    public static int Between(string a, string b)
    {
        var cost = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
            cost[i, 0] = i;
        for (var j = 0; j <= b.Length; j++)
            cost[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
            for (var j = 1; j <= b.Length; j++)
            {
                var change = cost[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                cost[i, j] = Math.Min(change, Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    cost[i, j] = Math.Min(cost[i, j], cost[i - 2, j - 2] + 1);
            }
        return cost[a.Length, b.Length];
    }
}
