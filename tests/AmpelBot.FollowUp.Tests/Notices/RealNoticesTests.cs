using System.Text;
using System.Text.Json;
using AmpelBot.FollowUp.Notices;
using AmpelBot.Testing;

namespace AmpelBot.FollowUp.Tests.Notices;

/// <summary>Every real notice and circular against the reviewed tables: notices.tsv, refusals.tsv, circulars.tsv.</summary>
public class RealNoticesTests
{
    [SkippableFact]
    public void Every_notice_says_what_the_reviewed_table_says()
    {
        Skip.IfNot(RealData.Present, RealData.Why);
        var wrong = new StringBuilder();
        var rows = Table("notices.tsv");
        Assert.Equal(["file", .. NoticeRow.Columns], rows[0]);
        foreach (var row in rows.Skip(1))
        {
            var parsed = NoticeParser.Parse(File.ReadAllBytes(RealData.Path("notices/" + row[0])));
            string[] got = parsed.Success ? NoticeRow.Of(parsed.Value) : [parsed.Error];
            Compare(wrong, row[0], NoticeRow.Columns, row[1..], got);
        }
        Assert.True(wrong.Length == 0, wrong.ToString());
    }

    [SkippableFact]
    public void What_is_no_notice_is_refused_by_the_reviewed_sentence()
    {
        Skip.IfNot(RealData.Present, RealData.Why);
        var wrong = new StringBuilder();
        foreach (var row in Table("refusals.tsv").Skip(1))
        {
            var parsed = NoticeParser.Parse(File.ReadAllBytes(RealData.Path(row[0])));
            if (parsed.Error != row[1])
                wrong.AppendLine($"{row[0]}: {parsed.Error ?? "read"}");
        }
        Assert.True(wrong.Length == 0, wrong.ToString());
    }

    [SkippableFact]
    public void Every_file_of_notices_and_circulars_stands_in_one_of_the_tables()
    {
        Skip.IfNot(RealData.Present, RealData.Why);
        var root = RealData.Path("");
        var listed = Table("notices.tsv").Skip(1).Select(r => "notices/" + r[0]).Concat(Table("refusals.tsv").Skip(1).Select(r => r[0])).ToHashSet();
        var there = new[] { "notices", "circulars" }.SelectMany(f => Directory.EnumerateFiles(RealData.Path(f), "*", SearchOption.AllDirectories))
            .Select(f => Path.GetRelativePath(root, f).Replace('\\', '/')).Where(f => !f.EndsWith(".md", StringComparison.Ordinal)).ToArray();
        Assert.True(there.Length >= 140);
        Assert.DoesNotContain(there, f => !listed.Contains(f));
    }

    [SkippableFact]
    public void Every_circular_says_what_the_reviewed_table_says()
    {
        Skip.IfNot(RealData.Present, RealData.Why);
        using var all = JsonDocument.Parse(File.ReadAllBytes(RealData.Path("circulars/gcn_circulars_seed_subset.json")));
        var circulars = all.RootElement.EnumerateArray().ToDictionary(c => c.GetProperty("circularId").GetInt32());
        var rows = Table("circulars.tsv");
        Assert.Equal(circulars.Count, rows.Count - 1);
        var wrong = new StringBuilder();
        foreach (var row in rows.Skip(1))
        {
            var parsed = NoticeParser.Parse(Encoding.UTF8.GetBytes(circulars[int.Parse(row[0])].GetRawText()));
            string[] got = parsed.Success ? Circular(parsed.Value) : [parsed.Error];
            Compare(wrong, row[0], rows[0][1..], row[1..], got);
        }
        Assert.True(wrong.Length == 0, wrong.ToString());
    }

    [SkippableFact]
    public void Icecube_circulars_are_read_in_all_six_spellings_of_their_errors()
    {
        Skip.IfNot(RealData.Present, RealData.Why);
        using var all = JsonDocument.Parse(File.ReadAllBytes(RealData.Path("circulars/icecube_circular_position_blocks.json")));
        var got = all.RootElement.EnumerateArray().Select(c => NoticeParser.Parse(JsonSerializer.SerializeToUtf8Bytes(new
        {
            subject = c.GetProperty("subject").GetString(),
            circularId = c.GetProperty("circularId").GetInt32(),
            body = c.GetProperty("positionBlock").GetString(),
        })).Value!).Select(n => $"{n.EventId} {n.Kind} {NoticeRow.Time(n.EventTimeUtc)} {NoticeRow.Position(n.Position)} {n.Remarks.Count}").ToArray();
        Assert.Equal(
        [
            "IC210730A Update 2021-07-30T22:12:40.629 105.73 14.79 +2-1.85+0.91-0.86 p0.9 0",
            "IC210510A Update 2021-05-10T04:50:10.73 268.42 3.81 +1.47-1.6+0.68-0.64 p0.9 0",
            "IC230416A Update 2023-04-16T05:22:26.15 345.85 9.14 +0.41-0.63+0.81-0.76 p0.9 0",
            "IC201021A Update 2020-10-21T06:37:47.48 260.82 14.55 +1.73-1.68+1.35-0.74 p0.9 0",
            "IC190104A Update 2019-01-04T08:34:38.23 357.98 -26.65 +2.3-2.1+2.2-2.5 p0.9 0",
            "IC210210A Update 2021-02-10T11:53:55.65 206.06 4.78 +1.4-0.95+0.62-0.56 p0.9 0",
            "IceCube 135113_19489408 Retraction 2021-03-22T02:34:09.177018 - 0",
        ], got);
    }

    private static string[] Circular(SentNotice n) =>
    [
        n.Sender + (n.Instrument is null ? "" : " " + n.Instrument), n.Kind.ToString(),
        string.Join(";", n.Identifiers) is { Length: > 0 } ids ? ids : "-",
        n.OtherEventIds.Count == 0 ? "-" : string.Join(";", n.OtherEventIds),
        NoticeRow.Time(n.SentUtc), NoticeRow.Time(n.EventTimeUtc), NoticeRow.Position(n.Position), n.SkyMap?.Address ?? "-",
        NoticeRow.Of(n)[14], NoticeRow.Of(n)[20], n.CoincidentNeutrinos.Count.ToString(System.Globalization.CultureInfo.InvariantCulture), NoticeRow.Of(n)[^1],
    ];

    private static void Compare(StringBuilder wrong, string file, string[] columns, string[] expected, string[] got)
    {
        if (got.Length != expected.Length)
            wrong.AppendLine($"{file}: {got[0]}");
        else
            for (var i = 0; i < columns.Length; i++)
                if (expected[i] != got[i])
                    wrong.AppendLine($"{file} {columns[i]}: {got[i]} and not {expected[i]}");
    }

    private static List<string[]> Table(string name) =>
        [.. File.ReadLines(Path.Combine(Repository.Folder, "tests/AmpelBot.FollowUp.Tests/Notices", name)).Where(l => !l.StartsWith('#')).Select(l => l.Split('\t'))];
}
