using System.Globalization;
using System.IO.Compression;
using System.Text.Json;

namespace AmpelBot.FollowUp.T3.Views;

/// <summary>A synced folder of views as Ampel-interact's loaders open it: one gzip file an object below BASE/CHANNEL, with manifests.</summary>
/// <remarks>
/// ZTF19abcxyz lies in ZTF19ab/cx/ZTF19abcxyz.json.gz. manifest/latest.json.gz names the files that the latest export wrote, relative to
/// BASE/CHANNEL, and the manifest before it, which is kept under its time; an export reads only that one file of what was there.
/// </remarks>
/// <param name="baseFolder">The folder BASE.</param>
/// <param name="channel">The channel.</param>
public sealed class ViewFolder(string baseFolder, string channel)
{
    private const string ManifestFolder = "manifest";
    private const string Latest = ManifestFolder + "/latest.json.gz";
    private const string Ending = ".json.gz";
    private const int LongFirst = 7;
    private const int LongNext = 2;
    private const int MostManifestBytes = 64 << 20;

    /// <summary>The channel's folder.</summary>
    public string Folder { get; } = Path.Combine(baseFolder, ScanFiles.SafeName(channel, "channel"));

    /// <summary>Name of an object's file within the channel's folder; of a name shorter than nine characters the folders are what there is of it, or "_".</summary>
    /// <param name="name">The object's name.</param>
    public static string PlaceOf(string name)
    {
        var safe = ScanFiles.SafeName(name, "object");
        var next = safe.Length > LongFirst ? safe[LongFirst..Math.Min(safe.Length, LongFirst + LongNext)] : "_";
        // A folder's name that ends in a dot is two names on some systems.
        return $"{safe[..Math.Min(safe.Length, LongFirst)].TrimEnd('.')}/{(next.Trim('.').Length == 0 ? "_" : next.TrimEnd('.'))}/{safe}{Ending}";
    }

    /// <summary>Writes views, each file whole or not at all, and then the manifest.</summary>
    /// <param name="views">The views, each with a name.</param>
    /// <param name="time">The time of the manifest.</param>
    /// <param name="cancellation">Stops the writing; the manifest then stays as it was.</param>
    /// <returns>How many views were written.</returns>
    /// <exception cref="ViewException">A file cannot be written; the message says which and why.</exception>
    public async Task<int> WriteAsync(IAsyncEnumerable<TransientView> views, DateTimeOffset time, CancellationToken cancellation)
    {
        var updated = new List<string>();
        await foreach (var view in views.WithCancellation(cancellation))
        {
            var place = PlaceOf(view.Names.Count > 0 ? view.Names[0] : view.Id.ToString(CultureInfo.InvariantCulture));
            WriteWhole(place, stream => TransientViewWriter.Write(stream, view));
            updated.Add(place);
        }
        WriteManifest(updated, time);
        return updated.Count;
    }

    private void WriteManifest(List<string> updated, DateTimeOffset time)
    {
        string? previous = null;
        if (File.Exists(Path.Combine(Folder, Latest)))
        {
            var (bytes, before) = ReadManifest();
            previous = Named(before);
            for (var second = 1; File.Exists(Path.Combine(Folder, previous)); second++)
                previous = Named(before.AddSeconds(second));
            WriteWhole(previous, stream => stream.Write(bytes));
        }
        WriteWhole(Latest, stream =>
        {
            using var json = new Utf8JsonWriter(stream, PythonJson.Options);
            json.WriteStartObject();
            json.WriteString("time", time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'+00:00'", CultureInfo.InvariantCulture));
            json.WriteString("previous", previous);
            json.WriteStartArray("updated");
            foreach (var place in updated)
                json.WriteStringValue(place);
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static string Named(DateTimeOffset time) => $"{ManifestFolder}/{time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)}{Ending}";

    private (byte[] Bytes, DateTimeOffset Time) ReadManifest()
    {
        var path = Path.Combine(Folder, Latest);
        try
        {
            using var file = File.OpenRead(path);
            using var plain = new GZipStream(file, CompressionMode.Decompress);
            var bytes = new byte[MostManifestBytes];
            var length = plain.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            using var json = JsonDocument.Parse(bytes.AsMemory(0, length));
            return (bytes[..length], json.RootElement.GetProperty("time").GetDateTimeOffset());
        }
        catch (Exception e) when (e is JsonException or InvalidDataException or InvalidOperationException or KeyNotFoundException or FormatException or IOException or UnauthorizedAccessException)
        {
            throw new ViewException($"The manifest {path} cannot be read: {e.Message.TrimEnd('.')}. Mend it, or give another folder with --to.", e);
        }
    }

    private void WriteWhole(string place, Action<Stream> write)
    {
        var path = Path.Combine(Folder, place);
        var unfinished = $"{path}.{Guid.NewGuid():N}.part";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            try
            {
                using (var file = new FileStream(unfinished, FileMode.CreateNew, FileAccess.Write))
                using (var packed = new GZipStream(file, CompressionLevel.Optimal))
                    write(packed);
                File.Move(unfinished, path, overwrite: true);
            }
            catch
            {
                File.Delete(unfinished);
                throw;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ViewException($"{path} cannot be written: {e.Message.TrimEnd('.')}. Make room or make the folder writable, and export again.", e);
        }
    }
}
