using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Tocsin.Detection.Scan;

/// <summary>What every thread that scans replicates shares.</summary>
sealed record ReplicatePlan(ScanData Data, ScanWindows Windows, ReadOnlyMemory<ushort>[] Neighbours, LikelihoodRatio Ratio, int CasesMin, ulong Seed)
{
    const double MeanMax = 32;

    /// <summary>Whether a byte holds the cases of any cell in any replicate: where at most 32 are expected, more than 255 have a chance below e^-300 (Chernoff; Hoeffding 1963).</summary>
    public bool FitsBytes()
    {
        for (var cell = Windows.First * Data.Places; cell < Data.Cases.Length; cell++)
            if (Ratio.Expected(Data.Measure[cell] - Data.Measure[cell + Data.Places]) > MeanMax) return false;
        return true;
    }

    /// <summary>About how many bytes a thread needs beside what is shared.</summary>
    public long ThreadBytes<T, TCell>() where T : unmanaged where TCell : unmanaged =>
        (long)Vector512<T>.Count * Data.Places * (Unsafe.SizeOf<T>() + Unsafe.SizeOf<TCell>() * (Windows.Intervals - Windows.First))
        + 4L * Data.TotalCases + 8L * Data.Places + Redistribution.ThreadBytes(Data);
}

/// <summary>Scans many replicates at once, one in each lane of a vector: the windows and their measures are the same in all of them, so one step adds
/// a place to the circles of all lanes, and one comparison says whether any of them is worth a second look. One thread's own.</summary>
/// <typeparam name="T">A signed number that holds all cases and one more.</typeparam>
/// <typeparam name="TCell">The same, or a byte where that holds the cases of each cell.</typeparam>
sealed class ReplicateScan<T, TCell> where T : unmanaged, IBinaryInteger<T> where TCell : unmanaged, IBinaryInteger<TCell>
{
    /// <summary>How many replicates are scanned together.</summary>
    public static int Lanes => Vector512<T>.Count;

    readonly ReplicatePlan plan;
    readonly Screening<T> screening;
    readonly Redistribution redistribution;
    readonly int[] cells;
    readonly TCell[] counts = [];
    readonly T[] slice;
    readonly int countsAt, sliceAt, row;
    readonly double[] measure, best = new double[Vector512<T>.Count];
    T[] fewest = [];
    int level;

    public ReplicateScan(ReplicatePlan plan, Screening<T> screening, Redistribution redistribution)
    {
        (this.plan, this.screening, this.redistribution) = (plan, screening, redistribution);
        (cells, measure) = (new int[plan.Data.TotalCases], new double[plan.Data.Places]);
        var rows = plan.Windows.Intervals - plan.Windows.First;
        row = plan.Data.Places * Lanes;
        (slice, sliceAt) = Aligned<T>(row);
        if (rows > 1) (counts, countsAt) = Aligned<TCell>((long)rows * row);
    }

    /// <summary>Scans replicates from <paramref name="first"/> on and writes the largest ratio of each.</summary>
    public void Run(int first, Span<double> largest, CancellationToken stop)
    {
        slice.AsSpan().Clear();
        counts.AsSpan().Clear();
        // A lane without a replicate asks for nothing.
        best.AsSpan().Fill(double.PositiveInfinity);
        for (var lane = 0; lane < largest.Length; lane++)
        {
            best[lane] = 0;
            var chance = new ScanChance(plan.Seed, first + lane);
            Count(cells.AsSpan(0, redistribution.Draw(ref chance, cells)), lane);
        }
        SetLevel();
        if (counts.Length == 0)
        {
            SetMeasure(plan.Windows.First, plan.Windows.Intervals);
            ScanSpace();
        }
        else ScanTime(stop);
        best.AsSpan(0, largest.Length).CopyTo(largest);
    }

    void Count(ReadOnlySpan<int> drawn, int lane)
    {
        if (counts.Length == 0) foreach (var cell in drawn) slice[sliceAt + cell * Lanes + lane]++;
        else
            foreach (var cell in drawn)
            {
                ref var count = ref counts[countsAt + cell * Lanes + lane];
                count = checked(count + TCell.One);
            }
    }

    void ScanTime(CancellationToken stop)
    {
        var windows = plan.Windows;
        for (var end = windows.EndMin; end <= windows.Intervals; end++)
        {
            slice.AsSpan().Clear();
            stop.ThrowIfCancellationRequested();
            for (var start = end - 1; start >= windows.StartMin(end); start--)
            {
                AddRow(ref counts[countsAt + (start - windows.First) * row], ref slice[sliceAt], row);
                if (end - start < windows.LengthMin) continue;
                SetMeasure(start, end);
                ScanSpace();
            }
        }
    }

    void SetMeasure(int start, int end)
    {
        var from = plan.Data.Measure.AsSpan(start * plan.Data.Places);
        var to = plan.Data.Measure.AsSpan(end * plan.Data.Places);
        for (var place = 0; place < measure.Length; place++) measure[place] = from[place] - to[place];
    }

    static void AddRow(ref TCell from, ref T to, int length)
    {
        var step = (nuint)Vector512<T>.Count;
        if (typeof(TCell) == typeof(T))
            for (nuint i = 0; i < (nuint)length; i += step) (Vector512.LoadUnsafe(ref Unsafe.As<TCell, T>(ref from), i) + Vector512.LoadUnsafe(ref to, i)).StoreUnsafe(ref to, i);
        else
            // What an odd number of places leaves over goes behind the last of them, where nobody looks.
            for (nuint i = 0; i < (nuint)length; i += 2 * step)
            {
                var (lower, upper) = Vector512.Widen(Vector512.LoadUnsafe(ref Unsafe.As<TCell, byte>(ref from), i));
                (lower.As<ushort, T>() + Vector512.LoadUnsafe(ref to, i)).StoreUnsafe(ref to, i);
                (upper.As<ushort, T>() + Vector512.LoadUnsafe(ref to, i + step)).StoreUnsafe(ref to, i + step);
            }
    }

    /// <summary>All circles, over one window of time.</summary>
    void ScanSpace()
    {
        var circle = new Circle
        {
            Cases = ref slice[sliceAt], Measure = ref MemoryMarshal.GetArrayDataReference(measure), Fewest = ref MemoryMarshal.GetArrayDataReference(fewest),
            Shift = screening.Shift, First = screening.First,
        };
        foreach (var near in plan.Neighbours)
        {
            circle.Place = ref MemoryMarshal.GetReference(near.Span);
            circle.End = ref Unsafe.Add(ref circle.Place, near.Length);
            (circle.Inside, circle.Sum) = (Vector512<T>.Zero, 0);
            while (circle.Grows())
            {
                Look(circle.Inside, circle.Sum, circle.Step);
                circle.Fewest = ref MemoryMarshal.GetArrayDataReference(fewest);
            }
        }
    }

    /// <summary>A circle that takes in place after place.</summary>
    ref struct Circle
    {
        public ref ushort Place, End;
        public ref T Cases, Fewest;
        public ref double Measure;
        public int Shift, First, Step;
        public Vector512<T> Inside;
        public double Sum;

        /// <summary>Takes places in until one of the lanes has so many cases that it may count; false once there are no more. It calls nothing, so that all stays in registers.</summary>
        [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
        public bool Grows()
        {
            ref var place = ref Place;
            ref var end = ref End;
            ref var cases = ref Cases;
            ref var measure = ref Measure;
            ref var fewest = ref Fewest;
            var (shift, first, inside, sum) = (Shift, First, Inside, Sum);
            while (Unsafe.IsAddressLessThan(ref place, ref end))
            {
                inside += Vector512.LoadUnsafe(ref cases, place * (nuint)Vector512<T>.Count);
                sum += Unsafe.Add(ref measure, place);
                place = ref Unsafe.Add(ref place, 1);
                var step = Screening<T>.StepOf(sum, shift, first);
                if (!Vector512.GreaterThanOrEqualAny(inside, Vector512.Create(Unsafe.Add(ref fewest, step)))) continue;
                Place = ref place;
                (Inside, Sum, Step) = (inside, sum, step);
                return true;
            }
            return false;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    void Look(Vector512<T> inside, double sum, int step)
    {
        var lanes = Vector512.GreaterThanOrEqual(inside, Vector512.Create(fewest[step])).ExtractMostSignificantBits();
        for (; lanes != 0; lanes &= lanes - 1)
        {
            var lane = BitOperations.TrailingZeroCount(lanes);
            var now = best[lane];
            if (!double.IsFinite(now) || inside[lane] < screening.Above(Screening<T>.LevelOf(now))[step]) continue;
            var count = int.CreateTruncating(inside[lane]);
            if (!plan.Ratio.IsHigh(count, sum) || plan.Ratio.Bound(count, sum) <= now) continue;
            var llr = plan.Ratio.Of(count, sum);
            if (llr <= now) continue;
            best[lane] = llr;
            if (Screening<T>.LevelOf(now) == level) SetLevel();
        }
    }

    void SetLevel()
    {
        var least = best.Min();
        level = double.IsFinite(least) ? Screening<T>.LevelOf(least) : 0;
        fewest = screening.Above(level);
    }

    /// <summary>Zeros whose first is at the beginning of a cache line, and where that is; behind the last there are as many as two cells have.</summary>
    static (TElement[] Array, int At) Aligned<TElement>(long length) where TElement : unmanaged
    {
        const int LineBytes = 64;
        var array = GC.AllocateArray<TElement>(checked((int)(length + 2 * Lanes + LineBytes / Unsafe.SizeOf<TElement>())), pinned: true);
        var misplaced = (int)(Marshal.UnsafeAddrOfPinnedArrayElement(array, 0) % LineBytes);
        return (array, misplaced == 0 ? 0 : (LineBytes - misplaced) / Unsafe.SizeOf<TElement>());
    }
}
