using System.Reflection;
using System.Text;
using AmpelBot.FollowUp.Channels;
using YamlDotNet.Core;

namespace AmpelBot.FollowUp.T3;

/// <summary>How a collaboration words its drafts: the files atel.txt, circular.txt and tns.yaml of a folder channels/templates/NAME.</summary>
public sealed record DraftTexts
{
    /// <summary>The texts that a channel has when its file names none: ZTF's, as shipped in channels/templates/ztf.</summary>
    public static DraftTexts Default { get; } = Read("ztf", "the built-in templates", Built);

    /// <summary>The collaboration's name, the folder's.</summary>
    public required string Name { get; init; }

    /// <summary>The telegram.</summary>
    public required DraftTemplate Atel { get; init; }

    /// <summary>The circular.</summary>
    public required DraftTemplate Circular { get; init; }

    /// <summary>What a report to the TNS says of those who report.</summary>
    public required TnsReporter Tns { get; init; }

    /// <summary>Reads a collaboration's texts, strictly.</summary>
    /// <param name="folder">The folder that holds the three files; its name is the collaboration's.</param>
    /// <exception cref="ChannelException">A file is missing, too large, no text, or wrong; the message names file and line.</exception>
    public static DraftTexts Load(string folder) => Read(Path.GetFileName(Path.TrimEndingDirectorySeparator(folder)), folder, name => Bytes(Path.Combine(folder, name)));

    private static DraftTexts Read(string name, string where, Func<string, byte[]> bytes)
    {
        const string atel = "atel.txt", circular = "circular.txt", tns = "tns.yaml";
        return new DraftTexts
        {
            Name = name,
            Atel = DraftTemplate.Parse(Text(atel), Path.Combine(where, atel), AtelDraft.HeadKeys),
            Circular = DraftTemplate.Parse(Text(circular), Path.Combine(where, circular), CircularDraft.HeadKeys),
            Tns = Reporter(Text(tns), Path.Combine(where, tns)),
        };

        string Text(string file)
        {
            try
            {
                return new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(bytes(file)).TrimStart('\uFEFF');
            }
            catch (DecoderFallbackException e)
            {
                throw new ChannelException($"{Path.Combine(where, file)} is not UTF-8 text", e);
            }
        }
    }

    private static TnsReporter Reporter(string text, string path)
    {
        try
        {
            var block = new ConfigBlock(YamlTree.Parse(text), "the settings of TNS reports");
            var reporter = new TnsReporter(block.OptionalWhole("reporting_group_id", 0, int.MaxValue), block.OptionalText("reporter", 1000), block.OptionalWhole("at_type", 0, 5));
            return block.Problems is [var problem, ..] ? throw new ChannelException($"{path}, line {problem.Line}: {problem.Sentence}") : reporter;
        }
        catch (YamlException e)
        {
            throw new ChannelException($"{path}, line {e.Start.Line}: {e.Message}", e);
        }
    }

    private static byte[] Bytes(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            var buffer = new byte[DraftTemplate.MaxFileBytes + 1];
            var length = file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            return length <= DraftTemplate.MaxFileBytes
                ? buffer[..length]
                : throw new ChannelException($"{path} is larger than {DraftTemplate.MaxFileBytes / 1024} KiB, too large for a template");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ChannelException($"{path} cannot be read: {e.Message}", e);
        }
    }

    private static byte[] Built(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("templates/ztf/" + name)!;
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}

/// <summary>Who reports to the TNS; null leaves the place open.</summary>
/// <param name="GroupId">TNS's number of the reporting group.</param>
/// <param name="Reporter">Names of those who report, as the TNS prints them.</param>
/// <param name="AtType">TNS's type: 0 other, 1 PSN, 2 PNV, 3 AGN, 4 NUC, 5 FRB.</param>
public sealed record TnsReporter(long? GroupId, string? Reporter, long? AtType);
