using System.Globalization;
using AmpelBot.FollowUp.Scan;
using AmpelBot.FollowUp.T3;

namespace AmpelBot.FollowUp.Tests.T3;

public sealed class CandidateTableTests
{
    private const string Header = "rank,name,survey,ra_deg,dec_deg,credible_level,galactic_latitude_deg,first_detection_utc,first_detection_jd," +
        "first_detection_days_after_event,first_mag,first_mag_err,first_band,latest_detection_utc,latest_detection_jd,latest_mag,latest_mag_err,latest_band," +
        "detections,accepted_alerts,rejected_alerts,votes_interesting,votes_rejected,votes_ambiguous,votes,notes";

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(12)]
    [InlineData(5000)]
    public void There_is_a_header_and_a_line_a_candidate(int candidates)
    {
        var lines = Csv(Reports.Of(candidates: candidates)).Split('\n');
        Assert.Equal(Header, lines[0]);
        Assert.Equal(candidates + 2, lines.Length);
        Assert.Equal("", lines[^1]);
        Assert.All(lines[1..^1], line => Assert.Equal(25, line.Count(c => c == ',')));
    }

    [Fact]
    public void Numbers_read_back_as_they_were()
    {
        var report = Reports.Of(candidates: 50);
        var lines = Csv(report).Split('\n');
        for (var i = 0; i < 50; i++)
        {
            var (cells, candidate) = (lines[i + 1].Split(','), report.Candidates[i]);
            Assert.Equal((i + 1).ToString(CultureInfo.InvariantCulture), cells[0]);
            Assert.Equal(candidate.Name, cells[1]);
            Assert.Equal(
                [candidate.Coord.RaDeg, candidate.Coord.DecDeg, candidate.CredibleLevel, candidate.GalacticLatitudeDeg],
                cells[3..7].Select(Number));
            Assert.Equal(
                [candidate.FirstDetection.Jd, candidate.LatestDetection.Jd, candidate.LatestDetection.Mag!.Value, candidate.LatestDetection.MagErr!.Value],
                new[] { cells[8], cells[14], cells[15], cells[16] }.Select(Number));
            Assert.Equal("2", cells[18]);
        }
    }

    [Theory]
    [InlineData("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0")]
    [InlineData("+1", "'+1")]
    [InlineData("-1", "'-1")]
    [InlineData("@x", "'@x")]
    [InlineData("ZTF<b>", "ZTF<b>")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("a\"b", "\"a\"\"b\"")]
    public void A_name_is_never_a_formula_and_never_breaks_the_line(string name, string cell)
        => Assert.StartsWith("1," + cell + ",ZTF,", Csv(Reports.Of(candidates: 1).WithFirst(candidate => candidate with { Name = name })).Split('\n')[1]);

    [Fact]
    public void A_negative_declination_stays_a_number()
    {
        var report = Reports.Of(candidates: 1).WithFirst(candidate => candidate with { Coord = new(11.2569224, -22.5161471) });
        Assert.Contains(",11.2569224,-22.5161471,", Csv(report));
    }

    [Fact]
    public void What_is_missing_is_empty()
    {
        var report = Reports.Of(candidates: 1)
            .WithFirst(candidate => candidate with { LatestDetection = candidate.LatestDetection with { Mag = null, MagErr = double.NaN } })
            .WithNotice(notice => notice with { EventTimeUtc = null });
        var cells = Csv(report).Split('\n')[1].Split(',');
        Assert.Equal(["", "", ""], [cells[9], cells[15], cells[16]]);
    }

    [Fact]
    public void What_people_said_is_in_the_table_and_below_the_text()
    {
        var report = Reports.Of(candidates: 2).WithFirst(candidate => candidate with { Name = "ZTF19abpuhbh", Votes = Reports.SomeVotes });
        Assert.Contains("rejected (AGN); Eve: interesting,", Csv(report).Split('\n')[1], StringComparison.Ordinal);
        Assert.Contains(",1,1,0,", Csv(report).Split('\n')[1], StringComparison.Ordinal);
        var lines = CandidateTable.ToText(report, 5).TrimEnd('\n').Split('\n');
        Assert.StartsWith("  1* ZTF19abpuhbh", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("  2  ZTF19", lines[2], StringComparison.Ordinal);
        Assert.Equal("* ZTF19abpuhbh: =Bob: rejected (AGN); Eve: interesting", lines[3]);
    }

    [Fact]
    public void Votes_of_hundreds_and_hostile_names_stay_on_one_line()
    {
        var votes = Enumerable.Range(0, 300).Select(i => Reports.SomeVotes.Latest[0] with { UserId = "U" + i, UserName = "a\nb\u0007" + new string('x', i % 200) }).ToArray();
        var lines = CandidateTable.ToText(Reports.Of(candidates: 1).WithFirst(c => c with { Votes = new(votes, votes) }), 5).TrimEnd('\n').Split('\n');
        Assert.Equal(3, lines.Length);
        Assert.All(lines, line => Assert.True(line.Length <= 100 && !line.Any(char.IsControl)));
    }

    [Fact]
    public void Text_for_no_candidates_says_so() => Assert.Equal("No candidates.\n", CandidateTable.ToText(Reports.Of(candidates: 0), 10));

    [Theory]
    [InlineData(1, 10, 2)]
    [InlineData(12, 10, 12)]
    [InlineData(5000, 20, 22)]
    [InlineData(5000, 5000, 5001)]
    [InlineData(3, 0, 2)]
    public void Text_lines_are_short_and_the_last_says_how_many_more_there_are(int candidates, int most, int lineCount)
    {
        var lines = CandidateTable.ToText(Reports.Of(candidates: candidates), most).TrimEnd('\n').Split('\n');
        Assert.Equal(lineCount, lines.Length);
        Assert.All(lines, line => Assert.InRange(line.Length, 1, 100));
        if (candidates > most)
            Assert.Equal($"and {candidates - most} more; all {candidates} are in candidates.csv", lines[^1]);
    }

    [Fact]
    public void Text_shows_what_a_person_needs_first()
    {
        var report = Reports.Of(candidates: 1).WithFirst(candidate => candidate with
        {
            Name = "ZTF19abpuhbh",
            Coord = new(11.2569224, -22.5161471),
            CredibleLevel = 0.1234,
            LatestDetection = candidate.LatestDetection with { Band = "r", Mag = 20.857, MagErr = 0.284 },
            FirstDetection = candidate.FirstDetection with { Jd = 2458710.9475231 },
        });
        var line = CandidateTable.ToText(report, 5).Split('\n')[1];
        Assert.Equal("  1  ZTF19abpuhbh   11.25692  -22.51615   12.3 %  r 20.86 ± 0.28     13.6 h after", line);
    }

    [Theory]
    [InlineData("../../x")]
    [InlineData("a\nb\u0007c\td")]
    [InlineData("a name that is longer than any survey has ever given to an object of the sky")]
    public void Odd_names_stay_on_their_line(string name)
    {
        var lines = CandidateTable.ToText(Reports.Of(candidates: 2).WithFirst(candidate => candidate with { Name = name }), 5).Split('\n');
        Assert.Equal(4, lines.Length);
        Assert.All(lines, line => Assert.True(line.Length <= 100 && !line.Any(char.IsControl)));
    }

    [Fact]
    public void Without_a_magnitude_the_text_says_so_and_without_a_time_it_has_no_age()
    {
        var report = Reports.Of(candidates: 1)
            .WithFirst(candidate => candidate with { LatestDetection = candidate.LatestDetection with { Mag = null } })
            .WithNotice(notice => notice with { EventTimeUtc = null });
        Assert.EndsWith("g no magnitude\n", CandidateTable.ToText(report, 5));
    }

    [Fact]
    public void A_detection_before_the_event_is_told_as_such()
    {
        var report = Reports.Of(candidates: 1).WithFirst(candidate => candidate with { FirstDetection = candidate.FirstDetection with { Jd = 2458610.5 } });
        Assert.EndsWith("99.9 d before\n", CandidateTable.ToText(report, 5));
    }

    private static string Csv(ScanReport report)
    {
        using var writer = new StringWriter();
        CandidateTable.WriteCsv(report, writer);
        return writer.ToString();
    }

    private static double Number(string cell) => double.Parse(cell, CultureInfo.InvariantCulture);
}
