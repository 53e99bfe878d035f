namespace AmpelBot.Sky.SkyMaps;

/// <summary>The values of a RING map while it is reordered: stretches of one value cost nothing, and single precision stays single.</summary>
internal sealed class RingValues(long count, bool isSingle)
{
    private const int ChunkBits = 8;
    private const int ChunkLength = 1 << ChunkBits;

    private readonly float[]?[] singles = new float[]?[isSingle ? Chunks(count) : 0];
    private readonly double[]?[] doubles = new double[]?[isSingle ? 0 : Chunks(count)];
    private readonly double[] constants = new double[Chunks(count)];
    private readonly double[] open = new double[ChunkLength];
    private long added;

    /// <summary>The value of a RING index.</summary>
    public double this[long ring]
    {
        get
        {
            var chunk = (int)(ring >> ChunkBits);
            var at = (int)ring & (ChunkLength - 1);
            if (isSingle)
                return singles[chunk] is { } single ? single[at] : constants[chunk];
            return doubles[chunk] is { } exact ? exact[at] : constants[chunk];
        }
    }

    /// <summary>Appends values in RING order.</summary>
    public void Append(ReadOnlySpan<double> values)
    {
        while (!values.IsEmpty)
        {
            var at = (int)added & (ChunkLength - 1);
            var taken = Math.Min(values.Length, ChunkLength - at);
            values[..taken].CopyTo(open.AsSpan(at));
            added += taken;
            values = values[taken..];
            if (at + taken == ChunkLength || added == count)
                Close((int)((added - 1) >> ChunkBits), open.AsSpan(0, at + taken));
        }
    }

    private void Close(int chunk, ReadOnlySpan<double> values)
    {
        constants[chunk] = values[0];
        if (values.IndexOfAnyExcept(values[0]) < 0)
            return;
        if (!isSingle)
        {
            doubles[chunk] = values.ToArray();
            return;
        }
        var rounded = singles[chunk] = new float[values.Length];
        for (var i = 0; i < rounded.Length; i++)
            rounded[i] = (float)values[i];
    }

    private static int Chunks(long count) => (int)((count + ChunkLength - 1) >> ChunkBits);
}
