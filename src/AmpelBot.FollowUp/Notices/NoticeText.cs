using System.Globalization;
using System.Text;

namespace AmpelBot.FollowUp.Notices;

/// <summary>A sent notice in a few lines for people: who, what, when, where, how sure. Numbers are written in full.</summary>
public static class NoticeText
{
    /// <summary>The lines, each with a line feed; text of the sender's stands in them as it came.</summary>
    public static string Write(SentNotice notice)
    {
        var lines = new StringBuilder();
        var names = string.Join(" = ", notice.Identifiers);
        Line($"{notice.Sender}{(notice.Instrument is null ? "" : " " + notice.Instrument)}: {KindOf(notice)}{(names.Length == 0 ? "" : " of " + names)}{Purpose(notice)}");
        if (notice.Subject is not null)
            Line($"subject: {notice.Subject}");
        if (notice.OtherEventIds.Count > 0)
            Line($"also about: {string.Join(", ", notice.OtherEventIds)}");
        if (notice.FollowsUp.Count > 0)
            Line($"with: {string.Join(", ", notice.FollowsUp)}");
        if (notice.EventTimeUtc is { } time)
            Line($"event: {TextNumbers.Time(time)}");
        if (notice.SentUtc is { } sent)
            Line($"sent: {TextNumbers.Time(sent)}{(notice.Sequence is { } n ? $", number {n.ToString(CultureInfo.InvariantCulture)} of its event" : "")}{(notice.MessageId is { } id ? $", {id}" : "")}");
        if (notice.Position is { } position)
            Line("position: " + Position(position));
        if (notice.SkyMap is { } map)
            Line("sky map: " + Map(map));
        if (notice.Area90SqDeg is { } area)
            Line($"90 % area: {TextNumbers.Number(area)} deg2");
        if (notice.DistanceMpc is { } distance)
            Line($"distance: {TextNumbers.Number(distance)}{(notice.DistanceErrorMpc is { } error ? " +- " + TextNumbers.Number(error) : "")} Mpc");
        Pairs("classes", notice.Classification);
        Pairs("properties", notice.Properties);
        if (Sureness(notice) is { Length: > 0 } sureness)
            Line(sureness);
        if (Found(notice) is { Length: > 0 } found)
            Line(found);
        if (notice.ExternalCoincidence is { } c)
            Line($"coincidence: {c.EventId ?? c.Ivorn} ({c.Observatory} {c.Search}){(c.TimeDifferenceSeconds is { } dt ? $", {TextNumbers.Number(dt)} s apart" : "")}"
                + $"{(c.TimeCoincidenceFarHz is { } tf ? $", FAR {TextNumbers.Number(tf)} Hz in time" : "")}{(c.TimeSkyPositionCoincidenceFarHz is { } sf ? $", {TextNumbers.Number(sf)} Hz in time and position" : "")}"
                + $"{(c.CombinedSkyMap is { } combined ? "; combined sky map: " + Map(combined) : "")}");
        foreach (var neutrino in notice.CoincidentNeutrinos)
            Line($"neutrino: {(neutrino.TimeDifferenceSeconds is { } dt ? TextNumbers.Number(dt) + " s" : "time not sent")}{(neutrino.Position is { } at ? ", " + Position(at) : "")}"
                + $"{(neutrino.PValueGeneric is { } pg ? ", p generic " + TextNumbers.Number(pg) : "")}{(neutrino.PValueBayesian is { } pb ? ", p Bayesian " + TextNumbers.Number(pb) : "")}");
        foreach (var remark in notice.Remarks)
            Line(remark);
        return lines.ToString();

        void Line(string text) => lines.Append(text).Append('\n');

        void Pairs(string what, IReadOnlyDictionary<string, double> values)
        {
            if (values.Count > 0)
                Line($"{what}: {string.Join(", ", values.Select(v => $"{v.Key} {TextNumbers.Number(v.Value)}"))}");
        }
    }

    /// <summary>The step of the story that a notice tells, in words: "preliminary notice", "update".</summary>
    public static string KindOf(SentNotice notice) => notice.Kind switch
    {
        NoticeKind.Unstated => "notice",
        NoticeKind.EarlyWarning => "early warning",
        NoticeKind.Preliminary or NoticeKind.Initial or NoticeKind.Subsequent => notice.Kind.ToString().ToLowerInvariant() + " notice",
        var kind => kind.ToString().ToLowerInvariant(),
    };

    private static string Purpose(SentNotice notice) => notice.Purpose switch
    {
        NoticePurpose.Test => " (a test)",
        NoticePurpose.Mock => " (a mock event)",
        NoticePurpose.Planned => " (planned)",
        _ => "",
    };

    private static string Position(SentPosition position)
    {
        var text = $"RA {TextNumbers.Number(position.RaDeg)}, Dec {TextNumbers.Number(position.DecDeg)} deg";
        text += position.Error switch
        {
            PositionError.Circle c => $", radius {TextNumbers.Number(c.RadiusDeg)} deg",
            PositionError.Ellipse e => $", half axes {TextNumbers.Number(e.SemiMajorDeg)} and {TextNumbers.Number(e.SemiMinorDeg)} deg, position angle {TextNumbers.Number(e.PositionAngleDeg)} deg",
            PositionError.Sides s => $", RA +{TextNumbers.Number(s.RaPlusDeg)} -{TextNumbers.Number(s.RaMinusDeg)}, Dec +{TextNumbers.Number(s.DecPlusDeg)} -{TextNumbers.Number(s.DecMinusDeg)} deg",
            PositionError.Box b => $", box of {b.Corners.Count.ToString(CultureInfo.InvariantCulture)} corners",
            _ => ", no error sent",
        };
        return text + (position.Containment is { } p ? $" ({TextNumbers.Percent(p)})"
            : position.ContainmentByConvention is { } usual ? $" ({TextNumbers.Percent(usual)} by the sender's documentation; the notice does not say)" : "");
    }

    private static string Map(SentSkyMap map) => (map.Fits, map.Address) switch
    {
        ({ Length: 0 }, null) => "inside the notice",
        ({ } fits, null) => $"{TextNumbers.Count(fits.Length)} bytes in the notice",
        ({ } fits, { } address) => $"{TextNumbers.Count(fits.Length)} bytes in the notice, and {address}",
        (null, var address) => address ?? "",
    };

    private static string Sureness(SentNotice notice) => string.Join(", ", new[]
    {
        notice.FarPerYear is { } perYear ? $"FAR {TextNumbers.Number(perYear)} per year" : notice.FarHz is { } far ? $"FAR {TextNumbers.Number(far)} Hz" : null,
        notice.Significant switch { true => "significant", false => "not significant", null => null },
        notice.Signalness is { } signalness ? $"astrophysical with {TextNumbers.Number(signalness)}" : null,
        notice.EnergyTeV is { } energy ? $"energy {TextNumbers.Number(energy)} TeV" : null,
        notice.DurationSeconds is { } duration ? $"duration {TextNumbers.Number(duration)} s" : null,
        notice.CentralFrequencyHz is { } frequency ? $"central frequency {TextNumbers.Number(frequency)} Hz" : null,
    }.OfType<string>());

    private static string Found(SentNotice notice) => string.Join(", ", new[]
    {
        notice.Group, notice.Search is null ? null : $"search {notice.Search}",
        notice.Pipelines.Count == 0 ? null : $"found by {string.Join(", ", notice.Pipelines)}",
        notice.Instruments.Count == 0 ? null : $"instruments {string.Join(", ", notice.Instruments)}",
        notice.Labels.Count == 0 ? null : $"labels {string.Join(", ", notice.Labels)}",
    }.OfType<string>());
}
