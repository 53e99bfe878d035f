using System.Globalization;

namespace AmpelBot.FollowUp.Notices.VoEvents;

/// <summary>A VOEvent taken apart, before a sender's parser reads it.</summary>
/// <param name="Ivorn">Its identifier.</param>
/// <param name="Role">observation, test, prediction or utility.</param>
/// <param name="DateUtc">Who/Date.</param>
/// <param name="Params">What/Param and those in What/Group.</param>
/// <param name="Time">ISOTime, as sent.</param>
/// <param name="CoordSystem">UTC-FK5-GEO and the like.</param>
/// <param name="Ra">C1, as sent.</param>
/// <param name="Dec">C2, as sent.</param>
/// <param name="Error">Error2Radius, as sent.</param>
/// <param name="Supersedes">Citations with cite="supersedes".</param>
/// <param name="FollowsUp">Citations with cite="followup".</param>
/// <param name="Retracts">Citations with cite="retraction".</param>
internal sealed record VoEventMessage(
    string Ivorn, string Role, DateTimeOffset? DateUtc, IReadOnlyList<VoEventParam> Params, string? Time, string? CoordSystem,
    string? Ra, string? Dec, string? Error, IReadOnlyList<string> Supersedes, IReadOnlyList<string> FollowsUp, IReadOnlyList<string> Retracts)
{
    /// <summary>Text of a parameter outside of groups, or in any; null when it is not there or empty.</summary>
    public string? Text(string name) =>
        (Params.FirstOrDefault(p => p.Group is null && p.Name == name) ?? Params.FirstOrDefault(p => p.Name == name))?.Value is { Length: > 0 } value ? value : null;

    public double? Number(string name) => Text(name) is { } text ? NumberIn(text, name) : null;

    /// <summary>true, false, 1 or 0.</summary>
    public bool? Flag(string name) => Text(name)?.Trim().ToLowerInvariant() switch
    {
        null => null,
        "true" or "1" => true,
        "false" or "0" => false,
        _ => throw new NoticeRefusal($"The parameter \"{name}\" of the VOEvent is neither true nor false."),
    };

    public bool Is(string name) => Flag(name) == true;

    public int? Whole(string name) => Text(name) is not { } text ? null
        : int.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var number) ? number
        : throw new NoticeRefusal($"The parameter \"{name}\" of the VOEvent is no whole number.");

    public VoEventParam? Param(string name) => Params.FirstOrDefault(p => p.Name == name);

    /// <summary>The parameters of a group, by its type or name.</summary>
    public IReadOnlyDictionary<string, double> Probabilities(string group, ICollection<string> remarks)
    {
        var all = new Dictionary<string, double>();
        foreach (var param in Params.Where(p => p.Group == group || p.GroupType == group))
        {
            var value = NumberIn(param.Value, param.Name);
            if (value is not (>= 0 and <= 1))
                remarks.Add(FormattableString.Invariant($"The probability {group}.{param.Name} was sent as {value}, which is not between 0 and 1."));
            all[param.Name] = value;
        }
        return all;
    }

    /// <summary>All parameters under their names, but where Sun and Moon stood.</summary>
    public IReadOnlyList<SentValue> Further(params ReadOnlySpan<string> used)
    {
        var names = new HashSet<string>();
        foreach (var name in used)
            names.Add(name);
        return [.. Params.Where(p => p.Group != "Obs_Support_Info" && p.Value.Length > 0 && !names.Contains(p.Name))
            .Select(p => new SentValue(p.Group is null ? p.Name : $"{p.Group}.{p.Name}", p.Value, p.Unit))];
    }

    public static double NumberIn(string text, string name) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number
        : throw new NoticeRefusal($"\"{name}\" of the VOEvent is no number.");
}

/// <summary>One parameter.</summary>
/// <param name="Group">Name of its group, or the group's type where it has no name; null outside of groups.</param>
/// <param name="GroupType">Type of its group.</param>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value, as sent.</param>
/// <param name="Unit">Its unit.</param>
internal sealed record VoEventParam(string? Group, string? GroupType, string Name, string Value, string? Unit);
