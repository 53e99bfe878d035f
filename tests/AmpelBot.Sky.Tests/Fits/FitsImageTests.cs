using System.Buffers.Binary;
using AmpelBot.Sky.Fits;

namespace AmpelBot.Sky.Tests.Fits;

public sealed class FitsImageTests
{
    [Theory]
    [InlineData(8, new[] { 1.0, 2, 255, 0, 7, 9 })]
    [InlineData(16, new[] { 1.0, -2, 32767, 0, 7, -9 })]
    [InlineData(32, new[] { 1.0, -2, 70000, 0, 7, -9 })]
    [InlineData(64, new[] { 1.0, -2, 70000, 0, 7, -9 })]
    [InlineData(-32, new[] { 1.5, -2, double.NaN, 0, 7, -9 })]
    [InlineData(-64, new[] { 1.5, -2, double.NaN, 0, 7, -9 })]
    public void Every_data_type_is_read_row_by_row(int bitpix, double[] pixels)
    {
        foreach (var file in new[] { Image(bitpix, 3, 2, pixels), FitsBytes.Gzip(Image(bitpix, 3, 2, pixels)) })
        {
            var image = FitsImage.Read(file, CancellationToken.None);
            Assert.Equal((3, 2), (image.Width, image.Height));
            Assert.Equal(pixels.Select(p => (float)p), image.Values.ToArray());
        }
    }

    [Fact]
    public void Scale_and_zero_are_applied_and_a_blank_pixel_has_no_value()
    {
        var image = FitsImage.Read(Image(16, 3, 1, [1, -99, 10], "BSCALE  = 0.5", "BZERO   = 100", "BLANK   = -99"), CancellationToken.None);
        Assert.Equal([100.5f, float.NaN, 105f], image.Values.ToArray());
    }

    [Theory]
    [InlineData(1025, 1)]
    [InlineData(1, 1025)]
    [InlineData(100_000, 100_000)]
    [InlineData(0, 3)]
    public void Sides_beyond_the_bounds_are_refused_before_anything_is_kept(long width, long height)
        => Assert.Throws<FitsException>(() => FitsImage.Read(Header(-32, 2, width, height), CancellationToken.None));

    [Fact]
    public void What_is_no_whole_image_is_refused()
    {
        var whole = Image(-32, 3, 2, [1, 2, 3, 4, 5, 6]);
        var zipped = FitsBytes.Gzip(whole);
        foreach (var broken in new[] { [], "GIF89a"u8.ToArray(), whole[..100], whole[..2890], zipped[..^9], zipped[..20], FitsBytes.Begin().ToArray(), Damaged(zipped) })
            Assert.Throws<FitsException>(() => FitsImage.Read(broken, CancellationToken.None));

        static byte[] Damaged(byte[] zipped)
        {
            zipped = [.. zipped];
            zipped[^6] ^= 1;
            return zipped;
        }
    }

    [Fact]
    public void A_file_that_goes_on_for_long_after_its_image_is_refused()
        => Assert.Throws<FitsException>(() => FitsImage.Read(FitsBytes.Gzip([.. Image(-32, 1, 1, [1]), .. new byte[2 << 20]]), CancellationToken.None));

    private static byte[] Image(int bitpix, int width, int height, double[] pixels, params string[] cards)
    {
        var size = Math.Abs(bitpix) / 8;
        var data = new byte[(pixels.Length * size + 2879) / 2880 * 2880];
        for (var i = 0; i < pixels.Length; i++)
        {
            var at = data.AsSpan(i * size);
            switch (bitpix)
            {
                case 8: at[0] = (byte)pixels[i]; break;
                case 16: BinaryPrimitives.WriteInt16BigEndian(at, (short)pixels[i]); break;
                case 32: BinaryPrimitives.WriteInt32BigEndian(at, (int)pixels[i]); break;
                case 64: BinaryPrimitives.WriteInt64BigEndian(at, (long)pixels[i]); break;
                case -32: BinaryPrimitives.WriteSingleBigEndian(at, (float)pixels[i]); break;
                default: BinaryPrimitives.WriteDoubleBigEndian(at, pixels[i]); break;
            }
        }
        return [.. Header(bitpix, 2, width, height, cards), .. data];
    }

    private static byte[] Header(int bitpix, int axes, long width, long height, params string[] cards)
    {
        string[] all = ["SIMPLE  =                    T", $"BITPIX  = {bitpix,20}", $"NAXIS   = {axes,20}", $"NAXIS1  = {width,20}", $"NAXIS2  = {height,20}", .. cards, "END"];
        return System.Text.Encoding.ASCII.GetBytes(string.Concat(all.Select(card => card.PadRight(80))).PadRight(2880));
    }
}
