using AmpelBot.Jobs;
using Microsoft.Extensions.Logging;

namespace AmpelBot.Listeners;

/// <summary>
/// Keeps files that appear in a folder, and moves them to <c>done</c> within it; those that are no notice for their size or kind go to <c>failed</c>.
/// A file is read when two looks in a row found the same size and time. Names that begin with a dot or end in .part, .tmp or ~ are still being written, and so are empty files.
/// </summary>
public sealed class DropFolderListener : INoticeListener
{
    private const int MostFiles = 1000;
    private static readonly string[] Unfinished = [".part", ".tmp", "~"];

    private readonly FolderSettings settings;
    private readonly PatientInbox inbox;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly Dictionary<string, Look> seen = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Look> kept = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> complaints = new(StringComparer.Ordinal);
    private string? trouble;

    /// <summary>A listener that has not looked yet.</summary>
    /// <param name="settings">Which folder, and how often it is looked at.</param>
    /// <param name="inbox">Keeps notices.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where files that cannot be read are said, each once.</param>
    public DropFolderListener(FolderSettings settings, INoticeInbox inbox, TimeProvider time, ILogger logger)
    {
        (this.settings, this.time, this.logger) = (settings, time, logger);
        this.inbox = new PatientInbox(inbox, settings.Backoff, time, logger);
    }

    /// <inheritdoc/>
    public string Name => $"the folder {settings.Path}";

    /// <inheritdoc/>
    public IReadOnlyList<string> Trouble() => [.. new[] { Volatile.Read(ref trouble), inbox.Trouble }.OfType<string>()];

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken cancellation)
    {
        logger.Listening(Name);
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                await LookAsync(cancellation);
                Volatile.Write(ref trouble, null);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                var sentence = $"The folder for notices, {settings.Path}, cannot be read: {e.Message}";
                if (Interlocked.Exchange(ref trouble, sentence) != sentence)
                    logger.Lost(Name, e.Message);
            }
            await Task.Delay(settings.Interval, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Looks once.</summary>
    internal async Task LookAsync(CancellationToken cancellation)
    {
        Directory.CreateDirectory(settings.Path);
        var there = new DirectoryInfo(settings.Path).EnumerateFileSystemInfos().Where(f => f is not DirectoryInfo || f.LinkTarget is not null)
            .Where(f => f.Name[0] != '.' && !Unfinished.Any(end => f.Name.EndsWith(end, StringComparison.OrdinalIgnoreCase))).Take(MostFiles).OrderBy(f => f.Name, StringComparer.Ordinal).ToArray();
        foreach (var gone in seen.Keys.Except(there.Select(f => f.Name)).ToArray())
        {
            seen.Remove(gone);
            kept.Remove(gone);
            complaints.Remove(gone);
        }
        foreach (var entry in there)
        {
            if (entry is not FileInfo file || entry.LinkTarget is not null)
            {
                seen[entry.Name] = default;
                Fail(entry, "is a link, which I do not follow");
                continue;
            }
            var look = new Look(file.Length, file.LastWriteTimeUtc);
            var isSettled = seen.TryGetValue(file.Name, out var before) && before == look && look.Length > 0;
            seen[file.Name] = look;
            if (isSettled && !(kept.TryGetValue(file.Name, out var was) && was == look))
                await TakeAsync(file, look, cancellation);
        }
    }

    private async Task TakeAsync(FileInfo file, Look look, CancellationToken cancellation)
    {
        if (look.Length > NoticeStore.MostBytes)
        {
            Fail(file, FormattableString.Invariant($"has {look.Length:N0} bytes; I take up to {NoticeStore.MostBytes:N0}"));
            return;
        }
        byte[] bytes;
        try
        {
            // Of a file that grows meanwhile, no more than was announced and one byte.
            await using var stream = new FileStream(file.FullName, new FileStreamOptions { Mode = FileMode.Open, Access = FileAccess.Read, Share = FileShare.ReadWrite | FileShare.Delete, Options = FileOptions.Asynchronous });
            bytes = new byte[look.Length + 1];
            var length = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellation);
            file.Refresh();
            if (length != look.Length || !file.Exists || new Look(file.Length, file.LastWriteTimeUtc) != look)
                return;
            bytes = bytes[..length];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Complain(file.Name, $"cannot be read ({e.Message})");
            return;
        }
        var receipt = await inbox.AcceptAsync(new ReceivedNotice("folder", settings.Path, file.Name, bytes, time.GetUtcNow()), cancellation);
        logger.Heard(receipt.Id, bytes.Length, "folder", settings.Path, Plain(file.Name), receipt.IsNew);
        kept[file.Name] = look;
        Move(file, "done");
    }

    private void Fail(FileSystemInfo file, string complaint)
    {
        Complain(file.Name, complaint);
        Move(file, "failed");
    }

    private void Complain(string name, string complaint)
    {
        if (complaints.TryGetValue(name, out var said) && said == complaint)
            return;
        complaints[name] = complaint;
        logger.Lost(Name, $"{Plain(name)} {complaint}.");
    }

    private void Move(FileSystemInfo file, string folder)
    {
        try
        {
            var into = Directory.CreateDirectory(Path.Combine(settings.Path, folder)).FullName;
            var target = Path.Combine(into, file.Name);
            for (var number = 2; Path.Exists(target) && number < 10_000; number++)
                target = Path.Combine(into, FormattableString.Invariant($"{Path.GetFileNameWithoutExtension(file.Name)}.{number}{file.Extension}"));
            File.Move(file.FullName, target, overwrite: false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Complain(file.Name, $"cannot be moved to {folder} ({e.Message})");
        }
    }

    private static string Plain(string name) => new([.. name.Take(200).Select(c => char.IsControl(c) ? ' ' : c)]);

    /// <summary>What a file looked like.</summary>
    private readonly record struct Look(long Length, DateTime WrittenUtc);
}
