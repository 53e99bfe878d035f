namespace AmpelBot.Alerts.Surveys.Simulated;

/// <summary>The light curve of the injected kilonova.</summary>
public static class SimulatedKilonova
{
    private const double PeakDays = 0.5;
    private const double RisePerDay = 2.0;

    /// <summary>
    /// Absolute magnitude (AB) so many days after the merger. A sketch of AT2017gfo: g -15.9 and r -15.8 at half a day, from there fainter
    /// by 1 mag/d in g and 0.5 mag/d in r; before that it rises by 2 mag/d.
    /// </summary>
    /// <param name="days">Days since the merger, 0 or more.</param>
    /// <param name="fid">ZTF's filter number: 1 is g, any other r.</param>
    public static double AbsoluteMag(double days, int fid)
    {
        var (peak, declinePerDay) = fid == 1 ? (-15.9, 1.0) : (-15.8, 0.5);
        return days < PeakDays ? peak + RisePerDay * (PeakDays - days) : peak + declinePerDay * (days - PeakDays);
    }
}
