using System.Buffers.Binary;
using AmpelBot.Alerts;
using AmpelBot.Alerts.Avro;

namespace AmpelBot.Benchmarks;

/// <summary>A candidate block with the columns of the peers' table, in the order and under the names of ZTF's.</summary>
public static class PeerCandidate
{
    private const string FieldTypes = """
        jd:double fid:int diffmaglim:float programid:int candid:long isdiffpos:boolean nbad:int ra:double dec:double magpsf:float sigmapsf:float magap:float
        distnr:float magnr:float fwhm:float elong:float rb:float ssdistnr:float ssmagnr:float sgscore1:float distpsnr1:float sgmag1:float ndethist:int ncovhist:int
        jdstarthist:double jdendhist:double drb:float
        """;

    private static readonly AvroRecordSchema Schema = (AvroRecordSchema)AvroSchema.Parse($$"""
        {"type":"record","name":"candidate","namespace":"ztf.alert","fields":[{{string.Join(',', FieldTypes.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries)
            .Select(f => f.Split(':')).Select(f => $$"""{"name":"{{f[0]}}","type":"{{f[1]}}"}"""))}}]}
        """);

    /// <summary>The block of an alert.</summary>
    public static AvroRecord Of(in PeerAlert alert)
    {
        Span<byte> bytes = stackalloc byte[256];
        var n = 0;
        Put(bytes, ref n, alert.Jd);
        Put(bytes, ref n, alert.Fid);
        Put(bytes, ref n, alert.Diffmaglim);
        Put(bytes, ref n, alert.ProgramId);
        Put(bytes, ref n, alert.Candid);
        bytes[n++] = alert.IsDiffPos ? (byte)1 : (byte)0;
        Put(bytes, ref n, alert.Nbad);
        Put(bytes, ref n, alert.RaDeg);
        Put(bytes, ref n, alert.DecDeg);
        Put(bytes, ref n, alert.Magpsf);
        Put(bytes, ref n, alert.Sigmapsf);
        Put(bytes, ref n, alert.Magap);
        Put(bytes, ref n, alert.Distnr);
        Put(bytes, ref n, alert.Magnr);
        Put(bytes, ref n, alert.Fwhm);
        Put(bytes, ref n, alert.Elong);
        Put(bytes, ref n, alert.Rb);
        Put(bytes, ref n, alert.Ssdistnr);
        Put(bytes, ref n, alert.Ssmagnr);
        Put(bytes, ref n, alert.Sgscore1);
        Put(bytes, ref n, alert.Distpsnr1);
        Put(bytes, ref n, alert.Sgmag1);
        Put(bytes, ref n, alert.Ndethist);
        Put(bytes, ref n, alert.Ncovhist);
        Put(bytes, ref n, alert.JdStartHist);
        Put(bytes, ref n, alert.JdEndHist);
        Put(bytes, ref n, alert.Drb);
        return new AvroRecord(Schema, bytes[..n].ToArray());
    }

    /// <summary>
    /// A sum over the twenty columns that the peers return of an alert: it changes when any bit of any of them does, and does not depend on the order of the alerts.
    /// </summary>
    public static ulong Sum(Alert alert)
    {
        var block = alert.Candidate;
        var sum = new ColumnSum();
        sum.Add(block.Integer("candid") ?? -1);
        sum.Add(PeerAlert.ObjidOf(alert.Object.Stock));
        sum.Add(alert.Jd);
        sum.Add(alert.Coord.RaDeg);
        sum.Add(alert.Coord.DecDeg);
        sum.Add(block.Number("magpsf"));
        sum.Add(block.Number("sigmapsf"));
        sum.Add(block.Number("fid"));
        sum.Add(block.Number("drb"));
        sum.Add(block.Number("rb"));
        sum.Add(block.Value("isdiffpos") is true ? 1 : 0);
        sum.Add(block.Number("ndethist"));
        sum.Add(block.Number("jdstarthist"));
        sum.Add(block.Number("jdendhist"));
        sum.Add(block.Number("sgscore1"));
        sum.Add(block.Number("distpsnr1"));
        sum.Add(block.Number("ssdistnr"));
        sum.Add(block.Number("nbad"));
        sum.Add(block.Number("fwhm"));
        sum.Add(block.Number("elong"));
        return sum.Value;
    }

    private static void Put(Span<byte> bytes, ref int n, double value)
    {
        BinaryPrimitives.WriteDoubleLittleEndian(bytes[n..], value);
        n += 8;
    }

    private static void Put(Span<byte> bytes, ref int n, float value)
    {
        BinaryPrimitives.WriteSingleLittleEndian(bytes[n..], value);
        n += 4;
    }

    private static void Put(Span<byte> bytes, ref int n, long value)
    {
        var left = (ulong)((value << 1) ^ (value >> 63));
        for (; left >= 0x80; left >>= 7)
            bytes[n++] = (byte)(left | 0x80);
        bytes[n++] = (byte)left;
    }
}

/// <summary>A sum over the bits of columns, each multiplied by an odd number of its own.</summary>
public struct ColumnSum
{
    private ulong factor;

    public ulong Value { get; private set; }

    public void Add(double? value) => Add(value is { } given ? BitConverter.DoubleToInt64Bits(given) : -1L);

    public void Add(long value)
    {
        factor += 0x9E3779B97F4A7C16;
        Value += (ulong)value * (factor | 1);
    }

    /// <summary>The sum as a number that a row can show without loss.</summary>
    public static double Check(ulong sum) => sum & (1UL << 53) - 1;
}
