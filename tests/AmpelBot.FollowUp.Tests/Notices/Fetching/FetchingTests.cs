using System.Security.Cryptography;
using AmpelBot.FollowUp.Notices;
using AmpelBot.FollowUp.Notices.Fetching;
using AmpelBot.Testing.Senders;

namespace AmpelBot.FollowUp.Tests.Notices.Fetching;

/// <summary>A cache in a folder, the senders' archives on loopback, and a clock on which nobody waits.</summary>
public abstract class FetchingTests : IAsyncLifetime
{
    protected string Folder { get; } = Directory.CreateTempSubdirectory("ampelbot").FullName;

    protected LeapingClock Clock { get; } = new();

    protected FakeSenders Senders { get; private set; } = null!;

    protected SkyMapSources Sources { get; private set; } = null!;

    protected string CacheFolder => Path.Combine(Folder, "cache");

    public async Task InitializeAsync()
    {
        Senders = await FakeSenders.StartAsync(Clock);
        Sources = Open();
    }

    public async Task DisposeAsync()
    {
        Sources.Dispose();
        await Senders.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    protected SkyMapSources Open(FetchPolicy? policy = null) => new(new SkyMapFolder(Folder), CacheFolder, policy ?? FakeSenders.Policy, Senders.Addresses, Clock);

    protected Task<FetchedMap> FetchAsync(Uri address, FetchPatience? patience = null) => Sources.Fetcher.FetchAsync(address, patience ?? FetchPatience.Person, CancellationToken.None);

    protected async Task<FetchException> FailsAsync(Uri address, FetchPatience? patience = null)
    {
        var e = await Assert.ThrowsAsync<FetchException>(() => FetchAsync(address, patience));
        Assert.Empty(Kept());
        return e;
    }

    /// <summary>Names of the contents, and of what was left half done.</summary>
    protected string[] Kept() => Directory.Exists(Path.Combine(CacheFolder, "files")) ? [.. Directory.GetFiles(Path.Combine(CacheFolder, "files")).Select(f => Path.GetFileName(f)!)] : [];

    protected static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
