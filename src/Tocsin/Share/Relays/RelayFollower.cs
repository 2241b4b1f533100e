using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Share.Views;

namespace Tocsin.Share.Relays;

/// <summary>Knows who relayed what from whom, which consents stand, and what is due with this party's own relays since.</summary>
/// <remarks>It appends nothing: <see cref="TendRelays"/> does what is due, and what that says takes it off the list.</remarks>
/// <param name="party">This party.</param>
/// <param name="views">Its documents.</param>
public sealed class RelayFollower(Hash party, IViews views) : IFollower
{
    /// <summary>The follower's name, and its view's.</summary>
    public const string FollowerName = "relay";

    /// <inheritdoc/>
    public string Name => FollowerName;

    /// <inheritdoc/>
    public async Task<ViewChanges> Follow(IReadOnlyList<StoredRecord> batch, CancellationToken stop)
    {
        var shelf = new RelayShelf(views);
        var isErasing = false;
        foreach (var stored in batch)
        {
            if (!stored.Read().Try(out var record, out var reason))
            {
                if (LeafReader.Read(stored.Leaf.Span).Try(out var leaf, out _) && leaf.Kind == Kind.Relay) shelf.Put(RelayShelf.Odd(stored.Address), reason, stored.Arrival, stored.Address);
                continue;
            }
            if (record.Leaf.Kind == Kind.Relay) shelf.Remove(RelayShelf.Odd(stored.Address));      // It lacked some of its content before.
            isErasing |= record.What is ErasureFacts;
            if (record.Relayed is { } relayed) await Relay(shelf, record, relayed, stop);
            else if (record.What is ConsentFacts consent) Consent(shelf, record, consent);
            foreach (var reference in record.Leaf.References.Where(r => r.HasEffect(record.Address))) await Affect(shelf, record, reference, stop);
        }
        var changes = shelf.Changes();
        if (isErasing) changes.Scrub();
        return changes;
    }

    async Task Relay(RelayShelf shelf, Record relay, Relayed relayed, CancellationToken stop)
    {
        var address = relay.Address;
        shelf.Put(RelayShelf.Relay(address), "", relay.Arrival, address);
        if (address.Log.Party != party) return;
        shelf.Put(RelayShelf.Own(relayed.Address, address), "", relay.Arrival, address);
        // What ended it may have come while it was being relayed.
        foreach (var ended in await shelf.Under(RelayShelf.Ended(relayed.Address, null), stop)) Due(shelf, address, new RelayDeed(ended.Text), relay.Arrival);
        if (relayed.Consent is not { } consent) return;
        shelf.Put(RelayShelf.Using(consent.Address, address), "", relay.Arrival, address);
        if ((await shelf.Under(RelayShelf.Ended(consent.Address, null), stop)).Count > 0) Due(shelf, address, RelayDeed.Unconsented, relay.Arrival);
    }

    static void Consent(RelayShelf shelf, Record consent, ConsentFacts facts)
    {
        foreach (var about in consent.Leaf.References.Where(r => r.Relation == Relation.About && r.Log.IsOfAuthorOf(consent.Address.Log)))
        {
            var key = RelayShelf.About(new RecordAddress(about.Log, about.Index), facts.Circle, consent.Address);
            shelf.Put(key, "", consent.Arrival, consent.Address);
            shelf.Put(RelayShelf.Consent(consent.Address), key, consent.Arrival, consent.Address);
        }
    }

    async Task Affect(RelayShelf shelf, Record record, Reference reference, CancellationToken stop)
    {
        var (target, isOwn) = (new RecordAddress(reference.Log, reference.Index), record.Address.Log.Party == party);
        if (reference.Relation == Relation.Revises && !isOwn)
        {
            foreach (var own in await shelf.Under(RelayShelf.Own(target, null), stop))
            {
                shelf.Put(RelayShelf.Own(record.Address, own.Owner), "", own.Rank, own.Owner);
                Due(shelf, own.Owner!.Value, RelayDeed.Revised, record.Arrival);
            }
            return;
        }
        if (reference.Relation != Relation.Ends || Deed(record) is not { } deed) return;
        if (await shelf.Get(RelayShelf.Consent(target), stop) is { } consent)
        {
            shelf.Remove(consent.Text);
            shelf.Remove(consent.Key);
        }
        if (isOwn) await Done(shelf, target, deed, stop);
        else await End(shelf, target, deed, record.Arrival, stop);
    }

    static RelayDeed? Deed(Record record) => record switch
    {
        { IsWithdrawal: true } => RelayDeed.Withdraw,
        { What: ErasureFacts erasure } => RelayDeed.Erase(erasure),
        _ => null,
    };

    static async Task End(RelayShelf shelf, RecordAddress target, RelayDeed deed, long arrival, CancellationToken stop)
    {
        shelf.Put(RelayShelf.Ended(target, deed), deed.Text, arrival, owner: null);
        foreach (var own in await shelf.Under(RelayShelf.Own(target, null), stop)) Due(shelf, own.Owner!.Value, deed, arrival);
        foreach (var own in await shelf.Under(RelayShelf.Using(target, null), stop)) Due(shelf, own.Owner!.Value, RelayDeed.Unconsented, arrival);
    }

    /// <summary>What this party says of its own relay takes that off the list; a relay that is withdrawn may have to be erased still.</summary>
    static async Task Done(RelayShelf shelf, RecordAddress relay, RelayDeed deed, CancellationToken stop)
    {
        foreach (var due in await shelf.Under(RelayShelf.Due(relay, null), stop))
            if (deed.IsErasure ? due.Text == deed.Text || deed.Groups.Length == 0 : !new RelayDeed(due.Text).IsErasure) shelf.Remove(due.Key);
    }

    static void Due(RelayShelf shelf, RecordAddress relay, RelayDeed deed, long arrival) => shelf.Put(RelayShelf.Due(relay, deed), deed.Text, arrival, relay);
}
