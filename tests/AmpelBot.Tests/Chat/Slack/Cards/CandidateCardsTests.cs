using AmpelBot.Chat.Slack.Blocks;
using AmpelBot.Chat.Slack.Cards;
using AmpelBot.FollowUp.Vetting;
using AmpelBot.Jobs;
using static AmpelBot.Tests.Chat.Slack.Cards.CardSamples;

namespace AmpelBot.Tests.Chat.Slack.Cards;

public sealed class CandidateCardsTests
{
    private const string Hostile = "<!channel> <@U9> *x* & </a>|`` \u202e\u0000\n<https://evil|ZTF>";

    [Fact]
    public void A_card_reads_from_top_to_bottom()
    {
        var votes = VettingJournal.Of([Vote("U1", VetState.Interesting, note: "rises fast"), Vote("U2", VetState.Rejected, "AGN", minute: 7)]);
        var blocks = CandidateCards.Blocks(Facts, votes, "F1");
        Assert.Equal(["HeaderBlock", "ImageBlock", "SectionBlock", "SectionBlock", "SectionBlock", "ActionsBlock"], blocks.Select(b => b.GetType().Name));
        Assert.Equal("1. ZTF19abpuhbh", ((HeaderBlock)blocks[0]).Text.Text);
        Assert.Equal(("F1", "Light curve and cutouts of ZTF19abpuhbh: 2 detections, the latest r = 20.86 ± 0.28"), (((ImageBlock)blocks[1]).SlackFile.Id, ((ImageBlock)blocks[1]).AltText));
        Assert.Equal(
        [
            "*Credible level*\n12.35 %", "*Latest*\nr = 20.86 ± 0.28, 2019-08-15 11:46 UTC", "*First seen*\n2019-08-15 10:46 UTC (13.6 h after the event)",
            "*Detections*\n2; 1 alert rejected", "*RA, Dec (ICRS)*\n11.256922 -22.516147\n00:45:01.66 -22:30:58.1", "*Galactic latitude*\n-85.1 deg",
        ], ((SectionBlock)blocks[2]).Fields!.Select(f => f.Text));
        Assert.Equal(
            "<https://fritz.science/source/ZTF19abpuhbh|Fritz> · <https://alerce.online/object/ZTF19abpuhbh|ALeRCE> · <https://lasair-ztf.lsst.ac.uk/objects/ZTF19abpuhbh/|Lasair> · "
            + "<https://www.wis-tns.org/search?ra=11.256922&amp;decl=-22.516147&amp;radius=5&amp;coords_unit=arcsec|TNS> · "
            + "<https://aladin.cds.unistra.fr/AladinLite/?target=11.256922%20-22.516147&amp;fov=0.05|Aladin>", ((SectionBlock)blocks[3]).Text!.Text);
        Assert.Equal("<@U1> interesting, 2019-08-16 04:12 UTC: rises fast\n<@U2> rejected (AGN), 2019-08-16 04:19 UTC", ((SectionBlock)blocks[4]).Text!.Text);
        Assert.Equal(["Interesting", "Reject…", "Ambiguous", "Note…", "Why?"], ((ActionsBlock)blocks[5]).Elements.Cast<ButtonElement>().Select(b => b.Text.Text));
        Assert.Equal("1. ZTF19abpuhbh: credible level 12.35 %, r = 20.86 ± 0.28, first seen 13.6 h after the event; 1 interesting, 1 rejected, 1 note", CandidateCards.Fallback(Facts, votes));
    }

    [Fact]
    public void Without_picture_votes_magnitude_and_times_a_card_says_so()
    {
        var blocks = CandidateCards.Blocks(Facts with { LatestMag = null, LatestBand = "", FirstSeenUtc = null, LastSeenUtc = null, EventTimeUtc = null }, Votes.None, null);
        Assert.Equal(["HeaderBlock", "SectionBlock", "SectionBlock", "ActionsBlock"], blocks.Select(b => b.GetType().Name));
        Assert.Equal(["*Latest*\n?: no magnitude", "*First seen*\nat an unknown time"], ((SectionBlock)blocks[1]).Fields!.Skip(1).Take(2).Select(f => f.Text));
    }

    [Fact]
    public void Names_and_notes_of_strangers_make_no_mention_no_link_and_break_no_limit()
    {
        var key = new CardKey(new string('s', 300), Key.Object with { Survey = Hostile }, 1, string.Concat(Enumerable.Repeat(Hostile, 100)), Hostile, Key.Rights);
        var facts = Facts with { Key = key, LatestBand = Hostile };
        var said = Enumerable.Range(0, 300).Select(i => Vote(i % 2 == 0 ? $"U{i}" : Hostile, VetState.Rejected, Hostile, string.Concat(Enumerable.Repeat(Hostile, 30)), i) with { UserName = Hostile }).ToArray();
        var blocks = CandidateCards.Blocks(facts, VettingJournal.Of(said), "F1");
        var text = ((SectionBlock)blocks[4]).Text!.Text;
        Assert.InRange(text.Length, 500, 3000);
        Assert.Matches(@"^\d+ earlier not shown\n", text);
        foreach (var shown in Texts(Json([.. blocks.Where(b => b is SectionBlock)])).Append(CandidateCards.Fallback(facts, Votes.None)))
        {
            Assert.DoesNotContain("<!", shown, StringComparison.Ordinal);
            Assert.DoesNotContain("<@U9>", shown, StringComparison.Ordinal);
            Assert.DoesNotContain("evil|", shown.Replace("&lt;https://evil|", "", StringComparison.Ordinal), StringComparison.Ordinal);
            Assert.DoesNotContain("\u202e", shown, StringComparison.Ordinal);
        }
        Assert.DoesNotContain("Fritz", ((SectionBlock)blocks[3]).Text!.Text, StringComparison.Ordinal);
        Assert.All(((ActionsBlock)blocks[^1]).Elements.Cast<ButtonElement>(), b => Assert.Equal(key, CardKey.Read(b.Value!)));
    }

    [Fact]
    public void The_facts_of_a_card_read_back_and_make_the_same_card()
    {
        var facts = Facts with { LatestMagErr = null };
        Assert.Equal(facts, CardFacts.Read(facts.ToJson()));
        foreach (var other in new[] { "", "{}", "[]", "null", "{\"Key\":null}", new string('x', 30_000) })
            Assert.Null(CardFacts.Read(other));
    }

    [Theory]
    [InlineData(0, 10, 0)]
    [InlineData(1, 10, 1)]
    [InlineData(12, 10, 10)]
    [InlineData(500, 1000, 99)]
    public void The_table_has_a_row_for_each_of_the_first_candidates_within_the_limits(int candidates, int most, int rows)
    {
        var report = Report(candidates);
        var table = CandidateCards.Table(report, most);
        Assert.Equal(rows, (table?.Rows.Count ?? 1) - 1);
        if (table is null)
            return;
        Assert.Equal(["1", "ZTF19a0", "11.25692", "-22.51615", "12.3 %", "r = 20.86 ± 0.28", "13.6 h after the event", "1 rejected"], table.Rows[1].Select(c => c.Text));
        Assert.Equal("-", table.Rows[Math.Min(2, rows)][table.Rows[1].Count - 1].Text.Replace("1 rejected", "-", StringComparison.Ordinal));
    }

    [Fact]
    public void A_table_of_long_texts_ends_before_slacks_limit()
    {
        var report = Report(99);
        report = report with { Candidates = [.. report.Candidates.Select(c => c with { Name = new string('W', 500) })] };
        Assert.InRange(CandidateCards.Table(report, 99)!.Rows.Sum(r => r.Sum(c => c.Text.Length)), 9_000, BlockLimits.TableText);
    }

    [Fact]
    public void There_is_a_card_for_each_of_the_first_candidates_with_the_picture_that_is_there()
    {
        var folder = Directory.CreateTempSubdirectory("cards").FullName;
        try
        {
            var report = Report(12);
            Directory.CreateDirectory(Path.Combine(folder, "cards"));
            File.WriteAllText(Path.Combine(folder, "cards", "02-ZTF19a1.png"), "");
            var cards = CandidateCards.Of(new FinishedScan(report, folder), 10);
            Assert.Equal(Enumerable.Range(1, 10).Select(i => $"card-{i}"), cards.Select(c => c.Step));
            Assert.Equal([null, Path.Combine(folder, "cards", "02-ZTF19a1.png"), null], cards.Take(3).Select(c => c.Picture));
            Assert.Equal((3, report.ScanId, report.Candidates[2].Object), (cards[2].Facts.Key.Rank, cards[2].Facts.Key.ScanId, cards[2].Facts.Key.Object));
            Assert.Equal("rejected", VettingJournal.Words(Assert.Single(cards[0].Votes.Latest)));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void The_buttons_of_a_scan_carry_its_id()
    {
        var buttons = CandidateCards.ScanButtons(Key.ScanId).Elements.Cast<ButtonElement>().ToArray();
        Assert.Equal(["Rescan…", "Draft", "Watch"], buttons.Select(b => b.Text.Text));
        Assert.All(buttons, b => Assert.Equal(Key.ScanId, b.Value));
    }
}
