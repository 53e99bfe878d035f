using System.Text;
using AmpelBot.Chat.Slack;

namespace AmpelBot.Tests.Chat.Slack;

public class SlackSignatureTests
{
    // The example of docs.slack.dev/authentication/verifying-requests-from-slack.
    private const string Secret = "8f742231b10e8888abcd99yyyzzz85a5";
    private const string Timestamp = "1531420618";
    private const string Signature = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503";
    private static readonly byte[] Body = Encoding.UTF8.GetBytes(
        "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner"
        + "&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c");
    private static readonly DateTimeOffset Then = DateTimeOffset.FromUnixTimeSeconds(1531420618);

    [Fact]
    public void The_example_of_Slacks_documentation_is_accepted() =>
        Assert.Null(SlackSignature.Refuse(Secret, Timestamp, Signature, Body, Then));

    [Theory]
    [InlineData(300, null)]
    [InlineData(-300, null)]
    [InlineData(301, "timestamp is more than five minutes away")]
    [InlineData(-301, "timestamp is more than five minutes away")]
    public void A_request_is_good_for_five_minutes(int seconds, string? refusal) =>
        Assert.Equal(refusal, SlackSignature.Refuse(Secret, Timestamp, Signature, Body, Then.AddSeconds(seconds)));

    [Fact]
    public void Another_secret_another_body_and_another_time_do_not_fit()
    {
        Assert.Equal("signature does not fit", SlackSignature.Refuse(Secret + "x", Timestamp, Signature, Body, Then));
        Assert.Equal("signature does not fit", SlackSignature.Refuse(Secret, Timestamp, Signature, [.. Body, (byte)'x'], Then));
        Assert.Equal("signature does not fit", SlackSignature.Refuse(Secret, "1531420619", Signature, Body, Then));
    }

    [Theory]
    [InlineData(null, Signature, "unsigned")]
    [InlineData(Timestamp, null, "unsigned")]
    [InlineData("", Signature, "timestamp is no number")]
    [InlineData("-1531420618", Signature, "timestamp is no number")]
    [InlineData("99999999999999999999", Signature, "timestamp is no number")]
    [InlineData(Timestamp, "v0=", "signature is not of version v0")]
    [InlineData(Timestamp, "v1=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503", "signature is not of version v0")]
    [InlineData(Timestamp, "v0=z2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503", "signature is not of version v0")]
    public void What_is_no_signature_is_refused(string? timestamp, string? signature, string refusal) =>
        Assert.Equal(refusal, SlackSignature.Refuse(Secret, timestamp, signature, Body, Then));
}
