using System.Net;
using System.Net.Sockets;
using System.Text;
using AmpelBot.FollowUp.Notices.Fetching;
using AmpelBot.Testing.Senders;

namespace AmpelBot.FollowUp.Tests.Notices.Fetching;

public sealed class SkyMapFetcherTests : FetchingTests
{
    private static readonly FetchPatience FiveMinutes = FetchPatience.Announced(TimeSpan.FromMinutes(5));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_map_is_kept_as_it_was_sent(bool gzip)
    {
        var bytes = gzip ? MadeMaps.Gzip(MadeMaps.Flat(3)) : MadeMaps.Flat(3);
        var address = Senders.Put("files/bayestar.fits.gz,1", bytes);
        var map = await FetchAsync(address);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(map.Path));
        Assert.Equal((Sha256(bytes), address.AbsoluteUri, "bayestar.fits.gz,1"), (map.Sha256, map.Address, map.Name));
        Assert.Equal([map.Sha256], Kept());
    }

    [Fact]
    public async Task A_version_of_gracedb_is_fetched_once_and_for_all()
    {
        var address = Senders.Put("api/superevents/S260612ab/files/bayestar.fits,0", MadeMaps.Flat(3));
        await FetchAsync(address);
        using var later = Open();
        await later.Fetcher.FetchAsync(address, FetchPatience.Person, CancellationToken.None);
        Assert.Single(Senders.Requests);
    }

    [Fact]
    public async Task What_may_change_is_asked_for_with_its_tag_or_time()
    {
        var tagged = Senders.Put("tagged.fits", MadeMaps.Flat(1), etag: "\"one\"");
        var dated = Senders.Put("dated.fits", MadeMaps.Flat(2), lastModified: LeapingClock.Start.AddDays(-1));
        foreach (var address in new[] { tagged, dated, tagged, dated })
        {
            await FetchAsync(address);
            Clock.Advance(TimeSpan.FromHours(1));
        }
        Assert.Equal(["", "", "\"one\"", ""], Senders.Requests.Select(r => r.IfNoneMatch));
        Assert.Equal(["", "", "", "Thu, 11 Jun 2026 06:00:00 GMT"], Senders.Requests.Select(r => r.IfModifiedSince));
        Assert.Equal(2, Kept().Length);

        Senders.Put("tagged.fits", MadeMaps.Flat(5), etag: "\"two\"");
        Assert.Equal(Sha256(MadeMaps.Flat(5)), (await FetchAsync(tagged)).Sha256);
    }

    [Fact]
    public async Task A_map_that_comes_after_five_minutes_of_404_is_waited_for()
    {
        var address = Senders.Put("late.fits", MadeMaps.Flat(1), fromUtc: LeapingClock.Start.AddMinutes(5));
        var map = await FetchAsync(address, FetchPatience.Announced(TimeSpan.FromMinutes(10)));
        Assert.Equal(Sha256(MadeMaps.Flat(1)), map.Sha256);
        Assert.InRange(Clock.GetUtcNow() - LeapingClock.Start, TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(5.6));
        Assert.InRange(Senders.CountOf("late.fits"), 8, 40);
        Assert.All(Clock.Leaps, l => Assert.InRange(l, TimeSpan.Zero, TimeSpan.FromSeconds(30)));
        Assert.True(Clock.Leaps.Distinct().Count() > 3);
    }

    [Fact]
    public async Task Waiting_for_a_map_ends_with_the_time_given()
    {
        var address = Senders.Put("late.fits", MadeMaps.Flat(1), fromUtc: LeapingClock.Start.AddMinutes(20));
        var e = await FailsAsync(address, FiveMinutes);
        Assert.Equal(FetchFailure.Missing, e.Failure);
        Assert.Contains("answered 404", e.Message, StringComparison.Ordinal);
        Assert.InRange(Clock.GetUtcNow() - LeapingClock.Start, TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(5.6));
    }

    [Fact]
    public async Task A_person_does_not_wait_for_what_is_not_there()
    {
        var e = await FailsAsync(new Uri(Senders.Address, "nowhere.fits"));
        Assert.Equal(FetchFailure.Missing, e.Failure);
        Assert.Single(Senders.Requests);
        Assert.Empty(Clock.Leaps);
    }

    [Fact]
    public async Task Trouble_passes_and_the_map_comes()
    {
        var bytes = MadeMaps.Gzip(MadeMaps.Flat(7));
        var address = Senders.Put("map.fits.gz", bytes);
        Senders.Next("map.fits.gz", new FakeTrouble.Status(500), new FakeTrouble.Status(503), new FakeTrouble.CutOff(100), new FakeTrouble.Part(bytes.Length / 2), new FakeTrouble.Part(bytes.Length - 4));
        var map = await FetchAsync(address, FiveMinutes);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(map.Path));
        Assert.Equal(6, Senders.Requests.Count);
        Assert.Equal([map.Sha256], Kept());
    }

    [Theory]
    [InlineData("17")]
    [InlineData("Fri, 12 Jun 2026 06:00:17 GMT")]
    public async Task A_sender_that_names_a_time_is_asked_again_then(string retryAfter)
    {
        var address = Senders.Put("map.fits", MadeMaps.Flat(7));
        Senders.Next("map.fits", new FakeTrouble.Status(429, retryAfter));
        await FetchAsync(address, FiveMinutes);
        Assert.Equal([TimeSpan.FromSeconds(17)], Clock.Leaps);
    }

    [Fact]
    public async Task A_sender_that_asks_for_more_time_than_there_is_is_not_waited_for()
    {
        var address = Senders.Put("map.fits", MadeMaps.Flat(7));
        Senders.Next("map.fits", new FakeTrouble.Status(429, "3600"));
        var e = await FailsAsync(address, FiveMinutes);
        Assert.Equal((FetchFailure.Unreachable, TimeSpan.FromHours(1)), (e.Failure, ((FetchException)e.InnerException!).RetryAfter));
        Assert.Empty(Clock.Leaps);
    }

    public static TheoryData<FakeTrouble, FetchFailure, string> Refused => new()
    {
        { new FakeTrouble.Announce(2L << 30), FetchFailure.TooLarge, "larger than 512 MiB; no sky map is" },
        { new FakeTrouble.Status(403), FetchFailure.Unusable, "answered 403" },
        { new FakeTrouble.LoginPage(), FetchFailure.Unusable, "neither FITS nor gzip" },
        { new FakeTrouble.CutOff(100), FetchFailure.Unreachable, "cut off" },
        { new FakeTrouble.Part(5760), FetchFailure.Unreachable, "no whole FITS file" },
        { new FakeTrouble.Redirect("https://10.0.0.1/map.fits"), FetchFailure.Refused, "not among those that I may ask" },
        { new FakeTrouble.Redirect("file:///etc/passwd"), FetchFailure.Refused, "only fetch https" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task What_cannot_be_used_is_refused_with_a_sentence_and_not_kept(FakeTrouble trouble, FetchFailure failure, string sentence)
    {
        using var here = Open(FakeSenders.Policy with { Hosts = ["127.0.0.1"] });
        var address = Senders.Put("map.fits", MadeMaps.Flat(7));
        Senders.Next("map.fits", [.. Enumerable.Repeat(trouble, 20)]);
        var e = await Assert.ThrowsAsync<FetchException>(() => here.Fetcher.FetchAsync(address, FetchPatience.Person, CancellationToken.None));
        Assert.Equal(failure, e.Failure);
        Assert.Contains(sentence, e.Message, StringComparison.Ordinal);
        Assert.Empty(Kept());
        Assert.InRange(Senders.Requests.Count, 1, 8);
    }

    [Fact]
    public async Task An_answer_without_end_is_cut_at_the_limit_of_bytes()
    {
        // 512 MiB through loopback would take seconds; the limit itself is what is looked at.
        Senders.Next("map.fits", new FakeTrouble.Endless());
        using var http = new SenderHttp(FakeSenders.Policy, Clock);
        var e = await Assert.ThrowsAsync<FetchException>(() => http.DocumentAsync(new Uri(Senders.Address, "map.fits"), 4 << 20, FetchPatience.Person, CancellationToken.None));
        Assert.Equal(FetchFailure.TooLarge, e.Failure);
        Assert.Contains("larger than 4 MiB", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sender_that_says_nothing_is_left_after_twenty_seconds()
    {
        var silence = new FakeTrouble.Silence();
        Senders.Next("map.fits", silence);
        var failed = FailsAsync(Senders.Put("map.fits", MadeMaps.Flat(7)));
        await silence.Asked.Task;
        Clock.Advance(TimeSpan.FromSeconds(19));
        Assert.False(failed.IsCompleted);
        Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Contains("does not answer within 20 s", (await failed).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sender_that_stops_in_the_middle_is_left()
    {
        Senders.Next("map.fits", new FakeTrouble.Announce(1000), new FakeTrouble.Announce(1000));
        var failed = FailsAsync(Senders.Put("map.fits", MadeMaps.Flat(7)));
        while (Kept().Length == 0 || new FileInfo(Path.Combine(CacheFolder, "files", Kept()[0])).Length < 0)
            await Task.Yield();
        Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(FetchFailure.Unreachable, (await failed).Failure);
    }

    [Fact]
    public async Task Redirects_are_followed_three_times_at_most()
    {
        var address = Senders.Put("map.fits", MadeMaps.Flat(7));
        for (var i = 0; i < 4; i++)
            Senders.Next($"hop{i}", new FakeTrouble.Redirect(i == 0 ? "/map.fits" : $"/hop{i - 1}"), new FakeTrouble.Redirect(i == 0 ? "/map.fits" : $"/hop{i - 1}"));
        var e = await FailsAsync(new Uri(Senders.Address, "hop3"));
        Assert.Contains("more than 3 times", e.Message, StringComparison.Ordinal);
        Assert.Equal(FetchFailure.Refused, e.Failure);
        Assert.Equal(Sha256(MadeMaps.Flat(7)), (await FetchAsync(new Uri(Senders.Address, "hop2"))).Sha256);
        Assert.Equal(1, Senders.CountOf("map.fits"));
        Assert.Equal("/map.fits", address.AbsolutePath);
    }

    [Fact]
    public async Task One_address_is_downloaded_once_whoever_asks_at_the_same_time()
    {
        var hold = new FakeTrouble.Hold();
        var address = Senders.Put("map.fits", MadeMaps.Flat(7));
        Senders.Next("map.fits", hold);
        using var other = Open();
        var all = Enumerable.Range(0, 10).Select(i => (i % 2 == 0 ? Sources : other).Fetcher.FetchAsync(address, FetchPatience.Person, CancellationToken.None)).ToArray();
        await hold.Asked.Task;
        Clock.Advance(TimeSpan.FromSeconds(1));
        hold.LetGo.SetResult();
        Assert.Single((await Task.WhenAll(all)).Select(m => m.Sha256).Distinct());
        Assert.Single(Senders.Requests);
    }

    [Fact]
    public async Task Whoever_stops_waiting_leaves_nothing_and_stops_nobody_else()
    {
        var hold = new FakeTrouble.Hold();
        var address = Senders.Put("map.fits", MadeMaps.Flat(7));
        Senders.Next("map.fits", hold);
        using var stop = new CancellationTokenSource();
        var first = Sources.Fetcher.FetchAsync(address, FetchPatience.Person, stop.Token);
        await hold.Asked.Task;
        var second = FetchAsync(address);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.Equal(Sha256(MadeMaps.Flat(7)), (await second).Sha256);
        Assert.Single(Kept());
    }

    [Fact]
    public async Task What_was_fetched_before_is_given_with_a_sentence_when_its_sender_is_away()
    {
        var address = Senders.Put("map.fits", MadeMaps.Flat(7), etag: "\"one\"");
        await FetchAsync(address);
        Senders.Next("map.fits", [.. Enumerable.Repeat(new FakeTrouble.Status(503), 20)]);
        var map = await FetchAsync(address);
        Assert.Equal(Sha256(MadeMaps.Flat(7)), map.Sha256);
        Assert.Contains("could not be asked for a newer file (it answered 503", map.Remark, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no http at all\r\n\r\n", "it does not answer")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 99\r\nConnection: close\r\n\r\nSIMPLE", "cut off")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: -4\r\nConnection: close\r\n\r\nSIMPLE", "")]
    public async Task Broken_http_is_a_sentence(string answer, string sentence)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var stop = new CancellationTokenSource();
        var served = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                using var client = await listener.AcceptTcpClientAsync(stop.Token);
                var read = await client.GetStream().ReadAsync(new byte[4096], stop.Token);
                Assert.True(read > 0);
                await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(answer), stop.Token);
            }
        });
        var e = await FailsAsync(new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/bayestar.fits.gz"));
        Assert.Contains(sentence, e.Message, StringComparison.Ordinal);
        Assert.Contains("Download it and give me the file", e.Message, StringComparison.Ordinal);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => served);
    }

    [Theory]
    [InlineData("http://example.org/bayestar.fits.gz", "only fetch https")]
    [InlineData("file:///etc/passwd", "only fetch https")]
    [InlineData("ftp://example.org/bayestar.fits.gz", "only fetch https")]
    [InlineData("https://me:secret@example.org/bayestar.fits.gz", "name or password")]
    [InlineData("https://127.0.0.1/bayestar.fits.gz", "not on the public internet")]
    [InlineData("https://localhost/bayestar.fits.gz", "not on the public internet")]
    [InlineData("https://[::1]/bayestar.fits.gz", "not on the public internet")]
    [InlineData("https://192.168.1.1/bayestar.fits.gz", "not on the public internet")]
    [InlineData("https://169.254.169.254/latest/meta-data", "not on the public internet")]
    [InlineData("https://[::ffff:10.0.0.1]/map.fits", "not on the public internet")]
    public async Task Strangers_cannot_make_it_look_inside(string address, string sentence)
    {
        using var strict = Open(FetchPolicy.Public);
        var e = await Assert.ThrowsAsync<FetchException>(() => strict.Fetcher.FetchAsync(new Uri(address), FetchPatience.Announced(TimeSpan.FromHours(1)), CancellationToken.None));
        Assert.Equal(FetchFailure.Refused, e.Failure);
        Assert.Contains(sentence, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", e.Message, StringComparison.Ordinal);
        Assert.Empty(Clock.Leaps);
    }

    [Theory]
    [InlineData("https://gracedb.ligo.org/a", true)]
    [InlineData("https://roc.icecube.wisc.edu/a", true)]
    [InlineData("https://GRACEDB.LIGO.ORG/a", true)]
    [InlineData("https://notgracedb.ligo.org.example.org/a", false)]
    [InlineData("https://evilicecube.wisc.edu/a", false)]
    public void A_list_of_hosts_allows_them_and_those_below_them(string address, bool allowed) =>
        Assert.Equal(allowed, (FetchPolicy.Public with { Hosts = ["gracedb.ligo.org", "icecube.wisc.edu"] }).Refusal(new Uri(address)) is null);

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
}
