using System.Globalization;

namespace AmpelBot.Sky.Tests;

/// <summary>A table of numbers that another program made; its first line names program, version and command.</summary>
internal static class ReferenceTable
{
    public static IEnumerable<string[]> Rows(string name)
    {
        using var stream = typeof(ReferenceTable).Assembly.GetManifestResourceStream(name) ?? throw new FileNotFoundException(name);
        using var reader = new StreamReader(stream);
        var headed = false;
        while (reader.ReadLine() is { } line)
            if (line.StartsWith('#'))
                continue;
            else if (!headed)
                headed = true;
            else
                yield return line.Split(',');
    }

    public static double Number(this string text) => double.Parse(text, CultureInfo.InvariantCulture);

    public static long Integer(this string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
