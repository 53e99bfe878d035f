using AmpelBot.Jobs;
using AmpelBot.Listeners;
using AmpelBot.Tests.Hosting;

namespace AmpelBot.Tests.Listeners;

public sealed class DropFolderListenerTests : IAsyncLifetime
{
    private readonly CapturedLog log = new();
    private ListenRig rig = null!;
    private DropFolderListener listener = null!;

    private string Folder => Path.Combine(rig.Folder, "incoming");

    public async Task InitializeAsync()
    {
        rig = await ListenRig.OpenAsync();
        listener = NewListener();
        await listener.LookAsync(default);
    }

    public async Task DisposeAsync() => await rig.DisposeAsync();

    [Fact]
    public async Task A_file_is_kept_at_the_second_look_and_moved_to_done()
    {
        Write("S190425z.json", "{}");
        await listener.LookAsync(default);
        Assert.Empty(await rig.Store.WaitingAsync(10, default));
        await listener.LookAsync(default);
        var notice = Assert.Single(await rig.Store.WaitingAsync(10, default));
        Assert.Equal(("folder", Folder, "S190425z.json", 2L), (notice.Source, notice.Stream, notice.Key, notice.Length));
        Assert.Equal("{}", File.ReadAllText(Path.Combine(Folder, "done", "S190425z.json")));
        Assert.Empty(Directory.GetFiles(Folder));
    }

    [Fact]
    public async Task What_is_still_being_written_is_not_read()
    {
        foreach (var name in new[] { "a.xml.part", "b.tmp", "c~", ".d.xml" })
            Write(name, "half");
        Write("empty.xml", "");
        Write("grows.xml", "1");
        for (var i = 0; i < 5; i++)
        {
            await listener.LookAsync(default);
            File.AppendAllText(Path.Combine(Folder, "grows.xml"), "2");
        }
        Assert.Empty(await rig.Store.WaitingAsync(10, default));
        File.Move(Path.Combine(Folder, "a.xml.part"), Path.Combine(Folder, "a.xml"));
        await listener.LookAsync(default);
        await listener.LookAsync(default);
        Assert.Equal(["a.xml", "grows.xml"], (await rig.Store.WaitingAsync(10, default)).Select(n => n.Key));
        Assert.Equal("122222", File.ReadAllText(Path.Combine(Folder, "done", "grows.xml")));
    }

    [Fact]
    public async Task The_same_name_again_is_another_file_and_the_same_bytes_again_the_same_notice()
    {
        foreach (var content in new[] { "one", "two", "one" })
        {
            Write("notice.xml", content);
            await listener.LookAsync(default);
            await listener.LookAsync(default);
        }
        Assert.Equal([2L, 1L], (await rig.Store.WaitingAsync(10, default)).Select(n => n.Times));
        Assert.Equal(["notice.2.xml", "notice.3.xml", "notice.xml"], Directory.GetFiles(Path.Combine(Folder, "done")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Links_and_files_that_are_too_large_go_to_failed_and_are_said_once()
    {
        var outside = Path.Combine(rig.Folder, "secret.txt");
        File.WriteAllText(outside, "not yours");
        File.CreateSymbolicLink(Path.Combine(Folder, "link.xml"), outside);
        using (var large = File.Create(Path.Combine(Folder, "large.xml")))
            large.SetLength(NoticeStore.MostBytes + 1L);
        for (var i = 0; i < 4; i++)
            await listener.LookAsync(default);
        Assert.Empty(await rig.Store.WaitingAsync(10, default));
        Assert.Equal(["large.xml", "link.xml"], Directory.GetFileSystemEntries(Path.Combine(Folder, "failed")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.True(File.Exists(outside));
        Assert.Single(log.Lines, l => l.Contains("large.xml has 67,108,865 bytes", StringComparison.Ordinal));
        Assert.Single(log.Lines, l => l.Contains("link.xml is a link", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_file_that_cannot_be_moved_is_kept_once_and_said_once()
    {
        File.WriteAllText(Path.Combine(Folder, "done"), "this is no folder");
        Write("a.xml", "a");
        for (var i = 0; i < 5; i++)
            await listener.LookAsync(default);
        var kept = (await rig.Store.WaitingAsync(10, default)).ToDictionary(n => n.Key, n => n.Times);
        Assert.Equal(1, kept["a.xml"]);
        Assert.Single(log.Lines, l => l.Contains("a.xml cannot be moved to done", StringComparison.Ordinal));
    }

    [Fact]
    public async Task While_nothing_can_be_kept_the_file_stays_and_after_a_restart_it_is_kept()
    {
        Write("a.xml", "a");
        var inbox = new FailingInbox(rig.Store) { Failures = int.MaxValue };
        var failing = new DropFolderListener(Settings(), inbox, TimeProvider.System, log.CreateLogger("listen"));
        await using (new AtWork(failing))
            await ListenRig.UntilAsync(() => Task.FromResult(failing.Trouble().Any(t => t.Contains("No space is left", StringComparison.Ordinal))), "no trouble was told");
        Assert.True(File.Exists(Path.Combine(Folder, "a.xml")));
        await using (new AtWork(NewListener()))
            await ListenRig.UntilAsync(() => Task.FromResult(File.Exists(Path.Combine(Folder, "done", "a.xml"))), "it was not kept");
        Assert.Single(await rig.Store.WaitingAsync(10, default));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_there_is_trouble_in_a_sentence()
    {
        var file = Path.Combine(rig.Folder, "file");
        File.WriteAllText(file, "");
        var nowhere = new DropFolderListener(Settings() with { Path = Path.Combine(file, "incoming") }, rig.Store, TimeProvider.System, log.CreateLogger("listen"));
        await using (new AtWork(nowhere))
            await ListenRig.UntilAsync(() => Task.FromResult(nowhere.Trouble().Count == 1), "no trouble was told");
        Assert.StartsWith("The folder for notices, ", nowhere.Trouble()[0], StringComparison.Ordinal);
    }

    private void Write(string name, string content) => File.WriteAllText(Path.Combine(Folder, name), content);

    private FolderSettings Settings() => new() { Path = Folder, Interval = TimeSpan.FromMilliseconds(20), Backoff = ListenRig.Quick };

    private DropFolderListener NewListener() => new(Settings(), rig.Store, TimeProvider.System, log.CreateLogger("listen"));
}
