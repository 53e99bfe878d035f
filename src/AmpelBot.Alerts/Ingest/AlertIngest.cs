using AmpelBot.Alerts.Archive;
using AmpelBot.Alerts.Ingest.Kafka;

namespace AmpelBot.Alerts.Ingest;

/// <summary>Reads alert packets from files, folders, tar.gz files, a stream or Kafka into an archive.</summary>
/// <remarks>
/// Ingesting again adds what is missing and nothing else, so an ingest that was stopped or killed is completed by running it again.
/// Every overload throws <see cref="ArchiveException"/> when the archive cannot be written and <see cref="OperationCanceledException"/> when it
/// was stopped; the batches before are in.
/// </remarks>
public static class AlertIngest
{
    /// <summary>Ingests every packet below the paths. A packet that cannot be read becomes a dead letter and the rest goes in.</summary>
    /// <param name="paths">Files (.avro), folders, and .tar.gz or .tar files.</param>
    /// <param name="archive">Where the alerts go, in batches of one transaction each.</param>
    /// <param name="progress">Told about once a second; null for none.</param>
    /// <param name="cancellation">Stops after the batch that is being written.</param>
    /// <exception cref="FileNotFoundException">A path names nothing.</exception>
    public static Task<IngestReport> RunAsync(
        IReadOnlyList<string> paths, IArchive archive, IProgress<IngestProgress>? progress, CancellationToken cancellation)
        => RunAsync(paths, archive, new IngestOptions(), progress, TimeProvider.System, cancellation);

    /// <summary>As above, with options and the clock that progress and rates go by.</summary>
    public static Task<IngestReport> RunAsync(
        IReadOnlyList<string> paths, IArchive archive, IngestOptions options, IProgress<IngestProgress>? progress, TimeProvider time,
        CancellationToken cancellation)
        => IngestPipeline.RunAsync(new FileSource(paths, options.Schemas), archive, options, progress, time, cancellation);

    /// <summary>Ingests what one stream holds: an Avro container, tar or gzip, told by its first bytes.</summary>
    /// <param name="name">What dead letters call the stream.</param>
    /// <param name="stream">The bytes; the stream need not seek and is not closed.</param>
    /// <param name="archive">Where the alerts go.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Told how far it has come; null for none.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Stops after the batch that is being written.</param>
    public static Task<IngestReport> RunAsync(
        string name, Stream stream, IArchive archive, IngestOptions options, IProgress<IngestProgress>? progress, TimeProvider time,
        CancellationToken cancellation)
        => IngestPipeline.RunAsync(new StreamSource(name, stream, options.Schemas), archive, options, progress, time, cancellation);

    /// <summary>Refuses to read from Kafka where that is not possible, for who must know before anything is opened.</summary>
    /// <exception cref="PacketSourceException">The library is missing, or a setting in the environment is not understood.</exception>
    public static void RequireKafka()
    {
        KafkaLibrary.Load();
        _ = KafkaSecurity.FromEnvironment();
    }

    /// <summary>
    /// Ingests what a consumer group has not read yet of topics, one message one container or one packet with the number of its schema, and goes on as messages arrive. An offset is
    /// committed when the archive has made sure of the messages before it, never earlier.
    /// </summary>
    /// <param name="kafka">Brokers, topics and group.</param>
    /// <param name="archive">Where the alerts go.</param>
    /// <param name="options">How, and for how long.</param>
    /// <param name="progress">Told how far it has come, also while the broker is away; null for none.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Stops after the batch that is being written.</param>
    /// <exception cref="PacketSourceException">The library is missing, or the broker refuses.</exception>
    public static async Task<IngestReport> RunAsync(
        KafkaAddress kafka, IArchive archive, IngestOptions options, IProgress<IngestProgress>? progress, TimeProvider time,
        CancellationToken cancellation)
    {
        using var source = new KafkaSource(kafka, KafkaSecurity.FromEnvironment(), options.Schemas);
        return await IngestPipeline.RunAsync(source, archive, options, progress, time, cancellation).ConfigureAwait(false);
    }
}
