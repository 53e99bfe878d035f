namespace AmpelBot.Sky.SkyMaps;

/// <summary>Which columns of a sky map are decoded.</summary>
public enum SkyMapColumns
{
    /// <summary>The probability alone.</summary>
    Probability,

    /// <summary>The probability, and DISTMU, DISTSIGMA and DISTNORM when the file has them.</summary>
    WithDistances,
}
