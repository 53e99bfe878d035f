using System.Globalization;

namespace AmpelBot.FollowUp.Plots;

/// <summary>Numbers as pictures show them to people; the files beside the picture have them in full.</summary>
internal static class PlotText
{
    /// <summary>A level or probability: "90 %", "95.4 %".</summary>
    public static string Percent(double share) => (share * 100).ToString("0.####", CultureInfo.InvariantCulture) + " %";

    /// <summary>An area: "10,183 deg²", "37.6 deg²", "0.0885 deg²".</summary>
    public static string Area(double areaSqDeg) => areaSqDeg switch
    {
        >= 1000 => areaSqDeg.ToString("N0", CultureInfo.InvariantCulture),
        >= 1 => areaSqDeg.ToString("0.0", CultureInfo.InvariantCulture),
        _ => areaSqDeg.ToString("G3", CultureInfo.InvariantCulture),
    } + " deg²";

    /// <summary>A number of things: "12", "5,000".</summary>
    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A text that fits a width, cut at its end with an ellipsis where it is longer.</summary>
    public static string Fitted(Canvas canvas, string text, double size, bool bold, double width)
    {
        const int MostCharacters = 200;
        if (text.Length > MostCharacters)
            text = text[..MostCharacters];
        if (canvas.TextWidth(text, size, bold) <= width)
            return text;
        while (text.Length > 1 && canvas.TextWidth(text + "…", size, bold) > width)
            text = text[..^1];
        return text + "…";
    }
}
