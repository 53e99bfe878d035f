using System.Globalization;
using AmpelBot.Alerts;
using AmpelBot.FollowUp.Channels;

namespace AmpelBot.FollowUp.T0;

/// <summary>Settings of <see cref="PacketCuts"/>. Keys of a channel file in parentheses.</summary>
public sealed record PacketCutsConfig
{
    /// <summary>The real-bogus score <c>rb</c> must be above this, 0 to 1 (min_rb).</summary>
    public required double MinRb { get; init; }

    /// <summary>The PSF magnitude <c>magpsf</c> (AB) must be above this, that is fainter (min_mag).</summary>
    public required double MinMag { get; init; }

    /// <summary>Least number of detections <c>ndethist</c> in the survey's history at this position, included (min_ndethist).</summary>
    public required long MinNdethist { get; init; }

    /// <summary>Largest <c>ndethist</c>, included; null: no limit (max_ndethist, may be left out).</summary>
    public long? MaxNdethist { get; init; }

    /// <summary>Whether the source must be brighter than in the reference image, <c>isdiffpos</c> t or 1 (require_positive).</summary>
    public required bool RequirePositive { get; init; }

    /// <summary>Least deep-learning real-bogus score <c>drb</c>, included, 0 to 1; an alert without one passes (min_drb).</summary>
    public required double MinDrb { get; init; }

    /// <summary>Reads the settings; what is wrong is noted in the block.</summary>
    public static PacketCutsConfig Read(ConfigBlock block)
    {
        var config = new PacketCutsConfig
        {
            MinRb = block.Number("min_rb", 0, 1),
            MinMag = block.Number("min_mag", -30, 40),
            MinNdethist = block.Whole("min_ndethist", 0, int.MaxValue),
            MaxNdethist = block.OptionalWhole("max_ndethist", 0, int.MaxValue),
            RequirePositive = block.Bool("require_positive"),
            MinDrb = block.Number("min_drb", 0, 1),
        };
        block.Check(config.MaxNdethist is not { } max || max >= config.MinNdethist, "max_ndethist",
            "lies below min_ndethist: nothing could pass");
        return config;
    }
}

/// <summary>
/// What nuztf asks of a packet before it looks at anything else: its archive query (<c>rb</c>, <c>magpsf</c>, <c>ndethist</c>) and
/// the cuts of its first stage that need no event (<c>isdiffpos</c>, <c>drb</c>).
/// </summary>
/// <remarks>
/// nuztf lets an alert pass whose <c>drb</c> is absent or null, without a word. So does this filter, since packets before mid-2019
/// have none, but the cut stands in the list with a null value and a limit that says so. Any other missing value fails its cut, as
/// it does in a database query.
/// </remarks>
public sealed class PacketCuts : IAlertFilter
{
    private const double CloseMag = 0.2;

    private readonly PacketCutsConfig config;
    private readonly string rbLimit, magLimit, ndethistLimit, drbLimit;

    /// <summary>A filter with its settings.</summary>
    public PacketCuts(PacketCutsConfig config)
    {
        this.config = config;
        rbLimit = Invariant($"> {config.MinRb}");
        magLimit = Invariant($"> {config.MinMag} mag");
        ndethistLimit = Invariant($">= {config.MinNdethist}") + (config.MaxNdethist is { } max ? Invariant($" and <= {max}") : "");
        drbLimit = Invariant($">= {config.MinDrb}, or no drb in the packet");
    }

    /// <summary>The settings.</summary>
    public PacketCutsConfig Config => config;

    /// <inheritdoc/>
    public string Unit => nameof(PacketCuts);

    /// <inheritdoc/>
    public bool NeedsEvent => false;

    /// <inheritdoc/>
    public bool NeedsLightCurve => false;

    /// <inheritdoc/>
    public IReadOnlyList<string> StepsNotTaken => [];

    /// <inheritdoc/>
    public IEnumerable<Cut> Cuts(Alert alert, EventContext? context)
    {
        var block = alert.Candidate;
        var rb = block.Number("rb");
        yield return new Cut("rb", rb, rbLimit, rb > config.MinRb, new CutBounds(config.MinRb, null));

        var mag = block.Number("magpsf");
        yield return new Cut("magpsf", mag, magLimit, mag > config.MinMag, new CutBounds(config.MinMag, null, CloseMag));

        var ndethist = block.Integer("ndethist");
        yield return new Cut("ndethist", ndethist, ndethistLimit,
            ndethist >= config.MinNdethist && (config.MaxNdethist is not { } max || ndethist <= max), CutBounds.OfCount(config.MinNdethist, config.MaxNdethist));

        if (config.RequirePositive)
        {
            object? sign = block.Text("isdiffpos") is { } text ? text : block.Integer("isdiffpos");
            yield return new Cut("isdiffpos", sign, "t or 1", sign is "t" or "1" or 1L);
        }

        var drb = block.Number("drb");
        yield return new Cut("drb", drb, drbLimit, drb is null || drb >= config.MinDrb, new CutBounds(config.MinDrb, null));
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
