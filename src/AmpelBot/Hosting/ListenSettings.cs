using AmpelBot.Alerts.Ingest.Kafka;
using AmpelBot.FollowUp.Channels;
using AmpelBot.Jobs;
using AmpelBot.Listeners;

namespace AmpelBot.Hosting;

/// <summary>What an operator sets for listening: the block <c>listen</c>. Secrets are not among it.</summary>
public sealed record ListenSettings
{
    /// <summary>GCN's Kafka; null when it is not listened to.</summary>
    public GcnSettings? Gcn { get; init; }

    /// <summary>Brokers of VOEvents; null when there are none.</summary>
    public VoEventSettings? VoEvent { get; init; }

    /// <summary>The drop folder; null when there is none.</summary>
    public FolderSettings? Folder { get; init; }

    /// <summary>How many notices are kept, and for how long.</summary>
    public NoticeKeeping Keeping { get; init; } = new();

    /// <summary>Reads the block.</summary>
    /// <param name="block">The block; null when it is not there.</param>
    /// <param name="blocks">Takes all blocks that were read, of which the problems are told.</param>
    internal static ListenSettings Read(ConfigBlock? block, List<ConfigBlock> blocks)
    {
        if (block is null)
            return new ListenSettings();
        var gcn = block.OptionalBlock("gcn", "gcn of listen");
        var voevent = block.OptionalBlock("voevent", "voevent of listen");
        var folder = block.OptionalBlock("folder", "folder of listen");
        var keep = block.OptionalBlock("keep", "keep of listen");
        blocks.AddRange(new[] { block, gcn, voevent, folder, keep }.OfType<ConfigBlock>());
        var usual = new NoticeKeeping();
        return new ListenSettings
        {
            Gcn = gcn is null ? null : ReadGcn(gcn),
            VoEvent = voevent is null ? null : ReadVoEvent(voevent),
            Folder = folder is null ? null : new FolderSettings { Path = Path.GetFullPath(folder.Text("path", 1000) is { Length: > 0 } path ? path : ".") },
            Keeping = keep is null ? usual : new NoticeKeeping
            {
                BytesDays = (int)(keep.OptionalWhole("bytes_days", 1, 10_000) ?? usual.BytesDays),
                MemoryDays = (int)(keep.OptionalWhole("memory_days", 1, 10_000) ?? usual.MemoryDays),
                MostDeadLetters = (int)(keep.OptionalWhole("most_dead_letters", 1, 1_000_000) ?? usual.MostDeadLetters),
                MostWaiting = (int)(keep.OptionalWhole("most_waiting", 1, 10_000_000) ?? usual.MostWaiting),
            },
        };
    }

    private static GcnSettings ReadGcn(ConfigBlock block)
    {
        var topics = block.Texts("topics", 249, required: true) ?? [];
        var brokers = block.Texts("brokers", 300, required: false) ?? GcnSettings.UsualBrokers;
        var group = block.OptionalText("group", 200) ?? "ampelbot";
        var begin = block.OptionalText("begin", 20) ?? "end";
        block.Check(begin is "start" or "end", "begin", "is neither start nor end");
        var heartbeat = block.OptionalWhole("heartbeat_seconds", 0, 86_400) ?? 60;
        var isPlain = (block.OptionalText("security", 20) ?? "gcn") is var security && security == "none";
        block.Check(security is "gcn" or "none", "security", "is neither gcn (TLS and client credentials) nor none (a broker of your own that asks nobody's name)");
        var endpoint = block.OptionalText("token_endpoint", 300) is { } text ? Uri.TryCreate(text, UriKind.Absolute, out var given) ? given : null : GcnSettings.UsualTokenEndpoint;
        block.Check(endpoint is { UserInfo: "" } && (endpoint.Scheme == Uri.UriSchemeHttps || endpoint is { IsLoopback: true, Scheme: "http" }), "token_endpoint", "is not an address as in https://auth.gcn.nasa.gov/oauth2/token");
        if (heartbeat > 0 && !topics.Contains(GcnSettings.UsualHeartbeatTopic))
            topics = [.. topics, GcnSettings.UsualHeartbeatTopic];
        var isAddress = KafkaAddress.TryParse($"{KafkaAddress.Scheme}{string.Join(',', brokers)}/{string.Join(',', topics)}?group={group}&from={(begin == "start" ? "start" : "end")}", out var address, out var problem);
        block.Check(isAddress, "topics", $"is wrong, or brokers or group beside it: {problem.TrimEnd('.')}");
        return new GcnSettings
        {
            Address = isAddress ? address! : GcnSettings.Nowhere,
            HeartbeatTopic = heartbeat > 0 ? GcnSettings.UsualHeartbeatTopic : null,
            HeartbeatLimit = TimeSpan.FromSeconds(heartbeat),
            TokenEndpoint = endpoint ?? GcnSettings.UsualTokenEndpoint,
            NeedsCredentials = !isPlain,
        };
    }

    private static VoEventSettings ReadVoEvent(ConfigBlock block)
    {
        var names = block.Texts("brokers", 260, required: true) ?? [];
        var brokers = names.Select(VoEventBroker.TryParse).ToArray();
        block.Check(brokers.All(b => b is not null) && brokers.Length <= VoEventSettings.MostBrokers, "brokers", $"is not a list of up to {VoEventSettings.MostBrokers} brokers as in voevent.example.org:8099");
        var ivorn = block.OptionalText("ivorn", 200) ?? "ivo://ampelbot/listener";
        block.Check(ivorn.StartsWith("ivo://", StringComparison.Ordinal) && ivorn.All(c => c is > ' ' and <= '~'), "ivorn", "is not an identifier as in ivo://your.institute/ampelbot");
        return new VoEventSettings
        {
            Brokers = [.. brokers.OfType<VoEventBroker>()],
            Ivorn = ivorn,
            AliveTimeout = TimeSpan.FromSeconds(block.OptionalWhole("alive_seconds", 10, 3600) ?? 150),
        };
    }
}
