using System.Reflection;

namespace AmpelBot.FollowUp;

/// <summary>The program's version, for the provenance of results.</summary>
public static class ProgramVersion
{
    /// <summary>Version of this build with the commit it was made from where that is known: 0.1.0+8f0b11b….</summary>
    public static string Current { get; } =
        typeof(ProgramVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}
