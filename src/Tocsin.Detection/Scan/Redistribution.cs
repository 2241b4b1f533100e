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

    /// <summary>About how many bytes one takes.</summary>
    public static long Bytes(ScanData data, int firstInterval) => data.Model switch
    {
        ScanModel.Poisson => 8L * (data.Intervals - firstInterval) * data.Places,
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
            var (small, large) = (new Stack<int>(), new Stack<int>());
            for (var i = 0; i < weights.Length; i++)
            {
                weights[i] *= scale;
                (weights[i] < 1 ? small : large).Push(i);
            }
            while (small.Count > 0 && large.Count > 0)
            {
                var (less, more) = (small.Pop(), large.Pop());
                (keep[less], alias[less]) = ((uint)(weights[less] * uint.MaxValue), more);
                weights[more] -= 1 - weights[less];
                (weights[more] < 1 ? small : large).Push(more);
            }
            foreach (var whole in small.Concat(large)) (keep[whole], alias[whole]) = (uint.MaxValue, whole);
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
            var cells = new List<int>((int)data.TotalMeasure);
            for (var cell = 0; cell < data.Cases.Length; cell++) cells.AddRange(Enumerable.Repeat(cell, data.Cases[cell] + data.Parts[0][cell]));
            people = new([.. cells]);
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
                var (places, rows) = (new List<int>(), new List<int>());
                for (var cell = part.Length - 1; cell >= 0; cell--)
                {
                    places.AddRange(Enumerable.Repeat(cell % data.Places, part[cell]));
                    if (cell / data.Places >= firstInterval) rows.AddRange(Enumerable.Repeat((cell / data.Places - firstInterval) * data.Places, part[cell]));
                }
                categories.Add((new([.. places]), [.. rows]));
            }
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
