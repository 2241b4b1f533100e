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

    /// <summary>Whether it holds none.</summary>
    public bool IsEmpty => Items.IsEmpty;

    /// <summary>Whether it holds an index.</summary>
    public bool Contains(long index) => Touches(index, index + 1);

    /// <summary>Whether it holds any index of a range.</summary>
    public bool Touches(long from, long to)
    {
        var items = Items;
        var first = items.AsSpan().BinarySearch(new After(from));
        return ~first < items.Length && items[~first].From < to;
    }

    /// <summary>The bundles in which its indexes lie, behind one, at most so many.</summary>
    public IReadOnlyList<long> Bundles(long after, int most)
    {
        var bundles = new List<long>();
        foreach (var (from, to) in Items)
            for (var bundle = Math.Max(from / Limits.BundleRecords, after + 1); bundle <= (to - 1) / Limits.BundleRecords && bundles.Count < most; bundle++)
                if (bundles.Count == 0 || bundles[^1] < bundle) bundles.Add(bundle);
        return bundles;
    }

    /// <summary>The same, or somewhat more where it has too many ranges to be kept: these are rounded outwards.</summary>
    public Ranges Coarse(int most)
    {
        var coarse = this;
        for (long unit = Limits.BundleRecords; coarse.Items.Length > most; unit *= Limits.BundleRecords)
        {
            var rounded = ImmutableArray.CreateBuilder<(long From, long To)>();
            foreach (var (start, end) in coarse.Items)
            {
                var (from, to) = (start / unit * unit, (end + unit - 1) / unit * unit);
                if (rounded.Count > 0 && from <= rounded[^1].To) rounded[^1] = (rounded[^1].From, to);
                else rounded.Add((from, to));
            }
            coarse = new(rounded.ToImmutable());
        }
        return coarse;
    }

    /// <summary>Compares with a range by where that ends: found is none, and the place is that of the first range that ends behind.</summary>
    readonly struct After(long from) : IComparable<(long From, long To)>
    {
        public int CompareTo((long From, long To) range) => range.To <= from ? 1 : -1;
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

    /// <summary>What both sets hold.</summary>
    public Ranges And(Ranges other) => Without(Without(other));

    /// <summary>What of it lies below an index.</summary>
    public Ranges Below(long end) => new([.. Items.Where(range => range.From < end).Select(range => (range.From, Math.Min(range.To, end)))]);

    /// <summary>As a document lists them.</summary>
    public IReadOnlyList<long[]> Pairs() => [.. Items.Select(range => new[] { range.From, range.To })];

    /// <summary>Whether both hold the same.</summary>
    public bool Equals(Ranges other) => Items.AsSpan().SequenceEqual(other.Items.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => Items.IsDefaultOrEmpty ? 0 : HashCode.Combine(Items.Length, Items[0], Items[^1]);
}
