namespace AmpelBot.Sky.SkyMaps;

/// <summary>The values of a RING map while it is reordered: stretches of one value cost nothing, and single precision stays single.</summary>
internal sealed class RingValues(long count, bool isSingle)
{
    private const int ChunkBits = 8;
    private const int ChunkLength = 1 << ChunkBits;

    private readonly float[]?[] _singles = new float[]?[isSingle ? Chunks(count) : 0];
    private readonly double[]?[] _doubles = new double[]?[isSingle ? 0 : Chunks(count)];
    private readonly double[] _constants = new double[Chunks(count)];
    private readonly double[] _chunk = new double[ChunkLength];
    private long _added;

    /// <summary>The value of a RING index.</summary>
    public double this[long ring]
    {
        get
        {
            var chunk = (int)(ring >> ChunkBits);
            var at = (int)ring & (ChunkLength - 1);
            if (isSingle)
                return _singles[chunk] is { } singles ? singles[at] : _constants[chunk];
            return _doubles[chunk] is { } doubles ? doubles[at] : _constants[chunk];
        }
    }

    /// <summary>Appends values in RING order.</summary>
    public void Append(ReadOnlySpan<double> values)
    {
        while (!values.IsEmpty)
        {
            var at = (int)_added & (ChunkLength - 1);
            var taken = Math.Min(values.Length, ChunkLength - at);
            values[..taken].CopyTo(_chunk.AsSpan(at));
            _added += taken;
            values = values[taken..];
            if (at + taken == ChunkLength || _added == count)
                Close((int)((_added - 1) >> ChunkBits), _chunk.AsSpan(0, at + taken));
        }
    }

    private void Close(int chunk, ReadOnlySpan<double> values)
    {
        _constants[chunk] = values[0];
        if (values.IndexOfAnyExcept(values[0]) < 0)
            return;
        if (!isSingle)
        {
            _doubles[chunk] = values.ToArray();
            return;
        }
        var singles = _singles[chunk] = new float[values.Length];
        for (var i = 0; i < singles.Length; i++)
            singles[i] = (float)values[i];
    }

    private static int Chunks(long count) => (int)((count + ChunkLength - 1) >> ChunkBits);
}
