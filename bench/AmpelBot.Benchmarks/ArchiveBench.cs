using Npgsql;

namespace AmpelBot.Benchmarks;

/// <summary>An engine and the two archives that its rows are measured in: all nights, and a tenth of them.</summary>
/// <param name="Engine">First word of the rows' names.</param>
/// <param name="All">Setting of the archive with all nights.</param>
/// <param name="Tenth">Setting of the archive with a tenth of the nights.</param>
/// <param name="Clear">Makes room for a new archive at a setting.</param>
/// <param name="Bytes">How much an archive takes on disk.</param>
/// <param name="Place">Setting of another archive of the engine, from its name.</param>
public sealed record ArchiveBench(
    string Engine, string All, string Tenth, Func<string, Task> Clear, Func<string, Task<long>> Bytes, Func<string, string> Place)
{
    /// <summary>The environment variable with the address of a PostgreSQL server, to which the names of the databases are appended.</summary>
    public const string PostgresVariable = "AMPELBOT_BENCH_POSTGRES";

    /// <summary>The embedded engine, in folders below data of the current folder.</summary>
    public static ArchiveBench Sqlite { get; } = new(
        "sqlite", "data/archive-sqlite", "data/archive-sqlite-tenth", ClearFolder, SizeOfFolder, name => $"data/{name}");

    /// <summary>PostgreSQL, in two databases of the server that the environment names; null when it names none.</summary>
    public static ArchiveBench? Postgres()
    {
        if (Environment.GetEnvironmentVariable(PostgresVariable) is not { Length: > 0 } server)
            return null;
        var (address, options) = server.Split('?', 2) is [var a, var o] ? (a, "?" + o) : (server, "");
        return new ArchiveBench("postgres", Database("ampelbot_bench"), Database("ampelbot_bench_tenth"), ClearDatabase, SizeOfDatabase, Database);

        string Database(string name) => $"{address.TrimEnd('/')}/{name}{options}";
    }

    private static Task ClearFolder(string folder)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        return Task.CompletedTask;
    }

    private static Task<long> SizeOfFolder(string folder) => Task.FromResult(new DirectoryInfo(folder).EnumerateFiles().Sum(f => f.Length));

    private static async Task ClearDatabase(string setting)
    {
        var name = Connection(setting).Database!;
        await RunAsync(setting, "postgres", $"drop database if exists {name} with (force)");
        await RunAsync(setting, "postgres", $"create database {name}");
    }

    private static async Task<long> SizeOfDatabase(string setting)
        => (long)(await RunAsync(setting, Connection(setting).Database!, "select pg_database_size(current_database())"))!;

    private static async Task<object?> RunAsync(string setting, string database, string sql)
    {
        var connection = Connection(setting);
        connection.Database = database;
        connection.Pooling = false;
        await using var source = NpgsqlDataSource.Create(connection);
        await using var command = source.CreateCommand(sql);
        command.CommandTimeout = 0;
        return await command.ExecuteScalarAsync();
    }

    private static NpgsqlConnectionStringBuilder Connection(string setting)
    {
        var address = new Uri(setting);
        var user = address.UserInfo.Split(':', 2);
        return new NpgsqlConnectionStringBuilder
        {
            Host = address.Host,
            Port = address.Port > 0 ? address.Port : NpgsqlConnection.DefaultPort,
            Username = Uri.UnescapeDataString(user[0]),
            Password = user.Length > 1 ? Uri.UnescapeDataString(user[1]) : null,
            Database = address.AbsolutePath.Trim('/'),
        };
    }
}
