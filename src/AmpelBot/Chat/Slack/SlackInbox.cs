using AmpelBot.Alerts.Archive;
using AmpelBot.Chat.Commands;
using AmpelBot.Chat.Slack.Blocks;
using AmpelBot.Chat.Slack.Cards;
using AmpelBot.FollowUp.Scan;
using AmpelBot.Hosting;
using AmpelBot.Jobs;
using Microsoft.Extensions.Logging;

namespace AmpelBot.Chat.Slack;

/// <summary>Takes over what comes from Slack: who may ask is answered by a job that is stored before Slack hears that it arrived; who may not is told, or not answered at all.</summary>
/// <param name="tables">What is known of threads.</param>
/// <param name="queue">Where jobs go.</param>
/// <param name="settings">Who may do what.</param>
/// <param name="api">Opens modals, and speaks to single persons.</param>
/// <param name="responses">Keeps where persons can be answered in conversations that are closed to the bot.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Told who was not answered; never what they wrote.</param>
internal sealed partial class SlackInbox(BotTables tables, JobQueue queue, SlackSettings settings, SlackWebApi api, ResponseUrls responses, TimeProvider time, ILogger<SlackInbox> logger) : ISlackInbox
{
    /// <summary>Name of the chat in places.</summary>
    public const string Chat = "slack";

    // What the form shows where the scan took the channel's own.
    private const double UsualLevel = 0.95;
    private const double UsualDays = 3;

    private const int MostCharacters = CommandParser.MaxLength + 1;

    /// <inheritdoc/>
    public async ValueTask<SlackAck> AcceptAsync(SlackEnvelope envelope, CancellationToken cancellation)
    {
        if (envelope is SlackUninstalled)
        {
            LogUninstalled(logger, envelope.TeamId);
            return SlackAck.Accepted;
        }
        if (!settings.Allows(envelope.TeamId, envelope.ConversationId) || !settings.Workspaces.Contains(envelope.UserTeamId))
        {
            LogStranger(logger, envelope.TeamId, envelope.UserTeamId, envelope.ConversationId, envelope.UserId);
            return SlackAck.Accepted;
        }
        try
        {
            return envelope switch
            {
                SlackBlockAction click => await ActAsync(click, CardActions.Of(click), click.ReplyThreadTs, cancellation),
                SlackViewSubmission form => await ActAsync(form, CardActions.Of(form), null, cancellation),
                _ => await AskAsync(envelope, cancellation),
            };
        }
        catch (ArchiveException e)
        {
            LogNotStored(logger, e);
            return SlackAck.NotAccepted;
        }
    }

    private async Task<SlackAck> AskAsync(SlackEnvelope envelope, CancellationToken cancellation)
    {
        var place = PlaceOf(envelope);
        var knows = envelope is SlackThreadReply && await tables.Jobs.KnowsAsync(place, cancellation);
        if (SlackRequests.Of(envelope, knows) is not SlackRequest.Ask ask)
            return SlackAck.Accepted;
        if (!settings.Has(SlackRole.Scan, envelope.UserId))
        {
            LogRole(logger, SlackRole.Scan, envelope.TeamId, envelope.UserId);
            return Whisper(envelope, "You are not among those who may ask me here; whoever runs me can give you the role \"scan\".");
        }
        responses.Keep(place.In, envelope.UserId, envelope switch
        {
            SlackSlashCommand { ResponseUrl: var url } => url,
            SlackMessageShortcut { ResponseUrl: var url } => url,
            _ => "",
        });
        var text = ask.Text.Length > MostCharacters ? ask.Text[..MostCharacters] : ask.Text;
        var job = ask.File is { } file
            ? new NewJob(envelope.EventId, place, envelope.UserId, SlackJobKind.File, new DroppedFile(file.Id, file.Name, file.SizeBytes, file.UrlPrivate, text).Write())
            : new NewJob(envelope.EventId, place, envelope.UserId, SlackJobKind.Ask, text);
        return await EnqueueAsync(envelope, job, cancellation);
    }

    /// <summary>What a click on a card or a modal asks for.</summary>
    private async Task<SlackAck> ActAsync(SlackEnvelope envelope, CardAction? action, string? threadTs, CancellationToken cancellation)
    {
        var role = action is VetCommand or RejectAsked or NoteAsked ? SlackRole.Vet : SlackRole.Scan;
        if (action is not null and not FormRefused && !settings.Has(role, envelope.UserId))
        {
            LogRole(logger, role, envelope.TeamId, envelope.UserId);
            return Whisper(envelope, $"That needs the role \"{role.ToString().ToLowerInvariant()}\"; whoever runs me can give it to you.");
        }
        NewJob Job(CardPlace place, string kind, string text) =>
            new(envelope.EventId, new ThreadPlace(Chat, envelope.TeamId, place.ConversationId, place.ThreadTs ?? place.Ts ?? ""), envelope.UserId, kind, text);
        var here = new CardPlace(envelope.ConversationId, threadTs, null);
        switch (action)
        {
            case FormRefused { Errors: var errors }:
                return SlackAck.WithErrors(errors);
            case VetCommand vet when settings.Allows(envelope.TeamId, vet.Place.ConversationId):
                return await EnqueueAsync(envelope, Job(vet.Place, SlackJobKind.Vet, VetJob.Of(vet).Write()), cancellation);
            case RejectAsked { Key: var key, Place: var place }:
                return Open(envelope, CardModals.Reject(key, place));
            case NoteAsked { Key: var key, Place: var place }:
                return Open(envelope, CardModals.Note(key, place));
            case WhyAsked { Key: var key } when await RequestOfAsync(key.ScanId, cancellation) is { } request:
                return await EnqueueAsync(envelope, Job(here, SlackJobKind.Ask, $"{CommandTable.Why.Name} {key.Name} in {RequestText.Write(request)[(CommandTable.Scan.Name.Length + 1)..]}"), cancellation);
            case RescanAsked { ScanId: var scan, Place: var place } when await RequestOfAsync(scan, cancellation) is { } request:
                return Open(envelope, CardModals.Rescan(scan, request.Level ?? UsualLevel, request.Days ?? UsualDays, place));
            case RescanForm form when settings.Allows(envelope.TeamId, form.Place.ConversationId) && await RequestOfAsync(form.ScanId, cancellation) is { } request:
                return await EnqueueAsync(envelope, Job(form.Place, SlackJobKind.Rescan, RequestText.Write(request with
                {
                    Level = form.Level ?? request.Level,
                    Days = form.Days ?? request.Days,
                    To = form.Days is null ? request.To : null,
                })), cancellation);
            case DraftAsked { ScanId: var scan }:
                return await EnqueueAsync(envelope, Job(here, SlackJobKind.Draft, scan), cancellation);
            case WatchAsked { ScanId: var scan }:
                return await EnqueueAsync(envelope, Job(here, SlackJobKind.Watch, scan), cancellation);
            case WhyAsked or RescanAsked or RescanForm:
                return Whisper(envelope, "I no longer know the scan of that button: ask for it again.");
            default:
                return SlackAck.Accepted;
        }
    }

    private async Task<ScanRequest?> RequestOfAsync(string scanId, CancellationToken cancellation) =>
        await tables.Scans.FindAsync(scanId, cancellation) is { RequestText: var text } ? RequestText.Read(text, time.GetUtcNow()) : null;

    private async Task<SlackAck> EnqueueAsync(SlackEnvelope envelope, NewJob job, CancellationToken cancellation) =>
        await queue.AcceptAsync(job, cancellation) is Acceptance.Refused { Sentence: var sentence } ? Whisper(envelope, sentence) : SlackAck.Accepted;

    /// <summary>Opens a modal, for which Slack gives three seconds.</summary>
    private SlackAck Open(SlackEnvelope envelope, ModalView view)
    {
        var trigger = envelope is SlackBlockAction { TriggerId: var id } ? id : "";
        Aside(limit => api.OpenViewAsync(trigger, view, limit));
        return SlackAck.Accepted;
    }

    private void Aside(Func<CancellationToken, Task> work) => _ = Task.Run(async () =>
    {
        try
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1), time);
            await work(limit.Token);
        }
        catch (Exception e) when (e is SlackApiException or OperationCanceledException)
        {
            LogNotSaid(logger, e);
        }
    }, CancellationToken.None);

    /// <summary>Says something to the person alone.</summary>
    private SlackAck Whisper(SlackEnvelope envelope, string sentence)
    {
        if (envelope is SlackSlashCommand)
            return SlackAck.WithText(SlackMarkup.Escape(sentence));
        // A modal belongs to no conversation in which something could be said.
        if (envelope.ConversationId.Length > 0)
            Aside(limit => api.PostEphemeralAsync(new SlackPost(envelope.ConversationId, SlackMarkup.Escape(sentence)) { ThreadTs = envelope.ThreadTs }, envelope.UserId, limit));
        return SlackAck.Accepted;
    }

    internal static ThreadPlace PlaceOf(SlackEnvelope envelope) => new(Chat, envelope.TeamId, envelope.ConversationId, envelope.ReplyThreadTs ?? "");

    [LoggerMessage(Level = LogLevel.Warning, Message = "Workspace {Team} removed the app, or revoked its token")]
    private static partial void LogUninstalled(ILogger logger, string team);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Not answered, because the settings do not name it: workspace {Team}, the person's workspace {UserTeam}, conversation {Conversation}, person {User}")]
    private static partial void LogStranger(ILogger logger, string team, string userTeam, string conversation, string user);

    [LoggerMessage(Level = LogLevel.Information, Message = "Refused: {User} of workspace {Team} does not have the role {Role}")]
    private static partial void LogRole(ILogger logger, SlackRole role, string team, string user);

    [LoggerMessage(Level = LogLevel.Error, Message = "A message could not be stored and was not acknowledged; Slack sends it again")]
    private static partial void LogNotStored(ILogger logger, Exception failure);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A person could not be told why nothing happened, or shown a form")]
    private static partial void LogNotSaid(ILogger logger, Exception failure);
}
