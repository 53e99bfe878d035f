using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using AmpelBot.Alerts.Observations;
using AmpelBot.Alerts.Surveys.Simulated;
using AmpelBot.FollowUp.Scan;
using AmpelBot.Sky;

namespace AmpelBot.Cli;

/// <summary>ampelbot simulate: the alerts and the observation log of an invented survey.</summary>
internal static class SimulateVerb
{
    private static readonly DateOnly DefaultStart = new(2026, 6, 1);

    public static Command Make()
    {
        var nights = new Option<int>("--nights") { Description = $"Number of nights, 1 to {SimulatedPlan.MostNights}.", HelpName = "N", Required = true };
        var seed = new Option<long>("--seed") { Description = "Everything random hangs on this number: the same gives the same bytes.", HelpName = "S", Required = true };
        var start = new Option<string>("--start") { Description = "UTC date of the first night.", HelpName = "DATE", DefaultValueFactory = _ => DefaultStart.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) };
        var region = new Option<string?>("--region") { Description = "Only fields that touch this circle, in degrees.", HelpName = "RA,DEC,RADIUS" };
        var share = new Option<double>("--share") { Description = "Share of the sky's objects that exist, above 0 to 1: a smaller survey of the same sky.", HelpName = "SHARE", DefaultValueFactory = _ => 1 };
        var grid = new Option<string?>("--grid") { Description = "The fields, in one of ZTF's formats; without it the project's own grid.", HelpName = "FILE" };
        var inject = new Option<string[]>("--inject")
        {
            Description = "Put one into the sky: kilonova, sn-ia, sn-ii, sn-ibc or tde, at degrees, UTC and Mpc. May be given again.",
            HelpName = "TYPE@RA,DEC,T0,MPC",
            AllowMultipleArgumentsPerToken = true,
        };
        var output = CommonOptions.Out();
        var json = CommonOptions.Json();
        var command = new Command("simulate", "Simulate a ZTF-like survey: alert packets (a tar.gz a night), an observation log a night, and truth.csv with what each object truly is.")
        {
            nights, seed, start, region, share, grid, inject, output, json,
        }.WithExamples(
            "ampelbot simulate --nights 3 --seed 1 --region 218,31,6 --inject kilonova@218.25,31.40,2026-06-01T08:00:00,80 --out simulated",
            "ampelbot simulate --nights 30 --seed 7 --share 0.01 --start 2026-09-01 --out month");
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(
            new SimulatedPlan
            {
                Seed = parsed.GetValue(seed),
                Nights = parsed.GetValue(nights),
                FirstNight = Date(parsed.GetValue(start)!),
                Region = parsed.GetValue(region) is { } circle ? Region(circle) : null,
                Share = parsed.GetValue(share),
                Grid = parsed.GetValue(grid) is { } file ? FieldGrid.Read(file) : FieldGrid.Own,
                Injections = Injections(parsed.GetValue(inject) ?? []),
            },
            parsed.GetValue(output)!, parsed.GetValue(json), cancellation)));
        return command;
    }

    private static int Run(SimulatedPlan plan, string folder, bool json, CancellationToken cancellation)
    {
        if (plan.Flaw() is { } flaw)
            throw new RequestException(flaw);
        var survey = new SimulatedSurvey(plan);
        if (survey.FieldCount == 0)
            throw new RequestException("Palomar sees none of that region: fields lie north of declination -31, and within the region where one is given.");
        var line = ProgressLine.Standard();
        var clock = Stopwatch.StartNew();
        using var files = new SimulatedFiles(folder);
        var (packets, exposures, closed, objects) = (0L, 0L, 0, new SortedDictionary<string, long>(StringComparer.Ordinal));
        var shown = TimeSpan.Zero;
        foreach (var night in survey.Nights(cancellation))
        {
            exposures += night.Exposures.Count / ZtfCamera.Quadrants;
            closed += night.Exposures.Count == 0 ? 1 : 0;
            files.Write(night, packet =>
            {
                packets++;
                if (packet.IsFirst)
                    objects[packet.Truth.Type] = objects.GetValueOrDefault(packet.Truth.Type) + 1;
                if (clock.Elapsed - shown < TimeSpan.FromSeconds(0.5))
                    return;
                shown = clock.Elapsed;
                line.Show(FormattableString.Invariant($"{night.Date:yyyy-MM-dd}: {packets:N0} packets, {packets / clock.Elapsed.TotalSeconds:N0} a second"));
            }, cancellation);
        }
        var unseen = survey.Unseen().ToArray();
        foreach (var one in unseen)
            files.Add(one);
        line.Clear();
        if (json)
            JsonOutput.Write(Console.Out, new
            {
                Folder = folder,
                plan.Nights,
                NightsClosed = closed,
                Fields = survey.FieldCount,
                Exposures = exposures,
                Packets = packets,
                Objects = objects,
                Injected = plan.Injections.Count,
                InjectedUnseen = unseen.Select(u => new { u.Type, RaDeg = u.Coord.RaDeg, DecDeg = u.Coord.DecDeg }),
                Seconds = clock.Elapsed.TotalSeconds,
            });
        else
        {
            Console.WriteLine(FormattableString.Invariant(
                $"Nights: {plan.Nights:N0}, closed by the weather {closed:N0}; {exposures:N0} exposures of {survey.FieldCount:N0} fields, {packets:N0} packets: {string.Join(", ", objects.Select(o => FormattableString.Invariant($"{o.Value:N0} {o.Key}")))}."));
            foreach (var one in unseen)
                Console.WriteLine(FormattableString.Invariant($"The {one.Type} at RA {one.Coord.RaDeg} Dec {one.Coord.DecDeg} was never seen: too faint, not observed, or in a gap of the camera."));
            Console.WriteLine(FormattableString.Invariant($"They are in {folder}: a tar.gz and an observation log for each night, and truth.csv. Everything is invented, and each packet says so. It took {clock.Elapsed.TotalSeconds:0.0} s."));
        }
        return ExitCode.Done;
    }

    private static List<SimulatedInjection> Injections(string[] texts)
    {
        if (texts.Length > SimulatedInjection.Most)
            throw new RequestException($"{texts.Length} injections are more than the {SimulatedInjection.Most} that a survey can have.");
        var list = new List<SimulatedInjection>();
        foreach (var text in texts)
            list.Add(SimulatedInjection.Read(text, out var one) is { } flaw ? throw new RequestException($"--inject: {flaw}") : one!);
        return list;
    }

    private static DateOnly Date(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date
            : throw new RequestException($"\"{text}\" is no date: --start is written as in --start 2026-06-01.");

    private static SimulatedRegion Region(string text)
    {
        var values = text.Split(',').Select(v => double.TryParse(v, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : double.NaN).ToArray();
        return values.Length == 3 && values[0] is >= 0 and <= 360 && SkyCoord.IsValid(values[0], values[1]) && values[2] is > 0 and <= 180
            ? new SimulatedRegion(new SkyCoord(values[0], values[1]), values[2])
            : throw new RequestException($"\"{text}\" is no region: right ascension, declination and radius in degrees, as in --region 218,31,6.");
    }
}
