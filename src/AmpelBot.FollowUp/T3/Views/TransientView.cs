using System.Text.Json;

namespace AmpelBot.FollowUp.T3.Views;

/// <summary>AMPEL's view of one object: what the tiers know of it, in the shape of <c>ampel.view.TransientView.TransientView</c>.</summary>
/// <remarks>JSON values are kept as they were written, numbers to their last digit. Keys that have no place of their own are in <c>Further</c>, in order.</remarks>
public sealed record TransientView
{
    /// <summary>AMPEL's stock id.</summary>
    public required long Id { get; init; }

    /// <summary>The object's names.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Channels that hold it.</summary>
    public IReadOnlyList<string> Channels { get; init; } = [];

    /// <summary>AMPEL's tags of the object.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>What happened to it, as it was written: tier, process or unit, ts (UNIX seconds), ...</summary>
    public IReadOnlyList<JsonElement> Journal { get; init; } = [];

    /// <summary>Datapoints.</summary>
    public IReadOnlyList<ViewDatapoint> Datapoints { get; init; } = [];

    /// <summary>States.</summary>
    public IReadOnlyList<ViewState> States { get; init; } = [];

    /// <summary>Results of T2 units.</summary>
    public IReadOnlyList<ViewResult> Results { get; init; } = [];

    /// <summary>Logs, as they were written; undefined for none.</summary>
    public JsonElement Logs { get; init; }

    /// <summary>Cutouts, spectra and what else was added; undefined for none.</summary>
    public JsonElement Extra { get; init; }

    /// <summary>Other keys of the stock record.</summary>
    public IReadOnlyList<KeyValuePair<string, JsonElement>> FurtherOfStock { get; init; } = [];

    /// <summary>Other keys of the view.</summary>
    public IReadOnlyList<KeyValuePair<string, JsonElement>> Further { get; init; } = [];

    /// <summary>Time of the last journal entry, UTC: AMPEL's "modified" (ts; dt before 2020); null without a journal.</summary>
    public DateTimeOffset? ModifiedUtc
    {
        get
        {
            const double mostSeconds = 253_402_300_799;
            return Journal.Count > 0 && Journal[^1] is { ValueKind: JsonValueKind.Object } last
                && (last.TryGetProperty("ts", out var ts) || last.TryGetProperty("dt", out ts)) && ts.ValueKind == JsonValueKind.Number && ts.TryGetDouble(out var seconds) && seconds is >= 0 and <= mostSeconds
                ? DateTimeOffset.UnixEpoch.AddTicks((long)Math.Round(seconds * TimeSpan.TicksPerSecond)) : null;
        }
    }
}

/// <summary>A datapoint of a view.</summary>
/// <param name="Id">AMPEL's id: the survey's number of a detection, otherwise a hash.</param>
/// <param name="Channels">Channels.</param>
/// <param name="Tags">Tags: survey, band, kind, program.</param>
/// <param name="Body">The survey's fields, an object.</param>
public sealed record ViewDatapoint(long Id, IReadOnlyList<string> Channels, IReadOnlyList<string> Tags, JsonElement Body)
{
    /// <summary>Other keys.</summary>
    public IReadOnlyList<KeyValuePair<string, JsonElement>> Further { get; init; } = [];

    /// <summary>Julian date in UTC; null where the body has none.</summary>
    public double? Jd => Number("jd");

    /// <summary>PSF magnitude (AB); null for an upper limit.</summary>
    public double? Mag => Number("magpsf");

    /// <summary>Error of the magnitude, 1 sigma.</summary>
    public double? MagErr => Number("sigmapsf");

    /// <summary>Limiting magnitude (AB).</summary>
    public double? LimitingMag => Number("diffmaglim");

    /// <summary>The survey's number of the filter (ZTF: fid 1 g, 2 r, 3 i); null where the body has none.</summary>
    public double? FilterId => Number("fid");

    private double? Number(string name) =>
        Body.ValueKind == JsonValueKind.Object && Body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number)
            ? number : null;
}

/// <summary>A state of a view: the datapoints known at one time.</summary>
/// <param name="Link">Its id as it was written: a number, a text or binary.</param>
/// <param name="Datapoints">Ids of its datapoints.</param>
/// <param name="Channels">Channels.</param>
/// <param name="Tags">Tags.</param>
public sealed record ViewState(JsonElement Link, IReadOnlyList<long> Datapoints, IReadOnlyList<string> Channels, IReadOnlyList<string> Tags)
{
    /// <summary>Other keys.</summary>
    public IReadOnlyList<KeyValuePair<string, JsonElement>> Further { get; init; } = [];
}

/// <summary>A result of a T2 unit.</summary>
/// <param name="Unit">The unit, as it was written: a name or a number.</param>
/// <param name="Config">Its settings, or their hash.</param>
/// <param name="Link">The state or datapoint it is about.</param>
/// <param name="Code">How it ended, 0 for well.</param>
/// <param name="Body">The result.</param>
/// <param name="Meta">When and by which run.</param>
public sealed record ViewResult(JsonElement Unit, JsonElement Config, JsonElement Link, JsonElement Code, JsonElement Body, JsonElement Meta)
{
    /// <summary>Other keys.</summary>
    public IReadOnlyList<KeyValuePair<string, JsonElement>> Further { get; init; } = [];
}

/// <summary>A file of views cannot be read. The message is a sentence for the person: what, where, and what to do.</summary>
public sealed class ViewException(string message, Exception? inner = null) : IOException(message, inner);
