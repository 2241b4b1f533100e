using NodaTime;
using Tocsin.Formats.CaseCounts;
using Tocsin.Share.Records;

namespace Tocsin.Tests.Warn.Noticing;

/// <summary>Counts as the door writes them.</summary>
static class CountDrafts
{
    public static Draft Count(string topic, string place, LocalDate start, long count, CountPeriod period = CountPeriod.IsoWeek, CapStatus status = CapStatus.Actual, long? people = null, int? covers = null)
    {
        var facts = new CountFacts { Status = status, Topic = topic, Measure = Measure.Cases, Period = period, Start = start, Count = count, Population = people, CoversDays = covers };
        var where = new Where { Name = place };
        return new Draft
        {
            Kind = Kind.Count, What = facts, Where = where,
            Source = new Source { Publisher = "Agency", Key = new SourceKey("count", "Agency", [FormattableString.Invariant($"{SeriesKey.Of(facts, "Agency", where)}|{start:uuuu-MM-dd}")], null) },
        };
    }
}
