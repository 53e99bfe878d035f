using AmpelBot.Chat.Commands;
using FsCheck;
using FsCheck.Fluent;

namespace AmpelBot.Tests.Chat.Commands;

public class CommandParserLaws
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 22, 0, 0, TimeSpan.Zero);

    private static readonly string[] Pieces =
    [
        "scan", "why", "help", "S190814bv", "S190231a", "GRB", "180116A", "IceCube", "Cascade", "241230a", "ZTF19abpuhbh", "in", "to", "from", "now", "rev", "level",
        "days", "window", "channel", "t0", "ra", "dec", "err", "containment", "program", "public", "=", ":", "-", "--", "\u2013", "+", "\u00B1", "+/-", "/", ",", "|", "<", ">", "<@", "&lt;", "\"", "'", "\u201C", "`", "(", "[",
        "%", "deg", "J2000", "36h", "0.9", "90%", "1.7", "999999999999999999", ".", "2019-08-14", "2019-02-31", "T21:10", "21:10:39.123456789", "mjd", "jd", "mjd58709.9", "2458710.4", "99999999.9", "+02:00", "UTC", "https://a.b/c.fits", "x/y", "a.fits.gz,1",
        " ", "\u00A0", "\u200B", "\n", "\0", "\uD83D", "\uDE4F", "\uFFFF", "\u0130", "please", "@ampelbot", "{0}", "%s",
    ];

    [Fact]
    public void No_text_makes_it_throw() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string?>(), text => IsSound(text ?? "")).Check(Config.QuickThrowOnFailure.WithReplay(190814, 1).WithMaxTest(2000));

    [Fact]
    public void No_random_characters_make_it_throw()
    {
        var text = Gen.Choose(0, 0xFFFF).Select(c => (char)c).ArrayOf().Select(c => new string(c)).ToArbitrary();

        Prop.ForAll(text, IsSound).Check(Config.QuickThrowOnFailure.WithReplay(190814, 3).WithMaxTest(2000));
    }

    [Fact]
    public void No_words_of_its_own_in_any_order_make_it_throw()
    {
        var pieces = Gen.Choose(0, 14).SelectMany(n => Gen.Elements(Pieces).ArrayOf(n));
        var text = pieces.SelectMany(p => Gen.Elements("", " ", " ").Select(gap => string.Join(gap, p))).ToArbitrary();

        Prop.ForAll(text, IsSound).Check(Config.QuickThrowOnFailure.WithReplay(190814, 5).WithMaxTest(20_000));
    }

    [Fact]
    public void Case_dashes_spaces_and_order_do_not_matter()
    {
        string[] names = ["rev", "level", "days", "channel"];
        string[][] aliases = [["rev", "revision", "Rev"], ["level", "prob", "prob_threshold", "prob-threshold", "LEVEL"], ["days", "n_days", "n-days", "window"], ["channel", "Channel"]];
        string[][] values = [["2"], ["0.9", "90", "90%", "90.0%", ".9"], ["3", "3d", "72h", "3.0"], ["gw", "GW"]];
        string[] dashes = ["", "-", "--", "\u2013", "\u2014", "\u2013\u2013", "\u2212", "\u2011"];
        string[] between = ["=", ":", " ", " = ", "= ", " =", ": ", "\u00A0", "\uFF1D"];
        string[] gaps = [" ", "  ", "\u00A0", "\u2009", "\n", ", ", "\u200B ", "\t"];
        string[] events = ["S190814bv", "s190814BV", "scan S190814bv", "Scan: S190814bv", "<@U0123ABC> S190814bv", "please scan S190814bv", "\u201CS190814bv\u201D", "LIGO/Virgo S190814bv"];

        var expected = CommandParser.Parse("scan S190814bv rev=2 level=0.9 days=3 channel=gw", new ParseContext(Now)).Value;
        Assert.NotNull(expected);
        var option = (int i) => Gen.Elements(dashes).SelectMany(d => Gen.Elements(aliases[i]).SelectMany(a => Gen.Elements(between)
            .SelectMany(b => Gen.Elements(values[i]).Select(v => d + a + b + v))));
        var text = Gen.Elements(events).SelectMany(e => Gen.Shuffle(new[] { 0, 1, 2, 3 }).SelectMany(order => Gen.Elements(gaps).SelectMany(gap =>
            option(order[0]).SelectMany(a => option(order[1]).SelectMany(b => option(order[2]).SelectMany(c => option(order[3])
                .Select(d => string.Join(gap, e, a, b, c, d)))))))).ToArbitrary();

        Prop.ForAll(text, t => Equals(expected, CommandParser.Parse(t, new ParseContext(Now)).Value)).Check(Config.QuickThrowOnFailure.WithReplay(190814, 7).WithMaxTest(3000));
    }

    [Fact]
    public void Every_fraction_and_its_percentage_are_the_same_level()
    {
        var permille = Gen.Choose(20, 1000).ToArbitrary();

        Prop.ForAll(permille, p => Level($"level={p / 1000m}") == Level($"level={p / 10m}%") && Level($"level={p / 10m}") == Level($"level={p / 10m}%") && Level($"level={p / 1000m}") == (double)(p / 1000m))
            .Check(Config.QuickThrowOnFailure.WithReplay(190814, 9).WithMaxTest(500));
    }

    private static double? Level(string option) => (CommandParser.Parse("S190814bv " + option, new ParseContext(Now)).Value as ScanCommand)?.Request.Level;

    private static bool IsSound(string text)
    {
        var result = CommandParser.Parse(text, new ParseContext(Now));
        return result.Success
            ? result.Position == -1 && result.Error is null
            : result.Error.Length > 0 && result.Error[^1] == '.' && !result.Error.Any(char.IsControl) && result.Position >= 0 && result.Position <= Math.Max(text.Length, 0);
    }
}
