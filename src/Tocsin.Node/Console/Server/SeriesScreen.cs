using Tocsin.Node.Running;
using Tocsin.Share.Records;
using Tocsin.Warn;
using Tocsin.Warn.Rules;
using Tocsin.Warn.Threads;
using Entry = Tocsin.Warn.Threads.ThreadEntry;

namespace Tocsin.Node.Ui;

/// <summary>The list of series, a series' page, and the series under a warning.</summary>
/// <remarks>A page of the list judges the latest period of its own rows and of no other; a series' page judges the periods that it
/// shows, and again only those that a change may have touched.</remarks>
sealed class SeriesScreen(TocsinNode node, SeriesBoard board)
{
    // Of a warning's evidence so many leaves are tried: a count that is erased names no series.
    const int LeavesTried = 8;

    readonly Recent<(string Id, int Most), SeriesReading> readings = new(ConsoleLimits.SeriesKept);
    readonly KeptSums sums = new(node);
    readonly Recent<SeriesSearch, SeriesPage> pages = new(ConsoleLimits.SeriesKept);

    sealed record SeriesPage(long Version, IReadOnlyList<SeriesReading> Rows, int Total);

    ReadSeries Series => new(node.Views, node.Records, node.Log);

    /// <summary>The series that a search finds.</summary>
    public async Task<SeriesListView> List(SeriesSearch query, CancellationToken stop)
    {
        var names = await board.Read(stop);
        // When an outbreak ends is a matter of the clock: what a search for them found does not hold until the next count.
        var page = query.InOutbreak ? await Find(query, names, stop) : pages.Find(query);
        if (page?.Version != names.Version) pages.Keep(query, page = await Find(query, names, stop));
        var rows = page.Rows.Where(reading => reading.Periods.Count > 0).Select(reading => new SeriesRow(
            reading.Series.Id, SeriesWords.Name(reading.Series), reading.Series.Counts, SeriesWords.Rows(reading, ImmutableHashSet<LocalDate>.Empty, node.Log)[^1]));
        return new SeriesListView([.. rows], query, page.Total, names.Names.Count, More: (long)query.Page * ConsoleLimits.SeriesShownMax < page.Total);
    }

    /// <summary>One series; null where there is none of that id.</summary>
    public async Task<SeriesView?> One(string id, string range, CancellationToken stop) =>
        await Read(id, SeriesRange.Most(range), stop) is { } reading ? View(reading, range, ImmutableHashSet<LocalDate>.Empty) : null;

    /// <summary>The series whose counts a warning rests on, up to its latest period; null where it rests on no counts, or they are gone.</summary>
    /// <param name="thread">The warning.</param>
    /// <param name="latest">Its latest message.</param>
    /// <param name="stop">Ends the work.</param>
    public async Task<SeriesView?> Under(WarningThread thread, Entry latest, CancellationToken stop)
    {
        if (await Counted(latest, stop) is not var (id, period)) return null;
        ImmutableHashSet<LocalDate> told = [.. thread.Entries.Select(entry => entry.Message?.At.InUtc().Date).OfType<LocalDate>()];
        var since = PeriodLine.Ordinal(period, node.Sources.Clock.Now().InUtc().Date) - PeriodLine.Ordinal(period, told.Min());
        var most = Math.Clamp(since + SeriesRange.Most(SeriesRange.Usual), 1, ReadSeries.PeriodsMax);
        return await Read(id, most, stop) is { } reading ? Around(View(reading, SeriesRange.Usual, told)) : null;
    }

    /// <summary>The sums of places that a border's warning rests on, up to its latest period; null where it is of no border, or its evidence is not all there.</summary>
    /// <param name="thread">The warning.</param>
    /// <param name="latest">Its latest message.</param>
    /// <param name="stop">Ends the work.</param>
    public async Task<SeriesView?> UnderBorder(WarningThread thread, Entry latest, CancellationToken stop)
    {
        if (await sums.Read(latest.AddressIn(node.Log), stop) is not { } reading) return null;
        ImmutableHashSet<LocalDate> told = [.. thread.Entries.Select(entry => entry.Message?.At.InUtc().Date).OfType<LocalDate>()];
        var view = View(reading, SeriesRange.Usual, told);
        return view with { Name = view.Name with { Place = PhraseWords.Place(thread) ?? "", Publisher = "" }, Periods = [.. view.Periods.Select(row => row with { LeafUrl = null })] };
    }

    // What came long before the warning does not explain it.
    static SeriesView Around(SeriesView view)
    {
        var marked = view.Periods.Index().FirstOrDefault(each => each.Item.IsMarked).Index;
        return view with { Periods = [.. view.Periods.Skip(marked + 1 - SeriesRange.Most(SeriesRange.Usual))] };
    }

    async Task<(string Id, Formats.CaseCounts.CountPeriod Period)?> Counted(Entry latest, CancellationToken stop)
    {
        foreach (var leaf in (latest.Message!.Judgement?.Evidence.Addresses() ?? []).TakeLast(LeavesTried).Reverse())
        {
            var record = await node.ReadRecord(leaf, stop);
            if (record?.What is CountFacts facts) return SeriesKey.Of(record).Select(each => ((string, Formats.CaseCounts.CountPeriod)?)(ReadSeries.IdOf(each.Series), facts.Period)).FirstOrDefault();
            if (record?.What is not null) return null;
        }
        return null;
    }

    async Task<SeriesReading?> Read(string id, int most, CancellationToken stop)
    {
        var reading = await Series.Read(id, most, readings.Find((id, most)), stop);
        if (reading is not null) readings.Keep((id, most), reading);
        return reading;
    }

    async Task<SeriesPage> Find(SeriesSearch query, SeriesNames names, CancellationToken stop)
    {
        var found = names.Find(Share.Views.Words.Split(query.Words));
        if (query.InOutbreak)
        {
            var ringing = await Series.InOutbreak(node.Sources.Clock.Now(), stop);
            found = found.Where(ringing.Contains);
        }
        var (all, before) = (found.ToList(), (long)(query.Page - 1) * ConsoleLimits.SeriesShownMax);
        return new(names.Version, await Series.Latest(all.Skip((int)Math.Min(before, all.Count)).Take(ConsoleLimits.SeriesShownMax), stop), all.Count);
    }

    SeriesView View(SeriesReading reading, string range, ImmutableHashSet<LocalDate> marked) => new(
        reading.Series.Id, SeriesWords.Name(reading.Series), reading.Rule, SeriesWords.Rows(reading, marked, node.Log), reading.Series.Counts, range);
}
