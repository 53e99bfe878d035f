using AmpelBot.Sky.Healpix;
using FsCheck;
using FsCheck.Fluent;

namespace AmpelBot.Sky.Tests.Healpix;

/// <summary>The forms for spans say what the forms for one value say, to the bit, at every length and for every input.</summary>
public class HealpixSpanTests
{
    private static readonly Config Laws = Config.QuickThrowOnFailure.WithReplay(20190521, 7).WithMaxTest(1500);

    private static readonly double[] Odd =
    [
        0, -0.0, 1e-300, -1e-300, double.Epsilon, 30, -30, 45, 89.99999999999999, 90, -90, 90.00000000000001, 41.810314895778598, 41.810314895778605,
        -41.810314895778598, 135, 180, 269.99999999999994, 270, 359.99999999999994, 360, -360, 720.5, -1e-20, 1e14, -1e14, 1e15, 1e16, -1e300, double.MaxValue,
        double.NaN, double.PositiveInfinity, double.NegativeInfinity, Math.PI, Math.PI / 2, Math.PI / 4, 2 * Math.PI, Math.BitIncrement(Math.PI), 2.0 / 3, -2.0 / 3, 1, -1,
        Math.BitIncrement(1), 0.84106867056793033, 0.72972765622696637,
    ];

    private static Gen<double> Number(double least, double most) => Gen.Frequency(
        (8, from k in Draw.Integer(0, 1L << 52) select least + (most - least) * (k / (double)(1L << 52))),
        (1, Gen.Elements(Odd)),
        (1, from k in Gen.Choose(-32, 32) select k * 15.0));

    private static Arbitrary<(int Order, double[] First, double[] Second)> Pairs(double least, double most, double secondLeast, double secondMost) =>
        (from order in Gen.Choose(0, 29)
         from count in Gen.Choose(0, 13)
         from first in Gen.ArrayOf(Number(least, most), count)
         from second in Gen.ArrayOf(Number(secondLeast, secondMost), count)
         select (order, first, second)).ToArbitrary();

    private static readonly Arbitrary<(int Order, long[] Indices)> Indices =
        (from order in Gen.Choose(0, 29)
         from count in Gen.Choose(0, 13)
         let cells = HealpixNested.CellCount(order)
         let caps = 2 * (1L << order) * ((1L << order) - 1)
         from indices in Gen.ArrayOf(Gen.Frequency((8, Draw.Integer(0, cells - 1)),
             (1, Gen.Elements(0, cells - 1, cells, -1, long.MinValue, long.MaxValue, cells / 12 * 4, caps - 1, caps, cells - caps, cells - caps - 1)),
             (1, from k in Gen.Choose(0, 40) select k * (cells / 48))), count)
         select (order, indices)).ToArbitrary();

    [Fact]
    public void Indices_of_degrees_are_those_one_by_one() =>
        Prop.ForAll(Pairs(-400, 800, -90, 90), p =>
        {
            var (nested, ring) = (new long[p.First.Length], new long[p.First.Length]);
            HealpixNested.Index(p.Order, p.First, p.Second, nested);
            HealpixRing.Index(p.Order, p.First, p.Second, ring);
            return Enumerable.Range(0, nested.Length).All(i => SkyCoord.IsValid(p.First[i], p.Second[i])
                ? new SkyCoord(p.First[i], p.Second[i]) is var coord && nested[i] == HealpixNested.Index(p.Order, coord) && ring[i] == HealpixRing.Index(p.Order, coord)
                : nested[i] == -1 && ring[i] == -1);
        }).Check(Laws);

    [Fact]
    public void Indices_of_angles_are_those_one_by_one() =>
        Prop.ForAll(Pairs(0, Math.PI, -10, 10), p =>
        {
            var (nested, ring) = (new long[p.First.Length], new long[p.First.Length]);
            HealpixNested.IndexOfAngles(p.Order, p.First, p.Second, nested);
            HealpixRing.IndexOfAngles(p.Order, p.First, p.Second, ring);
            return Enumerable.Range(0, nested.Length).All(i => p.First[i] is >= 0 and <= Math.PI && double.IsFinite(p.Second[i])
                ? nested[i] == HealpixNested.IndexOfAngles(p.Order, p.First[i], p.Second[i]) && ring[i] == HealpixRing.IndexOfAngles(p.Order, p.First[i], p.Second[i])
                : nested[i] == -1 && ring[i] == -1);
        }).Check(Laws);

    [Fact]
    public void Indices_of_z_and_phi_are_those_one_by_one() =>
        Prop.ForAll(Pairs(-1, 1, -10, 10), p =>
        {
            var (nested, ring) = (new long[p.First.Length], new long[p.First.Length]);
            HealpixNested.IndexOfZPhi(p.Order, p.First, p.Second, nested);
            HealpixRing.IndexOfZPhi(p.Order, p.First, p.Second, ring);
            return Enumerable.Range(0, nested.Length).All(i => p.First[i] is >= -1 and <= 1 && double.IsFinite(p.Second[i])
                ? nested[i] == HealpixNested.IndexOfZPhi(p.Order, p.First[i], p.Second[i]) && ring[i] == HealpixRing.IndexOfZPhi(p.Order, p.First[i], p.Second[i])
                : nested[i] == -1 && ring[i] == -1);
        }).Check(Laws);

    [Fact]
    public void Indices_of_vectors_are_those_one_by_one() =>
        Prop.ForAll(Pairs(-1, 1, -1, 1), p =>
        {
            var (nested, ring) = (new long[p.First.Length], new long[p.First.Length]);
            var z = p.First.Reverse().ToArray();
            HealpixNested.IndexOfVector(p.Order, p.First, p.Second, z, nested);
            HealpixRing.IndexOfVector(p.Order, p.First, p.Second, z, ring);
            return Enumerable.Range(0, nested.Length).All(i =>
                double.IsFinite(p.First[i] * 0 + p.Second[i] * 0 + z[i] * 0) && (p.First[i] != 0 || p.Second[i] != 0 || z[i] != 0)
                ? nested[i] == HealpixNested.IndexOfVector(p.Order, p.First[i], p.Second[i], z[i])
                    && ring[i] == HealpixRing.IndexOfVector(p.Order, p.First[i], p.Second[i], z[i])
                    && nested[i] >= 0 && nested[i] < HealpixNested.CellCount(p.Order)
                : nested[i] == -1 && ring[i] == -1);
        }).Check(Laws);

    [Fact]
    public void Centres_are_those_one_by_one() =>
        Prop.ForAll(Indices, p =>
        {
            var n = p.Indices.Length;
            var (ra, dec, theta, phi, z, zPhi, x, y, vz) =
                (new double[n], new double[n], new double[n], new double[n], new double[n], new double[n], new double[n], new double[n], new double[n]);
            HealpixNested.Center(p.Order, p.Indices, ra, dec);
            HealpixNested.CenterAngles(p.Order, p.Indices, theta, phi);
            HealpixNested.CenterZPhi(p.Order, p.Indices, z, zPhi);
            HealpixNested.CenterVector(p.Order, p.Indices, x, y, vz);
            return Enumerable.Range(0, n).All(i => IsCell(p.Order, p.Indices[i])
                ? HealpixNested.Center(p.Order, p.Indices[i]) is var center && ra[i] == center.RaDeg && dec[i] == center.DecDeg
                    && (theta[i], phi[i]) == HealpixNested.CenterAngles(p.Order, p.Indices[i])
                    && (z[i], zPhi[i]) == HealpixNested.CenterZPhi(p.Order, p.Indices[i])
                    && (x[i], y[i], vz[i]) == HealpixNested.CenterVector(p.Order, p.Indices[i])
                : new[] { ra[i], dec[i], theta[i], phi[i], z[i], zPhi[i], x[i], y[i], vz[i] }.All(double.IsNaN));
        }).Check(Laws);

    [Fact]
    public void Centres_of_ring_cells_are_those_of_their_nested_ones() =>
        Prop.ForAll(Indices, p =>
        {
            var n = p.Indices.Length;
            var nested = new long[n];
            HealpixRing.ToNested(p.Order, p.Indices, nested);
            var (a, b, c, d, e, f) = (new double[n], new double[n], new double[n], new double[n], new double[n], new double[n]);
            HealpixRing.Center(p.Order, p.Indices, a, b);
            HealpixNested.Center(p.Order, nested, c, d);
            var same = a.SequenceEqual(c) && b.SequenceEqual(d);
            HealpixRing.CenterAngles(p.Order, p.Indices, a, b);
            HealpixNested.CenterAngles(p.Order, nested, c, d);
            same &= a.SequenceEqual(c) && b.SequenceEqual(d);
            HealpixRing.CenterZPhi(p.Order, p.Indices, a, b);
            HealpixNested.CenterZPhi(p.Order, nested, c, d);
            same &= a.SequenceEqual(c) && b.SequenceEqual(d);
            HealpixRing.CenterVector(p.Order, p.Indices, a, b, e);
            HealpixNested.CenterVector(p.Order, nested, c, d, f);
            same &= a.SequenceEqual(c) && b.SequenceEqual(d) && e.SequenceEqual(f);
            return same && Enumerable.Range(0, n).All(i => !IsCell(p.Order, p.Indices[i])
                || HealpixRing.Center(p.Order, p.Indices[i]) == HealpixNested.Center(p.Order, nested[i])
                && HealpixRing.CenterAngles(p.Order, p.Indices[i]) == HealpixNested.CenterAngles(p.Order, nested[i])
                && HealpixRing.CenterZPhi(p.Order, p.Indices[i]) == HealpixNested.CenterZPhi(p.Order, nested[i])
                && HealpixRing.CenterVector(p.Order, p.Indices[i]) == HealpixNested.CenterVector(p.Order, nested[i]));
        }).Check(Laws);

    [Fact]
    public void Ring_and_nested_indices_are_those_one_by_one() =>
        Prop.ForAll(Indices, p =>
        {
            var (ring, nested) = (new long[p.Indices.Length], new long[p.Indices.Length]);
            HealpixNested.ToRing(p.Order, p.Indices, ring);
            HealpixNested.FromRing(p.Order, p.Indices, nested);
            return Enumerable.Range(0, ring.Length).All(i => IsCell(p.Order, p.Indices[i])
                ? ring[i] == HealpixNested.ToRing(p.Order, p.Indices[i]) && nested[i] == HealpixNested.FromRing(p.Order, p.Indices[i])
                : ring[i] == -1 && nested[i] == -1);
        }).Check(Laws);

    [Fact]
    public void Long_runs_over_the_sky_are_those_one_by_one_at_every_order()
    {
        const int Count = 4003;
        var random = new Random(29);
        var (theta, phi, ra, dec) = (new double[Count], new double[Count], new double[Count], new double[Count]);
        for (var i = 0; i < Count; i++)
        {
            theta[i] = Math.Acos(2 * random.NextDouble() - 1);
            phi[i] = 2 * Math.PI * random.NextDouble();
            (ra[i], dec[i]) = (360 * random.NextDouble(), 90 - theta[i] * (180 / Math.PI));
        }
        var (angles, degrees) = (new long[Count], new long[Count]);
        for (var order = 0; order <= 29; order++)
        {
            HealpixNested.IndexOfAngles(order, theta, phi, angles);
            HealpixNested.Index(order, ra, dec, degrees);
            for (var i = 0; i < Count; i++)
            {
                Assert.Equal(HealpixNested.IndexOfAngles(order, theta[i], phi[i]), angles[i]);
                Assert.Equal(HealpixNested.Index(order, new SkyCoord(ra[i], dec[i])), degrees[i]);
            }
        }
    }

    [Fact]
    public void Ring_and_nested_are_permutations_of_each_other_at_low_orders()
    {
        for (var order = 0; order <= 7; order++)
        {
            var cells = Enumerable.Range(0, (int)HealpixNested.CellCount(order)).Select(i => (long)i).ToArray();
            var (ring, back) = (new long[cells.Length], new long[cells.Length]);
            HealpixNested.ToRing(order, cells, ring);
            Assert.Equal(cells.Length, ring.Distinct().Count());
            Assert.Equal((0, cells.Length - 1), (ring.Min(), ring.Max()));
            HealpixNested.FromRing(order, ring, back);
            Assert.Equal(cells, back);
            HealpixNested.FromRing(order, ring, ring);
            Assert.Equal(cells, ring);
        }
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        const int Count = 1001;
        var (a, b, c, indices, other) = (new double[Count], new double[Count], new double[Count], new long[Count], new long[Count]);
        a.AsSpan().Fill(0.3);
        b.AsSpan().Fill(0.4);
        c.AsSpan().Fill(0.5);
        All();
        var before = GC.GetAllocatedBytesForCurrentThread();
        All();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void All()
        {
            HealpixRing.Index(29, a, b, indices);
            HealpixRing.IndexOfAngles(29, a, b, indices);
            HealpixRing.IndexOfZPhi(29, a, b, indices);
            HealpixRing.IndexOfVector(29, a, b, c, indices);
            HealpixNested.FromRing(29, indices, other);
            HealpixRing.Center(29, indices, a, b);
            HealpixRing.CenterAngles(29, indices, a, b);
            HealpixRing.CenterZPhi(29, indices, a, b);
            HealpixRing.CenterVector(29, indices, a, b, c);
        }
    }

    [Fact]
    public void Spans_of_different_lengths_and_wrong_orders_are_refused()
    {
        Assert.Throws<ArgumentException>(() => HealpixNested.Index(3, new double[2], new double[3], new long[3]));
        Assert.Throws<ArgumentException>(() => HealpixNested.Index(3, new double[3], new double[3], new long[2]));
        Assert.Throws<ArgumentException>(() => HealpixNested.IndexOfVector(3, new double[3], new double[3], new double[2], new long[3]));
        Assert.Throws<ArgumentException>(() => HealpixNested.Center(3, new long[3], new double[3], new double[4]));
        Assert.Throws<ArgumentException>(() => HealpixRing.Center(3, new long[3], new double[4], new double[3]));
        Assert.Throws<ArgumentException>(() => HealpixNested.ToRing(3, new long[3], new long[4]));
        Assert.Throws<ArgumentOutOfRangeException>(() => HealpixNested.Index(30, [], [], []));
        Assert.Throws<ArgumentOutOfRangeException>(() => HealpixNested.CenterAngles(-1, [], [], []));
        Assert.Throws<ArgumentOutOfRangeException>(() => HealpixRing.ToNested(30, [], []));
        Assert.Throws<ArgumentOutOfRangeException>(() => HealpixRing.Center(30, [], [], []));
    }

    private static bool IsCell(int order, long ipix) => ipix >= 0 && ipix < HealpixNested.CellCount(order);
}
