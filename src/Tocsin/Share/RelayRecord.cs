using System.Buffers;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Share.Relays;
using Tocsin.Share.Sync;
using Tocsin.Share.Views;
using Codec = System.Buffers.Text.Base64Url;

namespace Tocsin.Share;

/// <summary>Passes another party's record of another circle on: the original leaf with its proof, and fewer groups. The author's signature still holds.</summary>
/// <param name="house">Holds the record, and what proves it.</param>
/// <param name="target">This party's log in the circle that is to have it.</param>
/// <param name="terms">What that circle's charter demands.</param>
public sealed class RelayRecord(SyncHouse house, Journal target, CircleTerms terms)
{
    readonly ProveLeaf proofs = new(house);

    /// <summary>Relays.</summary>
    /// <param name="address">The record, in another party's log in a circle in which this party is, too.</param>
    /// <param name="without">The groups to leave out; <see cref="Group.What"/> never is.</param>
    /// <param name="withPersonal">Whether data on persons goes along; only where the author's consent says so.</param>
    /// <param name="stop">Ends the waiting.</param>
    public async Task<Publishing> Relay(RecordAddress address, IReadOnlyList<string> without, bool withPersonal, CancellationToken stop)
    {
        if (RelayRules.Unleavable(without) is { } odd) return new Publishing.Refused(odd);
        if (address.Log.Party == target.Log.Party) return new Publishing.Refused("a record of this party's own is not relayed: it is published anew");
        if (address.Log.Circle == target.Log.Circle) return new Publishing.Refused("it stands in that circle already");
        if (await house.Records.Read(address, stop) is not { } stored || !stored.Read().Try(out var record, out _) || record.What is null) return new Publishing.NotFound();
        if (await house.Views.Row(address, stop) is not { State: RecordState.Current }) return new Publishing.Refused("its author replaced, withdrew or erased it: relay what stands now");

        var (content, groups) = Chosen(stored, without, withPersonal);
        var consent = await Consent(record, groups.Contains(Group.Personal), stop);
        if (RelayRules.Objection(record.Leaf, terms.Marking, terms.IsExercise, groups, consent?.Facts) is { } objection) return new Publishing.Refused(objection);
        if (!(await proofs.Prove(stored, stop)).Try(out var original, out var reason)) return new Publishing.Refused(reason);
        var proof = new RelayGroup(original);
        if (consent is var (given, _))
        {
            if (!(await proofs.Prove(given, stop)).Try(out var proven, out reason)) return new Publishing.Refused($"the author's consent: {reason}");
            proof = proof with { Consent = proven with { What = WhatOf(given) } };
        }
        var draft = new Draft
        {
            Kind = Kind.Relay, What = record.What, PassedOn = new PassedOn(content, proof), Marking = terms.Marking,
            Source = new Source { Key = KeyOf(record.LeafHash, consent?.Stored) },
        };
        return await target.Append(draft, stop) switch
        {
            Appended.Stored relay => await Replace(address, new Publishing.Published(relay.Address), relay.Address, stop),
            Appended.Duplicate relay when await house.Views.Row(relay.Of, stop) is { State: not RecordState.Current } => new Publishing.Refused($"it was relayed there as #{relay.Of.Index} and taken back: that is not said again"),
            Appended.Duplicate relay => await Replace(address, new Publishing.Already(relay.Of), relay.Of, stop),
            Appended.Refused refused => new Publishing.Refused(refused.Reason),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    /// <summary>Why a record cannot be relayed to the circle whatever is left out, in one sentence; nothing where it can be.</summary>
    /// <param name="record">The record.</param>
    /// <param name="stop">Ends the reading.</param>
    public async Task<string?> Objection(Record record, CancellationToken stop) =>
        RelayRules.Objection(record.Leaf, terms.Marking, terms.IsExercise, [Group.What], (await Consent(record, withPersonal: false, stop))?.Facts);

    /// <summary>The author's consent to a relay to this circle: one that allows as much as is asked, where there are several.</summary>
    async Task<(StoredRecord Stored, ConsentFacts Facts)?> Consent(Record original, bool withPersonal, CancellationToken stop)
    {
        (StoredRecord, ConsentFacts)? best = null;
        foreach (var document in await new RelayShelf(house.Views).Under(RelayShelf.About(original.Address, target.Log.Circle.ToBase64Url(), null), stop))
        {
            if (await house.Views.Row(document.Owner!.Value, stop) is not { State: RecordState.Current }) continue;
            if (await house.Records.Read(document.Owner.Value, stop) is not { } stored || !stored.Read().Try(out var record, out _) || record.What is not ConsentFacts facts || !Covers(record, facts, original)) continue;
            best = (stored, facts);
            if (facts.Personal || !withPersonal) break;
        }
        return best;
    }

    /// <summary>Whether a consent is to this circle, and of the very record: a careless one would convict the relay, not its author.</summary>
    bool Covers(Record consent, ConsentFacts facts, Record original) =>
        facts.Circle == target.Log.Circle.ToBase64Url()
        && consent.Leaf.References.Any(r => r.Relation == Relation.About && r.Log == original.Address.Log && r.Index == original.Address.Index && r.Leaf == original.LeafHash);

    /// <summary>Earlier relays of what its author has said anew since are taken back: the circle has the newer word now.</summary>
    async Task<Publishing> Replace(RecordAddress original, Publishing done, RecordAddress relay, CancellationToken stop)
    {
        foreach (var earlier in await new RelayShelf(house.Views).Under(RelayShelf.Own(original, null), stop))
            if (earlier.Owner is { } former && former != relay && former.Log.IsOfAuthorOf(target.Log) && await house.Views.Row(former, stop) is { State: RecordState.Current })
                await new WithdrawRecord(target, house.Records, house.Views).Withdraw(former, $"relayed anew as #{relay.Index}, as its author says it now", stop);
        return done;
    }

    /// <summary>A record is relayed once to a circle, and once more by each consent that is given anew.</summary>
    static SourceKey KeyOf(Hash original, StoredRecord? consent) =>
        new(SourceKey.Own, "relay", [consent is null ? original.ToBase64Url() : $"{original.ToBase64Url()}/{MerkleTree.Leaf(consent.Leaf.Span).ToBase64Url()}"], null);

    static (ReadOnlyMemory<byte> Content, List<string> Groups) Chosen(StoredRecord stored, IReadOnlyList<string> without, bool withPersonal)
    {
        var (chosen, groups) = (new ArrayBufferWriter<byte>(), new List<string>());
        var rest = stored.Content.Span;
        while (Content.TryNext(ref rest, out var disclosure))
        {
            var group = RecordReader.GroupOf(disclosure);
            if (without.Contains(group) || !Group.All.Contains(group) || group == Group.Personal && !withPersonal) continue;
            Content.Append(chosen, disclosure);
            groups.Add(group);
        }
        return (chosen.WrittenMemory, groups);
    }

    static string? WhatOf(StoredRecord consent)
    {
        var rest = consent.Content.Span;
        while (Content.TryNext(ref rest, out var disclosure))
            if (RecordReader.GroupOf(disclosure) == Group.What) return Codec.EncodeToString(disclosure);
        return null;
    }
}
