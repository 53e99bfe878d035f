using System.Data.Common;

namespace AmpelBot.Alerts.Archive;

/// <summary>A database for tables that stand beside an archive: a file of its own in the archive's folder, or the archive's database on its server.</summary>
/// <remarks>
/// What the two dialects have in common is used: named parameters (<c>@name</c>), <c>bigint</c>, <c>text</c>, ON CONFLICT, RETURNING, FILTER and partial indexes.
/// Errors of the database are refusals with a sentence, whether they come from opening a connection or from work within <see cref="RunAsync"/>.
/// </remarks>
public sealed class DatabaseBeside : DbDataSource
{
    private readonly DbDataSource source;
    private readonly Func<Exception, ArchiveException?> refusal;
    private readonly Func<CancellationToken, Task<IAsyncDisposable?>> claim;

    // SQLite has one writer: waiting here is fair and takes microseconds, waiting within SQLite is polled.
    private readonly SemaphoreSlim? turn;

    internal DatabaseBeside(
        DbDataSource source, string place, bool hasOneWriter, Func<Exception, ArchiveException?> refusal, Func<CancellationToken, Task<IAsyncDisposable?>> claim)
    {
        (this.source, this.refusal, this.claim, Place) = (source, refusal, claim, place);
        turn = hasOneWriter ? new SemaphoreSlim(1, 1) : null;
    }

    /// <summary>The file, or server, database and schema, for people; never a password.</summary>
    public string Place { get; }

    /// <inheritdoc/>
    /// <remarks>Without a password.</remarks>
    public override string ConnectionString => source.ConnectionString;

    /// <summary>Runs work within one transaction, which is durable when this returns and of which nothing stays when the work throws.</summary>
    /// <param name="work">The work. On SQLite no other work runs at the same time: it does nothing but ask the database.</param>
    /// <param name="cancellation">Stops waiting and the work.</param>
    /// <exception cref="ArchiveException">The database failed; the message is a sentence. A commit of which no answer came may have happened.</exception>
    public async Task<T> RunAsync<T>(Func<DbTransaction, Task<T>> work, CancellationToken cancellation)
    {
        if (turn is not null)
            await turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            var connection = await source.OpenConnectionAsync(cancellation).ConfigureAwait(false);
            await using var closing = connection.ConfigureAwait(false);
            var transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
            await using var ending = transaction.ConfigureAwait(false);
            var result = await work(transaction).ConfigureAwait(false);
            await transaction.CommitAsync(cancellation).ConfigureAwait(false);
            return result;
        }
        catch (Exception e) when (refusal(e) is { } said)
        {
            cancellation.ThrowIfCancellationRequested();
            throw said;
        }
        finally
        {
            turn?.Release();
        }
    }

    /// <summary>Claims the database for this process until the result is disposed or the process ends, however that happens.</summary>
    /// <returns>Null when another process has it.</returns>
    /// <exception cref="ArchiveException">It cannot be asked.</exception>
    public async Task<IAsyncDisposable?> ClaimAsync(CancellationToken cancellation)
    {
        try
        {
            return await claim(cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (refusal(e) is { } said)
        {
            throw said;
        }
    }

    /// <inheritdoc/>
    protected override DbConnection CreateDbConnection() => source.CreateConnection();

    /// <inheritdoc/>
    protected override DbConnection OpenDbConnection()
    {
        try
        {
            return source.OpenConnection();
        }
        catch (Exception e) when (refusal(e) is { } said)
        {
            throw said;
        }
    }

    /// <inheritdoc/>
    protected override async ValueTask<DbConnection> OpenDbConnectionAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            return await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (refusal(e) is { } said)
        {
            throw said;
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            source.Dispose();
    }

    /// <inheritdoc/>
    protected override async ValueTask DisposeAsyncCore() => await source.DisposeAsync().ConfigureAwait(false);
}
