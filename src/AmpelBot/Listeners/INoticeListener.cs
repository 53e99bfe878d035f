namespace AmpelBot.Listeners;

/// <summary>Hears notices from one kind of sender and keeps them.</summary>
public interface INoticeListener
{
    /// <summary>What it listens to, for people; never a secret.</summary>
    string Name { get; }

    /// <summary>What keeps it from hearing, a sentence each; empty when nothing does.</summary>
    IReadOnlyList<string> Trouble();

    /// <summary>Listens until it is stopped. What senders and networks do wrong is tried again and never ends it.</summary>
    Task RunAsync(CancellationToken cancellation);
}
