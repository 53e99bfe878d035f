using AmpelBot.FollowUp.Plots;
using AmpelBot.Testing;

namespace AmpelBot.FollowUp.Tests.Plots;

/// <summary>The pictures in docs/gallery are those that the program draws; AMPELBOT_WRITE_EXAMPLES=1 draws them anew.</summary>
public sealed class GalleryTests
{
    private const int WidthPixels = 800;
    private const int ColourTolerance = 64;
    private const double ShareTolerance = 0.01;

    private static readonly bool Writes = Environment.GetEnvironmentVariable("AMPELBOT_WRITE_EXAMPLES") == "1";

    public static TheoryData<string> Files => new(Gallery.Recipes.Select(recipe => recipe.File));

    /// <summary>At most 1 % of the pixels may differ by more than a quarter of the range: fonts and their edges, nothing that has moved.</summary>
    [SkippableTheory]
    [MemberData(nameof(Files))]
    public void A_picture_of_the_gallery_is_what_the_program_draws(string file)
    {
        var recipe = Gallery.Recipes.Single(recipe => recipe.File == file);
        Skip.If(recipe.RealMap is not null && !RealData.Present, RealData.Why);
        using var stream = new MemoryStream();
        SkyPlots.Find(recipe.Kind)!.Write(recipe.Input(), new PlotStyle(Theme: recipe.Theme, WidthPixels: WidthPixels), stream, CancellationToken.None);
        var drawn = stream.ToArray();
        var path = Path.Combine(Folder, file);
        if (Writes)
            File.WriteAllBytes(path, drawn);
        var (now, before) = (PngPixels.Of(drawn), PngPixels.Of(File.ReadAllBytes(path)));
        Assert.Equal((before.Width, before.Height), (now.Width, now.Height));
        Assert.InRange(now.ShareDifferent(before, ColourTolerance), 0, ShareTolerance);
    }

    [Fact]
    public void The_page_of_the_gallery_has_a_line_for_each_picture()
    {
        var page = File.ReadAllText(Path.Combine(Folder, "README.md"));
        foreach (var recipe in Gallery.Recipes)
        {
            Assert.Contains($"({recipe.File})", page);
            Assert.True(File.Exists(Path.Combine(Folder, recipe.File)), recipe.File);
        }
    }

    [Fact]
    public void The_gallery_stays_below_four_megabytes()
        => Assert.InRange(Directory.GetFiles(Folder).Sum(file => new FileInfo(file).Length), 1, 4_000_000);

    private static string Folder
    {
        get
        {
            for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
                if (File.Exists(Path.Combine(folder.FullName, "AmpelBot.sln")))
                    return Directory.CreateDirectory(Path.Combine(folder.FullName, "docs", "gallery")).FullName;
            throw new DirectoryNotFoundException("docs/gallery does not lie above the tests");
        }
    }
}
