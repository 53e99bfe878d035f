using AmpelBot.FollowUp.Channels;
using AmpelBot.FollowUp.Notices.Fetching;

namespace AmpelBot.Hosting;

/// <summary>What the hosted bot may fetch, and where the senders' archives lie: the block fetch of the settings.</summary>
/// <param name="Policy">What may be asked for.</param>
/// <param name="Addresses">Where the archives lie.</param>
public sealed record FetchSettings(FetchPolicy Policy, SenderAddresses Addresses)
{
    /// <summary>Any public host, the public archives.</summary>
    public static FetchSettings Usual { get; } = new(FetchPolicy.Public, SenderAddresses.Public);

    /// <summary>Reads the block.</summary>
    /// <param name="root">The settings.</param>
    /// <param name="problems">Receives what is wrong in it.</param>
    public static FetchSettings Read(ConfigBlock root, List<ConfigProblem> problems)
    {
        if (root.OptionalBlock("fetch", "fetch") is not { } block)
            return Usual;
        var policy = FetchPolicy.OfHosts(block.Texts("hosts", 253, required: false) ?? ["*"]);
        block.Check(policy.Success, "hosts", $"cannot be read: {policy.Error}");
        var usual = SenderAddresses.Public;
        var settings = new FetchSettings(
            policy.Value ?? FetchPolicy.Offline,
            new SenderAddresses
            {
                GraceDb = Address(block, "gracedb", usual.GraceDb),
                IceCube = Address(block, "icecube", usual.IceCube),
                FermiGbm = Address(block, "fermi_gbm", usual.FermiGbm),
                Circulars = Address(block, "circulars", usual.Circulars),
            });
        problems.AddRange(block.Problems);
        return settings;
    }

    private static Uri Address(ConfigBlock block, string key, Uri usual)
    {
        if (block.OptionalText(key, 500) is not { } text)
            return usual;
        var isAddress = Uri.TryCreate(text, UriKind.Absolute, out var address) && address is { Scheme: "https", PathAndQuery: [.., '/'], UserInfo: "" };
        block.Check(isAddress, key, $"is not an https address that ends in a slash, as in {usual}");
        return isAddress ? address! : usual;
    }
}
