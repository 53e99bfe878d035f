using AmpelBot.Alerts.Surveys;
using FsCheck;
using FsCheck.Fluent;

namespace AmpelBot.Alerts.Tests.Surveys;

public class StockIdTests
{
    [Theory]
    [InlineData("ZTF17aaaaaaa", 0)]
    [InlineData("ZTF18aaaaaaa", 1)]
    [InlineData("ZTF17aaaaaab", 16)]
    [InlineData("ZTF32zzzzzzz", 128508962815)]
    public void A_ztf_name_has_the_id_that_ampel_gives_it(string name, long stock)
    {
        Assert.Equal(stock, StockId.OfZtf(name));
        Assert.Equal(stock, StockId.Of("ZTF", name));
        Assert.Equal(name, StockId.ToZtf(stock));
    }

    [Fact]
    public void Every_ztf_name_comes_back_from_its_id()
    {
        var names =
            from year in Gen.Choose(17, 32)
            from letters in Gen.ArrayOf(Gen.Choose('a', 'z'), 7)
            select $"ZTF{year}{string.Concat(letters.Select(l => (char)l))}";
        Prop.ForAll(names.ToArbitrary(), name => StockId.OfZtf(name) is { } stock && stock is >= 0 and <= 128508962815 && StockId.ToZtf(stock) == name)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1000).WithReplay(20190814, 1));
    }

    [Theory]
    [InlineData("ZTF16aaaaaaa")]
    [InlineData("ZTF33aaaaaaa")]
    [InlineData("ZTF18aaaaaa")]
    [InlineData("ZTF18aaaaaaaa")]
    [InlineData("ZTF18aaaaaaA")]
    [InlineData("ztf18aaaaaaa")]
    [InlineData("ZTF1/aaaaaaa")]
    [InlineData("")]
    public void Another_name_is_no_ztf_name_and_has_an_id_of_its_own(string name)
    {
        Assert.Null(StockId.OfZtf(name));
        Assert.InRange(StockId.Of("ZTF", name), 1L << 62, long.MaxValue);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(128508962816)]
    [InlineData(long.MaxValue)]
    public void An_id_that_no_ztf_name_has_is_refused(long stock) => Assert.Throws<ArgumentOutOfRangeException>(() => StockId.ToZtf(stock));

    [Theory]
    [InlineData("0", 0)]
    [InlineData("281323062375219201", 281323062375219201)]
    [InlineData("4611686018427387903", 4611686018427387903)]
    public void A_name_that_is_a_number_is_its_own_id(string name, long stock) => Assert.Equal(stock, StockId.Of("LSST", name));

    [Theory]
    [InlineData("4611686018427387904")]
    [InlineData("007")]
    [InlineData("-7")]
    [InlineData("+7")]
    [InlineData(" 7")]
    [InlineData("7.0")]
    [InlineData("99999999999999999999")]
    public void A_number_in_another_spelling_is_a_name(string name) => Assert.InRange(StockId.Of("LSST", name), 1L << 62, long.MaxValue);

    [Fact]
    public void The_id_of_a_name_is_that_of_the_archives_there_are()
    {
        // Python 3.11 hashlib: int.from_bytes(sha256(b'SN 2023ixf').digest()[:8]) & (2**62 - 1) | 2**62
        Assert.Equal(7279337497612698784, StockId.Of("ATLAS", "SN 2023ixf"));
        Assert.Equal(StockId.Of("ATLAS", "SN 2023ixf"), StockId.Of("LSST", "SN 2023ixf"));
        Assert.NotEqual(StockId.OfZtf("ZTF18aaaaaaa"), StockId.Of("LSST", "ZTF18aaaaaaa"));
    }
}
