using AmpelBot.Alerts.Archive;
using AmpelBot.Alerts.Surveys;
using AmpelBot.Alerts.Surveys.Ztf;

namespace AmpelBot.Benchmarks;

/// <summary>One alert of the peers' table (gen_alerts.cpp), column for column.</summary>
public struct PeerAlert
{
    public long Candid, Objid, Hpx29;
    public double Jd, RaDeg, DecDeg, JdStartHist, JdEndHist;
    public int Night, Nbad, Ndethist, Ncovhist, Fid, ProgramId;
    public bool IsDiffPos;
    public float Magpsf, Sigmapsf, Magap, Diffmaglim, Rb, Drb, Fwhm, Elong, Sgscore1, Distpsnr1, Sgmag1, Distnr, Magnr, Ssdistnr, Ssmagnr;

    /// <summary>The name of an object of the peers' table: ZTF20aaaaaaa for number 0.</summary>
    public static string NameOf(long objid) => StockId.ToZtf(StockOf(objid));

    /// <summary>The stock of an object of the peers' table.</summary>
    public static long StockOf(long objid) => objid << 4 | 3;

    /// <summary>The number of an object of the peers' table.</summary>
    public static long ObjidOf(long stock) => stock >> 4;

    /// <summary>
    /// A number for the alert that ascends with time as those of surveys do (ZTF's begin with the days since 2017); the peers' candid goes by object, and is kept in the block.
    /// </summary>
    public readonly long AlertId => (long)((Jd - 2_457_754.5) * 1e6) * 1_000_000_000 + Candid % 1_000_000_000;

    /// <summary>The alert as an archive keeps it, with its columns as the candidate block and without a packet.</summary>
    public readonly AlertRow ToRow() => new()
    {
        Survey = ZtfPacket.Survey,
        AlertId = AlertId,
        IsNumbered = true,
        Stock = StockOf(Objid),
        ObjectName = NameOf(Objid),
        Jd = Jd,
        RaDeg = RaDeg,
        DecDeg = DecDeg,
        Hpx29 = Hpx29,
        ProgramId = ProgramId,
        Candidate = PeerCandidate.Of(this),
    };
}
