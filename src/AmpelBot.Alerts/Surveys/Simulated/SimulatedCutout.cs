using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace AmpelBot.Alerts.Surveys.Simulated;

/// <summary>Cutouts of 63 x 63 pixels as gzipped FITS images of 16-bit integers (FITS standard 4.0, sections 3.3 and 4.4.1).</summary>
internal static class SimulatedCutout
{
    private const int Side = 63;
    private const int FitsBlock = 2880;
    private const int CardLength = 80;
    private const double NoiseCounts = 4;

    /// <summary>An image of the sum of some sources in the middle, each with a peak in counts and a radius in pixels, over noise.</summary>
    internal static byte[] Fits(SimulatedRandom random, string objectName, params (double Peak, double RadiusPixels)[] sources)
    {
        string[] cards =
        [
            Card("SIMPLE", "T"), Card("BITPIX", "16"), Card("NAXIS", "2"), Card("NAXIS1", Side.ToString(CultureInfo.InvariantCulture)),
            Card("NAXIS2", Side.ToString(CultureInfo.InvariantCulture)), $"OBJECT  = '{objectName,-8}'".PadRight(CardLength),
            "ORIGIN  = 'AmpelBot simulation'".PadRight(CardLength), "END".PadRight(CardLength),
        ];
        var file = new byte[FitsBlock * (1 + (2 * Side * Side + FitsBlock - 1) / FitsBlock)];
        file.AsSpan(0, FitsBlock).Fill((byte)' ');
        Encoding.ASCII.GetBytes(string.Concat(cards), file);
        for (var i = 0; i < Side * Side; i++)
        {
            var (x, y) = (i % Side - Side / 2, i / Side - Side / 2);
            var counts = random.Gaussian(0, NoiseCounts) + sources.Sum(s => s.Peak * Math.Exp(-(x * x + y * y) / (2 * s.RadiusPixels * s.RadiusPixels)));
            BinaryPrimitives.WriteInt16BigEndian(file.AsSpan(FitsBlock + 2 * i), (short)Math.Clamp(Math.Round(counts), short.MinValue, short.MaxValue));
        }
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(file);
        return stream.ToArray();
    }

    private static string Card(string keyword, string value) => $"{keyword,-8}= {value,20}".PadRight(CardLength);
}
