using AmpelBot.Chat.Commands;
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
/// <param name="time">The clock.</param>
public sealed class Conversation(ScanQueue queue, EventScan scan, ChannelFolder channels, TimeProvider time)
{
    private const int MostRowsInThread = 10;

    /// <summary>Answers one message in its thread.</summary>
    /// <param name="text">The message.</param>
    /// <param name="user">How the person is addressed; null where nobody is known.</param>
    /// <param name="thread">The thread.</param>
    /// <param name="cancellation">Stops the work.</param>
    public async Task<Answer> AnswerAsync(string text, string? user, IChatThread thread, CancellationToken cancellation)
    {
        var parsed = CommandParser.Parse(text, time.GetUtcNow(), File.Exists);
        if (!parsed.Success)
        {
            await thread.PostAsync(ScanWords.NotUnderstood(parsed.Error), cancellation);
            return new Answer(null, null, new Failure(parsed.Error, Cli.ExitCode.Misunderstood));
        }
        try
        {
            switch (parsed.Value)
            {
                case ScanCommand command:
                    return await ScanAsync(command.Request, user, thread, cancellation);
                case WhyCommand command:
                    var trace = await scan.TraceAsync(command.ObjectName, command.Request, cancellation);
                    await thread.PostAsync(ScanWords.Understanding(command, trace.Plan.Channel.Name, trace.Plan.Channel.DefaultLevel, trace.Plan.Channel.DefaultWindowDays), cancellation);
                    await thread.PostAsync(TraceWords.Write(trace), cancellation);
                    return new Answer(null, trace, null);
                case HelpCommand command:
                    await thread.PostAsync(HelpText.Write(command.Topic), cancellation);
                    return new Answer(null, null, null);
                default:
                    throw new InvalidOperationException($"no answer to {parsed.Value.GetType().Name}");
            }
        }
        catch (Exception e) when (Failure.From(e) is { } failure)
        {
            return await ApologiseAsync(failure, thread, cancellation);
        }
    }

    private async Task<Answer> ScanAsync(ScanRequest request, string? user, IChatThread thread, CancellationToken cancellation)
    {
        await thread.PostAsync(ScanWords.Greeting(user), cancellation);
        var known = ChannelBeforeReading(request);
        await thread.PostAsync(known is null ? ScanWords.FirstLook(request) : Understanding(request, known), cancellation);

        var planned = new TaskCompletionSource<ScanPlan>(TaskCreationOptions.RunContinuationsAsynchronously);
        var running = queue.RunAsync(request, new ThreadProgress(thread, planned), cancellation);
        await Task.WhenAny(planned.Task, running);
        if (planned.Task.IsCompletedSuccessfully)
        {
            var plan = await planned.Task;
            if (known is null)
                await thread.PostAsync(ScanWords.Choices(request, plan.Channel), cancellation);
            await thread.PostAsync(ScanWords.SkyMap(plan, plan.Notice.SkyMap.Header), cancellation);
            await thread.PostAsync(ScanWords.Method(plan), cancellation);
        }

        var (finished, failure) = await running;
        if (finished is null)
            return await ApologiseAsync(failure!, thread, cancellation);
        var (report, folder) = finished;
        await thread.PostFileAsync(Path.Combine(folder, ScanFiles.SkyMapPicture), "Sky map", cancellation);
        await thread.PostAsync(ScanWords.Funnel(report), cancellation);
        await thread.PostAsync(ScanWords.Outcome(report), cancellation);
        await thread.PostAsync(ScanWords.Coverage(report), cancellation);
        if (report.Candidates.Count > 0)
            await thread.PostAsync(CandidateTable.ToText(report, MostRowsInThread), cancellation);
        await thread.PostFileAsync(Path.Combine(folder, ScanFiles.Candidates), "Table of candidates", cancellation);
        await thread.PostFileAsync(Path.Combine(folder, ScanFiles.Report), "Report with funnel and provenance", cancellation);
        if (ScanWords.NotDone(report.Plan) is { } notDone)
            await thread.PostAsync(notDone, cancellation);
        if (ScanWords.Remarks(report) is { } remarks)
            await thread.PostAsync(remarks, cancellation);
        await thread.PostAsync($"Here's a draft ATel:\n\n{await File.ReadAllTextAsync(Path.Combine(folder, ScanFiles.Atel), cancellation)}", cancellation);
        await thread.PostFileAsync(Path.Combine(folder, ScanFiles.Atel), "Draft ATel", cancellation);
        await thread.PostAsync(ScanWords.Closing(report), cancellation);
        return new Answer(report, null, null);
    }

    private static async Task<Answer> ApologiseAsync(Failure failure, IChatThread thread, CancellationToken cancellation)
    {
        await thread.PostAsync(ScanWords.Apology(failure.Sentence), cancellation);
        return new Answer(null, null, failure);
    }

    private static string Understanding(ScanRequest request, Channel channel) =>
        ScanWords.Understanding(request, channel.Name, channel.DefaultLevel, channel.DefaultWindowDays);

    /// <summary>The channel, when the request alone tells it; null when the sky map must be read first.</summary>
    private Channel? ChannelBeforeReading(ScanRequest request) => request switch
    {
        { Channel: { } name } => channels.Load(name),
        { Event: EventReference.Named { Name.Messenger: var messenger } } => channels.Load(ScanPlanning.ChannelOf(messenger)),
        { Event: EventReference.Position } => channels.Load(ScanPlanning.ChannelOf(EventLookup.MessengerOfPositions)),
        _ => null,
    };

    private sealed class ThreadProgress(IChatThread thread, TaskCompletionSource<ScanPlan> planned) : IProgress<ScanProgress>
    {
        public void Report(ScanProgress value)
        {
            if (!planned.TrySetResult(value.Plan))
                thread.ShowProgress(FormattableString.Invariant($"Scanning: {value.AlertsScanned:N0} alerts, {value.Share * 100:0} % of the time range"));
        }
    }
}

/// <summary>What became of a message: at most one of its members is set; none for help.</summary>
/// <param name="Report">The report of a scan.</param>
/// <param name="Trace">The trace of an object.</param>
/// <param name="Failure">An expected failure.</param>
public sealed record Answer(ScanReport? Report, ObjectTrace? Trace, Failure? Failure);
