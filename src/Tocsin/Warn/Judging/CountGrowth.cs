using Tocsin.Detection.Series;
using Tocsin.Formats.CaseCounts;
using Tocsin.Warn.Rules;

namespace Tocsin.Warn.Judging;

/// <summary>Which shares of a series' newest counts are told by now, as its earlier counts grew, by the records of the series alone. Times are those at which the records were written.</summary>
static class CountGrowth
{
    /// <summary>Earlier words on one period that are used: at most. Where there are more, they are cut to the last of each minute, of each two minutes, of each four and so on, until they are so few.</summary>
    public const int WordsMax = 16;

    /// <summary>The first period of which earlier counts are needed.</summary>
    public static int FirstNeeded(int last) => last - ReportingDelays.PeriodsMax + 1;

    /// <summary>Of what was told earlier that which is of the logs whose counts stand, as a replay finds it by the evidence.</summary>
    public static IReadOnlyList<SeriesCount> Needed(IReadOnlyList<SeriesCount> stand, IReadOnlyList<SeriesCount> earlier)
    {
        if (earlier.Count == 0) return [];
        var (addresses, first) = (stand.ToDictionary(count => count.Ordinal, count => count.Address), FirstNeeded(stand[^1].Ordinal));
        return [.. earlier
            .Where(word => word.Ordinal >= first && addresses.TryGetValue(word.Ordinal, out var address) && address.Log == word.Address.Log && address.Index > word.Address.Index)
            .GroupBy(word => word.Ordinal).OrderBy(period => period.Key).SelectMany(period => Spread([.. period.OrderBy(word => word.Address.Index)]))];
    }

    /// <summary>Hangs on nothing but the words that are there, so that it is the same whether an erased one was there before or not.</summary>
    static IEnumerable<SeriesCount> Spread(List<SeriesCount> words)
    {
        for (var cell = Duration.FromMinutes(1); words.Count > WordsMax; cell *= 2)
            words = [.. words.GroupBy(word => Math.Floor((word.Told!.Value - NodaConstants.UnixEpoch) / cell)).Select(told => told.Last())];
        return words.OrderBy(word => word.Address.Index);
    }

    /// <summary>The shares, the newest period's first.</summary>
    /// <param name="period">How long the periods are.</param>
    /// <param name="counts">The counts that stand, ascending; the last is judged.</param>
    /// <param name="earlier">Those that stood before them.</param>
    /// <param name="time">At which time it is judged. UTC.</param>
    public static ReportedShares Shares(CountPeriod period, IReadOnlyList<SeriesCount> counts, IReadOnlyList<SeriesCount> earlier, Instant time)
    {
        if (earlier.Count == 0) return ReportedShares.Complete;
        var last = counts[^1].Ordinal;
        var first = Math.Max(counts[0].Ordinal, FirstNeeded(last));
        double[] ends = [.. Enumerable.Range(first, last - first + 1).Select(ordinal => Days(PeriodLine.End(period, ordinal)))];
        var told = earlier.Concat(counts).Where(count => count.Ordinal >= first && count.Told is not null).OrderBy(count => count.Address.Index)
            .Select(count => new ToldCount(count.Ordinal - first, Days(count.Told!.Value), count.Count));
        // Another party's clock may be ahead: what is here has been told.
        return ReportingDelays.Estimate(ReportingTriangle.Of(ends, told.Select(each => each with { At = Math.Min(each.At, Days(time)) }), Days(time)));
    }

    /// <summary>The shares that somebody said, as they hold for a period at a time.</summary>
    public static ReportedShares Told(IReadOnlyList<double> shares, CountPeriod period, int last, Instant time)
    {
        if (shares.Count == 0) return ReportedShares.Complete;
        var (end, before) = (PeriodLine.End(period, last), PeriodLine.End(period, last - 1));
        var age = Math.Floor((time - end) / (end - before));
        return new([.. shares.Skip((int)Math.Clamp(age, 0, shares.Count))], []);
    }

    static double Days(Instant time) => (time - NodaConstants.UnixEpoch).TotalDays;
}
