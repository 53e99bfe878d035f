using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using AmpelBot.FollowUp.Plots;

namespace AmpelBot.FollowUp.Tests.Plots;

public sealed class CanvasTests
{
    private static readonly PlotDocument Document = new("Candidates of S190814bv α δ", new DateTimeOffset(2019, 8, 15, 1, 2, 3, TimeSpan.Zero), "AmpelBot 0.1.0");

    [Theory]
    [InlineData(PlotFormat.Png, 0x89, 'P')]
    [InlineData(PlotFormat.Pdf, '%', 'P')]
    [InlineData(PlotFormat.Svg, '<', '?')]
    public void One_routine_writes_every_format_and_the_same_bytes_each_time(PlotFormat format, int first, int second)
    {
        var bytes = Drawn(new PlotStyle(format));
        Assert.Equal([(byte)first, (byte)second], bytes[..2]);
        Assert.Equal(bytes, Drawn(new PlotStyle(format)));
        Assert.NotEqual(bytes, Drawn(new PlotStyle(format, PlotTheme.Dark)));
    }

    [Fact]
    public void A_png_has_the_width_that_was_asked_for()
    {
        var png = Drawn(new PlotStyle(WidthPixels: 400));
        Assert.Equal(400, BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)));
        Assert.Equal(200, BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20)));
    }

    [Theory]
    [InlineData(199)]
    [InlineData(8001)]
    [InlineData(-1)]
    public void A_width_out_of_bounds_is_refused(int width)
        => Assert.Throws<ArgumentOutOfRangeException>(() => Drawn(new PlotStyle(WidthPixels: width)));

    [Fact]
    public void A_pdf_has_its_pages_outline_title_and_time()
    {
        var pdf = Inflated(Drawn(new PlotStyle(PlotFormat.Pdf)));
        Assert.Contains("/Count 2", pdf);
        Assert.Contains("/Outlines", pdf);
        Assert.Contains("(ZTF19abc)", pdf);
        Assert.Contains("/CreationDate (20190815010203Z)", pdf);
        Assert.Contains("/URI (https://example.org/a%27b)", pdf);
    }

    [SkippableFact]
    public void The_text_of_a_pdf_can_be_searched()
    {
        Skip.IfNot(File.Exists("/usr/bin/pdftotext"), "pdftotext (poppler-utils) is not on this machine");
        var text = Poppler.Text(Drawn(new PlotStyle(PlotFormat.Pdf)));
        Assert.Contains("α 12.5° δ −3° ± 0.1", text);
        Assert.Contains("second page", text);
    }

    [Fact]
    public void Only_a_pdf_has_pages()
    {
        using var canvas = new Canvas(400, 200, PlotStyle.Png);
        Assert.Throws<InvalidOperationException>(canvas.NextPage);
    }

    [Fact]
    public void Text_that_is_no_text_is_drawn()
    {
        using var canvas = new Canvas(400, 200, new PlotStyle(PlotFormat.Pdf), Document with { Title = "\ud800\u0000'" });
        canvas.Text(new PlotPoint(10, 20), "\ud800\u0000", 12, canvas.Palette.Ink);
        canvas.Bookmark("\udc00'\\");
        using var stream = new MemoryStream();
        canvas.Write(stream);
        Assert.NotEqual(0, stream.Length);
    }

    private static byte[] Drawn(PlotStyle style)
    {
        using var canvas = new Canvas(800, 400, style, Document);
        canvas.Bookmark("Cover");
        canvas.Text(new PlotPoint(20, 40), "α 12.5° δ −3° ± 0.1", 24, canvas.Palette.Ink, halo: canvas.Palette.Paper);
        canvas.Pixels(20, 60, 2, 1, [0xFF102030, 0xFF405060]);
        canvas.Clipped(new PlotRect(100, 100, 50, 50), () => canvas.Discs([new(100, 100)], 20, canvas.Palette.Candidate));
        canvas.Link(new PlotRect(20, 20, 100, 20), new Uri("https://example.org/a'b"));
        if (style.Format == PlotFormat.Pdf)
        {
            canvas.NextPage();
            canvas.Bookmark("ZTF19abc");
            canvas.Text(new PlotPoint(20, 40), "second page", 24, canvas.Palette.Ink);
        }
        using var stream = new MemoryStream();
        canvas.Write(stream);
        return stream.ToArray();
    }

    /// <summary>The PDF with its compressed streams opened, byte by byte as text.</summary>
    private static string Inflated(byte[] pdf)
    {
        var text = new StringBuilder(Encoding.Latin1.GetString(pdf));
        for (var at = 0; (at = pdf.AsSpan(at).IndexOf("stream\n"u8) is var next and >= 0 ? at + next + 7 : -1) >= 0;)
            try
            {
                using var inflate = new ZLibStream(new MemoryStream(pdf, at, pdf.Length - at), CompressionMode.Decompress);
                using var whole = new MemoryStream();
                inflate.CopyTo(whole);
                text.Append(Encoding.Latin1.GetString(whole.ToArray()));
            }
            catch (InvalidDataException)
            {
            }
        return text.ToString();
    }
}
