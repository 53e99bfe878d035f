using AmpelBot.Sky.Fits;

namespace AmpelBot.Sky.SkyMaps;

/// <summary>Rows that come in any order, each a key and a value; grows with the rows that are there, not with those announced.</summary>
internal sealed class RowList
{
    private long[] _keys = new long[1024];
    private double[] _values = new double[1024];

    public int Count { get; private set; }

    public long[] Keys => _keys;

    public double[] Values => _values;

    public void Add(long key, double value)
    {
        if (Count == _keys.Length)
        {
            if (Count >= CellList.MaxCells)
                throw new FitsException($"the table has more than the {CellList.MaxCells} rows that are read");
            var size = (int)Math.Min(2L * Count, CellList.MaxCells);
            Array.Resize(ref _keys, size);
            Array.Resize(ref _values, size);
        }
        _keys[Count] = key;
        _values[Count++] = value;
    }

    /// <summary>Sorts the keys and gives, for each, the number of the row (from 0) where its value stands.</summary>
    public int[] Sort()
    {
        var rows = new int[Count];
        for (var i = 0; i < rows.Length; i++)
            rows[i] = i;
        for (var i = 1; i < Count; i++)
            if (_keys[i] < _keys[i - 1])
            {
                Array.Sort(_keys, rows, 0, Count);
                break;
            }
        return rows;
    }
}
