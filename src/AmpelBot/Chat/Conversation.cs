using System.Globalization;
using AmpelBot.Alerts.Archive;
using AmpelBot.Chat.Commands;
using AmpelBot.FollowUp;
using AmpelBot.FollowUp.Channels;
using AmpelBot.FollowUp.Notices;
using AmpelBot.FollowUp.Scan;
using AmpelBot.FollowUp.T3;
using AmpelBot.Jobs;

namespace AmpelBot.Chat;

/// <summary>Answers messages in threads, whatever the chat.</summary>
/// <param name="queue">Runs scans.</param>
/// <param name="scan">Traces objects.</param>
/// <param name="channels">Says the defaults of channels.</param>
/// <param name="skyMaps">Where the sky maps of earlier scans are found again.</param>
/// <param name="archive">Says what there is to scan.</param>
/// <param name="time">The clock.</param>
public sealed class Conversation(ScanQueue queue, EventScan scan, ChannelFolder channels, SkyMapFolder skyMaps, IArchive archive, TimeProvider time)
{
    private const int MostRowsInThread = 10;

    // Chats split messages of some 4,000 characters, and a link with them.
    private const int LongestLink = 3_000;

    /// <summary>Answers one message in its thread.</summary>
    /// <param name="text">The message.</param>
    /// <param name="asker">Who asks, and from where.</param>
    /// <param name="thread">The thread.</param>
    /// <param name="cancellation">Stops the work.</param>
    public async Task<Answer> AnswerAsync(string text, Asker asker, IChatThread thread, CancellationToken cancellation)
    {
        var parsed = Read(text, asker);
        if (parsed.Success)
            return await AnswerAsync(parsed.Value, asker, thread, cancellation);
        await thread.PostAsync(new TextPost(ThreadStep.Apology, ScanWords.NotUnderstood(parsed.Error)), cancellation);
        return new Answer(null, null, new Failure(parsed.Error, Cli.ExitCode.Misunderstood));
    }

    /// <summary>Reads a message as one of this person's in this thread.</summary>
    public ParseResult<ChatCommand> Read(string text, Asker asker) =>
        CommandParser.Parse(text, new ParseContext(time.GetUtcNow(), asker.Earlier) { CarriesEvent = asker.CarriesEvent }, asker.MayNameFiles ? File.Exists : null);

    /// <summary>Answers one command in its thread. Commands about a hosted bot's jobs are its own to answer; here it is said that there are none.</summary>
    /// <param name="command">The command.</param>
    /// <param name="asker">Who asks, and from where.</param>
    /// <param name="thread">The thread.</param>
    /// <param name="cancellation">Stops the work.</param>
    public async Task<Answer> AnswerAsync(ChatCommand command, Asker asker, IChatThread thread, CancellationToken cancellation)
    {
        try
        {
            switch (command)
            {
                case ScanCommand { Request: var request }:
                    return await ScanAsync(request, asker, thread, cancellation);
                case WhyCommand why:
                    return await TraceAsync(why, asker, thread, cancellation);
                case DraftCommand { Kind: var kind }:
                    await DraftAsync(kind, asker, thread, cancellation);
                    return Answer.Said;
                case StatusCommand:
                    return await SayAsync(StatusWords.Write(await archive.InfoAsync(cancellation), archive.Place), thread, cancellation);
                case HelpCommand { Topic: var topic }:
                    return await SayAsync(HelpText.Write(topic), thread, cancellation);
                default:
                    return await SayAsync("One request runs here at a time, and nothing waits: that belongs to the hosted bot (ampelbot serve).", thread, cancellation);
            }
        }
        catch (Exception e) when (Failure.From(e) is { } failure)
        {
            return await ApologiseAsync(failure, thread, cancellation);
        }
    }

    private static async Task<Answer> SayAsync(string text, IChatThread thread, CancellationToken cancellation)
    {
        await thread.PostAsync(new TextPost(ThreadStep.Answer, text), cancellation);
        return Answer.Said;
    }

    private async Task<Answer> TraceAsync(WhyCommand why, Asker asker, IChatThread thread, CancellationToken cancellation)
    {
        var (request, settings) = AskedRequest.Of(why.Request, asker);
        var trace = await scan.TraceAsync(why.ObjectName, request, cancellation);
        var channel = trace.Plan.Channel;
        await thread.PostAsync(new TextPost(ThreadStep.Understanding, With(
            ScanWords.Understanding(why with { Request = request }, channel.Name, channel.DefaultLevel, channel.DefaultWindowDays), settings)), cancellation);
        await thread.PostAsync(new TextPost(ThreadStep.Answer, TraceWords.Write(trace)), cancellation);
        return new Answer(null, trace, null);
    }

    /// <summary>Writes a draft about the thread's latest scan anew, because people may have voted since.</summary>
    private async Task DraftAsync(DraftKind kind, Asker asker, IChatThread thread, CancellationToken cancellation)
    {
        if (asker.EarlierFolder is not { } folder)
            throw new RequestException($"There is no scan in this thread yet about which I could write: begin with one, for example {CommandTable.Scan.Example}.");
        var saved = await SavedScan.OpenAsync(folder, archive, skyMaps, channels, cancellation);
        var text = await saved.WriteDraftAsync(kind, cancellation);
        await PostDraftAsync(kind, text, folder, thread, cancellation);
        if (saved.Differences.Count > 0)
            await thread.PostAsync(new TextPost(ThreadStep.Remarks, string.Join('\n', saved.Differences)), cancellation);
    }

    private static async Task PostDraftAsync(DraftKind kind, string text, string folder, IChatThread thread, CancellationToken cancellation)
    {
        await thread.PostAsync(new TextPost(ThreadStep.Draft, $"Here's a draft {kind.Description}:\n\n{text}"), cancellation);
        await thread.PostAsync(new FilePost(ThreadStep.DraftFile, Path.Combine(folder, kind.FileName), $"Draft {kind.Description}"), cancellation);
        if (kind == Drafts.Circular || kind == Drafts.CircularMarkdown)
        {
            var form = CircularForm.Of(text, LongestLink);
            await thread.PostAsync(new TextPost(ThreadStep.Answer, $"{form.Sentence} {form.Address.AbsoluteUri}"), cancellation);
        }
    }

    private async Task<Answer> ScanAsync(ScanRequest asked, Asker asker, IChatThread thread, CancellationToken cancellation)
    {
        var (request, settings) = AskedRequest.Of(asked, asker);
        await thread.PostAsync(new TextPost(ThreadStep.Greeting, ScanWords.Greeting(asker.Address)), cancellation);
        var known = ScanPlanning.ChannelBeforeReading(request) is { } name ? channels.Load(name) : null;
        await thread.PostAsync(new TextPost(ThreadStep.Understanding, With(known is null ? ScanWords.FirstLook(request) : Understanding(request, known), settings)), cancellation);

        thread.ShowProgress("Reading the sky map");
        var planned = new TaskCompletionSource<ScanPlan>(TaskCreationOptions.RunContinuationsAsynchronously);
        var running = queue.RunAsync(request, new ThreadProgress(thread, planned, time), cancellation);
        await Task.WhenAny(planned.Task, running);
        if (planned.Task.IsCompletedSuccessfully)
        {
            var plan = await planned.Task;
            if (known is null)
                await thread.PostAsync(new TextPost(ThreadStep.Choices, ScanWords.Choices(request, plan.Channel)), cancellation);
            await thread.PostAsync(new TextPost(ThreadStep.SkyMap, ScanWords.SkyMap(plan, plan.Notice.SkyMap.Header)), cancellation);
            await thread.PostAsync(new TextPost(ThreadStep.Method, ScanWords.Method(plan)), cancellation);
        }

        var (finished, failure) = await running;
        if (finished is null)
            return await ApologiseAsync(failure!, thread, cancellation);
        var (report, folder) = finished;
        await thread.PostAsync(new FilePost(ThreadStep.Picture, Path.Combine(folder, ScanFiles.SkyMapPicture), "Sky map"), cancellation);
        await thread.PostAsync(new TextPost(ThreadStep.Funnel, ScanWords.Funnel(report)), cancellation);
        await thread.PostAsync(new TextPost(ThreadStep.Outcome, ScanWords.Outcome(report)), cancellation);
        await thread.PostAsync(new TextPost(ThreadStep.Coverage, ScanWords.Coverage(report)), cancellation);
        await PostResultsAsync(finished, thread, cancellation);
        if (ScanWords.NotDone(report.Plan) is { } notDone)
            await thread.PostAsync(new TextPost(ThreadStep.NotDone, notDone), cancellation);
        if (ScanWords.Remarks(report) is { } remarks)
            await thread.PostAsync(new TextPost(ThreadStep.Remarks, remarks), cancellation);
        await PostDraftAsync(Drafts.Atel, await File.ReadAllTextAsync(Path.Combine(folder, Drafts.Atel.FileName), cancellation), folder, thread, cancellation);
        await thread.PostAsync(new ClosingPost(ScanWords.Closing(report), finished), cancellation);
        return new Answer(report, null, null) { Folder = folder };
    }

    /// <summary>Posts what a scan found: the candidates, and the files that hold all of them.</summary>
    public static async Task PostResultsAsync(FinishedScan finished, IChatThread thread, CancellationToken cancellation)
    {
        var (report, folder) = finished;
        if (report.Candidates.Count > 0)
            await thread.PostAsync(new CandidatesPost(CandidateTable.ToText(report, MostRowsInThread), finished), cancellation);
        await thread.PostAsync(new FilePost(ThreadStep.Table, Path.Combine(folder, ScanFiles.Candidates), "Table of candidates"), cancellation);
        await thread.PostAsync(new FilePost(ThreadStep.Report, Path.Combine(folder, ScanFiles.Report), "Report with funnel and provenance"), cancellation);
        await thread.PostAsync(new FilePost(ThreadStep.Document, Path.Combine(folder, ScanFiles.Document), "The whole scan as one document"), cancellation);
    }

    private static async Task<Answer> ApologiseAsync(Failure failure, IChatThread thread, CancellationToken cancellation)
    {
        await thread.PostAsync(new TextPost(ThreadStep.Apology, ScanWords.Apology(failure.Sentence)), cancellation);
        return new Answer(null, null, failure);
    }

    private static string Understanding(ScanRequest request, Channel channel) =>
        ScanWords.Understanding(request, channel.Name, channel.DefaultLevel, channel.DefaultWindowDays);

    private static string With(string text, string? sentence) => sentence is null ? text : $"{text} {sentence}";

    private sealed class ThreadProgress(IChatThread thread, TaskCompletionSource<ScanPlan> planned, TimeProvider time) : IProgress<ScanProgress>
    {
        private const double LeastShare = 0.05;
        private readonly long start = time.GetTimestamp();

        public void Report(ScanProgress value)
        {
            if (planned.TrySetResult(value.Plan))
                return;
            var left = value.Share is >= LeastShare and < 1 ? time.GetElapsedTime(start) * ((1 - value.Share) / value.Share) : (TimeSpan?)null;
            thread.ShowProgress(string.Create(CultureInfo.InvariantCulture, $"Scanning: {value.AlertsScanned:N0} alerts, {value.Share * 100:0} % of the time range")
                + (left is { TotalSeconds: >= 1 } span ? $", about {TextNumbers.Duration(Math.Ceiling(span.TotalSeconds))} left" : ""));
        }
    }
}

/// <summary>What became of a message: at most one of its members is set; none when it was answered in words alone.</summary>
/// <param name="Report">The report of a scan.</param>
/// <param name="Trace">The trace of an object.</param>
/// <param name="Failure">An expected failure.</param>
public sealed record Answer(ScanReport? Report, ObjectTrace? Trace, Failure? Failure)
{
    /// <summary>Answered in words alone.</summary>
    public static Answer Said { get; } = new(null, null, null);

    /// <summary>Folder of the files that the scan left; null without one.</summary>
    public string? Folder { get; init; }
}
