using System.Globalization;
using AmpelBot.Alerts.Archive;
using AmpelBot.FollowUp.Scan;

namespace AmpelBot.Chat.Commands;

/// <summary>A request as a person would type it: what <see cref="CommandParser"/> reads back as the same request.</summary>
public static class RequestText
{
    /// <summary>The message, beginning with the command <c>scan</c>; equal requests give equal texts.</summary>
    public static string Write(ScanRequest request)
    {
        var words = new List<string> { CommandTable.Scan.Name };
        switch (request.Event)
        {
            case EventReference.Named { Name: var name }:
                words.Add(name.Name);
                break;
            case EventReference.File { Path: var path }:
                words.Add($"\"{path}\"");
                break;
            case EventReference.Url { Address: var address }:
                words.Add($"<{address.AbsoluteUri}>");
                break;
            case EventReference.Position position:
                AddPosition(words, position);
                break;
        }
        Add(words, ScanOption.Revision, request.Revision?.ToString(CultureInfo.InvariantCulture));
        Add(words, ScanOption.EventTime, request.EventTimeUtc is { } t0 ? Time(t0) : null);
        Add(words, ScanOption.Level, Number(request.Level));
        Add(words, ScanOption.From, Time(request.From, request.FromIsDate));
        Add(words, ScanOption.To, Time(request.To, request.ToIsDate));
        Add(words, ScanOption.Days, Number(request.Days));
        Add(words, ScanOption.Channel, request.Channel);
        Add(words, ScanOption.Program, request.Rights switch { null => null, DataRights.Public => "public", _ => "all" });
        return string.Join(' ', words);
    }

    /// <summary>A request that was kept as text; null when this version no longer reads it.</summary>
    /// <param name="text">What <see cref="Write"/> wrote.</param>
    /// <param name="now">The time now, as for a message.</param>
    public static ScanRequest? Read(string text, DateTimeOffset now) =>
        CommandParser.Parse(text, new ParseContext(now)) is { Success: true, Value: ScanCommand { Request: var request } } ? request : null;

    private static void AddPosition(List<string> words, EventReference.Position position)
    {
        var e = position.Ellipse;
        if (position.RadiusDeg is { } radius)
        {
            Add(words, ScanOption.RightAscension, Number(e.Center.RaDeg));
            Add(words, ScanOption.Declination, Number(e.Center.DecDeg));
            Add(words, ScanOption.Radius, Number(radius));
        }
        else
        {
            Add(words, ScanOption.RightAscension, $"{Number(e.Center.RaDeg)}+{Number(e.RaPlusDeg)}-{Number(e.RaMinusDeg)}");
            Add(words, ScanOption.Declination, $"{Number(e.Center.DecDeg)}+{Number(e.DecPlusDeg)}-{Number(e.DecMinusDeg)}");
        }
        if (!position.ContainmentAssumed)
            Add(words, ScanOption.Containment, Number(e.Containment));
        Add(words, ScanOption.EventTime, position.EventTimeUtc is { } time ? Time(time) : null);
    }

    private static void Add(List<string> words, ScanOption option, string? value)
    {
        if (value is not null)
            words.Add($"{CommandTable.Row(option).Name}={value}");
    }

    // As many decimals as the parser reads.
    private static string? Number(double? value) => value is { } number ? ((decimal)number).ToString("0.############", CultureInfo.InvariantCulture) : null;

    private static string? Time(DateTimeOffset? time, bool isDate) => time is not { } at ? null
        : isDate ? at.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : Time(at);

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
}
