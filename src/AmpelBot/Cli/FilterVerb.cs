using System.CommandLine;
using System.Globalization;
using AmpelBot.Alerts;
using AmpelBot.Alerts.Ingest;
using AmpelBot.Chat.Terminal;
using AmpelBot.FollowUp.Channels;
using AmpelBot.FollowUp.T0;

namespace AmpelBot.Cli;

/// <summary>ampelbot filter: what a channel's filters say of packets, without an event.</summary>
internal static class FilterVerb
{
    public static Command Make()
    {
        var paths = new Argument<string[]>("PATH")
        {
            Description = "Alert packets: .avro files, folders, .tar.gz files.",
            Arity = ArgumentArity.OneOrMore,
        };
        var channel = new Option<string>("--channel") { Description = "The channel whose settings judge.", HelpName = "NAME", Required = true };
        var unit = new Option<string?>("--unit") { Description = "One T0 unit of the channel; without it, all that need no event.", HelpName = "NAME" };
        var channels = CommonOptions.Channels();
        var json = CommonOptions.Json();
        var command = new Command("filter", "Judge alert packets by a channel's T0 units.") { paths, channel, unit, channels, json }.WithExamples(
            "ampelbot filter packets/ --channel gw",
            "ampelbot filter 697251920015010010.avro --channel neutrino --unit DecentFilter --json");
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(
            parsed.GetValue(paths)!, new ChannelFolder(parsed.GetValue(channels)!).Load(parsed.GetValue(channel)!), parsed.GetValue(unit),
            parsed.GetValue(json), cancellation)));
        return command;
    }

    private static int Run(string[] paths, Channel channel, string? unit, bool json, CancellationToken cancellation)
    {
        if (unit is not null)
            channel = channel with { Filters = [channel.Filter(unit)] };
        if (channel.Filters.FirstOrDefault(f => f.NeedsEvent) is { } needsEvent && unit is not null)
            throw new FollowUp.Scan.RequestException($"{needsEvent.Unit} compares with an event, so packets alone cannot be judged by it. Use: ampelbot why NAME in EVENT");
        List<Judged> judged = [];
        List<DeadLetter> dead = [];
        foreach (var packet in AlertFiles.Read(paths, _ => { }, cancellation))
        {
            if (packet.Alert is { } alert)
                judged.Add(new Judged(packet.File, alert, channel.Judge(alert, context: null), packet.DeadLetter?.Reason));
            if (packet.DeadLetter is { } letter)
                dead.Add(letter);
        }

        if (json)
            JsonOutput.Write(Console.Out, new
            {
                Channel = channel.Name,
                ChannelHash = channel.Hash,
                Unit = unit,
                NotDone = channel.StepsNotTaken,
                Packets = judged.Select(j => new
                {
                    j.File,
                    j.Alert.ObjectId,
                    j.Alert.Candid,
                    j.Verdict.Accepted,
                    j.Verdict.Unit,
                    Cut = j.Verdict.Rejection?.Name,
                    j.Verdict.Rejection?.Value,
                    j.Verdict.Rejection?.Limit,
                    j.Doubt,
                }),
                DeadLetters = dead.Select(d => new { d.File, d.Offset, d.Reason }),
            });
        else
            Say(channel, judged, dead);
        return judged.Count > 0 ? ExitCode.Done : dead.Count > 0 ? ExitCode.BrokenInput : ExitCode.NotFound;
    }

    private static void Say(Channel channel, List<Judged> judged, List<DeadLetter> dead)
    {
        foreach (var (file, alert, verdict, doubt) in judged)
        {
            var what = verdict.Rejection is { } cut
                ? FormattableString.Invariant($"rejected by {verdict.Unit} {cut.Name}: {cut.Value ?? "none"}, must be {cut.Limit}")
                : "accepted";
            Console.WriteLine(TerminalText.Harmless(
                $"{alert.ObjectId ?? "(no name)"} {alert.Candid?.ToString(CultureInfo.InvariantCulture) ?? "(no candid)"} {what}{(doubt is null ? "" : $" (but the packet is damaged: {doubt})")}  [{file}]"));
        }
        foreach (var letter in dead)
            Console.WriteLine(TerminalText.Harmless($"{letter.File}, byte {letter.Offset}, cannot be read: {letter.Reason}"));
        Console.WriteLine(FormattableString.Invariant(
            $"{judged.Count(j => j.Verdict.Accepted):N0} of {judged.Count:N0} alerts are accepted by {string.Join(", ", channel.Filters.Where(f => !f.NeedsEvent).Select(f => f.Unit))} of channel {channel.Name}; {dead.Count:N0} packets could not be read."));
        foreach (var step in channel.StepsNotTaken)
            Console.WriteLine(step);
    }

    // Doubt: why the packet would not be kept; null when it is sound.
    private sealed record Judged(string File, Alert Alert, Verdict Verdict, string? Doubt);
}
