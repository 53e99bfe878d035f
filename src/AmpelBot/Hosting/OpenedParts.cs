namespace AmpelBot.Hosting;

/// <summary>What was opened so far, to be closed in the reverse order.</summary>
internal sealed class OpenedParts : IAsyncDisposable
{
    private readonly Stack<object> parts = [];

    /// <summary>Adds a part, which is closed with the others from now on.</summary>
    public T Add<T>(T part) where T : class
    {
        parts.Push(part);
        return part;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        while (parts.TryPop(out var part))
            if (part is IAsyncDisposable later)
                await later.DisposeAsync();
            else
                (part as IDisposable)?.Dispose();
    }
}
