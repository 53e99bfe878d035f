using System.Reflection;
using AmpelBot.Alerts.Archive;

namespace AmpelBot.Testing;

/// <summary>An archive of which one member fails and the others work.</summary>
public class FailingArchive : DispatchProxy
{
    private IArchive inner = null!;
    private string member = "";
    private Exception failure = null!;

    /// <summary>The archive, with a member that throws.</summary>
    public static IArchive Of(IArchive inner, string member, Exception failure)
    {
        var archive = Create<IArchive, FailingArchive>();
        var proxy = (FailingArchive)(object)archive;
        (proxy.inner, proxy.member, proxy.failure) = (inner, member, failure);
        return archive;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        targetMethod!.Name == member ? throw failure : targetMethod.Invoke(inner, args);
}
