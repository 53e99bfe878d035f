using AmpelBot.FollowUp.Notices;
using AmpelBot.FollowUp.Scan;
using AmpelBot.FollowUp.T3;
using AmpelBot.FollowUp.Vetting;

namespace AmpelBot.FollowUp.Tests.T3;

public sealed class CircularDraftTests
{
    [Theory]
    [InlineData(Messenger.GravitationalWave, "S190814bv", "LIGO/Virgo S190814bv: Candidate counterparts from")]
    [InlineData(Messenger.GravitationalWave, "S230521k", "LIGO/Virgo/KAGRA S230521k: Candidate counterparts from")]
    [InlineData(Messenger.Neutrino, "IC191001A", "IceCube-191001A: Candidate counterparts from")]
    [InlineData(Messenger.Neutrino, "IceCube-Cascade-241230a", "IceCube-Cascade 241230a: Candidate counterparts from")]
    [InlineData(Messenger.GammaRayBurst, "GRB180116A", "GRB 180116A: Candidate counterparts from")]
    [InlineData(Messenger.Unknown, "EP240219a", "EP240219a: Candidate counterparts from")]
    public void The_subject_names_the_event_as_the_field_does(Messenger messenger, string name, string subject)
        => Assert.StartsWith($"Subject: {subject} the Zwicky Transient Facility (ZTF)\n\n", Plain(Reports.Of(candidates: 2, name: name, messenger: messenger)));

    [Theory]
    [InlineData(Messenger.GravitationalWave, "S190814bv", "the gravitational-wave event S190814bv", "gravitational-wave sky map")]
    [InlineData(Messenger.Neutrino, "IC191001A", "the high-energy neutrino event IceCube-191001A", "neutrino localization")]
    [InlineData(Messenger.GammaRayBurst, "GRB180116A", "the gamma-ray burst GRB 180116A", "burst localization")]
    [InlineData(Messenger.Unknown, "EP240219a", "the X-ray transient EP240219a", "X-ray localization")]
    public void Each_messenger_has_its_sentences_and_no_others(Messenger messenger, string name, string words, string map)
    {
        var draft = Plain(Reports.Of(candidates: 2, name: name, messenger: messenger));
        Assert.Contains(words, draft);
        Assert.Contains(map, draft);
        foreach (var (others, word) in new[] { (Messenger.Neutrino, "neutrino"), (Messenger.GravitationalWave, "gravitational"), (Messenger.GammaRayBurst, "burst") })
            Assert.Equal(messenger == others, draft.Contains(word, StringComparison.Ordinal));
    }

    [Fact]
    public void No_row_of_a_table_is_wider_than_its_frame()
    {
        var report = Reports.Of(candidates: 6).WithFirst(candidate => candidate with { Name = new string('n', 80) });
        var rows = Plain(report).Split('\n').Where(line => line.StartsWith('|') || line.StartsWith('+')).ToArray();
        Assert.Equal(10, rows.Length);
        Assert.Single(rows.Select(row => row.Length).Distinct());
    }

    [Fact]
    public void Markdown_has_a_table_and_shows_names_as_they_are()
    {
        var report = Reports.Of(candidates: 2).WithFirst(candidate => candidate with { Name = "a|b_c*<x>" });
        var draft = Drafts.CircularMarkdown.Write(report, DraftTexts.Default, null);
        Assert.Contains("| ZTF Name | IAU Name | RA (deg) | DEC (deg) | Filter | Mag | MagErr |\n| --- | --- | ---: | ---: | --- | ---: | ---: |\n| a\\|b\\_c\\*\\<x\\> | [TO FILL] |", draft);
        Assert.Contains("\na\\|b\\_c\\*\\<x\\> was first detected on ", draft);
    }

    [Fact]
    public void Paragraphs_are_lines_and_the_draft_keeps_below_sixty()
    {
        foreach (var count in new[] { 0, 3, 40, 5000 })
        {
            var draft = Plain(Reports.Of(candidates: count));
            Assert.True(draft.Count(c => c == '\n') <= 62, $"{count}: {draft.Count(c => c == '\n')} lines");
            Assert.Equal(count == 5000, draft.Contains(" of 5000 candidates; candidates.csv has all of them.]", StringComparison.Ordinal));
        }
        Assert.Contains(Plain(Reports.Of(candidates: 3)).Split('\n'), line => line.Length > 300);
    }

    [Fact]
    public void A_retracted_event_is_stamped_first_and_in_every_kind()
    {
        var stamp = Drafts.Retracted(new DateTimeOffset(2019, 8, 15, 3, 4, 5, TimeSpan.Zero));
        Assert.Equal("RETRACTED by the sender on 2019-08-15 03:04:05 UTC: NOT TO BE SENT as it is.", stamp);
        var report = Reports.Of(candidates: 5000, name: "MS181101ab");
        foreach (var kind in Drafts.All)
        {
            var draft = kind.Write(report, DraftTexts.Default, stamp);
            Assert.StartsWith(kind == Drafts.Tns ? $"{{\n  \"draft_notes\": [\n    \"{stamp}\",\n    \"NOT TO BE SENT: the name says that MS181101ab is a mock event.\"" : $"{stamp}\n", draft);
            Assert.Contains(kind.Lint(draft), finding => finding.Rule == "D2");
            Assert.DoesNotContain(kind.Lint(draft), finding => finding.Weight != DraftWeight.Open);
        }
    }

    [Fact]
    public void People_who_rejected_a_candidate_are_heard_and_not_named()
    {
        var report = Reports.Of(candidates: 2);
        var rejected = VettingJournal.Of([Reports.SomeVotes.Latest[0]]);
        var draft = Plain(report.WithFirst(candidate => candidate with { Votes = rejected }));
        Assert.Contains($"[TO CHECK: rejected by people, to be left out or explained: {report.Candidates[0].Name} (AGN)]", draft);
        Assert.Contains($"| {report.Candidates[0].Name} |", draft);
        Assert.DoesNotContain("Bob", draft);
        Assert.DoesNotContain("rejected by people", Plain(report.WithFirst(candidate => candidate with { Votes = Reports.SomeVotes })));
    }

    [Fact]
    public void What_the_filters_ask_for_is_told_with_their_own_numbers()
    {
        var gw = DraftRange.Reports().Last().Report;
        var draft = Plain(gw);
        Assert.Contains("We reject stellar sources (Tachibana and Miller 2018). Alerts less than 20 arcsec from a known Solar System object are left out. To reject moving objects we require at least two detections and a " +
            "detection history of at least 14.4 minutes. Machine-learning scores are used to remove bogus subtractions (Mahabal et al. 2019). We require that the first detection at the position is not earlier than the event.", draft);
        var none = Plain(Reports.Of(candidates: 1));
        foreach (var words in new[] { "stellar", "Solar System", "moving", "bogus", "not earlier" })
            Assert.DoesNotContain(words, none);
    }

    [Fact]
    public void A_survey_other_than_ZTF_is_not_called_ZTF()
    {
        var report = Reports.Of(candidates: 2);
        report = report with { Candidates = [.. report.Candidates.Select(candidate => candidate with { Name = "n", Survey = "LSST" })] };
        foreach (var kind in new[] { Drafts.Atel, Drafts.Circular })
        {
            var draft = kind.Write(report, DraftTexts.Default, null);
            Assert.DoesNotContain("ZTF", draft);
            Assert.DoesNotContain("Palomar", draft);
            Assert.Contains("[TO FILL: survey]", draft);
        }
    }

    [Fact]
    public void The_link_opens_GCNs_form_with_subject_and_text()
    {
        var draft = Plain(Reports.Of(candidates: 3));
        var form = CircularForm.Of(draft);
        Assert.True(form.HasBody);
        var query = form.Address.Query.TrimStart('?').Split('&').Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => Uri.UnescapeDataString(pair[1]));
        Assert.Equal("https://gcn.nasa.gov/circulars/new", form.Address.GetLeftPart(UriPartial.Path));
        Assert.Equal("LIGO/Virgo S190814bv: Candidate counterparts from the Zwicky Transient Facility (ZTF)", query["subject"]);
        Assert.Equal(draft, $"Subject: {query["subject"]}\n\n{query["body"]}");

        var retracted = CircularForm.Of(Drafts.Circular.Write(Reports.Of(candidates: 1), DraftTexts.Default, "RETRACTED by the sender."));
        Assert.Contains("&body=RETRACTED%20by%20the%20sender.", retracted.Address.AbsoluteUri);
    }

    [Fact]
    public void A_text_too_long_for_a_link_leaves_the_subject_and_says_so()
    {
        var form = CircularForm.Of("Subject: ZTF\n\n" + new string('x', 9000));
        Assert.False(form.HasBody);
        Assert.Equal("https://gcn.nasa.gov/circulars/new?subject=ZTF", form.Address.AbsoluteUri);
        Assert.StartsWith("The text is too long for a link (9", form.Sentence);
        foreach (var (name, report) in DraftRange.Reports())
            Assert.True(CircularForm.Of(Plain(report)).Address.AbsoluteUri.Length <= CircularForm.MaxCharacters, name);
    }

    private static string Plain(ScanReport report) => Drafts.Circular.Write(report, DraftTexts.Default, null);
}
