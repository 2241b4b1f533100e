using Tocsin.Share.Records;
using Tocsin.Share.Views;
using Tocsin.Simulation.Machines;

namespace Tocsin.Simulation.Checking;

// What is passed on from circle to circle.
sealed partial class Checks
{
    readonly HashSet<(RecordAddress Address, Hash Leaf)> written = [];
    readonly Dictionary<(string Member, RecordAddress Relay), RecordRow> shown = [];

    /// <summary>What a party's own log holds was said, whatever becomes of its disk later.</summary>
    void Written(Member member, Origin log)
    {
        if (log.Party != member.Hash || !world.Options.Has(Fault.Relay) || Watch(member, log).Leaves is not [.., var last] leaves || written.Contains((new RecordAddress(log, leaves.Count - 1), last))) return;
        foreach (var (index, leaf) in leaves.Index()) written.Add((new RecordAddress(log, index), leaf));
    }

    /// <summary>A relay that counts at an honest node says what its author said, and may be said there; an honest party writes no other.</summary>
    void Relays(Member member)
    {
        foreach (var (log, held) in member.Disk.Platter.Logs)
            foreach (var index in Watch(member, log).Relays)
            {
                var relay = new RecordAddress(log, index);
                if (member.Disk.Platter.Rows.GetValueOrDefault(relay) is not { } row || ReferenceEquals(shown.GetValueOrDefault((member.Name, relay)), row)) continue;
                shown[(member.Name, relay)] = row;
                var content = held.Contents[index].Span;
                if (log.Party == member.Hash && row.State == RecordState.Invalid && LogWatch.Count(content) >= Watch(member, log).Digests[index].Length)
                    world.Fail("relayed", $"{member.Name} passes on what it may not, leaf {index} of {log}: {row.Reason}");
                if (row.State < RecordState.Erased && !content.IsEmpty && Forbids(relay, held.Leaves[index].Span, content) is { } why)
                    world.Fail("relayed", $"{member.Name} takes the relay for good that is leaf {index} of {log}: {why}");
            }
    }

    string? Forbids(RecordAddress relay, ReadOnlySpan<byte> leaf, ReadOnlySpan<byte> content)
    {
        if (!RecordReader.Read(relay, leaf, content).Try(out var record, out var reason)) return reason;
        if (record.Relayed is not { Leaf: var original } from) return "it passes nothing on";
        var author = world.Members.Find(member => member.Hash == from.Address.Log.Party);
        if (author is null || author.IsHonest && !written.Contains((from.Address, from.LeafHash))) return "its author never said it";
        if (original.Exercise && relay.Log.Circle != world.DrillGenesis?.Hash()) return "it was said in an exercise";
        if (original.Marking >= Tlp.AmberStrict) return $"it is marked TLP:{original.Marking.Name()}";
        if (original.Marking == Tlp.Amber && !world.Truth.Consents.Contains((from.LeafHash, relay.Log.Circle))) return "its author never agreed";
        var said = LogWatch.Said(content);
        if (said.Exists(each => each.Group != Group.Relay && !original.Digests.Contains(each.Digest))) return "it says what its author did not";
        return said.Exists(each => each.Group == Group.What) ? null : "it leaves out the facts";
    }

    /// <summary>Whoever passed on what its author took back or erased, and heard of it, has done the same with its relay, and so has everybody there.</summary>
    (string, string)? Recalled(Hash circle, List<Member> members)
    {
        foreach (var (by, original, relay) in world.Truth.Relays.Where(each => each.Relay.Log.Circle == circle && members.Contains(each.By) && HoldsLeaf(each.By, each.Relay)))
        {
            if (Ended(by, original) is not { } isErased) continue;
            foreach (var member in members.Where(member => HoldsLeaf(member, relay)))
            {
                if (isErased && !member.Disk.Platter.Logs[relay.Log].Contents[(int)relay.Index].IsEmpty)
                    return ("recalled", $"{member.Name} holds the content of {by.Name}'s relay, leaf {relay.Index} of {relay.Log}, of which that has heard that its author erased it");
                if (member.Disk.Platter.Rows.GetValueOrDefault(relay) is null or { State: RecordState.Current })
                    return ("recalled", $"{member.Name} lets {by.Name}'s relay stand, leaf {relay.Index} of {relay.Log}, of which that has heard that its author took it back");
            }
        }
        return null;
    }

    /// <summary>Whether a node knows that a record was erased, or else taken back; nothing where it knows of neither.</summary>
    bool? Ended(Member member, RecordAddress original)
    {
        bool? ended = null;
        foreach (var (log, held) in member.Disk.Platter.Logs.Where(each => each.Key.IsOfAuthorOf(original.Log)))
        {
            var watch = Watch(member, log);
            bool Names((long Index, Reference Named) end) => end.Named.Log == original.Log && end.Named.Index == original.Index && !held.Contents[(int)end.Index].IsEmpty;
            if (watch.Erasures.Exists(Names)) return true;
            if (watch.Withdrawals.Exists(Names)) ended = false;
        }
        return ended;
    }
}
