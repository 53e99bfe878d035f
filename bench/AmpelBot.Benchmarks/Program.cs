using AmpelBot.Benchmarks;

// dotnet run -c Release --project bench/AmpelBot.Benchmarks [median] [AREA ...]: the rows of all areas, or of those named.
(string Name, Action<RowWriter> Rows)[] areas =
[
    ("healpix", HealpixRows.Rows),
    ("covers", CoverRows.Rows),
    ("maps", MapRows.Rows),
    ("crossmatch", CrossmatchRows.Rows),
];

var isMedian = args.Contains("median");
string[] wanted = [.. args.Where(a => a != "median")];
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
