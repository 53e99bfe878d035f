using System.Text.Json;
using AmpelBot.Following;
using AmpelBot.FollowUp.Notices;
using AmpelBot.Testing;

namespace AmpelBot.Tests.Following;

/// <summary>A notice that a table keeps is the notice, but for the bytes of its maps.</summary>
public sealed class KeptNoticeTests
{
    [SkippableFact]
    public void Every_real_notice_comes_back_as_it_was()
    {
        Skip.IfNot(RealData.Present, RealData.Why);
        var read = 0;
        foreach (var file in new[] { "notices", "circulars" }.SelectMany(f => Directory.EnumerateFiles(RealData.Path(f), "*", SearchOption.AllDirectories)))
            if (NoticeParser.Parse(File.ReadAllBytes(file)) is { Success: true, Value: var notice })
            {
                var bare = notice with
                {
                    SkyMap = notice.SkyMap is { Fits: not null } map ? map with { Fits = ReadOnlyMemory<byte>.Empty } : notice.SkyMap,
                    ExternalCoincidence = notice.ExternalCoincidence is { CombinedSkyMap: { Fits: not null } combined } c ? c with { CombinedSkyMap = combined with { Fits = ReadOnlyMemory<byte>.Empty } } : notice.ExternalCoincidence,
                };
                Assert.Equal(Written(bare), Written(KeptNotice.Read(KeptNotice.Write(notice))));
                read++;
            }
        Assert.True(read > 50);
    }

    private static string Written(SentNotice notice) => JsonSerializer.Serialize(NoticeJson.Document(notice)) + NoticeText.Write(notice);
}
