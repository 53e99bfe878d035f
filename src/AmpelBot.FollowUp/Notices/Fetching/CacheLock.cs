using System.Collections.Concurrent;

namespace AmpelBot.FollowUp.Notices.Fetching;

/// <summary>Lets one at a time do something in a folder: of this process and of others.</summary>
internal sealed class CacheLock : IDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);
    private static readonly ConcurrentDictionary<string, SemaphoreSlim> Gates = new(StringComparer.Ordinal);

    private readonly SemaphoreSlim gate;
    private readonly FileStream file;

    private CacheLock(SemaphoreSlim gate, FileStream file)
    {
        this.gate = gate;
        this.file = file;
    }

    /// <summary>Waits for the lock.</summary>
    /// <param name="path">The lock's file; made when it is not there, and left.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Stops the waiting.</param>
    public static async Task<CacheLock> TakeAsync(string path, TimeProvider time, CancellationToken cancellation)
    {
        var full = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        var gate = Gates.GetOrAdd(full, _ => new SemaphoreSlim(1, 1));
        await gate.WaitAsync(cancellation);
        try
        {
            while (true)
            {
                try
                {
                    var file = new FileStream(full, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
                    File.SetLastWriteTimeUtc(file.SafeFileHandle, time.GetUtcNow().UtcDateTime);
                    return new CacheLock(gate, file);
                }
                catch (IOException e) when (IsHeld(e))
                {
                    await Task.Delay(Poll, time, cancellation);
                }
            }
        }
        catch
        {
            gate.Release();
            throw;
        }
    }

    // EWOULDBLOCK of Linux and of macOS, ERROR_SHARING_VIOLATION of Windows; a full or read-only disk is none of them.
    private static bool IsHeld(IOException e) => e.HResult is 11 or 35 or unchecked((int)0x80070020);

    public void Dispose()
    {
        file.Dispose();
        gate.Release();
    }
}
