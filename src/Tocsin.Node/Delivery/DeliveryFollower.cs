using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Share.Views;
using Tocsin.Warn.Calls;
using Tocsin.Warn.Shift;

namespace Tocsin.Node.Delivery;

/// <summary>Writes down what each call of the log is to deliver. A crash or a rebuild writes nothing twice: a delivery's id is made of the call,
/// the officer and the channel.</summary>
/// <param name="log">This party's log.</param>
/// <param name="records">The roster's record.</param>
/// <param name="views">Where that stands.</param>
/// <param name="store">What is to be delivered.</param>
/// <param name="clock">Tells news from history.</param>
sealed class DeliveryFollower(Origin log, IRecords records, IViews views, DeliveryStore store, TimeProvider clock) : IFollower
{
    /// <summary>Calls older than this go out no more: history does not ring.</summary>
    static readonly Duration NewsFor = Duration.FromHours(24);

    public string Name => "delivery";

    public async Task<ViewChanges> Follow(IReadOnlyList<StoredRecord> batch, CancellationToken stop)
    {
        var (now, found) = (clock.Now(), new List<Delivery>());
        Roster? roster = null;
        foreach (var stored in batch.Where(stored => stored.Address.Log == log))
        {
            if (!stored.Read().Try(out var record, out _) || record.What is not DispositionFacts { Action: DispositionAction.Escalate, Thread: { } thread, To: { } to }) continue;
            if (now - record.Leaf.Time > NewsFor) continue;
            roster ??= (await ShiftViews.RosterInForce(views, records, stop))?.Roster;
            foreach (var officer in to.Distinct())
                foreach (var channel in ((IReadOnlyList<string>?)roster?.ChannelsOf(officer) ?? []).Where(channel => channel != Channel.Browser))
                    found.Add(new Delivery(IdOf(record, officer, channel), log.ToString(), record.Address.Index, thread, officer, channel, now, DeliveryState.Waiting, 0, now, null));
        }
        if (found.Count > 0) store.Add(found, now);
        return new ViewChanges();
    }

    static string IdOf(Record call, string officer, string channel) =>
        Hash.Of(System.Text.Encoding.UTF8.GetBytes($"{call.LeafHash.ToBase64Url()}\n{officer}\n{channel}")).ToBase64Url()[..22];
}
