using System.Text.Json;

namespace AmpelBot.Chat.Slack;

/// <summary>A sky map that was dropped, with the words beside it.</summary>
/// <param name="Id">Slack's id of the file.</param>
/// <param name="Name">Its name as uploaded.</param>
/// <param name="SizeBytes">Its size as Slack says; null when it does not.</param>
/// <param name="UrlPrivate">Where it is; null when Slack does not say.</param>
/// <param name="Text">The words.</param>
internal sealed record DroppedFile(string Id, string Name, long? SizeBytes, string? UrlPrivate, string Text)
{
    /// <summary>As the text of a job.</summary>
    public string Write() => JsonSerializer.Serialize(this);

    /// <summary>From the text of a job.</summary>
    public static DroppedFile Read(string text) => JsonSerializer.Deserialize<DroppedFile>(text) ?? throw new InvalidOperationException("the text of a job holds no file");
}
