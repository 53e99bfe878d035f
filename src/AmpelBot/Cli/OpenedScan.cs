using AmpelBot.Alerts.Archive;
using AmpelBot.Chat.Terminal;
using AmpelBot.FollowUp.Channels;
using AmpelBot.FollowUp.Notices;
using AmpelBot.FollowUp.T3;

namespace AmpelBot.Cli;

/// <summary>A scan that a verb opened again, with the archive behind it.</summary>
internal sealed class OpenedScan : IAsyncDisposable
{
    private OpenedScan(SavedScan saved, IArchive? archive) => (Saved, Archive) = (saved, archive);

    /// <summary>What the argument of the verbs is called and says.</summary>
    public const string Description = "The scan: its folder, its id, or the name of an event, whose newest scan is taken.";

    public SavedScan Saved { get; }

    /// <summary>The archive, to read; null where there is none.</summary>
    public IArchive? Archive { get; }

    /// <summary>Reads the cutouts of an alert, none without an archive.</summary>
    public CutoutReader Cutouts => (alert, cancellation) => Archive is null
        ? Task.FromResult<IReadOnlyList<Alerts.Cutout>>([])
        : Archive.CutoutsAsync(alert.Survey, alert.AlertId, Saved.Report.Plan.Rights, cancellation);

    /// <summary>Finds and opens a scan, and says on standard error which it is and what is not as it was.</summary>
    /// <exception cref="SavedScanException">There is no such scan, or it cannot be opened.</exception>
    public static async Task<OpenedScan> OpenAsync(string words, BotFolders folders, CancellationToken cancellation)
    {
        var folder = new SavedScans(folders.Out).Find(words);
        IArchive? archive = null;
        try
        {
            archive = await Archives.OpenExistingAsync(folders.Archive, isReadOnly: true, cancellation);
        }
        catch (ArchiveException e)
        {
            Say(e.Message);
        }
        try
        {
            var saved = await SavedScan.OpenAsync(folder, archive, new SkyMapFolder(folders.SkyMaps), new ChannelFolder(folders.Channels), cancellation);
            Say($"Scan {saved.Report.ScanId} of {saved.Report.Plan.Notice.EventName}, in {folder}.");
            foreach (var difference in saved.Differences)
                Say(difference);
            return new OpenedScan(saved, archive);
        }
        catch
        {
            if (archive is not null)
                await archive.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Archive is not null)
            await Archive.DisposeAsync();
    }

    private static void Say(string sentence) => Console.Error.WriteLine(TerminalText.Harmless(sentence));
}
