using System.IO.Compression;
using AmpelBot.Chat.Slack;
using AmpelBot.FollowUp.Notices.Fetching;
using AmpelBot.Sky.SkyMaps;
using AmpelBot.Testing.Slack;
using Microsoft.Extensions.Logging.Abstractions;

namespace AmpelBot.Tests.Chat.Slack;

public sealed class SlackFileTests : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("ampelbot").FullName;
    private FakeSlack slack = null!;
    private SlackWebApi api = null!;

    private string Target => Path.Combine(folder, "dropped.fits");

    public async Task InitializeAsync()
    {
        slack = await FakeSlack.StartAsync(new FakeSlackOptions { MessageInterval = TimeSpan.FromMilliseconds(20) });
        api = Api(slack.Settings);
    }

    public async Task DisposeAsync()
    {
        api.Dispose();
        await slack.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("https://files.slack.com/files-pri/T0-F1/download/a.fits.gz", true)]
    [InlineData("https://ampel.slack.com/files-pri/T0-F1/a.fits", true)]
    [InlineData("http://files.slack.com/files-pri/T0-F1/a.fits", false)]
    [InlineData("https://files.slack.com.evil.example/files-pri/T0-F1/a.fits", false)]
    [InlineData("https://evilslack.com/files-pri/T0-F1/a.fits", false)]
    [InlineData("https://ampel.slack.com/api/auth.revoke", false)]
    [InlineData("https://ampel.slack.com/x/../api/files-pri/", false)]
    [InlineData("https://files.slack.com@evil.example/files-pri/a", false)]
    [InlineData("https://user:pass@files.slack.com/files-pri/a", false)]
    [InlineData("https://files.slack.com:8443/files-pri/a", false)]
    [InlineData("https://127.0.0.1/files-pri/a", false)]
    [InlineData("https://localhost/files-pri/a", false)]
    [InlineData("https://[::1]/files-pri/a", false)]
    [InlineData("https://192.168.1.1/files-pri/a", false)]
    [InlineData("file:///etc/passwd", false)]
    [InlineData("ftp://files.slack.com/a", false)]
    [InlineData("//files.slack.com/a", false)]
    [InlineData("files.slack.com/a", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void The_token_goes_to_Slacks_file_hosts_only(string? address, bool isAllowed) =>
        Assert.Equal(isAllowed, FileUrl.Check(address, FileUrlPolicy.Slack).Success);

    [Fact]
    public async Task A_dropped_file_is_fetched()
    {
        var dropped = slack.People.File("bayestar.fits", [1, 2, 3, 4]);
        await api.DownloadFileAsync(await api.FileInfoAsync(dropped.Id, CancellationToken.None), Target, CancellationToken.None);
        Assert.Equal([1, 2, 3, 4], await File.ReadAllBytesAsync(Target));
        await api.DownloadFileAsync(new SlackFile(dropped.Id, "x", null, null), Target, CancellationToken.None);
        Assert.Equal(["dropped.fits"], Directory.GetFiles(folder).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("https://hooks.slack.com/commands/T1/2/x", true)]
    [InlineData("http://hooks.slack.com/commands/T1/2/x", false)]
    [InlineData("https://hooks.slack.com.evil.example/commands/T1", false)]
    [InlineData("https://hooks.slack.com:8443/commands/T1", false)]
    [InlineData("https://files.slack.com/files-pri/x", false)]
    [InlineData("https://u:p@hooks.slack.com/commands/T1", false)]
    [InlineData("", false)]
    public void Commands_are_answered_at_Slacks_own_address_alone(string address, bool isAllowed) =>
        Assert.Equal(isAllowed, FileUrl.CheckResponse(address, FileUrlPolicy.Slack).Success);

    [Theory]
    [InlineData("http://localhost:1/a.fits")]
    [InlineData("file:///etc/passwd")]
    [InlineData("https://gracedb.ligo.org/a.fits")]
    public async Task A_file_that_lies_elsewhere_is_not_fetched(string address)
    {
        var dropped = slack.People.File("a.fits", [1]);
        dropped.UrlPrivate = address;
        await RefusedAsync(dropped);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        var secret = slack.People.File("secret", [42]);
        var dropped = slack.People.File("a.fits", [1]);
        dropped.Answer = context =>
        {
            context.Response.Redirect($"/files-pri/T0AMPEL-{secret.Id}/secret");
            return Task.CompletedTask;
        };
        Assert.Contains("302", await RefusedAsync(dropped), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_private_address_behind_an_allowed_name_is_not_connected_to()
    {
        using var strict = Api(slack.Settings with { Files = slack.Settings.Files with { Addresses = FetchPolicy.Public } });
        var dropped = slack.People.File("a.fits", [1]);
        await Assert.ThrowsAsync<SlackFileException>(async () => await strict.DownloadFileAsync(await api.FileInfoAsync(dropped.Id, CancellationToken.None), Target, CancellationToken.None));
        Assert.Empty(Directory.GetFiles(folder));
    }

    [Fact]
    public async Task A_page_for_signing_in_is_not_taken_for_a_file()
    {
        slack.Options.Scopes.Remove("files:read");
        var e = await Assert.ThrowsAsync<SlackFileException>(() => api.DownloadFileAsync(new SlackFile("F1", "a", 1, $"{slack.Address}files-pri/T0AMPEL-{slack.People.File("a.fits", [1]).Id}/a.fits"), Target, CancellationToken.None));
        Assert.Contains("files:read", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Ten_gigabytes_are_not_fetched_whether_said_or_not(bool isSaid)
    {
        using var small = Api(slack.Settings with { Files = slack.Settings.Files with { MostBytes = 1_000_000 } });
        var sent = 0L;
        var dropped = slack.People.File("a.fits", [1]);
        dropped.Answer = async context =>
        {
            if (isSaid)
                context.Response.ContentLength = 10_000_000_000;
            var zeros = new byte[1 << 16];
            while (sent < 10_000_000_000 && !context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(zeros, context.RequestAborted);
                sent += zeros.Length;
            }
        };
        var info = await api.FileInfoAsync(dropped.Id, CancellationToken.None);
        await Assert.ThrowsAsync<SlackFileException>(() => small.DownloadFileAsync(info with { SizeBytes = 10_000_000_000 }, Target, CancellationToken.None));
        Assert.Equal(0, sent);
        var e = await Assert.ThrowsAsync<SlackFileException>(() => small.DownloadFileAsync(info, Target, CancellationToken.None));
        Assert.Contains("larger than 1 MB", e.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder));
    }

    [Fact]
    public async Task A_file_that_breaks_off_is_not_kept()
    {
        var dropped = slack.People.File("a.fits", [1]);
        dropped.Answer = async context =>
        {
            context.Response.ContentLength = 100;
            await context.Response.Body.WriteAsync(new byte[50]);
            await context.Response.Body.FlushAsync();
            context.Abort();
        };
        Assert.Contains("to its end", await RefusedAsync(dropped), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gzip_bomb_is_fetched_as_it_is_and_refused_by_the_reader()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            var zeros = new byte[1 << 20];
            for (var i = 0; i < 1000; i++)
                gzip.Write(zeros);
        }
        var dropped = slack.People.File("bomb.fits.gz", packed.ToArray());
        await api.DownloadFileAsync(await api.FileInfoAsync(dropped.Id, CancellationToken.None), Target, CancellationToken.None);
        Assert.Equal(packed.Length, new FileInfo(Target).Length);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<SkyMapException>(() => SkyMapReader.Read(Target, CancellationToken.None));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 50_000_000);
    }

    [Fact]
    public async Task Files_go_into_the_thread_whatever_happens_to_the_answers()
    {
        var top = await api.PostMessageAsync(new SlackPost("C0GW", "top"), CancellationToken.None);
        await File.WriteAllTextAsync(Target, "hello");
        slack.Faults.Next("files.getUploadURLExternal", FakeFault.Status500);
        slack.Faults.Next("upload", FakeFault.Status503, FakeFault.Status500);
        slack.Faults.Next("files.completeUploadExternal", FakeFault.Html, FakeFault.AnswerLost);
        await api.UploadFileAsync(new SlackUpload(Target, "Sky map") { ConversationId = "C0GW", ThreadTs = top.Ts, Comment = "Here it is" }, CancellationToken.None);
        Assert.Equal("ampelbot: top\n    ampelbot: Here it is\n      [file dropped.fits: Sky map]\n", slack.Workspace.Transcript("C0GW"));
    }

    [Fact]
    public async Task A_picture_can_be_shown_as_soon_as_its_upload_returns()
    {
        var picture = Path.Combine(folder, "skymap.png");
        await File.WriteAllBytesAsync(picture, [0x89, (byte)'P']);
        var id = await api.UploadFileAsync(new SlackUpload(picture, "Sky map") { AltText = "The sky" }, CancellationToken.None);
        await api.PostMessageAsync(new SlackPost("C0GW", "map") { Blocks = [new AmpelBot.Chat.Slack.Blocks.ImageBlock(id, "The sky")] }, CancellationToken.None);
        Assert.Equal("ampelbot: [picture: The sky]\n", slack.Workspace.Transcript("C0GW"));
    }

    private async Task<string> RefusedAsync(FakeFile dropped)
    {
        var info = await api.FileInfoAsync(dropped.Id, CancellationToken.None);
        var e = await Assert.ThrowsAsync<SlackFileException>(() => api.DownloadFileAsync(info, Target, CancellationToken.None));
        Assert.Empty(Directory.GetFiles(folder));
        return e.Message;
    }

    private static SlackWebApi Api(SlackWebApiSettings settings) => new(FakeSlack.Tokens, settings, TimeProvider.System, NullLogger.Instance);
}
