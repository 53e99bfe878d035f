using FsCheck;
using FsCheck.Fluent;

namespace AmpelBot.Sky.Tests;

/// <summary>Random inputs of the laws.</summary>
internal static class Draw
{
    /// <summary>A whole number from least to most.</summary>
    public static Gen<long> Integer(long least, long most) =>
        from high in Gen.Choose(0, int.MaxValue)
        from low in Gen.Choose(0, int.MaxValue)
        select least + (((long)high << 31) | (long)low) % (most - least + 1);
}
