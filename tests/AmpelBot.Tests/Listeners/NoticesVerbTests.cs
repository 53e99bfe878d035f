using System.Text;
using AmpelBot.Jobs;
using AmpelBot.Listeners;
using AmpelBot.Tests.Cli;

namespace AmpelBot.Tests.Listeners;

public sealed class NoticesVerbTests
{
    [Fact]
    public async Task Notices_are_listed_saved_and_replayed()
    {
        await using var rig = await ListenRig.OpenAsync();
        for (var i = 1; i <= 2; i++)
            await rig.Store.AcceptAsync(new ReceivedNotice("gcn", "a.topic", $"0:{i}", Encoding.UTF8.GetBytes($"notice {i}"), TimeProvider.System.GetUtcNow()), default);
        await rig.Store.SettleAsync(2, NoticeStatus.DeadLetter, "It is no\nnotice.", default);

        var list = await RunAsync("list", "--status", "DeadLetter", "--json");
        Assert.Equal("DeadLetter", Assert.Single(list.Json.GetProperty("notices").EnumerateArray().ToArray()).GetProperty("status").GetString());
        Assert.Equal(1, list.Json.GetProperty("counts").GetProperty("waiting").GetInt64());
        var text = (await RunAsync("list")).Output;
        Assert.Contains("DeadLetter  gcn a.topic 0:2, 8 bytes: It is no notice.", text);
        Assert.Contains("1 wait (8 bytes)", text);

        Assert.Equal((0, "notice 2"), await RunAsync("save", "2", "-") is var saved ? (saved.ExitCode, saved.Output) : default);
        Assert.NotEqual(0, (await RunAsync("save", "9", "-")).ExitCode);
        Assert.Contains("Name one notice", (await RunAsync("replay")).Error);
        Assert.Contains("Notice 1 cannot be put back", (await RunAsync("replay", "1")).Error);
        Assert.Contains("Put back: 1.", (await RunAsync("replay", "--dead-letters")).Output);
        Assert.Equal(2, (await rig.Store.CountAsync(default)).Waiting);

        Task<ProgramRun> RunAsync(params string[] words) => ProgramRun.Of(rig.Folder, ["notices", .. words, "--archive", "archive"]);
    }
}
