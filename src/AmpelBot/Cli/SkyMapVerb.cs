using System.CommandLine;
using System.Globalization;
using AmpelBot.Chat.Terminal;
using AmpelBot.FollowUp.Scan;
using AmpelBot.Sky;
using AmpelBot.Sky.SkyMaps;
using CsvHelper;

namespace AmpelBot.Cli;

/// <summary>ampelbot skymap: what a sky map says.</summary>
internal static class SkyMapVerb
{
    public static Command Make()
    {
        var file = new Argument<string>("FILE") { Description = "A sky map in FITS, gzipped or not." };
        var levels = new Option<string>("--level")
        {
            Description = "Credible levels, separated by commas: 0.5,0.9 or 50%,90%.",
            HelpName = "LEVELS",
            DefaultValueFactory = _ => "0.5,0.9",
        };
        var points = new Option<string?>("--points") { Description = "A CSV file with the columns ra and dec in degrees: the credible level of each row is given.", HelpName = "FILE.csv" };
        var moc = new Option<string?>("--moc") { Description = "Write the region of the highest level as a MOC.", HelpName = "OUT.fits" };
        var json = CommonOptions.Json();
        var command = new Command("skymap", "Say what a sky map holds: areas of credible regions, the peak, distances, the credible level of points.") { file, levels, points, moc, json }.WithExamples(
            "ampelbot skymap bayestar.multiorder.fits",
            "ampelbot skymap bayestar.fits.gz --level 0.5,0.9,0.99 --points galaxies.csv --moc region.fits");
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(
            parsed.GetValue(file)!, parsed.GetValue(levels)!, parsed.GetValue(points), parsed.GetValue(moc), parsed.GetValue(json), cancellation)));
        return command;
    }

    private static int Run(string file, string levelTexts, string? pointsFile, string? mocFile, bool json, CancellationToken cancellation)
    {
        var levels = levelTexts.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Level).Distinct().ToArray();
        if (levels.Length == 0)
            throw new RequestException("--level needs at least one level, as in --level 0.5,0.9");
        if (!File.Exists(file))
            throw new FileNotFoundException(Directory.Exists(file) ? $"{file} is a folder. Give me one sky map file in it." : $"There is no file {file}.");
        var points = pointsFile is null ? null : Points(pointsFile);

        var map = SkyMapReader.Read(file, cancellation);
        var regions = levels.Select(map.RegionAt).ToArray();
        if (mocFile is not null)
        {
            var widest = regions.MaxBy(r => r.Level)!;
            using var stream = File.Create(mocFile);
            MocFits.Write(stream, widest.Moc);
        }
        var placed = points?.Select(p => new PointLevel(p.RaDeg, p.DecDeg, map.CredibleLevel(p))).ToArray();
        var h = map.Header;
        if (json)
            JsonOutput.Write(Console.Out, new
            {
                File = file,
                h.Ordering,
                h.Nside,
                h.MaxOrder,
                Cells = h.FileCells,
                h.ProbSum,
                h.ProbColumn,
                Areas = regions.ToDictionary(r => r.Level.ToString("R", CultureInfo.InvariantCulture), r => r.AreaSqDeg),
                Probabilities = regions.ToDictionary(r => r.Level.ToString("R", CultureInfo.InvariantCulture), r => r.Probability),
                PeakRaDeg = map.Peak.RaDeg,
                PeakDecDeg = map.Peak.DecDeg,
                h.DistMeanMpc,
                h.DistStdMpc,
                h.EventTimeUtc,
                h.Object,
                h.Creator,
                h.Notes,
                Moc = mocFile,
                Points = placed?.Select(p => new { Ra = p.RaDeg, Dec = p.DecDeg, CredibleLevel = p.Level }),
            });
        else
            Say(file, map, regions, placed, mocFile);
        return ExitCode.Done;
    }

    private static void Say(string file, SkyMap map, CredibleRegion[] regions, PointLevel[]? points, string? mocFile)
    {
        var h = map.Header;
        var lines = new List<string>
        {
            FormattableString.Invariant($"{file}: {h.Object ?? "no object named"}{(h.EventTimeUtc is { } t ? $", {t:yyyy-MM-dd HH:mm:ss.fff} UTC" : "")}{(h.Creator is { } c ? $", by {c}" : "")}"),
            FormattableString.Invariant($"{h.Ordering}, {(h.Nside is { } nside ? $"nside {nside}" : $"up to order {h.MaxOrder}")}, {h.FileCells:N0} cells, column {h.ProbColumn}, sum {h.ProbSum:R}"),
            FormattableString.Invariant($"peak at RA {map.Peak.RaDeg:0.0000}, Dec {map.Peak.DecDeg:+0.0000;-0.0000} deg"),
        };
        if (h.DistMeanMpc is { } mean)
            lines.Add(FormattableString.Invariant($"distance {mean:0.0} +- {h.DistStdMpc:0.0} Mpc"));
        lines.AddRange(regions.Select(r => FormattableString.Invariant(
            $"{r.Level * 100:0.##} % region: {r.AreaSqDeg:0.000} deg2, {r.Moc.SkyFraction * 100:0.###} % of the sky, encloses {r.Probability:0.00000}")));
        lines.AddRange(h.Notes);
        if (mocFile is not null)
            lines.Add($"The region of the highest level is in {mocFile}.");
        lines.AddRange((points ?? []).Select(p => FormattableString.Invariant($"RA {p.RaDeg} Dec {p.DecDeg}: credible level {p.Level:0.000000}")));
        foreach (var line in lines)
            Console.WriteLine(TerminalText.Harmless(line));
    }

    private static double Level(string text)
    {
        var percent = text.EndsWith('%');
        return double.TryParse(text.TrimEnd('%').Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            && (percent ? value / 100 : value) is var level and > 0 and <= 1
            ? level
            : throw new RequestException($"{text} is no credible level: it lies above 0 and up to 1, as in --level 0.5,0.9 or --level 50%,90%");
    }

    private static List<SkyCoord> Points(string file)
    {
        if (!File.Exists(file))
            throw new FileNotFoundException($"There is no file {file}.");
        var points = new List<SkyCoord>();
        using var csv = CsvReader.FromFile(file, new CsvReaderOptions { TrackLineNumbers = true, TrimWhitespace = true, MaxRecordSize = 1 << 20 });
        try
        {
            while (csv.Read())
            {
                var (ra, dec) = (csv.Parse<double>("ra"), csv.Parse<double>("dec"));
                points.Add(SkyCoord.IsValid(ra, dec) ? new SkyCoord(ra, dec) : throw new FormatException("no direction"));
            }
        }
        catch (Exception e) when (e is CsvFormatException or FormatException or KeyNotFoundException or OverflowException or IndexOutOfRangeException)
        {
            throw new RequestException($"{file}, line {Math.Max(1, csv.LineNumber)}, is no point: the file needs the columns ra and dec, in degrees.");
        }
        return points;
    }

    private sealed record PointLevel(double RaDeg, double DecDeg, double Level);
}
