using System.Text.Json;

namespace AmpelBot.Sky.Tests.Contours;

/// <summary>A GeoJSON polygon: rings of longitude and latitude with straight edges.</summary>
internal sealed class PlanePolygon(List<List<(double Lon, double Lat)>> rings)
{
    public List<List<(double Lon, double Lat)>> Rings { get; } = rings;

    /// <summary>True area of the sphere inside, square degrees: the integral of sin(latitude) along the straight edges.</summary>
    public double AreaSqDeg => Rings.Sum(AreaSqDegOf);

    public static List<PlanePolygon> OfFeature(JsonElement feature)
    {
        Assert.Equal("Feature", feature.GetProperty("type").GetString());
        Assert.Equal("MultiPolygon", feature.GetProperty("geometry").GetProperty("type").GetString());
        return [.. feature.GetProperty("geometry").GetProperty("coordinates").EnumerateArray().Select(polygon => new PlanePolygon(
            [.. polygon.EnumerateArray().Select(ring => ring.EnumerateArray().Select(p => (p[0].GetDouble(), p[1].GetDouble())).ToList())]))];
    }

    public static double AreaSqDegOf(List<(double Lon, double Lat)> ring)
    {
        const double Rad = Math.PI / 180;
        var sum = 0.0;
        for (var i = 1; i < ring.Count; i++)
        {
            var (a, b) = (ring[i - 1].Lat * Rad, ring[i].Lat * Rad);
            var meanSin = Math.Abs(b - a) < 1e-9 ? Math.Sin((a + b) / 2) : (Math.Cos(a) - Math.Cos(b)) / (b - a);
            sum -= (ring[i].Lon - ring[i - 1].Lon) * meanSin / Rad;
        }
        return sum;
    }

    /// <summary>Even-odd rule over all rings.</summary>
    public bool Contains(double lon, double lat)
    {
        var inside = false;
        foreach (var ring in Rings)
            for (var i = 1; i < ring.Count; i++)
            {
                var (a, b) = (ring[i - 1], ring[i]);
                if (a.Lon > lon != b.Lon > lon && lat < a.Lat + (b.Lat - a.Lat) * (lon - a.Lon) / (b.Lon - a.Lon))
                    inside = !inside;
            }
        return inside;
    }

    /// <summary>What RFC 7946 asks for: closed rings without a corner twice, the first counterclockwise, holes clockwise, longitudes in range.</summary>
    public void CheckForm()
    {
        for (var i = 0; i < Rings.Count; i++)
        {
            var ring = Rings[i];
            Assert.True(ring.Count >= 4);
            Assert.Equal(ring[0], ring[^1]);
            Assert.Equal(ring.Count - 1, ring.Distinct().Count());
            Assert.Equal(i == 0, AreaOnMap(ring) > 0);
            Assert.All(ring, p => Assert.True(Math.Abs(p.Lon) <= 180 && Math.Abs(p.Lat) <= 90));
            for (var k = 1; k < ring.Count; k++)
                Assert.True(Math.Abs(ring[k].Lon - ring[k - 1].Lon) <= 90);
        }
    }

    private static double AreaOnMap(List<(double Lon, double Lat)> ring)
    {
        var twice = 0.0;
        for (var i = 1; i < ring.Count; i++)
            twice += ring[i - 1].Lon * ring[i].Lat - ring[i].Lon * ring[i - 1].Lat;
        return twice;
    }
}
