using System.Globalization;
using AmpelBot.Chat.Slack.Blocks;
using AmpelBot.FollowUp;
using AmpelBot.FollowUp.Scan;
using AmpelBot.FollowUp.T3;
using AmpelBot.FollowUp.Vetting;
using AmpelBot.Jobs;
using AmpelBot.Sky;

namespace AmpelBot.Chat.Slack.Cards;

/// <summary>The candidates of a scan as Slack shows them: a table, a card for each of the first, and the buttons of the scan.</summary>
public static class CandidateCards
{
    private const int MostSaidCharacters = 2800;
    private const int MostNoteShown = 300;
    private const int MostNameShown = 60;

    /// <summary>The cards of the first candidates.</summary>
    /// <param name="scan">The scan.</param>
    /// <param name="most">How many at most.</param>
    public static IReadOnlyList<CandidateCard> Of(FinishedScan scan, int most) =>
        [.. Enumerable.Range(1, Math.Max(0, Math.Min(most, scan.Report.Candidates.Count))).Select(rank => Card(scan, rank))];

    /// <summary>The table of the first candidates: a table block, which Slack shows at the end of its message; null when there are no candidates.</summary>
    /// <param name="report">The scan.</param>
    /// <param name="most">How many rows at most; Slack takes 99 and 10,000 characters.</param>
    public static TableBlock? Table(ScanReport report, int most)
    {
        if (report.Candidates.Count == 0 || most < 1)
            return null;
        var rows = new List<IReadOnlyList<string>> { new[] { "#", "Name", "RA deg", "Dec deg", "level", "latest mag", "first seen", "votes" } };
        var length = rows[0].Sum(c => c.Length);
        for (var rank = 1; rank <= Math.Min(Math.Min(most, BlockLimits.TableRows - 1), report.Candidates.Count); rank++)
        {
            var facts = CardFacts.Of(report, rank);
            string[] row =
            [
                rank.ToString(CultureInfo.InvariantCulture), Clip(facts.Key.Name, MostNameShown), Fixed(facts.RaDeg, 5), Signed(facts.DecDeg, 5),
                Fixed(facts.CredibleLevel * 100, 1) + " %", Magnitude(facts), Age(facts, facts.FirstSeenUtc) ?? Time(facts.FirstSeenUtc), Counts(report.Candidates[rank - 1].Votes),
            ];
            length += row.Sum(c => Math.Max(1, c.Length));
            if (length > BlockLimits.TableText)
                break;
            rows.Add(row);
        }
        return new TableBlock(rows, [new(true), new(false), new(true), new(true), new(true), new(false), new(false), new(false)]);
    }

    /// <summary>The blocks of a card, at first and again whenever somebody said something.</summary>
    /// <param name="facts">What it shows.</param>
    /// <param name="votes">What people said.</param>
    /// <param name="pictureFileId">Id of the uploaded picture; null without one.</param>
    public static IReadOnlyList<SlackBlock> Blocks(CardFacts facts, Votes votes, string? pictureFileId)
    {
        var blocks = new List<SlackBlock> { new HeaderBlock(Title(facts)) };
        if (pictureFileId is not null)
            blocks.Add(new ImageBlock(pictureFileId, AltText(facts)));
        blocks.Add(new SectionBlock(null, Fields(facts)));
        blocks.Add(new SectionBlock(new MrkdwnObject(string.Join(" · ", CandidateLinks.Of(facts.Key.Object.Survey, facts.Key.Name, new SkyCoord(facts.RaDeg, facts.DecDeg)).Select(l => SlackMarkup.Link(l.Address, l.Label))))));
        if (votes.Any)
            blocks.Add(new SectionBlock(new MrkdwnObject(Said(votes))));
        var value = facts.Key.Write();
        blocks.Add(new ActionsBlock(
        [
            new ButtonElement(CardActions.Interesting, "Interesting", value, style: ButtonStyle.Primary),
            new ButtonElement(CardActions.Reject, "Reject…", value, style: ButtonStyle.Danger),
            new ButtonElement(CardActions.Ambiguous, "Ambiguous", value),
            new ButtonElement(CardActions.Note, "Note…", value),
            new ButtonElement(CardActions.Why, "Why?", value),
        ], "card"));
        return blocks;
    }

    /// <summary>The buttons of a scan, for its last message: rescan, draft, watch.</summary>
    /// <param name="scanId">The scan.</param>
    public static ActionsBlock ScanButtons(string scanId) => new(
    [
        new ButtonElement(CardActions.Rescan, "Rescan…", scanId),
        new ButtonElement(CardActions.Draft, "Draft", scanId),
        new ButtonElement(CardActions.Watch, "Watch", scanId),
    ], "scan");

    /// <summary>A card in one line: what notifications show, in Slack's markup.</summary>
    /// <param name="facts">What the card shows.</param>
    /// <param name="votes">What people said.</param>
    public static string Fallback(CardFacts facts, Votes votes) =>
        SlackMarkup.Escape($"{Title(facts)}: credible level {Level(facts)}, {Magnitude(facts)}"
            + (Age(facts, facts.FirstSeenUtc) is { } age ? $", first seen {age}" : "") + (votes.Any ? $"; {Counts(votes)}" : ""));

    private static CandidateCard Card(FinishedScan scan, int rank)
    {
        var (facts, votes) = (CardFacts.Of(scan.Report, rank), scan.Report.Candidates[rank - 1].Votes);
        var picture = Path.Combine(scan.Folder, ScanFiles.CardPicture(rank, scan.Report.Candidates[rank - 1].Name));
        return new CandidateCard(facts, votes)
        {
            Step = string.Create(CultureInfo.InvariantCulture, $"card-{rank}"),
            Title = Title(facts),
            Text = Fallback(facts, votes),
            Picture = File.Exists(picture) ? picture : null,
            AltText = AltText(facts),
        };
    }

    private static string Title(CardFacts facts) => string.Create(CultureInfo.InvariantCulture, $"{facts.Key.Rank}. {Clip(facts.Key.Name, MostNameShown)}");

    private static string AltText(CardFacts facts) =>
        $"Light curve and cutouts of {Clip(facts.Key.Name, MostNameShown)}: {TextNumbers.Count(facts.Detections, "detection")}, the latest {Magnitude(facts)}";

    private static TextObject[] Fields(CardFacts facts) =>
    [
        Field("Credible level", Level(facts)),
        Field("Latest", Magnitude(facts) + (facts.LastSeenUtc is null ? "" : ", " + Time(facts.LastSeenUtc))),
        Field("First seen", Time(facts.FirstSeenUtc) + (Age(facts, facts.FirstSeenUtc) is { } age ? $" ({age})" : "")),
        Field("Detections", TextNumbers.Count(facts.Detections) + (facts.RejectedAlerts > 0 ? $"; {TextNumbers.Count(facts.RejectedAlerts, "alert")} rejected" : "")),
        Field("RA, Dec (ICRS)", $"{Fixed(facts.RaDeg, 6)} {Signed(facts.DecDeg, 6)}\n{Sexagesimal.Format(new SkyCoord(facts.RaDeg, facts.DecDeg), 2)}"),
        Field("Galactic latitude", Signed(facts.GalacticLatitudeDeg, 1) + " deg"),
    ];

    private static MrkdwnObject Field(string label, string value) => new($"*{label}*\n{SlackMarkup.Escape(Clip(value, 300))}");

    private static string Said(Votes votes)
    {
        var said = votes.Latest.Concat(votes.Notes.Where(n => !votes.Latest.Contains(n))).OrderBy(v => v.TimeUtc).ToArray();
        var lines = new List<string>();
        var length = 0;
        for (var i = said.Length - 1; i >= 0; i--)
        {
            var line = Line(said[i]);
            if ((length += line.Length + 1) > MostSaidCharacters)
            {
                lines.Add($"{TextNumbers.Count(i + 1)} earlier not shown");
                break;
            }
            lines.Add(line);
        }
        lines.Reverse();
        return string.Join('\n', lines);
    }

    private static string Line(Vote vote)
    {
        var person = vote.UserId.Length is > 1 and <= 32 && vote.UserId.All(char.IsAsciiLetterOrDigit)
            ? SlackMarkup.Mention(vote.UserId)
            : SlackMarkup.Escape(Clip(vote.UserName.Length > 0 ? vote.UserName : vote.UserId, MostNameShown));
        var note = vote.Note.Length > 0 ? ": " + Clip(vote.Note.ReplaceLineEndings(" "), MostNoteShown) : "";
        return person + SlackMarkup.Escape($" {VettingJournal.Words(vote)}, {vote.TimeUtc.ToUniversalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC{note}");
    }

    private static string Counts(Votes votes)
    {
        var counts = new[] { VetState.Interesting, VetState.Rejected, VetState.Ambiguous }.Select(s => (State: s, Count: votes.Count(s))).Where(c => c.Count > 0)
            .Select(c => $"{TextNumbers.Count(c.Count)} {VettingJournal.Word(c.State)}");
        return string.Join(", ", votes.Notes.Count > 0 ? counts.Append(TextNumbers.Count(votes.Notes.Count, "note")) : counts);
    }

    private static string Level(CardFacts facts) => Fixed(facts.CredibleLevel * 100, 2) + " %";

    private static string Magnitude(CardFacts facts)
    {
        var band = Clip(facts.LatestBand, 8);
        return facts.LatestMag is not { } mag ? $"{band}: no magnitude" : $"{band} = {Fixed(mag, 2)}" + (facts.LatestMagErr is { } error ? $" ± {Fixed(error, 2)}" : "");
    }

    private static string? Age(CardFacts facts, DateTimeOffset? time)
    {
        if (time is not { } at || facts.EventTimeUtc is not { } eventTime)
            return null;
        var days = (at - eventTime).TotalDays;
        var size = Math.Abs(days);
        return (size < 2 ? Fixed(size * 24, 1) + " h" : Fixed(size, 1) + " d") + (days < 0 ? " before the event" : " after the event");
    }

    private static string Time(DateTimeOffset? time) => time is { } at ? at.ToUniversalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) + " UTC" : "at an unknown time";

    private static string Fixed(double value, int decimals) => value.ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    private static string Signed(double value, int decimals) => (value < 0 ? "" : "+") + Fixed(value, decimals);

    private static string Clip(string text, int most) => text.Length switch
    {
        0 => "?",
        var length when length <= most => text,
        _ => text[..(most - 1)] + "…",
    };
}

/// <summary>A message about one candidate.</summary>
/// <param name="Facts">What it shows; kept beside the message, it makes the card again.</param>
/// <param name="Votes">What people said.</param>
public sealed record CandidateCard(CardFacts Facts, Votes Votes)
{
    /// <summary>Names the message within the answer: card-1.</summary>
    public required string Step { get; init; }

    /// <summary>What it is about, one line, plain.</summary>
    public required string Title { get; init; }

    /// <summary>What notifications show, in Slack's markup.</summary>
    public required string Text { get; init; }

    /// <summary>Path of its picture; null when the scan left none.</summary>
    public required string? Picture { get; init; }

    /// <summary>What the picture shows.</summary>
    public required string AltText { get; init; }

    /// <summary>The blocks.</summary>
    /// <param name="pictureFileId">Id of the uploaded picture; null without one.</param>
    public IReadOnlyList<SlackBlock> Blocks(string? pictureFileId) => CandidateCards.Blocks(Facts, Votes, pictureFileId);
}
