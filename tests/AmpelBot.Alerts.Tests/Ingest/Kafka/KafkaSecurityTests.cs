using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AmpelBot.Alerts.Ingest;
using AmpelBot.Alerts.Ingest.Kafka;
using AmpelBot.Alerts.Tests.Archive;
using AmpelBot.Testing;
using Confluent.Kafka;

namespace AmpelBot.Alerts.Tests.Ingest.Kafka;

/// <summary>What brokers that ask for a name or for TLS get to see. The mock brokers speak neither, so listeners stand for them.</summary>
public sealed class KafkaSecurityTests : IDisposable
{
    private const string Secret = "open sesame";
    private const byte TlsHandshake = 0x16;
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);
    private readonly TempFolder folder = new();
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);

    public KafkaSecurityTests() => listener.Start();

    public void Dispose()
    {
        listener.Dispose();
        folder.Dispose();
    }

    private static KafkaSecurity Security(params (string Name, string Value)[] settings) =>
        new(settings.ToDictionary(s => "AMPELBOT_KAFKA_" + s.Name, s => s.Value).GetValueOrDefault);

    private KafkaAddress Address(bool untilEnd = true)
    {
        Assert.True(KafkaAddress.TryParse($"kafka://localhost:{((IPEndPoint)listener.LocalEndpoint).Port}/lsst?group=g", out var address, out var problem), problem);
        return address! with { UntilEnd = untilEnd };
    }

    [Theory]
    [InlineData(null, null, "SASL_SSL", "SCRAM-SHA-512")]
    [InlineData("SCRAM-SHA-256", "1", "SASL_SSL", "SCRAM-SHA-256")]
    [InlineData("PLAIN", "0", "SASL_PLAINTEXT", "PLAIN")]
    public void A_name_and_a_password_reach_librdkafka_with_the_mechanism(string? mechanism, string? tls, string protocol, string told)
    {
        var config = new ConsumerConfig();
        Security([("USER", "me"), ("PASSWORD", Secret), .. mechanism is null ? Array.Empty<(string, string)>() : [("MECHANISM", mechanism)], .. tls is null ? Array.Empty<(string, string)>() : [("TLS", tls)]])
            .AddTo(config);
        var given = config.ToDictionary(s => s.Key, s => s.Value);
        Assert.Equal(protocol, given["security.protocol"].Replace("sasl", "SASL_", StringComparison.Ordinal).Replace("__", "_", StringComparison.Ordinal).ToUpperInvariant());
        Assert.Equal((told, "me", Secret), (given["sasl.mechanism"], given["sasl.username"], given["sasl.password"]));
    }

    [SkippableFact]
    public void Librdkafka_takes_the_settings_and_one_that_it_does_not_take_is_told_without_secrets()
    {
        Skip.IfNot(MockBrokers.Present, MockBrokers.Why);
        using (var authority = Certificate("CN=an authority"))
            File.WriteAllText(folder.File("ca.pem"), authority.ExportCertificatePem());
        foreach (var mechanism in new[] { "PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512" })
            new KafkaSource(Address(), Security(("USER", "me"), ("PASSWORD", Secret), ("MECHANISM", mechanism), ("CA", folder.File("ca.pem"))), RegistrySchemas.None).Dispose();
        var refused = Assert.Throws<PacketSourceException>(
            () => new KafkaSource(Address(), Security(("USER", "me"), ("PASSWORD", Secret), ("CA", folder.File("none.pem"))), RegistrySchemas.None));
        Assert.Contains("ssl.ca.location", refused.Message);
        Assert.DoesNotContain("sesame", refused.ToString());
    }

    [SkippableFact]
    public async Task A_broker_that_is_asked_for_tls_is_spoken_to_in_tls_and_sees_no_name()
    {
        Skip.IfNot(MockBrokers.Present, MockBrokers.Why);
        using var stop = new CancellationTokenSource();
        var running = RunAsync(Security(("USER", "me"), ("PASSWORD", Secret)), stop.Token);
        using var client = await listener.AcceptTcpClientAsync().WaitAsync(Long);
        var first = new byte[1024];
        var length = await client.GetStream().ReadAsync(first).AsTask().WaitAsync(Long);
        Assert.Equal(TlsHandshake, first[0]);
        Assert.Equal(-1, first.AsSpan(0, length).IndexOf("sesame"u8));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [SkippableFact]
    public async Task A_certificate_that_nobody_vouches_for_ends_the_ingest_with_a_sentence()
    {
        Skip.IfNot(MockBrokers.Present, MockBrokers.Why);
        using var stop = new CancellationTokenSource();
        using var certificate = Certificate("CN=localhost");
        using var other = Certificate("CN=an authority");
        File.WriteAllText(folder.File("ca.pem"), other.ExportCertificatePem());
        var serving = ServeTlsAsync(certificate, stop.Token);
        var refused = await Assert.ThrowsAsync<PacketSourceException>(
            () => RunAsync(Security(("USER", "me"), ("PASSWORD", Secret), ("CA", folder.File("ca.pem"))), stop.Token));
        Assert.Contains("The TLS handshake with the broker of kafka://localhost", refused.Message);
        Assert.Contains("certificate", refused.Message);
        Assert.Contains("AMPELBOT_KAFKA_CA", refused.Message);
        Assert.DoesNotContain("sesame", refused.ToString());
        await stop.CancelAsync();
        await serving;
    }

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_broker_that_speaks_no_tls_ends_the_ingest_with_a_sentence(bool untilEnd)
    {
        Skip.IfNot(MockBrokers.Present, MockBrokers.Why);
        using var stop = new CancellationTokenSource();
        var closing = CloseAsync(stop.Token);
        var refused = await Assert.ThrowsAsync<PacketSourceException>(() => RunAsync(Security(("TLS", "1")), stop.Token, Address(untilEnd)));
        Assert.Contains("The TLS handshake with the broker of kafka://localhost", refused.Message);
        Assert.Contains("AMPELBOT_KAFKA_TLS", refused.Message);
        await stop.CancelAsync();
        await closing;
    }

    [SkippableFact]
    public async Task While_a_broker_that_wants_tls_is_spoken_to_in_the_open_the_wait_says_why()
    {
        Skip.IfNot(MockBrokers.Present, MockBrokers.Why);
        using var stop = new CancellationTokenSource();
        using var certificate = Certificate("CN=localhost");
        var serving = ServeTlsAsync(certificate, stop.Token);
        var why = new TaskCompletionSource();
        var progress = new Told(p =>
        {
            if (p.Waiting?.Contains("cannot be reached", StringComparison.Ordinal) == true)
                why.TrySetResult();
        });
        var running = RunAsync(Security(), stop.Token, Address(untilEnd: false), progress);
        await why.Task.WaitAsync(Long);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        await serving;
    }

    private async Task<IngestReport> RunAsync(KafkaSecurity security, CancellationToken cancellation, KafkaAddress? address = null, IProgress<IngestProgress>? progress = null)
    {
        using var source = new KafkaSource(address ?? Address(), security, RegistrySchemas.None, new Dictionary<string, string> { ["reconnect.backoff.max.ms"] = "300" });
        var options = new IngestOptions { ProgressInterval = TimeSpan.FromMilliseconds(50) };
        return await IngestPipeline.RunAsync(source, new MemoryArchive(), options, progress, TimeProvider.System, cancellation).WaitAsync(Long, CancellationToken.None);
    }

    /// <summary>Serves TLS to whoever comes, and nothing else.</summary>
    private async Task ServeTlsAsync(X509Certificate2 certificate, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
            try
            {
                using var client = await listener.AcceptTcpClientAsync(stop);
                await using var tls = new SslStream(client.GetStream());
                await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, stop);
            }
            catch (Exception e) when (e is AuthenticationException or IOException or OperationCanceledException)
            {
                // Who does not trust us goes away.
            }
    }

    /// <summary>Hangs up on whoever begins with TLS, as a broker does that speaks none.</summary>
    private async Task CloseAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
            try
            {
                using var client = await listener.AcceptTcpClientAsync(stop);
                await client.GetStream().ReadExactlyAsync(new byte[5], stop);
            }
            catch (Exception e) when (e is IOException or OperationCanceledException)
            {
                // The next one.
            }
    }

    private static X509Certificate2 Certificate(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }

    private sealed class Told(Action<IngestProgress> tell) : IProgress<IngestProgress>
    {
        public void Report(IngestProgress value) => tell(value);
    }
}
