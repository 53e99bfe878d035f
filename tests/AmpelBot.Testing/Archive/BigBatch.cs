using AmpelBot.Alerts.Archive;
using Xunit;

namespace AmpelBot.Testing.Archive;

/// <summary>Batches that are big enough to be found through lists.</summary>
public static class BigBatch
{
    public const double Jd = 2_458_451.75;
    public const int Count = 33_000;
    public const int Objects = 5000;

    public static string NameOf(long i) => FormattableString.Invariant($"object {i % Objects}");

    /// <summary>A night of a survey that counts on.</summary>
    public static AlertRow[] Night(int firstId, double jd)
        => [.. Enumerable.Range(firstId, Count).Select(i => AlertRow.Of(HandMade.Bare(
            i, jd + (i - firstId) * 1e-6, i % Objects * 0.07, i % Objects * 0.01 - 30, NameOf(i))))];

    public static async Task AssertSoundAsync(IArchive archive)
        => Assert.All(await archive.VerifyAsync(null, default), check => Assert.True(check.IsOk, check.Name + ": " + check.Detail));
}
