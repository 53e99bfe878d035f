using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using AmpelBot.FollowUp.T0;
using AmpelBot.FollowUp.T3;
using YamlDotNet.Core;

namespace AmpelBot.FollowUp.Channels;

/// <summary>The folder of channel files, one YAML file each.</summary>
/// <param name="folder">Path of the folder.</param>
public sealed partial class ChannelFolder(string folder)
{
    /// <summary>Largest channel file that is read, in bytes.</summary>
    public const int MaxFileBytes = 64 * 1024;

    private const int MaxProblemsTold = 5;
    private const string TemplatesFolder = "templates";

    private readonly string folder = folder;

    /// <summary>Names of the channels there are, sorted.</summary>
    /// <exception cref="FileNotFoundException">There is no such folder.</exception>
    /// <exception cref="ChannelException">It cannot be read.</exception>
    public IReadOnlyList<string> Names
    {
        get
        {
            if (!Directory.Exists(folder))
                throw new FileNotFoundException($"There is no folder of channels {folder}; give the folder that holds gw.yaml.", folder);
            try
            {
                return [.. Directory.EnumerateFiles(folder, "*.yaml").Select(Path.GetFileNameWithoutExtension).OfType<string>()
                    .Where(name => ChannelName().IsMatch(name)).Order(StringComparer.Ordinal)];
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new ChannelException($"the folder of channels {folder} cannot be read: {e.Message}", e);
            }
        }
    }

    /// <summary>Reads a channel, strictly: every key must be known and every value of its type and range.</summary>
    /// <param name="name">The channel's name: lower-case letters, digits, _ and -.</param>
    /// <exception cref="ChannelException">No such channel, or the file is wrong; the message names file, line and key.</exception>
    public Channel Load(string name)
    {
        if (!ChannelName().IsMatch(name))
            throw new ChannelException(
                $"'{(name.Length <= 60 ? name : name[..60] + "…")}' is no name of a channel: only lower-case letters, digits, _ and -")
            { IsMissing = true };
        var path = Path.Combine(folder, name + ".yaml");
        if (!File.Exists(path))
            throw new ChannelException(NoSuchChannel(name)) { IsMissing = true };

        var bytes = Bytes(path);
        var tree = Tree(path, bytes);
        var block = new ConfigBlock(tree, "the channel");
        var channel = new Channel
        {
            Name = name,
            Description = block.Text("description", 200),
            DefaultLevel = block.Number("default_level", 0, 1),
            DefaultWindowDays = block.OptionalNumber("default_window_days", 0, 36_525),
            ExposureSeconds = block.OptionalNumber("exposure_seconds", 0, 86_400),
            TypicalDepthMag = block.OptionalNumber("typical_depth_mag", 0, 35),
            DraftTexts = block.OptionalText("templates", 64) is { } templates ? Templates(path, templates) : DraftTexts.Default,
            WatchDays = block.OptionalNumber("watch_days", 0, 366) ?? 14,
            Filters = Filters(block, out var filterProblems),
            Hash = Convert.ToHexStringLower(SHA256.HashData(bytes)),
        };
        var ruleProblems = new List<ConfigProblem>();
        var scanWhen = block.OptionalBlock("scan_when", "scan_when");
        if (scanWhen is not null)
            channel = channel with { ScanWhen = ChannelRules.Read(scanWhen, ruleProblems) };
        block.Check(channel.DefaultLevel > 0, "default_level", "must be above 0");
        block.Check(channel.DefaultWindowDays is not 0, "default_window_days", "must be above 0");
        block.Check(channel.ExposureSeconds is not 0, "exposure_seconds", "must be above 0");

        var problems = block.Problems.Concat(filterProblems).Concat(ruleProblems).Concat(scanWhen?.Problems ?? []).OrderBy(p => p.Line).ToList();
        if (problems.Count > 0)
            throw new ChannelException(Told(path, problems));
        return channel;
    }

    private static List<IAlertFilter> Filters(ConfigBlock channel, out List<ConfigProblem> problems)
    {
        problems = [];
        var filters = new List<IAlertFilter>();
        foreach (var item in channel.List("filters"))
        {
            var entry = new ConfigBlock(item, "the entry of filters");
            var unit = entry.Text("unit", 100);
            var config = entry.Block("config", unit == "" ? "the config of a filter" : $"the config of {unit}");
            problems.AddRange(entry.Problems);
            if (unit == "" || config is null)
                continue;

            if (FilterUnits.Make(unit, config) is not { } filter)
            {
                var nearest = NearestWord.Find(unit, FilterUnits.Names);
                problems.Add(new ConfigProblem(item.Line, $"there is no filter unit {unit}; "
                    + (nearest is null ? $"the units are {string.Join(", ", FilterUnits.Names)}" : $"did you mean {nearest}?")));
                continue;
            }
            problems.AddRange(config.Problems);
            if (filters.Any(f => f.Unit == unit))
                problems.Add(new ConfigProblem(item.Line, $"the unit {unit} is listed twice in filters; a channel holds each unit once"));
            filters.Add(filter);
        }
        return filters;
    }

    private DraftTexts Templates(string path, string name)
    {
        if (!ChannelName().IsMatch(name))
            throw new ChannelException($"{path}: '{name}' is no name of templates: only lower-case letters, digits, _ and -");
        var templates = Path.Combine(folder, TemplatesFolder, name);
        return Directory.Exists(templates) ? DraftTexts.Load(templates)
            // Somebody's copy of a channel has what the program brings along.
            : name == DraftTexts.Default.Name ? DraftTexts.Default
            : throw new ChannelException($"{path}: there are no templates {name}: the folder {templates} is not there");
    }

    private static byte[] Bytes(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            var buffer = new byte[MaxFileBytes + 1];
            var length = file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            return length <= MaxFileBytes
                ? buffer[..length]
                : throw new ChannelException($"{path} is larger than {MaxFileBytes / 1024} KiB, too large for a channel");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ChannelException($"{path} cannot be read: {e.Message}", e);
        }
    }

    private static YamlTree Tree(string path, byte[] bytes)
    {
        try
        {
            var text = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(bytes);
            return YamlTree.Parse(text.TrimStart('\uFEFF'));
        }
        catch (DecoderFallbackException e)
        {
            throw new ChannelException($"{path} is not YAML: it is not UTF-8 text", e);
        }
        catch (YamlException e)
        {
            throw new ChannelException($"{path}, line {e.Start.Line}: {e.Message}", e);
        }
    }

    private static string Told(string path, List<ConfigProblem> problems)
    {
        var told = string.Join("\n", problems.Take(MaxProblemsTold).Select(p => $"{path}, line {p.Line}: {p.Sentence}"));
        return problems.Count > MaxProblemsTold ? $"{told}\nand {problems.Count - MaxProblemsTold} more" : told;
    }

    private string NoSuchChannel(string name)
    {
        var names = Names;
        if (names.Count == 0)
            return $"there is no channel {name}: the folder {folder} holds no channel file (NAME.yaml)";
        var nearest = NearestWord.Find(name, names);
        return $"there is no channel {name} in {folder}; there {(names.Count == 1 ? "is" : "are")} {string.Join(", ", names)}"
            + (nearest is null ? "" : $". Did you mean {nearest}?");
    }

    [GeneratedRegex(@"\A[a-z0-9_-]{1,64}\z")]
    private static partial Regex ChannelName();
}

/// <summary>A channel cannot be used. The message is a sentence that names file and key.</summary>
public sealed class ChannelException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether the channel or filter that was asked for is not there, so that another name helps.</summary>
    public bool IsMissing { get; init; }
}
