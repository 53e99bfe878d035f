using System.Buffers;
using System.Runtime.InteropServices;
using AmpelBot.Sky.Fits;

namespace AmpelBot.Sky.SkyMaps;

/// <summary>Rows that come in any order, each a key and a number per column; grows with the rows that are there, not with those announced.</summary>
internal sealed class RowList(int columnCount, int capacity) : IDisposable
{
    private readonly double[][] columns = [.. Enumerable.Range(0, columnCount).Select(_ => ArrayPool<double>.Shared.Rent(capacity))];
    private long[] keys = ArrayPool<long>.Shared.Rent(capacity);

    /// <summary>Rows so far.</summary>
    public int Count { get; private set; }

    /// <summary>The keys, not negative; sorted once <see cref="Sort"/> was called.</summary>
    public Span<long> Keys => keys.AsSpan(0, Count);

    /// <summary>A column's numbers in the order of the rows.</summary>
    public Span<double> Column(int column) => columns[column].AsSpan(0, Count);

    /// <summary>Makes room for more rows, whose keys and numbers are then written; gives the place of the first.</summary>
    public int Extend(int count)
    {
        if (Count + count > keys.Length)
        {
            if (Count + count > CellList.MaxCells)
                throw new FitsException($"the table has more than the {CellList.MaxCells} rows that are read");
            var size = (int)Math.Min(Math.Max(2L * Count, Count + count), CellList.MaxCells);
            keys = Grown(keys, size);
            for (var column = 0; column < columns.Length; column++)
                columns[column] = Grown(columns[column], size);
        }
        Count += count;
        return Count - count;
    }

    /// <summary>Sorts the keys and gives, for each, the number of the row (from 0) where its numbers stand.</summary>
    public int[] Sort()
    {
        var rows = new int[Count];
        for (var i = 0; i < rows.Length; i++)
            rows[i] = i;
        RadixSort.Sort(MemoryMarshal.Cast<long, ulong>(Keys), rows);
        return rows;
    }

    /// <summary>The columns in another order of the rows.</summary>
    /// <param name="rows">Each row's number once.</param>
    public double[][] TakeColumns(int[] rows) => Array.ConvertAll(columns, column =>
    {
        var taken = GC.AllocateUninitializedArray<double>(rows.Length);
        for (var i = 0; i < taken.Length; i++)
            taken[i] = column[rows[i]];
        return taken;
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        ArrayPool<long>.Shared.Return(keys);
        foreach (var column in columns)
            ArrayPool<double>.Shared.Return(column);
    }

    private T[] Grown<T>(T[] array, int size)
    {
        var grown = ArrayPool<T>.Shared.Rent(size);
        array.AsSpan(0, Count).CopyTo(grown);
        ArrayPool<T>.Shared.Return(array);
        return grown;
    }
}
