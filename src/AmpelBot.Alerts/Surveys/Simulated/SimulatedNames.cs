using System.Globalization;
using AmpelBot.Sky;

namespace AmpelBot.Alerts.Surveys.Simulated;

/// <summary>
/// Names in ZTF's spelling: the year of the first detection and seven letters. Each object has a number of its own that does not depend on
/// which others exist: what is born of one detection (an asteroid in passing, an artefact) counts by night, exposure and quadrant, what stays
/// in its place by HEALPix cell, population and time.
/// </summary>
internal static class SimulatedNames
{
    /// <summary>An image has room for so many objects that are born of one detection.</summary>
    internal const int MostPerImage = 100;

    private const int Letters = 7;
    private const long Names = 8_031_810_176;
    private const int MostExposures = 2160;
    private const int Quadrants = 64;
    private const long FirstOfCells = 366L * MostExposures * Quadrants * MostPerImage;
    private const long PerCell = 241_000;
    private const int MostSteady = 10_000;
    private const int FirstTransient = 60_000;
    private const int TransientDays = 512;
    private const int TransientPopulations = 7;
    private const int MostTransients = 50;
    private const int FirstInjected = 240_000;

    // Coprime to 26, so that neighbouring numbers have names far apart, and no two the same.
    private const long Scramble = 4_961_872_137;

    /// <summary>Number of an object that an image brings forth.</summary>
    internal static long OfImage(double jd, int exposure, int quadrant, int counter) =>
        ((long)(TimeScales.JdToUtc(jd).DayOfYear - 1) * MostExposures + exposure % MostExposures) * Quadrants * MostPerImage + quadrant * MostPerImage + counter;

    /// <summary>Number of a source that is always there.</summary>
    internal static long OfSteady(long cell, int population, int index) =>
        FirstOfCells + cell * PerCell + population * MostSteady + index % MostSteady;

    /// <summary>Number of a source that begins on a day.</summary>
    internal static long OfTransient(long cell, int population, int day, int index) =>
        FirstOfCells + cell * PerCell + FirstTransient + (day % TransientDays * TransientPopulations + population) * MostTransients + index % MostTransients;

    /// <summary>Number of a source that was put there.</summary>
    internal static long OfInjected(long cell, int index) => FirstOfCells + cell * PerCell + FirstInjected + index;

    /// <summary>The name of an object.</summary>
    internal static string Name(long number, double firstJd)
    {
        var scrambled = (long)((Int128)number * Scramble % Names);
        Span<char> letters = stackalloc char[Letters];
        for (var i = Letters - 1; i >= 0; i--, scrambled /= 26)
            letters[i] = (char)('a' + scrambled % 26);
        return string.Create(CultureInfo.InvariantCulture, $"ZTF{TimeScales.JdToUtc(firstJd).Year % 100:00}{letters}");
    }
}
