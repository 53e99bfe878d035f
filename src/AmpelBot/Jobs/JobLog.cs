using Microsoft.Extensions.Logging;

namespace AmpelBot.Jobs;

/// <summary>The log lines of a queue: numbers and kinds, never texts of messages.</summary>
internal static partial class JobLog
{
    [LoggerMessage(1, LogLevel.Information, "{Jobs} unfinished jobs of an earlier run are in line again")]
    internal static partial void Resumed(this ILogger log, int jobs);

    [LoggerMessage(2, LogLevel.Information, "job {Job} ({Kind}, {Lane}) accepted in {Chat} {Team} {Conversation}")]
    internal static partial void Accepted(this ILogger log, long job, string kind, JobLane lane, string chat, string team, string conversation);

    [LoggerMessage(3, LogLevel.Information, "job {Job} is followed from {Chat} {Team} {Conversation}")]
    internal static partial void Followed(this ILogger log, long job, string chat, string team, string conversation);

    [LoggerMessage(4, LogLevel.Warning, "a {Kind} was refused in {Chat} {Team} {Conversation}: {Sentence}")]
    internal static partial void Refused(this ILogger log, string kind, string chat, string team, string conversation, string sentence);

    [LoggerMessage(5, LogLevel.Information, "job {Job} started, attempt {Attempt}, after waiting {WaitedSeconds:0.000} s")]
    internal static partial void Started(this ILogger log, long job, int attempt, double waitedSeconds);

    [LoggerMessage(6, LogLevel.Information, "job {Job} ended: {Status}, after {WorkedSeconds:0.000} s")]
    internal static partial void Ended(this ILogger log, long job, JobStatus status, double workedSeconds);

    [LoggerMessage(7, LogLevel.Error, "job {Job} ended by a mistake of the program")]
    internal static partial void Mistake(this ILogger log, long job, Exception mistake);

    [LoggerMessage(8, LogLevel.Warning, "job {Job}: a post failed in {Chat} {Team} {Conversation}")]
    internal static partial void PostFailed(this ILogger log, long job, string chat, string team, string conversation, Exception failure);

    [LoggerMessage(9, LogLevel.Error, "the bot's database failed and is asked again")]
    internal static partial void DatabaseFailed(this ILogger log, Exception failure);

    [LoggerMessage(10, LogLevel.Information, "job {Job} is left for the next start")]
    internal static partial void PutBack(this ILogger log, long job);

    [LoggerMessage(11, LogLevel.Error, "job {Job} could not be put back; the next start counts it as interrupted")]
    internal static partial void NotPutBack(this ILogger log, long job, Exception failure);

    [LoggerMessage(12, LogLevel.Information, "job {Job} was told to stop")]
    internal static partial void ToldToStop(this ILogger log, long job);
}
