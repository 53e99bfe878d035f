using System.Formats.Tar;
using System.Globalization;
using System.IO.Compression;
using System.Text.RegularExpressions;
using AmpelBot.Alerts.Archive;
using AmpelBot.Alerts.Avro;

namespace AmpelBot.Tests.Cli;

/// <summary>Ingests that are killed by SIGKILL at random moments. AMPELBOT_LONG=1 kills fifty times; otherwise a few.</summary>
public sealed partial class IngestKillTests : IDisposable
{
    private const int PacketCount = 6000;
    private static readonly bool IsLong = Environment.GetEnvironmentVariable("AMPELBOT_LONG") == "1";

    private readonly string folder = Directory.CreateTempSubdirectory("ampelbot-test-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Killed_at_random_moments_an_ingest_loses_nothing_that_it_told_of_and_doubles_nothing()
    {
        var input = Path.Combine(folder, "input");
        WriteInput(input);
        var expected = await InfoAsync(await CompletedAsync(input, "undisturbed"));
        Assert.Equal((PacketCount, 6), (expected.Alerts, expected.DeadLetters));

        var random = new Random(20181129);
        var (kills, kept, archive) = (0, new List<long>(), "archive-0");
        for (var run = 1; kills < (IsLong ? 50 : 8); run++)
        {
            Assert.True(run < 200, "the ingests end before they can be killed");
            var (wasKilled, told) = await KillAsync(input, archive, random);
            kills += wasKilled ? 1 : 0;
            if (!Directory.Exists(Path.Combine(folder, archive)))
                continue;
            var there = await StoredAsync(archive);
            Assert.True(there >= told, $"{told} packets were told to be kept and {there} are there, after {kills} kills");
            kept.Add(there);
            if (wasKilled && there < PacketCount)
                continue;
            // The archive is full: what follows happens to a new one.
            Assert.Equal(expected, await InfoAsync(await CompletedAsync(input, archive)));
            archive = $"archive-{run}";
        }
        Assert.Equal(expected, await InfoAsync(await CompletedAsync(input, archive)));
        Assert.Contains(kept, there => there is > 0 and < PacketCount);
    }

    /// <summary>Begins an ingest and kills it; whether it was still at work, and how many packets it had told were kept.</summary>
    private async Task<(bool WasKilled, long Told)> KillAsync(string input, string archive, Random random)
    {
        var told = 0L;
        // One in four is killed while it starts, the others when they have read so many packets, or a moment later.
        var wanted = random.Next(4) == 0 ? long.MaxValue : random.Next(PacketCount);
        var isReached = new TaskCompletionSource();
        using var process = ProgramRun.Start(folder, "ingest", input, "--archive", archive, "--progress", "0.01s");
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is not { } text || Kept().Match(text) is not { Success: true } match)
                return;
            told = Number(match.Groups["kept"]);
            if (Number(match.Groups["read"]) >= wanted)
                isReached.TrySetResult();
        };
        process.BeginErrorReadLine();
        var output = process.StandardOutput.ReadToEndAsync();
        var ended = process.WaitForExitAsync();
        if (wanted < long.MaxValue)
            await Task.WhenAny(isReached.Task, ended);
        await Task.WhenAny(ended, Task.Delay(random.Next(wanted < long.MaxValue ? 50 : 700)));
        process.Kill();
        await ended;
        await output;
        return (process.ExitCode != 0, told);
    }

    /// <summary>Ingests to the end and checks the archive.</summary>
    private async Task<string> CompletedAsync(string input, string archive)
    {
        var run = await ProgramRun.Of(folder, "ingest", input, "--archive", archive, "--json");
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(PacketCount + 6, run.Json.GetProperty("packets").GetInt64());
        await using var opened = await Archives.OpenExistingAsync(Path.Combine(folder, archive), isReadOnly: true, default);
        Assert.All(await opened.VerifyAsync(null, default), check => Assert.True(check.IsOk, check.Detail));
        return archive;
    }

    private async Task<ArchiveInfo> InfoAsync(string archive)
    {
        await using var opened = await Archives.OpenExistingAsync(Path.Combine(folder, archive), isReadOnly: true, default);
        return await opened.InfoAsync(default);
    }

    /// <summary>How many packets are in an archive that a killed process left; one that it had not finished making has none.</summary>
    private async Task<long> StoredAsync(string archive)
    {
        try
        {
            var info = await InfoAsync(archive);
            return info.Alerts + info.DeadLetters;
        }
        catch (ArchiveException)
        {
            return 0;
        }
    }

    /// <summary>Packets of 600 objects with histories and cutouts: single files, a tar.gz file and a large container, and some that are broken.</summary>
    private static void WriteInput(string input)
    {
        Directory.CreateDirectory(input);
        var packets = Enumerable.Range(0, PacketCount).Select(i => Packet(i)).ToArray();
        for (var i = 0; i < 1000; i++)
            File.WriteAllBytes(Path.Combine(input, $"{i}.avro"), Container(packets[i]));
        for (var i = 0; i < 6; i++)
            File.WriteAllBytes(Path.Combine(input, $"broken-{i}.avro"), Container(packets[i])[..^(20 + i)]);
        using (var file = File.Create(Path.Combine(input, "some.tar.gz")))
        using (var gzip = new GZipStream(file, CompressionLevel.Fastest))
        using (var tar = new TarWriter(gzip, TarEntryFormat.Pax))
            for (var i = 1000; i < 2000; i++)
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, $"{i}.avro") { DataStream = new MemoryStream(Container(packets[i])) });
        File.WriteAllBytes(Path.Combine(input, "zz-many.avro"), Container(packets[2000..]));
    }

    private static readonly AvroRecordSchema Schema = (AvroRecordSchema)AvroSchema.Parse("""
        {"type":"record","name":"alert","fields":[{"name":"objectId","type":"string"},{"name":"candid","type":"long"},
          {"name":"candidate","type":{"type":"record","name":"candidate","fields":[
            {"name":"jd","type":"double"},{"name":"ra","type":"double"},{"name":"dec","type":"double"},{"name":"fid","type":"int"},
            {"name":"magpsf","type":"double"},{"name":"candid","type":"long"},{"name":"programid","type":"int"}]}},
          {"name":"prv_candidates","type":{"type":"array","items":"candidate"}},
          {"name":"cutoutScience","type":{"type":"record","name":"cutout","fields":[{"name":"fileName","type":"string"},{"name":"stampData","type":"bytes"}]}}]}
        """);

    private static AvroRecord Packet(int number)
    {
        var cutout = new byte[500];
        new Random(number).NextBytes(cutout);
        var (star, visit) = (number % 600, number / 600);
        return new AvroRecord(Schema, [
            $"ZTF18{(char)('a' + star / 26 / 26)}{(char)('a' + star / 26 % 26)}{(char)('a' + star % 26)}aaaa", 1000L + number, Candidate(star, visit),
            Enumerable.Range(0, visit).Select(v => (object?)Candidate(star, v)).ToArray(),
            new AvroRecord((AvroRecordSchema)Schema.Fields[4].Schema, [$"{number}.fits.gz", cutout])]);
    }

    private static AvroRecord Candidate(int star, int visit) => new(
        (AvroRecordSchema)Schema.Fields[2].Schema,
        [2458451.75 + visit + star * 1e-4, star * 0.6, star * 0.1 - 30, 1 + visit % 2, 18.0 + visit * 0.1, 1000L + visit * 600 + star, 1]);

    private static byte[] Container(params AvroRecord[] packets)
    {
        using var stream = new MemoryStream();
        AvroContainer.Write(stream, Schema, packets, AvroCodec.Null);
        return stream.ToArray();
    }

    private static long Number(Group group) => long.Parse(group.Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(?<read>[\d,]+) packets .* (?<kept>[\d,]+) kept")]
    private static partial Regex Kept();
}
