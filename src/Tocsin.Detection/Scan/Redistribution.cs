namespace Tocsin.Detection.Scan;

/// <summary>Gives the cases new cells, as they would have them by chance. One thread's own.</summary>
abstract class Redistribution
{
    /// <summary>Writes the cells of the cases that fall in the scanned intervals, from 0 at the first of these; returns how many.</summary>
    public abstract int Draw(ref ScanChance chance, Span<int> cells);

    /// <summary>One for this data.</summary>
    /// <param name="data">The data.</param>
    /// <param name="firstInterval">The first interval that any window takes in.</param>
    public static Redistribution For(ScanData data, int firstInterval) => data.Model switch
    {
        ScanModel.Poisson => new InProportion(data, firstInterval),
        ScanModel.Bernoulli => new AmongPeople(data, firstInterval),
        _ => new ByExchange(data, firstInterval),
    };

    /// <summary>Gives each thread one: where that draws without changing anything, all the same.</summary>
    public static Func<Redistribution> ForThreads(ScanData data, int firstInterval)
    {
        if (data.Model != ScanModel.Poisson) return () => For(data, firstInterval);
        var shared = For(data, firstInterval);
        return () => shared;
    }

    /// <summary>About how many bytes a thread's own takes.</summary>
    public static long ThreadBytes(ScanData data) => data.Model switch
    {
        ScanModel.Poisson => 0,
        ScanModel.Bernoulli => 4L * ((int)data.TotalMeasure + data.TotalCases),
        _ => 12L * data.TotalCases,
    };

    /// <summary>Each case for itself, by the expected counts: Walker's alias method (Vose 1991).</summary>
    sealed class InProportion : Redistribution
    {
        readonly int cases;
        readonly uint[] keep;
        readonly int[] alias;

        public InProportion(ScanData data, int firstInterval)
        {
            cases = data.TotalCases;
            var scanned = (data.Intervals - firstInterval) * data.Places;
            // The last outcome is every cell before the first scanned interval.
            (keep, alias) = (new uint[scanned + 1], new int[scanned + 1]);
            var weights = new double[scanned + 1];
            var elsewhere = data.TotalMeasure;
            for (var cell = 0; cell < scanned; cell++)
            {
                var at = firstInterval * data.Places + cell;
                weights[cell] = Math.Max(0, data.Measure[at] - data.Measure[at + data.Places]);
                if (cell < data.Places) elsewhere -= data.Measure[at];
            }
            weights[scanned] = firstInterval == 0 ? 0 : Math.Max(0, elsewhere);
            Fill(weights);
        }

        void Fill(double[] weights)
        {
            var scale = weights.Length / weights.Sum();
            // Two stacks; until an outcome has its alias, what lies below it stands there.
            var (small, large) = (-1, -1);
            for (var i = 0; i < weights.Length; i++)
            {
                weights[i] *= scale;
                Push(i);
            }
            while (small >= 0 && large >= 0)
            {
                var (less, more) = (small, large);
                (small, large) = (alias[less], alias[more]);
                (keep[less], alias[less]) = ((uint)(weights[less] * uint.MaxValue), more);
                weights[more] -= 1 - weights[less];
                Push(more);
            }
            for (int whole = Math.Max(small, large), below; whole >= 0; whole = below) (below, keep[whole], alias[whole]) = (alias[whole], uint.MaxValue, whole);

            void Push(int i)
            {
                ref var top = ref weights[i] < 1 ? ref small : ref large;
                (alias[i], top) = (top, i);
            }
        }

        public override int Draw(ref ScanChance chance, Span<int> cells)
        {
            var (count, outcomes, elsewhere) = (0, (ulong)keep.Length, keep.Length - 1);
            for (var i = 0; i < cases; i++)
            {
                var bits = chance.Next();
                var cell = (int)((bits >> 32) * outcomes >> 32);
                if ((uint)bits > keep[cell]) cell = alias[cell];
                if (cell != elsewhere) cells[count++] = cell;
            }
            return count;
        }
    }

    /// <summary>The first so many of a list in random order, which is then put back.</summary>
    sealed class Deck(int[] cards)
    {
        readonly int[] swapped = new int[cards.Length];

        public int Deal(ref ScanChance chance, int i)
        {
            var other = i + chance.Below(cards.Length - i);
            swapped[i] = other;
            (cards[i], cards[other]) = (cards[other], cards[i]);
            return cards[i];
        }

        public void PutBack(int dealt)
        {
            for (var i = dealt - 1; i >= 0; i--) (cards[i], cards[swapped[i]]) = (cards[swapped[i]], cards[i]);
        }
    }

    /// <summary>Who of cases and controls is a case.</summary>
    sealed class AmongPeople : Redistribution
    {
        readonly int cases, before;
        readonly Deck people;

        public AmongPeople(ScanData data, int firstInterval)
        {
            (cases, before) = (data.TotalCases, firstInterval * data.Places);
            var (cells, at) = (new int[(int)data.TotalMeasure], 0);
            for (var cell = 0; cell < data.Cases.Length; cell++)
                for (var i = data.Cases[cell] + data.Parts[0][cell]; i > 0; i--) cells[at++] = cell;
            people = new(cells);
        }

        public override int Draw(ref ScanChance chance, Span<int> cells)
        {
            var count = 0;
            for (var i = 0; i < cases; i++)
                if (people.Deal(ref chance, i) - before is >= 0 and var cell) cells[count++] = cell;
            people.PutBack(cases);
            return count;
        }
    }

    /// <summary>Which place goes with which time, within each category. Only the latest times are dealt, as far as windows go.</summary>
    sealed class ByExchange : Redistribution
    {
        readonly List<(Deck Places, int[] Rows)> categories = [];

        public ByExchange(ScanData data, int firstInterval)
        {
            foreach (var part in data.Parts)
            {
                var (places, rows, at) = (new int[Total(part)], new int[Total(part.AsSpan(firstInterval * data.Places))], 0);
                for (var cell = part.Length - 1; cell >= 0; at += part[cell--])
                {
                    places.AsSpan(at, part[cell]).Fill(cell % data.Places);
                    if (cell / data.Places >= firstInterval) rows.AsSpan(at, part[cell]).Fill((cell / data.Places - firstInterval) * data.Places);
                }
                categories.Add((new(places), rows));
            }
        }

        static int Total(ReadOnlySpan<int> counts)
        {
            var sum = 0;
            foreach (var count in counts) sum += count;
            return sum;
        }

        public override int Draw(ref ScanChance chance, Span<int> cells)
        {
            var count = 0;
            foreach (var (places, rows) in categories)
            {
                for (var i = 0; i < rows.Length; i++) cells[count++] = rows[i] + places.Deal(ref chance, i);
                places.PutBack(rows.Length);
            }
            return count;
        }
    }
}
