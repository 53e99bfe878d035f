using AmpelBot.Hosting;

namespace AmpelBot.Tests.Hosting;

public sealed class LocalFoldersTests
{
    private static readonly LocalFolders Folders = new(new BotFolders("/srv/ampel/archive", "/srv/ampel/skymaps", "/etc/ampel/channels", "/srv/ampel/out/"));

    [Theory]
    [InlineData("The archive /srv/ampel/archive holds 3 alerts.", "The archive archive holds 3 alerts.")]
    [InlineData("No space left on device : '/srv/ampel/out/S1/2026-a/report.json.part'. Make room.", "No space left on device : 'report.json.part'. Make room.")]
    [InlineData("The files are in /srv/ampel/out/S1.", "The files are in S1.")]
    [InlineData("/etc/ampel/channels/gw.yaml, line 3: no.", "gw.yaml, line 3: no.")]
    [InlineData("/srv/ampel/archive-old and /srv/other stay, as do g/r/i and https://host/srv.", "/srv/ampel/archive-old and /srv/other stay, as do g/r/i and https://host/srv.")]
    [InlineData("distance 101 +- 21 Mpc, 0.5/0.9", "distance 101 +- 21 Mpc, 0.5/0.9")]
    public void A_path_within_the_folders_is_the_name_of_its_file_alone(string text, string expected) => Assert.Equal(expected, Folders.Hide(text));

    [Fact]
    public void An_archive_on_a_server_and_folders_without_a_root_are_found_by_their_full_path()
    {
        var folders = new LocalFolders(new BotFolders("postgres://host/db", "skymaps", "channels", "out"));
        Assert.Equal("out out/S1 x.csv", folders.Hide($"out out/S1 {Path.GetFullPath("out")}/S1/x.csv"));
    }
}
