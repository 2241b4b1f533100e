namespace Tocsin.Warn.Judging;

/// <summary>One thing that several parties tell alike counts once: as this party tells it, else as it was told first here.</summary>
public static class Tellings
{
    /// <summary>What is left when each thing counts once. The records of one log are each a thing of their own.</summary>
    /// <param name="told">What was told.</param>
    /// <param name="witness">The record that tells it.</param>
    /// <param name="facts">What two records must have in common to tell one thing.</param>
    /// <param name="own">This party's private log.</param>
    public static IEnumerable<T> Once<T, TFacts>(IEnumerable<T> told, Func<T, Witness> witness, Func<T, TFacts> facts, Origin own) =>
        told.GroupBy(facts).SelectMany(alike =>
        {
            var first = witness(alike.MinBy(each => Rank(witness(each), own))!).Address.Log;
            return alike.Where(each => witness(each).Address.Log.IsOfAuthorOf(first));
        });

    /// <summary>Which of two tellings counts, the lesser first: the private log's, then this party's own in circles, then in the order of arrival.</summary>
    public static (int Log, long Arrival) Rank(Witness witness, Origin own) => (RankOf(witness.Address.Log, own), witness.Arrival);

    /// <summary>The private log first, then this party's others, then everybody else's.</summary>
    public static int RankOf(Origin log, Origin own) => log.IsOfAuthorOf(own) ? 0 : log.Party == own.Party ? 1 : 2;
}
