namespace AmpelBot.Sky;

/// <summary>A text is not a region of the sky. The message says at which character and why.</summary>
public sealed class MocException : Exception
{
    /// <summary>A refusal with its reason.</summary>
    /// <param name="reason">What is wrong and where, without a final full stop.</param>
    /// <param name="inner">The cause, when there is one.</param>
    public MocException(string reason, Exception? inner = null)
        : base(reason, inner)
    {
    }
}
