using System.Collections.Immutable;
using NodaTime;

namespace Tocsin.Formats.CaseCounts;

/// <summary>Cumulative figures, series by series, until all are there; then their differences.</summary>
sealed class CumulativeCounts
{
    readonly Dictionary<CountRow, List<(LocalDate Start, long Total, string At)>> series = [];
    int held;

    /// <summary>Takes a total; false where too many are held already.</summary>
    /// <param name="row">The count, with the total in place of it.</param>
    /// <param name="at">Its place.</param>
    public bool Take(CountRow row, string at)
    {
        var key = row with { Start = default, Count = 0, Population = null, CoversDays = null };
        if (!series.TryGetValue(key, out var totals)) series[key] = totals = [];
        totals.Add((row.Start, row.Count, at));
        return ++held <= FormatLimits.CountsHeldMax;
    }

    /// <summary>The differences, each series by date. The first total of a series is its beginning and no count.</summary>
    public IEnumerable<Item<CountEntry>> Differences()
    {
        foreach (var (key, totals) in series)
        {
            totals.Sort((a, b) => a.Start.CompareTo(b.Start));
            if (totals.Count == 1) yield return Refuse(totals[0].At, "the figures are cumulative, and the series has one alone: there is nothing to subtract");
            for (var i = 1; i < totals.Count; i++)
            {
                var (before, now) = (totals[i - 1], totals[i]);
                if (now.Start == before.Start)
                {
                    yield return Refuse(now.At, "the series has another figure for this date");
                    totals[i] = before;
                    continue;
                }
                var notes = ImmutableArray.CreateBuilder<Repair>();
                if (i == 1) notes.Add(new Repair(now.At, FormattableString.Invariant($"the figures are cumulative: each count is the difference to the one before, and the first, {before.Total} on {before.Start:uuuu-MM-dd}, is none")));
                var count = now.Total - before.Total;
                if (count < 0) notes.Add(new Repair(now.At, FormattableString.Invariant($"the total fell by {-count}: the source took some back, and it is kept as said")));
                var covers = CountDates.Later(before.Start, key.Period, 1) == now.Start ? null : (int?)NodaTime.Period.DaysBetween(before.Start, now.Start);
                yield return new Item<CountEntry>.Read(new CountEntry.Counted(key with { Start = now.Start, Count = count, CoversDays = covers }), now.At, notes.ToImmutable());
            }
        }
    }

    static Item<CountEntry> Refuse(string at, string reason) => new Item<CountEntry>.Refused(new Refusal(at, reason));
}
