using AmpelBot.FollowUp;
using AmpelBot.FollowUp.Channels;
using AmpelBot.FollowUp.Scan;
using AmpelBot.Hosting;
using AmpelBot.Jobs;
using AmpelBot.Listeners;
using AmpelBot.Testing;
using AmpelBot.Testing.Brokers;
using Microsoft.Extensions.Logging.Abstractions;

namespace AmpelBot.Tests.Listeners;

public sealed class ListenSettingsTests
{
    private const string Secret = "sesame-sesame-sesame";

    [Fact]
    public void Without_the_block_nothing_is_listened_to()
    {
        var settings = HostSettings.Parse("jobs: { workers: 1 }", "bot.yaml").Notices;
        Assert.True(settings is { Gcn: null, VoEvent: null, Folder: null });
        Assert.Equal(new NoticeKeeping(), settings.Keeping);
    }

    [Fact]
    public async Task The_example_of_the_documents_has_every_key_with_what_it_is_when_it_is_left_out()
    {
        var settings = (await HostSettings.ReadAsync(Path.Combine(Repository.Folder, "docs", "ampelbot.yaml"), CancellationToken.None)).Notices;
        var least = HostSettings.Parse("listen:\n  gcn: { topics: [igwn.gwalert] }\n  voevent: { brokers: [a] }\n", "bot.yaml").Notices;
        Assert.Equal(new NoticeKeeping(), settings.Keeping);
        Assert.Contains("igwn.gwalert", settings.Gcn!.Address.Topics);
        Assert.Equal((least.Gcn!.Address.Brokers, least.Gcn.Address.Group, true), (settings.Gcn.Address.Brokers, settings.Gcn.Address.Group, settings.Gcn.Address.FromEnd));
        Assert.Equal((least.Gcn.HeartbeatTopic, least.Gcn.HeartbeatLimit, least.Gcn.TokenEndpoint, true), (settings.Gcn.HeartbeatTopic, settings.Gcn.HeartbeatLimit, settings.Gcn.TokenEndpoint, settings.Gcn.NeedsCredentials));
        Assert.Equal((least.VoEvent!.Ivorn, least.VoEvent.AliveTimeout), (settings.VoEvent!.Ivorn, settings.VoEvent.AliveTimeout));
        Assert.Equal("kafka.gcn.nasa.gov:9092", settings.Gcn.Address.Brokers);
        Assert.Contains(GcnSettings.UsualHeartbeatTopic, settings.Gcn.Address.Topics);
    }

    [Theory]
    [InlineData("listen:\n  gnc: {}\n", "bot.yaml, line 2: unknown key gnc in listen")]
    [InlineData("listen:\n  gcn:\n    group: a\n", "the key topics is missing in gcn of listen")]
    [InlineData("listen:\n  gcn:\n    topics: [\"a topic\"]\n", "bot.yaml, line 3: topics in gcn of listen is wrong, or brokers or group beside it: \"a topic\" is no topic")]
    [InlineData("listen:\n  gcn:\n    topics: [t]\n    brokers: [\"user:word@host:9092\"]\n", "holds no user and no password")]
    [InlineData("listen:\n  gcn:\n    topics: [t]\n    begin: middle\n", "begin in gcn of listen is neither start nor end")]
    [InlineData("listen:\n  gcn:\n    topics: [t]\n    security: off\n", "security in gcn of listen is neither gcn")]
    [InlineData("listen:\n  gcn:\n    topics: [t]\n    token_endpoint: http://auth.example.org/\n", "token_endpoint in gcn of listen is not an address")]
    [InlineData("listen:\n  gcn:\n    topics: [t]\n    client_secret: sesame\n", "unknown key client_secret in gcn of listen")]
    [InlineData("listen:\n  voevent:\n    brokers: [\"a/b\"]\n", "brokers in voevent of listen is not a list")]
    [InlineData("listen:\n  voevent:\n    brokers: [a]\n    ivorn: me\n", "ivorn in voevent of listen is not an identifier")]
    [InlineData("listen:\n  folder: {}\n", "the key path is missing in folder of listen")]
    [InlineData("listen:\n  keep:\n    bytes_days: 0\n", "bytes_days in keep of listen is 0")]
    public void What_is_wrong_is_said_with_file_line_and_key(string yaml, string sentence)
    {
        var message = Assert.Throws<ChannelException>(() => HostSettings.Parse(yaml, "bot.yaml")).Message;
        Assert.Contains(sentence, message);
        Assert.DoesNotContain("sesame", message);
    }

    [Fact]
    public void Secrets_come_from_variables_and_are_never_shown()
    {
        Assert.Equal(new ListenSecrets(null, null), Read().Value);
        var secrets = Read((GcnCredentials.IdVariable, "me"), (GcnCredentials.SecretVariable, Secret), (ListenSecrets.TokenVariable, Secret)).Value!;
        Assert.Equal(new ListenSecrets(new GcnCredentials("me", Secret), Secret), secrets);
        Assert.DoesNotContain("sesame", $"{secrets} {secrets.Gcn}");
        Assert.Contains("is set and the other is not", Read((GcnCredentials.SecretVariable, Secret)).Error);
        Assert.Contains("fewer than 16 characters", Read((ListenSecrets.TokenVariable, "sesame")).Error);
        Assert.DoesNotContain("sesame", Read((ListenSecrets.TokenVariable, "sesame")).Error);
        var file = Path.GetTempFileName();
        File.WriteAllText(file, Secret + "\n");
        Assert.Equal(Secret, Read((ListenSecrets.TokenVariable + "_FILE", file)).Value!.NoticeToken);
        File.Delete(file);
    }

    [SkippableFact]
    public async Task Gcn_without_credentials_is_refused_at_the_start_with_what_to_do()
    {
        Skip.IfNot(MockBrokers.Present, MockBrokers.Why);
        await using var rig = await ListenRig.OpenAsync();
        var settings = HostSettings.Parse("listen:\n  gcn:\n    topics: [t]\n", "bot.yaml").Notices;
        var refused = Assert.Throws<RequestException>(() => new NoticeListeners(settings, new ListenSecrets(null, null), rig.Store, TimeProvider.System, NullLogger.Instance));
        Assert.Contains(GcnCredentials.IdVariable, refused.Message);
    }

    [Fact]
    public async Task All_that_is_set_listens_together_and_stops()
    {
        await using var rig = await ListenRig.OpenAsync();
        await using var broker = new VoEventBrokerPeer();
        var folder = Path.Combine(rig.Folder, "incoming");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "a.json"), "{}");
        var settings = HostSettings.Parse($"listen:\n  voevent: {{ brokers: [\"127.0.0.1:{broker.Port}\"] }}\n  folder: {{ path: {folder} }}\n", "bot.yaml").Notices;
        await using var listeners = new NoticeListeners(settings, new ListenSecrets(null, Secret), rig.Store, TimeProvider.System, NullLogger.Instance);
        listeners.Start();
        await broker.SubscribedAsync(ListenRig.Long);
        await broker.SendAsync(ListenRig.VoEvent(1));
        await rig.UntilStoredAsync(2);
        await ListenRig.UntilAsync(() => Task.FromResult(listeners.Trouble().Count == 0), "trouble was told");
        await listeners.StopAsync();
    }

    private static ParseResult<ListenSecrets> Read(params (string Name, string Value)[] variables) =>
        ListenSecrets.Read(name => variables.FirstOrDefault(v => v.Name == name).Value);
}
