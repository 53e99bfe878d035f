using System.Net;
using System.Net.Sockets;

namespace AmpelBot.FollowUp.Notices.Fetching;

/// <summary>Which addresses may be fetched.</summary>
/// <param name="AllowHttp">Whether http is allowed beside https.</param>
/// <param name="AllowPrivate">Whether loopback, private and link-local addresses are allowed.</param>
public sealed record FetchPolicy(bool AllowHttp, bool AllowPrivate)
{
    /// <summary>https to the public internet.</summary>
    public static FetchPolicy Public { get; } = new(false, false);

    /// <summary>Nothing is fetched and no sender is asked.</summary>
    public static FetchPolicy Offline { get; } = new(false, false) { Hosts = [] };

    /// <summary>Hosts that may be asked, each with the hosts below it (icecube.wisc.edu allows roc.icecube.wisc.edu); null: any.</summary>
    public IReadOnlyList<string>? Hosts { get; init; }

    /// <summary>Whether any host may be asked.</summary>
    public bool IsOffline => Hosts is { Count: 0 };

    /// <summary>What an operator's list of hosts means: https to the public internet, to those alone.</summary>
    /// <param name="hosts">Names of hosts; "*" for any, "none" alone for nothing at all.</param>
    public static ParseResult<FetchPolicy> OfHosts(IReadOnlyList<string> hosts)
    {
        if (hosts is ["none"])
            return ParseResult<FetchPolicy>.Of(Offline);
        if (hosts.Contains("*"))
            return ParseResult<FetchPolicy>.Of(Public);
        var wrong = hosts.FirstOrDefault(h => h == "none" || Uri.CheckHostName(h) != UriHostNameType.Dns);
        return hosts.Count > 0 && wrong is null
            ? ParseResult<FetchPolicy>.Of(Public with { Hosts = hosts })
            : ParseResult<FetchPolicy>.Failure($"\"{PlainText.Plain(wrong ?? "")}\" is no name of a host, as in gracedb.ligo.org; * stands for any, none alone for nothing at all", 0);
    }

    /// <summary>Why an address may not be asked for, as the end of a sentence; null when it may, as far as its text tells.</summary>
    public string? Refusal(Uri address)
    {
        if (!address.IsAbsoluteUri || (address.Scheme != Uri.UriSchemeHttps && !(AllowHttp && address.Scheme == Uri.UriSchemeHttp)))
            return $"I only fetch https addresses, not {(address.IsAbsoluteUri ? address.Scheme : "parts of one")}";
        if (address.UserInfo.Length > 0)
            return "the address carries a name or password, which I do not send";
        if (Hosts is { } hosts && !hosts.Any(h => address.IdnHost.Equals(h, StringComparison.OrdinalIgnoreCase) || address.IdnHost.EndsWith("." + h, StringComparison.OrdinalIgnoreCase)))
            return hosts.Count == 0 ? "fetching is switched off here" : "this host is not among those that I may ask";
        return null;
    }

    /// <summary>Whether an address may be connected to.</summary>
    public bool Allows(IPAddress address)
    {
        if (AllowPrivate)
            return true;
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        if (IPAddress.IsLoopback(address))
            return false;
        return !NotPublic.Any(n => n.BaseAddress.AddressFamily == address.AddressFamily && n.Contains(address));
    }

    /// <summary>Connects to a host, but only to addresses of it that are allowed: for <see cref="SocketsHttpHandler.ConnectCallback"/>, so that no redirect and no name leads elsewhere.</summary>
    /// <exception cref="AddressRefusedException">The host has no address that is allowed.</exception>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var host = context.DnsEndPoint.Host;
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await Dns.GetHostAddressesAsync(host, cancellation);
        var allowed = addresses.Where(Allows).ToArray();
        if (allowed.Length == 0)
            throw new AddressRefusedException("its address is not on the public internet");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // IANA's special-purpose registries (RFC 6890 and its updates): nothing of the public internet lives there.
    private static readonly IPNetwork[] NotPublic =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "::/128", "::1/128", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "fc00::/7", "fe80::/10", "ff00::/8",
        }.Select(n => IPNetwork.Parse(n)),
    ];
}

/// <summary>An address is not one that may be fetched.</summary>
public sealed class AddressRefusedException(string message) : IOException(message);
