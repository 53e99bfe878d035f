using AmpelBot.Chat.Slack;

namespace AmpelBot.Tests.Chat.Slack;

public class SlackMarkupTests
{
    [Theory]
    [InlineData("<@U0AMPELBOT> scan S190814bv", "scan S190814bv")]
    [InlineData("please <@U0AMPELBOT|ampelbot> scan", "please   scan")]
    [InlineData("ask <@U0ALICE> or <@U0BOB|bob>", "ask @U0ALICE or @bob")]
    [InlineData("scan <https://gracedb.ligo.org/api/x.fits.gz>", "scan https://gracedb.ligo.org/api/x.fits.gz")]
    [InlineData("scan <https://gracedb.ligo.org/api/x.fits.gz,1|the map>", "scan https://gracedb.ligo.org/api/x.fits.gz,1")]
    [InlineData("scan <https://a.b/c?x=1&amp;y=2>", "scan https://a.b/c?x=1&y=2")]
    [InlineData("see <http://gracedb.ligo.org|gracedb.ligo.org>", "see gracedb.ligo.org")]
    [InlineData("scan <tel:190814|190814>", "scan 190814")]
    [InlineData("write to <mailto:a@b.org|a@b.org>", "write to a@b.org")]
    [InlineData("in <#C0GW|gw-followup> and <#C0GW>", "in #gw-followup and #C0GW")]
    [InlineData("<!here> <!subteam^S1|@observers> <!date^1|{date}|Friday>", "@here @observers {date}|Friday")]
    [InlineData("err &lt; 2 &amp;&amp; level &gt; 0.5", "err < 2 && level > 0.5")]
    [InlineData("&amp;lt; stays", "&lt; stays")]
    [InlineData("window=\u201C36 h\u201D it\u2019s\u00A0fine", "window=\"36 h\" it's fine")]
    [InlineData("a < b > c", "a < b > c")]
    [InlineData("<", "<")]
    [InlineData("<>", "<>")]
    [InlineData("", "")]
    public void Markup_becomes_what_the_person_meant(string markup, string plain) =>
        Assert.Equal(plain, SlackMarkup.ToPlain(markup, "U0AMPELBOT"));

    [Theory]
    [InlineData("<!channel> <@U0ALICE> <https://evil.example|gracedb.ligo.org>", "&lt;!channel&gt; &lt;@U0ALICE&gt; &lt;https://evil.example|gracedb.ligo.org&gt;")]
    [InlineData("a & b", "a &amp; b")]
    [InlineData("&lt;", "&amp;lt;")]
    [InlineData("x\u202Efdp.stif\u0007\r\n", "x\uFFFDfdp.stif\uFFFD\uFFFD\n")]
    public void Text_from_outside_neither_calls_nor_links(string text, string escaped) => Assert.Equal(escaped, SlackMarkup.Escape(text));

    [Fact]
    public void Escaped_text_comes_back_as_it_was() =>
        Assert.Equal("<@U0AMPELBOT> a&b <https://x|y>", SlackMarkup.ToPlain(SlackMarkup.Escape("<@U0AMPELBOT> a&b <https://x|y>"), "U0AMPELBOT"));

    [Fact]
    public void A_link_stays_one_link()
    {
        Assert.Equal("<https://fritz.science/source/ZTF19abc?a=1&amp;b=%7C|Fritz \u00A6 &gt;&lt;!here&gt;>", SlackMarkup.Link(new Uri("https://fritz.science/source/ZTF19abc?a=1&b=|"), "Fritz | ><!here>"));
        Assert.Throws<ArgumentException>(() => SlackMarkup.Link(new Uri("javascript:alert(1)"), "x"));
        Assert.Equal("<@U0ALICE>", SlackMarkup.Mention("U0ALICE"));
        Assert.Throws<ArgumentException>(() => SlackMarkup.Mention("U0|x> <!here"));
    }
}
