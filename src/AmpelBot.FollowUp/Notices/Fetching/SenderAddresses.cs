namespace AmpelBot.FollowUp.Notices.Fetching;

/// <summary>Where the senders' public archives lie; each address ends in a slash.</summary>
public sealed record SenderAddresses
{
    /// <summary>The public ones.</summary>
    public static SenderAddresses Public { get; } = new();

    /// <summary>GraceDB, with api/superevents/ below it.</summary>
    public Uri GraceDb { get; init; } = new("https://gracedb.ligo.org/");

    /// <summary>IceCube's public maps: IceCube-YYMMDDX_skymap_probdensity_multiorder.fits.gz.</summary>
    public Uri IceCube { get; init; } = new("https://roc-2.icecube.wisc.edu/public/alerts/");

    /// <summary>Fermi GBM's triggers: YYYY/bnYYMMDDfff/ below it.</summary>
    public Uri FermiGbm { get; init; } = new("https://heasarc.gsfc.nasa.gov/FTP/fermi/data/gbm/triggers/");

    /// <summary>GCN circulars: NUMBER.json below it.</summary>
    public Uri Circulars { get; init; } = new("https://gcn.nasa.gov/circulars/");
}
