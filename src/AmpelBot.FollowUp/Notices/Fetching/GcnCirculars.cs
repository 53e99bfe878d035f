namespace AmpelBot.FollowUp.Notices.Fetching;

/// <summary>GCN's archive of circulars.</summary>
public sealed class GcnCirculars
{
    private const int MostBytes = 1 << 20;
    private readonly SenderHttp http;
    private readonly Uri circulars;

    internal GcnCirculars(SenderHttp http, Uri circulars)
    {
        this.http = http;
        this.circulars = circulars;
    }

    /// <summary>One circular, read as <see cref="NoticeParser"/> reads it.</summary>
    /// <param name="number">Its number, from 1.</param>
    /// <param name="patience">How long.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="FetchException">GCN cannot be asked, has no such circular, or answers something else.</exception>
    public async Task<SentNotice> FindAsync(int number, FetchPatience patience, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(number, 1);
        var address = new Uri(circulars, FormattableString.Invariant($"{number}.json"));
        try
        {
            var parsed = NoticeParser.Parse(await http.DocumentAsync(address, MostBytes, patience, cancellation));
            return parsed.Success ? parsed.Value : throw new FetchException(FetchFailure.Unusable, address.Host, $"its answer is no circular that I can read: {parsed.Error.TrimEnd('.')}");
        }
        catch (FetchException e)
        {
            throw e.As(e.Failure == FetchFailure.Missing
                ? FormattableString.Invariant($"GCN ({e.Host}) has no circular {number}.") : FormattableString.Invariant($"GCN ({e.Host}) could not be asked for circular {number}: {e.Why}."));
        }
    }
}
