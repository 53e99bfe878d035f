using AmpelBot.Alerts;
using AmpelBot.Alerts.Archive;
using AmpelBot.Alerts.Ingest;
using AmpelBot.Sky;
using Xunit;

namespace AmpelBot.Testing.Archive;

/// <summary>What every archive engine must hold. An engine's tests derive from it once; the parts are by subject in the files beside this one.</summary>
public abstract partial class ArchiveContract : IAsyncLifetime
{
    protected const double Jd = 2_458_451.751_921_3;

    private readonly List<IArchive> opened = [];

    /// <summary>Opens the archive of this test, which is empty at first; called again it opens the same one again, as another process would.</summary>
    protected abstract Task<IArchive> OpenAsync(bool isReadOnly);

    /// <summary>Runs a statement on the archive's tables behind its back; cutouts may have a place of their own.</summary>
    protected abstract Task RunSqlAsync(string sql, bool onCutouts = false);

    /// <summary>Bytes as a literal of the engine's SQL.</summary>
    protected abstract string SqlBytes(string hex);

    /// <summary>The archive, open to write.</summary>
    protected IArchive Archive { get; private set; } = null!;

    public virtual async Task InitializeAsync() => Archive = await OpenedAsync(isReadOnly: false);

    public virtual async Task DisposeAsync()
    {
        foreach (var archive in opened)
            await archive.DisposeAsync();
    }

    /// <summary>Opens the archive once more, until the test ends.</summary>
    protected async Task<IArchive> OpenedAsync(bool isReadOnly)
    {
        var archive = await OpenAsync(isReadOnly);
        opened.Add(archive);
        return archive;
    }

    protected static AlertQuery Query(
        Moc? moc = null, TimeWindow? window = null, DataRights rights = DataRights.Partnership, Func<Alert, bool>? needs = null)
        => new() { Moc = moc ?? Moc.FullSky, Window = window ?? HandMade.AllTime, Rights = rights, NeedsLightCurve = needs };

    protected Task<int> AddAsync(params IEnumerable<Alert> alerts) => Archive.AddAsync([.. alerts.Select(AlertRow.Of)], [], default);

    protected Task<List<Alert>> ScanAsync(
        Moc? moc = null, TimeWindow? window = null, DataRights rights = DataRights.Partnership, Func<Alert, bool>? needs = null, IArchive? archive = null)
        => ToListAsync((archive ?? Archive).ScanAsync(Query(moc, window, rights, needs), default));

    protected async Task<Alert> TheOneAsync(long id) => Assert.Single(await ScanAsync(), a => a.AlertId == id);

    protected static async Task<List<T>> ToListAsync<T>(IAsyncEnumerable<T> items)
    {
        var all = new List<T>();
        await foreach (var item in items)
            all.Add(item);
        return all;
    }

    protected static ObjectKey Key(string name, string survey = "ZTF") => HandMade.Bare(1, Jd, objectId: name, survey: survey).Object;

    [SkippableFact]
    public async Task A_new_archive_is_empty()
    {
        var info = await Archive.InfoAsync(default);
        Assert.True(info.SchemaVersion >= 1);
        Assert.Equal((0L, 0L, 0L, 0L, 0L, 0), (info.Alerts, info.Objects, info.Datapoints, info.Cutouts, info.DeadLetters, info.Nights));
        Assert.Equal((null, null, "0000000000000000"), (info.FirstJd, info.LastJd, info.StateHash));
        Assert.Empty(await ScanAsync());
        Assert.Equal(0, await Archive.CountAsync(Query(), default));
        Assert.Empty(await Archive.FindObjectsAsync("ZTF18aaa", default));
        Assert.Empty(await Archive.AlertsOfAsync(Key("ZTF18aaa"), DataRights.Partnership, default));
        Assert.Null(await Archive.StateOfAsync(Key("ZTF18aaa"), null, DataRights.Partnership, default));
        Assert.Empty(await Archive.JournalOfAsync(Key("ZTF18aaa"), default));
        Assert.Empty(await Archive.ScienceRecordsOfAsync(Key("ZTF18aaa"), default));
        Assert.Null(await Archive.PacketAsync("ZTF", 1, DataRights.Partnership, default));
        Assert.Empty(await Archive.CutoutsAsync("ZTF", 1, DataRights.Partnership, default));
        Assert.Empty(await ToListAsync(Archive.ExposuresAsync(HandMade.AllTime, default)));
        Assert.Empty(await ToListAsync(Archive.DeadLettersAsync(default)));
        Assert.All(await Archive.VerifyAsync(null, default), check => Assert.True(check.IsOk, check.Name + ": " + check.Detail));
        await Archive.VacuumAsync(null, default);
        Assert.Equal(info, await Archive.InfoAsync(default));
    }

    [SkippableFact]
    public async Task Adding_nothing_changes_nothing()
    {
        Assert.Equal(0, await Archive.AddAsync([], [], default));
        Assert.Equal(0, await Archive.AddExposuresAsync([], default));
        await Archive.AppendAsync([], default);
        await Archive.AttachAsync([], default);
        await Archive.RemoveDeadLettersAsync([], default);
        Assert.Equal("0000000000000000", (await Archive.InfoAsync(default)).StateHash);
    }

    [SkippableFact]
    public async Task It_tells_its_place_and_whether_it_may_be_written()
    {
        Assert.False(Archive.IsReadOnly);
        Assert.NotEmpty(Archive.Place);
        var reader = await OpenedAsync(isReadOnly: true);
        Assert.True(reader.IsReadOnly);
        Assert.Equal(Archive.Place, reader.Place);
    }

    [SkippableFact]
    public async Task An_archive_opened_to_read_is_not_written()
    {
        await AddAsync(HandMade.Alert(1, Jd));
        var reader = await OpenedAsync(isReadOnly: true);
        await Assert.ThrowsAsync<InvalidOperationException>(() => reader.AddAsync([AlertRow.Of(HandMade.Alert(2, Jd))], [], default));
        await Assert.ThrowsAsync<InvalidOperationException>(() => reader.AddAsync([], [new DeadLetter("a", 0, "b")], default));
        await Assert.ThrowsAsync<InvalidOperationException>(() => reader.AddExposuresAsync([MadeExposure(Jd)], default));
        await Assert.ThrowsAsync<InvalidOperationException>(() => reader.AppendAsync([Entry(1)], default));
        await Assert.ThrowsAsync<InvalidOperationException>(() => reader.AttachAsync([Result(1)], default));
        await Assert.ThrowsAsync<InvalidOperationException>(() => reader.RemoveDeadLettersAsync([1], default));
        await Assert.ThrowsAsync<InvalidOperationException>(() => reader.VacuumAsync(null, default));
        Assert.Equal([1L], (await ScanAsync(archive: reader)).Select(a => a.AlertId));
        Assert.All(await reader.VerifyAsync(null, default), check => Assert.True(check.IsOk, check.Name + ": " + check.Detail));
    }

    [SkippableFact]
    public async Task What_was_added_is_there_after_opening_again()
    {
        await Archive.AddAsync([.. HandMade.Many(10, 2, seed: 3).Select(AlertRow.Of)], [new DeadLetter("a", 0, "b")], default);
        var info = await Archive.InfoAsync(default);
        await Archive.DisposeAsync();
        Assert.Equal(info, await (await OpenedAsync(isReadOnly: true)).InfoAsync(default));
        Assert.Equal(info, await (await OpenedAsync(isReadOnly: false)).InfoAsync(default));
    }

    [SkippableFact]
    public async Task A_disposed_archive_says_so_and_may_be_disposed_again()
    {
        await Archive.DisposeAsync();
        await Archive.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => Archive.InfoAsync(default));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => Archive.AddAsync([], [], default));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => ScanAsync());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => Archive.VerifyAsync(null, default));
    }

    [SkippableFact]
    public async Task What_is_cancelled_before_it_begins_does_nothing()
    {
        var stopped = new CancellationToken(canceled: true);
        await AddAsync(HandMade.Alert(1, Jd, cutouts: [new Cutout("Science", "a", [1])]));
        var info = await Archive.InfoAsync(default);
        Func<Task>[] work =
        [
            () => Archive.InfoAsync(stopped), () => ToListAsync(Archive.ScanAsync(Query(), stopped)), () => Archive.CountAsync(Query(), stopped),
            () => Archive.FindObjectsAsync("ZTF18aaa", stopped), () => Archive.AlertsOfAsync(Key("ZTF18aaa"), DataRights.Partnership, stopped),
            () => Archive.StateOfAsync(Key("ZTF18aaa"), null, DataRights.Partnership, stopped), () => Archive.JournalOfAsync(Key("ZTF18aaa"), stopped),
            () => Archive.ScienceRecordsOfAsync(Key("ZTF18aaa"), stopped), () => Archive.PacketAsync("ZTF", 1, DataRights.Partnership, stopped),
            () => Archive.CutoutsAsync("ZTF", 1, DataRights.Partnership, stopped), () => ToListAsync(Archive.ExposuresAsync(HandMade.AllTime, stopped)),
            () => ToListAsync(Archive.DeadLettersAsync(stopped)), () => Archive.AddAsync([AlertRow.Of(HandMade.Alert(2, Jd))], [], stopped),
            () => Archive.AddExposuresAsync([MadeExposure(Jd)], stopped), () => Archive.AppendAsync([Entry(1)], stopped),
            () => Archive.AttachAsync([Result(1)], stopped), () => Archive.RemoveDeadLettersAsync([1], stopped),
            () => Archive.VerifyAsync(null, stopped), () => Archive.VacuumAsync(null, stopped),
        ];
        foreach (var run in work)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(run);
        Assert.Equal(info, await Archive.InfoAsync(default));
    }
}
