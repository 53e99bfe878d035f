using AmpelBot.Alerts.Archive;
using AmpelBot.Chat.Commands;
using AmpelBot.FollowUp.Scan;

namespace AmpelBot.Chat;

/// <summary>A request as the place where it was asked changes it: what the person may do, and what the conversation has set.</summary>
internal static class AskedRequest
{
    /// <summary>The request that is run.</summary>
    /// <param name="request">What was typed.</param>
    /// <param name="asker">Who asks.</param>
    /// <returns>The request, and a sentence about the settings that were taken; null when none was.</returns>
    /// <exception cref="RequestException">The person may not ask for this.</exception>
    public static (ScanRequest Request, string? Settings) Of(ScanRequest request, Asker asker)
    {
        if (request.Event is EventReference.File named && asker.Earlier?.Event is EventReference.File known && named.Path == known.Path)
            request = request with { Event = known };
        else if (request.Event is EventReference.File && !asker.MayNameFiles)
            throw new RequestException("I do not open files of the machine that I run on: drop the sky map into the conversation, or give its https address.");
        var (set, taken) = (request, new List<string>());
        foreach (var setting in asker.Settings)
        {
            var before = set;
            set = setting.Option switch
            {
                ScanOption.Level when set.Level is null && OptionValue.Level("level", setting.Value!, out var level) is null => set with { Level = level },
                ScanOption.Days when set is { Days: null, To: null } && OptionValue.Days("days", setting.Value!, out var days) is null => set with { Days = days },
                ScanOption.Channel when set.Channel is null => set with { Channel = setting.Value },
                ScanOption.Program when set.Rights is null && OptionValue.Program("program", setting.Value!, out var rights) is null => set with { Rights = rights },
                _ => set,
            };
            if (!ReferenceEquals(set, before))
                taken.Add($"{CommandTable.Row(setting.Option).Name}={setting.Value}");
        }
        if (asker.MostRights == DataRights.Public)
        {
            if (set.Rights == DataRights.Partnership)
                throw new RequestException("You may see what the survey has published, and program=all asks for more: leave it out, or ask an operator for the role.");
            set = set with { Rights = DataRights.Public };
        }
        return (set, taken.Count == 0 ? null : $"(From the settings of this conversation: {string.Join(", ", taken)}.)");
    }
}
