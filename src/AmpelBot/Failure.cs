using System.Data.Common;
using AmpelBot.Alerts.Archive;
using AmpelBot.Alerts.Avro;
using AmpelBot.Alerts.Ingest;
using AmpelBot.Alerts.Observations;
using AmpelBot.FollowUp.Channels;
using AmpelBot.FollowUp.Notices;
using AmpelBot.FollowUp.Plots;
using AmpelBot.FollowUp.Scan;
using AmpelBot.FollowUp.T3;
using AmpelBot.Sky.SkyMaps;

namespace AmpelBot;

/// <summary>An expected failure of the work: the sentence for the person and the exit code.</summary>
/// <param name="Sentence">What happened, where, and what to do.</param>
/// <param name="ExitCode">Exit code of the command line.</param>
public sealed record Failure(string Sentence, int ExitCode)
{
    /// <summary>The failure that an exception of the rooms means; null when it is not an expected one.</summary>
    public static Failure? From(Exception exception) => exception switch
    {
        RequestException e => new(e.Message, Cli.ExitCode.Misunderstood),
        ChannelException { IsMissing: true } e => new(e.Message, Cli.ExitCode.Misunderstood),
        ChannelException e => new(e.Message, Cli.ExitCode.BrokenInput),
        EventNotFoundException e => new(e.Message, Cli.ExitCode.NotFound),
        FileNotFoundException e => new(e.Message, Cli.ExitCode.NotFound),
        ArchiveException { IsMissing: true } e => new(e.Message, Cli.ExitCode.NotFound),
        ArchiveException e => new(e.Message, Cli.ExitCode.BrokenInput),
        AvroException e => new($"A packet, or a record in the archive, holds bytes that are none of its Avro schema: {e.Message.TrimEnd('.')}. Check the archive with: ampelbot archive verify.", Cli.ExitCode.BrokenInput),
        DbException e => new($"The archive's database failed: {e.Message.TrimEnd('.')}. Try again; if it stays so, check the archive with: ampelbot archive verify.", Cli.ExitCode.BrokenInput),
        PacketSourceException e => new(e.Message, Cli.ExitCode.BrokenInput),
        ObservationFileException e => new(e.Message, Cli.ExitCode.BrokenInput),
        SkyMapException e => new(e.Message, Cli.ExitCode.BrokenInput),
        PlotException e => new(e.Message, Cli.ExitCode.BrokenInput),
        SavedScanException { IsMissing: true } e => new(e.Message, Cli.ExitCode.NotFound),
        SavedScanException e => new(e.Message, Cli.ExitCode.BrokenInput),
        FollowUp.T3.Views.ViewException e => new(e.Message, Cli.ExitCode.BrokenInput),
        ScanFilesException e => new(e.Message, Cli.ExitCode.BrokenInput),
        Chat.Slack.SlackApiException e => new(e.Message, Cli.ExitCode.BrokenInput),
        Chat.Slack.SlackFileException e => new(e.Message, Cli.ExitCode.BrokenInput),
        IOException or UnauthorizedAccessException => new($"A file or folder cannot be used: {exception.Message}", Cli.ExitCode.BrokenInput),
        _ => null,
    };
}
