using AmpelBot.Alerts.Archive;
using AmpelBot.FollowUp;
using AmpelBot.FollowUp.Notices;
using AmpelBot.FollowUp.Scan;
using AmpelBot.Sky;
using AmpelBot.Sky.SkyMaps;

namespace AmpelBot.Chat.Commands;

/// <summary>The options of a scan as they are read, and the request that they make together.</summary>
internal sealed class ScanOptions(DateTimeOffset now)
{
    private readonly Dictionary<ScanOption, Given> given = [];

    /// <summary>Whether any part of a position was given.</summary>
    public bool HasPosition => Has(ScanOption.RightAscension) || Has(ScanOption.Declination) || Has(ScanOption.Radius) || Has(ScanOption.Containment);

    /// <summary>Reads a value and keeps it; a problem when it is wrong or the option was given before.</summary>
    public Problem? Set(ScanOption option, string name, string text, int position)
    {
        var shown = $"{name}={Word.Quote(text)[1..^1]}";
        if (given.TryGetValue(option, out var before))
            return new Problem($"{before.Shown} and {shown} (character {position + 1}) say the same thing twice: keep one.", position);
        object? value = null;
        var complaint = option switch
        {
            ScanOption.Level => Keep(OptionValue.Level(name, text, out var level), level, out value),
            ScanOption.Containment => Keep(OptionValue.Level(name, text, out var containment), containment, out value),
            ScanOption.Days => Keep(OptionValue.Days(name, text, out var days), days, out value),
            ScanOption.From or ScanOption.To or ScanOption.EventTime => Keep(OptionValue.Time(name, text, now, out var time), time, out value),
            ScanOption.Revision => Keep(OptionValue.Revision(name, text, out var revision), revision, out value),
            ScanOption.Channel => Keep(OptionValue.Channel(name, text, out var channel), channel, out value),
            ScanOption.Program => Keep(OptionValue.Program(name, text, out var rights), rights, out value),
            ScanOption.Radius => Keep(OptionValue.Radius(name, text, out var radius), radius, out value),
            ScanOption.RightAscension => Keep(CoordinateValue.Read(name, text, true, out var ra), ra, out value),
            _ => Keep(CoordinateValue.Read(name, text, false, out var dec), dec, out value),
        };
        if (complaint is null && option == ScanOption.Containment && value is >= 1.0)
            complaint = $"{shown} leaves nothing outside the errors: a containment lies below 1, for example {name}=0.9.";
        if (complaint is not null)
            return new Problem(complaint, position);
        given[option] = new Given(value!, OptionValue.IsDate(text), shown, position);
        return null;
    }

    /// <summary>The request, or what contradicts what.</summary>
    /// <param name="reference">The event where it was named, a file or an address.</param>
    /// <param name="word">The word of the event.</param>
    /// <param name="request">The request.</param>
    public Problem? Assemble(EventReference? reference, Word? word, out ScanRequest? request)
    {
        request = null;
        if (reference is not null && HasPosition)
        {
            var part = given.Where(g => g.Key is ScanOption.RightAscension or ScanOption.Declination or ScanOption.Radius or ScanOption.Containment)
                .MinBy(g => g.Value.Position).Value;
            return new Problem($"{Word.Quote(word!.Raw)} and {part.Shown} (character {part.Position + 1}) both say where the event was: "
                + "give either a name, file or address, or a position.", part.Position);
        }
        if (reference is null && Position(out reference) is { } problem)
            return problem;
        if (Contradiction(reference!, word) is { } contradiction)
            return contradiction;
        request = new ScanRequest
        {
            Event = reference!,
            Revision = (int?)Value(ScanOption.Revision),
            Level = (double?)Value(ScanOption.Level),
            Days = (double?)Value(ScanOption.Days),
            From = (DateTimeOffset?)Value(ScanOption.From),
            FromIsDate = IsDate(ScanOption.From),
            To = (DateTimeOffset?)Value(ScanOption.To),
            ToIsDate = IsDate(ScanOption.To),
            Channel = (string?)Value(ScanOption.Channel),
            Rights = (DataRights?)Value(ScanOption.Program),
            EventTimeUtc = reference is EventReference.Position ? null : (DateTimeOffset?)Value(ScanOption.EventTime),
        };
        return null;
    }

    /// <summary>The request of an earlier scan with what was given now in place of what was given then.</summary>
    public Problem? Follow(ScanRequest earlier, out ScanRequest? request)
    {
        request = null;
        if (earlier.Event is EventReference.Position && given.GetValueOrDefault(ScanOption.EventTime) is { } t0)
            return new Problem($"{t0.Shown} (character {t0.Position + 1}) would make another event of the position: give the position again, with its time.", t0.Position);
        if (Assemble(earlier.Event, null, out var now) is { } problem)
            return problem;
        request = now! with
        {
            Revision = now.Revision ?? earlier.Revision,
            Level = now.Level ?? earlier.Level,
            Channel = now.Channel ?? earlier.Channel,
            Rights = now.Rights ?? earlier.Rights,
            EventTimeUtc = now.EventTimeUtc ?? earlier.EventTimeUtc,
        };
        if (!Has(ScanOption.From))
            request = request with { From = earlier.From, FromIsDate = earlier.FromIsDate };
        if (!Has(ScanOption.Days) && !Has(ScanOption.To))
            request = request with { Days = earlier.Days, To = earlier.To, ToIsDate = earlier.ToIsDate };
        return null;
    }

    private Problem? Position(out EventReference? reference)
    {
        reference = null;
        var first = given.Values.MinBy(g => g.Position)!.Position;
        const string example = "ra=314.08+6.56-2.26 dec=12.94+1.50-1.47 t0=2019-10-01T20:09:18";
        if (Value(ScanOption.RightAscension) is not CoordinateValue ra)
            return new Problem($"A position needs ra: for example {example}.", first);
        if (Value(ScanOption.Declination) is not CoordinateValue dec)
            return new Problem($"A position needs dec: for example {example}.", first);
        var radius = (double?)Value(ScanOption.Radius);
        if (radius is not null && (ra.PlusDeg is not null || dec.PlusDeg is not null))
            return new Problem($"{given[ScanOption.Radius].Shown} (character {given[ScanOption.Radius].Position + 1}) and the errors behind ra or dec "
                + "say the same thing twice: keep one.", given[ScanOption.Radius].Position);
        if (radius is null && (ra.PlusDeg is null || dec.PlusDeg is null))
        {
            var bare = given[ra.PlusDeg is null ? ScanOption.RightAscension : ScanOption.Declination];
            return new Problem($"{bare.Shown} (character {bare.Position + 1}) has no errors: write them behind it, or give the radius of a circle, for example "
                + $"{example} or err=0.5.", bare.Position);
        }
        if (Contained(ra, dec, out var containment) is { } problem)
            return problem;
        if (!Has(ScanOption.EventTime) && !Has(ScanOption.From))
            return new Problem($"A position does not say when: add t0 (the time of the event) or from, for example {example}.", first);
        var raErrorDeg = radius / Math.Cos(dec.Degrees * Math.PI / 180);
        if (raErrorDeg is not null and not <= 180)
            return new Problem($"A circle of {TextNumbers.Number(radius!.Value)} deg at declination {TextNumbers.Number(dec.Degrees)} deg reaches all right "
                + "ascensions, which errors along RA and Dec cannot say: give a sky map file instead.", given[ScanOption.Radius].Position);
        reference = new EventReference.Position(
            new ErrorEllipse(new SkyCoord(ra.Degrees, dec.Degrees), ra.PlusDeg ?? raErrorDeg!.Value, ra.MinusDeg ?? raErrorDeg!.Value,
                dec.PlusDeg ?? radius!.Value, dec.MinusDeg ?? radius!.Value, containment ?? 0.9),
            (DateTimeOffset?)Value(ScanOption.EventTime))
        { ContainmentAssumed = containment is null, RadiusDeg = radius };
        return null;
    }

    /// <summary>The one containment of option, ra and dec; they must agree.</summary>
    private Problem? Contained(CoordinateValue ra, CoordinateValue dec, out double? containment)
    {
        var said = new[] { (double?)Value(ScanOption.Containment), ra.Containment, dec.Containment }.OfType<double>().Distinct().ToArray();
        containment = said.Length > 0 ? said[0] : null;
        return said.Length <= 1 ? null : new Problem($"The position names two containments, {TextNumbers.Percent(said[0])} and {TextNumbers.Percent(said[1])}: keep one.",
            given[ScanOption.Declination].Position);
    }

    private Problem? Contradiction(EventReference reference, Word? word)
    {
        var named = (reference as EventReference.Named)?.Name;
        if (given.GetValueOrDefault(ScanOption.Revision) is { } revision && named is null)
            return new Problem($"{revision.Shown} (character {revision.Position + 1}) chooses among the sky maps of a named event; a file, an address or a position is only one: "
                + "leave it out.", revision.Position);
        if (given.GetValueOrDefault(ScanOption.EventTime) is { } t0)
        {
            if (named is not null)
                return new Problem($"{t0.Shown} (character {t0.Position + 1}) is not needed: {named.Name} has its own time. To scan from another time, write from=...", t0.Position);
            if ((DateTimeOffset)t0.Value > now)
                return new Problem($"{t0.Shown} (character {t0.Position + 1}) lies in the future; it is now {TextNumbers.Time(now)}.", t0.Position);
        }
        if (named?.DayUtc is { } day && Midnight(day) > now)
            return new Problem($"{Word.Quote(named.Name)} (character {word!.Start + 1}) names a day that has not come yet, {day:yyyy-MM-dd}: "
                + "its digits are year, month and day.", word.Start);
        return Window(named);
    }

    private Problem? Window(EventName? named)
    {
        var (from, to, days) = (given.GetValueOrDefault(ScanOption.From), given.GetValueOrDefault(ScanOption.To), given.GetValueOrDefault(ScanOption.Days));
        if (days is not null && to is not null)
        {
            var later = days.Position > to.Position ? days : to;
            return new Problem($"{days.Shown} and {to.Shown} both say when the time range ends: keep one.", later.Position);
        }
        if (from is not null && (DateTimeOffset)from.Value >= now)
            return new Problem($"{from.Shown} (character {from.Position + 1}) does not lie in the past; it is now {TextNumbers.Time(now)}.", from.Position);
        if (to is null)
            return null;
        // A date as the end takes its whole day in, so the window is empty only when the start lies on a later day.
        var end = to.IsDate ? ((DateTimeOffset)to.Value).AddDays(1) : (DateTimeOffset)to.Value;
        var place = $"(character {to.Position + 1})";
        if (from is not null)
            return end > (DateTimeOffset)from.Value ? null : new Problem($"{to.Shown} {place} is not after {from.Shown}: the time range would be empty.", to.Position);
        if (given.GetValueOrDefault(ScanOption.EventTime) is { } t0 && end <= (DateTimeOffset)t0.Value)
            return new Problem($"{to.Shown} {place} is not after {t0.Shown}, where the time range begins unless you say from.", to.Position);
        if (named?.DayUtc is { } day && end <= Midnight(day))
            return new Problem($"{to.Shown} {place} lies before {named.Name}, which was on {day:yyyy-MM-dd}; to scan the time before an event, say from as well.", to.Position);
        return null;
    }

    private static DateTimeOffset Midnight(DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);

    private static string? Keep(string? complaint, object value, out object? kept)
    {
        kept = value;
        return complaint;
    }

    private bool Has(ScanOption option) => given.ContainsKey(option);

    private bool IsDate(ScanOption option) => given.TryGetValue(option, out var value) && value.IsDate;

    private object? Value(ScanOption option) => given.GetValueOrDefault(option)?.Value;

    /// <summary>An option that was given.</summary>
    private sealed record Given(object Value, bool IsDate, string Shown, int Position);
}
