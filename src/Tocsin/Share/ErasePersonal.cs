using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Share.Views;

namespace Tocsin.Share;

/// <summary>Erases data on persons once its retention date has passed: this party's own by an erasure in its log, what others
/// wrote by deleting it here, as each member does by itself.</summary>
/// <param name="journalOf">The journal of this party's log in the circle of a log; nothing where the log is another party's, or has ended.</param>
/// <param name="records">Holds the content.</param>
/// <param name="views">Knows the dates.</param>
/// <param name="clock">Tells what has passed.</param>
public sealed class ErasePersonal(Func<Origin, Journal?> journalOf, IRecords records, IViews views, TimeProvider clock)
{
    const int AtOnce = 100;
    const string Why = "its retention date has passed";

    static readonly ErasureFacts PersonalAlone = new([Group.Personal], Why);

    /// <summary>Erases what is due; returns how many records held it.</summary>
    public async Task<int> Sweep(CancellationToken stop)
    {
        var swept = 0;
        while (true)
        {
            var cursor = await views.Cursor(RetentionFollower.FollowerName, stop);
            var latest = -clock.Now().ToUnixTimeMilliseconds();
            var due = (await views.ByRank(RetentionFollower.FollowerName, AtOnce, stop)).Where(document => document.Rank >= latest).ToList();
            if (due.Count == 0) return swept;
            var done = new ViewChanges();
            foreach (var address in due.Select(document => document.Owner!.Value))
            {
                if (journalOf(address.Log) is { } journal) await new EraseRecord(journal, records, views).Erase(address, PersonalAlone.Groups, Why, stop);
                else if (await records.Read(address, stop) is { } held)
                    await records.Erase(address, PersonalAlone.Remaining(held.Content.Span), forgetIdentity: false, stop);
                done.Remove(RetentionFollower.FollowerName, address.ToString());
            }
            // Where the follower moved on meanwhile the documents stay, and the next turn finds nothing left to erase.
            if (await views.Advance(RetentionFollower.FollowerName, cursor, cursor, done, stop)) swept += due.Count;
        }
    }
}
