using System.Text.RegularExpressions;
using AmpelBot.Testing;

namespace AmpelBot.Tests;

/// <summary>The house rules that a program can check.</summary>
public partial class HouseTests
{
    private static readonly string[] Rooms = ["AmpelBot.Sky", "AmpelBot.Alerts", "AmpelBot.FollowUp", "AmpelBot"];

    public static TheoryData<string> EachRoom => [.. Rooms];

    [Theory]
    [MemberData(nameof(EachRoom))]
    public void A_room_references_only_rooms_to_its_left(string room)
    {
        var referenced = ProjectReference().Matches(Project(room)).Select(m => m.Groups[1].Value);
        Assert.All(referenced, r => Assert.True(Array.IndexOf(Rooms, r) < Array.IndexOf(Rooms, room) && Rooms.Contains(r), $"{room} references {r}"));
    }

    [Fact]
    public void Sky_has_no_package() => Assert.DoesNotContain("PackageReference", Project("AmpelBot.Sky"), StringComparison.Ordinal);

    [Fact]
    public void The_clock_is_asked_through_TimeProvider()
    {
        foreach (var (file, text) in Sources())
            Assert.False(Clock().IsMatch(text), $"{file} asks the clock: {Clock().Match(text).Value}");
    }

    [Fact]
    public void No_type_is_called_Manager_Helper_Utils_Service_or_Base()
    {
        foreach (var (file, text) in Sources())
            Assert.False(EmptyName().IsMatch(text), $"{file}: {EmptyName().Match(text).Value}");
    }

    [Fact]
    public void Sky_never_waits_logs_or_touches_the_network()
    {
        foreach (var (file, text) in Sources().Where(s => s.File.Contains("AmpelBot.Sky" + Path.DirectorySeparatorChar, StringComparison.Ordinal)))
            Assert.False(NotInSky().IsMatch(text), $"{file}: {NotInSky().Match(text).Value}");
    }

    [Fact]
    public void No_file_of_code_is_longer_than_six_hundred_lines()
    {
        foreach (var (file, text) in Sources())
            Assert.True(text.Count(c => c == '\n') <= 600, $"{file} has {text.Count(c => c == '\n')} lines");
    }

    [Fact]
    public void Documents_name_files_that_exist()
    {
        var named = 0;
        foreach (var document in Directory.GetFiles(Repository.Folder, "*.md").Concat(Directory.GetFiles(Path.Combine(Repository.Folder, "docs"), "*.md", SearchOption.AllDirectories)))
        {
            var text = File.ReadAllText(document);
            var targets = Link().Matches(text).Select(m => Path.Combine(Path.GetDirectoryName(document)!, m.Groups[1].Value))
                .Concat(CodePath().Matches(text).Select(m => Path.Combine(Repository.Folder, m.Groups[1].Value)));
            foreach (var target in targets)
            {
                named++;
                Assert.True(File.Exists(target) || Directory.Exists(target), $"{Path.GetFileName(document)} names {target}");
            }
        }
        Assert.True(named > 20);
    }

    private static string Project(string room) => File.ReadAllText(Path.Combine(Repository.Folder, "src", room, room + ".csproj"));

    private static IEnumerable<(string File, string Text)> Sources() =>
        Directory.GetFiles(Path.Combine(Repository.Folder, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Split(Path.DirectorySeparatorChar).Any(p => p is "obj" or "bin"))
            .Select(f => (f, File.ReadAllText(f)));

    [GeneratedRegex("<ProjectReference Include=\"../([A-Za-z.]+)/")]
    private static partial Regex ProjectReference();

    [GeneratedRegex(@"\bDateTime(Offset)?\.(Now|UtcNow|Today)\b")]
    private static partial Regex Clock();

    [GeneratedRegex(@"\b(class|record|struct|interface) \w+(Manager|Helper|Helpers|Utils|Util|Service|Base)\b")]
    private static partial Regex EmptyName();

    [GeneratedRegex(@"\b(HttpClient|Socket|async|await|Task|ILogger|TimeProvider|Stopwatch)\b(?![^\n]*///)")]
    private static partial Regex NotInSky();

    [GeneratedRegex(@"\]\(([^)#:]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"`((?:src|tests|docs|channels|skymaps)/[\w./-]+)`")]
    private static partial Regex CodePath();
}
