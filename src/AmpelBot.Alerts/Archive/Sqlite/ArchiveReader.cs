using AmpelBot.Alerts.Avro;
using AmpelBot.Alerts.Surveys;
using AmpelBot.Sky;
using Microsoft.Data.Sqlite;

namespace AmpelBot.Alerts.Archive.Sqlite;

/// <summary>A connection that reads one consistent state of an archive from <see cref="Begin"/> to <see cref="End"/>, with its prepared statements. For one thread at a time.</summary>
internal sealed class ArchiveReader : IDisposable
{
    // Names that their objects' numbers do not tell, kept for the next alert; a megabyte.
    private const int MostNames = 10_000;

    /// <summary>The name of an object (?1, ?2).</summary>
    internal const string NameSql = "SELECT name FROM object WHERE survey = ?1 AND stock = ?2";

    private readonly Dictionary<(string Sql, int Copy), SqliteStatement> statements = [];
    private readonly Dictionary<ObjectKey, string> names = [];

    /// <summary>A reader that owns its connection.</summary>
    internal ArchiveReader(SqliteConnection connection, AvroSchemas schemas)
    {
        (Connection, Schemas) = (connection, schemas);
        connection.Run("PRAGMA cache_size = -16384");
    }

    /// <summary>The connection.</summary>
    internal SqliteConnection Connection { get; }

    /// <summary>The archive's schemas.</summary>
    internal AvroSchemas Schemas { get; }

    /// <summary>Surveys and bands.</summary>
    internal FewTexts Texts { get; } = new();

    /// <summary>The statement for some SQL, prepared once.</summary>
    internal SqliteStatement Statement(string sql) => Statement(sql, 0);

    /// <summary>One of several statements for the same SQL, whose rows are read side by side.</summary>
    internal SqliteStatement Statement(string sql, int copy)
    {
        if (!statements.TryGetValue((sql, copy), out var statement))
            statements[(sql, copy)] = statement = new SqliteStatement(Connection, sql);
        return statement;
    }

    /// <summary>Holds fast what is read from here on: what others write is not seen.</summary>
    internal void Begin() => Statement("BEGIN").Run();

    /// <summary>Lets go of the state.</summary>
    internal void End()
    {
        Reset();
        if (SQLitePCL.raw.sqlite3_get_autocommit(Connection.Handle!) == 0)
            Statement("COMMIT").Run();
    }

    /// <summary>Ends reading rows of all statements.</summary>
    internal void Reset()
    {
        foreach (var statement in statements.Values)
            statement.Reset();
    }

    /// <summary>A body of a row, not decoded.</summary>
    internal AvroRecord Body(SqliteStatement row, int schemaColumn, int bodyColumn)
        => new(Schemas.Get(Connection, row.Int64(schemaColumn)), row.Bytes(bodyColumn).ToArray());

    /// <summary>An object's name; null when it has none.</summary>
    internal string? NameOf(ObjectKey key)
    {
        if (key.Stock < 0)
            return null;
        if (StockId.NameOf(key.Survey, key.Stock) is { } told)
            return told;
        if (names.TryGetValue(key, out var known))
            return known;
        var row = Statement(NameSql).Bind(1, key.Survey).Bind(2, key.Stock);
        if (!row.Step())
            throw SqliteFailure.Damaged(Connection, $"it lacks the name of object {key.Stock} of {key.Survey}");
        var name = row.Text(0);
        row.Reset();
        if (names.Count >= MostNames)
            names.Clear();
        return names[key] = name;
    }

    /// <summary>The position in a row.</summary>
    internal SkyCoord Coord(double raDeg, double decDeg)
        => SkyCoord.IsValid(raDeg, decDeg) ? new SkyCoord(raDeg, decDeg) : throw SqliteFailure.Damaged(Connection, $"ra {raDeg}, dec {decDeg} is no position");

    /// <summary>The instant of a Julian date in a row.</summary>
    internal DateTimeOffset Time(double jd) => Night.IsDate(jd) ? TimeScales.JdToUtc(jd) : throw SqliteFailure.Damaged(Connection, $"{jd} is no Julian date");

    /// <summary>The nights with alerts between two (both included), ascending, with the number of their alerts and of their runs.</summary>
    internal List<(int Night, long Alerts, int Runs)> Nights(int first, int last)
    {
        var row = Statement("SELECT night, alerts, runs FROM night WHERE night >= ?1 AND night <= ?2 ORDER BY night").Bind(1, first).Bind(2, last);
        var nights = new List<(int, long, int)>();
        while (row.Step())
            nights.Add(((int)row.Int64(0), row.Int64(1), (int)row.Int64(2)));
        return nights;
    }

    /// <summary>All nights.</summary>
    internal List<(int Night, long Alerts, int Runs)> Nights() => Nights(int.MinValue, int.MaxValue);

    /// <summary>The sixteens of nights with alerts, as index alert_of_object has them, ascending.</summary>
    internal IEnumerable<int> Sixteens() => Nights().Select(n => n.Night >> 4).Distinct();

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var statement in statements.Values)
            statement.Dispose();
        Connection.Dispose();
    }
}
