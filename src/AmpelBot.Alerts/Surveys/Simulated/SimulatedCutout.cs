using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace AmpelBot.Alerts.Surveys.Simulated;

/// <summary>Light in a cutout: a round Gaussian.</summary>
/// <param name="X">Pixels right of the middle.</param>
/// <param name="Y">Pixels above the middle.</param>
/// <param name="Counts">Its whole light, counts; below 0 where there is less than in the reference.</param>
/// <param name="SigmaPixels">Its width.</param>
internal readonly record struct CutoutLight(double X, double Y, double Counts, double SigmaPixels);

/// <summary>Cutouts of 63 x 63 pixels as gzipped FITS images of 32-bit floats, as ZTF's (FITS standard 4.0, sections 3.3 and 4.4.1).</summary>
internal static class SimulatedCutout
{
    private const int Side = 63;
    private const int FitsBlock = 2880;
    private const int CardLength = 80;
    private const double SaturatedCounts = 50_000;

    private static readonly byte[] Header = HeaderBytes();

    /// <summary>An image of some lights over noise; values are kept to half a count.</summary>
    internal static byte[] Fits(SimulatedRandom random, double noiseCounts, params ReadOnlySpan<CutoutLight> lights)
    {
        var image = new double[Side * Side];
        foreach (var light in lights)
            Add(image, light);
        var file = new byte[FitsBlock + (4 * Side * Side + FitsBlock - 1) / FitsBlock * FitsBlock];
        Header.CopyTo(file, 0);
        for (var i = 0; i < image.Length; i++)
        {
            var counts = Math.Clamp(image[i] + noiseCounts * Noise(random.Bits()), -SaturatedCounts, SaturatedCounts);
            BinaryPrimitives.WriteSingleBigEndian(file.AsSpan(FitsBlock + 4 * i), (float)(Math.Round(2 * counts) / 2));
        }
        using var stream = new MemoryStream(1 << 14);
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(file);
        return stream.ToArray();
    }

    private static void Add(double[] image, CutoutLight light)
    {
        Span<double> across = stackalloc double[Side];
        Span<double> up = stackalloc double[Side];
        var half = 2 * light.SigmaPixels * light.SigmaPixels;
        for (var i = 0; i < Side; i++)
        {
            across[i] = Math.Exp(-Math.Pow(i - Side / 2 - light.X, 2) / half);
            up[i] = Math.Exp(-Math.Pow(i - Side / 2 - light.Y, 2) / half);
        }
        var peak = light.Counts / (Math.PI * half);
        for (var y = 0; y < Side; y++)
            for (var x = 0; x < Side; x++)
                image[y * Side + x] += peak * up[y] * across[x];
    }

    /// <summary>Nearly normal: the sum of four uniform numbers, of variance 1.</summary>
    private static double Noise(ulong bits)
    {
        var sum = (bits & 0xFFFF) + (bits >> 16 & 0xFFFF) + (bits >> 32 & 0xFFFF) + (bits >> 48);
        return (sum - 2.0 * 65535) * (1.7320508 / 65536);
    }

    private static byte[] HeaderBytes()
    {
        string[] cards =
        [
            Card("SIMPLE", "T"), Card("BITPIX", "-32"), Card("NAXIS", "2"), Card("NAXIS1", "63"), Card("NAXIS2", "63"),
            "BUNIT   = 'DN      '".PadRight(CardLength), "ORIGIN  = 'AmpelBot simulation'".PadRight(CardLength), "END".PadRight(CardLength),
        ];
        return Encoding.ASCII.GetBytes(string.Concat(cards).PadRight(FitsBlock));
    }

    private static string Card(string keyword, string value) => $"{keyword,-8}= {value,20}".PadRight(CardLength);
}
