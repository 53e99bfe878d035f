namespace AmpelBot.Sky.SkyMaps;

/// <summary>A file is not a sky map that can be used. The message is a sentence for the person who gave the file.</summary>
public sealed class SkyMapException : Exception
{
    /// <summary>A refusal with the file's name and the reason.</summary>
    /// <param name="file">Name of the file, as the person knows it.</param>
    /// <param name="reason">What is wrong and where (HDU, card, column or row), without a final full stop.</param>
    /// <param name="inner">The cause, when there is one.</param>
    public SkyMapException(string file, string reason, Exception? inner = null)
        : base($"{file} cannot be used as a sky map: {reason}.", inner)
    {
        File = file;
        Reason = reason;
    }

    /// <summary>Name of the file.</summary>
    public string File { get; }

    /// <summary>What is wrong and where.</summary>
    public string Reason { get; }
}
