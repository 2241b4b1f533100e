using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Share.Views;
using Tocsin.Warn.Following;
using Tocsin.Warn.Judging;
using Tocsin.Warn.Watching;

namespace Tocsin.Warn;

/// <summary>One day of a preview.</summary>
/// <param name="Hits">Records that the watch would have found.</param>
/// <param name="Rings">Warnings that it would have begun: one a record up to the day's budget, and one for the rest.</param>
public readonly record struct PreviewDay(int Hits, int Rings);

/// <summary>What came of a preview: a closed set.</summary>
public abstract record PreviewingWatch
{
    PreviewingWatch() { }

    /// <summary>How often it would have rung, had each record been taken in when what it tells of became known.</summary>
    /// <param name="Since">From when on records were looked at: later than asked for where there were too many. UTC.</param>
    /// <param name="Looked">How many records were looked at.</param>
    /// <param name="Days">Each day on which it would have rung. UTC.</param>
    /// <param name="Examples">The newest that it would have rung for; at most <see cref="WatchLimits.PreviewExamplesMax"/>.</param>
    public sealed record Done(Instant Since, int Looked, ImmutableSortedDictionary<LocalDate, PreviewDay> Days, ImmutableArray<RecordRow> Examples) : PreviewingWatch
    {
        /// <summary>Records that it would have found.</summary>
        public int Hits => Days.Values.Sum(day => day.Hits);

        /// <summary>Warnings that it would have begun.</summary>
        public int Rings => Days.Values.Sum(day => day.Rings);
    }

    /// <summary>The watch cannot be meant so.</summary>
    /// <param name="Why">Each fault in one sentence; at least one.</param>
    public sealed record Refused(ImmutableArray<string> Why) : PreviewingWatch;
}

/// <summary>Says how often a watch would have rung; it changes nothing.</summary>
/// <param name="log">This party's private log.</param>
/// <param name="records">The records of all logs.</param>
/// <param name="views">The index.</param>
/// <param name="atlas">The map.</param>
/// <param name="clock">Says from when to look back.</param>
public sealed class PreviewWatch(Origin log, IRecords records, IViews views, Atlas atlas, TimeProvider clock)
{
    readonly JudgedRecords held = new(records, log);

    static readonly Duration ShortestWindow = Duration.FromSeconds(1);

    /// <summary>Looks back.</summary>
    /// <param name="request">The watch.</param>
    /// <param name="days">1 to <see cref="WatchLimits.PreviewDaysMax"/>.</param>
    /// <param name="stop">Ends the work.</param>
    public async Task<PreviewingWatch> Handle(WatchRequest request, int days, CancellationToken stop)
    {
        if (days is < 1 or > WatchLimits.PreviewDaysMax) return new PreviewingWatch.Refused([$"A preview looks back 1 to {WatchLimits.PreviewDaysMax} days."]);
        var facts = request.Facts(atlas, out var faults);
        if (faults.Length > 0) return new PreviewingWatch.Refused(faults);
        var rule = WatchRule.Of(Guid.Empty, facts, atlas).Value;
        var now = clock.Now();
        var (since, step) = (now - Duration.FromDays(days), Duration.FromDays(1));
        var look = new Look(rule, Narrowed(rule.Terms), now);
        var from = now - step;
        await Within(look, from, null, stop);
        while (from > since && look.Looked < WatchLimits.PreviewRecordsMax)
        {
            var until = from;
            from = Instant.Max(since, from - step);
            await Within(look, from, until, stop);
        }
        return look.Done(from);
    }

    /// <summary>Looks at what happened in a window; one with too many records for a search is halved.</summary>
    async Task Within(Look look, Instant from, Instant? until, CancellationToken stop)
    {
        var rows = await views.Search(look.Query with { Since = from, Until = until }, stop);
        var end = until ?? look.Now;
        if (rows.Count == Limits.SearchRecordsMax && end - from > ShortestWindow)
        {
            var middle = from + (end - from) / 2;
            await Within(look, middle, until, stop);
            await Within(look, from, middle, stop);
            return;
        }
        foreach (var row in rows.Where(row => row.Severity <= look.Rule.Terms.MinSeverity))
        {
            if (look.Looked == WatchLimits.PreviewRecordsMax) return;
            look.Looked++;
            if (await held.Read(row.Address, stop) is { } record) look.At(row, record, atlas);
        }
    }

    /// <summary>What the index can narrow down by itself.</summary>
    static RecordQuery Narrowed(WatchTerms terms) => new()
    {
        IncludeEnded = true, Most = Limits.SearchRecordsMax,
        Category = terms.Categories is [var category] ? category : null,
        Kind = terms.Kinds is [var kind] ? kind.Name : null,
        Box = WatchedArea.Of(terms.Area)?.Boxes() is [var box] ? new Box(box.MinX, box.MinY, box.MaxX, box.MaxY) : null,
    };

    /// <summary>What a preview has seen so far. A record counts once, by the first of its tellings that meets the watch.</summary>
    sealed class Look(WatchRule rule, RecordQuery query, Instant now)
    {
        readonly WatchBook book = WatchBook.Of(rule);
        readonly Dictionary<Guid, (RecordRow Row, LocalDate Day)> found = [];

        public WatchRule Rule => rule;

        public RecordQuery Query => query;

        public Instant Now => now;

        public int Looked { get; set; }

        public void At(RecordRow row, Record record, Atlas atlas)
        {
            if (book.Met(WatchSubjects.Of(record, book.Needs, atlas.Countries)).Count == 0) return;
            var time = Instant.Min(now, WatchSubjects.TimeOf(record));
            if (!WatchJudge.IsFresh(record, time)) return;
            if (!found.TryGetValue(record.Leaf.Id, out var known) || row.Arrival < known.Row.Arrival) found[record.Leaf.Id] = (row, time.InUtc().Date);
        }

        public PreviewingWatch.Done Done(Instant since) => new(
            since, Looked, found.Values.GroupBy(each => each.Day).ToImmutableSortedDictionary(day => day.Key, day => Count(day.Count())),
            [.. found.Values.Select(each => each.Row).OrderByDescending(row => row.At).ThenByDescending(row => row.Arrival).Take(WatchLimits.PreviewExamplesMax)]);

        static PreviewDay Count(int hits) => new(hits, hits <= WatchLimits.RingsADayMax ? hits : WatchLimits.RingsADayMax + 1);
    }
}
