using AmpelBot.Benchmarks;

// dotnet run -c Release --project bench/AmpelBot.Benchmarks [median] [load] [scan] [AREA ...]: the rows of all areas, or of those named.
// load and scan are the two parts of the archive areas; without either, what is missing is loaded and then scanned.
string[] words = ["median", "load", "scan"];
bool? loads = args.Contains("load") ? true : args.Contains("scan") ? false : null;
var scans = args.Contains("scan") || loads is null;
(string Name, Action<RowWriter> Rows)[] areas =
[
    ("healpix", HealpixRows.Rows),
    ("covers", CoverRows.Rows),
    ("maps", MapRows.Rows),
    ("crossmatch", CrossmatchRows.Rows),
    ("documents", DocumentRows.Rows),
    ("alerts", AlertRows.Rows),
    ("archive-sqlite", rows => ArchiveRows.Rows(rows, ArchiveBench.Sqlite, loads, scans)),
    ("archive-postgres", rows => ArchiveRows.Rows(rows, ArchiveBench.Postgres(), loads, scans)),
    ("ingest", IngestRows.Rows),
    ("plots", PlotRows.Rows),
    ("event", EventRows.Rows),
];

var isMedian = args.Contains("median");
string[] wanted = [.. args.Except(words)];
var unknown = wanted.Except(areas.Select(a => a.Name)).ToArray();
if (unknown.Length > 0)
{
    Console.Error.WriteLine($"no area is called {string.Join(", ", unknown)}; there are {string.Join(", ", areas.Select(a => a.Name))}");
    return 2;
}

var rows = new RowWriter(Console.Out, isMedian);
foreach (var (name, write) in areas)
    if (wanted.Length == 0 || wanted.Contains(name))
        write(rows);
return 0;
