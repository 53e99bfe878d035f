using System.Text.RegularExpressions;
using AmpelBot.Chat.Slack;
using FsCheck;
using FsCheck.Fluent;

namespace AmpelBot.Tests.Chat.Slack;

public partial class SlackTextLaws
{
    private static readonly string[] Pieces =
        ["a", "ZTF19abpuhbh", "\U0001F52D", "&amp;", "&lt;", "<https://x.org/a b|Fritz page>", "<@U0ALICE>", "\n", "\n\n", " ", "```", "\n```\n", "`x`", "word, ", "0123456789012345678901234567890123456789", "\u00B5Jy"];

    private static Arbitrary<(string, int)> Texts =>
        Gen.Choose(0, 60).SelectMany(n => Gen.Elements(Pieces).ArrayOf(n)).Select(p => string.Concat(p))
            .SelectMany(t => Gen.Choose(32, 90).Select(m => (t, m))).ToArbitrary();

    private static readonly Config Config = Config.QuickThrowOnFailure.WithReplay(190814, 7).WithMaxTest(5000);

    [Fact]
    public void No_piece_is_too_long_or_empty() =>
        Prop.ForAll(Texts, t => SlackText.Split(t.Item1, t.Item2).All(p => p.Length <= t.Item2 && p.Trim().Length > 0)).Check(Config);

    [Fact]
    public void Nothing_but_white_space_and_fences_is_lost_or_added() =>
        Prop.ForAll(Texts, t => Bare(string.Concat(SlackText.Split(t.Item1, t.Item2))) == Bare(t.Item1)).Check(Config);

    [Fact]
    public void Every_piece_but_the_last_closes_the_code_that_it_opens() =>
        Prop.ForAll(Texts, t => SlackText.Split(t.Item1, t.Item2).SkipLast(1).All(p => Regex.Count(p, "```") % 2 == 0)).Check(Config);

    [Fact]
    public void No_surrogate_pair_and_no_escape_is_cut() =>
        Prop.ForAll(Texts, t => SlackText.Split(t.Item1, t.Item2).All(p =>
            !char.IsLowSurrogate(p[0]) && !char.IsHighSurrogate(p[^1]) && !CutEscape().IsMatch(p))).Check(Config);

    [Fact]
    public void No_word_and_no_link_that_fits_is_cut()
    {
        var words = Gen.Elements("a", "ZTF19abpuhbh", "0123456789012345678901", "&amp;&lt;", "\U0001F52D\U0001F52D", "<https://x.org/a|Fritz>", "<https://x|a b c>");
        var texts = Gen.Choose(0, 40).SelectMany(n => Gen.Zip(words, Gen.Elements(" ", "\n")).ArrayOf(n)).SelectMany(w => Gen.Choose(32, 90).Select(m => (w.Select(p => (p.Item1, p.Item2)).ToArray(), m))).ToArbitrary();
        Prop.ForAll(texts, t =>
        {
            var pieces = SlackText.Split(string.Concat(t.Item1.Select(w => w.Item1 + w.Item2)), t.m);
            var at = 0;
            foreach (var (word, _) in t.Item1)
            {
                // Each word stands whole in the piece that is being read, or in the next one.
                while (at < pieces.Count && !pieces[at].Contains(word, StringComparison.Ordinal))
                    at++;
                if (at == pieces.Count)
                    return false;
            }
            return true;
        }).Check(Config);
    }

    [Fact]
    public void A_short_text_stays_as_it_is()
    {
        Assert.Equal(["a\n b"], SlackText.Split("a\n b", 40));
        Assert.Empty(SlackText.Split(" \n ", 40));
        Assert.Throws<ArgumentOutOfRangeException>(() => SlackText.Split("a", 31));
    }

    [Fact]
    public void Code_is_closed_and_opened_again() =>
        Assert.Equal(["```\naaaaaaaaaaaa bbbbbbbbbb\n```", "```\ncccccccccccc dddd\n```"], SlackText.Split("```\naaaaaaaaaaaa bbbbbbbbbb\ncccccccccccc dddd\n```", 34));

    [Theory]
    [InlineData("candidate", 9, "candidate")]
    [InlineData("candidates", 9, "candidat\u2026")]
    [InlineData("ab\U0001F52Dcd", 4, "ab\u2026")]
    public void A_title_is_shortened_visibly(string text, int most, string expected) => Assert.Equal(expected, SlackText.Shorten(text, most));

    private static string Bare(string text) => White().Replace(text.Replace("```", " ", StringComparison.Ordinal), "");

    [GeneratedRegex(@"\s+")]
    private static partial Regex White();

    [GeneratedRegex(@"(&(a|am|amp|l|lt)?$)|(^(amp|mp|p|lt|t);)")]
    private static partial Regex CutEscape();
}
