using AmpelBot.Alerts.Surveys.Simulated;
using AmpelBot.Chat;
using AmpelBot.Testing;
using AmpelBot.Testing.Senders;

namespace AmpelBot.Tests.Chat;

/// <summary>Scans of an event whose map is not here but in its sender's archive.</summary>
public sealed class FetchedEventTests(SimulatedArchive simulated) : IClassFixture<SimulatedArchive>, IAsyncLifetime
{
    private static readonly StoppedClock Clock = new(DemoEvent.Simulated.TimeUtc.AddDays(3));
    private readonly string folder = Directory.CreateTempSubdirectory("ampelbot").FullName;
    private FakeSenders senders = null!;

    public async Task InitializeAsync() => senders = await FakeSenders.StartAsync(Clock);

    public async Task DisposeAsync()
    {
        await senders.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task The_map_is_fetched_once_and_its_origin_said()
    {
        var map = await File.ReadAllBytesAsync(Path.Combine(Repository.Folder, "skymaps", "MS260612a.multiorder.fits"));
        senders.AddSuperevent(DemoEvent.Name, DemoEvent.Simulated.TimeUtc).Log("bayestar.multiorder.fits", 0, DemoEvent.Simulated.TimeUtc.AddMinutes(5), map);

        var (thread, answer) = await AskAsync($"scan {DemoEvent.Name}");
        Assert.Null(answer.Failure);
        Assert.Equal(simulated.Kilonova, Assert.Single(answer.Report!.Candidates).Name);
        Assert.Contains(thread.Posts, p => p.StartsWith($"Sky map: {senders.Address}gracedb/api/superevents/MS260612a/files/bayestar.multiorder.fits,0 (revision 1 of 1)", StringComparison.Ordinal));
        Assert.Contains(thread.Posts, p => p.Contains("The sky map is bayestar.multiorder.fits,0 of GraceDB, put there on 2026-06-12 05:26 UTC, fetched now and kept here as revision 1.", StringComparison.Ordinal));

        var asked = senders.Requests.Count;
        (thread, answer) = await AskAsync($"scan {DemoEvent.Name}");
        Assert.Equal(simulated.Kilonova, Assert.Single(answer.Report!.Candidates).Name);
        Assert.Contains(thread.Posts, p => p.Contains("The sky map is revision 1, bayestar.multiorder.fits,0 from 127.0.0.1, kept here since", StringComparison.Ordinal));
        Assert.Equal(asked, senders.Requests.Count);
    }

    [Fact]
    public async Task What_cannot_be_fetched_ends_the_thread_with_a_sentence()
    {
        var (_, answer) = await AskAsync("scan S191231z");
        Assert.Equal(
            "I have no sky map of S191231z. GraceDB (127.0.0.1) has no public superevent S191231z. Give me its file or its https address instead: scan path/to/bayestar.fits.gz, or scan https://example.org/bayestar.fits.gz.",
            answer.Failure!.Sentence);
    }

    private async Task<(RecordingThread Thread, AmpelBot.Chat.Answer Answer)> AskAsync(string text)
    {
        await using var bot = await Bot.OpenAsync(simulated.BotFolders with { SkyMaps = folder }, FakeSenders.Policy, senders.Addresses, workers: 1, Clock, CancellationToken.None);
        var thread = new RecordingThread();
        return (thread, await bot.Conversation.AnswerAsync(text, Asker.AtTheMachine, thread, CancellationToken.None));
    }
}
