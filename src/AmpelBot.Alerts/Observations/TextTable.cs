using System.Text;

namespace AmpelBot.Alerts.Observations;

/// <summary>The lines of a table in a text file, one after the other, each of bounded length.</summary>
internal sealed class TextTable : IDisposable
{
    private const int MostCharacters = 10_000;
    private const int MostShown = 60;

    private readonly StreamReader reader;
    private readonly char[] buffer = new char[16_384];
    private int filled, at;

    /// <summary>A table in a stream that has a name for people.</summary>
    public TextTable(Stream stream, string name) => (reader, Name) = (new StreamReader(stream), name);

    /// <summary>Opens a file.</summary>
    /// <exception cref="FileNotFoundException">It is not there.</exception>
    /// <exception cref="ObservationFileException">It cannot be read.</exception>
    public static TextTable Open(string path)
    {
        if (!File.Exists(path) && !Directory.Exists(path))
            throw new FileNotFoundException($"There is no file {path}. Check the path.", path);
        try
        {
            return new TextTable(File.OpenRead(path), path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new ObservationFileException($"{path} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>The file's name for people.</summary>
    public string Name { get; }

    /// <summary>Number of the last line given, from 1.</summary>
    public int Line { get; private set; }

    /// <summary>The next line that is not empty and does not begin with "#"; null at the end.</summary>
    /// <exception cref="ObservationFileException">The file cannot be read on, is no text, or has a line that is too long.</exception>
    public string? Next()
    {
        while (NextLine() is { } text)
        {
            Line++;
            if (text.Contains('\0'))
                throw new ObservationFileException($"{Name}, line {Line}: this is no text");
            if (!string.IsNullOrWhiteSpace(text) && !text.TrimStart().StartsWith('#'))
                return text;
        }
        return null;
    }

    /// <inheritdoc/>
    public void Dispose() => reader.Dispose();

    /// <summary>The values of a line, without blanks and quotes around them.</summary>
    public static string[] Split(string text, bool commas)
    {
        var values = commas ? text.Split(',', StringSplitOptions.TrimEntries) : text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < values.Length; i++)
            if (values[i].Length >= 2 && values[i][0] == '"' && values[i][^1] == '"')
                values[i] = values[i][1..^1];
        return values;
    }

    /// <summary>A value as a sentence shows it: quoted, and cut off where it is long.</summary>
    public static string Shown(string? value) => value is { Length: > MostShown } ? $"\"{value[..MostShown]}…\"" : $"\"{value}\"";

    private string? NextLine()
    {
        var text = new StringBuilder();
        while (Fill())
        {
            var end = Array.IndexOf(buffer, '\n', at, filled - at);
            text.Append(buffer, at, (end < 0 ? filled : end) - at);
            at = end < 0 ? filled : end + 1;
            if (text.Length > MostCharacters)
                throw new ObservationFileException($"{Name}, line {Line + 1}: more than {MostCharacters} characters in one line");
            if (end >= 0)
                return text.ToString();
        }
        return text.Length > 0 ? text.ToString() : null;
    }

    private bool Fill()
    {
        if (at < filled)
            return true;
        try
        {
            (at, filled) = (0, reader.Read(buffer));
        }
        catch (IOException e)
        {
            throw new ObservationFileException($"{Name} cannot be read on after line {Line}: {e.Message}", e);
        }
        return filled > 0;
    }
}
