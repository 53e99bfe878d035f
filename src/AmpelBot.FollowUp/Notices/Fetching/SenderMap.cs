namespace AmpelBot.FollowUp.Notices.Fetching;

/// <summary>What a sender's archive has of one event.</summary>
/// <param name="Sender">The sender, as people call its archive: GraceDB, IceCube, Fermi GBM.</param>
/// <param name="Identifiers">The event's identifiers there, its name first.</param>
/// <param name="EventTimeUtc">Time of the event, UTC; null when the archive does not tell.</param>
/// <param name="Maps">Its maps in the order in which they came, numbered from 1.</param>
public sealed record SenderListing(string Sender, IReadOnlyList<string> Identifiers, DateTimeOffset? EventTimeUtc, IReadOnlyList<SenderMap> Maps)
{
    /// <summary>Maps combined with another observatory's event, apart from <see cref="Maps"/> and not among its numbers.</summary>
    public IReadOnlyList<SenderMap> Combined { get; init; } = [];

    /// <summary>Whether the event was retracted.</summary>
    public bool IsRetracted { get; init; }

    /// <summary>The labels that the archive put on it (GraceDB's ADVNO, DQV).</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];
}

/// <summary>One sky map in a sender's archive.</summary>
/// <param name="Revision">Its number among the event's maps, from 1.</param>
/// <param name="FileName">The file's name: bayestar.multiorder.fits,1.</param>
/// <param name="Address">Where it lies.</param>
/// <param name="Kind">The notice that it was first sent with; <see cref="NoticeKind.Unstated"/> when that is not known.</param>
/// <param name="CreatedUtc">When it was put there, UTC; null when the archive does not tell.</param>
public sealed record SenderMap(int Revision, string FileName, Uri Address, NoticeKind Kind, DateTimeOffset? CreatedUtc);
