using AmpelBot.FollowUp.Notices;
using AmpelBot.FollowUp.Scan;

namespace AmpelBot.FollowUp.Plots;

/// <summary>The two lines at the top of a picture of a scan.</summary>
internal static class PlotTitle
{
    private const double Left = 40;
    private const double NameSize = 50;
    private const double LineSize = 36;

    /// <summary>Where the picture itself may begin.</summary>
    public const double Bottom = 132;

    /// <summary>Writes the event's name and a line under it.</summary>
    public static void Draw(Canvas canvas, ScanReport report, string line)
    {
        Fitted(canvas, new PlotPoint(Left, 64), Name(report.Plan.Notice), NameSize, bold: true, canvas.Palette.Ink);
        Fitted(canvas, new PlotPoint(Left, 116), line, LineSize, bold: false, canvas.Palette.SoftInk);
    }

    /// <summary>The event's name, with the revision where there is one.</summary>
    public static string Name(Notice notice)
        => notice.EventName + (notice.Revision is { } number ? FormattableString.Invariant($", revision {number}") : "");

    /// <summary>Level and area of the region, and the window.</summary>
    public static string RegionAndWindow(ScanReport report)
    {
        var (region, window) = (report.Plan.Region, report.Plan.Window);
        return $"{PlotText.Percent(region.Level)} region {PlotText.Area(region.AreaSqDeg)},  "
            + FormattableString.Invariant($"alerts of {window.From:yyyy-MM-dd HH:mm} to {window.To:yyyy-MM-dd HH:mm} UTC");
    }

    /// <summary>What a PDF of the picture says of itself.</summary>
    public static PlotDocument Document(ScanReport report, string kind)
        => new($"{report.Plan.Notice.EventName}: {kind}", report.StartedUtc, "AmpelBot " + report.ProgramVersion);

    /// <summary>A line of text, smaller or cut at its end when it is wider than the picture.</summary>
    public static void Fitted(Canvas canvas, PlotPoint at, string text, double size, bool bold, Rgba color, double? roomUnits = null)
    {
        var room = roomUnits ?? canvas.Width - 2 * at.X;
        var least = size * 0.65;
        text = PlotText.Fitted(canvas, text, least, bold, room);
        while (size > least && canvas.TextWidth(text, size, bold) > room)
            size--;
        canvas.Text(at, text, size, color, bold: bold);
    }
}
