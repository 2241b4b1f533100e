namespace Tocsin.Share.Sync;

/// <summary>A set of indexes as ranges from (inclusive) to (exclusive), ascending, none touching the next.</summary>
/// <param name="Items">The ranges.</param>
public readonly record struct Ranges(ImmutableArray<(long From, long To)> Items)
{
    /// <summary>The empty set.</summary>
    public static Ranges None { get; } = new([]);

    /// <summary>Makes a set of indexes in any order.</summary>
    public static Ranges Of(IEnumerable<long> indexes)
    {
        var builder = ImmutableArray.CreateBuilder<(long From, long To)>();
        foreach (var index in indexes.Order())
        {
            if (builder.Count > 0 && index < builder[^1].To) continue;
            if (builder.Count > 0 && builder[^1].To == index) builder[^1] = (builder[^1].From, index + 1);
            else builder.Add((index, index + 1));
        }
        return new(builder.ToImmutable());
    }

    /// <summary>Makes a set of ranges as a document lists them; nothing where they are not ascending, apart and not empty.</summary>
    public static Ranges? Of(IReadOnlyList<long[]> pairs)
    {
        var last = -1L;
        foreach (var pair in pairs)
        {
            if (pair is not [var from, var to] || from <= last || to <= from) return null;
            last = to;
        }
        return new([.. pairs.Select(pair => (pair[0], pair[1]))]);
    }

    /// <summary>How many indexes it holds.</summary>
    public long Count => Items.Sum(range => range.To - range.From);

    /// <summary>Whether it holds none.</summary>
    public bool IsEmpty => Items.IsEmpty;

    /// <summary>Whether it holds an index.</summary>
    public bool Contains(long index)
    {
        var (low, high) = (0, Items.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Items[middle].To <= index) low = middle + 1;
            else high = middle;
        }
        return low < Items.Length && Items[low].From <= index;
    }

    /// <summary>Its indexes, ascending.</summary>
    public IEnumerable<long> Indexes()
    {
        foreach (var (from, to) in Items)
            for (var index = from; index < to; index++) yield return index;
    }

    /// <summary>Both sets.</summary>
    public Ranges With(Ranges other)
    {
        if (other.IsEmpty) return this;
        if (IsEmpty) return other;
        var merged = ImmutableArray.CreateBuilder<(long From, long To)>(Items.Length + other.Items.Length);
        foreach (var (from, to) in Items.Concat(other.Items).OrderBy(range => range.From))
        {
            if (merged.Count > 0 && from <= merged[^1].To) merged[^1] = (merged[^1].From, Math.Max(merged[^1].To, to));
            else merged.Add((from, to));
        }
        return new(merged.ToImmutable());
    }

    /// <summary>This set without the other.</summary>
    public Ranges Without(Ranges other)
    {
        if (other.IsEmpty || IsEmpty) return this;
        var left = ImmutableArray.CreateBuilder<(long From, long To)>(Items.Length);
        var next = 0;
        foreach (var (start, to) in Items)
        {
            var from = start;
            while (next > 0 && other.Items[next - 1].To > from) next--;
            for (; next < other.Items.Length && other.Items[next].From < to; next++)
            {
                var (cutFrom, cutTo) = other.Items[next];
                if (cutFrom > from) left.Add((from, cutFrom));
                from = Math.Max(from, cutTo);
            }
            if (from < to) left.Add((from, to));
        }
        return new(left.ToImmutable());
    }

    /// <summary>What of it lies below an index.</summary>
    public Ranges Below(long end) => new([.. Items.Where(range => range.From < end).Select(range => (range.From, Math.Min(range.To, end)))]);

    /// <summary>As a document lists them.</summary>
    public IReadOnlyList<long[]> Pairs() => [.. Items.Select(range => new[] { range.From, range.To })];

    /// <summary>Whether both hold the same.</summary>
    public bool Equals(Ranges other) => Items.AsSpan().SequenceEqual(other.Items.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => Items.IsDefaultOrEmpty ? 0 : HashCode.Combine(Items.Length, Items[0], Items[^1]);
}
