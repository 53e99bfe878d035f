using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using AmpelBot.FollowUp.Scan;
using AmpelBot.FollowUp.T3.Tables;
using AmpelBot.Sky;

namespace AmpelBot.FollowUp.Tests.T3.Tables;

public sealed class ScanTablesTests
{
    private const string Hostile = "</TD><script>|a|b{}\\`*_[x](y)\u0000\u001b\ud800\r\n=1";

    public static TheoryData<string> Kinds() => [.. ScanTables.All.Select(table => table.Kind)];

    [Fact]
    public void Kinds_and_files_are_told_apart()
    {
        Assert.Equal(ScanTables.All.Count, ScanTables.All.Select(t => t.Kind).Distinct().Count());
        Assert.Equal(ScanTables.All.Count, ScanTables.All.Select(t => t.FileName).Distinct().Count());
    }

    [Fact]
    public void Columns_have_names_that_every_format_holds_and_units_in_them()
    {
        Assert.Equal(CandidateColumns.All.Count, CandidateColumns.All.Select(c => c.Name).Distinct().Count());
        foreach (var column in CandidateColumns.All)
        {
            Assert.Matches("^[a-z][a-z0-9_]*$", column.Name);
            Assert.Matches("^[a-zA-Z.;-]+$", column.Ucd);
            Assert.InRange(column.Description.Length, 5, 68);
            Assert.DoesNotContain(column.Description, c => c is < ' ' or > '~');
            Assert.True(column.Name.EndsWith("_deg", StringComparison.Ordinal) == (column.Unit == "deg"), column.Name);
            Assert.True(column.Name.EndsWith("_utc", StringComparison.Ordinal) == (column.Kind == ColumnKind.Time), column.Name);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_same_scan_gives_the_same_bytes_and_hostile_text_a_whole_file(string kind)
    {
        foreach (var candidates in new[] { 0, 3 })
        {
            var report = Covered(Reports.Of(candidates: candidates));
            Assert.Equal(Bytes(report, kind), Bytes(Covered(Reports.Of(candidates: candidates)), kind));
        }
        var hostile = Covered(Reports.Of(candidates: 2).WithFirst(c => c with { Name = Hostile, Survey = Hostile, Votes = Reports.SomeVotes })
            .WithNotice(n => n with { EventName = Hostile, Source = Hostile }));
        Assert.NotEmpty(Bytes(hostile, kind));
    }

    [Fact]
    public void A_scan_without_exposures_has_no_MOC_of_what_was_observed_and_says_why()
    {
        var report = Reports.Of(candidates: 1);
        foreach (var table in ScanTables.All)
            Assert.True(table.Kind.StartsWith("observed", StringComparison.Ordinal) == (table.WhyNot(report) is not null), table.Kind);
        Assert.All(ScanTables.All, table => Assert.Null(table.WhyNot(Covered(report))));
    }

    [Fact]
    public void The_MOC_reads_back_from_each_of_its_forms()
    {
        var report = Reports.Of(candidates: 0);
        Assert.Equal(Ranges(report.Plan.Region.Moc), Ranges(MocFits.Read(new MemoryStream(Bytes(report, "moc-fits")), CancellationToken.None)));
        Assert.Equal(Ranges(report.Plan.Region.Moc), Ranges(MocJson.Parse(Bytes(report, "moc-json"))));
        Assert.Equal(Ranges(report.Plan.Region.Moc), Ranges(MocText.Parse(Encoding.UTF8.GetString(Bytes(report, "moc-ascii")))));
    }

    [Fact]
    public void A_VOTable_holds_hostile_names_as_text()
    {
        var report = Reports.Of(candidates: 2).WithFirst(c => c with { Name = Hostile });
        var document = XDocument.Parse(Encoding.UTF8.GetString(Bytes(report, "votable")));
        XNamespace space = "http://www.ivoa.net/xml/VOTable/v1.3";
        Assert.Equal("1.4", document.Root!.Attribute("version")!.Value);
        var rows = document.Descendants(space + "TR").ToArray();
        Assert.Equal(2, rows.Length);
        Assert.Equal("</TD><script>|a|b{}\\`*_[x](y)  \ufffd  =1", rows[0].Elements(space + "TD").ElementAt(1).Value);
        Assert.Equal(CandidateColumns.All.Select(c => c.Name), document.Descendants(space + "FIELD").Select(f => f.Attribute("name")!.Value));
    }

    [Fact]
    public void A_Markdown_row_is_one_line_with_its_cells_whatever_a_name_holds()
    {
        var report = Reports.Of(candidates: 2).WithFirst(c => c with { Name = Hostile });
        var lines = Encoding.UTF8.GetString(Bytes(report, "markdown")).Split('\n');
        var main = CandidateColumns.All.Count(c => c.IsMain);
        foreach (var line in lines.Skip(4).Take(4))
            Assert.Equal(main + 1, line.Replace("\\\\", "").Replace("\\|", "").Count(c => c == '|'));
        Assert.Contains("\\<script\\>\\|a\\|b", lines[6], StringComparison.Ordinal);
        Assert.Contains($"| {report.Candidates[1].Coord.RaDeg.ToString("R", System.Globalization.CultureInfo.InvariantCulture)} |", lines[7], StringComparison.Ordinal);
    }

    [Fact]
    public void A_FITS_text_of_any_length_is_cut_and_shows_it()
    {
        var report = Reports.Of(candidates: 1).WithFirst(c => c with { Name = new string('中', 3000) });
        var text = Encoding.ASCII.GetString(Bytes(report, "fits"));
        Assert.Contains("TFORM2  = '3999A   '", text, StringComparison.Ordinal);
        Assert.Contains("\\u4e2d...", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_zip_holds_every_table_and_file_with_its_checksum_and_is_the_same_each_time()
    {
        var report = Covered(Reports.Of());
        ZipPart[] more = [new("cards/01.png", s => s.Write("picture"u8)), new("atel.txt", s => s.Write("draft"u8)), new("candidates.csv", s => s.Write("another"u8))];
        var bytes = Zip(report, more);
        Assert.Equal(bytes, Zip(report, [.. more.Reverse()]));
        using var zip = new ZipArchive(new MemoryStream(bytes));
        Assert.Equal([.. ScanTables.All.Select(t => t.FileName), "report.json", "rejected.csv", "cards/01.png", "atel.txt", ScanZip.Manifest], zip.Entries.Select(e => e.FullName), Unordered);
        using var manifest = JsonDocument.Parse(Content(zip, ScanZip.Manifest));
        var files = manifest.RootElement.GetProperty("files").EnumerateArray().ToArray();
        Assert.Equal(zip.Entries.Count - 1, files.Length);
        foreach (var file in files)
        {
            var content = Content(zip, file.GetProperty("name").GetString()!);
            Assert.Equal(content.Length, file.GetProperty("bytes").GetInt64());
            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(content)), file.GetProperty("sha256").GetString());
        }
        Assert.Equal(Bytes(report, "csv"), Content(zip, "candidates.csv"));
        Assert.All(zip.Entries, entry => Assert.Equal(report.StartedUtc.DateTime.AddTicks(-(report.StartedUtc.Ticks % (2 * TimeSpan.TicksPerSecond))), entry.LastWriteTime.DateTime));
    }

    [Theory]
    [InlineData("../x")]
    [InlineData("/x")]
    [InlineData("a//b")]
    [InlineData("a\\b")]
    [InlineData("")]
    public void No_name_leads_out_of_a_zip(string name)
        => Assert.Throws<ArgumentException>(() => Zip(Reports.Of(candidates: 0), [new ZipPart(name, _ => { })]));

    [Fact]
    public void Rejected_positions_read_back_and_what_is_none_is_refused()
    {
        var positions = Reports.Of(candidates: 0, rejected: 2000).RejectedPositions;
        var file = new MemoryStream();
        RejectedPositions.Write(positions, file);
        Assert.Equal(positions, RejectedPositions.Read(new MemoryStream(file.ToArray()), 2000));
        Assert.Throws<FormatException>(() => RejectedPositions.Read(new MemoryStream(file.ToArray()), 1999));
        foreach (var bad in new[] { "", "ra,dec\n1,2\n", "ra_deg,dec_deg\n1\n", "ra_deg,dec_deg\n1,91\n", "ra_deg,dec_deg\nNaN,1\n", "ra_deg,dec_deg\n" + new string('1', 1_000_000) })
            if (bad.Length > 0)
                Assert.Throws<FormatException>(() => RejectedPositions.Read(new MemoryStream(Encoding.UTF8.GetBytes(bad)), 10));
    }

    private static IEqualityComparer<IEnumerable<string>> Unordered { get; } =
        EqualityComparer<IEnumerable<string>>.Create((a, b) => a!.Order(StringComparer.Ordinal).SequenceEqual(b!.Order(StringComparer.Ordinal)), _ => 0);

    private static ScanReport Covered(ScanReport report) => report with { Coverage = Reports.Coverage(report) };

    private static byte[] Bytes(ScanReport report, string kind)
    {
        var stream = new MemoryStream();
        ScanTables.All.Single(t => t.Kind == kind).Write(report, stream, CancellationToken.None);
        return stream.ToArray();
    }

    private static byte[] Zip(ScanReport report, IReadOnlyList<ZipPart> more)
    {
        var stream = new MemoryStream();
        ScanZip.Write(report, more, stream, CancellationToken.None);
        return stream.ToArray();
    }

    private static byte[] Content(ZipArchive zip, string name)
    {
        using var entry = zip.GetEntry(name)!.Open();
        var content = new MemoryStream();
        entry.CopyTo(content);
        return content.ToArray();
    }

    private static HpxRangeList Ranges(Moc moc) => new([.. moc.Ranges.ToArray().Select(r => (r.Start, r.End))]);

    private sealed record HpxRangeList((long, long)[] All)
    {
        public bool Equals(HpxRangeList? other) => other is not null && All.SequenceEqual(other.All);

        public override int GetHashCode() => All.Length;
    }
}
