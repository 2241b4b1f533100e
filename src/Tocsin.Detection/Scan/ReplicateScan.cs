using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Tocsin.Detection.Scan;

/// <summary>What every thread that scans replicates shares.</summary>
sealed record ReplicatePlan(ScanData Data, ScanWindows Windows, ushort[][] Neighbours, LikelihoodRatio Ratio, int CasesMin, ulong Seed)
{
    /// <summary>About how many bytes a thread needs beside what is shared.</summary>
    public long ThreadBytes<T>() where T : unmanaged =>
        (long)Vector512<T>.Count * Unsafe.SizeOf<T>() * Data.Places * (Windows.Intervals - Windows.First + 1)
        + 4L * Data.TotalCases + 8L * Data.Places + Redistribution.Bytes(Data, Windows.First);
}

/// <summary>Scans many replicates at once, one in each lane of a vector: the windows and their measures are the same in all of them, so one step adds
/// a place to the circles of all lanes, and one comparison says whether any of them is worth a second look. One thread's own.</summary>
/// <typeparam name="T">A signed number that holds all cases and one more.</typeparam>
sealed class ReplicateScan<T> where T : unmanaged, IBinaryInteger<T>
{
    /// <summary>How many replicates are scanned together.</summary>
    public static int Lanes => Vector512<T>.Count;

    readonly ReplicatePlan plan;
    readonly Screening<T> screening;
    readonly Redistribution redistribution;
    readonly int[] cells;
    readonly T[] counts, slice;
    readonly int countsAt, sliceAt;
    readonly double[] measure, best = new double[Vector512<T>.Count];
    T[] fewest = [];
    int level;

    public ReplicateScan(ReplicatePlan plan, Screening<T> screening)
    {
        (this.plan, this.screening) = (plan, screening);
        redistribution = Redistribution.For(plan.Data, plan.Windows.First);
        (cells, measure) = (new int[plan.Data.TotalCases], new double[plan.Data.Places]);
        var rows = plan.Windows.Intervals - plan.Windows.First;
        (counts, countsAt) = Aligned((long)rows * plan.Data.Places * Lanes);
        (slice, sliceAt) = rows == 1 ? (counts, countsAt) : Aligned((long)plan.Data.Places * Lanes);
    }

    /// <summary>Scans replicates from <paramref name="first"/> on and writes the largest ratio of each.</summary>
    public void Run(int first, Span<double> largest, CancellationToken stop)
    {
        counts.AsSpan().Clear();
        // A lane without a replicate asks for nothing.
        best.AsSpan().Fill(double.PositiveInfinity);
        for (var lane = 0; lane < largest.Length; lane++)
        {
            best[lane] = 0;
            var chance = new ScanChance(plan.Seed, first + lane);
            var drawn = redistribution.Draw(ref chance, cells);
            var at = countsAt + lane;
            foreach (var cell in cells.AsSpan(0, drawn)) counts[at + cell * Lanes]++;
        }
        SetLevel();
        if (ReferenceEquals(slice, counts))
        {
            SetMeasure(plan.Windows.First, plan.Windows.Intervals);
            ScanSpace();
        }
        else ScanTime(stop);
        best.AsSpan(0, largest.Length).CopyTo(largest);
    }

    void ScanTime(CancellationToken stop)
    {
        var (windows, row) = (plan.Windows, plan.Data.Places * Lanes);
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

    static void AddRow(ref T from, ref T to, int length)
    {
        for (nuint i = 0; i < (nuint)length; i += (nuint)Vector512<T>.Count) (Vector512.LoadUnsafe(ref from, i) + Vector512.LoadUnsafe(ref to, i)).StoreUnsafe(ref to, i);
    }

    /// <summary>All circles, over one window of time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void ScanSpace()
    {
        ref var cases = ref slice[sliceAt];
        ref var people = ref MemoryMarshal.GetArrayDataReference(measure);
        ref var table = ref MemoryMarshal.GetArrayDataReference(fewest);
        var (shift, first) = (screening.Shift, screening.First);
        foreach (var near in plan.Neighbours)
        {
            var (inside, sum) = (Vector512<T>.Zero, 0.0);
            foreach (var place in near)
            {
                inside += Vector512.LoadUnsafe(ref cases, place * (nuint)Vector512<T>.Count);
                sum += Unsafe.Add(ref people, place);
                var step = Screening<T>.StepOf(sum, shift, first);
                if (!Vector512.GreaterThanOrEqualAny(inside, Vector512.Create(Unsafe.Add(ref table, step)))) continue;
                Look(inside, sum, step);
                table = ref MemoryMarshal.GetArrayDataReference(fewest);
            }
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

    /// <summary>Zeros whose first is at the beginning of a cache line, and where that is.</summary>
    static (T[] Array, int At) Aligned(long length)
    {
        const int LineBytes = 64;
        var array = GC.AllocateArray<T>(checked((int)(length + Lanes)), pinned: true);
        var misplaced = (int)(Marshal.UnsafeAddrOfPinnedArrayElement(array, 0) % LineBytes);
        return (array, misplaced == 0 ? 0 : (LineBytes - misplaced) / Unsafe.SizeOf<T>());
    }
}
