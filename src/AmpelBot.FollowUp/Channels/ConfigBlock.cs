using System.Globalization;

namespace AmpelBot.FollowUp.Channels;

/// <summary>
/// One block of keys in a channel file or the settings, read strictly. Who reads it asks for each key by name with its type and range; what is
/// missing, wrong or never asked for becomes a problem with its line, and <see cref="Problems"/> tells them all at the end. A value
/// that could not be read comes back as a stand-in, so whatever was made from a block with problems must be thrown away.
/// </summary>
public sealed class ConfigBlock
{
    private readonly string where;
    private readonly int line;
    private readonly bool isMapping;
    private readonly Dictionary<string, (int KeyLine, YamlTree Value)> entries = new(StringComparer.Ordinal);
    private readonly List<string> known = [];
    private readonly List<ConfigProblem> problems = [];
    private readonly List<ConfigProblem> missing = [];

    /// <summary>A block from a value of the file.</summary>
    /// <param name="tree">The value; anything but keys with values is a problem.</param>
    /// <param name="where">What the block is, for people: "the config of DecentFilter".</param>
    public ConfigBlock(YamlTree tree, string where)
    {
        this.where = where;
        line = tree.Line;
        isMapping = tree is YamlTree.Mapping;
        if (tree is YamlTree.Mapping mapping)
            foreach (var (key, keyLine, value) in mapping.Entries)
                entries[key] = (keyLine, value);
        else
            problems.Add(new ConfigProblem(line, $"{where} must be keys with values (key: value)"));
    }

    /// <summary>
    /// What is wrong with the block, by line: keys that nobody asked for, values of a wrong type or out of range, and keys that are
    /// missing (left out when there is an unknown key, which is most often a missing one misspelt).
    /// </summary>
    public IReadOnlyList<ConfigProblem> Problems
    {
        get
        {
            var unknown = entries.Where(e => !known.Contains(e.Key)).Select(e => new ConfigProblem(e.Value.KeyLine, UnknownKey(e.Key)));
            var all = problems.Concat(unknown).ToList();
            var missingIsNews = isMapping && entries.Keys.All(known.Contains);
            return [.. (missingIsNews ? all.Concat(missing) : all).OrderBy(p => p.Line)];
        }
    }

    /// <summary>A finite number within bounds, both included.</summary>
    public double Number(string key, double min, double max)
        => Ask(key, required: true, value => ReadNumber(key, value, min, max));

    /// <summary>A finite number within bounds, both included; null when the key is not there.</summary>
    public double? OptionalNumber(string key, double min, double max)
        => Ask(key, required: false, value => (double?)ReadNumber(key, value, min, max));

    /// <summary>A whole number within bounds, both included.</summary>
    public long Whole(string key, long min, long max)
        => Ask(key, required: true, value => ReadWhole(key, value, min, max));

    /// <summary>A whole number within bounds, both included; null when the key is not there.</summary>
    public long? OptionalWhole(string key, long min, long max)
        => Ask(key, required: false, value => (long?)ReadWhole(key, value, min, max));

    /// <summary>true or false.</summary>
    public bool Bool(string key) => Ask(key, required: true, value => value switch
    {
        YamlTree.Scalar { IsQuoted: false, Text: "true" or "True" or "TRUE" } => true,
        YamlTree.Scalar { IsQuoted: false, Text: "false" or "False" or "FALSE" } => false,
        _ => Wrong<bool>(key, value, "must be true or false"),
    });

    /// <summary>One line of text that is not empty.</summary>
    public string Text(string key, int maxLength) => Ask(key, required: true, value => ReadText(key, value, maxLength)) ?? "";

    /// <summary>One line of text that is not empty; null when the key is not there.</summary>
    public string? OptionalText(string key, int maxLength) => Ask(key, required: false, value => ReadText(key, value, maxLength));

    /// <summary>Short texts, at least one; null when the key is not there.</summary>
    /// <param name="key">The key.</param>
    /// <param name="maxLength">Most characters of each.</param>
    /// <param name="required">Whether it is a problem when the key is not there.</param>
    public IReadOnlyList<string>? Texts(string key, int maxLength, bool required) => Ask(key, required, value =>
        value is YamlTree.Sequence { Items.Count: > 0 } list ? [.. list.Items.Select(item => ReadText(key, item, maxLength) ?? "")]
        : Wrong<IReadOnlyList<string>>(key, value, "must be a list with at least one item"));

    /// <summary>The items of a list that is not empty.</summary>
    public IReadOnlyList<YamlTree> List(string key) => Ask(key, required: true, value =>
        value is YamlTree.Sequence { Items.Count: > 0 } list ? list.Items
        : Wrong<IReadOnlyList<YamlTree>>(key, value, "must be a list with at least one item")) ?? [];

    /// <summary>A block within the block; null when it is not there.</summary>
    /// <param name="key">The key.</param>
    /// <param name="where">What the block is, for people.</param>
    public ConfigBlock? Block(string key, string where) => Ask(key, required: true, value => new ConfigBlock(value, where));

    /// <summary>A block within the block; null when it is not there, which is no problem.</summary>
    /// <param name="key">The key.</param>
    /// <param name="where">What the block is, for people.</param>
    public ConfigBlock? OptionalBlock(string key, string where) => Ask(key, required: false, value => new ConfigBlock(value, where));

    /// <summary>Notes a problem at a key unless the condition holds, or the key was not there.</summary>
    /// <param name="holds">The condition.</param>
    /// <param name="key">The key.</param>
    /// <param name="complaint">What is wrong: "lies below min_tspan".</param>
    public void Check(bool holds, string key, string complaint)
    {
        if (!holds && problems.Count == 0 && missing.Count == 0 && entries.TryGetValue(key, out var entry))
            problems.Add(new ConfigProblem(entry.Value.Line, $"{key} in {where} {complaint}"));
    }

    private T? Ask<T>(string key, bool required, Func<YamlTree, T?> read)
    {
        known.Add(key);
        if (entries.TryGetValue(key, out var entry))
            return read(entry.Value);
        if (required)
            missing.Add(new ConfigProblem(line, $"the key {key} is missing in {where}"));
        return default;
    }

    private string? ReadText(string key, YamlTree value, int maxLength)
    {
        if (value is not YamlTree.Scalar scalar || string.IsNullOrWhiteSpace(scalar.Text) || IsNull(scalar))
            return Wrong<string>(key, value, "must be a text");
        var text = scalar.Text.Trim();
        return text.Length <= maxLength && !text.Any(char.IsControl)
            ? text
            : Wrong<string>(key, value, $"must be one line of at most {maxLength} characters");
    }

    private double ReadNumber(string key, YamlTree value, double min, double max)
    {
        if (value is not YamlTree.Scalar { IsQuoted: false } scalar
            || !double.TryParse(scalar.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            || !double.IsFinite(number))
            return Wrong<double>(key, value, "must be a number");
        return number >= min && number <= max ? number : Wrong<double>(key, value, Invariant($"must lie between {min} and {max}"));
    }

    private long ReadWhole(string key, YamlTree value, long min, long max)
    {
        if (value is not YamlTree.Scalar { IsQuoted: false } scalar
            || !long.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            return Wrong<long>(key, value, "must be a whole number");
        return number >= min && number <= max ? number : Wrong<long>(key, value, Invariant($"must lie between {min} and {max}"));
    }

    private T? Wrong<T>(string key, YamlTree value, string complaint)
    {
        var found = value switch
        {
            YamlTree.Scalar scalar when IsNull(scalar) => "has no value",
            YamlTree.Scalar scalar => $"is {(scalar.IsQuoted ? $"the text \"{Shortened(scalar.Text)}\"" : Shortened(scalar.Text))}",
            YamlTree.Sequence => "is a list",
            _ => "is a block of keys",
        };
        problems.Add(new ConfigProblem(value.Line, $"{key} in {where} {found}; it {complaint}"));
        return default;
    }

    private string UnknownKey(string key)
    {
        var nearest = NearestWord.Find(key, known);
        return $"unknown key {Shortened(key)} in {where}; "
            + (nearest is null ? $"the keys are {string.Join(", ", known)}" : $"did you mean {nearest}?");
    }

    private static bool IsNull(YamlTree.Scalar scalar) => !scalar.IsQuoted && scalar.Text is "" or "~" or "null" or "Null" or "NULL";

    private static string Shortened(string text) => text.Length <= 60 ? text : text[..60] + "…";

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Something wrong in a file of settings.</summary>
/// <param name="Line">Line in the file, counted from 1.</param>
/// <param name="Sentence">What is wrong, with the key's name.</param>
public readonly record struct ConfigProblem(int Line, string Sentence);
