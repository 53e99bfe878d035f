using System.Text.Json;

namespace AmpelBot.Sky.SkyMaps;

/// <summary>Regions and contours as GeoJSON (RFC 7946), UTF-8.</summary>
/// <remarks>
/// A position is [longitude, latitude]: right ascension brought into -180 to 180 and declination, degrees in ICRS, rounded to 9 decimals
/// (4 microarcseconds). Polygons are cut along longitude 180 (section 3.1.9), the poles are lines from one longitude to another at
/// latitude 90, the exterior ring runs counterclockwise and holes clockwise (section 3.1.6), rings are closed. As the RFC has it the edges
/// are straight on the map of longitude and latitude.
/// </remarks>
public static class GeoJson
{
    /// <summary>Writes a region as one Feature with a MultiPolygon, its area in square degrees as the property areaSqDeg.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="moc">The region; an empty one has no polygon.</param>
    /// <param name="toleranceDeg">How far the lines between positions may lie from the cells' edges, in degrees on the sky, 1e-6 to
    /// 10.</param>
    /// <exception cref="ArgumentOutOfRangeException">The tolerance is not 1e-6 to 10.</exception>
    public static void WriteRegion(Stream stream, Moc moc, double toleranceDeg)
    {
        Contours.Check(toleranceDeg);
        using var json = new Utf8JsonWriter(stream);
        WriteFeature(json, moc, toleranceDeg, () => { });
    }

    /// <summary>
    /// Writes a map's contours as a FeatureCollection, one Feature a level in the order given, with the properties level, probability
    /// (inside) and areaSqDeg.
    /// </summary>
    /// <param name="stream">Where to.</param>
    /// <param name="map">The map.</param>
    /// <param name="levels">Credible levels, above 0 to 1.</param>
    /// <param name="toleranceDeg">How far the lines between positions may lie from the cells' edges, in degrees on the sky, 1e-6 to
    /// 10.</param>
    /// <exception cref="ArgumentOutOfRangeException">A level or the tolerance is out of range.</exception>
    public static void WriteContours(Stream stream, SkyMap map, IReadOnlyList<double> levels, double toleranceDeg)
    {
        Contours.Check(toleranceDeg);
        var regions = levels.Select(map.RegionAt).ToList();
        using var json = new Utf8JsonWriter(stream);
        json.WriteStartObject();
        json.WriteString("type", "FeatureCollection");
        json.WriteStartArray("features");
        foreach (var region in regions)
            WriteFeature(json, region.Moc, toleranceDeg, () =>
            {
                json.WriteNumber("level", region.Level);
                json.WriteNumber("probability", region.Probability);
            });
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteFeature(Utf8JsonWriter json, Moc moc, double toleranceDeg, Action writeProperties)
    {
        json.WriteStartObject();
        json.WriteString("type", "Feature");
        json.WriteStartObject("properties");
        writeProperties();
        json.WriteNumber("areaSqDeg", moc.AreaSqDeg);
        json.WriteEndObject();
        json.WriteStartObject("geometry");
        json.WriteString("type", "MultiPolygon");
        json.WriteStartArray("coordinates");
        foreach (var rings in ContourRings.Trace(moc, plane: true, toleranceDeg))
        {
            json.WriteStartArray();
            // One ring of a piece runs counterclockwise; it comes first.
            foreach (var ring in rings.OrderByDescending(SignedArea))
                WriteRing(json, ring);
            json.WriteEndArray();
        }
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteRing(Utf8JsonWriter json, List<LonLat> ring)
    {
        json.WriteStartArray();
        foreach (var place in ring.Append(ring[0]))
        {
            json.WriteStartArray();
            json.WriteNumberValue(Math.Round(place.LonDeg, 9));
            json.WriteNumberValue(Math.Round(place.LatDeg, 9));
            json.WriteEndArray();
        }
        json.WriteEndArray();
    }

    private static double SignedArea(List<LonLat> ring)
    {
        var twice = 0.0;
        var before = ring[^1];
        foreach (var at in ring)
        {
            twice += before.LonDeg * at.LatDeg - at.LonDeg * before.LatDeg;
            before = at;
        }
        return twice / 2;
    }
}
