namespace AmpelBot.Cli;

/// <summary>What the program's exit codes mean.</summary>
public static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>The program itself failed; the message says so and asks for a report.</summary>
    public const int Failed = 1;

    /// <summary>The request or the command line was not understood.</summary>
    public const int Misunderstood = 2;

    /// <summary>The event, object, file or archive is not there.</summary>
    public const int NotFound = 3;

    /// <summary>A file or the archive is there but broken.</summary>
    public const int BrokenInput = 4;

    /// <summary>Cancelled (Ctrl-C).</summary>
    public const int Cancelled = 130;
}
