using AmpelBot.FollowUp.Channels;
using AmpelBot.FollowUp.Notices;
using AmpelBot.FollowUp.T3;
using AmpelBot.FollowUp.Tests.Channels;

namespace AmpelBot.FollowUp.Tests.T3;

public sealed class DraftTemplateTests
{
    [Theory]
    [InlineData("subject: a {event.nmae}\n\ntext", "t.txt, line 1: there is no place {event.nmae}; did you mean event.name?")]
    [InlineData("subject: a\n\ntext {zzzzzzzz.y}", "t.txt, line 3: there is no place {zzzzzzzz.y}; there are candidate.")]
    [InlineData("%% no\nsubject: a\n\n{?nobody} text", "t.txt, line 4: there is no condition {nobody}")]
    [InlineData("subject: a\n\n{?not one, not grp} text", "t.txt, line 3: there is no condition {grp}; did you mean grb?")]
    [InlineData("subject: a\n\nSee {candidate.name}.", "t.txt, line 3: candidate.name is only known in a paragraph after")]
    [InlineData("subject: a\n\n{?candidate.said} See.", "t.txt, line 3: candidate.said is only known in a paragraph after")]
    [InlineData("subject: a\n\nhere: {table}", "t.txt, line 3: {table} must stand alone")]
    [InlineData("subject: a\n\n{table}\nand more", "t.txt, line 3: {table} must stand alone")]
    [InlineData("subject: a\n\nan open { brace", "t.txt, line 3: a brace is no part of a place")]
    [InlineData("subject: a\n\n{event name}", "t.txt, line 3: a brace is no part of a place")]
    [InlineData("subject: a\n\n%each night\ntext", "t.txt, line 3: a line may begin with % only as")]
    [InlineData("%each candidate\nsubject: a\n\ntext", "t.txt, line 2: the first paragraph is the head")]
    [InlineData("title: a\n\ntext", "t.txt, line 1: a line of the first paragraph begins with one of subject:")]
    [InlineData("{?one} subject: a\n\ntext", "t.txt, line 1: the last line for subject must have no condition")]
    [InlineData("subject: a", "t.txt, line 1: there is no text after the first paragraph")]
    [InlineData("", "t.txt, line 1: the first paragraph has no line \"subject: …\"")]
    public void What_is_wrong_is_told_with_file_and_line_when_the_template_is_read(string text, string told)
        => Assert.Contains(told, Assert.Throws<ChannelException>(() => DraftTemplate.Parse(text, "t.txt", ["subject"])).Message);

    [Fact]
    public void Many_mistakes_are_told_in_order_five_of_them()
    {
        var text = "subject: a\n\n" + string.Concat(Enumerable.Range(0, 9).Select(i => $"{{wrong.{(char)('a' + i)}}}\n"));
        var lines = Assert.Throws<ChannelException>(() => DraftTemplate.Parse(text, "t.txt", ["subject"])).Message.Split('\n');
        Assert.Equal(["t.txt, line 3", "t.txt, line 4", "t.txt, line 5", "t.txt, line 6", "t.txt, line 7"], lines[..5].Select(line => line[..13]));
        Assert.Equal("and 4 more", lines[5]);
    }

    [Fact]
    public void A_missing_value_is_left_open_and_conditions_choose_lines()
    {
        var template = DraftTemplate.Parse("""
            %% a comment
            {?none} subject: none for {event.name}
            {?neutrino, not none} subject: neutrino {event.name}
            subject: {event.name}

            At {event.time}
            {?event_time} (known),
            %% another
            {?not event_time} (not known),
            {?gw} waves.
            {?neutrino} neutrinos.

            %each candidate
            {candidate.name}:
            {?candidate.said} {candidate.said}
            {?not candidate.said} nothing.
            """, "t.txt", ["subject"]);
        Assert.Equal("none for S190814bv", Written("S190814bv", Messenger.GravitationalWave, 0).Head);
        Assert.Equal("S190814bv", Written("S190814bv", Messenger.GravitationalWave, 1).Head);
        var (head, body) = Written("IC191001A", Messenger.Neutrino, 2);
        Assert.Equal("neutrino IceCube-191001A", head);
        Assert.Equal(["At [TO FILL: event time, UTC] (not known), neutrinos.", "ZTF19aaaaaaa: 1 x rejected (AGN); 1 x interesting; \"in the nucleus, \"WISE\" colours ?\"", "ZTF19aaaaaab: nothing."], body);

        (string Head, string[] Body) Written(string name, Messenger messenger, int candidates)
        {
            var report = Reports.Of(candidates: candidates, name: name, messenger: messenger).WithNotice(notice => notice with { EventTimeUtc = null });
            report = report with { Candidates = [.. report.Candidates.OrderBy(c => c.Name, StringComparer.Ordinal)] };
            if (candidates > 0)
                report = report.WithFirst(candidate => candidate with { Votes = Reports.SomeVotes });
            var facts = new DraftFacts(report, IsMarkdown: false, candidates, candidates);
            return (DraftComposition.Head(template, "subject", facts), [.. DraftComposition.Paragraphs(template, facts)]);
        }
    }

    [Fact]
    public void People_are_called_by_name_only_where_the_template_says_so()
    {
        var report = Reports.Of(candidates: 1).WithFirst(candidate => candidate with { Votes = Reports.SomeVotes });
        var facts = new DraftFacts(report, IsMarkdown: false, 1, 1) { Current = report.Candidates[0] };
        Assert.DoesNotContain("Bob", DraftPlaces.Values["candidate.said"].Value(facts)!);
        Assert.Equal("rejected (AGN) by =Bob; interesting by Eve; \"in the nucleus, \"WISE\" colours ?\" by =Bob", DraftPlaces.Values["candidate.said_by"].Value(facts));
    }

    [Fact]
    public void Values_that_look_like_places_stay_what_they_are()
    {
        var template = DraftTemplate.Parse("subject: x\n\n{event.name}", "t.txt", ["subject"]);
        var report = Reports.Of(candidates: 0, name: "{event.time}{?gw}");
        Assert.Equal(["{event.time}{?gw}"], DraftComposition.Paragraphs(template, new DraftFacts(report, IsMarkdown: false, 0, 0)));
    }

    [Fact]
    public void A_channel_has_the_templates_that_its_file_names()
    {
        using var folder = new TemplatesFolder();
        Assert.Equal("ztf", folder.Load("ztf").DraftTexts.Name);
        folder.Write("templates/rubin/atel.txt", "title: From Rubin\nauthors: us\nsubjects: Optical\n\ntext");
        folder.Write("templates/rubin/circular.txt", "subject: Rubin and {event.name}\n\ntext");
        folder.Write("templates/rubin/tns.yaml", "reporting_group_id: 7\nreporter: A. Author\nat_type: 1");
        var texts = folder.Load("rubin").DraftTexts;
        Assert.Equal(new TnsReporter(7, "A. Author", 1), texts.Tns);
        Assert.StartsWith("Title: From Rubin\n", Drafts.Atel.Write(Reports.Of(candidates: 1), texts, null));

        Assert.Contains("there are no templates nobody", Assert.Throws<ChannelException>(() => folder.Load("nobody")).Message);
        Assert.Contains("is no name of templates", Assert.Throws<ChannelException>(() => folder.Load("../up")).Message);
        folder.Write("templates/rubin/tns.yaml", "reporting_grup_id: 7");
        Assert.Contains("tns.yaml, line 1: ", Assert.Throws<ChannelException>(() => folder.Load("rubin")).Message);
        folder.Write("templates/rubin/tns.yaml", "a: [");
        Assert.Contains("tns.yaml, line ", Assert.Throws<ChannelException>(() => folder.Load("rubin")).Message);
        folder.Write("templates/rubin/atel.txt", new string('x', DraftTemplate.MaxFileBytes + 1));
        Assert.Contains("larger than 64 KiB", Assert.Throws<ChannelException>(() => folder.Load("rubin")).Message);
        File.WriteAllBytes(folder.File("templates/rubin/atel.txt"), [0xff, 0xfe, 0xc3]);
        Assert.Contains("is not UTF-8 text", Assert.Throws<ChannelException>(() => folder.Load("rubin")).Message);
        File.Delete(folder.File("templates/rubin/atel.txt"));
        Assert.Contains("cannot be read", Assert.Throws<ChannelException>(() => folder.Load("rubin")).Message);
    }

    [Fact]
    public void The_built_in_texts_are_the_shipped_ones()
    {
        var channels = new ChannelFolder(Checkout.Path("channels"));
        Assert.Equal(["grb", "gw", "neutrino"], channels.Names);
        foreach (var report in new[] { Reports.Of(candidates: 2), Reports.Of(candidates: 0, name: "IC191001A", messenger: Messenger.Neutrino) })
            foreach (var kind in Drafts.All)
                foreach (var name in channels.Names)
                    Assert.Equal(kind.Write(report, DraftTexts.Default, null), kind.Write(report, channels.Load(name).DraftTexts, null));
    }

    /// <summary>A folder of channels that goes away.</summary>
    private sealed class TemplatesFolder : IDisposable
    {
        private readonly string folder = Directory.CreateTempSubdirectory("drafts-").FullName;

        public TemplatesFolder()
        {
            foreach (var file in new[] { "atel.txt", "circular.txt", "tns.yaml" })
                Write("templates/ztf/" + file, System.IO.File.ReadAllText(Path.Combine(Checkout.Path("channels"), "templates", "ztf", file)));
        }

        public string File(string name) => Path.Combine(folder, name);

        public void Write(string name, string text)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(File(name))!);
            System.IO.File.WriteAllText(File(name), text);
        }

        public Channel Load(string templates)
        {
            var gw = System.IO.File.ReadAllText(Path.Combine(Checkout.Path("channels"), "gw.yaml"));
            Write("one.yaml", gw.Replace("templates: ztf", $"templates: {templates}", StringComparison.Ordinal));
            return new ChannelFolder(folder).Load("one");
        }

        public void Dispose() => Directory.Delete(folder, recursive: true);
    }
}
