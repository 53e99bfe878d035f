using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AmpelBot.Alerts.Ingest;
using Npgsql;
using NpgsqlTypes;

namespace AmpelBot.Alerts.Archive.Postgres;

/// <summary>Packets that could not be read, as the table holds them.</summary>
internal static class DeadLetters
{
    /// <summary>Inserts those that are not there.</summary>
    internal static async Task InsertAsync(NpgsqlConnection connection, IReadOnlyList<DeadLetter> letters, DateTimeOffset at, CancellationToken cancellation)
    {
        // The numbers that order them are given in the order of the batch; two writers who bring the same wait for each other in an order of the server's choice.
        var distinct = letters.Select(l => (Letter: l, Hash: HashOf(l))).DistinctBy(l => Convert.ToHexString(l.Hash)).ToArray();
        await connection.Command(
                """
                insert into dead_letter (place, at, sha256, source, reason, bytes)
                select k.place, $6, k.sha256, k.source, k.reason, k.bytes from unnest($1, $2, $3, $4, $5) with ordinality k(place, sha256, source, reason, bytes, number)
                where not exists (select from dead_letter d where d.sha256 = k.sha256)
                order by k.number
                on conflict do nothing
                """,
                (distinct.Select(l => l.Letter.Offset).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Bigint),
                (distinct.Select(l => l.Hash).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Bytea),
                (distinct.Select(l => PostgresText.Of(l.Letter.File)).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text),
                (distinct.Select(l => PostgresText.Of(l.Letter.Reason)).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text),
                (distinct.Select(l => l.Letter.Bytes).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Bytea),
                (at.UtcDateTime, NpgsqlDbType.TimestampTz))
            .RunAsync(cancellation).ConfigureAwait(false);
    }

    private static byte[] HashOf(DeadLetter letter)
        => SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{letter.File}\0{letter.Offset}\0{letter.Reason}")));
}
