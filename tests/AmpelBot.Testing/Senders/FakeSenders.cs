using System.Collections.Concurrent;
using AmpelBot.FollowUp.Notices.Fetching;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;

namespace AmpelBot.Testing.Senders;

/// <summary>
/// The senders' archives in this process, on a loopback port with real sockets: GraceDB (see <see cref="FakeSuperevent"/>), IceCube's public maps, Fermi GBM's
/// triggers, GCN's circulars, and files at any other address, with the troubles that such services have.
/// </summary>
public sealed class FakeSenders : IAsyncDisposable
{
    private readonly WebApplication server;
    private readonly TimeProvider time;
    private readonly CancellationTokenSource stop = new();
    private readonly ConcurrentDictionary<string, FakeFile> files = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ConcurrentQueue<FakeTrouble>> troubles = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<FakeRequest> requests = new();

    private FakeSenders(WebApplication server, TimeProvider time)
    {
        this.server = server;
        this.time = time;
    }

    /// <summary>http://127.0.0.1:port/.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>Addresses that lead here.</summary>
    public SenderAddresses Addresses => new()
    {
        GraceDb = new Uri(Address, "gracedb/"),
        IceCube = new Uri(Address, "icecube/"),
        FermiGbm = new Uri(Address, "gbm/"),
        Circulars = new Uri(Address, "circulars/"),
    };

    /// <summary>Addresses that the public policy refuses, so that nothing leaves this machine.</summary>
    public static SenderAddresses Nowhere { get; } = new()
    {
        GraceDb = new Uri("https://127.0.0.1:9/"),
        IceCube = new Uri("https://127.0.0.1:9/"),
        FermiGbm = new Uri("https://127.0.0.1:9/"),
        Circulars = new Uri("https://127.0.0.1:9/"),
    };

    /// <summary>A policy that allows what is here.</summary>
    public static FetchPolicy Policy { get; } = new(AllowHttp: true, AllowPrivate: true);

    /// <summary>Every request, in order.</summary>
    public IReadOnlyList<FakeRequest> Requests => [.. requests];

    /// <summary>Requests for a path.</summary>
    public int CountOf(string path) => requests.Count(r => r.Path == "/" + path);

    /// <param name="time">The clock of files that come later.</param>
    public static async Task<FakeSenders> StartAsync(TimeProvider time)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(k => k.AddServerHeader = false);
        var server = builder.Build();
        var senders = new FakeSenders(server, time);
        server.Run(senders.AnswerAsync);
        await server.StartAsync();
        senders.Address = new Uri(server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        return senders;
    }

    /// <summary>Puts a file at a path, in place of the one that was there.</summary>
    /// <returns>Its address.</returns>
    public Uri Put(string path, byte[] content, string? etag = null, DateTimeOffset? lastModified = null, DateTimeOffset? fromUtc = null)
    {
        var address = new Uri(Address, path);
        files[Uri.UnescapeDataString(address.AbsolutePath)] = new FakeFile(content, etag, lastModified, fromUtc);
        return address;
    }

    /// <summary>A superevent without maps.</summary>
    public FakeSuperevent AddSuperevent(string name, DateTimeOffset eventTimeUtc) => new(this, name, eventTimeUtc);

    /// <summary>What the next requests for a path meet, one each.</summary>
    public void Next(string path, params FakeTrouble[] next)
    {
        var queue = troubles.GetOrAdd(Uri.UnescapeDataString(new Uri(Address, path).AbsolutePath), _ => new ConcurrentQueue<FakeTrouble>());
        foreach (var trouble in next)
            queue.Enqueue(trouble);
    }

    public async ValueTask DisposeAsync()
    {
        if (stop.IsCancellationRequested)
            return;
        await stop.CancelAsync();
        await server.StopAsync(new CancellationToken(canceled: true));
        await server.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        requests.Enqueue(new FakeRequest(path, context.Request.Headers.IfNoneMatch.ToString(), context.Request.Headers.IfModifiedSince.ToString()));
        files.TryGetValue(path, out var file);
        if (troubles.TryGetValue(path, out var queue) && queue.TryDequeue(out var trouble) && !await MeetAsync(context, trouble, file))
            return;
        if (file is null || file.FromUtc > time.GetUtcNow())
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        if (file.ETag is { } tag)
            context.Response.Headers.ETag = tag;
        if (file.LastModified is { } modified)
            context.Response.Headers.LastModified = HeaderUtilities.FormatDate(modified);
        var asked = context.Request.GetTypedHeaders();
        if ((file.ETag is not null && asked.IfNoneMatch.Any(t => t.ToString() == file.ETag)) || (asked.IfNoneMatch.Count == 0 && asked.IfModifiedSince is { } since && file.LastModified <= since))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }
        context.Response.ContentLength = file.Content.Length;
        await context.Response.Body.WriteAsync(file.Content, context.RequestAborted);
    }

    /// <summary>Whether the file is given after all.</summary>
    private async Task<bool> MeetAsync(HttpContext context, FakeTrouble trouble, FakeFile? file)
    {
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stop.Token);
        try
        {
            switch (trouble)
            {
                case FakeTrouble.Status status:
                    context.Response.StatusCode = status.Code;
                    if (status.RetryAfter is { } wait)
                        context.Response.Headers.RetryAfter = wait;
                    return false;
                case FakeTrouble.CutOff cut:
                    context.Response.ContentLength = file!.Content.Length;
                    await context.Response.Body.WriteAsync(file.Content.AsMemory(0, cut.Bytes), gone.Token);
                    // Fewer bytes than announced: the server closes the connection.
                    return false;
                case FakeTrouble.Part part:
                    await context.Response.Body.WriteAsync(file!.Content.AsMemory(0, part.Bytes), gone.Token);
                    return false;
                case FakeTrouble.Redirect redirect:
                    context.Response.StatusCode = StatusCodes.Status302Found;
                    context.Response.Headers.Location = redirect.To;
                    return false;
                case FakeTrouble.Announce announce:
                    context.Response.ContentLength = announce.Bytes;
                    await context.Response.Body.WriteAsync("SIMPLE  ="u8.ToArray(), gone.Token);
                    await context.Response.Body.FlushAsync(gone.Token);
                    await Task.Delay(Timeout.Infinite, gone.Token);
                    return false;
                case FakeTrouble.Endless:
                    var block = new byte[1 << 16];
                    "SIMPLE  ="u8.CopyTo(block);
                    while (true)
                        await context.Response.Body.WriteAsync(block, gone.Token);
                case FakeTrouble.LoginPage:
                    context.Response.ContentType = "text/html";
                    await context.Response.WriteAsync("<!DOCTYPE html><title>Log in</title>", gone.Token);
                    return false;
                case FakeTrouble.Silence silence:
                    silence.Asked.TrySetResult();
                    await Task.Delay(Timeout.Infinite, gone.Token);
                    return false;
                case FakeTrouble.Hold hold:
                    hold.Asked.TrySetResult();
                    await hold.LetGo.Task.WaitAsync(gone.Token);
                    return true;
                default:
                    throw new ArgumentException(trouble.ToString(), nameof(trouble));
            }
        }
        catch (OperationCanceledException)
        {
            context.Abort();
            return false;
        }
    }

    private sealed record FakeFile(byte[] Content, string? ETag, DateTimeOffset? LastModified, DateTimeOffset? FromUtc);
}

/// <summary>One request that came.</summary>
public sealed record FakeRequest(string Path, string IfNoneMatch, string IfModifiedSince);
