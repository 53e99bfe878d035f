using System.Diagnostics;
using System.Runtime.Versioning;
using AmpelBot.Alerts.Archive;
using AmpelBot.Testing;

namespace AmpelBot.Tests.Cli;

/// <summary>Disks that let nobody write, and disks that are full.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class DiskTests(SimulatedArchive simulated) : IClassFixture<SimulatedArchive>
{
    private const UnixFileMode Reading = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Entering = Reading | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>The words before a command that keep it from writing where only its owner may; none where the tests do not run as root.</summary>
    private static string[] AsNobody => Environment.IsPrivilegedProcess ? ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", "--"] : [];

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_archive_in_a_folder_that_may_not_be_written_is_read_and_is_not_written(bool wasKilled)
    {
        var folder = await simulated.WithProgramsAsync("readonly" + wasKilled, _ => 1);
        if (wasKilled)
        {
            // As a process leaves it that was killed: the write-ahead log is not in the file yet.
            var whole = folder;
            folder += "-killed";
            Directory.CreateDirectory(folder);
            await using var open = await Archives.OpenExistingAsync(whole, isReadOnly: false, default);
            await open.AppendAsync([new JournalEntry { Object = simulated.Alerts[0].Object, TimeUtc = DateTimeOffset.UnixEpoch, Tier = 3, Unit = "somebody" }], default);
            foreach (var file in Directory.GetFiles(whole))
                File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
            Assert.True(new FileInfo(Path.Combine(folder, "alerts.db-wal")).Length > 0);
        }
        Expect(0, "", await ProgramRun.Of(simulated.Folder, "archive", "export", "packets", "--format", "folder", "--archive", "archive", "--object", simulated.Kilonova));
        Lock(simulated.Folder, folder);
        try
        {
            var program = await RunAsync("--help");
            Skip.If(program.ExitCode != 0, $"another user cannot run the program in {AppContext.BaseDirectory}: {program.Error}");
            foreach (var verb in new[] { "info", "verify" })
                Expect(0, "", await RunAsync("archive", verb, "--archive", folder));
            var shown = await RunAsync("archive", "object", simulated.Alerts[0].ObjectId!, "--archive", folder);
            Expect(0, "", shown);
            Assert.Equal(wasKilled, shown.Output.Contains("somebody", StringComparison.Ordinal));
            foreach (var arguments in new[] { "ingest packets", "archive vacuum", "observations log.csv" })
                Expect(4, "may not be written by this user", await RunAsync([.. arguments.Split(' '), "--archive", folder]));
            Expect(4, "cannot be made", await RunAsync("ingest", "packets", "--archive", Path.Combine(folder, "inner")));
            var scan = await RunAsync("scan", "MS260612a", "to=2026-06-15", "--archive", folder, "--out", Path.Combine(simulated.Folder, "scanned"), "--json");
            Expect(0, "", scan);
            Assert.Equal(simulated.Kilonova, scan.Json.GetProperty("candidates")[0].GetProperty("name").GetString());
        }
        finally
        {
            Unlock(folder);
        }
    }

    [SkippableFact]
    public async Task An_ingest_onto_a_full_disk_says_so_keeps_what_was_kept_and_is_completed_when_there_is_room()
    {
        var (disk, packets) = (Path.Combine(simulated.Folder, "disk"), Path.Combine(simulated.Folder, "all.tar.gz"));
        Assert.Equal(0, (await ProgramRun.Of(simulated.Folder, "archive", "export", packets, "--archive", "archive")).ExitCode);
        var needed = Directory.GetFiles(simulated.ArchiveFolder).Sum(f => new FileInfo(f).Length);
        Directory.CreateDirectory(disk);
        Skip.IfNot(await MountAsync($"size={needed / 3}", "tmpfs", disk), "a file system of a few megabytes can be mounted by root alone, and not in every container");
        try
        {
            var archive = Path.Combine(disk, "archive");
            for (var attempt = 0; attempt < 2; attempt++)
            {
                Expect(4, "No space is left", await ProgramRun.Of(simulated.Folder, "ingest", packets, "--archive", archive));
                Expect(0, "", await ProgramRun.Of(simulated.Folder, "archive", "verify", "--archive", archive));
            }
            Assert.True(await MountAsync($"remount,size={10 * needed}", "tmpfs", disk));
            Expect(0, "", await ProgramRun.Of(simulated.Folder, "ingest", packets, "--archive", archive));
            Expect(0, "", await ProgramRun.Of(simulated.Folder, "archive", "verify", "--archive", archive));
            var (info, undisturbed) = (await InfoAsync(archive), await InfoAsync(simulated.ArchiveFolder));
            Assert.Equal(undisturbed, info);
        }
        finally
        {
            using var process = Process.Start("umount", disk);
            await process.WaitForExitAsync();
        }
    }

    [SkippableFact]
    public async Task A_simulation_and_an_export_onto_a_full_disk_say_so()
    {
        var disk = Path.Combine(simulated.Folder, "small");
        Directory.CreateDirectory(disk);
        Skip.IfNot(await MountAsync("size=200k", "tmpfs", disk), "a file system of some kilobytes can be mounted by root alone, and not in every container");
        try
        {
            Expect(4, "space", await ProgramRun.Of(simulated.Folder, "archive", "export", Path.Combine(disk, "all.tar.gz"), "--archive", "archive"));
            Assert.Empty(Directory.GetFileSystemEntries(disk));
            Expect(4, "space", await ProgramRun.Of(simulated.Folder, "simulate", "--nights", "1", "--seed", "1", "--region", "218,31,3", "--out", disk));
        }
        finally
        {
            using var process = Process.Start("umount", disk);
            await process.WaitForExitAsync();
        }
    }

    private static void Expect(int exitCode, string sentence, ProgramRun run)
    {
        Assert.True(exitCode == run.ExitCode, $"exit {run.ExitCode}: {run.Output}{run.Error}");
        Assert.Contains(sentence, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }

    private static async Task<ArchiveInfo> InfoAsync(string folder)
    {
        await using var archive = await Archives.OpenExistingAsync(folder, isReadOnly: true, default);
        return await archive.InfoAsync(default);
    }

    private static async Task<bool> MountAsync(string options, params string[] what)
    {
        if (!Environment.IsPrivilegedProcess)
            return false;
        using var process = Process.Start(new ProcessStartInfo("mount", ["-t", "tmpfs", "-o", options, .. what]) { RedirectStandardError = true })!;
        await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0;
    }

    /// <summary>Files and folders that everybody may read; a log of observations, and a folder in which everybody may write.</summary>
    private static void Lock(string around, string folder)
    {
        foreach (var file in Directory.GetFiles(folder))
            File.SetUnixFileMode(file, Reading);
        File.WriteAllText(Path.Combine(around, "log.csv"), "field,ra_deg,dec_deg,jd,band,limiting_mag\n600,218,31,2461203.7,g,20.5\n");
        Directory.CreateDirectory(Path.Combine(around, "scanned"));
        File.SetUnixFileMode(Path.Combine(around, "scanned"), Entering | UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite);
        File.SetUnixFileMode(around, Entering | UnixFileMode.UserWrite);
        File.SetUnixFileMode(folder, Entering);
    }

    private static void Unlock(string folder) => File.SetUnixFileMode(folder, Entering | UnixFileMode.UserWrite);

    private async Task<ProgramRun> RunAsync(params string[] arguments)
    {
        string[] words = [.. AsNobody, "dotnet", Path.Combine(AppContext.BaseDirectory, "ampelbot.dll"), .. arguments];
        var start = new ProcessStartInfo(words[0], words[1..]) { WorkingDirectory = simulated.Folder, RedirectStandardOutput = true, RedirectStandardError = true };
        // Another user's home is none of ours.
        start.Environment["HOME"] = Path.Combine(simulated.Folder, "scanned");
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new ProgramRun(process.ExitCode, await output, await error);
    }
}
