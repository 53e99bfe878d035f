namespace AmpelBot.FollowUp.Plots;

/// <summary>Lines of text one below the other inside a rectangle; what has no room is told to the caller and not drawn.</summary>
/// <param name="canvas">On what.</param>
/// <param name="rect">Where.</param>
/// <param name="size">Size of the text in pixels.</param>
internal sealed class TextColumn(Canvas canvas, PlotRect rect, double size)
{
    private double top = rect.Y;

    /// <summary>Height of a line.</summary>
    public double LineHeight => size * 1.36;

    /// <summary>Where the next line begins.</summary>
    public double Top => top;

    /// <summary>How many lines there is room for.</summary>
    public int Room => Math.Max(0, (int)((rect.Bottom - top + 0.01) / LineHeight));

    /// <summary>Leaves room above the next line.</summary>
    /// <param name="lines">How much, in lines.</param>
    public void Skip(double lines) => top += lines * LineHeight;

    /// <summary>A heading, with a fine line under it.</summary>
    public void Heading(string text)
    {
        Write(PlotText.Fitted(canvas, text, size, true, rect.Width), true, canvas.Palette.Ink);
        canvas.Line([new(rect.X, top - size * 0.16), new(rect.Right, top - size * 0.16)], Math.Max(1, size / 18), canvas.Palette.Graticule);
        top += size * 0.22;
    }

    /// <summary>A line, cut at its end where it is too long.</summary>
    public void Line(string text, Rgba? color = null, bool bold = false)
        => Write(PlotText.Fitted(canvas, text, size, bold, rect.Width), bold, color ?? canvas.Palette.Ink);

    /// <summary>A line of what something is and what it comes to.</summary>
    /// <param name="label">What it is.</param>
    /// <param name="value">What it comes to.</param>
    /// <param name="labelWidth">Where the value begins, pixels from the left edge.</param>
    public void Row(string label, string value, double labelWidth)
    {
        canvas.Text(new PlotPoint(rect.X, top + size), PlotText.Fitted(canvas, label, size, false, labelWidth - size / 2), size, canvas.Palette.SoftInk);
        canvas.Text(new PlotPoint(rect.X + labelWidth, top + size), PlotText.Fitted(canvas, value, size, false, rect.Width - labelWidth), size, canvas.Palette.Ink);
        top += LineHeight;
    }

    /// <summary>A paragraph, as far as there is room.</summary>
    /// <param name="text">The text.</param>
    /// <param name="color">Its colour; the ink's when none is given.</param>
    /// <returns>The lines that had no room.</returns>
    public IReadOnlyList<string> Paragraph(string text, Rgba? color = null)
    {
        var lines = Wrap(canvas, text, size, rect.Width);
        var room = Room;
        foreach (var line in lines.Take(room))
            Write(line, false, color ?? canvas.Palette.Ink);
        return [.. lines.Skip(room)];
    }

    /// <summary>A text in lines that fit a width, broken between words; a word that is longer than a line is broken too.</summary>
    public static IReadOnlyList<string> Wrap(Canvas canvas, string text, double size, double width)
    {
        var lines = new List<string>();
        var line = "";
        foreach (var whole in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            var word = whole;
            var longer = line.Length == 0 ? word : $"{line} {word}";
            if (canvas.TextWidth(longer, size) <= width)
            {
                line = longer;
                continue;
            }
            if (line.Length > 0)
                lines.Add(line);
            while (word.Length > 1 && canvas.TextWidth(word, size) > width)
            {
                var fits = Longest(canvas, word, size, width);
                lines.Add(word[..fits]);
                word = word[fits..];
            }
            line = word;
        }
        if (line.Length > 0)
            lines.Add(line);
        return lines;
    }

    private static int Longest(Canvas canvas, string word, double size, double width)
    {
        int fits = 1, most = word.Length;
        while (fits < most)
        {
            var middle = (fits + most + 1) / 2;
            if (canvas.TextWidth(word[..middle], size) <= width)
                fits = middle;
            else
                most = middle - 1;
        }
        return fits;
    }

    private void Write(string text, bool bold, Rgba color)
    {
        canvas.Text(new PlotPoint(rect.X, top + size), text, size, color, bold: bold);
        top += LineHeight;
    }
}
