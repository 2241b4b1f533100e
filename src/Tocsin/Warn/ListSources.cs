using Tocsin.Share.Logs;
using Tocsin.Share.Views;
using Tocsin.Warn.Judging;
using Tocsin.Warn.Rules;
using Tocsin.Warn.Shift;

namespace Tocsin.Warn;

/// <summary>A source, and whether it speaks.</summary>
/// <param name="Scheme">Who gives its keys: usgs, cap, firms, geojson, indicators.</param>
/// <param name="Publisher">The organisation; nothing where a rule waits for anybody of the scheme and none was heard.</param>
/// <param name="LastHeard">When its last record was written here; nothing: never. UTC.</param>
/// <param name="Rule">The rule that waits for it; nothing where none does.</param>
/// <param name="OverdueAt">When it is overdue, or became so; nothing where no rule waits. UTC.</param>
/// <param name="IsOverdue">Whether it is.</param>
public sealed record SourceLine(string Scheme, string? Publisher, Instant? LastHeard, string? Rule, Instant? OverdueAt, bool IsOverdue);

/// <summary>Says when each source was last heard, and which are overdue.</summary>
/// <param name="records">The rules in force.</param>
/// <param name="views">What was heard.</param>
/// <param name="clock">The time.</param>
public sealed class ListSources(IRecords records, IViews views, TimeProvider clock)
{
    /// <summary>The overdue first, then by scheme and publisher.</summary>
    public async Task<IReadOnlyList<SourceLine>> Handle(CancellationToken stop)
    {
        var (now, heard) = (clock.Now(), await ShiftViews.Sources(views, stop));
        var inForce = await ShiftViews.RulesInForce(views, records, stop);
        var rules = inForce?.Book.Rules.OfType<SilenceRule>().Where(rule => rule.IsEnabled).ToList() ?? [];
        var lines = heard.Select(source => Line(source.Scheme, source.Publisher, source.At, rules.Where(r => SilenceJudge.IsOf(r, source.Scheme, source.Publisher)).MinBy(r => (r.Publisher is null, r.OverdueAfter)), source.At, now)).ToList();
        foreach (var rule in rules.Where(rule => !heard.Any(source => SilenceJudge.IsOf(rule, source.Scheme, source.Publisher))))
            lines.Add(Line(rule.Scheme, rule.Publisher, null, rule, inForce!.Value.Record.Leaf.Time, now));
        return [.. lines.OrderByDescending(line => line.IsOverdue).ThenBy(line => line.Scheme, StringComparer.Ordinal).ThenBy(line => line.Publisher, StringComparer.Ordinal)];
    }

    static SourceLine Line(string scheme, string? publisher, Instant? heard, SilenceRule? rule, Instant from, Instant now)
    {
        Instant? overdue = rule is null ? null : from + rule.OverdueAfter;
        return new SourceLine(scheme, publisher, heard, rule?.Name, overdue, overdue < now);
    }
}
