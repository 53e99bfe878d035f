using AmpelBot.Alerts.Observations;
using AmpelBot.FollowUp.Notices;
using AmpelBot.FollowUp.Plots;
using AmpelBot.FollowUp.Scan;
using AmpelBot.FollowUp.Tests.T3;
using AmpelBot.Sky;
using AmpelBot.Sky.Healpix;
using AmpelBot.Sky.SkyMaps;
using AmpelBot.Testing;

namespace AmpelBot.FollowUp.Tests.Plots;

/// <summary>How each picture of the sky in docs/gallery is made.</summary>
internal static class Gallery
{
    /// <summary>A picture.</summary>
    /// <param name="File">Its name in docs/gallery.</param>
    /// <param name="Kind">The kind of plot.</param>
    /// <param name="Input">What it is drawn from.</param>
    /// <param name="RealMap">The real map it needs, a file in the folder of real data; null for one made here.</param>
    /// <param name="Theme">Light or dark.</param>
    public sealed record Recipe(string File, string Kind, Func<SkyPlotInput> Input, string? RealMap = null, PlotTheme Theme = PlotTheme.Light);

    public static IReadOnlyList<Recipe> Recipes { get; } =
    [
        new("skymap-made.png", "skymap", () => new(Made(Arc()))),
        new("skymap-made-dark.png", "skymap", () => new(Made(Arc())), Theme: PlotTheme.Dark),
        new("skymap-neutrino.png", "skymap", () => new(Reports.Of(name: "IC191001A", messenger: Messenger.Neutrino))),
        new("skymap-across-ra-0.png", "skymap", () => new(Made(new ErrorEllipse(new SkyCoord(359.2, -12), 4, 4, 2, 2, 0.9).ToSkyMap(), 5))),
        new("zoom-made.png", "zoom", () => new(Made(Arc()))),
        new("distance-made.png", "distance", () => new(Made(Arc())) { MapWithDistances = Arc() }),
        new("coverage-made.png", "coverage", () => new(WithCoverage(Reports.Of(name: "IC191001A"))) { Observed = Observed(Reports.Ellipse.Center) }),
        new("coverage-all-sky.png", "coverage", () => new(Made(Arc())) { Observed = ObservedStripes() }),
        new("change-made.png", "change", () => new(Made(Arc())) { MapWithDistances = Arc(), Previous = Previous(Arc(2.2, 30)) }),
        new("S190425z-skymap.png", "skymap", () => new(Real("S190425z_LALInference.fits.gz", "S190425z")), "S190425z_LALInference.fits.gz"),
        new("S190425z-zoom.png", "zoom", () => new(Real("S190425z_LALInference.fits.gz", "S190425z")), "S190425z_LALInference.fits.gz"),
        new("S190425z-change.png", "change", () => new(Real("S190425z_LALInference.fits.gz", "S190425z"))
        {
            MapWithDistances = RealMap("S190425z_LALInference.fits.gz"), Previous = Previous(RealMap("S190425z_bayestar.fits.gz")),
        }, "S190425z_bayestar.fits.gz"),
        new("S190814bv-skymap.png", "skymap", () => new(Real("S190814bv_LALInference.v1.multiorder.fits", "S190814bv")), "S190814bv_LALInference.v1.multiorder.fits"),
        new("S190814bv-change.png", "change", () => new(Real("S190814bv_LALInference.v1.multiorder.fits", "S190814bv"))
        {
            MapWithDistances = RealMap("S190814bv_LALInference.v1.multiorder.fits"), Previous = Previous(RealMap("S190814bv_bayestar.multiorder.fits_v1")),
        }, "S190814bv_LALInference.v1.multiorder.fits"),
        new("GW170817-zoom.png", "zoom", () => new(Real("GW170817.fits.gz", "GW170817")), "GW170817.fits.gz"),
        new("GW170817-distance.png", "distance", () => new(Real("GW170817.fits.gz", "GW170817")) { MapWithDistances = RealMap("GW170817.fits.gz") }, "GW170817.fits.gz"),
        new("S190426c-zoom.png", "zoom", () => new(Real("S190426c_bayestar1.fits.gz", "S190426c")), "S190426c_bayestar1.fits.gz"),
        new("IceCube-skymap.png", "skymap", () => new(Real("icecube_hese_59031_run00134244.evt000034406854.fits", "IC200701A", Messenger.Neutrino)), "icecube_hese_59031_run00134244.evt000034406854.fits"),
        new("IPN-skymap.png", "skymap", () => new(Real("GRB220617A_IPN_map_hpx.fits.gz", "GRB 220617A", Messenger.GammaRayBurst)), "GRB220617A_IPN_map_hpx.fits.gz"),
    ];

    /// <summary>A report over a map made here.</summary>
    public static ScanReport Made(SkyMap map, int candidates = 12) => Reports.Of(map, candidates, 400, name: "M191001a");

    /// <summary>A map like that of a gravitational wave: a bent arc across RA 0 with a second piece, and distances.</summary>
    /// <param name="width">Width of the arc in degrees, one standard deviation.</param>
    /// <param name="shiftMpc">Added to every distance.</param>
    /// <param name="turnDeg">Right ascension of the arc's middle.</param>
    public static SkyMap Arc(double width = 1.6, double shiftMpc = 0, double turnDeg = 0)
    {
        const int Order = 6;
        var count = (int)HealpixNested.CellCount(Order);
        var cells = new HealpixIndex[count];
        var (densities, mu, sigma, norm) = (new double[count], new double[count], new double[count], new double[count]);
        for (var i = 0; i < count; i++)
        {
            cells[i] = new HealpixIndex(Order, i);
            var at = HealpixNested.Center(Order, i);
            var ra = (at.RaDeg - turnDeg + 540) % 360 - 180;
            var across = at.DecDeg - (18 + 0.012 * ra * ra);
            var second = at.SeparationDeg(new SkyCoord((190 + turnDeg / 2) % 360, -42));
            densities[i] = Math.Exp(-across * across / (2 * width * width) - ra * ra / (2 * 16 * 16)) + 0.5 * Math.Exp(-second * second / (2 * 4 * 4));
            mu[i] = 120 + 0.6 * ra + shiftMpc;
            sigma[i] = 24;
            norm[i] = DistanceAnsatz.Normalized(mu[i], sigma[i]).NormPerMpc2;
        }
        return SkyMap.FromCells(cells, densities, new DistanceLayer(mu, sigma, norm));
    }

    public static Notice Previous(SkyMap map) => Reports.Of(candidates: 0, rejected: 0).Plan.Notice with { SkyMap = map, Revision = 1 };

    public static SkyMap RealMap(string file)
        => SkyMapReader.Read(RealData.Path("skymaps/" + file), SkyMapColumns.WithDistances, CancellationToken.None);

    private static ScanReport Real(string file, string name, Messenger messenger = Messenger.GravitationalWave)
        => Reports.Of(RealMap(file), 12, 1500, name: name, messenger: messenger);

    private static ScanReport WithCoverage(ScanReport report) => report with { Coverage = Reports.Coverage(report) };

    /// <summary>Two fields that overlap, one of them observed twice, a quadrant lost.</summary>
    private static SurveyDepth Observed(SkyCoord center)
    {
        var depth = new SurveyDepth();
        for (var quadrant = 0; quadrant < 64; quadrant++)
        {
            if (quadrant != 21)
                depth.Add(Exposure(center.RaDeg + 2.2, center.DecDeg - 1, quadrant, "r", 20.6 + quadrant % 8 * 0.05));
            depth.Add(Exposure(center.RaDeg + 2.2, center.DecDeg - 1, quadrant, "g", 20.9));
            depth.Add(Exposure(center.RaDeg - 3.1, center.DecDeg + 2, quadrant, "r", 20.1 + quadrant / 16 * 0.07));
        }
        return depth;
    }

    private static SurveyDepth ObservedStripes()
    {
        var depth = new SurveyDepth();
        for (var dec = -24.0; dec < 80; dec += 7.2)
            for (var ra = 300; ra < 420; ra += 8)
                for (var visit = 0; visit <= (ra / 8 + (int)(dec / 7)) % 3; visit++)
                    depth.Add(Exposure(ra, dec, null, "r", 20.2 + (ra % 5) * 0.1 + visit * 0.05));
        return depth;
    }

    private static Exposure Exposure(double raDeg, double decDeg, int? quadrant, string band, double mag) => new()
    {
        Survey = "ZTF",
        Jd = 2458710.7,
        Field = 1,
        RaDeg = raDeg % 360,
        DecDeg = decDeg,
        Quadrant = quadrant,
        Band = band,
        LimitingMag = mag,
    };
}
