using AmpelBot.Alerts;
using AmpelBot.Alerts.Archive;
using AmpelBot.Alerts.Avro;
using AmpelBot.Alerts.Surveys.Simulated;
using AmpelBot.Alerts.Surveys.Ztf;
using AmpelBot.FollowUp.Channels;
using AmpelBot.FollowUp.Notices;
using AmpelBot.FollowUp.Plots;
using AmpelBot.FollowUp.Scan;
using AmpelBot.FollowUp.T3;
using AmpelBot.Sky;
using AmpelBot.Sky.SkyMaps;

namespace AmpelBot.Benchmarks;

/// <summary>What a scan leaves for people, of the objects of the demo's simulated survey with their cutouts.</summary>
public static class DocumentRows
{
    private const int Many = 50;
    private const int Usual = 10;

    public static void Rows(RowWriter rows)
    {
        var alerts = new SimulatedSurvey(DemoEvent.Plan).Nights(CancellationToken.None).SelectMany(night => night.Packets)
            .SelectMany(packet => AvroContainer.Read(new MemoryStream(packet.Bytes), CancellationToken.None)).Select(item => ZtfPacket.Parse(item.Record)).ToArray();
        var cutouts = alerts.ToDictionary(a => a.AlertId, a => a.Cutouts);
        var (many, usual) = (Report(alerts, Many), Report(alerts, Usual));
        var before = PeakMemory.Reset();
        Measure(rows, "D1_scan_pdf_50_candidates", Many, 5, stream => ScanPdf.WriteAsync(many, Cutouts, stream, CancellationToken.None));
        rows.Write("D1_scan_pdf_50_candidates_resident_bytes_before", Many, 0, before);
        rows.Write("D1_scan_pdf_50_candidates_resident_bytes_peak", Many, 0, PeakMemory.Bytes());
        Measure(rows, "D2_scan_pdf_10_candidates", Usual, 5, stream => ScanPdf.WriteAsync(usual, Cutouts, stream, CancellationToken.None));
        Measure(rows, "D3_card_png", 1, 10, stream => CandidatePlots.Find("card")!.WriteAsync(usual, new CandidatePlotChoice(), Cutouts, PlotStyle.Png, stream, CancellationToken.None));
        var folder = Directory.CreateTempSubdirectory("ampelbot-bench").FullName;
        Measure(rows, "D4_all_files_10_candidates", Usual, 5, _ => ScanFiles.WriteAsync(usual, folder, Cutouts, CancellationToken.None));
        Directory.Delete(folder, recursive: true);

        Task<IReadOnlyList<Cutout>> Cutouts(Alert alert, CancellationToken cancellation) => Task.FromResult(cutouts[alert.AlertId]);
    }

    // The time, and as a row of its own the CPU's of all threads (mean), which other programs on the machine do not change. The check: bytes.
    private static void Measure(RowWriter rows, string name, int n, int runs, Func<Stream, Task> write)
    {
        rows.Measure(name, n, runs, Once);
        var before = Environment.CpuUsage.TotalTime;
        var check = 0.0;
        for (var i = 0; i < runs; i++)
            check = Once();
        rows.Write(name + "_cpu", n, (Environment.CpuUsage.TotalTime - before).TotalSeconds / runs, check);

        double Once()
        {
            using var stream = new MemoryStream();
            write(stream).GetAwaiter().GetResult();
            return stream.Length;
        }
    }

    private static ScanReport Report(Alert[] alerts, int candidates)
    {
        var simulated = DemoEvent.Simulated;
        var map = new ErrorEllipse(simulated.RegionCenter, 9, 9, 9, 9, 0.9).ToSkyMap();
        var region = map.RegionAt(0.9);
        var objects = alerts.GroupBy(a => a.ObjectId!, StringComparer.Ordinal).OrderByDescending(o => o.Count()).ThenBy(o => o.Key, StringComparer.Ordinal).Take(candidates)
            .Select(o => o.OrderBy(a => a.Jd).ToArray());
        return new ScanReport
        {
            ScanId = "20260615T052137Z-00000000",
            Request = new ScanRequest { Event = new EventReference.Named(new EventName(DemoEvent.Name, Messenger.GravitationalWave)) },
            Plan = new ScanPlan
            {
                Notice = new Notice
                {
                    EventName = DemoEvent.Name,
                    Messenger = Messenger.GravitationalWave,
                    Revision = 1,
                    LatestRevision = 1,
                    EventTimeUtc = simulated.TimeUtc,
                    SkyMap = map,
                    Source = "made here",
                    SkyMapSha256 = null,
                },
                Channel = new Channel
                {
                    Name = "gw",
                    Description = "",
                    DefaultLevel = 0.9,
                    DefaultWindowDays = 3,
                    ExposureSeconds = 30,
                    TypicalDepthMag = 20.5,
                    Filters = [],
                    Hash = "",
                },
                Region = region,
                Window = new TimeWindow(simulated.TimeUtc, simulated.TimeUtc.AddDays(3)),
                Defaults = [],
                NotDone = [],
            },
            Candidates = [.. objects.Select(o => new Candidate
            {
                Name = o[^1].ObjectId!, Survey = o[^1].Survey, Coord = o[^1].Coord, CredibleLevel = map.CredibleLevel(o[^1].Hpx29),
                GalacticLatitudeDeg = o[^1].Coord.GalacticLatitudeDeg, FirstDetection = o[^1].LightCurve.Detections[0],
                LatestDetection = o[^1].LightCurve.Detections[^1], LightCurve = o[^1].LightCurve, Alerts = o, RejectedAlerts = 0,
            })],
            Funnel = new Funnel(20_000, 9_000, candidates, [new("PacketCuts", "rb", "> 0.3", 20_000 - candidates)]),
            RejectedPositions = [.. alerts.Select(a => a.Coord)],
            Archive = new ArchiveInfo(1, 0, 0, 0, 0, 0, 0, 0, 0, ""),
            ProgramVersion = "bench",
            StartedUtc = simulated.TimeUtc.AddDays(3),
            Seconds = 0,
        };
    }
}
