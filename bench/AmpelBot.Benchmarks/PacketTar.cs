using System.Formats.Tar;
using AmpelBot.Alerts;
using AmpelBot.Alerts.Avro;
using AmpelBot.Alerts.Ingest;
using AmpelBot.Alerts.Surveys;

namespace AmpelBot.Benchmarks;

/// <summary>
/// A tar file of packets with cutouts, made of real ones: each comes again and again, every time with other objects and candids and some days later, so that each is
/// an alert of its own with a history of its own.
/// </summary>
public static class PacketTar
{
    public const string Path = "data/ztf-packets.tar";
    public const int Packets = 6_000;

    private const long CandidStep = 10_000_000_000_000_000;
    private const int NumberStep = 1_000_003;
    private const double DaysStep = 1;

    // Nights of 2018, 2020, 2023 and 2024 (schema versions 3.2, 3.3, 4.01 and 4.02) as the survey wrote them.
    private static readonly string[] Folders = ["finksim_2018-11-28", "kowalski_20200202", "kowalski_20231012", "boom_2024-07-14"];

    /// <summary>Makes the file unless it is there.</summary>
    /// <param name="real">The folder with the real packets (ztf_alerts).</param>
    /// <returns>Whether it is there.</returns>
    public static bool Ensure(string? real)
    {
        if (File.Exists(Path))
            return true;
        if (real is null || !Directory.Exists(real))
            return false;
        var packets = AlertFiles.Read([.. Folders.Select(f => System.IO.Path.Combine(real, f))], _ => { }, CancellationToken.None)
            .Select(p => p.Alert).OfType<Alert>().Where(a => a.Candid is not null && a.Cutouts.Count == 3).ToArray();
        Directory.CreateDirectory("data");
        using (var file = File.Create(Path + ".part"))
        using (var tar = new TarWriter(file, TarEntryFormat.Ustar))
            for (var i = 0; i < Packets; i++)
                Write(tar, Renumber(packets[i % packets.Length].Packet!, i / packets.Length + 1));
        File.Move(Path + ".part", Path);
        return true;
    }

    private static void Write(TarWriter tar, AvroRecord packet)
    {
        using var container = new MemoryStream();
        AvroContainer.Write(container, packet.Schema, [packet], AvroCodec.Null);
        container.Position = 0;
        tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, $"{packet["candid"]}.avro") { DataStream = container });
    }

    private static AvroRecord Renumber(AvroRecord record, int copy) => new(record.Schema,
        [.. record.Schema.Fields.Select((field, i) => Renumber(field.Name, record.Values[i], copy))]);

    private static object? Renumber(string field, object? value, int copy) => (field, value) switch
    {
        ("candid", long candid) => candid + copy * CandidStep,
        ("objectId", string name) when StockId.OfZtf(name) is { } stock => StockId.ToZtf((stock >> 4) + copy * NumberStep << 4 | stock & 15),
        ("jd" or "jdstarthist" or "jdendhist", double jd) => jd + copy * DaysStep,
        (_, AvroRecord record) => Renumber(record, copy),
        (_, object?[] items) => Array.ConvertAll(items, item => Renumber("", item, copy)),
        _ => value,
    };
}
