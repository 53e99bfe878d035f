using System.Globalization;
using AmpelBot.Alerts.Avro;
using AmpelBot.Sky;

namespace AmpelBot.Alerts.Surveys.Simulated;

/// <summary>A small ZTF-like survey made from a seed: the same seed gives the same bytes.</summary>
/// <remarks>Everything in it is invented, and says so: the packets' publisher is "AmpelBot simulation".</remarks>
public static class SimulatedSurvey
{
    /// <summary>
    /// The alert packets of a simulated follow-up of one event, each an Avro container file with one packet in the ZTF schema
    /// (packet fields, cutouts included), in time order.
    /// </summary>
    public static IEnumerable<SimulatedPacket> Packets(SimulatedEvent simulated, int seed, CancellationToken cancellation)
    {
        var random = new SimulatedRandom(seed);
        var visits = new SimulatedVisits(simulated, random);
        var counters = new Dictionary<long, int>();
        var objects = new SimulatedSources(simulated, visits, random).All().Select(s => new SimulatedObject(s, visits, random, counters)).ToList();
        var names = NamesOf(objects);
        foreach (var (detection, owner) in objects
            .SelectMany(o => o.Detections.Where(d => d.Visit.Jd >= visits.FirstAlertJd).Select(d => (d, o)))
            .OrderBy(x => x.d.Visit.Jd).ThenBy(x => x.d.Candid))
        {
            cancellation.ThrowIfCancellationRequested();
            using var stream = new MemoryStream();
            AvroContainer.Write(stream, SimulatedSchema.Alert, [owner.Packet(detection, names[owner])], AvroCodec.Null);
            yield return new SimulatedPacket(
                detection.Candid.ToString(CultureInfo.InvariantCulture) + ".avro", owner.Source.Truth, names[owner], stream.ToArray());
        }
    }

    /// <summary>Names in ZTF's spelling: the year of the first detection and seven letters, counted up within the year as AMPEL numbers them.</summary>
    private static Dictionary<SimulatedObject, string> NamesOf(IReadOnlyList<SimulatedObject> objects)
    {
        const int Letters = 7;
        var next = new Dictionary<int, int>();
        var names = new Dictionary<SimulatedObject, string>();
        foreach (var one in objects.Where(o => o.Detections.Count > 0).OrderBy(o => o.FirstJd))
        {
            var year = TimeScales.JdToUtc(one.FirstJd).Year % 100;
            var number = next[year] = next.GetValueOrDefault(year, -1) + 1;
            var letters = new char[Letters];
            for (var i = Letters - 1; i >= 0; i--, number /= 26)
                letters[i] = (char)('a' + number % 26);
            names[one] = $"ZTF{year:00}{new string(letters)}";
        }
        return names;
    }
}

/// <summary>The event that a simulated survey follows up.</summary>
/// <param name="Kilonova">Position of the injected kilonova.</param>
/// <param name="TimeUtc">Time of the merger.</param>
/// <param name="DistanceMpc">Luminosity distance in Mpc.</param>
/// <param name="RegionCenter">Centre of the area that the survey covers.</param>
/// <param name="RegionRadiusDeg">Radius of that area in degrees.</param>
public sealed record SimulatedEvent(SkyCoord Kilonova, DateTimeOffset TimeUtc, double DistanceMpc, SkyCoord RegionCenter, double RegionRadiusDeg);

/// <summary>One packet file.</summary>
/// <param name="FileName">candid.avro.</param>
/// <param name="Truth">What the source is: kilonova, supernova, agn, variable star, asteroid or bogus.</param>
/// <param name="ObjectId">Name of the object in the packet.</param>
/// <param name="Bytes">The Avro container.</param>
public sealed record SimulatedPacket(string FileName, string Truth, string ObjectId, byte[] Bytes);
