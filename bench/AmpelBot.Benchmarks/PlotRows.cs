using AmpelBot.Alerts.Archive;
using AmpelBot.FollowUp.Channels;
using AmpelBot.FollowUp.Notices;
using AmpelBot.FollowUp.Plots;
using AmpelBot.FollowUp.Scan;
using AmpelBot.Sky;
using AmpelBot.Sky.Healpix;
using AmpelBot.Sky.SkyMaps;

namespace AmpelBot.Benchmarks;

/// <summary>Pictures of the sky, from a report to the bytes of the file. The map is made here, refined as BAYESTAR refines its own.</summary>
public static class PlotRows
{
    private const int Cells = 19_200;

    public static void Rows(RowWriter rows)
    {
        var map = Map();
        var report = Report(map);
        Measure(rows, "P1_skymap_png_1600x900", 15, () => Draw("skymap", report, PlotFormat.Png));
        Measure(rows, "P1_skymap_pdf", 5, () => Draw("skymap", report, PlotFormat.Pdf));
        Measure(rows, "P1_skymap_svg", 5, () => Draw("skymap", report, PlotFormat.Svg));
        Measure(rows, "P1_zoom_png", 5, () => Draw("zoom", report, PlotFormat.Png));
    }

    // The time, and as a row of its own the CPU's of all threads (mean), which other programs on the machine do not change.
    private static void Measure(RowWriter rows, string name, int runs, Func<double> draw)
    {
        rows.Measure(name, Cells, runs, draw);
        var before = Environment.CpuUsage.TotalTime;
        var check = 0.0;
        for (var i = 0; i < runs; i++)
            check = draw();
        rows.Write(name + "_cpu", Cells, (Environment.CpuUsage.TotalTime - before).TotalSeconds / runs, check);
    }

    // The check: bytes of the file.
    private static double Draw(string kind, ScanReport report, PlotFormat format)
    {
        using var stream = new MemoryStream();
        SkyPlots.Find(kind)!.Write(new SkyPlotInput(report), new PlotStyle(format), stream, CancellationToken.None);
        return stream.Length;
    }

    // 3,072 cells, of which a quarter is refined seven times: 19,200 cells (Singer and Price 2016, Phys. Rev. D 93, 024013, section V D).
    private static SkyMap Map()
    {
        const int FirstOrder = 4, Rounds = 7;
        var refined = (int)HealpixNested.CellCount(FirstOrder) / 4;
        var cells = Enumerable.Range(0, 4 * refined).Select(i => new HealpixIndex(FirstOrder, i)).ToList();
        for (var round = 0; round < Rounds; round++)
        {
            var byProbability = cells.OrderByDescending(cell => Density(cell) * HealpixNested.CellAreaSr(cell.Order)).ToArray();
            cells = [.. byProbability[refined..], .. byProbability[..refined].SelectMany(cell => Enumerable.Range(0, 4).Select(i => new HealpixIndex(cell.Order + 1, 4 * cell.Ipix + i)))];
        }
        cells.Sort((a, b) => a.Range.Start.CompareTo(b.Range.Start));
        return SkyMap.FromCells([.. cells], [.. cells.Select(Density)]);
    }

    // An arc of 120 degrees, some 1,000 square degrees at 90 %.
    private static double Density(HealpixIndex cell)
    {
        var at = HealpixNested.Center(cell.Order, cell.Ipix);
        var along = (at.RaDeg - 100 + 540) % 360 - 180;
        var across = at.DecDeg - 20 + 0.01 * along * along;
        return Math.Exp(-across * across / (2 * 2.2 * 2.2) - along * along / (2 * 30 * 30)) + 1e-6;
    }

    private static ScanReport Report(SkyMap map)
    {
        var time = new DateTimeOffset(2019, 4, 25, 8, 18, 5, TimeSpan.Zero);
        var region = map.RegionAt(0.9);
        return new ScanReport
        {
            ScanId = "bench",
            Request = new ScanRequest { Event = new EventReference.Named(new EventName("S190425z", Messenger.GravitationalWave)) },
            Plan = new ScanPlan
            {
                Notice = new Notice
                {
                    EventName = "S190425z",
                    Messenger = Messenger.GravitationalWave,
                    Revision = 1,
                    LatestRevision = 1,
                    EventTimeUtc = time,
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
                Window = new TimeWindow(time, time.AddDays(3)),
                Defaults = [],
                NotDone = [],
            },
            Candidates = [],
            Funnel = new Funnel(20_000, 20_000, 0, []),
            RejectedPositions = Strewn(region.Moc, 20_000),
            Archive = new ArchiveInfo(1, 0, 0, 0, 0, 0, 0, 0, 0, ""),
            ProgramVersion = "bench",
            StartedUtc = time,
            Seconds = 0,
        };
    }

    private static SkyCoord[] Strewn(Moc moc, int count)
    {
        var cells = moc.Cells();
        return [.. Enumerable.Range(0, count).Select(i => cells[(int)((long)i * cells.Length / count)]).Select(cell => HealpixNested.Center(cell.Order, cell.Ipix))];
    }
}
