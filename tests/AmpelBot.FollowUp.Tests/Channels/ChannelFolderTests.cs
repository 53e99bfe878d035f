using System.Text;
using AmpelBot.FollowUp.Channels;
using AmpelBot.FollowUp.T0;
using AmpelBot.FollowUp.Tests.T0;

namespace AmpelBot.FollowUp.Tests.Channels;

public sealed class ChannelFolderTests : IDisposable
{
    private const string Valid = """
        description: A test
        default_level: 0.9
        default_window_days: 3
        exposure_seconds: 30
        typical_depth_mag: 20.5
        filters:
          - unit: HistoryCuts
            config:
              first_detection_in_window: true
              min_duration_days: 0.01
              min_previous_detections: 1
              previous_detections_after_event: true
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("ampelbot-channels-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void The_three_channels_that_come_with_the_program_load()
    {
        var shipped = new ChannelFolder(Checkout.Path("channels"));

        Assert.Equal(["grb", "gw", "neutrino"], shipped.Names);
        var gw = shipped.Load("gw");
        Assert.Equal((0.95, null, 30, 20.5), (gw.DefaultLevel, gw.DefaultWindowDays, gw.ExposureSeconds, gw.TypicalDepthMag));
        var neutrino = shipped.Load("neutrino");
        Assert.Equal((0.9, 10, 300, 21), (neutrino.DefaultLevel, neutrino.DefaultWindowDays, neutrino.ExposureSeconds, neutrino.TypicalDepthMag));
        var grb = shipped.Load("grb");
        Assert.Equal((0.9, 3, null, null), (grb.DefaultLevel, grb.DefaultWindowDays, grb.ExposureSeconds, grb.TypicalDepthMag));
        Assert.All([gw, neutrino, grb], c => Assert.Equal(["PacketCuts", "DecentFilter", "HistoryCuts"], c.Filters.Select(f => f.Unit)));
    }

    [Theory]
    [InlineData("gw", "> 0.3|> 15 mag|>= 1 and <= 10|t or 1|>= 0.3, or no drb in the packet")]
    [InlineData("neutrino", "> 0.3|> 15 mag|>= 1|t or 1|>= 0.3, or no drb in the packet")]
    [InlineData("grb", "> 0.3|> 15 mag|>= 1 and <= 10|t or 1|>= 0.3, or no drb in the packet")]
    public void The_packet_cuts_of_the_shipped_channels_are_nuztfs(string name, string limits)
    {
        var filter = new ChannelFolder(Checkout.Path("channels")).Load(name).Filter(nameof(PacketCuts));

        Assert.Equal(limits.Split('|'), filter.Cuts(ZtfAlert.With(), null).Select(c => c.Limit));
    }

    [Theory]
    [InlineData("gw", true)]
    [InlineData("neutrino", false)]
    [InlineData("grb", true)]
    public void Only_a_neutrinos_source_may_be_older_than_the_event(string name, bool needsEvent)
        => Assert.Equal(needsEvent, new ChannelFolder(Checkout.Path("channels")).Load(name).Filter(nameof(HistoryCuts)).NeedsEvent);

    [Theory]
    [InlineData("gw", 10)]
    [InlineData("neutrino", 20)]
    public void The_radius_of_the_Gaia_veto_is_told_as_not_applied(string name, int radiusArcsec)
        => Assert.Contains($"The veto of Gaia DR2 stars within {radiusArcsec} arcsec (DecentFilter) is not applied yet: it needs a catalog.",
            new ChannelFolder(Checkout.Path("channels")).Load(name).Filter(nameof(DecentFilter)).StepsNotTaken);

    [Fact]
    public void A_channel_holds_what_its_file_says()
    {
        var channel = Load(Valid);

        Assert.Equal("test", channel.Name);
        Assert.Equal("A test", channel.Description);
        Assert.Equal((0.9, 3, 30, 20.5), (channel.DefaultLevel, channel.DefaultWindowDays, channel.ExposureSeconds, channel.TypicalDepthMag));
        Assert.IsType<HistoryCuts>(Assert.Single(channel.Filters));
    }

    [Fact]
    public void The_hash_is_of_the_files_bytes_and_of_nothing_else()
    {
        var hash = Load(Valid + "\n").Hash;

        // hashlib.sha256 of the same text (Python 3.11.2).
        Assert.Equal("5ece98bf8550aab2283a6f8afa2c23d5153b5e4b06d8490b649d800c1f242a1b", hash);
        Assert.NotEqual(hash, Load(Valid + "\n# a comment\n").Hash);
    }

    [Fact]
    public void AMPELs_filter_block_pastes_in_unchanged_as_JSON_too()
    {
        var json = string.Join(", ", FilterText.Decent.Split('\n').Select(l => l.Split(": ")).Select(p => $"\"{p[0]}\": {p[1]}"));

        var channel = Load(Valid[..Valid.IndexOf("  - unit", StringComparison.Ordinal)] + "  - {\"unit\": \"DecentFilter\", \"config\": {" + json + "}}");

        Assert.Equal("DecentFilter", Assert.Single(channel.Filters).Unit);
    }

    [Theory]
    [InlineData("default_level: 0.9", "default_levle: 0.9", "line 2: unknown key default_levle in the channel; did you mean default_level?")]
    [InlineData("default_level: 0.9", "default_level: 0.9\ncolour: red",
        "line 3: unknown key colour in the channel; the keys are description, default_level, default_window_days, exposure_seconds, typical_depth_mag, templates, watch_days, filters, scan_when")]
    [InlineData("default_level: 0.9\n", "", "line 1: the key default_level is missing in the channel")]
    [InlineData("default_level: 0.9", "default_level: 95", "line 2: default_level in the channel is 95; it must lie between 0 and 1")]
    [InlineData("default_level: 0.9", "default_level: 0", "line 2: default_level in the channel must be above 0")]
    [InlineData("default_level: 0.9", "default_level: 0,9", "line 2: default_level in the channel is 0,9; it must be a number")]
    [InlineData("default_level: 0.9", "default_level: .nan", "line 2: default_level in the channel is .nan; it must be a number")]
    [InlineData("default_level: 0.9", "default_level: 1e999", "line 2: default_level in the channel is 1e999; it must be a number")]
    [InlineData("default_level: 0.9", "default_level: \"0.9\"", "line 2: default_level in the channel is the text \"0.9\"; it must be a number")]
    [InlineData("default_level: 0.9", "default_level:", "line 2: default_level in the channel has no value; it must be a number")]
    [InlineData("default_level: 0.9", "default_level: [0.9]", "line 2: default_level in the channel is a list; it must be a number")]
    [InlineData("default_level: 0.9", "default_level: {x: 1}", "line 2: default_level in the channel is a block of keys; it must be a number")]
    [InlineData("default_level: 0.9", "default_level: 0.9\ndefault_level: 0.8", "line 3: the key 'default_level' is there twice (first in line 2)")]
    [InlineData("default_window_days: 3", "default_window_days: 0", "line 3: default_window_days in the channel must be above 0")]
    [InlineData("default_window_days: 3", "default_window_days: -3", "line 3: default_window_days in the channel is -3; it must lie between 0 and 36525")]
    [InlineData("exposure_seconds: 30", "exposure_seconds: 0", "line 4: exposure_seconds in the channel must be above 0")]
    [InlineData("description: A test", "description: ''", "line 1: description in the channel is the text \"\"; it must be a text")]
    [InlineData("description: A test", "description: \"a\\nb\"", "it must be one line of at most 200 characters")]
    [InlineData("unit: HistoryCuts", "unit: HistoryCut", "line 7: there is no filter unit HistoryCut; did you mean HistoryCuts?")]
    [InlineData("unit: HistoryCuts", "unit: Sieve", "line 7: there is no filter unit Sieve; the units are DecentFilter, HistoryCuts, PacketCuts")]
    [InlineData("    config:", "    confg:", "line 8: unknown key confg in the entry of filters; did you mean config?")]
    [InlineData("min_duration_days: 0.01", "min_duration: 0.01",
        "line 10: unknown key min_duration in the config of HistoryCuts; did you mean min_duration_days?")]
    [InlineData("      min_duration_days: 0.01\n", "", "line 9: the key min_duration_days is missing in the config of HistoryCuts")]
    [InlineData("min_previous_detections: 1", "min_previous_detections: one",
        "line 11: min_previous_detections in the config of HistoryCuts is one; it must be a whole number")]
    [InlineData("min_previous_detections: 1", "min_previous_detections: 99999999999999999999",
        "line 11: min_previous_detections in the config of HistoryCuts is 99999999999999999999; it must be a whole number")]
    [InlineData("first_detection_in_window: true", "first_detection_in_window: yes",
        "line 9: first_detection_in_window in the config of HistoryCuts is yes; it must be true or false")]
    [InlineData("first_detection_in_window: true", "first_detection_in_window: !!bool true", "line 9: tags (!) are not allowed")]
    [InlineData("description: A test", "description: &a A test", "line 1: anchors (&) and aliases (*) are not allowed; write the values out")]
    [InlineData("description: A test", "description: *a", "line 1: anchors (&) and aliases (*) are not allowed; write the values out")]
    [InlineData("description: A test", "? [a, b]\n: A test", "line 1: a key must be a word")]
    public void A_mistake_is_told_with_file_line_and_key(string right, string wrong, string sentence)
    {
        Assert.Contains(right, Valid);

        var message = Refusal(Valid.Replace(right, wrong, StringComparison.Ordinal));

        Assert.StartsWith(Path.Combine(folder, "test.yaml") + ", line ", message);
        Assert.Contains(sentence, message);
    }

    [Fact]
    public void All_mistakes_are_told_at_once_in_the_files_order_and_at_most_five()
    {
        var message = Refusal(Valid.Replace("default_level: 0.9", "default_levle: 0.9").Replace("min_duration_days: 0.01", "min_duration_days: x"));
        Assert.Equal(2, message.Split('\n').Length);
        Assert.True(message.IndexOf("default_levle", StringComparison.Ordinal) < message.IndexOf("min_duration_days", StringComparison.Ordinal));

        var many = Refusal(Valid + "\n" + string.Join('\n', Enumerable.Range(0, 9).Select(i => $"colour{i}: red")));
        Assert.Equal(6, many.Split('\n').Length);
        Assert.EndsWith("and 4 more", many);
    }

    [Fact]
    public void A_unit_twice_is_refused()
        => Assert.Contains("line 13: the unit HistoryCuts is listed twice in filters; a channel holds each unit once",
            Refusal(Valid + "\n" + Valid[Valid.IndexOf("  - unit", StringComparison.Ordinal)..]));

    [Theory]
    [InlineData("", "line 1: the file is empty")]
    [InlineData("# nothing\n", "the file is empty")]
    [InlineData("just words", "line 1: the channel must be keys with values (key: value)")]
    [InlineData("- a\n- b", "line 1: the channel must be keys with values (key: value)")]
    [InlineData("a: [1, 2", "line ")]
    [InlineData("a: b\n---\nc: d\n", "line 2: a second document begins here; a file holds one")]
    [InlineData("<html><body>Sign in</body></html>", "line 1: the channel must be keys with values (key: value)")]
    [InlineData("{\"a\": \"\\UFFFFFFFF\"}", "line 1")]
    [InlineData("a: \"\\uD800\"", "line 1")]
    [InlineData("%YAML 9.9\n---\na: b", "line 1")]
    public void What_is_no_channel_is_refused_with_a_sentence(string text, string sentence) => Assert.Contains(sentence, Refusal(text));

    [Fact]
    public void Deep_nesting_is_refused_and_not_followed()
    {
        Assert.Contains("more than 16 levels of nesting", Refusal("a: " + new string('[', 60_000)));
        Assert.Contains("more than 16 levels of nesting", Refusal(string.Concat(Enumerable.Repeat("{a: ", 16_000))));
        Assert.Contains("more than 16 levels of nesting", Refusal(string.Concat(Enumerable.Repeat("- ", 30_000)) + "a"));
    }

    [Fact]
    public void Many_values_are_refused() => Assert.Contains("more than 10000 values", Refusal("a: [" + string.Concat(Enumerable.Repeat("1,", 20_000)) + "]"));

    [Fact]
    public void A_file_larger_than_64_KiB_is_refused_and_one_of_64_KiB_is_read()
    {
        var padding = new string('#', ChannelFolder.MaxFileBytes - Valid.Length - 1);

        Assert.Equal("A test", Load(Valid + "\n" + padding).Description);
        Assert.EndsWith("test.yaml is larger than 64 KiB, too large for a channel", Refusal(Valid + "\n" + padding + "#"));
    }

    [Fact]
    public void Bytes_that_are_no_UTF_8_are_refused()
    {
        File.WriteAllBytes(Path.Combine(folder, "test.yaml"), [.. "description: "u8, 0xff, 0xfe, .. "\n"u8]);

        Assert.EndsWith("is not YAML: it is not UTF-8 text", Assert.Throws<ChannelException>(() => new ChannelFolder(folder).Load("test")).Message);
    }

    [Fact]
    public void A_byte_order_mark_and_carriage_returns_do_no_harm()
    {
        File.WriteAllText(Path.Combine(folder, "test.yaml"), Valid.ReplaceLineEndings("\r\n"), new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));

        Assert.Equal(0.9, new ChannelFolder(folder).Load("test").DefaultLevel);
    }

    [Fact]
    public void Damaged_files_load_or_are_refused_and_nothing_else()
    {
        var text = Encoding.UTF8.GetBytes(Valid);
        var random = new Random(20190814);
        for (var i = 0; i < 3000; i++)
        {
            var damaged = text.ToArray();
            for (var n = random.Next(1, 5); n > 0; n--)
                damaged[random.Next(damaged.Length)] = random.Next(3) == 0 ? (byte)random.Next(256) : (byte)"{}[]:-?&*!|>'\"%@`#,\n\t \\"[random.Next(23)];
            File.WriteAllBytes(Path.Combine(folder, "test.yaml"), damaged[..random.Next(damaged.Length / 2, damaged.Length)]);
            try
            {
                new ChannelFolder(folder).Load("test");
            }
            catch (ChannelException e)
            {
                Assert.StartsWith(Path.Combine(folder, "test.yaml"), e.Message);
            }
        }
    }

    [Theory]
    [InlineData("../test")]
    [InlineData("a/b")]
    [InlineData("TEST")]
    [InlineData("test.yaml")]
    [InlineData("")]
    [InlineData("test\n")]
    [InlineData("tést")]
    public void A_name_that_could_be_a_path_is_refused(string name)
    {
        File.WriteAllText(Path.Combine(folder, "test.yaml"), Valid);

        Assert.Equal($"'{name}' is no name of a channel: only lower-case letters, digits, _ and -",
            Assert.Throws<ChannelException>(() => new ChannelFolder(folder).Load(name)).Message);
    }

    [Fact]
    public void A_channel_that_is_not_there_is_answered_with_those_that_are()
    {
        foreach (var name in new[] { "gw", "grb", "Upper", "no channel" })
            File.WriteAllText(Path.Combine(folder, name + ".yaml"), Valid);

        Assert.Equal(["grb", "gw"], new ChannelFolder(folder).Names);
        Assert.Equal($"there is no channel grbs in {folder}; there are grb, gw. Did you mean grb?",
            Assert.Throws<ChannelException>(() => new ChannelFolder(folder).Load("grbs")).Message);
    }

    [Fact]
    public void An_empty_or_missing_folder_is_said()
    {
        Assert.Equal($"there is no channel gw: the folder {folder} holds no channel file (NAME.yaml)",
            Assert.Throws<ChannelException>(() => new ChannelFolder(folder).Load("gw")).Message);

        var missing = Path.Combine(folder, "nowhere");
        Assert.Equal($"There is no folder of channels {missing}; give the folder that holds gw.yaml.",
            Assert.Throws<FileNotFoundException>(() => new ChannelFolder(missing).Names).Message);
    }

    private Channel Load(string text)
    {
        File.WriteAllText(Path.Combine(folder, "test.yaml"), text);
        return new ChannelFolder(folder).Load("test");
    }

    private string Refusal(string text) => Assert.Throws<ChannelException>(() => Load(text)).Message;
}
