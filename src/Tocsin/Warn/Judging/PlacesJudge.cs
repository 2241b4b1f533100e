using System.Collections.Concurrent;
using Tocsin.Share.Records;
using Tocsin.Warn.Rules;
using Tocsin.Warn.Wording;

namespace Tocsin.Warn.Judging;

/// <summary>Judges the series of neighbouring places together, under the rules that look at several places at once.</summary>
/// <param name="atlas">The world.</param>
public sealed class PlacesJudge(Atlas atlas)
{
    const int RememberedMax = 20_000;

    readonly Whereabouts places = new(atlas);
    readonly ConcurrentDictionary<Hash, PlaceSeries> known = [];

    /// <summary>What a leaf, which never changes, says of its place; nothing where that was not remembered.</summary>
    internal PlaceSeries? Known(Hash leaf) => known.GetValueOrDefault(leaf);

    /// <summary>Remembers what a leaf says of its place.</summary>
    internal void Remember(Hash leaf, PlaceSeries place)
    {
        if (known.Count > RememberedMax) known.Clear();
        known[leaf] = place;
    }

    /// <summary>Whether a place at a point may take part.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="country">The country that its source names; nothing where it names none.</param>
    /// <param name="longitude">Degrees.</param>
    /// <param name="latitude">Degrees.</param>
    public bool Looks(CountsRule rule, string? country, double longitude, double latitude) => rule switch
    {
        BorderOutbreakRule border => places.IsAtBorder(border.Countries, border.WithinKm, country, longitude, latitude),
        ClusterRule cluster => places.Holds(cluster.Area, longitude, latitude),
        _ => false,
    };

    /// <summary>How many places are judged together at most: fewer where the method can do nothing with fewer periods.</summary>
    public static int PlacesMaxOf(CountsRule rule, Formats.CaseCounts.CountPeriod period, int ordinal) => rule is BorderOutbreakRule { Method: SeriesMethod.OfFarrington }
        ? Math.Clamp(PlacesCase.CountsMax / PeriodsOf(rule, period, ordinal), 2, PlacesCase.PlacesMax)
        : PlacesCase.PlacesMax;

    /// <summary>How many periods the rule wants to look at, the judged one included.</summary>
    public static int PeriodsOf(CountsRule rule, Formats.CaseCounts.CountPeriod period, int ordinal) => rule switch
    {
        BorderOutbreakRule border => ordinal + 1 - Math.Min(border.Method.FirstNeeded(period, ordinal), border.UntilThen?.FirstNeeded(period, ordinal) ?? ordinal),
        ClusterRule cluster => cluster.BaselinePeriods,
        _ => 0,
    };

    /// <summary>Assesses the case's period. A function of the rule and the case alone.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="the">The case.</param>
    /// <param name="stop">Stops a scan.</param>
    public Assessment Assess(CountsRule rule, PlacesCase the, CancellationToken stop = default) => rule switch
    {
        BorderOutbreakRule border => new BorderOutbreakJudge(places).Assess(border, the),
        ClusterRule cluster => new ClusterJudge(places).Assess(cluster, the, stop),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>Whether places are expected to report the case's period still.</summary>
    public bool AwaitsMore(CountsRule rule, PlacesCase the) =>
        PlaceTable.SilentOf([.. the.Series.Where(series => Looks(rule, series.Subject.Country, series.Longitude, series.Latitude))], the.Ordinal) > 0;

    /// <summary>Decides on a case.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="said">The thread's last message; nothing where there is none.</param>
    /// <param name="the">The newest period of the thread in which something stands out, or the one in which nothing does any more.</param>
    /// <param name="assessment">What <see cref="Assess"/> makes of it.</param>
    /// <param name="cause">The record that is being judged.</param>
    /// <param name="time">At which time it is judged. UTC.</param>
    /// <param name="isLeft">Whether the thread spoke of a later period before, in which nothing stands out any more.</param>
    public static Verdict Decide(CountsRule rule, Said? said, PlacesCase the, Assessment assessment, Record cause, Instant time, bool isLeft)
    {
        if (said is { Stands: true } && cause.Leaf.References.Any(r => r.Relation is Relation.Ends or Relation.Revises && the.Series.Any(series => series.Counts.Any(count => count.Leaf == r.Leaf))))
            return new Verdict.Raise(MessageType.Cancel, Endings.Of(rule, the.Witnesses, Endings.Withdrawn));
        if (isLeft && said is { Stands: true } && assessment is Assessment.Matter matter)
            return new Verdict.Raise(MessageType.Update, matter with { Why = Sentence.Then(Receded(the, cause), matter.Why) });
        return Escalation.Decide(rule, said, assessment, time, OutbreakJudge.IsFresh(rule, the.Period, the.Ordinal, time));
    }

    static Sentence Receded(PlacesCase the, Record cause) => SeriesCount.Of(cause) is { } count && count.Ordinal > the.Ordinal && cause.Leaf.References.Any(r => r.Relation == Relation.Revises)
        ? Sentence.Of("outbreak.corrected", $"The count of {OutbreakJudge.Words(the.Period, count.Ordinal)} was corrected.")
        : Sentence.Of("places.receded", "In a later period nothing stands out any more.");
}
