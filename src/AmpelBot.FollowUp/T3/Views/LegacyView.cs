using System.Text.Json;

namespace AmpelBot.FollowUp.T3.Views;

/// <summary>Views of the class that AMPEL had from 2018 to 2020, read into the shape of today.</summary>
/// <remarks>
/// Photopoints and upper limits become datapoints (id from _id, body the alert's fields, tags from the flags' bits), compounds states
/// (link the compound's id), t2records one result for each run (body its output, meta the rest of it). Light curves repeat what compounds
/// and points tell, and stay with what else has no place, under its own key.
/// </remarks>
internal static class LegacyView
{
    /// <summary>The class.</summary>
    public const string ClassName = "ampel.base.TransientView.TransientView";

    private static readonly (int Bit, string Tag)[] FlagTags =
        [(0, "ZTF"), (20, "ZTF_DP"), (21, "ZTF_UL"), (22, "ZTF_G"), (23, "ZTF_R"), (24, "ZTF_I"), (25, "ZTF_PRIV"), (26, "ZTF_PUB")];

    public static TransientView Parse(ViewFields fields)
    {
        var channels = fields.Words("channel");
        return new TransientView
        {
            Id = fields.Whole("tran_id"),
            Names = fields.Words("tran_names"),
            Channels = channels,
            Journal = fields.Elements("journal"),
            Datapoints = [.. fields.Objects("photopoints").Concat(fields.Objects("upperlimits")).Select(point => Point(point, channels))],
            States = [.. fields.Objects("compounds").Select(compound => State(compound, channels))],
            Results = [.. fields.Objects("t2records").SelectMany(Results)],
            Further = fields.Further("__jsonclass__", "tran_id", "tran_names", "journal", "channel", "photopoints", "upperlimits", "compounds", "t2records"),
        };
    }

    private static ViewDatapoint Point(ViewFields point, IReadOnlyList<string> channels)
    {
        var content = point.OptionalObject("content") ?? throw new ViewException("a point has no content");
        return new ViewDatapoint(content.Whole("_id"), channels, Tags(point.Element("flags")), ObjectOf(content.Further("_id")))
        {
            Further = point.Further("__jsonclass__", "content", "flags"),
        };
    }

    private static ViewState State(ViewFields compound, IReadOnlyList<string> channels) => new(
        compound.Element("id"), [.. compound.Objects("comp").Select(Member)], channels, compound.Words("alTags"))
    {
        Further = compound.Further("__jsonclass__", "id", "comp", "alTags", "stockId"),
    };

    private static long Member(ViewFields member) =>
        member.Element("pp").ValueKind == JsonValueKind.Number ? member.Whole("pp") : member.Whole("ul");

    private static IEnumerable<ViewResult> Results(ViewFields record)
    {
        var (unit, link) = (record.Element("t2_unit_id"), record.Element("compound_id"));
        foreach (var run in record.Objects("results"))
            yield return new ViewResult(unit, record.Element("run_config"), link, Zero, run.Element("output"), ObjectOf(run.Further("output")))
            {
                Further = record.Further("__jsonclass__", "tran_id", "t2_unit_id", "compound_id", "run_config", "results"),
            };
    }

    /// <summary>Tags of the flags, a whole number or a class hint with it; bits without a meaning of ours as "flag N".</summary>
    private static IReadOnlyList<string> Tags(JsonElement flags)
    {
        if (flags.ValueKind == JsonValueKind.Object && flags.TryGetProperty("__jsonclass__", out var hint))
            flags = hint;
        if (flags.ValueKind == JsonValueKind.Array)
            flags = flags.EnumerateArray().LastOrDefault();
        if (flags.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined)
            return [];
        if (flags.ValueKind != JsonValueKind.Number || !flags.TryGetInt64(out var bits))
            throw new ViewException("the flags of a point are not a whole number");
        return [.. Enumerable.Range(0, 63).Where(bit => (bits >> bit & 1) == 1)
            .Select(bit => FlagTags.FirstOrDefault(t => t.Bit == bit).Tag ?? FormattableString.Invariant($"flag {bit}"))];
    }

    private static JsonElement Zero { get; } = JsonElement.Parse("0");

    private static JsonElement ObjectOf(IReadOnlyList<KeyValuePair<string, JsonElement>> properties)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            foreach (var (name, value) in properties)
            {
                json.WritePropertyName(name);
                value.WriteTo(json);
            }
            json.WriteEndObject();
        }
        return JsonElement.Parse(bytes.ToArray());
    }
}
