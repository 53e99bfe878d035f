using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using AmpelBot.Testing;
using AmpelBot.Testing.Slack;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AmpelBot.Tests.Hosting;

/// <summary>People and programs that want what they may not have: refused or answered harmlessly, logged without their words, and nothing leaks.</summary>
public sealed class SlackStrangerTests(SimulatedArchive simulated) : IClassFixture<SimulatedArchive>, IDisposable
{
    private static readonly string[] Reasons =
        ["not on the public internet", "not an https address", "a user name or password", "I do not open files of the machine", "0.0.0.0: it does not answer", "[::]: it does not answer"];

    private readonly CapturedLog log = new();

    public void Dispose() => log.Dispose();

    [Fact]
    public async Task A_forged_an_old_and_a_replayed_request_do_nothing()
    {
        await using var hosted = await StartAsync();
        await using var door = await DoorAsync(hosted);
        using var http = new HttpClient();
        var people = hosted.Slack.People;
        people.Door = AddressOf(door);
        var now = hosted.Plan.Time.GetUtcNow();
        // Signed at the machine's time, which the bot's clock calls old: it is not taken either.
        var (written, isTaken) = await people.SayAsync("U0ALICE", "D0ALICE", "status forgedword");
        Assert.False(isTaken);
        var message = Encoding.UTF8.GetBytes(people.EventsOf(written).Single().ToJsonString());
        async Task<HttpStatusCode> SendAsync(DateTimeOffset at, Action<HttpRequestMessage>? change = null)
        {
            using var request = people.Signed("slack/events", message, "application/json", at);
            change?.Invoke(request);
            using var response = await http.SendAsync(request);
            Assert.DoesNotContain("forgedword", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            return response.StatusCode;
        }
        people.SigningSecret = "ffffffffffffffffffffffffffffffff";
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(now));
        people.SigningSecret = FakeSlack.SigningSecret;
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(now.AddMinutes(-6)));
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(now.AddMinutes(6)));
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(now, r => r.Content = new ByteArrayContent([.. message, (byte)' '])));
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(now, r => r.Headers.Remove("X-Slack-Signature")));
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(now, r => r.Headers.Add("X-Slack-Signature", "v0=" + new string('0', 64))));
        Assert.Empty(hosted.Slack.Workspace.OfBot);
        for (var i = 0; i < 3; i++)
            Assert.Equal(HttpStatusCode.OK, await SendAsync(now));
        // Also over the other way in, and after a restart.
        Assert.Equal(HttpStatusCode.OK, await SendAsync(now));
        await HostedSlack.UntilAsync(() => Task.FromResult(hosted.Slack.Workspace.OfBot.Count > 0), () => "the one that was signed was not answered");
        await hosted.Bot.DisposeAsync();
        await hosted.StartBotAsync(log);
        await using var next = await DoorAsync(hosted);
        people.Door = AddressOf(next);
        Assert.Equal(HttpStatusCode.OK, await SendAsync(now.AddMinutes(1)));
        await ShouldSayNoMoreAsync(hosted, 1);
        ShouldNotBeLogged("forgedword");
    }

    [Fact]
    public async Task Other_workspaces_conversations_and_people_without_the_role_get_nothing()
    {
        await using var hosted = await StartAsync("  conversations: [C0GW]\n  roles: { scan: [U0ALICE, U0EVE] }\n");
        var slack = hosted.Slack;
        slack.Workspace.AddUser("U0EVE", "eve", "T0EVIL");
        slack.Workspace.AddConversation("C0OTHER", "other");

        var (theirs, _) = await slack.People.SayAsync("U0EVE", "C0GW", Mention("help strangeword"));
        foreach (var e in slack.People.EventsOf(theirs))
        {
            e["team_id"] = "T0EVIL";
            e["authorizations"]![0]!["team_id"] = "T0EVIL";
            Assert.True(await slack.People.DeliverEventAsync(e));
        }
        await slack.People.SayAsync("U0ALICE", "C0OTHER", Mention("help strangeword"));
        await slack.People.SayAsync("U0ALICE", "D0ALICE", "help strangeword");
        Assert.NotNull(await slack.People.CommandAsync("U0EVE", "C0GW", "/ampel", "help strangeword"));
        Assert.NotNull(await slack.People.CommandAsync("U0ALICE", "C0OTHER", "/ampel", "help strangeword"));
        await slack.People.SayAsync("U0BOB", "C0GW", Mention("scan MS260612a strangeword"));
        await HostedSlack.UntilAsync(() => Task.FromResult(slack.Workspace.Messages.Any(m => m.OnlyFor == "U0BOB")), () => "a person without the role was not told");
        Assert.Contains("role", await slack.People.CommandAsync("U0BOB", "C0GW", "/ampel", "scan MS260612a strangeword"), StringComparison.Ordinal);
        await ShouldSayNoMoreAsync(hosted, 0);
        Assert.Contains("\"scan\"", slack.Workspace.Messages.Single(m => m.OnlyFor == "U0BOB").Text, StringComparison.Ordinal);

        // Who may, may.
        var mine = await hosted.SayAsync("help");
        await HostedSlack.UntilAsync(() => Task.FromResult(hosted.OfBot(mine.Ts).Count == 1), () => "no help");
        Assert.Contains(log.Lines, l => l.Contains("T0EVIL", StringComparison.Ordinal));
        Assert.Contains(log.Lines, l => l.Contains("C0OTHER", StringComparison.Ordinal));
        Assert.Contains(log.Lines, l => l.Contains("U0BOB", StringComparison.Ordinal));
        ShouldNotBeLogged("strangeword");
    }

    [Fact]
    public async Task Who_asks_where_the_bot_is_no_member_is_told_so_alone()
    {
        await using var hosted = await StartAsync();
        var slack = hosted.Slack;
        slack.Workspace.AddConversation("C0CLOSED", "closed", isMember: false);
        Assert.Equal("", await slack.People.CommandAsync("U0BOB", "C0CLOSED", "/ampel", "scan MS260612a"));
        await HostedSlack.UntilAsync(() => Task.FromResult(slack.Responses.Count > 0), () => "nobody was told");
        var (conversation, user, text) = Assert.Single(slack.Responses);
        Assert.Equal(("C0CLOSED", "U0BOB"), (conversation, user));
        Assert.Equal("I may not write in this conversation (not_in_channel), so I did not begin. Invite me with /invite, or write to me directly.", text);
        Assert.Empty(slack.Workspace.OfBot);
    }

    [Fact]
    public async Task Addresses_within_are_not_called_and_files_of_the_machine_are_not_read()
    {
        await using var hosted = await StartAsync();
        await using var inside = new Listener();
        var secret = Path.Combine(simulated.Folder, "secret.fits");
        await File.WriteAllTextAsync(secret, "SIMPLE  =                    T / secretword");
        string[] addresses =
        [
            .. new[] { "localhost", "127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "[::]", "127.1", "2130706433", "0x7f000001", Dns.GetHostName() }.Select(h => $"https://{h}:{inside.Port}/map.fits"),
            $"http://127.0.0.1:{inside.Port}/map.fits", $"https://user:pw@127.0.0.1:{inside.Port}/map.fits", "https://10.0.0.1/map.fits", "https://192.168.1.1/map.fits", "https://172.16.0.1/map.fits",
            "https://169.254.169.254/latest/meta-data/map.fits", "https://[fd00::1]/map.fits", "https://[fe80::1]/map.fits", "https://100.64.0.1/map.fits",
            $"file://{secret}", $"ftp://127.0.0.1:{inside.Port}/map.fits", secret, "/etc/passwd", "../../../../etc/passwd", "~/.ssh/id_rsa", $"{simulated.ArchiveFolder}/alerts.db", "/dev/zero", "/proc/self/environ",
        ];
        foreach (var address in addresses)
        {
            var message = await hosted.SayAsync($"scan <{address}> level=50%");
            var bare = await hosted.SayAsync($"scan {address} level=50%");
            foreach (var asked in new[] { message, bare })
            {
                var said = await hosted.UntilSaidAsync(asked.Ts, "Sorry");
                Assert.DoesNotContain(said, m => m.Text.Contains("I'm all finished", StringComparison.Ordinal) || m.Text.Contains("secretword", StringComparison.Ordinal) || m.Text.Contains("Exception", StringComparison.Ordinal));
                Assert.DoesNotContain(said, m => m.Text.Contains("log under job", StringComparison.Ordinal));
                Assert.True(Reasons.Any(r => said[^1].Text.Contains(r, StringComparison.Ordinal)), said[^1].Text);
            }
        }
        Assert.Equal(0, inside.Calls);
        ShouldNotBeLogged("secretword");
    }

    [Fact]
    public async Task Dropped_files_that_lead_elsewhere_are_endless_or_no_maps_are_refused_and_leave_nothing()
    {
        await using var hosted = await StartAsync();
        await using var inside = new Listener();
        var people = hosted.Slack.People;
        FakeFile[] cases =
        [
            With(people.File("redirect.fits", [1]), f => f.Answer = context => { context.Response.Redirect($"http://127.0.0.1:{inside.Port}/map.fits"); return Task.CompletedTask; }),
            With(people.File("elsewhere.fits", [1]), f => f.UrlPrivate = $"http://127.0.0.1:{inside.Port}/files-pri/x/map.fits"),
            With(people.File("file.fits", [1]), f => f.UrlPrivate = "file:///etc/passwd"),
            With(people.File("huge.fits", [1]), f => f.Answer = async context => { context.Response.ContentLength = 10_000_000_000; await context.Response.Body.WriteAsync(new byte[1 << 16]); }),
            With(people.File("page.fits", [1]), f => f.Answer = async context => { context.Response.ContentType = "text/html"; await context.Response.WriteAsync("<html>sign in</html>"); }),
            people.File("bomb.fits.gz", Bomb("SIMPLE  =                    T")),
            people.File("table.fits.gz", Bomb("SIMPLE  =                    T", "BITPIX  =                    8", "NAXIS   =                    1", "NAXIS1  =        9000000000000", "END")),
            people.File("zeros.fits.gz", Bomb()),
            people.File("noise.fits", [.. Enumerable.Range(0, 100_000).Select(i => (byte)(i * 7919))]),
        ];
        foreach (var file in cases)
        {
            var message = await hosted.SayAsync("scan this map level=50%", files: file);
            var said = await hosted.UntilSaidAsync(message.Ts, "Sorry");
            Assert.DoesNotContain(said, m => m.Text.Contains("I'm all finished", StringComparison.Ordinal) || m.Text.Contains("log under job", StringComparison.Ordinal));
            ShouldNameNoFolder(hosted, said);
        }
        // Announced as too large, it is not even asked for.
        var announced = With(people.File("announced.fits", [1]), f => f.Answer = _ => throw new InvalidOperationException("it was asked for"));
        foreach (var e in people.EventsOf(new FakeMessage("D0ALICE", "U0ALICE", "") { FileIds = [announced.Id] }))
        {
            e["event"]!["files"]![0]!["size"] = 10_000_000_000;
            Assert.True(await people.DeliverEventAsync(e));
        }
        await HostedSlack.UntilAsync(() => Task.FromResult(hosted.Slack.Workspace.OfBot.Any(m => m.Text.Contains("larger than 200 MB", StringComparison.Ordinal))), () => hosted.Slack.Workspace.Transcript("D0ALICE"));
        Assert.Equal(0, inside.Calls);
        // What came whole is kept, four megabytes a bomb; nothing of the rest.
        var kept = Directory.GetFiles(Path.Combine(hosted.Plan.Folders.SkyMaps, "cache", "slack"), "*", SearchOption.AllDirectories);
        Assert.Equal(["bomb.fits.gz", "noise.fits", "table.fits.gz", "zeros.fits.gz"], kept.Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task Markup_in_names_and_texts_calls_nobody_and_breaks_no_block()
    {
        await using var hosted = await StartAsync();
        var map = await File.ReadAllBytesAsync(Path.Combine(simulated.BotFolders.SkyMaps, "MS260612a.preliminary.fits"));
        string[] texts =
        [
            "scan &lt;!channel&gt; pinged", "scan <!channel>", "scan <!here|here> level=50%", "scna <@U0BOB> &lt;@U0BOB&gt;", "why ```&lt;!everyone&gt;```", "help ``` &lt;!channel&gt;", "scan S190814bv level=&lt;!channel&gt;",
            "settings level=&lt;!channel&gt;", "unwatch &lt;!subteam^S0123456&gt;", "scan https://example.invalid/&lt;!channel&gt;.fits", "stop &lt;!channel&gt;", "scan &lt;https://evil.example|S190814bv&gt; x", "scan \u202Egnp.tif",
        ];
        var asked = new List<FakeMessage>();
        foreach (var text in texts)
            asked.Add(await hosted.SayAsync(text, user: "U0BOB"));
        foreach (var name in new[] { "<!channel>.fits", "a```<@U0ALICE>```.fits", "&lt;!here&gt; *b*.fits", "../../../escape.fits", ".fits", new string('x', 300) + ".fits" })
            asked.Add(await hosted.SayAsync("scan this map level=50%", user: "U0BOB", files: hosted.Slack.People.File(name, map)));
        foreach (var message in asked)
            await HostedSlack.UntilAsync(() => Task.FromResult(hosted.OfBot(message.Ts).Any(m => !message.Text.Contains("this map", StringComparison.Ordinal) || m.Text.Contains("I'm all finished", StringComparison.Ordinal) || m.Text.Contains("Sorry", StringComparison.Ordinal))),
                () => $"no answer to {message.Text}:\n{hosted.Slack.Workspace.Transcript("C0GW")}");
        await ShouldBeIdleAsync(hosted);
        foreach (var said in hosted.Slack.Workspace.OfBot)
        {
            var all = said.Text + said.Blocks?.ToJsonString();
            Assert.DoesNotContain("<!", all, StringComparison.Ordinal);
            Assert.DoesNotContain("<@U0ALICE>", all, StringComparison.Ordinal);
            Assert.DoesNotContain("<https://evil", all, StringComparison.Ordinal);
            Assert.DoesNotContain("\u202E", all, StringComparison.Ordinal);
            Assert.True(said.Text.Split("```").Length % 2 == 1, said.Text);
        }
        ShouldNameNoFolder(hosted, hosted.Slack.Workspace.OfBot);
        var dropped = Path.Combine(hosted.Plan.Folders.SkyMaps, "cache", "slack");
        Assert.All(Directory.GetFileSystemEntries(hosted.Plan.Folders.SkyMaps, "*.fits", SearchOption.AllDirectories).Where(f => !f.Contains("MS260612a", StringComparison.Ordinal)),
            f => Assert.StartsWith(dropped, f, StringComparison.Ordinal));
        Assert.Empty(Directory.GetFiles(simulated.Folder, "escape.fits", SearchOption.TopDirectoryOnly));
        ShouldNotBeLogged("pinged", "channel&", "<!channel", "subteam", "evil.example");
    }

    [Fact]
    public async Task Messages_of_a_hundred_kilobytes_are_answered_shortly()
    {
        await using var hosted = await StartAsync();
        foreach (var text in new[] { new string('a', 100_000), "scan " + string.Join(' ', Enumerable.Repeat("S190814bv", 10_000)), "help " + new string('<', 100_000), string.Concat(Enumerable.Repeat("\U0001F52D", 25_000)), new string('\n', 100_000) + "scan", "scan MS260612a " + string.Concat(Enumerable.Repeat("level=50% ", 10_000)) })
        {
            var message = await hosted.SayAsync(text);
            await HostedSlack.UntilAsync(() => Task.FromResult(hosted.OfBot(message.Ts).Count > 0), () => "no answer to " + text[..20]);
            Assert.All(hosted.OfBot(message.Ts), m => Assert.True(m.Text.Length < 4_000));
        }
        await ShouldBeIdleAsync(hosted);
        Assert.True(hosted.Slack.Workspace.OfBot.Count < 20);
        ShouldNotBeLogged("aaaaaaaa", "S190814bv S190814bv");
    }

    [Fact]
    public async Task Neither_threads_nor_files_nor_logs_tell_where_the_bot_lives_or_hold_its_tokens()
    {
        await using var hosted = await StartAsync();
        foreach (var text in new[] { "status", "list", "scan MS260612a days=3", "scan S191231z", "scan nothere.fits", "why ZTF99aaaaaaa MS260612a", "draft", "settings" })
            await hosted.SayAsync(text);
        var map = await File.ReadAllBytesAsync(Path.Combine(simulated.BotFolders.SkyMaps, "MS260612a.preliminary.fits"));
        var dropped = await hosted.SayAsync("scan this level=50% privatewords", files: hosted.Slack.People.File("map.fits", map));
        await HostedSlack.UntilAsync(() => Task.FromResult(hosted.OfBot(dropped.Ts).Count > 0), () => "no answer");
        await ShouldBeIdleAsync(hosted);
        ShouldNameNoFolder(hosted, hosted.Slack.Workspace.OfBot);
        foreach (var file in hosted.Slack.Workspace.Files.Where(f => f.Bytes is not null && f.Name != "map.fits"))
            foreach (var folder in Folders(hosted))
                Assert.False(Encoding.Latin1.GetString(file.Bytes!).Contains(folder, StringComparison.Ordinal), $"{file.Name} names {folder}");
        ShouldNotBeLogged("MS260612a", "privatewords", "S191231z");
    }

    /// <summary>A bot with sky maps of its own: what is dropped is kept among them.</summary>
    private Task<HostedSlack> StartAsync(string settings = "")
    {
        var maps = Path.Combine(simulated.Folder, "skymaps-" + Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(maps);
        foreach (var file in Directory.GetFiles(simulated.BotFolders.SkyMaps))
            File.Copy(file, Path.Combine(maps, Path.GetFileName(file)));
        return HostedSlack.StartAsync(simulated.BotFolders with { SkyMaps = maps }, settings: settings, logs: log);
    }

    private static string Mention(string text) => $"<@{FakeWorkspace.BotUserId}> {text}";

    private static FakeFile With(FakeFile file, Action<FakeFile> change)
    {
        change(file);
        return file;
    }

    private static async Task<WebApplication> DoorAsync(HostedSlack hosted)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var door = builder.Build();
        hosted.Bot.Map(door);
        await door.StartAsync();
        return door;
    }

    private static Uri AddressOf(WebApplication door) => new(door.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>Four gigabytes of zeros behind the cards of a header, in four megabytes.</summary>
    private static byte[] Bomb(params string[] cards)
    {
        using var bomb = new MemoryStream();
        bomb.Write(Gzip(Encoding.ASCII.GetBytes(string.Concat(cards.Select(c => c.PadRight(80))).PadRight(cards.Length == 0 ? 0 : 2880))));
        var megabyte = Gzip(new byte[1 << 20]);
        for (var i = 0; i < 4096; i++)
            bomb.Write(megabyte);
        return bomb.ToArray();
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using var to = new MemoryStream();
        using (var gzip = new GZipStream(to, CompressionLevel.SmallestSize))
            gzip.Write(bytes);
        return to.ToArray();
    }

    private string[] Folders(HostedSlack hosted) =>
        [simulated.Folder, hosted.Plan.Folders.Archive, hosted.Plan.Folders.Out, hosted.Plan.Folders.SkyMaps, Repository.Folder, AppContext.BaseDirectory];

    private void ShouldNameNoFolder(HostedSlack hosted, IEnumerable<FakeMessage> said)
    {
        foreach (var message in said)
            foreach (var folder in Folders(hosted))
                Assert.False((message.Text + message.Blocks?.ToJsonString()).Contains(folder, StringComparison.Ordinal), $"a message names {folder}:\n{message.Text}");
    }

    private void ShouldNotBeLogged(params string[] words)
    {
        foreach (var word in words.Concat([FakeSlack.BotToken, FakeSlack.AppToken, FakeSlack.SigningSecret]))
            Assert.DoesNotContain(log.Lines, l => l.Contains(word, StringComparison.OrdinalIgnoreCase));
    }

    private static async Task ShouldSayNoMoreAsync(HostedSlack hosted, int said)
    {
        await ShouldBeIdleAsync(hosted);
        Assert.True(said == hosted.Slack.Workspace.OfBot.Count, string.Join('\n', hosted.Slack.Workspace.OfBot.Select(m => m.Text)));
    }

    private static Task ShouldBeIdleAsync(HostedSlack hosted) =>
        HostedSlack.UntilAsync(() => Task.FromResult(hosted.Bot.Queue.Status() is { Running.Count: 0, Waiting.Count: 0 }), () => "requests do not end");

    /// <summary>Something that listens inside and should hear nothing.</summary>
    private sealed class Listener : IAsyncDisposable
    {
        private readonly TcpListener v4 = new(IPAddress.Any, 0);
        private readonly CancellationTokenSource stop = new();
        private readonly Task accepting;
        private int calls;

        public Listener()
        {
            v4.Start();
            accepting = Task.Run(async () =>
            {
                while (true)
                {
                    using var client = await v4.AcceptTcpClientAsync(stop.Token);
                    Interlocked.Increment(ref calls);
                }
            });
        }

        public int Port => ((IPEndPoint)v4.LocalEndpoint).Port;

        public int Calls => Volatile.Read(ref calls);

        public async ValueTask DisposeAsync()
        {
            await stop.CancelAsync();
            await accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            v4.Dispose();
            stop.Dispose();
        }
    }
}
