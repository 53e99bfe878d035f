using System.Globalization;
using System.Text.RegularExpressions;
using AmpelBot.Alerts.Archive;
using AmpelBot.Chat.Slack.Blocks;
using AmpelBot.Chat.Slack.Cards;
using AmpelBot.Jobs;

namespace AmpelBot.Chat.Slack;

/// <summary>An answer in a thread of Slack: few messages, each posted once whatever happens in between, and one line of progress that is edited.</summary>
/// <remarks>For one answer at a time. <see cref="ShowProgress"/> may be called from any thread.</remarks>
internal sealed partial class SlackThread : IChatThread
{
    // Longer texts are cut at "Show more" on a phone anyway, and Slack asks to stay below 4,000.
    private const int MostCharacters = 3_900;

    private const int RowsOfTable = 20;

    // Parts of the step of candidates: the table's text first, the cards from here on.
    private const int FirstCard = 1_000;

    private static readonly TimeSpan FirstProgress = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenProgress = TimeSpan.FromSeconds(2);

    // Steps that one message holds, so that an answer is some ten messages and not twenty.
    private static readonly ThreadStep[][] Groups =
    [
        [ThreadStep.Choices, ThreadStep.SkyMap, ThreadStep.Method],
        [ThreadStep.Funnel, ThreadStep.Outcome, ThreadStep.Coverage],
        [ThreadStep.NotDone, ThreadStep.Remarks],
    ];

    // Beyond the tries of a single call.
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan LongestOutage = TimeSpan.FromHours(2);

    private readonly SlackWebApi api;
    private readonly BotTables tables;
    private readonly SlackThreadPlace place;
    private readonly TimeProvider time;
    private readonly List<(ThreadStep Step, string Text)> pending = [];
    private readonly SemaphoreSlim turn = new(1);
    private readonly CancellationTokenSource ended = new();
    private readonly Lock progressLock = new();
    private volatile string? progressTs;
    private TextPost? noteToCome;
    private string? rootTs;
    private string? line;
    private Task progress = Task.CompletedTask;

    /// <summary>A thread.</summary>
    /// <param name="api">Slack.</param>
    /// <param name="tables">What was posted before a restart, and which messages are cards.</param>
    /// <param name="place">Where.</param>
    /// <param name="time">The clock.</param>
    public SlackThread(SlackWebApi api, BotTables tables, SlackThreadPlace place, TimeProvider time)
    {
        (this.api, this.tables, this.place, this.time) = (api, tables, place, time);
        rootTs = place.Place.Thread.Length > 0 ? place.Place.Thread : null;
    }

    /// <summary>The thread's first message: the one that was answered, or the answer's own first; null before there is one.</summary>
    public string? RootTs => rootTs;

    /// <inheritdoc/>
    public async Task PostAsync(ThreadPost post, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        await turn.WaitAsync(cancellation);
        try
        {
            if (post is TextPost { Text: var said } spoken)
                post = spoken with { Text = place.Discreet(said) };
            // An answer that began its own thread before a restart goes on there, whatever it has to say first.
            if (rootTs is null && post.Step != ThreadStep.Greeting)
                rootTs = await InsistAsync(() => tables.Posts.FindAsync(Id(ThreadStep.Greeting, 0), cancellation), cancellation);
            if (post is TextPost { Step: ThreadStep.Note } note && rootTs is null)
            {
                // A note is no thread's first message: people, and restarts, know a thread by its greeting.
                noteToCome = note;
                return;
            }
            if (pending.Count > 0 && GroupOf(pending[0].Step) != GroupOf(post.Step))
                await FlushAsync(cancellation);
            if (post.Step is ThreadStep.Funnel or ThreadStep.Apology or ThreadStep.Closing)
                await EndProgressAsync(post.Step == ThreadStep.Apology ? ":no_entry_sign: Stopped." : ":white_check_mark: Scanned.", cancellation);
            switch (post)
            {
                case CandidatesPost candidates:
                    await PostTextAsync(post.Step, Code(candidates.Text), cancellation, CandidateCards.Table(candidates.Scan.Report, RowsOfTable) is { } table ? [table] : null);
                    await PostCardsAsync(candidates.Scan, cancellation);
                    break;
                case ClosingPost closing:
                    await PostTextAsync(post.Step, Lines(closing.Text), cancellation,
                        [new SectionBlock(new MrkdwnObject(Lines(closing.Text))), CandidateCards.ScanButtons(closing.Scan.Report.ScanId)]);
                    break;
                case TextPost text when GroupOf(post.Step) is { } group:
                    pending.Add((text.Step, text.Text));
                    if (text.Step == group[^1])
                        await FlushAsync(cancellation);
                    break;
                case TextPost text:
                    await PostTextAsync(post.Step, Markup(text), cancellation);
                    break;
                case FilePost file:
                    await PostFileAsync(file, cancellation);
                    break;
            }
            if (noteToCome is { } late && rootTs is not null)
            {
                await PostTextAsync(late.Step, Markup(late), cancellation);
                noteToCome = null;
            }
        }
        finally
        {
            turn.Release();
        }
    }

    /// <inheritdoc/>
    public void ShowProgress(string line)
    {
        lock (progressLock)
        {
            this.line = line;
            if (progress.IsCompleted && !ended.IsCancellationRequested)
                progress = Task.Run(EditProgressAsync);
        }
    }

    /// <summary>Says in the line of progress how the work ended.</summary>
    private async Task EndProgressAsync(string outcome, CancellationToken cancellation)
    {
        await ended.CancelAsync();
        await progress.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (progressTs is { } ts)
            await InsistAsync(async () =>
            {
                await api.UpdateMessageAsync(new SlackPosted(place.Place.Conversation, ts), outcome, null, cancellation);
                return ts;
            }, cancellation);
        progressTs = null;
    }

    private async Task FlushAsync(CancellationToken cancellation)
    {
        if (pending.Count == 0)
            return;
        var text = string.Join("\n\n", pending.Select(p => Lines(p.Text)));
        await PostTextAsync(pending[0].Step, text, cancellation);
        pending.Clear();
    }

    /// <summary>Posts a text, in several messages when it is long; with blocks only what fits one message.</summary>
    private async Task PostTextAsync(ThreadStep step, string markup, CancellationToken cancellation, IReadOnlyList<SlackBlock>? blocks = null)
    {
        var pieces = SlackText.Split(markup, MostCharacters);
        for (var i = 0; i < pieces.Count; i++)
            await PostOnceAsync(Id(step, i), pieces[i], () => Task.FromResult(pieces.Count == 1 ? blocks : null), cancellation);
    }

    private async Task PostCardsAsync(FinishedScan scan, CancellationToken cancellation)
    {
        var cards = CandidateCards.Of(scan, place.Cards);
        for (var i = 0; i < cards.Count; i++)
        {
            var card = cards[i];
            string? picture = null;
            var ts = await PostOnceAsync(Id(ThreadStep.Candidates, FirstCard + i), card.Text, async () =>
            {
                picture ??= card.Picture is { } path ? await api.UploadFileAsync(new SlackUpload(path, card.Title) { AltText = card.AltText }, cancellation) : null;
                return card.Blocks(picture);
            }, cancellation);
            await tables.Cards.RememberAsync(place.Place.In, new PostedCard(ts, card.Facts.ToJson(), picture), cancellation);
        }
    }

    /// <summary>Posts a message unless it is there; the message's name.</summary>
    private Task<string> PostOnceAsync(PostId id, string markup, Func<Task<IReadOnlyList<SlackBlock>?>> blocks, CancellationToken cancellation) => InsistAsync(async () =>
    {
        var known = await tables.Posts.BeginAsync(id, cancellation);
        var key = known.IdempotencyKey.ToString();
        var ts = known.Message
            ?? (known.State == PostState.Begun ? (await api.FindPostAsync(place.Place.Conversation, rootTs, key, cancellation))?.Ts : null)
            ?? await PostAsync(new SlackPost(place.Place.Conversation, markup) { Blocks = await blocks(), ThreadTs = rootTs, Key = key }, cancellation);
        if (known.State != PostState.Posted)
            await tables.Posts.EndAsync(id, ts, cancellation);
        rootTs ??= ts;
        return ts;
    }, cancellation);

    private async Task<string> PostAsync(SlackPost post, CancellationToken cancellation)
    {
        try
        {
            return (await api.PostMessageAsync(post, cancellation)).Ts;
        }
        catch (SlackApiException e) when (post.Blocks is not null && e.Error is "invalid_blocks" or "invalid_blocks_format")
        {
            // The text says the same, and nothing is lost.
            return (await api.PostMessageAsync(post with { Blocks = null }, cancellation)).Ts;
        }
    }

    /// <summary>Outlasts an outage of Slack, or of the database that knows what was posted: what is asked for was stored, and is answered when both are back.</summary>
    private async Task<T> InsistAsync<T>(Func<Task<T>> call, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        for (var wait = FirstWait; ; wait = wait * 2 < LongestWait ? wait * 2 : LongestWait)
            try
            {
                return await call();
            }
            catch (Exception e) when (e is ArchiveException or SlackApiException { Error: SlackApiException.Unreachable or SlackApiException.OutcomeUnknown } && time.GetElapsedTime(began) < LongestOutage)
            {
                await Task.Delay(wait, time, cancellation);
            }
    }

    private Task PostFileAsync(FilePost post, CancellationToken cancellation) => InsistAsync(async () =>
    {
        var id = Id(post.Step, 0);
        var known = await tables.Posts.BeginAsync(id, cancellation);
        if (known.Message is { } posted)
            return posted;
        // A file carries no key, so its title names the request.
        var title = string.Create(CultureInfo.InvariantCulture, $"{post.Title} (request {place.JobId})");
        var there = known.State == PostState.Begun && rootTs is not null
            ? (await api.RepliesAsync(place.Place.Conversation, rootTs, cancellation)).FirstOrDefault(m => m.FileTitles.Contains(title))?.Ts
            : null;
        there ??= await api.UploadFileAsync(new SlackUpload(post.Path, title)
        {
            ConversationId = place.Place.Conversation,
            ThreadTs = rootTs,
            AltText = post.Path.EndsWith(".png", StringComparison.OrdinalIgnoreCase) ? post.Title : null,
        }, cancellation);
        await tables.Posts.EndAsync(id, there, cancellation);
        return there;
    }, cancellation);

    /// <summary>Edits the one message of progress until the work ends. What goes wrong here is not worth stopping the work for.</summary>
    private async Task EditProgressAsync()
    {
        try
        {
            await Task.Delay(FirstProgress, time, ended.Token);
            string? shown = null;
            while (true)
            {
                var now = line!;
                var markup = ":hourglass_flowing_sand: " + SlackMarkup.Escape(now);
                if (shown is null)
                    progressTs = await PostOnceAsync(Id(ThreadStep.Progress, 0), markup, () => Task.FromResult<IReadOnlyList<SlackBlock>?>(null), ended.Token);
                if (shown != now && progressTs is { } ts)
                    await api.UpdateMessageAsync(new SlackPosted(place.Place.Conversation, ts), markup, null, ended.Token);
                shown = now;
                await Task.Delay(BetweenProgress, time, ended.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SlackApiException or ArchiveException)
        {
        }
    }

    private string Markup(TextPost post) => post.Step switch
    {
        ThreadStep.Draft when post.Text.Split("\n\n", 2) is [var head, var body] => Lines(head) + "\n" + Code(body),
        // What the bot says about requests names other people too.
        ThreadStep.Greeting => PersonPattern().Replace(SlackMarkup.Escape(post.Text), "<$0>"),
        ThreadStep.Answer => HasColumns(post.Text) ? Code(post.Text) : PersonPattern().Replace(Lines(post.Text), "<$0>"),
        _ => Lines(post.Text),
    };

    /// <summary>Prose: escaped, the person's name a mention, items with points before them.</summary>
    private string Lines(string text)
    {
        var escaped = SlackMarkup.Escape(text);
        var addressed = place.User is { } user ? escaped.Replace("@" + user, SlackMarkup.Mention(user), StringComparison.Ordinal) : escaped;
        return string.Join('\n', addressed.Split('\n').Select(l => l.StartsWith("- ", StringComparison.Ordinal) ? "\u2022 " + l[2..] : l));
    }

    // A fence within the text would end the block.
    private static string Code(string text) => $"```\n{SlackMarkup.Escape(text).Replace("```", "'''", StringComparison.Ordinal)}\n```";

    private static bool HasColumns(string text) => text.Split('\n').Any(l => l.StartsWith("  ", StringComparison.Ordinal) || l.Contains("   ", StringComparison.Ordinal));

    private static ThreadStep[]? GroupOf(ThreadStep step) => Groups.FirstOrDefault(g => g.Contains(step));

    [GeneratedRegex("(?<![<A-Za-z0-9])@[UW][A-Z0-9]{4,}", RegexOptions.CultureInvariant)]
    private static partial Regex PersonPattern();

    private PostId Id(ThreadStep step, int part) => new(place.JobId, place.Place, step, part);
}

/// <summary>Where an answer goes in Slack, and what is particular there.</summary>
internal sealed record SlackThreadPlace
{
    /// <summary>The job that is answered.</summary>
    public required long JobId { get; init; }

    /// <summary>The conversation, and the thread's first message; an empty thread for an answer that begins its own.</summary>
    public required ThreadPlace Place { get; init; }

    /// <summary>The person who asked (U…), whose @U… in sentences becomes a mention; null for nobody.</summary>
    public string? User { get; init; }

    /// <summary>Takes out of a text what is nobody's business in a chat.</summary>
    public Func<string, string> Discreet { get; init; } = text => text;

    /// <summary>Candidates that get a card of their own, at most.</summary>
    public int Cards { get; init; }
}
