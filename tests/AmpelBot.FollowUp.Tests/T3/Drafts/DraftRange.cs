using AmpelBot.Alerts;
using AmpelBot.FollowUp.Channels;
using AmpelBot.FollowUp.Notices;
using AmpelBot.FollowUp.Scan;
using AmpelBot.FollowUp.Tests.Channels;

namespace AmpelBot.FollowUp.Tests.T3;

/// <summary>Reports over the whole range that drafts are written from.</summary>
internal static class DraftRange
{
    /// <summary>Many reports, each with a name for messages.</summary>
    public static IEnumerable<(string Name, ScanReport Report)> Reports()
    {
        foreach (var (name, messenger) in new[]
        {
            ("S190814bv", Messenger.GravitationalWave), ("S230521k", Messenger.GravitationalWave), ("MS181101ab", Messenger.GravitationalWave), ("IC191001A", Messenger.Neutrino), ("IceCube-Cascade-241230a", Messenger.Neutrino),
            ("GRB180116A", Messenger.GammaRayBurst), ("GRB230812.79", Messenger.GammaRayBurst), ("EP240219a", Messenger.Unknown), ("FRB20180916B", Messenger.Unknown), ("bayestar", Messenger.Unknown),
        })
            foreach (var candidates in new[] { 0, 1, 2, 12 })
            {
                var report = T3.Reports.Of(candidates: candidates, name: name, messenger: messenger);
                yield return ($"{name}, {candidates}", report);
                yield return ($"{name}, {candidates}, observed", report with { Coverage = T3.Reports.Coverage(report, inPlane: 0.2) });
            }
        var many = T3.Reports.Of(candidates: 5000);
        yield return ("5000", many);
        yield return ("5000 with votes", many with { Candidates = [.. many.Candidates.Select(candidate => candidate with { Votes = T3.Reports.SomeVotes })] });
        var bare = T3.Reports.Of(candidates: 3).WithNotice(notice => notice with { EventTimeUtc = null, Revision = null, SkyMapSha256 = null });
        bare = bare with
        {
            Candidates = [.. bare.Candidates.Select(candidate => candidate with
            {
                Survey = "",
                FirstDetection = candidate.FirstDetection with { Mag = null, MagErr = null, Band = "", Jd = double.NaN },
                LatestDetection = candidate.LatestDetection with { Mag = double.NaN, MagErr = double.NaN },
                LightCurve = new LightCurve([]),
            })],
            Plan = bare.Plan with { NotDone = [], Channel = bare.Plan.Channel with { ExposureSeconds = null, TypicalDepthMag = null, Filters = [] } },
        };
        yield return ("nothing known", bare);
        var odd = T3.Reports.Of(candidates: 4, name: "café\t{table}\n*bold* <b> |");
        yield return ("odd names", odd with { Candidates = [.. odd.Candidates.Select((candidate, i) => candidate with { Name = $"é|*_<{i}>\n[TO FILL: x]中\t`a`", Survey = "中|" })] });
        var real = T3.Reports.Of(candidates: 3);
        yield return ("with the real channel", real with { Plan = real.Plan with { Channel = new ChannelFolder(Checkout.Path("channels")).Load("gw") } });
    }
}
