using System.Text.Json;

namespace AmpelBot.FollowUp.T3.Tables;

/// <summary>How small JSON files are written: indented, LF.</summary>
internal static class JsonFile
{
    public static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n" };
}
