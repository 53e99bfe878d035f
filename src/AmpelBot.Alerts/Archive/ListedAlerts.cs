namespace AmpelBot.Alerts.Archive;

/// <summary>
/// Which batches are listed: their alerts are kept in blocks (<see cref="AlertBlock"/>, table alert_block) and found by number and by object through tables id_list and stock_list; all others are rows of table alert and
/// found through its indexes.
/// </summary>
internal static class ListedAlerts
{
    /// <summary>Alerts of the smallest batch that is listed. A lookup of an object reads one row for each batch, so that a night of a survey should not be more than some ten.</summary>
    internal const int LeastAlerts = 32_768;

    /// <summary>Buckets, 2 to this power, over which the objects of a batch are spread.</summary>
    internal const int BucketBits = 10;

    /// <summary>Whether a batch is one that may be listed: numbered alerts of one night and one survey, and enough of them.</summary>
    /// <param name="batch">Distinct alerts.</param>
    internal static bool IsFit(AlertRow[] batch)
        => batch.Length >= LeastAlerts && Array.TrueForAll(batch, r => r.IsNumbered && r.Night == batch[0].Night && r.Survey == batch[0].Survey);

    /// <summary>In which of the buckets an object is.</summary>
    internal static short BucketOf(long stock) => (short)(unchecked((ulong)stock * 0x9E37_79B9_7F4A_7C15) >> (64 - BucketBits));

    /// <summary>A hash of an entry of a list; sums of them, modulo 2^64, tell two sets of entries apart whatever their order.</summary>
    /// <remarks>The finalizer of MurmurHash3, after each number.</remarks>
    internal static long HashOf(long idOrStock, int night, long hpx29) => unchecked((long)Mixed(Mixed(Mixed((ulong)idOrStock) + (ulong)night) + (ulong)hpx29));

    private static ulong Mixed(ulong x)
    {
        x = unchecked((x ^ (x >> 33)) * 0xFF51_AFD7_ED55_8CCD);
        x = unchecked((x ^ (x >> 33)) * 0xC4CE_B9FE_1A85_EC53);
        return x ^ (x >> 33);
    }
}
