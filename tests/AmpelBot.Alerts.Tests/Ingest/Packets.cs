using System.Formats.Tar;
using System.IO.Compression;
using AmpelBot.Alerts.Avro;

namespace AmpelBot.Alerts.Tests.Ingest;

/// <summary>The smallest packets that are alerts, and the files that hold them.</summary>
internal static class Packets
{
    internal static readonly AvroRecordSchema Schema = (AvroRecordSchema)AvroSchema.Parse("""
        {"type":"record","name":"alert","fields":[{"name":"objectId","type":"string"},{"name":"candid","type":["null","long"]},
          {"name":"candidate","type":{"type":"record","name":"candidate","fields":[
            {"name":"jd","type":"double"},{"name":"ra","type":"double"},{"name":"dec","type":"double"},{"name":"fid","type":"int"},
            {"name":"magpsf","type":["null","float"]}]}},
          {"name":"cutoutScience","type":["null",{"type":"record","name":"cutout","fields":[{"name":"fileName","type":"string"},{"name":"stampData","type":"bytes"}]}]}]}
        """);

    internal static readonly AvroRecordSchema CandidateSchema = (AvroRecordSchema)Schema.Fields[2].Schema;

    /// <summary>A packet; no number, no cutout and a magnitude that no survey writes are all possible.</summary>
    internal static AvroRecord Packet(long? candid, double jd = 2458451.75, double ra = 10, double dec = 20, float? mag = 18.5f, byte[]? cutout = null)
    {
        var stamp = cutout is null ? null : new AvroRecord((AvroRecordSchema)((AvroUnionSchema)Schema.Fields[3].Schema).Branches[1], ["a.fits.gz", cutout]);
        return new AvroRecord(Schema, ["ZTF18abyouwp", candid, new AvroRecord(CandidateSchema, [jd, ra, dec, 1, mag]), stamp]);
    }

    /// <summary>A packet whose declination is not on the sky.</summary>
    internal static AvroRecord Impossible(long candid) => Packet(candid, dec: 91);

    internal static byte[] Container(params AvroRecord[] packets) => Container(AvroCodec.Null, packets);

    internal static byte[] Container(AvroCodec codec, IEnumerable<AvroRecord> packets)
    {
        using var stream = new MemoryStream();
        AvroContainer.Write(stream, Schema, packets, codec);
        return stream.ToArray();
    }

    internal static byte[] Container(params long[] candids) => Container([.. candids.Select(c => Packet(c))]);

    internal static byte[] Gzip(byte[] bytes)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Optimal, leaveOpen: true))
            gzip.Write(bytes);
        return stream.ToArray();
    }

    internal static byte[] Tar(params (string Name, byte[] Bytes)[] members)
    {
        using var stream = new MemoryStream();
        using (var tar = new TarWriter(stream, TarEntryFormat.Pax, leaveOpen: true))
            foreach (var (name, bytes) in members)
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(bytes), ModificationTime = DateTimeOffset.UnixEpoch });
        return stream.ToArray();
    }

    /// <summary>Random bytes from a seed, which no codec makes smaller.</summary>
    internal static byte[] Noise(int length, int seed)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
