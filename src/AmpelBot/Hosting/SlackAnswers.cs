using AmpelBot.Alerts.Archive;
using AmpelBot.Chat;
using AmpelBot.Chat.Commands;
using AmpelBot.Chat.Slack;
using AmpelBot.Chat.Slack.Cards;
using AmpelBot.Following;
using AmpelBot.FollowUp.Notices;
using AmpelBot.FollowUp.Scan;
using AmpelBot.FollowUp.T3;
using AmpelBot.FollowUp.Vetting;
using AmpelBot.Jobs;

namespace AmpelBot.Hosting;

/// <summary>Runs the jobs that come from Slack: what a message asks for, in whose name, in which thread.</summary>
internal sealed class SlackAnswers
{
    private const int MostRowsOfWatch = 10;

    private readonly Conversation conversation;
    private readonly IArchive archive;
    private readonly ScanQueue scans;
    private readonly BotTables tables;
    private readonly SlackWebApi api;
    private readonly SlackSettings settings;
    private readonly string droppedFolder;
    private readonly TimeProvider time;
    private readonly HostedCommands commands;

    /// <summary>Answers for Slack.</summary>
    /// <param name="bot">What scans.</param>
    /// <param name="tables">What is known of threads.</param>
    /// <param name="api">Slack.</param>
    /// <param name="settings">Who may do what.</param>
    /// <param name="droppedFolder">Where dropped sky maps are kept.</param>
    /// <param name="time">The clock.</param>
    public SlackAnswers(Bot bot, BotTables tables, SlackWebApi api, SlackSettings settings, string droppedFolder, TimeProvider time)
    {
        (conversation, archive, scans, this.tables, this.api, this.settings, this.droppedFolder, this.time) = (bot.Conversation, bot.Archive, bot.Scans, tables, api, settings, droppedFolder, time);
        Responses = new ResponseUrls(time);
        commands = new HostedCommands(tables, () => Queue, settings, bot.Channels, time);
    }

    /// <summary>The queue that these answers are for; set once, before it starts.</summary>
    public JobQueue Queue { get; set; } = null!;

    /// <summary>Where persons can be answered in conversations that are closed to the bot.</summary>
    public ResponseUrls Responses { get; }

    /// <summary>Runs the jobs that come from notices; null when nothing is followed.</summary>
    public EventAnswers? Events { get; set; }

    /// <summary>Whose data scans may read that nobody asked for.</summary>
    public DataRights OwnRights { get; init; } = DataRights.Public;

    /// <summary>Takes out of a text what is nobody's business in a chat.</summary>
    public Func<string, string> Discreet { get; init; } = text => text;

    /// <summary>What the queue needs to know.</summary>
    public JobHandlers Handlers => new()
    {
        Plan = Plan,
        Run = AnswerAsync,
        OpenThread = Open,
        FollowNote = (job, follower) => new TextPost(ThreadStep.Greeting, $"Hi @{follower.User}! That is already running for @{job.User} as request {job.Id}; I post here too."),
        CancelNote = job => job.Lane == JobLane.Scan && !EventJobKind.Is(job.Kind) ? new TextPost(ThreadStep.Apology, $"I stopped request {job.Id} before its end, as asked; nothing of it was kept.") : null,
    };

    /// <summary>Which line a job waits in, and which jobs do the same.</summary>
    private JobPlan Plan(NewJob job)
    {
        if (job.Kind is SlackJobKind.File or SlackJobKind.Rescan)
            return new JobPlan(JobLane.Scan, null);
        // One after the other, for each is compared with the one before.
        if (job.Kind == SlackJobKind.Watched)
            return new JobPlan(JobLane.Scan, $"watch {job.Place.Team} {job.Place.Conversation} {job.Place.Thread} {job.Text}");
        if (job.Kind == EventJobKind.Scan)
            return new JobPlan(JobLane.Scan, null);
        if (job.Kind != SlackJobKind.Ask)
            return new JobPlan(JobLane.Quick, null);
        // In a thread a message may mean its latest scan, which is not looked up here: such requests run by themselves.
        var parsed = CommandParser.Parse(job.Text, new ParseContext(time.GetUtcNow()));
        return parsed switch
        {
            { Success: true, Value: ScanCommand { Request: var request } } => new JobPlan(JobLane.Scan, $"{RightsOf(job.User)} {job.Place.Team} {job.Place.Conversation} {RequestText.Write(request)}"),
            { Success: true, Value: WhyCommand } => new JobPlan(JobLane.Scan, null),
            { Success: true } => new JobPlan(JobLane.Quick, null),
            _ => new JobPlan(LeansOnThread(job.Text) ? JobLane.Scan : JobLane.Quick, null),
        };
    }

    private async Task<Failure?> AnswerAsync(Job job, IChatThread thread, CancellationToken cancellation)
    {
        try
        {
            return await RunAsync(job, thread, cancellation);
        }
        catch (PostFailedException e) when (e.InnerException is SlackApiException { IsConversationClosed: true } closed && Responses.Take(job.Place.In, job.User) is { } url)
        {
            await api.RespondAsync(url, SlackMarkup.Escape($"I may not write in this conversation ({closed.Error}), so I did not begin. Invite me with /invite, or write to me directly."), cancellation);
            return Failure.From(closed);
        }
    }

    private async Task<Failure?> RunAsync(Job job, IChatThread thread, CancellationToken cancellation)
    {
        thread = new RememberedThread(thread, scan => RememberAsync(job, scan.Report, scan.Folder, cancellation));
        if (EventJobKind.Is(job.Kind))
            return Events is { } events ? await events.RunAsync(job, thread, cancellation) : new Failure("Events are not followed any more.", Cli.ExitCode.NotFound);
        if (job.Kind == SlackJobKind.Vet)
            return await VetAsync(VetJob.Read(job.Text).ToCommand(job.Place), job, thread, cancellation);
        if (job.Kind == SlackJobKind.Watched)
            return await WatchedAsync(job, thread, cancellation);
        if (job.IsResumed && job.Lane == JobLane.Scan)
            await thread.PostAsync(new TextPost(ThreadStep.Note, "(I was restarted in between and go on from the beginning; what stands here already I do not say again.)"), cancellation);
        var (asker, command, answer) = (await AskerAsync(job, cancellation), (ChatCommand?)null, (Answer?)null);
        var text = job.Text;
        switch (job.Kind)
        {
            case SlackJobKind.File:
                var dropped = DroppedFile.Read(job.Text);
                text = dropped.Text;
                asker = asker with { Earlier = new ScanRequest { Event = await FetchAsync(dropped, cancellation) }, EarlierFolder = null, CarriesEvent = true };
                break;
            case SlackJobKind.Rescan:
                command = new ScanCommand(RequestOf(job.Text) ?? throw new RequestException("I can no longer read that request: write it anew."));
                asker = asker with { MayNameFiles = true };
                break;
            case SlackJobKind.Draft or SlackJobKind.Watch:
                var scan = await tables.Scans.FindAsync(job.Text, cancellation) ?? throw new RequestException("I no longer know that scan: ask for it again.");
                asker = asker with { EarlierFolder = scan.Folder };
                command = job.Kind == SlackJobKind.Draft ? new DraftCommand(Drafts.Atel)
                    : new WatchCommand(RequestOf(scan.RequestText) ?? throw new RequestException("I can no longer read the request of that scan: ask for it again."));
                break;
        }
        if (command is null && conversation.Read(text, asker) is { Success: true, Value: var read })
            command = read;
        if (command is not null)
            answer = await commands.AnswerAsync(command, job, asker, cancellation) is { } words
                ? await SayAsync(words, thread, cancellation)
                : await conversation.AnswerAsync(command, asker, thread, cancellation);
        answer ??= await conversation.AnswerAsync(text, asker, thread, cancellation);
        if (answer is { Report: { } report, Folder: { } folder })
            await RememberAsync(job, report, folder, cancellation);
        return answer.Failure;
    }

    /// <summary>Scans a watched event again: what changed is posted, a quiet scan edits one line.</summary>
    private async Task<Failure?> WatchedAsync(Job job, IChatThread thread, CancellationToken cancellation)
    {
        if ((await tables.Watches.ListAsync(job.Place.In, cancellation)).FirstOrDefault(w => w.Place == job.Place && w.EventName == job.Text) is not { } watch || RequestOf(watch.RequestText) is not { } request)
            return null;
        var asker = await AskerAsync(job, cancellation);
        var (allowed, _) = AskedRequest.Of(request, asker with { MayNameFiles = true });
        var (finished, failure) = await scans.RunAsync(allowed, new Progress<ScanProgress>(), cancellation);
        if (finished is not { Report: var report, Folder: var folder })
        {
            await thread.PostAsync(new TextPost(ThreadStep.Apology, $"The scan of {watch.EventName} that you asked me to watch did not work out: {failure!.Sentence} I try again later."), cancellation);
            return failure;
        }
        var news = WatchNews.Of(report, asker.EarlierFolder);
        var words = news.Write(watch.EventName, report);
        if (!news.IsQuiet)
        {
            await thread.PostAsync(new TextPost(ThreadStep.Answer, words), cancellation);
            if (report.Candidates.Count > 0)
                await thread.PostAsync(new CandidatesPost(CandidateTable.ToText(report, MostRowsOfWatch), finished), cancellation);
        }
        else if (watch.Message is { } line)
            await api.UpdateMessageAsync(new SlackPosted(job.Place.Conversation, line), SlackMarkup.Escape(words), null, cancellation);
        else
        {
            await thread.PostAsync(new TextPost(ThreadStep.Answer, words), cancellation);
            var posted = await tables.Posts.BeginAsync(new PostId(job.Id, job.Place, ThreadStep.Answer, 0), cancellation);
            await tables.Watches.PostponeAsync(watch.Id, watch.NextDue, posted.Message, cancellation);
        }
        await RememberAsync(job, report, folder, cancellation);
        return null;
    }

    /// <summary>Writes a judgement into the archive's journal and shows it on the card.</summary>
    private async Task<Failure?> VetAsync(VetCommand vet, Job job, IChatThread thread, CancellationToken cancellation)
    {
        if (archive.IsReadOnly)
            throw new ArchiveException("The archive can only be read, so nobody's judgement can be kept in it. Tell whoever runs me.");
        var vote = vet.ToVote(job.User, await NameOfAsync(job.User, cancellation), time.GetUtcNow());
        // A job that was started before may have written it: the journal tells.
        if (!job.IsResumed || !Holds(await VotesAsync(vet, cancellation), vote, job.Created))
            await VettingJournal.AppendAsync(archive, vet.Key.Object, vote, cancellation);
        if (vet.Place.Ts is { } ts && await tables.Cards.FindAsync(job.Place.In, ts, cancellation) is { } card && CardFacts.Read(card.Facts) is { } facts)
        {
            var votes = await VotesAsync(vet, cancellation);
            await api.UpdateMessageAsync(new SlackPosted(job.Place.Conversation, ts), CandidateCards.Fallback(facts, votes), CandidateCards.Blocks(facts, votes, card.Picture), cancellation);
        }
        else
            await thread.PostAsync(new TextPost(ThreadStep.Answer, $"@{job.User} on {vet.Key.Name}: {VettingJournal.Words(vote)}{(vote.Note.Length > 0 ? $": {vote.Note}" : "")}"), cancellation);
        return null;
    }

    private static bool Holds(Votes votes, Vote vote, DateTimeOffset since) => votes.Latest.Concat(votes.Notes)
        .Any(v => v.UserId == vote.UserId && v.State == vote.State && v.Reason == vote.Reason && v.Note == vote.Note && v.TimeUtc >= since);

    private async Task<Votes> VotesAsync(VetCommand vet, CancellationToken cancellation) =>
        (await VettingJournal.OfAsync(archive, [vet.Key.Object], vet.Key.Rights, cancellation)).GetValueOrDefault(vet.Key.Object, Votes.None);

    private async Task<string> NameOfAsync(string user, CancellationToken cancellation)
    {
        try
        {
            return (await api.UserInfoAsync(user, cancellation)).DisplayName;
        }
        catch (SlackApiException)
        {
            return user;
        }
    }

    private static async Task<Answer> SayAsync(string words, IChatThread thread, CancellationToken cancellation)
    {
        await thread.PostAsync(new TextPost(ThreadStep.Answer, words), cancellation);
        return Answer.Said;
    }

    private async Task<Asker> AskerAsync(Job job, CancellationToken cancellation)
    {
        var set = await tables.Settings.ListAsync(job.Place.In, cancellation);
        var earlier = await tables.Scans.LatestAsync(job.Place, cancellation);
        var request = earlier is null ? null : RequestOf(earlier.RequestText);
        return new Asker
        {
            Address = "@" + job.User,
            MostRights = RightsOf(job.User),
            Settings = HostedCommands.OptionsOf(set),
            Earlier = request,
            EarlierFolder = request is null ? null : earlier!.Folder,
        };
    }

    private DataRights RightsOf(string user) => user == EventJobKind.User ? OwnRights : settings.Has(SlackRole.Partnership, user) ? DataRights.Partnership : DataRights.Public;

    /// <summary>A request that was kept as text; null when this version no longer reads it.</summary>
    private ScanRequest? RequestOf(string text)
    {
        var request = RequestText.Read(text, time.GetUtcNow());
        // The folders of this machine say nothing to people in a chat.
        return request?.Event is EventReference.File file ? request with { Event = file with { Name = Path.GetFileName(file.Path) } } : request;
    }

    private async Task RememberAsync(Job job, ScanReport report, string folder, CancellationToken cancellation)
    {
        var scan = new ThreadScan(report.ScanId, folder, RequestText.Write(report.Request), report.Plan.Notice.EventName);
        foreach (var place in await tables.Jobs.PlacesAsync(job.Id, cancellation))
            await tables.Scans.RememberAsync(await RootOfAsync(job.Id, place.Place, cancellation), scan, cancellation);
    }

    /// <summary>The thread that an answer began itself is known by its first message.</summary>
    private async Task<ThreadPlace> RootOfAsync(long job, ThreadPlace place, CancellationToken cancellation) =>
        place.Thread.Length > 0 || (await tables.Posts.BeginAsync(new PostId(job, place, ThreadStep.Greeting, 0), cancellation)).Message is not { } root ? place : place with { Thread = root };

    private async Task<EventReference> FetchAsync(DroppedFile dropped, CancellationToken cancellation)
    {
        var name = SafeName(dropped.Name);
        var folder = Path.Combine(droppedFolder, SafeName(dropped.Id));
        var path = Path.Combine(folder, name);
        if (!File.Exists(path))
        {
            Directory.CreateDirectory(folder);
            try
            {
                await api.DownloadFileAsync(new SlackFile(dropped.Id, dropped.Name, dropped.SizeBytes, dropped.UrlPrivate), path, cancellation);
            }
            catch (SlackApiException e)
            {
                throw new EventNotFoundException($"I could not fetch {name} from Slack ({e.Error}): drop it again, or give me an https address of it.", e);
            }
        }
        return new EventReference.File(path) { Name = name };
    }

    private IChatThread Open(Job job, ThreadPlace place) => new SlackThread(api, tables, new SlackThreadPlace
    {
        JobId = job.Id,
        Place = place,
        User = job.User,
        Discreet = Discreet,
        Cards = settings.Cards,
    }, time);

    private static bool LeansOnThread(string text) =>
        CommandTable.Command(text.TrimStart().Split((char[]?)null, 2, StringSplitOptions.RemoveEmptyEntries).FirstOrDefault("")) is { } row && (row == CommandTable.Rescan || row == CommandTable.Why);

    private static string SafeName(string name)
    {
        var kept = new string([.. Path.GetFileName(name).Take(100).Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' ? c : '_')]).TrimStart('.');
        return kept.Length > 0 ? kept : "file.fits";
    }
}
