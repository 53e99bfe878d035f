using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace AmpelBot.Chat.Slack;

/// <summary>Tells Slack's requests from others' (docs.slack.dev/authentication/verifying-requests-from-slack, version v0).</summary>
public static class SlackSignature
{
    /// <summary>How far the request's time may be from ours.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    private const int HashBytes = 32;

    /// <summary>Checks a request.</summary>
    /// <param name="signingSecret">The app's signing secret.</param>
    /// <param name="timestamp">Header X-Slack-Request-Timestamp: seconds since 1970; null when absent.</param>
    /// <param name="signature">Header X-Slack-Signature: v0=, and 64 hexadecimal digits; null when absent.</param>
    /// <param name="body">The body's bytes as they came.</param>
    /// <param name="now">Our time.</param>
    /// <returns>Null when it is Slack's; otherwise why not, for the log.</returns>
    public static string? Refuse(string signingSecret, string? timestamp, string? signature, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        if (timestamp is null || signature is null)
            return "unsigned";
        if (timestamp.Length > 12 || !long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            return "timestamp is no number";
        if (Math.Abs(now.ToUnixTimeSeconds() - seconds) > (long)Window.TotalSeconds)
            return "timestamp is more than five minutes away";
        Span<byte> given = stackalloc byte[HashBytes];
        if (!signature.StartsWith("v0=", StringComparison.Ordinal) || signature.Length != 3 + 2 * HashBytes
            || Convert.FromHexString(signature.AsSpan(3), given, out _, out _) != System.Buffers.OperationStatus.Done)
            return "signature is not of version v0";
        Span<byte> hash = stackalloc byte[HashBytes];
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(signingSecret));
        hmac.AppendData(Encoding.ASCII.GetBytes($"v0:{timestamp}:"));
        hmac.AppendData(body);
        hmac.GetHashAndReset(hash);
        return CryptographicOperations.FixedTimeEquals(hash, given) ? null : "signature does not fit";
    }
}
