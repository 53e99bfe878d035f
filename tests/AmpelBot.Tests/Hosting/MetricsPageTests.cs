using System.Diagnostics.Metrics;
using AmpelBot.Hosting;

namespace AmpelBot.Tests.Hosting;

public class MetricsPageTests
{
    [Fact]
    public void Counters_gauges_and_histograms_are_written_as_Prometheus_reads_them()
    {
        using var meter = new Meter("AmpelBot.Test." + Guid.NewGuid().ToString("N"));
        using var page = new MetricsPage();
        var count = meter.CreateCounter<long>("test.requests", description: "Requests\nthat came");
        var seconds = meter.CreateHistogram<double>("test.seconds");
        var running = meter.CreateUpDownCounter<int>("test.running");
        meter.CreateObservableGauge("test.depth", () => 7L);
        meter.CreateObservableCounter("test.collections", () => 4L);
        count.Add(2, new KeyValuePair<string, object?>("door", "ev\"il\n"));
        count.Add(3, new KeyValuePair<string, object?>("door", "ev\"il\n"));
        seconds.Record(0.5);
        seconds.Record(1.5);
        running.Add(3);
        running.Add(-1);

        var text = page.Write();
        Assert.Contains("# HELP test_requests_total Requests that came\n# TYPE test_requests_total counter\ntest_requests_total{door=\"ev\\\"il \"} 5\n", text, StringComparison.Ordinal);
        Assert.Contains("# TYPE test_seconds summary\ntest_seconds_sum 2\ntest_seconds_count 2\n", text, StringComparison.Ordinal);
        Assert.Contains("# TYPE test_running gauge\ntest_running 2\n", text, StringComparison.Ordinal);
        Assert.Contains("test_depth 7\n", text, StringComparison.Ordinal);
        Assert.Contains("# TYPE test_collections_total counter\ntest_collections_total 4\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_runtime_says_what_memory_it_holds()
    {
        using var page = new MetricsPage();
        GC.Collect();
        Assert.Contains("\ndotnet_gc_last_collection_memory_committed_size ", page.Write(), StringComparison.Ordinal);
    }

    [Fact]
    public void Meters_of_others_are_left_out()
    {
        using var meter = new Meter("Elsewhere." + Guid.NewGuid().ToString("N"));
        using var page = new MetricsPage();
        meter.CreateCounter<long>("elsewhere.count").Add(1);
        Assert.DoesNotContain("elsewhere", page.Write(), StringComparison.Ordinal);
    }
}
