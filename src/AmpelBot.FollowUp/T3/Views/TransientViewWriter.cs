using System.Text.Json;

namespace AmpelBot.FollowUp.T3.Views;

/// <summary>Writes views as AMPEL's current class, one JSON document a line.</summary>
public static class TransientViewWriter
{
    /// <summary>AMPEL's class of today.</summary>
    public const string CurrentClass = "ampel.view.TransientView.TransientView";

    /// <summary>Writes one view and a line feed.</summary>
    /// <param name="stream">Takes the line; stays open.</param>
    /// <param name="view">The view.</param>
    public static void Write(Stream stream, TransientView view)
    {
        using (var json = new Utf8JsonWriter(stream, PythonJson.Options))
        {
            json.WriteStartObject();
            json.WriteStartArray("__jsonclass__");
            json.WriteStringValue(CurrentClass);
            json.WriteEndArray();
            json.WriteNumber("id", view.Id);
            json.WriteStartObject("stock");
            json.WriteNumber("_id", view.Id);
            Texts(json, "tag", view.Tags);
            Texts(json, "name", view.Names);
            Texts(json, "channel", view.Channels);
            Array(json, "journal", view.Journal, PythonJson.Write);
            Further(json, view.FurtherOfStock);
            json.WriteEndObject();
            Array(json, "t0", view.Datapoints, (to, point) =>
            {
                to.WriteStartObject();
                to.WriteNumber("id", point.Id);
                to.WriteNumber("stock", view.Id);
                Texts(to, "channel", point.Channels);
                Texts(to, "tag", point.Tags);
                Value(to, "body", point.Body);
                Further(to, point.Further);
                to.WriteEndObject();
            });
            Array(json, "t1", view.States, (to, state) =>
            {
                to.WriteStartObject();
                to.WriteNumber("stock", view.Id);
                Array(to, "dps", state.Datapoints, (list, id) => list.WriteNumberValue(id));
                Value(to, "link", state.Link);
                Texts(to, "channel", state.Channels);
                Texts(to, "tag", state.Tags);
                Further(to, state.Further);
                to.WriteEndObject();
            });
            Array(json, "t2", view.Results, (to, result) =>
            {
                to.WriteStartObject();
                Value(to, "unit", result.Unit);
                Value(to, "config", result.Config);
                to.WriteNumber("stock", view.Id);
                Value(to, "link", result.Link);
                Value(to, "code", result.Code);
                Value(to, "body", result.Body);
                Value(to, "meta", result.Meta);
                Further(to, result.Further);
                to.WriteEndObject();
            });
            Value(json, "logs", view.Logs);
            Value(json, "extra", view.Extra);
            Further(json, view.Further);
            json.WriteEndObject();
        }
        stream.WriteByte((byte)'\n');
    }

    private static void Value(Utf8JsonWriter json, string name, JsonElement value)
    {
        json.WritePropertyName(name);
        PythonJson.Write(json, value);
    }

    private static void Texts(Utf8JsonWriter json, string name, IReadOnlyList<string> texts) => Array(json, name, texts, (to, text) => to.WriteStringValue(text));

    private static void Array<T>(Utf8JsonWriter json, string name, IReadOnlyList<T> items, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
            write(json, item);
        json.WriteEndArray();
    }

    private static void Further(Utf8JsonWriter json, IReadOnlyList<KeyValuePair<string, JsonElement>> further)
    {
        foreach (var (name, value) in further)
            Value(json, name, value);
    }
}
