namespace AmpelBot.Sky.Ephemeris;

/// <summary>The sites that people name when they ask what can be observed tonight.</summary>
/// <remarks>Positions of IRAF's table of observatories (noao, obsdb.dat): geodetic, longitudes there to the west.</remarks>
public static class ObservingSites
{
    /// <summary>All sites, ZTF's own first.</summary>
    public static IReadOnlyList<ObservingSite> All { get; } =
    [
        ObservingSite.Palomar,
        // Keck I and II.
        new("Mauna Kea", -Degrees(155, 28, 42), Degrees(19, 49, 42), 4160),
        new("La Silla", -Degrees(70, 43, 48), -Degrees(29, 15, 24), 2347),
        new("Paranal", -Degrees(70, 24, 11.642), -Degrees(24, 37, 33.117), 2635),
        new("Calar Alto", -Degrees(2, 32, 46.5), Degrees(37, 13, 25), 2168),
        new("La Palma", -Degrees(17, 52, 48), Degrees(28, 45, 30), 2327),
        new("Siding Spring", Degrees(149, 3, 40.3), -Degrees(31, 16, 24.1), 1149),
    ];

    /// <summary>The site of a name, in any case and with or without spaces; null when the table has none.</summary>
    public static ObservingSite? Find(string name)
    {
        return All.FirstOrDefault(site => string.Equals(Letters(site.Name), Letters(name), StringComparison.OrdinalIgnoreCase));

        static string Letters(string text) => new([.. text.Where(char.IsAsciiLetter)]);
    }

    private static double Degrees(double degrees, double minutes, double seconds) => degrees + minutes / 60 + seconds / 3600;
}
