using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using AmpelBot.Jobs;
using AmpelBot.Listeners;
using AmpelBot.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace AmpelBot.Tests.Listeners;

public sealed class NoticeHttpDoorTests : IAsyncLifetime
{
    private const string Token = "sesame-0123456789-open";
    private readonly CapturedLog log = new();
    private readonly HttpClient http = new();
    private ListenRig rig = null!;
    private FailingInbox inbox = null!;
    private NoticeHttpDoor door = null!;
    private WebApplication server = null!;

    public async Task InitializeAsync()
    {
        rig = await ListenRig.OpenAsync();
        inbox = new FailingInbox(rig.Store);
        door = new NoticeHttpDoor(Token, inbox, TimeProvider.System, log.CreateLogger("listen"));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        server = builder.Build();
        door.Map(server);
        await server.StartAsync();
    }

    public async Task DisposeAsync()
    {
        http.Dispose();
        await server.DisposeAsync();
        door.Dispose();
        await rig.DisposeAsync();
    }

    [Fact]
    public async Task A_notice_is_kept_before_the_answer_says_its_number_and_whether_it_is_new()
    {
        foreach (var isNew in new[] { true, false })
        {
            using var response = await PostAsync(new ByteArrayContent(ListenRig.VoEvent(1)), query: "?name=relay%0A1");
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            using var answer = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync());
            Assert.Equal((1L, isNew), (answer.RootElement.GetProperty("id").GetInt64(), answer.RootElement.GetProperty("new").GetBoolean()));
        }
        var content = (await rig.Store.FindAsync(1, default))!;
        Assert.Equal(ListenRig.VoEvent(1), content.Bytes.ToArray());
        Assert.Equal(("http", "relay 1"), (content.Notice.Source, content.Notice.Key));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Bearer")]
    [InlineData("Bearer sesame-0123456789-opeN")]
    [InlineData("Bearer sesame-0123456789-open2")]
    [InlineData("Basic sesame-0123456789-open")]
    public async Task Without_the_token_nothing_is_read_and_nothing_is_told(string? authorization)
    {
        using var response = await PostAsync(new StringContent("{}"), authorization);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Empty(inbox.Asked);
        Assert.DoesNotContain("sesame", await response.Content.ReadAsStringAsync());
        Assert.DoesNotContain(log.Lines, l => l.Contains("sesame", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused_whether_it_says_so_or_not()
    {
        using (var announced = new ByteArrayContent(new byte[NoticeStore.MostBytes + 1]))
        using (var response = await TryPostAsync(announced))
            Assert.True(response is null or { StatusCode: HttpStatusCode.RequestEntityTooLarge });
        using (var endless = new StreamContent(new Endless()))
        using (var response = await TryPostAsync(endless))
            Assert.True(response is null or { StatusCode: HttpStatusCode.RequestEntityTooLarge });
        Assert.Empty(inbox.Asked);
        using var next = await PostAsync(new StringContent("{}"));
        Assert.Equal(HttpStatusCode.OK, next.StatusCode);
    }

    [Fact]
    public async Task An_empty_body_is_no_notice_and_one_that_could_not_be_kept_may_be_sent_again()
    {
        using (var empty = await PostAsync(new ByteArrayContent([])))
            Assert.Equal(HttpStatusCode.BadRequest, empty.StatusCode);
        inbox.Failures = 1;
        using (var failed = await PostAsync(new StringContent("{}")))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, failed.StatusCode);
            Assert.DoesNotContain("No space", await failed.Content.ReadAsStringAsync());
        }
        using var again = await PostAsync(new StringContent("{}"));
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
    }

    [Fact]
    public async Task Garbage_is_kept_as_it_came()
    {
        var garbage = Encoding.UTF8.GetBytes(new string('[', 500_000));
        using var response = await PostAsync(new ByteArrayContent(garbage));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(garbage, (await rig.Store.FindAsync(1, default))!.Bytes.ToArray());
    }

    private async Task<HttpResponseMessage?> TryPostAsync(HttpContent content)
    {
        try
        {
            return await PostAsync(content);
        }
        catch (HttpRequestException)
        {
            // The server hung up while we were still sending.
            return null;
        }
    }

    private async Task<HttpResponseMessage> PostAsync(HttpContent content, string? authorization = $"Bearer {Token}", string query = "")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{server.Urls.Single()}/notices{query}") { Content = content };
        if (authorization is not null)
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        return await http.SendAsync(request);
    }

    /// <summary>Zeros without end.</summary>
    private sealed class Endless : Stream
    {
        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
        public override int Read(byte[] buffer, int offset, int count) => count;
        public override void Flush() { }
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
