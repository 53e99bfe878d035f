using System.Text;
using AmpelBot.Alerts.Observations;
using AmpelBot.FollowUp.Scan;
using AmpelBot.Sky;

namespace AmpelBot.FollowUp.T3.Tables;

/// <summary>The tables and regions that a scan can be written as, by kind.</summary>
public static class ScanTables
{
    /// <summary>All kinds, in the order in which people are told of them.</summary>
    public static IReadOnlyList<ScanTable> All { get; } =
    [
        new("csv", ScanFiles.Candidates, (report, stream, _) => Text(stream, writer => CandidateTable.WriteCsv(report, writer))),
        new("fits", "candidates.fits", FitsCandidateTable.Write),
        new("votable", "candidates.vot", VoTable.Write),
        new("ecsv", "candidates.ecsv", (report, stream, cancellation) => Text(stream, writer => EcsvTable.Write(report, writer, cancellation))),
        new("markdown", "candidates.md", (report, stream, cancellation) => Text(stream, writer => MarkdownTable.Write(report, writer, cancellation))),
        new("ds9", "candidates.reg", (report, stream, cancellation) => Text(stream, writer => Ds9Regions.Write(report, writer, cancellation))),
        .. Mocs("moc", "region", report => report.Plan.Region.Moc, _ => null),
        .. Mocs("observed", "observed", report => report.Coverage!.OnceMoc, WhyNotObserved),
        .. Mocs("observed-twice", "observed-twice", report => report.Coverage!.TwiceMoc, WhyNotObserved),
    ];

    /// <summary>Name of the file of what was observed at least once.</summary>
    internal const string Observed = "observed.moc.fits";

    /// <summary>Name of the file of what was observed at least twice, more than <see cref="ObservationCoverage.LeastDaysBetweenVisits"/> apart.</summary>
    internal const string ObservedTwice = "observed-twice.moc.fits";

    private static IEnumerable<ScanTable> Mocs(string kind, string name, Func<ScanReport, Moc> moc, Func<ScanReport, string?> whyNot) =>
    [
        new($"{kind}-fits", $"{name}.moc.fits", (report, stream, _) => MocFits.Write(stream, moc(report))) { WhyNot = whyNot },
        new($"{kind}-json", $"{name}.moc.json", (report, stream, _) => Text(stream, writer => writer.Write(MocJson.Format(moc(report)) + "\n"))) { WhyNot = whyNot },
        new($"{kind}-ascii", $"{name}.moc.txt", (report, stream, _) => Text(stream, writer => writer.Write(MocText.Format(moc(report)) + "\n"))) { WhyNot = whyNot },
    ];

    private static string? WhyNotObserved(ScanReport report) => report.Coverage is not null ? null
        : "Nobody knows what was observed: the archive had no exposures in the window of this scan. Bring the survey's log in with ampelbot observations FILE and scan again.";

    private static void Text(Stream stream, Action<TextWriter> write)
    {
        using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n" };
        write(writer);
    }
}
