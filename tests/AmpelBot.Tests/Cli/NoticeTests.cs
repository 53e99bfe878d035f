namespace AmpelBot.Tests.Cli;

/// <summary>ampelbot notice from outside.</summary>
public sealed class NoticeTests : IDisposable
{
    private const string Retraction = """{"alert_type":"RETRACTION","time_created":"2024-01-15T11:00:00Z","superevent_id":"S240115n","urls":{},"event":null,"external_coinc":null}""";

    private readonly string folder = Directory.CreateTempSubdirectory("ampelbot").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_notice_is_told_in_text_and_as_one_document()
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "n"), Retraction);

        var text = await ProgramRun.Of(folder, "notice", "n");
        var json = await ProgramRun.Of(folder, "notice", "n", "--json");

        Assert.Equal((0, "LVK: retraction of S240115n\nsent: 2024-01-15 11:00:00 UTC\n"), (text.ExitCode, text.Output));
        Assert.Equal((0, ""), (json.ExitCode, json.Error));
        Assert.Equal(("S240115n", "retraction"), (json.Json.GetProperty("eventId").GetString(), json.Json.GetProperty("kind").GetString()));
    }

    [Fact]
    public async Task A_notice_comes_from_standard_input_too()
    {
        using var process = ProgramRun.Start(folder, "notice", "-");
        await process.StandardInput.WriteAsync(Retraction);
        process.StandardInput.Close();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.StartsWith("LVK: retraction of S240115n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_notice_is_refused_in_a_sentence()
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "n"), "[1, 2]");

        var broken = await ProgramRun.Of(folder, "notice", "n", "--json");
        var missing = await ProgramRun.Of(folder, "notice", "nowhere");

        Assert.Equal((4, "", "n is refused: This is a list of 2 things, not one notice. Give me its items one by one.\n"), (broken.ExitCode, broken.Output, broken.Error));
        Assert.Equal((3, "There is no file nowhere.\n"), (missing.ExitCode, missing.Error));
    }
}
