using AmpelBot.FollowUp.T0;
using AmpelBot.FollowUp.Tests.Channels;

namespace AmpelBot.FollowUp.Tests.T0;

public class FilterUnitsTests
{
    [Fact]
    public void Every_unit_in_the_table_has_a_file_and_tests()
    {
        Assert.NotEmpty(FilterUnits.Names);
        foreach (var unit in FilterUnits.Names)
        {
            Assert.True(File.Exists(Checkout.Path("src", "AmpelBot.FollowUp", "T0", unit + ".cs")), $"src/AmpelBot.FollowUp/T0/{unit}.cs is missing");
            Assert.True(typeof(FilterUnitsTests).Assembly.GetType($"AmpelBot.FollowUp.Tests.T0.{unit}Tests") is not null, $"{unit}Tests is missing");
        }
    }

    [Fact]
    public void Every_filter_is_in_the_table()
    {
        var filters = typeof(IAlertFilter).Assembly.GetTypes().Where(t => t is { IsClass: true, IsPublic: true } && t.IsAssignableTo(typeof(IAlertFilter))).Select(t => t.Name);

        Assert.Equal(filters.Order(StringComparer.Ordinal), FilterUnits.Names);
    }

    [Theory]
    [InlineData(nameof(PacketCuts), FilterText.Packet)]
    [InlineData(nameof(DecentFilter), FilterText.Decent)]
    [InlineData(nameof(HistoryCuts), FilterText.History)]
    public void A_row_makes_the_unit_of_its_name(string unit, string yaml) => Assert.Equal(unit, FilterText.Make(unit, yaml).Unit);
}
