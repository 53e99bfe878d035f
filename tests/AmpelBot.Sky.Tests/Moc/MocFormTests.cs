using System.Text;
using AmpelBot.Sky.Fits;

namespace AmpelBot.Sky.Tests;

public class MocFormTests
{
    [Theory]
    [InlineData("0/4 1/ 3-5 12 29/", "0/4 1/3-5 12 29/", 29)]
    [InlineData("1/4-7", "0/1 1/", 1)]
    [InlineData("3/\n 3,10,\r\n4/ 16-18 22", "3/3 10 4/16-18 22", 4)]
    [InlineData("5/", "5/", 5)]
    [InlineData("29/3458764513820540927 0/0", "0/0 29/3458764513820540927", 29)]
    public void Text_is_read_and_written(string text, string written, int maxOrder)
    {
        var moc = MocText.Parse(text);
        Assert.Equal(maxOrder, moc.MaxOrder);
        Assert.Equal(MocText.Parse(written).Ranges.ToArray(), moc.Ranges.ToArray());
        Assert.Equal(moc.Ranges.ToArray(), MocText.Parse(MocText.Format(moc)).Ranges.ToArray());
    }

    [Fact]
    public void Forms_are_those_of_the_standard()
    {
        var moc = Moc.FromCells([new(1, 3), new(1, 4), new(1, 5), new(2, 30), new(0, 9)], 4);
        Assert.Equal("0/9 1/3-5 2/30 4/", MocText.Format(moc));
        Assert.Equal("""{"0":[9],"1":[3,4,5],"2":[30],"4":[]}""", MocJson.Format(moc));
        Assert.Equal("0/", MocText.Format(Moc.Empty));
        Assert.Equal("""{"0":[]}""", MocJson.Format(Moc.Empty));
        Assert.Equal("0/0-11", MocText.Format(Moc.FullSky));
    }

    [Theory]
    [InlineData("", "no order")]
    [InlineData("  \n", "no order")]
    [InlineData("3 4", "character 1: the cell 3 comes before any order")]
    [InlineData("30/1", "character 1: an order lies between 0 and 29")]
    [InlineData("0/12", "character 3: 12 is no cell of order 0")]
    [InlineData("1/5-3", "character 3: 5-3 are no cells of order 1")]
    [InlineData("1/3-48", "3-48 are no cells")]
    [InlineData("1/3-", "the text ends")]
    [InlineData("1/-3", "character 3: '-'")]
    [InlineData("1/3-4-5", "character 6: '-'")]
    [InlineData("1/3;4", "character 4: ';'")]
    [InlineData("t29/1", "character 1: 't'")]
    [InlineData("29/99999999999999999999999", "too large")]
    [InlineData("29/9999999999999999999", "too large")]
    [InlineData("1/\u0007", "U+0007")]
    public void Text_that_is_no_region_is_refused(string text, string reason) =>
        Assert.Contains(reason, Assert.Throws<MocException>(() => MocText.Parse(text)).Message);

    [Theory]
    [InlineData("", "no JSON")]
    [InlineData("[]", "object of orders")]
    [InlineData("{}", "no order")]
    [InlineData("""{"a":[1]}""", "byte 2: an order")]
    [InlineData("""{"30":[1]}""", "an order")]
    [InlineData("""{"-1":[1]}""", "an order")]
    [InlineData("""{"1":3}""", "a list")]
    [InlineData("""{"1":[1.5]}""", "byte 7: a cell of order 1")]
    [InlineData("""{"1":[48]}""", "from 0 to 47")]
    [InlineData("""{"1":["3"]}""", "a cell of order 1")]
    [InlineData("""{"1":[[3]]}""", "no JSON")]
    [InlineData("""{"1":[3]""", "no JSON: line 1, byte 9")]
    [InlineData("""{"1":[3]} 4""", "no JSON")]
    [InlineData("""{"1":[99999999999999999999]}""", "a cell of order 1")]
    public void Json_that_is_no_region_is_refused(string text, string reason) =>
        Assert.Contains(reason, Assert.Throws<MocException>(() => MocJson.Parse(Encoding.UTF8.GetBytes(text))).Message);

    [Fact]
    public void Json_is_read()
    {
        var moc = MocJson.Parse("{ \"1\" : [3,4,5],\n \"0\":[1, 1], \"7\":[] }"u8);
        Assert.Equal(7, moc.MaxOrder);
        Assert.Equal("0/1 1/3 7/", MocText.Format(moc));
    }

    [Fact]
    public void Texts_with_wrong_characters_are_refused_or_read_and_nothing_else()
    {
        var random = new Random(20190425);
        var text = Encoding.ASCII.GetBytes("0/4 1/0 3-5,7 2/40-43\n29/9007199254740993 3458764513820540927");
        var json = Encoding.ASCII.GetBytes("""{"0":[4],"1":[0,3,4],"29":[9007199254740993,3458764513820540927]}""");
        using var fits = new MemoryStream();
        MocFits.Write(fits, MocText.Parse("3/3 10 4/16-18 22"));
        var (refused, read) = (0, 0);
        for (var i = 0; i < 6000; i++)
        {
            var bytes = (byte[])new[] { text, json, fits.ToArray() }[i % 3].Clone();
            for (var n = random.Next(1, 4); n > 0; n--)
                bytes[random.Next(bytes.Length)] = (byte)(random.Next(2) == 0 ? random.Next(256) : "0123456789-/,[]{}\": ."[random.Next(21)]);
            try
            {
                var moc = (i % 3) switch
                {
                    0 => MocText.Parse(Encoding.Latin1.GetString(bytes)),
                    1 => MocJson.Parse(bytes),
                    _ => MocFits.Read(new MemoryStream(bytes, 0, random.Next(3) == 0 ? random.Next(bytes.Length) : bytes.Length), default),
                };
                Assert.InRange(moc.SkyFraction, 0, 1);
                read++;
            }
            catch (Exception e) when (e is MocException or FitsException)
            {
                refused++;
            }
        }
        Assert.True(refused > 500 && read > 500, $"{refused} {read}");
    }
}
