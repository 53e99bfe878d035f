using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace AmpelBot.FollowUp.Channels;

/// <summary>A value in a channel file, with the line where it stands, counted from 1.</summary>
/// <param name="Line">Line in the file.</param>
public abstract record YamlTree(int Line)
{
    private const int MaxDepth = 16;
    private const int MaxValues = 10_000;

    /// <summary>A single value.</summary>
    /// <param name="Line">Line in the file.</param>
    /// <param name="Text">Its text.</param>
    /// <param name="IsQuoted">Whether it stands in quotes or as a block, so that it is a text whatever it looks like.</param>
    public sealed record Scalar(int Line, string Text, bool IsQuoted) : YamlTree(Line);

    /// <summary>A list.</summary>
    /// <param name="Line">Line in the file.</param>
    /// <param name="Items">Its items.</param>
    public sealed record Sequence(int Line, IReadOnlyList<YamlTree> Items) : YamlTree(Line);

    /// <summary>Keys with values.</summary>
    /// <param name="Line">Line in the file.</param>
    /// <param name="Entries">Key, its line and value, in the file's order; no key twice.</param>
    public sealed record Mapping(int Line, IReadOnlyList<(string Key, int KeyLine, YamlTree Value)> Entries) : YamlTree(Line);

    /// <summary>
    /// The one document of a text. Anchors, aliases, tags, keys that are not simple, a key twice, more than 16 levels, more than
    /// 10,000 values and a second document are refused.
    /// </summary>
    /// <exception cref="YamlException">The text is not such a document; the exception carries the line.</exception>
    public static YamlTree Parse(string text)
    {
        var scanner = new Scanner(new StringReader(text));
        try
        {
            return ReadDocument(new Parser(scanner));
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            // YamlDotNet meets some malformed input (an escape past Unicode's end) with exceptions that are not its own.
            throw new YamlException(scanner.CurrentPosition, scanner.CurrentPosition, "this is not valid YAML", e);
        }
    }

    private static YamlTree ReadDocument(Parser parser)
    {
        parser.Consume<StreamStart>();
        if (parser.Accept<StreamEnd>(out var empty))
            throw new YamlException(empty.Start, empty.End, "the file is empty");
        parser.Consume<DocumentStart>();
        var values = 0;
        var tree = Read(parser, 1, ref values);
        parser.Consume<DocumentEnd>();
        if (parser.Accept<DocumentStart>(out var second))
            throw new YamlException(second.Start, second.End, "a second document begins here; a file holds one");
        parser.Consume<StreamEnd>();
        return tree;
    }

    private static YamlTree Read(Parser parser, int depth, ref int values)
    {
        var start = parser.Current ?? throw new YamlException("the file ends too early");
        if (depth > MaxDepth)
            throw new YamlException(start.Start, start.End, $"more than {MaxDepth} levels of nesting");
        if (++values > MaxValues)
            throw new YamlException(start.Start, start.End, $"more than {MaxValues} values");
        if (start is AnchorAlias || start is NodeEvent { Anchor.IsEmpty: false })
            throw new YamlException(start.Start, start.End, "anchors (&) and aliases (*) are not allowed; write the values out");
        if (start is NodeEvent { Tag.IsEmpty: false })
            throw new YamlException(start.Start, start.End, "tags (!) are not allowed");

        var line = (int)start.Start.Line;
        if (parser.TryConsume<YamlDotNet.Core.Events.Scalar>(out var scalar))
            return new Scalar(line, scalar.Value, scalar.Style != ScalarStyle.Plain);
        if (parser.TryConsume<SequenceStart>(out _))
        {
            var items = new List<YamlTree>();
            while (!parser.TryConsume<SequenceEnd>(out _))
                items.Add(Read(parser, depth + 1, ref values));
            return new Sequence(line, items);
        }

        parser.Consume<MappingStart>();
        var entries = new List<(string, int, YamlTree)>();
        var keys = new Dictionary<string, int>(StringComparer.Ordinal);
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            if (Read(parser, depth + 1, ref values) is not Scalar key)
                throw new YamlException(start.Start, start.End, "a key must be a word");
            if (!keys.TryAdd(key.Text, key.Line))
                throw new YamlException(new Mark(0, key.Line, 1), new Mark(0, key.Line, 1),
                    $"the key '{key.Text}' is there twice (first in line {keys[key.Text]})");
            entries.Add((key.Text, key.Line, Read(parser, depth + 1, ref values)));
        }
        return new Mapping(line, entries);
    }
}
