namespace AmpelBot.Sky.Fits;

/// <summary>One card to be written to a header: a text, a number or a yes or no. FITS standard 4.0, section 4</summary>
/// <remarks>Keys longer than 8 characters become HIERARCH cards, texts longer than a card go on in CONTINUE cards.</remarks>
public sealed class FitsCard
{
    private readonly Action<FitsWriter> write;

    private FitsCard(string key, Action<FitsWriter> write) => (Key, this.write) = (key, write);

    /// <summary>The keyword: letters, digits, - and _; with more than 8 characters also blanks between words.</summary>
    public string Key { get; }

    /// <summary>A card with printable ASCII.</summary>
    public static FitsCard Of(string key, string value, string comment = "") => new(key, w => w.LongText(key, value, comment));

    /// <summary>A card with a whole number.</summary>
    public static FitsCard Of(string key, long value, string comment = "") => new(key, w => w.Integer(key, value, comment));

    /// <summary>A card with a finite number, to its last digit.</summary>
    public static FitsCard Of(string key, double value, string comment = "") => new(key, w => w.Number(key, value, comment));

    /// <summary>A card with T or F.</summary>
    public static FitsCard Of(string key, bool value, string comment = "") => new(key, w => w.Logical(key, value, comment));

    internal void Write(FitsWriter writer) => write(writer);
}
