using System.Globalization;
using System.Text.RegularExpressions;

namespace AmpelBot.FollowUp.Tests.T3.Tables;

/// <summary>
/// A reader of DS9's region files, by the grammar in SAOImage DS9's reference manual, "Regions": a header, global properties, a coordinate
/// system, then shapes with arguments in degrees or with a unit, a sign that includes or excludes, and properties behind #.
/// </summary>
internal static partial class Ds9Grammar
{
    public static IReadOnlyList<Ds9Shape> Read(string text)
    {
        var lines = text.Split('\n');
        Assert.Equal("# Region file format: DS9 version 4.1", lines[0]);
        Assert.Equal("", lines[^1]);
        var shapes = new List<Ds9Shape>();
        var hasSystem = false;
        foreach (var line in lines[1..^1])
        {
            if (line.StartsWith('#'))
                continue;
            if (line.StartsWith("global ", StringComparison.Ordinal))
                Properties(line[7..]);
            else if (line == "icrs")
                hasSystem = true;
            else
            {
                Assert.True(hasSystem, "a shape before a coordinate system");
                var match = Shape().Match(line);
                Assert.True(match.Success, line);
                shapes.Add(new Ds9Shape(match.Groups["sign"].Value == "-", match.Groups["name"].Value,
                    [.. match.Groups["arguments"].Value.Split(',').Select(Degrees)], Properties(match.Groups["properties"].Value)));
            }
        }
        return shapes;
    }

    private static double Degrees(string argument)
    {
        Assert.Matches("^-?[0-9]+(\\.[0-9]+)?[\"'d]?$", argument);
        var number = double.Parse(argument.TrimEnd('"', '\'', 'd'), CultureInfo.InvariantCulture);
        return argument[^1] switch { '"' => number / 3600, '\'' => number / 60, _ => number };
    }

    private static IReadOnlyDictionary<string, string> Properties(string text)
    {
        var properties = new Dictionary<string, string>();
        var at = 0;
        while (at < text.Length)
        {
            var match = Property().Match(text, at);
            Assert.True(match.Success && match.Index == at, $"\"{text[at..]}\" is no property");
            properties[match.Groups["key"].Value] = match.Groups["value"].Value;
            at += match.Length;
        }
        return properties;
    }

    [GeneratedRegex(@"^(?<sign>[+-]?)(?<name>circle|polygon)\((?<arguments>[^()]*)\)(?: # (?<properties>.*))?\z")]
    private static partial Regex Shape();

    [GeneratedRegex("""(?<key>[a-z]+)=(?:\{(?<value>[^{}]*)\}|"(?<value>[^"]*)"|'(?<value>[^']*)'|(?<value>[^ {"']+))(?: |$)""")]
    private static partial Regex Property();
}

/// <summary>A shape of a region file.</summary>
internal sealed record Ds9Shape(bool Excludes, string Name, double[] Arguments, IReadOnlyDictionary<string, string> Properties);
