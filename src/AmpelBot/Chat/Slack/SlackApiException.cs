namespace AmpelBot.Chat.Slack;

/// <summary>Slack did not do what it was asked for. The message is a sentence for operators; it holds no secret.</summary>
public sealed class SlackApiException : Exception
{
    /// <summary>The outcome is not known, and could not be found out: the message may be there.</summary>
    public const string OutcomeUnknown = "outcome_unknown";

    /// <summary>Slack, or the way to it, did not answer as it should, each time it was asked.</summary>
    public const string Unreachable = "unreachable";

    /// <summary>Slack's refusal.</summary>
    /// <param name="method">The method, as Slack writes it.</param>
    /// <param name="error">Slack's error word, or one of this class.</param>
    /// <param name="detail">What more Slack said: the scope that is needed, the block that is wrong; empty for nothing.</param>
    /// <param name="inner">What was thrown below; null for nothing.</param>
    public SlackApiException(string method, string error, string detail = "", Exception? inner = null) : base(Sentence(method, error, detail), inner)
    {
        Method = method;
        Error = error;
        Detail = detail;
    }

    /// <summary>The method, as Slack writes it: chat.postMessage.</summary>
    public string Method { get; }

    /// <summary>Slack's error word: channel_not_found.</summary>
    public string Error { get; }

    /// <summary>What more Slack said; empty for nothing.</summary>
    public string Detail { get; }

    /// <summary>Whether the bot is shut out altogether: the token is wrong, revoked, or of an app that is gone.</summary>
    public bool IsShutOut => Error is "invalid_auth" or "not_authed" or "token_revoked" or "token_expired" or "account_inactive" or "app_uninstalled" or "link_disabled";

    /// <summary>Whether this conversation takes nothing from the bot, though others may.</summary>
    public bool IsConversationClosed => Error is "channel_not_found" or "not_in_channel" or "is_archived" or "restricted_action" or "restricted_action_read_only_channel" or "restricted_action_thread_locked";

    private static string Sentence(string method, string error, string detail)
    {
        var said = detail.Length == 0 ? $"Slack refused {method}: {error}." : $"Slack refused {method}: {error} ({detail}).";
        return error switch
        {
            OutcomeUnknown => $"Slack gave no answer to {method}, and whether it was done could not be found out{(detail.Length == 0 ? "" : $" ({detail})")}. It was not tried again, lest it be done twice.",
            Unreachable => $"Slack did not answer {method}{(detail.Length == 0 ? "" : $" ({detail})")}. Check the network and https://slack-status.com.",
            "missing_scope" => $"{said} Add the scope to the app (docs/slack-app-manifest.yaml) and install it again.",
            "invalid_auth" or "not_authed" or "token_revoked" or "token_expired" or "account_inactive" =>
                $"{said} Check the tokens AMPELBOT_SLACK_BOT_TOKEN and AMPELBOT_SLACK_APP_TOKEN, and install the app again.",
            "not_in_channel" or "channel_not_found" => $"{said} Invite the bot to the conversation: /invite @ampelbot.",
            "link_disabled" => $"{said} Turn Socket Mode on in the app's settings, or use the way over HTTP.",
            "invalid_blocks" or "invalid_blocks_format" or "msg_too_long" or "msg_blocks_too_long" or "no_text" or "invalid_arguments" or "invalid_arg_name" =>
                $"{said} This is a mistake of AmpelBot's; please report it.",
            "ratelimited" or "rate_limited" => $"{said} It asked to wait longer than AmpelBot does.",
            _ => said,
        };
    }
}
