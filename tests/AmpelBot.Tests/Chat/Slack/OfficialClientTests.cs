using System.Diagnostics;
using AmpelBot.Chat.Slack;
using AmpelBot.Testing;
using AmpelBot.Testing.Slack;

namespace AmpelBot.Tests.Chat.Slack;

/// <summary>Slack's own clients and types, from npm, judge the fake Slack and AmpelBot's payloads.</summary>
public sealed class OfficialClientTests(OfficialPackages packages) : IClassFixture<OfficialPackages>
{
    [SkippableFact]
    public async Task The_fake_serves_Slacks_own_clients_without_complaint()
    {
        Skip.If(packages.WhyNot is not null, packages.WhyNot);
        await using var slack = await FakeSlack.StartAsync(new FakeSlackOptions { FileInfoCallsBeforeUsable = -1 });
        var picture = Path.Combine(packages.Folder, "skymap.png");
        await File.WriteAllBytesAsync(picture, [1, 2, 3]);
        var blocks = Path.Combine(packages.Folder, "blocks.json");
        await File.WriteAllTextAsync(blocks, SlackJson.Of(SamplePayloads.Blocks(slack.People.File("map.png", [1]).Id)).ToJsonString());

        using var node = packages.Start("node", "judge.js", $"{slack.Address}", FakeSlack.BotToken, FakeSlack.AppToken, blocks, picture);
        var complaints = node.StandardError.ReadToEndAsync();
        try
        {
            Assert.Equal("""{"web":{"user":"U0AMPELBOT","replies":2,"key":"k","name":"alice","refusal":"channel_not_found"}}""", await LineAsync(node, complaints));
            Assert.Equal("""{"connected":true}""", await LineAsync(node, complaints));
            await slack.People.SayAsync("U0ALICE", "D0ALICE", "help");
            Assert.Equal("""{"envelope":"events_api","event":"message","retry":0}""", await LineAsync(node, complaints));
            Assert.Equal("from the official client", await slack.People.CommandAsync("U0ALICE", "C0GW", "/ampel", "help"));
            Assert.Equal("""{"envelope":"slash_commands","event":"/ampel","retry":0}""", await LineAsync(node, complaints));
            await slack.People.ClickAsync("U0BOB", slack.Workspace.OfBot[0], "reject");
            Assert.Equal("""{"envelope":"interactive","event":"block_actions","retry":0}""", await LineAsync(node, complaints));

            await slack.Sockets.DisconnectAsync("refresh_requested");
            Assert.Equal("""{"connected":true}""", await LineAsync(node, complaints));
            await slack.People.SayAsync("U0ALICE", "D0ALICE", "still there?");
            Assert.Equal("""{"envelope":"events_api","event":"message","retry":0}""", await LineAsync(node, complaints));
            node.StandardInput.Close();
            Assert.Equal("""{"bye":true}""", await LineAsync(node, complaints));
            Assert.Equal("", await complaints.WaitAsync(TimeSpan.FromSeconds(20)));
        }
        finally
        {
            node.Kill(entireProcessTree: true);
        }
        Assert.Equal(0, slack.RateLimitsIgnored);
    }

    [SkippableFact]
    public async Task The_payloads_have_the_shapes_of_Slacks_own_types()
    {
        Skip.If(packages.WhyNot is not null, packages.WhyNot);
        var source = $"""
            import type {"{"} ActionsBlock, ContextBlock, DividerBlock, HeaderBlock, ImageBlock, InputBlock, ModalView, SectionBlock, TableBlock {"}"} from '@slack/types';
            type Ours = ActionsBlock | ContextBlock | DividerBlock | HeaderBlock | ImageBlock | InputBlock | SectionBlock | TableBlock;
            export const blocks: Ours[] = {SlackJson.Of(SamplePayloads.Blocks("F1")).ToJsonString()};
            export const view: ModalView = {SlackJson.Of(SamplePayloads.View).ToJsonString()};

            """;
        Assert.Equal("", await CheckAsync(source));
        // The judge is awake: a field that is no field of Slack's, and one that is missing, are both seen.
        Assert.Contains("error TS", await CheckAsync(source.Replace("\"alt_text\"", "\"alt\"", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Contains("error TS", await CheckAsync(source.Replace("\"plain_text\"", "\"plain\"", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    private async Task<string> CheckAsync(string source)
    {
        await File.WriteAllTextAsync(Path.Combine(packages.Folder, "payloads.ts"), source);
        using var tsc = packages.Start("node", "node_modules/typescript/bin/tsc", "--noEmit", "--strict", "--skipLibCheck", "--module", "nodenext", "--moduleResolution", "nodenext", "payloads.ts");
        var said = await tsc.StandardOutput.ReadToEndAsync() + await tsc.StandardError.ReadToEndAsync();
        await tsc.WaitForExitAsync();
        return said;
    }

    private static async Task<string> LineAsync(Process node, Task<string> complaints)
    {
        var line = await node.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(40));
        return line ?? await complaints;
    }
}

/// <summary>Slack's packages in a folder of their own, when node and the registry are there.</summary>
public sealed class OfficialPackages : IAsyncLifetime
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("ampelbot-npm").FullName;

    /// <summary>Why the packages are not there; null when they are.</summary>
    public string? WhyNot { get; private set; }

    public async Task InitializeAsync()
    {
        foreach (var file in Directory.GetFiles(Path.Combine(Repository.Folder, "tests", "AmpelBot.Tests", "Chat", "Slack", "official")))
            File.Copy(file, Path.Combine(Folder, Path.GetFileName(file)));
        try
        {
            using var npm = Start("npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error");
            var said = npm.StandardError.ReadToEndAsync();
            _ = npm.StandardOutput.ReadToEndAsync();
            using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
            try
            {
                await npm.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                npm.Kill(entireProcessTree: true);
                WhyNot = "npm did not fetch Slack's own packages within two minutes";
                return;
            }
            if (npm.ExitCode != 0)
                WhyNot = "npm could not fetch Slack's own packages (@slack/socket-mode, @slack/web-api, @slack/types): the registry is not there";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            WhyNot = "node and npm are not here, so Slack's own clients cannot judge (apt-get install nodejs npm)";
        }
    }

    public Task DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        return Task.CompletedTask;
    }

    public Process Start(string program, params string[] arguments) => Process.Start(new ProcessStartInfo(program, arguments)
    {
        WorkingDirectory = Folder,
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        UseShellExecute = false,
    })!;
}
