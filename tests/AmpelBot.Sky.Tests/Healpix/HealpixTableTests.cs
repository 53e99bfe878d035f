using AmpelBot.Sky.Healpix;

namespace AmpelBot.Sky.Tests.Healpix;

/// <summary>Everything about cells against tables that healpy and astropy-healpix made.</summary>
public class HealpixTableTests
{
    [Fact]
    public void Indices_of_angles_agree_at_poles_meridians_corners_and_edges()
    {
        var rows = ReferenceTable.Rows("cell_angles.csv").ToArray();
        Assert.True(rows.Length > 3000);
        var onBorder = 0;
        foreach (var order in rows.GroupBy(r => (int)r[0].Integer()))
        {
            double[] theta = [.. order.Select(r => r[1].Number())];
            double[] phi = [.. order.Select(r => r[2].Number())];
            long[] expected = [.. order.Select(r => r[3].Integer())];
            long[] expectedRing = [.. order.Select(r => r[4].Integer())];
            var (nested, ring) = (new long[theta.Length], new long[theta.Length]);
            HealpixNested.IndexOfAngles(order.Key, theta, phi, nested);
            HealpixRing.IndexOfAngles(order.Key, theta, phi, ring);
            for (var i = 0; i < theta.Length; i++)
            {
                Assert.Equal(nested[i], HealpixNested.IndexOfAngles(order.Key, theta[i], phi[i]));
                Assert.Equal(HealpixNested.ToRing(order.Key, nested[i]), ring[i]);
                if ((expected[i], expectedRing[i]) == (nested[i], ring[i]))
                    continue;
                // Corners and edges within the caps are no doubles: there the last bit of an angle decides.
                onBorder++;
                Assert.True(Math.Abs(Math.Cos(theta[i])) > 2.0 / 3 && AFewBitsAway(order.Key, theta[i], phi[i]).Contains(expected[i]),
                    $"order {order.Key}, theta {theta[i]:R}, phi {phi[i]:R}: {expected[i]} {nested[i]}");
            }
        }
        Assert.True(onBorder <= 11);
    }

    private static IEnumerable<long> AFewBitsAway(int order, double theta, double phi) =>
        from i in Enumerable.Range(-2, 5)
        from j in Enumerable.Range(-2, 5)
        select HealpixNested.IndexOfAngles(order, theta + i * 2e-16, phi + j * 4e-16);

    [Fact]
    public void Centres_agree_as_angles_and_as_vectors()
    {
        var rows = 0;
        foreach (var row in ReferenceTable.Rows("cell_vectors.csv"))
        {
            var (order, ipix) = ((int)row[0].Integer(), row[1].Integer());
            var (theta, phi) = HealpixNested.CenterAngles(order, ipix);
            Assert.Equal(row[2].Number(), theta, 1e-12);
            Assert.Equal(row[3].Number(), phi, 1e-12);
            var (x, y, z) = HealpixNested.CenterVector(order, ipix);
            Assert.Equal(row[4].Number(), x, 1e-12);
            Assert.Equal(row[5].Number(), y, 1e-12);
            Assert.Equal(row[6].Number(), z, 1e-12);
            Assert.Equal((z, phi), HealpixNested.CenterZPhi(order, ipix));
            Assert.Equal(ipix, HealpixNested.IndexOfVector(order, row[4].Number(), row[5].Number(), row[6].Number()));
            rows++;
        }
        Assert.True(rows > 700);
    }

    [Fact]
    public void Neighbours_agree_in_the_same_order()
    {
        var rows = 0;
        var neighbours = new long[8];
        foreach (var row in ReferenceTable.Rows("cell_neighbours.csv"))
        {
            var (order, ipix) = ((int)row[0].Integer(), row[1].Integer());
            HealpixNested.Neighbours(order, ipix, neighbours);
            Assert.True(row.Skip(2).Select(v => v.Integer()).SequenceEqual(neighbours), string.Join(',', row) + " : " + string.Join(',', neighbours));
            HealpixRing.Neighbours(order, HealpixNested.ToRing(order, ipix), neighbours);
            Assert.Equal(row.Skip(2).Select(v => v.Integer()), neighbours.Select(n => n < 0 ? -1 : HealpixNested.FromRing(order, n)));
            rows++;
        }
        Assert.True(rows > 900);
    }

    [Fact]
    public void Borders_agree_in_the_same_order()
    {
        var rows = 0;
        var points = new SkyCoord[12];
        foreach (var row in ReferenceTable.Rows("cell_boundary.csv"))
        {
            var (order, ipix) = ((int)row[0].Integer(), row[1].Integer());
            HealpixNested.Boundary(order, ipix, 3, points);
            for (var k = 0; k < 12; k++)
            {
                var (sin, cos) = Math.SinCos(points[k].DecDeg * Math.PI / 180);
                var (sinRa, cosRa) = Math.SinCos(points[k].RaDeg * Math.PI / 180);
                Assert.Equal(row[2 + 3 * k].Number(), cos * cosRa, 1e-12);
                Assert.Equal(row[3 + 3 * k].Number(), cos * sinRa, 1e-12);
                Assert.Equal(row[4 + 3 * k].Number(), sin, 1e-12);
            }
            rows++;
        }
        Assert.True(rows > 100);
    }

    [Fact]
    public void Interpolation_agrees_in_cells_and_weights()
    {
        var rows = 0;
        var (cells, weights) = (new long[4], new double[4]);
        foreach (var row in ReferenceTable.Rows("cell_interpolation.csv"))
        {
            var order = (int)row[0].Integer();
            HealpixNested.Interpolation(order, new SkyCoord(row[1].Number(), row[2].Number()), cells, weights);
            // Both programs' angles have some 1e-16 radian of rounding; a weight is an angle over the size of a cell.
            var tolerance = 1e-12 + 2e-15 * (1 << order);
            for (var k = 0; k < 4; k++)
            {
                Assert.True(row[3 + k].Integer() == cells[k], string.Join(',', row) + " : " + string.Join(',', cells) + " " + string.Join(',', weights));
                Assert.True(Math.Abs(row[7 + k].Number() - weights[k]) < tolerance, string.Join(',', row) + " : " + string.Join(',', weights));
            }
            rows++;
        }
        Assert.True(rows > 700);
    }

    [Fact]
    public void Sizes_agree_at_every_order()
    {
        var rows = 0;
        foreach (var row in ReferenceTable.Rows("cell_sizes.csv"))
        {
            var order = (int)row[0].Integer();
            Assert.Equal(1, HealpixNested.ResolutionDeg(order) * Math.PI / 180 / row[1].Number(), 1e-12);
            Assert.Equal(1, HealpixNested.CellAreaSr(order) / row[2].Number(), 1e-12);
            // healpy's own radius is the angle between two rounded vectors.
            Assert.Equal(1, HealpixNested.MaxCellRadiusDeg(order) * Math.PI / 180 / row[3].Number(), 1e-12 + 1e-15 / row[3].Number());
            rows++;
        }
        Assert.Equal(30, rows);
    }
}
