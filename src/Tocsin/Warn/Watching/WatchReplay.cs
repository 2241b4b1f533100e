using Tocsin.Share.Records;
using Tocsin.Warn.Judging;
using Tocsin.Warn.Wording;

namespace Tocsin.Warn.Watching;

/// <summary>What a watch's warning cites.</summary>
/// <param name="Rule">The watch.</param>
/// <param name="Facts">The warning.</param>
/// <param name="Evidence">The records that it is about.</param>
/// <param name="Cause">The record that caused it.</param>
/// <param name="Time">At which time that was judged. UTC.</param>
/// <param name="Said">The thread's message before.</param>
/// <param name="Before">The record that caused that message.</param>
sealed record WatchCitation(WatchRule Rule, WarningFacts Facts, IReadOnlyList<Record> Evidence, Record Cause, Instant Time, Said? Said, Record? Before);

/// <summary>Decides on a watch's warning again, from what it cites alone.</summary>
/// <param name="judge">Decides.</param>
sealed class WatchReplay(WatchJudge judge)
{
    public Verdict Judge(WatchCitation cited)
    {
        if (cited.Evidence.Count > 1) return Fold(cited);
        var record = cited.Evidence[0];
        if (cited.Facts.Message == MessageType.Cancel && cited.Said is { Stands: true } && Ending(cited, record) is { } why)
            return new Verdict.Raise(MessageType.Cancel, WatchJudge.Ending(cited.Rule, cited.Time, why));
        return judge.Decide(cited.Rule, cited.Said, cited.Before is null ? null : WatchJudge.Substance(cited.Before), record, cited.Time, judge.Meets(cited.Rule, record));
    }

    Verdict Fold(WatchCitation cited)
    {
        if (cited.Evidence.Count <= WatchLimits.RingsADayMax) return new Verdict.Silent("It cites too few records for a day that was folded.");
        if (cited.Evidence.Any(record => !judge.Meets(cited.Rule, record))) return new Verdict.Silent("It cites a record that does not meet the watch.");
        return judge.Fold(cited.Rule, cited.Said, cited.Cause, cited.Time.InUtc().Date);
    }

    static Sentence? Ending(WatchCitation cited, Record record) =>
        cited.Cause.Leaf.References.Any(r => r.Relation == Relation.Ends && r.Leaf == record.LeafHash) ? Endings.Withdrawn
        : cited.Cause.Leaf.Id != record.Leaf.Id && cited.Cause.Leaf.References.Any(r => r.Relation == Relation.Revises) ? Endings.Merged
        : null;
}
