using AmpelBot.FollowUp.Plots;

namespace AmpelBot.FollowUp.Tests.Plots;

public sealed class LabelPlacementTests
{
    private static readonly PlotRect Bounds = new(0, 0, 600, 600);

    [Fact]
    public void A_label_alone_stands_right_of_its_point()
        => Assert.Equal(new PlotRect(110, 95, 30, 10), new LabelPlacement(Bounds).Place(new(100, 100), 10, 30, 10));

    [Fact]
    public void Twenty_labels_of_one_point_do_not_overlap_and_stay_inside()
    {
        var labels = new LabelPlacement(Bounds);
        var places = Enumerable.Range(0, 20).Select(_ => labels.Place(new(590, 300), 12, 40, 28)).OfType<PlotRect>().ToArray();
        Assert.True(places.Length >= 15, $"{places.Length} of 20 labels found a place");
        for (var i = 0; i < places.Length; i++)
        {
            Assert.True(Bounds.Contains(places[i]));
            for (var j = 0; j < i; j++)
                Assert.False(places[i].Overlaps(places[j]), $"labels {j} and {i} overlap");
        }
    }

    [Fact]
    public void A_blocked_place_is_left_free()
    {
        var labels = new LabelPlacement(Bounds);
        labels.Block(new PlotRect(105, 0, 495, 600));
        Assert.True(labels.Place(new(100, 100), 10, 30, 10)!.Value.Right <= 105);
    }

    [Fact]
    public void Without_room_there_is_no_place()
    {
        var labels = new LabelPlacement(Bounds);
        labels.Block(Bounds);
        Assert.Null(labels.Place(new(100, 100), 10, 30, 10));
    }
}
