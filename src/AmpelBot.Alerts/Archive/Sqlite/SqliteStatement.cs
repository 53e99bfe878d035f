using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace AmpelBot.Alerts.Archive.Sqlite;

/// <summary>A prepared statement: its parameters by place from 1, its columns by place from 0. For one thread at a time.</summary>
/// <remarks>Reads and writes values without boxing, at more than twice the rate of ADO.NET commands on the rows of an archive.</remarks>
internal sealed class SqliteStatement : IDisposable
{
    private readonly sqlite3 database;
    private readonly sqlite3_stmt statement;

    /// <summary>Prepares a statement.</summary>
    internal SqliteStatement(SqliteConnection connection, string sql)
    {
        database = connection.Handle!;
        Check(raw.sqlite3_prepare_v3(database, sql, raw.SQLITE_PREPARE_PERSISTENT, out statement));
    }

    /// <summary>Gives a parameter a whole number.</summary>
    internal SqliteStatement Bind(int place, long value)
    {
        Check(raw.sqlite3_bind_int64(statement, place, value));
        return this;
    }

    /// <summary>Gives a parameter a whole number or NULL.</summary>
    internal SqliteStatement Bind(int place, long? value) => value is { } number ? Bind(place, number) : BindNull(place);

    /// <summary>Gives a parameter a number; NaN becomes NULL.</summary>
    internal SqliteStatement Bind(int place, double value)
    {
        Check(raw.sqlite3_bind_double(statement, place, value));
        return this;
    }

    /// <summary>Gives a parameter a number or NULL.</summary>
    internal SqliteStatement Bind(int place, double? value) => value is { } number ? Bind(place, number) : BindNull(place);

    /// <summary>Gives a parameter a text or NULL.</summary>
    internal SqliteStatement Bind(int place, string? value)
    {
        if (value is null)
            return BindNull(place);
        Check(raw.sqlite3_bind_text(statement, place, value));
        return this;
    }

    /// <summary>Gives a parameter bytes.</summary>
    internal SqliteStatement Bind(int place, ReadOnlySpan<byte> value)
    {
        // A span without memory would become NULL.
        Check(value.IsEmpty ? raw.sqlite3_bind_zeroblob(statement, place, 0) : raw.sqlite3_bind_blob(statement, place, value));
        return this;
    }

    private SqliteStatement BindNull(int place)
    {
        Check(raw.sqlite3_bind_null(statement, place));
        return this;
    }

    /// <summary>Goes to the next row; false when there is none, and the statement may be run again.</summary>
    internal bool Step()
    {
        var result = raw.sqlite3_step(statement);
        if (result == raw.SQLITE_ROW)
            return true;
        if (result != raw.SQLITE_DONE)
            Fail(result);
        raw.sqlite3_reset(statement);
        return false;
    }

    /// <summary>Runs a statement to its end.</summary>
    /// <returns>How many rows it inserted, changed or deleted.</returns>
    internal int Run()
    {
        while (Step())
        {
        }
        return raw.sqlite3_changes(database);
    }

    /// <summary>Whether there is a row; the statement may be run again.</summary>
    internal bool Any()
    {
        var any = Step();
        if (any)
            Reset();
        return any;
    }

    /// <summary>Ends reading rows.</summary>
    internal void Reset() => raw.sqlite3_reset(statement);

    /// <summary>A column as a whole number.</summary>
    internal long Int64(int column) => raw.sqlite3_column_int64(statement, column);

    /// <summary>A column as a whole number; null for NULL.</summary>
    internal long? Int64OrNull(int column) => IsNull(column) ? null : Int64(column);

    /// <summary>A column as a number.</summary>
    internal double Double(int column) => raw.sqlite3_column_double(statement, column);

    /// <summary>A column as a number; null for NULL.</summary>
    internal double? DoubleOrNull(int column) => IsNull(column) ? null : Double(column);

    /// <summary>A column as text.</summary>
    internal string Text(int column) => raw.sqlite3_column_text(statement, column).utf8_to_string() ?? "";

    /// <summary>A column as text; null for NULL.</summary>
    internal string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    /// <summary>A column as bytes, until the next step.</summary>
    internal ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(statement, column);

    /// <summary>Whether a column is NULL.</summary>
    internal bool IsNull(int column) => raw.sqlite3_column_type(statement, column) == raw.SQLITE_NULL;

    /// <inheritdoc/>
    public void Dispose() => statement.Dispose();

    private void Check(int result)
    {
        if (result != raw.SQLITE_OK)
            Fail(result);
    }

    private void Fail(int result)
    {
        var error = new SqliteException(raw.sqlite3_errmsg(database).utf8_to_string(), result & 0xFF, result);
        if (statement is { IsInvalid: false })
            raw.sqlite3_reset(statement);
        throw error;
    }
}

/// <summary>Texts of few values, such as surveys and bands, each made once.</summary>
internal sealed class FewTexts
{
    private const int Most = 64;
    private readonly List<(byte[] Utf8, string Text)> known = [];

    /// <summary>The text of some UTF-8.</summary>
    internal string Of(ReadOnlySpan<byte> utf8)
    {
        foreach (var (bytes, text) in known)
            if (utf8.SequenceEqual(bytes))
                return text;
        var made = Encoding.UTF8.GetString(utf8);
        if (known.Count < Most)
            known.Add((utf8.ToArray(), made));
        return made;
    }
}
