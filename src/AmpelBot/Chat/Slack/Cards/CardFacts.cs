using System.Text.Json;
using System.Text.Json.Serialization;
using AmpelBot.FollowUp.Scan;
using AmpelBot.Sky;

namespace AmpelBot.Chat.Slack.Cards;

/// <summary>What a card shows of a candidate, votes and picture aside: kept beside the message, so that the card can be made again after a restart.</summary>
public sealed record CardFacts
{
    private const int MostJsonCharacters = 20_000;

    /// <summary>The candidate, as buttons carry it.</summary>
    public required CardKey Key { get; init; }

    /// <summary>Right ascension in degrees, ICRS.</summary>
    public required double RaDeg { get; init; }

    /// <summary>Declination in degrees, ICRS.</summary>
    public required double DecDeg { get; init; }

    /// <summary>Galactic latitude in degrees.</summary>
    public required double GalacticLatitudeDeg { get; init; }

    /// <summary>Credible level, 0 to 1.</summary>
    public required double CredibleLevel { get; init; }

    /// <summary>Magnitude (AB) of the latest detection; null when it has none.</summary>
    public double? LatestMag { get; init; }

    /// <summary>Its error, 1 sigma; null when it has none.</summary>
    public double? LatestMagErr { get; init; }

    /// <summary>Its band.</summary>
    public required string LatestBand { get; init; }

    /// <summary>When it was first detected, UTC; null when the date is none.</summary>
    public DateTimeOffset? FirstSeenUtc { get; init; }

    /// <summary>When it was detected last, UTC; null when the date is none.</summary>
    public DateTimeOffset? LastSeenUtc { get; init; }

    /// <summary>Time of the event, UTC; null when nobody said.</summary>
    public DateTimeOffset? EventTimeUtc { get; init; }

    /// <summary>Detections that the light curve has.</summary>
    public required int Detections { get; init; }

    /// <summary>The object's alerts in region and window that a cut rejected.</summary>
    public required int RejectedAlerts { get; init; }

    /// <summary>The facts of a candidate.</summary>
    /// <param name="report">The scan.</param>
    /// <param name="rank">The candidate's place, from 1.</param>
    public static CardFacts Of(ScanReport report, int rank)
    {
        var candidate = report.Candidates[rank - 1];
        return new CardFacts
        {
            Key = new CardKey(report.ScanId, candidate.Object, rank, candidate.Name, report.Plan.Notice.EventName, report.Plan.Rights),
            RaDeg = candidate.Coord.RaDeg,
            DecDeg = candidate.Coord.DecDeg,
            GalacticLatitudeDeg = candidate.GalacticLatitudeDeg,
            CredibleLevel = candidate.CredibleLevel,
            LatestMag = Finite(candidate.LatestDetection.Mag),
            LatestMagErr = Finite(candidate.LatestDetection.MagErr),
            LatestBand = candidate.LatestDetection.Band,
            FirstSeenUtc = Utc(candidate.FirstDetection.Jd),
            LastSeenUtc = Utc(candidate.LatestDetection.Jd),
            EventTimeUtc = report.Plan.Notice.EventTimeUtc,
            Detections = candidate.LightCurve.Detections.Count,
            RejectedAlerts = candidate.RejectedAlerts,
        };
    }

    /// <summary>The facts as one line of JSON, which <see cref="Read"/> reads back as the same facts.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, CardJson.Default.CardFacts);

    /// <summary>Facts from <see cref="ToJson"/>; null when the text is something else.</summary>
    public static CardFacts? Read(string json)
    {
        try
        {
            return json.Length > MostJsonCharacters ? null : JsonSerializer.Deserialize(json, CardJson.Default.CardFacts);
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            return null;
        }
    }

    private static double? Finite(double? value) => value is { } number && double.IsFinite(number) ? number : null;

    private static DateTimeOffset? Utc(double jd)
    {
        try
        {
            return TimeScales.JdToUtc(jd);
        }
        catch (ArgumentOutOfRangeException)
        {
            return null;
        }
    }
}

/// <summary>How cards are kept as JSON.</summary>
[JsonSourceGenerationOptions(RespectNullableAnnotations = true)]
[JsonSerializable(typeof(CardFacts))]
internal sealed partial class CardJson : JsonSerializerContext;
