using System.Runtime.InteropServices;

namespace AmpelBot.Alerts.Ingest.Kafka;

/// <summary>The system's librdkafka, which Confluent.Kafka is led to.</summary>
public static class KafkaLibrary
{
    internal const string SystemName = "librdkafka.so.1";

    private static readonly Lock Gate = new();
    private static bool isReady;

    /// <summary>Makes the library ready, once in a process, before the first consumer.</summary>
    /// <exception cref="PacketSourceException">The library is not on this machine.</exception>
    public static void Load() => Load(SystemName);

    internal static void Load(string name)
    {
        lock (Gate)
        {
            if (!NativeLibrary.TryLoad(name, out _))
                throw new PacketSourceException($"Reading from Kafka needs the library {name}, which is not on this machine. On Debian or Ubuntu: apt-get install librdkafka1");
            if (isReady)
                return;
            NativeLibrary.SetDllImportResolver(
                typeof(Confluent.Kafka.Library).Assembly, (wanted, _, _) => wanted == "librdkafka" ? NativeLibrary.Load(SystemName) : 0);
            isReady = true;
        }
    }
}
