using AmpelBot.Sky;
using AmpelBot.Sky.Healpix;

namespace AmpelBot.Benchmarks;

/// <summary>The alerts of gen_alerts.cpp, made here again night by night: two million objects, nearly twenty million alerts.</summary>
/// <remarks>
/// Object j has n alerts every third night from night n0 on; alert g is counted in the order of (j, alert of the object). Fused multiplications and additions stand where
/// the peers' compiler puts them, so that the numbers are the same to the last bit.
/// </remarks>
public sealed class PeerAlerts
{
    public const int Objects = 2_000_000;
    public const int Rows = 19_996_789;
    public const int Nights = 300;

    /// <summary>Modified Julian date of night 0.</summary>
    public const int FirstMjd = 58_800;

    private const double FirstJd = 2_458_800.5;
    private const long FirstCandid = 1_000_000_000_000_000;
    private const double RadPerDeg = Math.PI / 180;
    private const double ScatterDeg = 0.2 / 3600;
    private static readonly double MinZ = Math.Sin(-30 * RadPerDeg);

    private readonly int[] firstAlert = new int[Objects + 1];
    private readonly short[] firstNight = new short[Objects];

    // The objects that are seen in a night, of all nights one after the other.
    private readonly int[] seen;
    private readonly int[] nightStart = new int[Nights + 1];

    public PeerAlerts()
    {
        for (var j = 0; j < Objects; j++)
        {
            var n = 1 + (int)(19 * SplitMix64.Unit(3, j));
            firstNight[j] = (short)(int)((300 - 3 * (n - 1)) * SplitMix64.Unit(4, j));
            firstAlert[j + 1] = firstAlert[j] + n;
            for (var k = 0; k < n; k++)
                nightStart[firstNight[j] + 3 * k + 1]++;
        }
        for (var night = 0; night < Nights; night++)
            nightStart[night + 1] += nightStart[night];
        seen = new int[nightStart[Nights]];
        var next = nightStart.AsSpan(0, Nights).ToArray();
        for (var j = 0; j < Objects; j++)
            for (var k = 0; k < CountOf(j); k++)
                seen[next[firstNight[j] + 3 * k]++] = j;
    }

    /// <summary>Number of alerts of an object.</summary>
    public int CountOf(long objid) => firstAlert[objid + 1] - firstAlert[objid];

    /// <summary>Number of alerts of a night.</summary>
    public int CountIn(int night) => nightStart[night + 1] - nightStart[night];

    /// <summary>The alerts of a night (0 to 299) in the order of their time, as a survey sends them.</summary>
    public PeerAlert[] Night(int night)
    {
        var alerts = new PeerAlert[CountIn(night)];
        var jd = new double[alerts.Length];
        for (var i = 0; i < alerts.Length; i++)
        {
            alerts[i] = Alert(seen[nightStart[night] + i], night);
            jd[i] = alerts[i].Jd;
        }
        Array.Sort(jd, alerts);
        return alerts;
    }

    private PeerAlert Alert(int j, int night)
    {
        var k = (night - firstNight[j]) / 3;
        long g = firstAlert[j] + k;
        var decDeg = Math.Asin(Math.FusedMultiplyAdd(Unit(2, j), 1 - MinZ, MinZ)) / RadPerDeg;
        var program = Unit(9, g);
        var meanMag = Math.FusedMultiplyAdd(5, Unit(26, j), 16);
        var isSolarSystem = Unit(27, j) < 0.05;
        var alert = new PeerAlert
        {
            Candid = FirstCandid + g,
            Objid = j,
            Night = night,
            Jd = JdOf(night, g),
            JdStartHist = JdOf(firstNight[j], firstAlert[j]),
            RaDeg = 360 * Unit(1, j) + (Unit(6, g) - 0.5) * ScatterDeg / Math.Cos(decDeg * RadPerDeg),
            DecDeg = Math.Min(90, Math.FusedMultiplyAdd(Unit(7, g) - 0.5, ScatterDeg, decDeg)),
            Fid = 1 + (int)(2 * Unit(8, g)),
            ProgramId = program < 0.7 ? 1 : program < 0.95 ? 2 : 3,
            IsDiffPos = Unit(10, g) < 0.7,
            Magpsf = (float)(meanMag + (Unit(11, g) - 0.5)),
            Sigmapsf = (float)Math.FusedMultiplyAdd(0.2, Unit(12, g), 0.02),
            Diffmaglim = (float)Math.FusedMultiplyAdd(1.5, Unit(14, g), 19.5),
            Rb = (float)Unit(15, g),
            Drb = (float)Math.Sqrt(Unit(16, g)),
            Fwhm = (float)Math.FusedMultiplyAdd(3, Unit(17, g), 1.5),
            Elong = (float)Math.FusedMultiplyAdd(0.5, Unit(18, g), 1),
            Nbad = (int)(3 * Unit(19, g) * Unit(19, g)),
            Ndethist = k + 1,
            Ncovhist = 5 * (k + 1),
            Sgscore1 = (float)Unit(20, j),
            Distpsnr1 = (float)(20 * Unit(21, j)),
            Sgmag1 = (float)Math.FusedMultiplyAdd(6, Unit(22, j), 16),
            Distnr = (float)(30 * Unit(24, j)),
            Magnr = (float)Math.FusedMultiplyAdd(7, Unit(25, j), 15),
            Ssdistnr = isSolarSystem ? (float)(20 * Unit(28, g)) : -999,
            Ssmagnr = isSolarSystem ? (float)Math.FusedMultiplyAdd(3, Unit(29, g), 18) : -999,
        };
        alert.JdEndHist = alert.Jd;
        alert.Magap = alert.Magpsf + (float)(0.2 * (Unit(13, g) - 0.5));
        alert.RaDeg = alert.RaDeg < 0 ? alert.RaDeg + 360 : alert.RaDeg >= 360 ? alert.RaDeg - 360 : alert.RaDeg;
        alert.Hpx29 = HealpixNested.Index(HealpixNested.MaxOrder, new SkyCoord(alert.RaDeg, alert.DecDeg));
        return alert;
    }

    private static double JdOf(int night, long g) => Math.FusedMultiplyAdd(0.3, Unit(5, g), FirstJd + night + 0.6);

    private static double Unit(ulong stream, long i) => SplitMix64.Unit(stream, i);
}
