using AmpelBot.Alerts.Ingest;
using AmpelBot.Alerts.Ingest.Kafka;
using Confluent.Kafka;

namespace AmpelBot.Alerts.Tests.Ingest.Kafka;

public class KafkaAddressTests
{
    private const string Secret = "open sesame";

    [Fact]
    public void An_address_names_brokers_topics_and_group()
    {
        Assert.True(KafkaAddress.TryParse("kafka://a.example:9092,[::1]:9093/ztf_*_programid1,lsst.alerts?group=me&from=end", out var address, out _));
        Assert.Equal("a.example:9092,[::1]:9093", address!.Brokers);
        Assert.Equal(["ztf_*_programid1", "lsst.alerts"], address.Topics);
        Assert.Equal(("me", true, false), (address.Group, address.FromEnd, address.UntilEnd));
        Assert.Equal(["^ztf_.*_programid1$", "lsst.alerts"], address.Subscription);
        Assert.True(address.Names("ztf_20181129_programid1"));
        Assert.False(address.Names("xztf_20181129_programid1"));
        Assert.True(address.Names("lsst.alerts"));
        Assert.False(address.Names("lsst-alerts"));
        Assert.Equal("kafka://a.example:9092,[::1]:9093/ztf_*_programid1,lsst.alerts?group=me", address.ToString());
    }

    [Theory]
    [InlineData("http://a:1/t?group=g", "begins with kafka://")]
    [InlineData("kafka://a/t?group=g", "no broker")]
    [InlineData("kafka:///t?group=g", "no broker")]
    [InlineData("kafka://a:9092?group=g", "names no topic")]
    [InlineData("kafka://a:9092/?group=g", "no topic")]
    [InlineData("kafka://a:9092/a b?group=g", "no topic")]
    [InlineData("kafka://a:9092/t", "group")]
    [InlineData("kafka://a:9092/t?group=", "not understood")]
    [InlineData("kafka://a:9092/t?group=g&from=here", "not understood")]
    [InlineData("kafka://a:9092/t?group=g&color=red", "not understood")]
    public void What_is_no_address_is_refused_with_a_sentence(string text, string part)
    {
        Assert.False(KafkaAddress.TryParse(text, out var address, out var problem));
        Assert.Null(address);
        Assert.Contains(part, problem);
    }

    [Fact]
    public void A_password_in_an_address_is_refused_and_not_repeated()
    {
        Assert.False(KafkaAddress.TryParse($"kafka://me:{Secret}@a:9092/t?group=g", out _, out var problem));
        Assert.Contains("AMPELBOT_KAFKA_PASSWORD", problem);
        Assert.DoesNotContain("sesame", problem);
    }

    [Fact]
    public void Secrets_come_from_the_environment()
    {
        var settings = new Dictionary<string, string> { ["AMPELBOT_KAFKA_USER"] = "me", ["AMPELBOT_KAFKA_PASSWORD"] = Secret };
        var config = new ConsumerConfig();
        var security = new KafkaSecurity(settings.GetValueOrDefault);
        security.AddTo(config);
        Assert.Equal((SecurityProtocol.SaslSsl, SaslMechanism.ScramSha512), (config.SecurityProtocol, config.SaslMechanism));
        Assert.Equal(("me", Secret), (config.SaslUsername, config.SaslPassword));
        Assert.DoesNotContain("sesame", security.ToString());
    }

    [Theory]
    [InlineData("AMPELBOT_KAFKA_USER", "me")]
    [InlineData("AMPELBOT_KAFKA_PASSWORD", Secret)]
    [InlineData("AMPELBOT_KAFKA_MECHANISM", Secret)]
    [InlineData("AMPELBOT_KAFKA_TLS", Secret)]
    public void Settings_that_are_wrong_are_refused_without_their_values(string name, string value)
    {
        var refused = Assert.Throws<PacketSourceException>(() => new KafkaSecurity(n => n == name ? value : null));
        Assert.Contains(name, refused.Message);
        Assert.DoesNotContain("sesame", refused.Message);
    }

    [Fact]
    public void A_broker_that_asks_for_nobody_is_spoken_to_in_the_open()
    {
        var config = new ConsumerConfig();
        new KafkaSecurity(_ => null).AddTo(config);
        Assert.Equal(SecurityProtocol.Plaintext, config.SecurityProtocol);
        Assert.Null(config.SaslUsername);
    }
}
