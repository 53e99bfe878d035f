namespace AmpelBot.Alerts.Archive.Postgres;

/// <summary>What is wrong with one kind of things: how many, and the first.</summary>
internal sealed class Faults
{
    /// <summary>How many.</summary>
    internal long Count { get; private set; }

    /// <summary>The first, for people; empty when there is none.</summary>
    internal string First { get; private set; } = "";

    /// <summary>Counts one.</summary>
    internal void Add(string what)
    {
        if (Count++ == 0)
            First = what;
    }
}
