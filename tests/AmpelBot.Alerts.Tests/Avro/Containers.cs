using AmpelBot.Alerts.Avro;

namespace AmpelBot.Alerts.Tests.Avro;

/// <summary>Containers made in memory.</summary>
internal static class Containers
{
    internal static byte[] Write(AvroRecordSchema schema, IEnumerable<AvroRecord> records, AvroCodec codec)
    {
        using var stream = new MemoryStream();
        AvroContainer.Write(stream, schema, records, codec);
        return stream.ToArray();
    }

    /// <summary>Reads what is sound, and what was found damaged, the damages that put records in doubt among them.</summary>
    internal static (List<AvroItem> Items, List<AvroException> Damages) ReadAll(byte[] bytes)
    {
        var damages = new List<AvroException>();
        var sound = new List<AvroItem>();
        foreach (var item in AvroContainer.Read(new MemoryStream(bytes), damages.Add, CancellationToken.None))
            if (item.Doubt is null)
                sound.Add(item);
            else if (!damages.Contains(item.Doubt))
                damages.Add(item.Doubt);
        return (sound, damages);
    }
}
