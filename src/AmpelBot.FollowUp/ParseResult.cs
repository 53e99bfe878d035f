using System.Diagnostics.CodeAnalysis;

namespace AmpelBot.FollowUp;

/// <summary>What became of a text from a person: a value, or a sentence that says what was not understood and where.</summary>
/// <typeparam name="T">The value.</typeparam>
public sealed class ParseResult<T> where T : class
{
    private ParseResult(T? value, string? error, int position)
    {
        Value = value;
        Error = error;
        Position = position;
    }

    /// <summary>The value; null when the text was not understood.</summary>
    public T? Value { get; }

    /// <summary>A sentence that names the word and gives a valid example; null when the text was understood.</summary>
    public string? Error { get; }

    /// <summary>Where in the text the word begins, in characters from 0; -1 when understood.</summary>
    public int Position { get; }

    /// <summary>Whether the text was understood.</summary>
    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Error))]
    public bool Success => Value is not null;

    /// <summary>The text was understood.</summary>
    public static ParseResult<T> Of(T value) => new(value, null, -1);

    /// <summary>The text was not understood.</summary>
    public static ParseResult<T> Failure(string error, int position) => new(null, error, position);
}
