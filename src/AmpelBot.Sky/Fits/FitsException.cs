namespace AmpelBot.Sky.Fits;

/// <summary>A FITS file breaks its standard or the bounds of this program. The message says where (HDU, card, column or row) and what.</summary>
public sealed class FitsException : Exception
{
    /// <summary>A refusal with its reason.</summary>
    /// <param name="reason">What is wrong and where, without a final full stop.</param>
    /// <param name="inner">The cause, when there is one.</param>
    public FitsException(string reason, Exception? inner = null)
        : base(reason, inner)
    {
    }
}
