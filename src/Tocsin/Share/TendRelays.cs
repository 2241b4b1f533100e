using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Share.Relays;
using Tocsin.Share.Views;

namespace Tocsin.Share;

/// <summary>Does with this party's relays what their authors did with the originals: takes them back, erases them. What was said anew its officers decide on.</summary>
/// <remarks>What is due stays listed until this party's own log says that it is done, so it may be swept at any time, and again.</remarks>
/// <param name="journalOf">The journal of this party's log in the circle of a log; nothing where it does not write there any more.</param>
/// <param name="records">Holds the relays.</param>
/// <param name="views">Know what is due.</param>
public sealed class TendRelays(Func<Origin, Journal?> journalOf, IRecords records, IViews views)
{
    /// <summary>Does what is due.</summary>
    /// <returns>For how many relays something was said.</returns>
    public async Task<int> Sweep(CancellationToken stop)
    {
        var done = 0;
        foreach (var due in await new RelayShelf(views).Under(RelayShelf.Due(null, null), stop))
        {
            var (relay, deed) = (due.Owner!.Value, new RelayDeed(due.Text));
            if (deed == RelayDeed.Revised || journalOf(relay.Log) is not { } journal) continue;
            if (await Try(journal, relay, deed, stop)) done++;
        }
        return done;
    }

    /// <summary>Does one; where its circle's log has failed, the others go on and it is tried again.</summary>
    async Task<bool> Try(Journal journal, RecordAddress relay, RelayDeed deed, CancellationToken stop)
    {
        try
        {
            return deed.IsErasure
                ? await new EraseRecord(journal, records, views).Erase(relay, deed.Groups, "its author erased it", stop) is Erasing.Erased
                : await new WithdrawRecord(journal, records, views).Withdraw(relay, deed == RelayDeed.Unconsented ? "its author took back the consent to its relay" : "its author withdrew it", stop) is Withdrawing.Withdrawn;
        }
        catch (IOException) { return false; }
    }
}
