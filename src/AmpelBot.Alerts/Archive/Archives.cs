using AmpelBot.Alerts.Archive.Postgres;
using AmpelBot.Alerts.Archive.Sqlite;

namespace AmpelBot.Alerts.Archive;

/// <summary>Opens the archive that a setting names: a folder (SQLite), or a postgres:// address.</summary>
public static class Archives
{
    /// <summary>Opens an archive that is there.</summary>
    /// <exception cref="ArchiveException">There is none, or it cannot be used.</exception>
    public static async Task<IArchive> OpenExistingAsync(string setting, bool isReadOnly, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return PostgresArchive.IsAddress(setting)
            ? await PostgresArchive.OpenExistingAsync(setting, isReadOnly, cancellation).ConfigureAwait(false)
            : SqliteArchive.OpenExisting(Folder(setting), isReadOnly);
    }

    /// <summary>Opens an archive to read and write, making it when it is not there.</summary>
    /// <exception cref="ArchiveException">It cannot be made or used.</exception>
    public static async Task<IArchive> OpenOrCreateAsync(string setting, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return PostgresArchive.IsAddress(setting)
            ? await PostgresArchive.OpenOrCreateAsync(setting, cancellation).ConfigureAwait(false)
            : SqliteArchive.OpenOrCreate(Folder(setting));
    }

    /// <summary>Opens the database for tables that stand beside an archive that is there: the file <c>bot.db</c> in its folder, made when it is not there, or the archive's own on its server.</summary>
    /// <exception cref="ArchiveException">There is no archive, or the database cannot be used.</exception>
    public static async Task<DatabaseBeside> OpenBesideAsync(string setting, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return PostgresArchive.IsAddress(setting)
            ? await PostgresBeside.OpenAsync(setting, cancellation).ConfigureAwait(false)
            : await SqliteBeside.OpenAsync(Folder(setting)).ConfigureAwait(false);
    }

    /// <summary>A setting for people to read: a folder as it is, an address without its password and options.</summary>
    public static string Shown(string setting)
    {
        var scheme = setting.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0)
            return setting;
        var rest = setting[(scheme + 3)..];
        // A password may hold any of @ / ?, so all up to the last @ is taken for user and password.
        var at = rest.LastIndexOf('@');
        var user = at < 0 ? "" : rest[..at].Split(':', 2)[0] + "@";
        return setting[..(scheme + 3)] + user + rest[(at + 1)..].Split('?', '#')[0];
    }

    private static string Folder(string setting) => setting switch
    {
        "" => throw new ArchiveException("No archive is named: give a folder, or an address as in postgres://user@host/database.") { IsMissing = true },
        _ when setting.Contains("://", StringComparison.Ordinal) =>
            throw new ArchiveException($"{Shown(setting)} is no archive that I know: give a folder, or an address as in postgres://user@host/database."),
        _ => setting,
    };
}
