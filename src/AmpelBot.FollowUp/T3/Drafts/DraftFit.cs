using AmpelBot.FollowUp.Scan;

namespace AmpelBot.FollowUp.T3;

/// <summary>How many candidates a draft lists and describes, so that it keeps a limit.</summary>
internal static class DraftFit
{
    private const int MostListed = 40;
    private const int FewRows = 10;
    private const int LeastDescribed = 3;

    /// <summary>The draft with as many rows as fit beside three paragraphs (ten rows and fewer: beside one), and then as many paragraphs; without rows where nothing fits.</summary>
    /// <param name="report">The scan.</param>
    /// <param name="isMarkdown">Whether it is Markdown.</param>
    /// <param name="compose">Writes the draft.</param>
    /// <param name="fits">Whether a draft keeps the limit.</param>
    public static string Longest(ScanReport report, bool isMarkdown, Func<DraftFacts, string> compose, Func<string, bool> fits)
    {
        var listed = Math.Min(MostListed, report.Candidates.Count);
        string draft;
        while (!fits(draft = With(Least(listed))) && listed > 0)
            listed--;
        for (var described = Least(listed) + 1; described <= listed; described++)
            if (With(described) is var longer && fits(longer))
                draft = longer;
            else
                break;
        return draft;

        static int Least(int rows) => Math.Min(rows, rows <= FewRows ? 1 : LeastDescribed);

        string With(int described) => compose(new DraftFacts(report, isMarkdown, listed, described));
    }
}
