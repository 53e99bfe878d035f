using AmpelBot.Sky.Healpix;
using AmpelBot.Sky.SkyMaps;

namespace AmpelBot.Sky.Tests.SkyMaps;

/// <summary>
/// Levels in the volume by their definition: every line of sight cut into shells of equal thickness up to a largest distance, voxels of volume
/// (r^2 + dr^2 / 12) dr dA, sorted by density and added up. Slow and plain.
/// </summary>
internal sealed class VoxelReference
{
    private readonly double[] density;
    private readonly double[] probability;
    private readonly double[] volume;
    private readonly double[] shellProbability;

    public VoxelReference(IReadOnlyList<HealpixIndex> cells, IReadOnlyList<double> densityPerSr, DistanceLayer layer, int steps, double farthestMpc)
    {
        Step = farthestMpc / steps;
        var voxels = new List<(double Density, double Probability, double Volume)>();
        shellProbability = new double[steps];
        for (var cell = 0; cell < cells.Count; cell++)
            for (var step = 0; step < steps; step++)
            {
                var r = (step + 0.5) * Step;
                var space = (r * r + Step * Step / 12) * Step * HealpixNested.CellAreaSr(cells[cell].Order);
                var y = (r - layer.Mu[cell]) / layer.Sigma[cell];
                var perVolume = densityPerSr[cell] * layer.Norm[cell] / (layer.Sigma[cell] * Math.Sqrt(2 * Math.PI)) * Math.Exp(-0.5 * y * y);
                if (double.IsNaN(perVolume))
                    perVolume = 0;
                voxels.Add((perVolume, perVolume * space, space));
                shellProbability[step] += perVolume * space;
            }
        voxels.Sort((a, b) => b.Density.CompareTo(a.Density));
        density = [.. voxels.Select(v => -v.Density)];
        (probability, volume) = (new double[voxels.Count + 1], new double[voxels.Count + 1]);
        for (var i = 0; i < voxels.Count; i++)
        {
            probability[i + 1] = probability[i] + voxels[i].Probability;
            volume[i + 1] = volume[i] + voxels[i].Volume;
        }
    }

    public double Step { get; }

    public double Total => probability[^1];

    /// <summary>Probability and volume of the voxels at least as dense.</summary>
    public (double Probability, double VolumeMpc3) Above(double perMpc3)
    {
        var count = Array.BinarySearch(density, -perMpc3);
        count = count < 0 ? ~count : count + 1;
        while (count < density.Length && density[count] <= -perMpc3)
            count++;
        return (probability[count], volume[count]);
    }

    /// <summary>Probability of distances up to one, linear within a shell.</summary>
    public double Within(double distanceMpc)
    {
        var whole = Math.Min((int)(distanceMpc / Step), shellProbability.Length);
        var sum = shellProbability.AsSpan(0, whole).ToArray().Sum();
        return whole < shellProbability.Length ? sum + shellProbability[whole] * (distanceMpc / Step - whole) : sum;
    }

    /// <summary>Volume of the level, linear between voxels.</summary>
    public double ContourVolume(double level)
    {
        var next = Array.FindIndex(probability, p => p >= level);
        return volume[next - 1] + (volume[next] - volume[next - 1]) * (level - probability[next - 1]) / (probability[next] - probability[next - 1]);
    }
}
