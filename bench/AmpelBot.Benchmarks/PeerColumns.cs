using System.Runtime.InteropServices;
using AmpelBot.Sky.Healpix;

namespace AmpelBot.Benchmarks;

/// <summary>The peers' columnar files, sorted by (night, hpx29, candid), in data/cols of the current folder.</summary>
public sealed class PeerColumns
{
    public const string Folder = "data/cols";

    private readonly int[] nightStart = new int[PeerAlerts.Nights + 1];

    public PeerColumns()
    {
        foreach (var night in Column<int>("night", 0, PeerAlerts.Rows))
            nightStart[night + 1]++;
        for (var night = 0; night < PeerAlerts.Nights; night++)
            nightStart[night + 1] += nightStart[night];
    }

    public static bool ArePresent => File.Exists(Path.Combine(Folder, "rows"));

    /// <summary>Number of values that differ from those of alerts, which are the whole of a night.</summary>
    public Dictionary<string, long> Differences(int night, PeerAlert[] alerts)
    {
        var sorted = alerts.OrderBy(a => a.Hpx29).ThenBy(a => a.Candid).ToArray();
        var counts = new Dictionary<string, long>();
        Compare("candid", a => a.Candid);
        Compare("objid", a => a.Objid);
        Compare("jd", a => a.Jd);
        Compare("ra", a => a.RaDeg);
        Compare("dec", a => a.DecDeg);
        Compare("hpx29", a => a.Hpx29);
        Compare("jdstarthist", a => a.JdStartHist);
        Compare("jdendhist", a => a.JdEndHist);
        Compare("night", a => a.Night);
        Compare("nbad", a => a.Nbad);
        Compare("ndethist", a => a.Ndethist);
        Compare("ncovhist", a => a.Ncovhist);
        Compare("fid", a => (short)a.Fid);
        Compare("programid", a => (short)a.ProgramId);
        Compare("isdiffpos", a => a.IsDiffPos);
        Compare("magpsf", a => a.Magpsf);
        Compare("sigmapsf", a => a.Sigmapsf);
        Compare("magap", a => a.Magap);
        Compare("diffmaglim", a => a.Diffmaglim);
        Compare("rb", a => a.Rb);
        Compare("drb", a => a.Drb);
        Compare("fwhm", a => a.Fwhm);
        Compare("elong", a => a.Elong);
        Compare("sgscore1", a => a.Sgscore1);
        Compare("distpsnr1", a => a.Distpsnr1);
        Compare("sgmag1", a => a.Sgmag1);
        Compare("distnr", a => a.Distnr);
        Compare("magnr", a => a.Magnr);
        Compare("ssdistnr", a => a.Ssdistnr);
        Compare("ssmagnr", a => a.Ssmagnr);
        return counts;

        void Compare<T>(string name, Func<PeerAlert, T> ours) where T : unmanaged, IEquatable<T>
        {
            var theirs = Column<T>(name, nightStart[night], nightStart[night + 1] - nightStart[night]);
            counts[name] = Math.Abs(theirs.Length - sorted.Length);
            for (var i = 0; i < Math.Min(theirs.Length, sorted.Length); i++)
                counts[name] += theirs[i].Equals(ours(sorted[i])) ? 0 : 1;
        }
    }

    /// <summary>How many alerts lie in ranges and nights (the last included), and the sum over their twenty columns (<see cref="PeerCandidate.Sum"/>).</summary>
    public (long Count, ulong Sum) Sum(ReadOnlySpan<HpxRange> ranges, int firstNight, int lastNight)
    {
        var (count, total) = (0L, 0UL);
        for (var night = firstNight; night <= lastNight; night++)
        {
            var (start, length) = (nightStart[night], nightStart[night + 1] - nightStart[night]);
            var (candid, objid, jd, ra, dec) = (Longs("candid"), Longs("objid"), Doubles("jd"), Doubles("ra"), Doubles("dec"));
            var (mag, magErr, fid, drb, rb) = (Floats("magpsf"), Floats("sigmapsf"), Column<short>("fid", start, length), Floats("drb"), Floats("rb"));
            var (positive, detections, from, to) = (Column<bool>("isdiffpos", start, length), Ints("ndethist"), Doubles("jdstarthist"), Doubles("jdendhist"));
            var (star, distance, asteroid, bad, fwhm, elong) = (Floats("sgscore1"), Floats("distpsnr1"), Floats("ssdistnr"), Ints("nbad"), Floats("fwhm"), Floats("elong"));
            var hpx29 = Longs("hpx29");
            var i = 0;
            foreach (var range in ranges)
            {
                while (i < length && hpx29[i] < range.Start)
                    i++;
                for (; i < length && hpx29[i] < range.End; i++, count++)
                {
                    var sum = new ColumnSum();
                    sum.Add(candid[i]);
                    sum.Add(objid[i]);
                    foreach (var value in (ReadOnlySpan<double>)[jd[i], ra[i], dec[i], mag[i], magErr[i], fid[i], drb[i], rb[i]])
                        sum.Add(value);
                    sum.Add(positive[i] ? 1 : 0);
                    foreach (var value in (ReadOnlySpan<double>)
                        [detections[i], from[i], to[i], star[i], distance[i], asteroid[i], bad[i], fwhm[i], elong[i]])
                        sum.Add(value);
                    total += sum.Value;
                }
            }

            long[] Longs(string name) => Column<long>(name, start, length);
            double[] Doubles(string name) => Column<double>(name, start, length);
            float[] Floats(string name) => Column<float>(name, start, length);
            int[] Ints(string name) => Column<int>(name, start, length);
        }
        return (count, total);
    }

    private static T[] Column<T>(string name, int start, int length) where T : unmanaged
    {
        using var file = File.OpenHandle(Path.Combine(Folder, name));
        var values = new T[length];
        var bytes = MemoryMarshal.AsBytes(values.AsSpan());
        var size = bytes.Length / Math.Max(1, length);
        for (var read = 0; read < bytes.Length;)
        {
            var n = RandomAccess.Read(file, bytes[read..], (long)start * size + read);
            read += n > 0 ? n : throw new EndOfStreamException($"{Folder}/{name} ends at value {start + read / size}");
        }
        return values;
    }
}
