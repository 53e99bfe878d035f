using System.Text.RegularExpressions;

namespace AmpelBot.Alerts.Ingest.Kafka;

/// <summary>Brokers, topics and group, as kafka://BROKER:PORT[,BROKER:PORT]/TOPIC[,TOPIC]?group=NAME[&amp;from=end] names them.</summary>
public sealed partial record KafkaAddress
{
    /// <summary>What an address begins with.</summary>
    public const string Scheme = "kafka://";

    private const int MaxLength = 4096;

    private KafkaAddress(string brokers, IReadOnlyList<string> topics, string group) => (Brokers, Topics, Group) = (brokers, topics, group);

    /// <summary>The brokers to begin with, host:port, separated by commas.</summary>
    public string Brokers { get; }

    /// <summary>The topics; in a name, * stands for any characters.</summary>
    public IReadOnlyList<string> Topics { get; }

    /// <summary>The consumer group, for which the brokers remember how far it has read.</summary>
    public string Group { get; }

    /// <summary>Whether a group that is new begins with messages that are yet to come; otherwise with the oldest that the brokers have.</summary>
    public bool FromEnd { get; private init; }

    /// <summary>Whether reading ends where the topics ended when it came there; otherwise it waits for more.</summary>
    public bool UntilEnd { get; init; }

    /// <summary>The topics as librdkafka takes them: a pattern begins with ^.</summary>
    public IEnumerable<string> Subscription => Topics.Select(t => t.Contains('*') ? $"^{Regex.Escape(t).Replace("\\*", ".*", StringComparison.Ordinal)}$" : t);

    /// <summary>Whether one of the topics is meant by a name.</summary>
    internal bool Names(string topic) => Topics.Any(t => t == topic
        || (t.Contains('*') && Regex.IsMatch(topic, $"^{Regex.Escape(t).Replace("\\*", ".*", StringComparison.Ordinal)}$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)));

    /// <summary>Reads an address.</summary>
    /// <param name="text">The address.</param>
    /// <param name="address">What it means; null when it means nothing.</param>
    /// <param name="problem">Why it means nothing, a sentence that repeats no password.</param>
    public static bool TryParse(string text, out KafkaAddress? address, out string problem)
    {
        (address, problem) = (null, "");
        if (!text.StartsWith(Scheme, StringComparison.Ordinal) || text.Length > MaxLength)
            return Refuse($"An address of Kafka begins with {Scheme} and has at most {MaxLength} characters.", out problem);
        var rest = text[Scheme.Length..];
        if (rest.Contains('@'))
            return Refuse("An address of Kafka holds no user and no password, since others can read command lines. Set AMPELBOT_KAFKA_USER and AMPELBOT_KAFKA_PASSWORD.", out problem);
        var question = rest.IndexOf('?');
        var query = question < 0 ? "" : rest[(question + 1)..];
        var path = question < 0 ? rest : rest[..question];
        var slash = path.IndexOf('/');
        var brokers = (slash < 0 ? path : path[..slash]).Split(',');
        var topics = slash < 0 ? [] : path[(slash + 1)..].Split(',');
        if (Array.Find(brokers, b => !Broker().IsMatch(b)) is { } broker)
            return Refuse($"\"{broker}\" is no broker: write host:port, as in kafka://broker:9092/topic?group=ampelbot.", out problem);
        if (topics.Length == 0)
            return Refuse("The address names no topic: write kafka://broker:9092/topic?group=ampelbot. In a topic, * stands for any characters.", out problem);
        if (Array.Find(topics, t => !Topic().IsMatch(t)) is { } topic)
            return Refuse($"\"{topic}\" is no topic: letters, digits, dots, _ and -, and * for any characters.", out problem);
        string? group = null;
        var fromEnd = false;
        foreach (var part in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
            switch (part.Split('=', 2))
            {
                case ["group", { Length: > 0 } name] when Topic().IsMatch(name) && !name.Contains('*'):
                    group = name;
                    break;
                case ["from", "start"]:
                    fromEnd = false;
                    break;
                case ["from", "end"]:
                    fromEnd = true;
                    break;
                default:
                    return Refuse($"\"{part}\" is not understood: group=NAME, from=start (the default) or from=end.", out problem);
            }
        if (group is null)
            return Refuse("The address names no consumer group: add ?group=NAME. The brokers remember for each group how far it has read, so an archive of its own needs a group of its own.", out problem);
        address = new KafkaAddress(string.Join(',', brokers), topics, group) { FromEnd = fromEnd };
        return true;
    }

    /// <summary>The address again, for people.</summary>
    public override string ToString() => $"{Scheme}{Brokers}/{string.Join(',', Topics)}?group={Group}";

    private static bool Refuse(string sentence, out string problem)
    {
        problem = sentence;
        return false;
    }

    [GeneratedRegex(@"^(\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9._-]{1,253}):[0-9]{1,5}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Broker();

    [GeneratedRegex(@"^[A-Za-z0-9._*-]{1,249}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Topic();
}
