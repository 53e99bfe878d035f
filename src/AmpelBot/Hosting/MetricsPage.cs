using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace AmpelBot.Hosting;

/// <summary>The numbers of the bot's meters in the text format that Prometheus reads (exposition format 0.0.4).</summary>
/// <remarks>No exporter package can be had; this keeps sums of counters, last values of gauges, and count and sum of histograms.</remarks>
public sealed class MetricsPage : IDisposable
{
    private const string Meters = "AmpelBot";
    private const string Runtime = "System.Runtime";
    private const int MostSeries = 10_000;
    private readonly MeterListener listener = new();
    private readonly Dictionary<(Instrument Instrument, string Tags), Series> series = [];
    private readonly Lock gate = new();

    /// <summary>Begins to listen to all meters whose name begins with AmpelBot, and to the runtime's own (memory, collections, threads).</summary>
    public MetricsPage()
    {
        listener.InstrumentPublished = (instrument, from) =>
        {
            if (instrument.Meter.Name == Runtime || instrument.Meter.Name.StartsWith(Meters, StringComparison.Ordinal))
                from.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Take(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument, value, tags));
        listener.Start();
    }

    /// <summary>All numbers now.</summary>
    public string Write()
    {
        listener.RecordObservableInstruments();
        var text = new StringBuilder();
        lock (gate)
            foreach (var group in series.GroupBy(s => s.Key.Instrument).OrderBy(g => Name(g.Key), StringComparer.Ordinal))
            {
                var name = Name(group.Key);
                var isSummary = IsHistogram(group.Key);
                text.Append("# HELP ").Append(name).Append(' ').Append(Line(group.Key.Description)).Append('\n');
                text.Append("# TYPE ").Append(name).Append(isSummary ? " summary" : IsSum(group.Key) || IsTotal(group.Key) ? " counter" : " gauge").Append('\n');
                foreach (var ((_, tags), value) in group.OrderBy(s => s.Key.Tags, StringComparer.Ordinal))
                {
                    if (isSummary)
                        text.Append(CultureInfo.InvariantCulture, $"{name}_sum{tags} {value.Sum:R}\n{name}_count{tags} {value.Count}\n");
                    else
                        text.Append(CultureInfo.InvariantCulture, $"{name}{tags} {value.Sum:R}\n");
                }
            }
        return text.ToString();
    }

    /// <inheritdoc/>
    public void Dispose() => listener.Dispose();

    private void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var key = (instrument, Tags(tags));
        lock (gate)
        {
            if (!series.TryGetValue(key, out var now))
            {
                if (series.Count >= MostSeries)
                    return;
                series[key] = now = new Series();
            }
            now.Sum = IsSum(instrument) || IsHistogram(instrument) || IsUpDown(instrument) ? now.Sum + value : value;
            now.Count++;
        }
    }

    private static string Tags(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.Length == 0)
            return "";
        var text = new StringBuilder("{");
        foreach (var (name, value) in tags)
            text.Append(text.Length > 1 ? "," : "").Append(Plain(name)).Append("=\"").Append(Line(Convert.ToString(value, CultureInfo.InvariantCulture)).Replace("\"", "\\\"", StringComparison.Ordinal)).Append('"');
        return text.Append('}').ToString();
    }

    private static bool IsHistogram(Instrument instrument) => instrument.GetType().Name.StartsWith("Histogram", StringComparison.Ordinal);

    private static bool IsSum(Instrument instrument) => instrument.GetType().Name.StartsWith("Counter", StringComparison.Ordinal);

    private static bool IsTotal(Instrument instrument) => instrument.GetType().Name.StartsWith("ObservableCounter", StringComparison.Ordinal);

    private static bool IsUpDown(Instrument instrument) => instrument.GetType().Name.StartsWith("UpDownCounter", StringComparison.Ordinal);

    private static string Name(Instrument instrument) => Plain(instrument.Name) + (IsSum(instrument) || IsTotal(instrument) ? "_total" : "");

    private static string Plain(string name) => new([.. name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_')]);

    private static string Line(string? text) => (text ?? "").Replace("\\", "\\\\", StringComparison.Ordinal).Replace('\n', ' ');

    private sealed class Series
    {
        public double Sum;
        public long Count;
    }
}
