using Microsoft.Extensions.Logging;

namespace AmpelBot.Listeners;

/// <summary>The log lines of listeners: names, numbers and sentences, never a secret and never the text of a notice.</summary>
internal static partial class ListenLog
{
    [LoggerMessage(1, LogLevel.Information, "notice {Id} of {Bytes} bytes came from {Source} {Stream} at {Place}; new: {IsNew}")]
    internal static partial void Heard(this ILogger log, long id, int bytes, string source, string stream, string place, bool isNew);

    [LoggerMessage(2, LogLevel.Error, "a notice from {Source} {Stream} could not be kept and is tried again: {Sentence}")]
    internal static partial void NotKept(this ILogger log, string source, string stream, string sentence);

    [LoggerMessage(3, LogLevel.Information, "listening to {Listener}")]
    internal static partial void Listening(this ILogger log, string listener);

    [LoggerMessage(4, LogLevel.Warning, "{Listener}: {Sentence}")]
    internal static partial void Lost(this ILogger log, string listener, string sentence);

    [LoggerMessage(5, LogLevel.Warning, "{Sentence}")]
    internal static partial void NoHeartbeat(this ILogger log, string sentence);

    [LoggerMessage(6, LogLevel.Information, "the heartbeat of {Listener} is back")]
    internal static partial void HeartbeatIsBack(this ILogger log, string listener);

    [LoggerMessage(7, LogLevel.Warning, "POST /notices from {Address} was refused: {Reason}")]
    internal static partial void Refused(this ILogger log, string? address, string reason);

    [LoggerMessage(8, LogLevel.Error, "{Listener} ended by a mistake of the program and is started again")]
    internal static partial void Mistake(this ILogger log, string listener, Exception mistake);
}
