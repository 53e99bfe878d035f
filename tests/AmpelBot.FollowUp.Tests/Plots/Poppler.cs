using System.Diagnostics;

namespace AmpelBot.FollowUp.Tests.Plots;

/// <summary>Debian's poppler-utils, another program's reading of our PDFs.</summary>
internal static class Poppler
{
    /// <summary>The text of all pages.</summary>
    public static string Text(byte[] pdf)
    {
        var start = new ProcessStartInfo("/usr/bin/pdftotext") { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.ArgumentList.Add("-");
        start.ArgumentList.Add("-");
        using var process = Process.Start(start)!;
        process.StandardInput.BaseStream.Write(pdf);
        process.StandardInput.Close();
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return text;
    }
}
