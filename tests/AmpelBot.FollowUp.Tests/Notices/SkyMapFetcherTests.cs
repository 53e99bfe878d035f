using System.Net;
using System.Net.Sockets;
using System.Text;
using AmpelBot.FollowUp.Notices;

namespace AmpelBot.FollowUp.Tests.Notices;

public sealed class SkyMapFetcherTests : IDisposable
{
    private static readonly FetchPolicy Loopback = new(AllowHttp: true, AllowPrivate: true);
    private readonly string folder = Directory.CreateTempSubdirectory("ampelbot").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_file_is_kept_as_it_was_sent()
    {
        using var fetcher = new SkyMapFetcher(folder, Loopback);
        var (address, served) = Serve("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello");
        var file = await fetcher.FetchAsync(address, CancellationToken.None);
        await served;
        Assert.Equal("hello", await File.ReadAllTextAsync(file));
        Assert.Equal(folder, Path.GetDirectoryName(file));
        Assert.EndsWith("-bayestar.fits.gz,1", file, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", "answered 404")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 99\r\nConnection: close\r\n\r\nshort", "it does not answer")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 999999999999\r\nConnection: close\r\n\r\n", "larger than 512 MiB")]
    [InlineData("no http at all\r\n\r\n", "it does not answer")]
    public async Task What_cannot_be_fetched_leaves_a_sentence_and_no_file(string answer, string sentence)
    {
        using var fetcher = new SkyMapFetcher(folder, Loopback);
        var (address, served) = Serve(answer);
        var e = await Assert.ThrowsAsync<EventNotFoundException>(() => fetcher.FetchAsync(address, CancellationToken.None));
        await served;
        Assert.Contains(sentence, e.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder));
    }

    [Theory]
    [InlineData("http://example.org/bayestar.fits.gz", "only fetch https")]
    [InlineData("file:///etc/passwd", "only fetch https")]
    [InlineData("ftp://example.org/bayestar.fits.gz", "only fetch https")]
    [InlineData("https://127.0.0.1/bayestar.fits.gz", "not on the public internet")]
    [InlineData("https://localhost/bayestar.fits.gz", "not on the public internet")]
    [InlineData("https://[::1]/bayestar.fits.gz", "not on the public internet")]
    [InlineData("https://192.168.1.1/bayestar.fits.gz", "not on the public internet")]
    [InlineData("https://169.254.169.254/latest/meta-data", "not on the public internet")]
    [InlineData("https://[::ffff:10.0.0.1]/map.fits", "not on the public internet")]
    public async Task Strangers_cannot_make_it_look_inside(string address, string sentence)
    {
        using var fetcher = new SkyMapFetcher(folder, FetchPolicy.Public);
        var e = await Assert.ThrowsAsync<EventNotFoundException>(() => fetcher.FetchAsync(new Uri(address), CancellationToken.None));
        Assert.Contains(sentence, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("131.215.193.1", true)]
    [InlineData("2606:4700::1", true)]
    [InlineData("172.31.255.255", false)]
    [InlineData("172.32.0.1", true)]
    [InlineData("100.64.0.1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("fd00::1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("64:ff9b::a00:1", false)]
    public void Only_the_public_internet_is_public(string address, bool allowed) =>
        Assert.Equal(allowed, FetchPolicy.Public.Allows(IPAddress.Parse(address)));

    /// <summary>A server on this machine that answers one request.</summary>
    private static (Uri Address, Task Served) Serve(string answer)
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var served = Task.Run(async () =>
        {
            using var client = await listener.AcceptTcpClientAsync();
            var stream = client.GetStream();
            var buffer = new byte[4096];
            var request = "";
            while (!request.Contains("\r\n\r\n", StringComparison.Ordinal))
            {
                var n = await stream.ReadAsync(buffer);
                if (n == 0)
                    break;
                request += Encoding.ASCII.GetString(buffer, 0, n);
            }
            await stream.WriteAsync(Encoding.ASCII.GetBytes(answer));
            listener.Stop();
        });
        return (new Uri($"http://127.0.0.1:{port}/files/bayestar.fits.gz,1"), served);
    }
}
