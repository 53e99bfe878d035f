namespace AmpelBot.FollowUp.T3;

/// <summary>GCN's form for a new circular with a draft filled in (gcn.nasa.gov/circulars/new; the person signs in and sends).</summary>
/// <param name="Address">The link, at most <see cref="MaxCharacters"/> characters.</param>
/// <param name="HasBody">Whether the body is filled in too; else it was too long for a link.</param>
/// <param name="Sentence">What to tell the person.</param>
public sealed record CircularForm(Uri Address, bool HasBody, string Sentence)
{
    /// <summary>Longest link: servers and chat products cut off or refuse longer ones (a request line of 8 KiB is the usual limit).</summary>
    public const int MaxCharacters = 8000;

    private const string Form = "https://gcn.nasa.gov/circulars/new";

    /// <summary>The link for a circular's draft, plain or Markdown.</summary>
    /// <param name="draft">The draft as <see cref="Drafts"/> writes it.</param>
    /// <param name="mostCharacters">Longest link that is of use where it is shown.</param>
    public static CircularForm Of(string draft, int mostCharacters = MaxCharacters)
    {
        var (subject, body) = CircularDraft.Split(draft);
        var address = $"{Form}?subject={Uri.EscapeDataString(AsciiText.Clip(subject, 300))}";
        var whole = $"{address}&body={Uri.EscapeDataString(body)}";
        return whole.Length <= mostCharacters
            ? new CircularForm(new Uri(whole), true, "The link opens GCN's form with subject and text filled in; fill the open places, then sign in and send.")
            : new CircularForm(new Uri(address), false,
                FormattableString.Invariant($"The text is too long for a link ({whole.Length} characters, at most {mostCharacters}): the link opens GCN's form with the subject only; copy the text from the file."));
    }
}
