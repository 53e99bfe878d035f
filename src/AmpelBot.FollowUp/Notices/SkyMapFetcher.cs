using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace AmpelBot.FollowUp.Notices;

/// <summary>Fetches a sky map that a person points at by its address, into the cache folder.</summary>
/// <remarks>
/// What a stranger may make the program ask for is narrow: https only, addresses of the public internet only (checked on the address
/// that is connected to, so neither a name nor a redirect leads inside), three redirects, 512 MiB, two minutes.
/// </remarks>
public sealed class SkyMapFetcher : IDisposable
{
    private const long MostBytes = 512L << 20;
    private readonly string cacheFolder;
    private readonly FetchPolicy policy;
    private readonly HttpClient http;

    /// <summary>A fetcher that keeps what it fetches in a folder.</summary>
    /// <param name="cacheFolder">The folder; made when it is not there.</param>
    /// <param name="policy">What may be asked for.</param>
    public SkyMapFetcher(string cacheFolder, FetchPolicy policy)
    {
        this.cacheFolder = cacheFolder;
        this.policy = policy;
        http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = true,
            MaxAutomaticRedirections = 3,
            UseProxy = false,
            UseCookies = false,
            ConnectCallback = policy.ConnectAsync,
        })
        { Timeout = TimeSpan.FromMinutes(2) };
        http.DefaultRequestHeaders.UserAgent.ParseAdd("AmpelBot");
    }

    /// <summary>Fetches a map.</summary>
    /// <returns>Path of the file in the cache folder.</returns>
    /// <exception cref="EventNotFoundException">The address is not allowed, or does not answer with a file; the message says why.</exception>
    public async Task<string> FetchAsync(Uri address, CancellationToken cancellation)
    {
        if (address.Scheme != Uri.UriSchemeHttps && !(policy.AllowHttp && address.Scheme == Uri.UriSchemeHttp))
            throw new EventNotFoundException($"I only fetch https addresses, not {address.Scheme}. Download the sky map and give me the file: scan path/to/bayestar.fits.gz");
        try
        {
            using var response = await http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellation);
            if (!response.IsSuccessStatusCode)
                throw new EventNotFoundException($"{address.Host} answered {(int)response.StatusCode} ({response.ReasonPhrase}) for that sky map. Check the address.");
            if (response.Content.Headers.ContentLength > MostBytes)
                throw TooLarge(address);
            return await KeepAsync(address, response, cancellation);
        }
        catch (Exception e) when (e is HttpRequestException or SocketException or IOException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            var why = e.GetBaseException() is AddressRefusedException refused ? refused.Message : "it does not answer";
            throw new EventNotFoundException($"I cannot fetch the sky map from {address.Host}: {why}. Download it and give me the file: scan path/to/bayestar.fits.gz", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    private async Task<string> KeepAsync(Uri address, HttpResponseMessage response, CancellationToken cancellation)
    {
        Directory.CreateDirectory(cacheFolder);
        var key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(address.AbsoluteUri)))[..16];
        var name = new string(Path.GetFileName(address.AbsolutePath).Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or ',' or '_' or '-' ? c : '_').Take(80).ToArray());
        var file = Path.Combine(cacheFolder, $"{key}-{name}");
        var partial = $"{file}.{Environment.ProcessId}.part";
        try
        {
            using (var to = new FileStream(partial, FileMode.Create, FileAccess.Write))
            {
                using var from = await response.Content.ReadAsStreamAsync(cancellation);
                var buffer = new byte[1 << 16];
                long total = 0;
                for (int n; (n = await from.ReadAsync(buffer, cancellation)) > 0;)
                {
                    if ((total += n) > MostBytes)
                        throw TooLarge(address);
                    await to.WriteAsync(buffer.AsMemory(0, n), cancellation);
                }
            }
            File.Move(partial, file, overwrite: true);
            return file;
        }
        finally
        {
            File.Delete(partial);
        }
    }

    private static EventNotFoundException TooLarge(Uri address) =>
        new($"The file at {address.Host} is larger than 512 MiB; no sky map is. Check the address.");
}
