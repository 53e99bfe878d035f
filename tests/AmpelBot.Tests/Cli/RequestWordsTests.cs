using AmpelBot.Cli;

namespace AmpelBot.Tests.Cli;

public class RequestWordsTests
{
    [Theory]
    [InlineData("scan S190814bv", "scan|--|S190814bv")]
    [InlineData("scan S190814bv rev=2 --days 3", "scan|--|S190814bv rev=2 --days 3")]
    [InlineData("scan --json S190814bv --archive A --out=O -level 0.9", "scan|--json|--archive|A|--out=O|--|S190814bv -level 0.9")]
    [InlineData("why ZTF19abpuhbh in S190814bv", "why|--|ZTF19abpuhbh in S190814bv")]
    [InlineData("scan --help", "scan|--help")]
    [InlineData("ingest A --archive B", "ingest|A|--archive|B")]
    [InlineData("", "")]
    public void A_request_needs_no_quotes(string typed, string expected) =>
        Assert.Equal(expected, string.Join('|', RequestWords.Joined(typed.Split(' ', StringSplitOptions.RemoveEmptyEntries))));
}
