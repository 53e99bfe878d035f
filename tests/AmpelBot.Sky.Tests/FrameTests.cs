using FsCheck;
using FsCheck.Fluent;

namespace AmpelBot.Sky.Tests;

public class FrameTests
{
    private static readonly Config Laws = Config.QuickThrowOnFailure.WithReplay(20190425, 5).WithMaxTest(2000);

    private static readonly Arbitrary<(SkyCoord A, SkyCoord B)> Pairs =
        (from a in Coords() from b in Coords() select (a, b)).ToArbitrary();

    [Fact]
    public void Frames_position_angles_and_offsets_agree_with_astropy()
    {
        var rows = ReferenceTable.Rows("frames.csv").Select(r => r.Select(v => v.Number()).ToArray()).ToList();
        Assert.Equal(200, rows.Count);
        var before = new SkyCoord(rows[^1][0], rows[^1][1]);
        foreach (var row in rows)
        {
            var coord = new SkyCoord(row[0], row[1]);
            var galactic = GalacticCoord.FromIcrs(coord);
            var ecliptic = EclipticCoord.FromIcrs(coord);
            // Separations, so that longitudes near a pole count as little as they mean.
            Near(row[2], row[3], galactic.LDeg, galactic.BDeg, 1e-10);
            Near(row[4], row[5], ecliptic.LonDeg, ecliptic.LatDeg, 1e-10);
            Assert.Equal(coord.GalacticLatitudeDeg, galactic.BDeg, 1e-10);
            Near(row[6], 0, coord.PositionAngleDeg(before), 0, 1e-9);
            var offset = coord.Offset(row[6], 33.3);
            Near(row[7], row[8], offset.RaDeg, offset.DecDeg, 1e-10);
            before = coord;
        }
    }

    [Fact]
    public void The_galactic_centre_and_poles_lie_where_they_are_known_to()
    {
        // Reid and Brunthaler 2004 place Sgr A* at l = 359.944, b = -0.046.
        var centre = GalacticCoord.FromIcrs(new SkyCoord(266.41684, -29.00781));
        Assert.Equal(359.9442, centre.LDeg, 1e-3);
        Assert.Equal(-0.0462, centre.BDeg, 1e-3);
        // The obliquity of IAU 2006, 84381.406", beside which the frame bias is small.
        Assert.Equal(84381.406 / 3600, 90 - new EclipticCoord(0, 90).ToIcrs().DecDeg, 3e-6);
        Assert.Equal(270, new EclipticCoord(0, 90).ToIcrs().RaDeg, 1e-4);
    }

    [Fact]
    public void Going_to_a_frame_and_back_changes_nothing() => Prop.ForAll(Pairs, pair =>
        GalacticCoord.FromIcrs(pair.A).ToIcrs().SeparationDeg(pair.A) < 1e-12 && EclipticCoord.FromIcrs(pair.A).ToIcrs().SeparationDeg(pair.A) < 1e-12).Check(Laws);

    [Fact]
    public void Frames_keep_separations() => Prop.ForAll(Pairs, pair =>
    {
        var (a, b) = (GalacticCoord.FromIcrs(pair.A), GalacticCoord.FromIcrs(pair.B));
        return Math.Abs(new SkyCoord(a.LDeg, a.BDeg).SeparationDeg(new SkyCoord(b.LDeg, b.BDeg)) - pair.A.SeparationDeg(pair.B)) < 1e-11;
    }).Check(Laws);

    [Fact]
    public void An_offset_by_separation_and_position_angle_arrives() => Prop.ForAll(Pairs, pair =>
        pair.A.Offset(pair.A.PositionAngleDeg(pair.B), pair.A.SeparationDeg(pair.B)).SeparationDeg(pair.B) < 1e-11).Check(Laws);

    [Fact]
    public void An_offset_leaves_at_its_position_angle_and_separation() => Prop.ForAll(Pairs, pair =>
    {
        var (angle, separation) = (pair.B.RaDeg, 0.01 + (90 + pair.B.DecDeg) / 181);
        var moved = pair.A.Offset(angle, separation);
        return Math.Abs(pair.A.SeparationDeg(moved) - separation) < 1e-12
            && Math.Abs(Math.IEEERemainder(pair.A.PositionAngleDeg(moved) - angle, 360)) < 1e-9;
    }).Check(Laws);

    [Fact]
    public void Position_angles_run_from_north_through_east()
    {
        var at = new SkyCoord(10, 20);
        Assert.Equal(0, at.PositionAngleDeg(new SkyCoord(10, 21)), 1e-12);
        Assert.Equal(90, at.PositionAngleDeg(new SkyCoord(10.001, 20)), 1e-3);
        Assert.Equal(180, at.PositionAngleDeg(new SkyCoord(10, 19)), 1e-12);
        Assert.Equal(270, new SkyCoord(0, 0).PositionAngleDeg(new SkyCoord(359, 0)), 1e-12);
        Assert.Equal(0, at.PositionAngleDeg(at));
        Assert.Equal(new SkyCoord(10, 19), new SkyCoord(Math.Round(at.Offset(0, -1).RaDeg, 12), Math.Round(at.Offset(0, -1).DecDeg, 12)));
        Assert.Equal(90, at.Offset(0, 70).DecDeg, 1e-6);
        Assert.Equal(30, new SkyCoord(30, 90).Offset(180, 10).RaDeg, 1e-12);
        Assert.Throws<ArgumentOutOfRangeException>(() => at.Offset(double.NaN, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => at.Offset(0, double.PositiveInfinity));
    }

    [Theory]
    [InlineData(double.NaN, 0)]
    [InlineData(0, 90.0001)]
    [InlineData(double.NegativeInfinity, 0)]
    [InlineData(0, double.NaN)]
    public void What_is_no_direction_is_refused(double lon, double lat)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new GalacticCoord(lon, lat));
        Assert.Throws<ArgumentOutOfRangeException>(() => new EclipticCoord(lon, lat));
    }

    private static void Near(double lon, double lat, double ourLon, double ourLat, double toleranceDeg) =>
        Assert.InRange(new SkyCoord(lon, lat).SeparationDeg(new SkyCoord(ourLon, ourLat)), 0, toleranceDeg);

    private static Gen<SkyCoord> Coords() =>
        from z in Gen.Choose(-1_000_000, 1_000_000)
        from ra in Draw.Integer(0, 3_600_000_000_000)
        select new SkyCoord(ra / 1e10, Math.Asin(z / 1e6) * 180 / Math.PI);
}
