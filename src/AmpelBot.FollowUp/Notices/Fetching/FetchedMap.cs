namespace AmpelBot.FollowUp.Notices.Fetching;

/// <summary>A sky map in the cache.</summary>
/// <param name="Path">Path of the file.</param>
/// <param name="Sha256">SHA-256 of the file, 64 hexadecimal digits.</param>
/// <param name="Address">Where it is from: the address that was asked, or <see cref="Embedded"/>.</param>
public sealed record FetchedMap(string Path, string Sha256, string Address)
{
    /// <summary>What stands for the address of a map that came inside its notice.</summary>
    public const string Embedded = "embedded";

    /// <summary>What is to be said of it, a sentence; null when nothing.</summary>
    public string? Remark { get; init; }

    /// <summary>The file's name for people: bayestar.multiorder.fits,1.</summary>
    public string Name => NameOf(Address);

    internal static string NameOf(string address)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri))
            return address;
        var name = uri.AbsolutePath[(uri.AbsolutePath.LastIndexOf('/') + 1)..];
        return name.Length == 0 ? uri.Host : new string([.. Uri.UnescapeDataString(name).Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or ',' or '_' or '-' or '+' ? c : '_').Take(100)]);
    }
}
