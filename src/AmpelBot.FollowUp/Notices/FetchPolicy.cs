using System.Net;
using System.Net.Sockets;

namespace AmpelBot.FollowUp.Notices;

/// <summary>Which addresses may be fetched.</summary>
/// <param name="AllowHttp">Whether http is allowed beside https.</param>
/// <param name="AllowPrivate">Whether loopback, private and link-local addresses are allowed.</param>
public sealed record FetchPolicy(bool AllowHttp, bool AllowPrivate)
{
    /// <summary>https to the public internet.</summary>
    public static FetchPolicy Public { get; } = new(false, false);

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
        var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellation);
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
