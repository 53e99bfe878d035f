using AmpelBot.FollowUp.Following;
using AmpelBot.Sky;
using AmpelBot.Sky.SkyMaps;

namespace AmpelBot.FollowUp.Tests.Following;

/// <summary>What a new map changes, and how two events overlap.</summary>
public sealed class MapChangeTests
{
    private static readonly SkyCoord Center = new(100, 20);
    private static readonly SkyMap Wide = GaussianMap.Render(Center, 10, 0.9);
    private static readonly SkyMap Narrow = GaussianMap.Render(new SkyCoord(104, 20), 3, 0.9);
    private static readonly DateTimeOffset Time = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Who_entered_and_who_left_is_told_with_the_reason()
    {
        RankedCandidate inside = At("ZTF26in", 104, Wide), gone = At("ZTF26gone", 93, Wide), entered = At("ZTF26new", 105, Narrow), cut = At("ZTF26cut", 104.1, Wide);
        var change = MapChange.Of(Wide, Narrow, [gone, inside, cut], [inside, entered], 0.9, 0.9);
        Assert.Equal(["ZTF26new"], change.Entered.Select(e => e.Name));
        Assert.Contains("inside the region before too", change.Entered[0].Why, StringComparison.Ordinal);
        Assert.Equal(["ZTF26gone", "ZTF26cut"], change.Left.Select(l => l.Name));
        Assert.Matches("of the new map, outside its 90.0 % region", change.Left[0].Why);
        Assert.Equal("still inside the region, but a cut rejects it now", change.Left[1].Why);
        Assert.Equal([("ZTF26in", 2, 1)], change.Stayed);
        var words = change.Write();
        Assert.Matches(@"^90 % region 31\d\.\d deg2 to 28\.\d deg2; most probable place moved by 3\.\d+ deg\.", words);
        Assert.Contains("- moved in rank: ZTF26in 2 to 1", words, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_the_map_before_no_reason_is_invented()
    {
        var change = MapChange.Of(null, Narrow, [], [At("ZTF26new", 104, Narrow)], 0.9, 0.9);
        Assert.Equal("the map before is no longer there to tell why", change.Entered[0].Why);
        Assert.Contains("no longer there to compare", change.Write(), StringComparison.Ordinal);
    }

    [Fact]
    public void Events_close_in_time_and_sky_have_odds_above_one()
    {
        var overlap = EventOverlap.Of(Time, Wide, Time.AddSeconds(1.7), Narrow, EventOverlap.UsualWindow)!;
        Assert.True(overlap.IsWorthSaying);
        // Of two round Gaussians: 2 / (s1^2 + s2^2) exp(-d^2 / (2 (s1^2 + s2^2))), in radians; the sphere adds a few percent here.
        var (s1, s2, d) = (Radians(GaussianMap.SigmaDeg(10, 0.9)), Radians(GaussianMap.SigmaDeg(3, 0.9)), Radians(Center.SeparationDeg(new SkyCoord(104, 20))));
        var variance = s1 * s1 + s2 * s2;
        Assert.Equal(2 / variance * Math.Exp(-d * d / (2 * variance)), overlap.Odds, 0.03 * overlap.Odds);
        Assert.Null(EventOverlap.Of(Time, Wide, Time.AddSeconds(501), Narrow, EventOverlap.UsualWindow));
        Assert.StartsWith("GRB230802A is 1.7 s after S230802b, and the sky maps overlap: odds", overlap.Write("S230802b", "GRB230802A", EventOverlap.UsualWindow), StringComparison.Ordinal);
        Assert.False(EventOverlap.Of(Time, Narrow, Time, GaussianMap.Render(new SkyCoord(280, -20), 3, 0.9), EventOverlap.UsualWindow)!.IsWorthSaying);
    }

    private static RankedCandidate At(string name, double raDeg, SkyMap map) => new(name, new SkyCoord(raDeg, 20), map.CredibleLevel(new SkyCoord(raDeg, 20)));

    private static double Radians(double deg) => deg * Math.PI / 180;
}
