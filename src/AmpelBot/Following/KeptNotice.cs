using System.Text.Json;
using System.Text.Json.Serialization;
using AmpelBot.FollowUp.Notices;
using AmpelBot.Sky;

namespace AmpelBot.Following;

/// <summary>A sent notice as text that a table keeps, without the bytes of its sky maps.</summary>
internal static class KeptNotice
{
    private static readonly JsonSerializerOptions Options = new()
    {
        IgnoreReadOnlyProperties = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter(), new CoordConverter(), new ErrorConverter() },
    };

    /// <summary>The text. In the place of the bytes of an embedded map stand none: that there was one stays known.</summary>
    public static string Write(SentNotice notice) => JsonSerializer.Serialize(notice with
    {
        SkyMap = Bare(notice.SkyMap),
        ExternalCoincidence = notice.ExternalCoincidence is { } c ? c with { CombinedSkyMap = Bare(c.CombinedSkyMap) } : null,
    }, Options);

    /// <summary>The notice of a text.</summary>
    /// <exception cref="JsonException">The text is none that <see cref="Write"/> wrote.</exception>
    public static SentNotice Read(string text) => JsonSerializer.Deserialize<SentNotice>(text, Options) ?? throw new JsonException("there is no notice in the text");

    private static SentSkyMap? Bare(SentSkyMap? map) => map is { Fits: not null } ? map with { Fits = ReadOnlyMemory<byte>.Empty } : map;

    private sealed class CoordConverter : JsonConverter<SkyCoord>
    {
        public override SkyCoord Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            JsonSerializer.Deserialize<double[]>(ref reader) is [var ra, var dec] ? new SkyCoord(ra, dec) : throw new JsonException("a place is two numbers");

        public override void Write(Utf8JsonWriter writer, SkyCoord value, JsonSerializerOptions options) => JsonSerializer.Serialize(writer, new[] { value.RaDeg, value.DecDeg });
    }

    private sealed class ErrorConverter : JsonConverter<PositionError>
    {
        private static readonly Type[] Shapes = [typeof(PositionError.Circle), typeof(PositionError.Ellipse), typeof(PositionError.Sides), typeof(PositionError.Box)];

        public override PositionError Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            using var shape = JsonDocument.ParseValue(ref reader);
            var property = shape.RootElement.EnumerateObject().Single();
            return (PositionError)(property.Value.Deserialize(Shapes.Single(s => s.Name == property.Name), options) ?? throw new JsonException("the error of a position is empty"));
        }

        public override void Write(Utf8JsonWriter writer, PositionError value, JsonSerializerOptions options)
        {
            writer.WriteStartObject();
            writer.WritePropertyName(value.GetType().Name);
            JsonSerializer.Serialize(writer, value, value.GetType(), options);
            writer.WriteEndObject();
        }
    }
}
