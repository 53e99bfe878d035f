using System.Text.Json;
using System.Text.RegularExpressions;
using AmpelBot.Alerts;
using AmpelBot.Alerts.Observations;
using AmpelBot.FollowUp.Channels;
using AmpelBot.FollowUp.Notices;
using AmpelBot.FollowUp.Scan;
using AmpelBot.FollowUp.T3;
using AmpelBot.FollowUp.Tests.Channels;
using AmpelBot.Sky;
using AmpelBot.Sky.SkyMaps;
using AmpelBot.Testing;

namespace AmpelBot.FollowUp.Tests.T3;

/// <summary>
/// Drafts of invented candidates of real events, laid beside the real telegram and circulars. They are the pages of docs/gallery/drafts, which AMPELBOT_WRITE_EXAMPLES=1 writes anew.
/// </summary>
public sealed class DraftExamplesTests
{
    private static readonly string[] Telegram =
    [
        "On behalf of the Zwicky Transient Facility \\(ZTF\\)", "localization region of the", "neutrino event IceCube-191001A", "Palomar 48-inch telescope", "47 square degree ZTF camera \\(Bellm et al. 2019, Graham et al. 2019\\)",
        "(?:obtaining|Observations)", "g(?:-band and r-band| and r bands)", "2019-10-02", "approximately [0-9.]+ hours after", "covered", "[Ee]ach exposure was [0-9]+ ?s", "ZTF reduction and image subtraction pipelines at IPAC", "Masci et al. 2019",
        "AMPEL \\(Nordin et al. 2019\\)", "stellar sources \\(Tachibana and Miller 2018\\)", "moving objects", "bogus subtractions \\(Mahabal et al. 2019\\)", "We are left with (?:10|ten|four)", "candidates?", "Name", "IAU Name", "RA \\(deg\\)",
        "DEC \\(deg\\)", "Filter", "Mag", "MagErr", "ZTF19[a-z]{7}.*[0-9]+\\.[0-9]{7}.*[+-][0-9]+\\.[0-9]{7}.*[gri].*[0-9]{2}\\.[0-9]{2}.*0\\.[0-9]{2}", "\nZTF19[a-z]{7} (?:is|was)",
    ];

    private static readonly string[] NothingFound =
    [
        "No (?:candidate )?counterparts from the Zwicky Transient Facility", "report", "[Oo]n behalf of the Zwicky Transient Facility \\(ZTF\\)", "collaborations:", "localization region of the", "neutrino event IceCube-", "GCN", "Palomar 48-inch telescope",
        "47 square degree ZTF camera \\(Bellm et al. 2019, Graham et al. 2019\\)", "approximately [0-9.]+ hours after", "covered [0-9.]+% \\([0-9.]+ (?:sq deg|deg2)\\)", "chip gaps", "Each exposure was [0-9]+ ?s",
        "ZTF reduction and image subtraction pipelines at IPAC", "Masci et al. 2019", "AMPEL \\(Nordin et al. 2019", "stellar sources \\(Tachibana and Miller 2018\\)", "moving objects", "Mahabal et al. 2019", "No candidate counterparts? w",
        "(?:acknowledge|Acknowledge)", "[Aa]lert.* (?:filtering|filtered)",
    ];

    private static readonly string[] Found =
    [
        "LIGO/Virgo(?:/KAGRA)? S[0-9]{6}[a-z]+: ", "report on behalf of the Zwicky Transient Facility \\(ZTF\\)", "collaborations:", "localization", "gravitational-wave", "Palomar 48[ -]inch telescope", "47 square degree", "g(?:- and r-band| and r bands)",
        "(?:beginning at|began at) 20[0-9]{2}-[0-9]{2}-[0-9]{2}", "% ", "AMPEL \\(Nordin et al. 2019\\)", "Tachibana and Miller 2018", "Mahabal et al. 2019", "not? .*(?:before|earlier)", "candidate", "\n[+]-{10,}", "\\| ", "RA|ra", "DEC|dec", "\n[+|]-{10,}",
        "ZTF[12][0-9][a-z]{7}", "first detect", "acknowledge",
    ];

    [SkippableFact]
    public void The_telegram_of_IC191001A_has_the_parts_of_ATel_13160_in_their_order()
    {
        Skip.IfNot(RealData.Present, RealData.Why);
        var draft = Drafts.Atel.Write(Neutrino(4), DraftTexts.Default, null);
        InOrder(Telegram, File.ReadAllText(RealData.Path("atels/ATel13160.txt")));
        InOrder(Telegram, Unwrapped(draft));
        Example("IceCube-191001A.atel.txt", draft);
    }

    [SkippableFact]
    public void A_circular_without_candidates_has_the_parts_of_GCN_34284_in_their_order()
    {
        Skip.IfNot(RealData.Present, RealData.Why);
        var draft = Drafts.Circular.Write(Neutrino(0), DraftTexts.Default, null);
        InOrder(NothingFound, Real(34284));
        InOrder(NothingFound, draft);
        Example("IceCube-191001A.none.circular.txt", draft);
    }

    [SkippableFact]
    public void The_circular_of_S190814bv_has_the_parts_of_GCN_34688_in_their_order()
    {
        Skip.IfNot(RealData.Present, RealData.Why);
        var report = Wave();
        var draft = Drafts.Circular.Write(report, DraftTexts.Default, null);
        InOrder(Found, Real(34688));
        InOrder(Found, draft);
        Example("S190814bv.circular.txt", draft);
        Example("S190814bv.circular.md", Drafts.CircularMarkdown.Write(report, DraftTexts.Default, null));
        Example("S190814bv.tns.json", Drafts.Tns.Write(report with { Candidates = [.. report.Candidates.Take(1)] }, DraftTexts.Default, null));
        // Four rows go before three paragraphs.
        var retracted = Drafts.Atel.Write(report, DraftTexts.Default, Drafts.Retracted(Reports.EventTime.AddHours(9)));
        Assert.All(report.Candidates, candidate => Assert.Contains($"\n{candidate.Name} | [TO FILL] | ", retracted));
        Example("S190814bv.retracted.atel.txt", retracted);
    }

    [Fact]
    public void The_telegram_of_a_gamma_ray_burst_is_an_example_too()
    {
        var report = At(Reports.Of(candidates: 1, name: "GRB180116A", messenger: Messenger.GammaRayBurst), new DateTimeOffset(2018, 1, 16, 0, 36, 53, TimeSpan.Zero), "grb");
        Example("GRB180116A.atel.txt", Drafts.Atel.Write(report.WithNotice(notice => notice with { Revision = null }), DraftTexts.Default, null));
    }

    private static ScanReport Neutrino(int candidates)
    {
        var report = At(Reports.Of(candidates: candidates, name: "IC191001A", messenger: Messenger.Neutrino).WithNotice(notice => notice with { Revision = null, SkyMapSha256 = null }),
            new DateTimeOffset(2019, 10, 1, 20, 9, 18, 170, TimeSpan.Zero), "neutrino");
        return report with { Coverage = TwoBands(Reports.Coverage(report)) with { ExposureSeconds = (300, 300), FirstJd = TimeScales.UtcToJd(report.Plan.EventTimeUtc.AddHours(7.4)) } };
    }

    private static ScanReport Wave()
    {
        var map = SkyMapReader.Read(RealData.Path("skymaps/S190814bv_LALInference.v1.multiorder.fits"), CancellationToken.None);
        var report = At(Reports.Of(map, candidates: 4), Reports.EventTime, "gw");
        report = report.WithFirst(candidate => candidate with { Votes = Reports.SomeVotes });
        return report with { Coverage = TwoBands(Reports.Coverage(report)) };
    }

    private static ObservationCoverage TwoBands(ObservationCoverage coverage) => coverage with { Bands = [.. coverage.Bands.Take(2)] };

    /// <summary>The report with an event at another time, all detections moved with it, and a channel as shipped.</summary>
    private static ScanReport At(ScanReport report, DateTimeOffset time, string channel)
    {
        var days = (time - Reports.EventTime).TotalDays;
        report = report.WithNotice(notice => notice with { EventTimeUtc = time });
        return report with
        {
            Candidates = [.. report.Candidates.Select(candidate => candidate with
            {
                FirstDetection = Moved(candidate.FirstDetection),
                LatestDetection = Moved(candidate.LatestDetection),
                LightCurve = new LightCurve(candidate.LightCurve.Datapoints.Select(Moved)),
            })],
            Plan = report.Plan with { Window = new TimeWindow(time, time.AddDays(3)), Channel = new ChannelFolder(Checkout.Path("channels")).Load(channel) },
        };

        Datapoint Moved(Datapoint point) => point with { Jd = point.Jd + days };
    }

    private static void InOrder(string[] parts, string text)
    {
        var at = 0;
        foreach (var part in parts)
        {
            var match = new Regex(part).Match(text, at);
            Assert.True(match.Success, $"\"{part}\" is not in the rest of the text: {text[at..]}");
            at = match.Index + (part is "candidate" or "% " ? match.Length : 1);
        }
    }

    private static string Unwrapped(string draft) => string.Join("\n\n", draft.Split("\n\n").Select(paragraph => paragraph.Contains(" | ", StringComparison.Ordinal) ? paragraph : paragraph.Replace('\n', ' ')));

    private static string Real(int number)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(RealData.Path("circulars/gcn_circulars_seed_subset.json")));
        var circular = json.RootElement.EnumerateArray().First(entry => entry.GetProperty("circularId").GetInt32() == number);
        return $"Subject: {circular.GetProperty("subject").GetString()}\n\n{circular.GetProperty("body").GetString()}";
    }

    /// <summary>The draft is the gallery's page.</summary>
    private static void Example(string name, string draft)
    {
        var path = Checkout.Path("docs", "gallery", "drafts", name);
        if (Environment.GetEnvironmentVariable("AMPELBOT_WRITE_EXAMPLES") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, draft);
        }
        Assert.Equal(File.ReadAllText(path), draft);
    }
}
