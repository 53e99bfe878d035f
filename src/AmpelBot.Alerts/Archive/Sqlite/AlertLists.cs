using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;

namespace AmpelBot.Alerts.Archive.Sqlite;

/// <summary>The lists (tables id_list and stock_list) through which the alerts of big batches (<see cref="ListedAlerts"/>) are found by number and by object.</summary>
internal static class AlertLists
{
    // So that five rows of id_list fill a page of 8 kB.
    private const int MostOfRow = 96;

    // More rows of a bucket than a night can have.
    private const int PartBits = 24;
    private const int BucketShift = PartBits + NightBits;
    private const int SixteenShift = BucketShift + ListedAlerts.BucketBits;

    // Nights whose rows of a bucket lie side by side: an object is found with one seek for each sixteen, and a night writes 1024 places among them.
    private const int NightBits = 4;

    /// <summary>The first list of a survey (?1) that ends at a number (?2) or later.</summary>
    internal const string SpanSql = "SELECT night, first_id, ids, hpx29s FROM id_list WHERE survey = ?1 AND last_id >= ?2 ORDER BY last_id LIMIT 1";

    /// <summary>The lists of the objects of a bucket in sixteen nights: their ids from ?1 to ?2 (both included).</summary>
    internal const string StocksSql = "SELECT stocks, hpx29s, id FROM stock_list WHERE id >= ?1 AND id <= ?2 ORDER BY id";

    /// <summary>The first number from one (?1) on that index alert_once has, of whatever survey.</summary>
    internal const string NextInIndexSql = "SELECT alert_id FROM alert INDEXED BY alert_once WHERE alert_id >= ?1 ORDER BY alert_id LIMIT 1";

    private const string LastIdSql = "SELECT id FROM stock_list WHERE id >= ?1 AND id <= ?2 ORDER BY id DESC LIMIT 1";

    /// <summary>Whether lists have numbers from one to another (both included) of a survey among theirs.</summary>
    internal static bool Touch(Func<string, SqliteStatement> statement, string survey, long low, long high)
    {
        var row = statement(SpanSql).Bind(1, survey).Bind(2, low);
        if (!row.Step())
            return false;
        var isTouched = row.Int64(1) <= high;
        row.Reset();
        return isTouched;
    }

    /// <summary>Whether the index of those that are in no block has no number from one to another (both included), of whatever survey.</summary>
    internal static bool AreNewToIndex(Func<string, SqliteStatement> statement, long low, long high)
    {
        var row = statement(NextInIndexSql).Bind(1, low);
        if (!row.Step())
            return true;
        var isNew = row.Int64(0) > high;
        row.Reset();
        return isNew;
    }

    /// <summary>Lists a batch, whose numbers are new.</summary>
    internal static void Add(Func<string, SqliteStatement> statement, ListEntries entries)
    {
        var insert = statement("INSERT INTO id_list (survey, last_id, first_id, night, ids, hpx29s) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")
            .Bind(1, entries.Survey).Bind(4, (long)entries.Night);
        var ids = entries.Ids;
        for (var start = 0; start < ids.Length; start += MostOfRow)
        {
            var end = Math.Min(start + MostOfRow, ids.Length);
            insert.Bind(2, ids[end - 1]).Bind(3, ids[start]).Bind(5, BytesOf(ids.AsSpan(start..end))).Bind(6, BytesOf(entries.IdHpx29s.AsSpan(start..end))).Run();
        }
        insert = statement("INSERT INTO stock_list (id, stocks, hpx29s) VALUES (?1, ?2, ?3)");
        for (var bucket = 0; bucket + 1 < entries.BucketStarts.Length; bucket++)
        {
            var (start, last) = (entries.BucketStarts[bucket], entries.BucketStarts[bucket + 1]);
            if (start == last)
                continue;
            var id = NextId(statement, entries.Night, bucket);
            for (; start < last; start += MostOfRow, id++)
            {
                var end = Math.Min(start + MostOfRow, last);
                insert.Bind(1, id).Bind(2, BytesOf(entries.Stocks.AsSpan(start..end))).Bind(3, BytesOf(entries.StockHpx29s.AsSpan(start..end))).Run();
            }
        }
    }

    /// <summary>Night and hpx29 of the alert with a number; null when it is not listed.</summary>
    internal static (int Night, long Hpx29)? PlaceOf(SqliteConnection connection, Func<string, SqliteStatement> statement, string survey, long alertId)
    {
        var row = statement(SpanSql).Bind(1, survey).Bind(2, alertId);
        if (!row.Step())
            return null;
        (int, long)? place = null;
        if (row.Int64(1) <= alertId)
        {
            var ids = Longs(row.Bytes(2));
            var hpx29s = Longs(row.Bytes(3));
            if (ids.Length != hpx29s.Length)
                throw SqliteFailure.Damaged(connection, $"a row of table id_list, that with {alertId} of {survey}, is not what was stored");
            if (ids.IndexOf(Stored(alertId)) is >= 0 and var at)
                place = ((int)row.Int64(0), Stored(hpx29s[at]));
        }
        row.Reset();
        return place;
    }

    /// <summary>Nights, with the number of their runs, and hpx29s of the listed alerts with an object's number, each once, ascending in night.</summary>
    internal static List<(int Night, int Runs, long Hpx29)> PlacesOf(ArchiveReader reader, long stock, CancellationToken cancellation)
    {
        var places = new List<(int, int, long)>();
        var row = reader.Statement(StocksSql);
        var (bucket, wanted) = (ListedAlerts.BucketOf(stock), Stored(stock));
        foreach (var sixteen in reader.Nights().Where(n => n.Runs > 0).ToLookup(n => n.Night >> NightBits))
        {
            cancellation.ThrowIfCancellationRequested();
            row.Bind(1, FirstId(sixteen.Key << NightBits, bucket)).Bind(2, LastId((sixteen.Key << NightBits) + (1 << NightBits) - 1, bucket));
            while (row.Step())
            {
                var stocks = Longs(row.Bytes(0));
                var hpx29s = Longs(row.Bytes(1));
                var night = OfId(row.Int64(2)).Night;
                if (stocks.Length != hpx29s.Length)
                    throw SqliteFailure.Damaged(reader.Connection, $"a row of table stock_list of the night {night} is not what was stored");
                for (var at = stocks.IndexOf(wanted); at >= 0;)
                {
                    places.Add((night, sixteen.FirstOrDefault(n => n.Night == night).Runs, Stored(hpx29s[at])));
                    var next = stocks[(at + 1)..].IndexOf(wanted);
                    at = next < 0 ? -1 : at + 1 + next;
                }
            }
        }
        return [.. places.Distinct()];
    }

    /// <summary>The night and the bucket of a row of table stock_list.</summary>
    internal static (int Night, int Bucket) OfId(long id)
        => ((int)(id >> SixteenShift) << NightBits | ((int)(id >> PartBits) & ((1 << NightBits) - 1)), (int)(id >> BucketShift) & ((1 << ListedAlerts.BucketBits) - 1));

    /// <summary>The numbers of a blob, each to be read by <see cref="Stored"/>.</summary>
    internal static ReadOnlySpan<long> Longs(ReadOnlySpan<byte> blob) => MemoryMarshal.Cast<byte, long>(blob);

    /// <summary>A number as a blob has it, little-endian; and back.</summary>
    internal static long Stored(long value) => BitConverter.IsLittleEndian ? value : BinaryPrimitives.ReverseEndianness(value);

    private static ReadOnlySpan<byte> BytesOf(ReadOnlySpan<long> values)
    {
        if (BitConverter.IsLittleEndian)
            return MemoryMarshal.AsBytes(values);
        var stored = new long[values.Length];
        BinaryPrimitives.ReverseEndianness(values, stored);
        return MemoryMarshal.AsBytes<long>(stored);
    }

    private static long NextId(Func<string, SqliteStatement> statement, int night, int bucket)
    {
        var row = statement(LastIdSql).Bind(1, FirstId(night, bucket)).Bind(2, LastId(night, bucket));
        if (!row.Step())
            return FirstId(night, bucket);
        var next = row.Int64(0) + 1;
        row.Reset();
        return next;
    }

    private static long FirstId(int night, int bucket)
        => ((long)(night >> NightBits) << SixteenShift) | ((long)bucket << BucketShift) | ((long)(night & ((1 << NightBits) - 1)) << PartBits);

    private static long LastId(int night, int bucket) => FirstId(night, bucket) + (1 << PartBits) - 1;
}
