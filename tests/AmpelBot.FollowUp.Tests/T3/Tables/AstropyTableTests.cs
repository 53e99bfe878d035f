using System.Text.Json;
using AmpelBot.FollowUp.Scan;
using AmpelBot.FollowUp.T3.Tables;
using AmpelBot.Sky;

namespace AmpelBot.FollowUp.Tests.T3.Tables;

/// <summary>FITS table, VOTable and ECSV read back by astropy: names, units, UCDs, every number, what is missing.</summary>
public sealed class AstropyTableTests
{
    private const string Printed = """
        import sys, json, math
        import numpy as np
        def value(x):
            if x is np.ma.masked: return None
            x = x.item() if hasattr(x, 'item') else x
            if isinstance(x, bytes): x = x.decode('ascii')
            return None if isinstance(x, float) and math.isnan(x) else x
        def show(t, ucds):
            print(json.dumps({'names': t.colnames, 'ucds': ucds,
                'units': [str(t[c].unit) if t[c].unit is not None else None for c in t.colnames],
                'rows': [[value(r[c]) for c in t.colnames] for r in t]}))
        """;

    private static readonly Dictionary<string, string> Readers = new()
    {
        ["fits"] = Printed + """

            from astropy.table import Table
            t = Table.read(sys.argv[1])
            show(t, [t.meta['TUCD%d' % (i + 1)] for i in range(len(t.colnames))])
            """,
        ["votable"] = Printed + """

            from astropy.io.votable import parse
            v = parse(sys.argv[1], verify='exception')
            assert v.version == '1.4', v.version
            v = v.get_first_table()
            from astropy.io.votable.ucd import parse_ucd
            for f in v.fields: parse_ucd(f.ucd, check_controlled_vocabulary=True)
            show(v.to_table(), [f.ucd for f in v.fields])
            """,
        ["ecsv"] = Printed + """

            from astropy.table import Table
            t = Table.read(sys.argv[1], format='ascii.ecsv')
            show(t, [t[c].meta['ucd'] for c in t.colnames])
            """,
    };

    public static TheoryData<string, int> Cases()
    {
        var cases = new TheoryData<string, int>();
        foreach (var kind in new[] { "fits", "votable", "ecsv" })
            foreach (var candidates in new[] { 0, 1, 37 })
                cases.Add(kind, candidates);
        return cases;
    }

    [SkippableTheory]
    [MemberData(nameof(Cases))]
    public void Every_value_reads_back_as_it_was(string kind, int candidates)
    {
        Skip.IfNot(Astropy.Present, Astropy.Why);
        Check(Reports.Of(candidates: candidates), kind);
    }

    [SkippableTheory]
    [InlineData("fits")]
    [InlineData("votable")]
    [InlineData("ecsv")]
    public void Odd_names_and_missing_numbers_read_back(string kind)
    {
        Skip.IfNot(Astropy.Present, Astropy.Why);
        var names = new[] { "=1+1", "<b>&\"'", "a b", "a{b}", "# no comment", "-", "nan", "--", "0x10", "1e5" };
        var report = Reports.Of(candidates: names.Length).WithNotice(notice => notice with { EventTimeUtc = null, EventName = "[a: 'b'] \"c\" # d" });
        report = report with
        {
            Candidates = [.. report.Candidates.Select((c, i) => c with
            {
                Name = names[i],
                Votes = i == 0 ? Reports.SomeVotes : c.Votes,
                LatestDetection = c.LatestDetection with { Mag = null, MagErr = double.NaN, Jd = i == 2 ? 1e300 : c.LatestDetection.Jd },
                CredibleLevel = i == 1 ? 1e-15 : c.CredibleLevel,
            })],
        };
        Check(report, kind);
    }

    [SkippableFact]
    public void Five_thousand_candidates_read_back()
    {
        Skip.IfNot(Astropy.Present, Astropy.Why);
        foreach (var kind in Readers.Keys)
            Assert.Equal(5000, Astropy.Of(Reports.Of(candidates: 5000), kind, Readers[kind]).GetProperty("rows").GetArrayLength());
    }

    [SkippableTheory]
    [InlineData("moc-fits")]
    [InlineData("observed-fits")]
    [InlineData("observed-twice-fits")]
    public void The_ranges_of_a_MOC_are_those_of_the_region(string kind)
    {
        Skip.IfNot(Astropy.Present, Astropy.Why);
        var report = Reports.Of(candidates: 0);
        report = report with { Coverage = Reports.Coverage(report) };
        var read = Astropy.Of(report, kind, """
            import sys, json
            from astropy.io import fits
            with fits.open(sys.argv[1]) as f:
                h = f[1].header
                print(json.dumps({'cards': [h['MOCDIM'], h['ORDERING'], h['MOCVERS']], 'order': h['MOCORD_S'], 'range': [int(x) for x in f[1].data['RANGE']]}))
            """);
        Assert.Equal(["SPACE", "RANGE", "2.0"], read.GetProperty("cards").EnumerateArray().Select(c => c.GetString()));
        Assert.Equal(report.Plan.Region.Moc.MaxOrder, read.GetProperty("order").GetInt32());
        Assert.Equal(Ends(report.Plan.Region.Moc), read.GetProperty("range").EnumerateArray().Select(n => n.GetInt64()));
    }

    private static List<long> Ends(Moc moc)
    {
        var ends = new List<long>();
        foreach (var range in moc.Ranges)
            ends.AddRange([range.Start, range.End]);
        return ends;
    }

    private static void Check(ScanReport report, string kind)
    {
        var read = Astropy.Of(report, kind, Readers[kind]);
        var columns = CandidateColumns.All;
        Assert.Equal(columns.Select(c => c.Name), Texts(read, "names"));
        Assert.Equal(columns.Select(c => c.Ucd), Texts(read, "ucds"));
        Assert.Equal(columns.Select(c => c.Unit), Texts(read, "units"));
        var rows = read.GetProperty("rows");
        Assert.Equal(report.Candidates.Count, rows.GetArrayLength());
        for (var i = 0; i < report.Candidates.Count; i++)
            for (var c = 0; c < columns.Count; c++)
            {
                var (column, cell) = (columns[c], rows[i][c]);
                var place = $"{column.Name} of row {i + 1}: {cell.GetRawText()}";
                if (column.Kind == ColumnKind.Whole)
                    Assert.True(cell.GetInt64() == (long)column.Value(report, i + 1, report.Candidates[i])!, place);
                else if (column.Kind == ColumnKind.Real)
                    Assert.True((cell.ValueKind == JsonValueKind.Null ? null : cell.GetDouble()) == column.Real(report, i + 1, report.Candidates[i]), place);
                else
                    Assert.Equal(kind == "fits"
                        ? PlainCharacters.Ascii(column.Text(report, i + 1, report.Candidates[i])).TrimEnd()
                        : PlainCharacters.OneLine(column.Text(report, i + 1, report.Candidates[i])), cell.GetString() ?? "");
            }
    }

    private static IEnumerable<string?> Texts(JsonElement read, string name) => read.GetProperty(name).EnumerateArray().Select(item => item.GetString());
}
