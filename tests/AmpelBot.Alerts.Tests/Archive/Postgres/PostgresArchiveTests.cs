using AmpelBot.Alerts.Archive;
using AmpelBot.Alerts.Archive.Postgres;
using AmpelBot.Testing;
using AmpelBot.Testing.Archive;

namespace AmpelBot.Alerts.Tests.Archive.Postgres;

/// <summary>One server for all tests of a run.</summary>
[CollectionDefinition(Name)]
public sealed class PostgresCollection : ICollectionFixture<PostgresCluster>
{
    public const string Name = "PostgreSQL";
}

/// <summary>What every archive holds, on PostgreSQL; each test in a schema of its own.</summary>
[Collection(PostgresCollection.Name)]
public sealed class PostgresArchiveTests(PostgresCluster cluster) : ArchiveContract
{
    private readonly string address = cluster.NewAddress();

    public override async Task InitializeAsync()
    {
        Skip.IfNot(cluster.IsPresent, cluster.Why);
        await base.InitializeAsync();
    }

    protected override async Task<IArchive> OpenAsync(bool isReadOnly)
        => isReadOnly ? await PostgresArchive.OpenExistingAsync(address, isReadOnly: true, default) : await PostgresArchive.OpenOrCreateAsync(address, default);

    protected override async Task RunSqlAsync(string sql, bool onCutouts = false)
    {
        await using var source = PostgresAddress.Parse(address).Connect(isReadOnly: false);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    protected override async Task<long> CountListedAsync()
    {
        await using var source = PostgresAddress.Parse(address).Connect(isReadOnly: false);
        await using var command = source.CreateCommand("select coalesce(sum(alerts), 0) from alert_block");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    protected override string SqlBytes(string hex) => $@"'\x{hex}'::bytea";
}
