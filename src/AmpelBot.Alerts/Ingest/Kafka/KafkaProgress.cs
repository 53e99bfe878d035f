using System.Text.Json;
using Confluent.Kafka;

namespace AmpelBot.Alerts.Ingest.Kafka;

/// <summary>How far the partitions have been read, kept and committed. Every member may be called from any thread.</summary>
internal sealed class KafkaProgress
{
    private readonly Lock gate = new();
    private readonly Dictionary<TopicPartition, Place> owned = [];
    private readonly HashSet<TopicPartition> ever = [];
    private readonly List<string> gaps = [];
    private string? waiting = "the brokers have not answered yet";
    private bool waitsForConnection = true;
    private bool wasAssigned;
    private long? lag;
    private long gapCount;

    internal SourceStatus Status
    {
        get
        {
            lock (gate)
                return new SourceStatus(null, lag, waiting) { Parts = ever.Count };
        }
    }

    /// <summary>Whether the group ever gave us partitions.</summary>
    internal bool WasAssigned
    {
        get
        {
            lock (gate)
                return wasAssigned;
        }
    }

    /// <summary>Whether all partitions that are ours have been read to their ends.</summary>
    internal bool IsAtEnd
    {
        get
        {
            lock (gate)
                return wasAssigned && owned.Values.All(p => p.IsAtEnd);
        }
    }

    /// <summary>What was not brought to an end, and what was not there to be read; null when there is nothing to say.</summary>
    internal string? Remark
    {
        get
        {
            lock (gate)
            {
                var left = owned.Count(p => p.Value.Durable > p.Value.Committed);
                var sentences = new List<string>(gaps);
                if (gapCount > gaps.Count)
                    sentences.Add($"{gapCount - gaps.Count} more gaps of this kind.");
                if (left > 0)
                    sentences.Add($"The brokers could not be told of the last messages of {left} partitions: they will come again, and are kept once.");
                return sentences.Count > 0 ? string.Join(' ', sentences) : null;
            }
        }
    }

    internal void Assign(IEnumerable<TopicPartition> partitions, IReadOnlyList<TopicPartitionOffset> committed)
    {
        lock (gate)
        {
            wasAssigned = true;
            (waiting, waitsForConnection) = (null, false);
            foreach (var partition in partitions)
            {
                ever.Add(partition);
                var from = committed.FirstOrDefault(c => c.TopicPartition == partition)?.Offset.Value;
                owned[partition] = from >= 0 ? new Place { Next = from.Value, Durable = from.Value, Committed = from.Value } : new Place();
            }
        }
    }

    internal void Lose(IEnumerable<TopicPartition> partitions)
    {
        lock (gate)
            foreach (var partition in partitions)
                owned.Remove(partition);
    }

    /// <summary>A message was read. Messages between it and the one before it are not at the brokers any more.</summary>
    internal void Take(TopicPartition partition, long offset)
    {
        lock (gate)
        {
            (waiting, waitsForConnection) = (null, false);
            if (!owned.TryGetValue(partition, out var place))
                return;
            if (place.Next >= 0 && offset > place.Next && gapCount++ < 10)
                gaps.Add($"{partition.Topic}, partition {partition.Partition.Value}: the brokers have no messages {place.Next} to {offset - 1} (any more), so they were not read.");
            (place.Next, place.IsAtEnd) = (offset + 1, false);
        }
    }

    internal void End(TopicPartition partition)
    {
        lock (gate)
        {
            (waiting, waitsForConnection) = (null, false);
            if (owned.TryGetValue(partition, out var place))
                place.IsAtEnd = true;
        }
    }

    /// <summary>All messages of a partition before an offset are durable.</summary>
    /// <returns>Whether that is news, and the partition is still ours; of one that went to another member, that member commits.</returns>
    internal bool Acknowledge(TopicPartitionOffset next)
    {
        lock (gate)
        {
            if (!owned.TryGetValue(next.TopicPartition, out var place) || next.Offset.Value <= place.Durable)
                return false;
            place.Durable = next.Offset.Value;
            return true;
        }
    }

    internal List<TopicPartitionOffset> Uncommitted()
    {
        lock (gate)
            return [.. owned.Where(p => p.Value.Durable > p.Value.Committed).Select(p => new TopicPartitionOffset(p.Key, p.Value.Durable))];
    }

    internal void Commit(IEnumerable<TopicPartitionOffset> offsets)
    {
        lock (gate)
            foreach (var offset in offsets)
                if (owned.TryGetValue(offset.TopicPartition, out var place))
                    place.Committed = Math.Max(place.Committed, offset.Offset.Value);
    }

    internal void Wait(string sentence, bool untilConnected = false)
    {
        lock (gate)
            (waiting, waitsForConnection) = (sentence, untilConnected);
    }

    /// <summary>librdkafka's statistics: whether a broker is there, and how many messages are to come.</summary>
    internal void TakeStatistics(string json)
    {
        using var document = JsonDocument.Parse(json);
        var isConnected = document.RootElement.TryGetProperty("brokers", out var brokers)
            && brokers.EnumerateObject().Any(b => b.Value.TryGetProperty("state", out var state) && state.ValueEquals("UP"));
        var highs = new Dictionary<TopicPartition, long>();
        if (document.RootElement.TryGetProperty("topics", out var topics))
            foreach (var topic in topics.EnumerateObject())
                if (topic.Value.TryGetProperty("partitions", out var partitions))
                    foreach (var partition in partitions.EnumerateObject())
                        if (partition.Value.TryGetProperty("hi_offset", out var high) && high.GetInt64() >= 0
                            && int.TryParse(partition.Name, out var number) && number >= 0)
                            highs[new TopicPartition(topic.Name, number)] = high.GetInt64();
        lock (gate)
        {
            if (isConnected && waitsForConnection)
                (waiting, waitsForConnection) = (null, false);
            lag = null;
            foreach (var (partition, place) in owned)
                if (place.Next >= 0 && highs.TryGetValue(partition, out var high))
                    lag = (lag ?? 0) + Math.Max(0, high - place.Next);
        }
    }

    /// <summary>Offsets of one partition; -1 where unknown.</summary>
    private sealed class Place
    {
        /// <summary>The offset to be read next.</summary>
        internal long Next { get; set; } = -1;

        /// <summary>All messages before it are durable.</summary>
        internal long Durable { get; set; } = -1;

        /// <summary>The brokers know so.</summary>
        internal long Committed { get; set; } = -1;

        internal bool IsAtEnd { get; set; }
    }
}
