using System.Buffers.Binary;
using System.Text;
using AmpelBot.Sky.Healpix;
using AmpelBot.Sky.SkyMaps;

namespace AmpelBot.Sky.Tests.SkyMaps;

/// <summary>Maps with distances: decoded from multi-order files as BAYESTAR writes them, or made from a 3-D Gaussian.</summary>
internal static class DistanceMaps
{
    private const int Card = 80, Block = 2880, RowLength = 40;

    /// <summary>A file of rows UNIQ (K), PROBDENSITY, DISTMU, DISTSIGMA, DISTNORM (D each).</summary>
    public static SkyMap Read(string file)
    {
        var bytes = File.ReadAllBytes(file);
        var rows = 0;
        var at = 0;
        for (var header = 0; header < 2; header++)
        {
            for (; Text(at) is var card && !card.StartsWith("END ", StringComparison.Ordinal); at += Card)
                if (card.StartsWith("NAXIS2  =", StringComparison.Ordinal))
                    rows = int.Parse(card.AsSpan(10, 20));
                else if (card.StartsWith("NAXIS1  =", StringComparison.Ordinal))
                    Assert.Equal(RowLength, int.Parse(card.AsSpan(10, 20)));
            at = (at / Block + 1) * Block;
        }
        var order = Enumerable.Range(0, rows).OrderBy(i => Cell(i).Range.Start).ToArray();
        double[] Column(int number) => [.. order.Select(i => BinaryPrimitives.ReadDoubleBigEndian(bytes.AsSpan(at + RowLength * i + 8 * number)))];
        return SkyMap.FromCells([.. order.Select(Cell)], Column(1), new DistanceLayer(Column(2), Column(3), Column(4)));

        // Some files keep unsigned numbers with TZERO = 2^63, which turns the highest bit.
        HealpixIndex Cell(int row) => HealpixIndex.FromUniq(BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(at + RowLength * row)) & long.MaxValue);
        string Text(int from) => Encoding.ASCII.GetString(bytes, from, Card);
    }

    /// <summary>
    /// A 3-D Gaussian. Along a direction n its density is exp(-(r n - m) C^-1 (r n - m) / 2), so sigma^2 = 1 / (n C^-1 n), mu = sigma^2 n C^-1 m
    /// and the exponent at r = mu is -(m C^-1 m - mu^2 / sigma^2) / 2: exactly the ansatz.
    /// </summary>
    /// <param name="mean">Mean in Mpc.</param>
    /// <param name="covariance">Covariance in Mpc^2, symmetric.</param>
    /// <param name="order">Order of all cells.</param>
    public static SkyMap Gaussian(double[] mean, double[,] covariance, int order)
    {
        var inverse = Inverse(covariance);
        var count = (int)HealpixNested.CellCount(order);
        var (cells, density) = (new HealpixIndex[count], new double[count]);
        var (mu, sigma, norm) = (new double[count], new double[count], new double[count]);
        var whole = Form(inverse, mean, mean);
        for (var i = 0; i < count; i++)
        {
            cells[i] = new HealpixIndex(order, i);
            var n = Vector(HealpixNested.Center(order, i));
            sigma[i] = 1 / Math.Sqrt(Form(inverse, n, n));
            mu[i] = sigma[i] * sigma[i] * Form(inverse, n, mean);
            norm[i] = DistanceAnsatz.Normalized(mu[i], sigma[i]).NormPerMpc2;
            density[i] = Math.Exp(-0.5 * (whole - mu[i] / sigma[i] * (mu[i] / sigma[i]))) * sigma[i] / norm[i];
        }
        return SkyMap.FromCells(cells, density, new DistanceLayer(mu, sigma, norm));
    }

    /// <summary>a M b.</summary>
    public static double Form(double[,] m, double[] a, double[] b)
    {
        var sum = 0.0;
        for (var i = 0; i < 3; i++)
            for (var j = 0; j < 3; j++)
                sum += a[i] * m[i, j] * b[j];
        return sum;
    }

    public static double[] Vector(SkyCoord coord)
    {
        var (ra, dec) = (coord.RaDeg * Math.PI / 180, coord.DecDeg * Math.PI / 180);
        return [Math.Cos(dec) * Math.Cos(ra), Math.Cos(dec) * Math.Sin(ra), Math.Sin(dec)];
    }

    public static double Determinant(double[,] m) =>
        m[0, 0] * (m[1, 1] * m[2, 2] - m[1, 2] * m[2, 1]) - m[0, 1] * (m[1, 0] * m[2, 2] - m[1, 2] * m[2, 0])
        + m[0, 2] * (m[1, 0] * m[2, 1] - m[1, 1] * m[2, 0]);

    public static double[,] Inverse(double[,] m)
    {
        var determinant = Determinant(m);
        var inverse = new double[3, 3];
        for (var i = 0; i < 3; i++)
            for (var j = 0; j < 3; j++)
                inverse[j, i] = (m[(i + 1) % 3, (j + 1) % 3] * m[(i + 2) % 3, (j + 2) % 3] - m[(i + 1) % 3, (j + 2) % 3] * m[(i + 2) % 3, (j + 1) % 3]) / determinant;
        return inverse;
    }
}
