using AmpelBot.FollowUp;
using AmpelBot.FollowUp.Notices.Fetching;

namespace AmpelBot.Chat.Slack;

/// <summary>Which addresses the bot goes to at a message's word: https, Slack's hosts, nothing else. Dropped files are fetched with the bot's token.</summary>
public static class FileUrl
{
    /// <summary>Checks an address.</summary>
    /// <param name="address">url_private, or an upload's address, as it came.</param>
    /// <param name="policy">What is allowed.</param>
    /// <returns>The address; or a sentence that says why not.</returns>
    public static ParseResult<Uri> Check(string? address, FileUrlPolicy policy) => Check(address, policy, IsSlackFileHost);

    /// <summary>Checks an address at which a slash command or shortcut may be answered.</summary>
    /// <param name="address">response_url, as it came.</param>
    /// <param name="policy">What is allowed.</param>
    /// <returns>The address; or a sentence that says why not.</returns>
    public static ParseResult<Uri> CheckResponse(string? address, FileUrlPolicy policy) => Check(address, policy, uri => uri.IdnHost == "hooks.slack.com");

    private static ParseResult<Uri> Check(string? address, FileUrlPolicy policy, Func<Uri, bool> isSlacks)
    {
        if (string.IsNullOrEmpty(address) || address.Length > 4000 || !Uri.TryCreate(address, UriKind.Absolute, out var uri))
            return Refused("Slack gave no usable address for this file.");
        if (uri.Scheme != Uri.UriSchemeHttps && !(policy.TestHost is not null && uri.Scheme == Uri.UriSchemeHttp))
            return Refused($"The file's address is {uri.Scheme}, not https.");
        if (uri.UserInfo.Length > 0)
            return Refused("The file's address carries a name or password.");
        if (policy.TestHost is { } test)
            return uri.Authority == test ? ParseResult<Uri>.Of(uri) : Refused("The file does not lie with Slack.");
        if (!uri.IsDefaultPort || uri.HostNameType != UriHostNameType.Dns || !isSlacks(uri))
            return Refused("The file does not lie with Slack. Drop the file itself in the conversation, or give me its https address in the message.");
        return ParseResult<Uri>.Of(uri);
    }

    private static bool IsSlackFileHost(Uri uri)
    {
        var host = uri.IdnHost;
        return host is "files.slack.com" or "files-origin.slack.com"
            || (host.EndsWith(".slack.com", StringComparison.Ordinal) && uri.AbsolutePath.StartsWith("/files-pri/", StringComparison.Ordinal));
    }

    private static ParseResult<Uri> Refused(string sentence) => ParseResult<Uri>.Failure(sentence, 0);
}

/// <summary>What may be fetched of dropped files.</summary>
public sealed record FileUrlPolicy
{
    /// <summary>Slack's own hosts, at most 200 MB.</summary>
    public static FileUrlPolicy Slack { get; } = new();

    /// <summary>Most bytes of a file.</summary>
    public long MostBytes { get; init; } = 200_000_000;

    /// <summary>Which addresses names may lead to: public ones.</summary>
    public FetchPolicy Addresses { get; init; } = FetchPolicy.Public;

    /// <summary>For tests: the one host:port that takes the place of Slack's hosts, also over http. Null outside tests.</summary>
    public string? TestHost { get; init; }
}
