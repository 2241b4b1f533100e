using Tocsin.Share.Parties;
using Tocsin.Share.Records;
using Tocsin.Share.Sync;
using Tocsin.Simulation.Machines;

namespace Tocsin.Simulation.Checking;

// What must have come about once everybody reaches everybody again.
sealed partial class Checks
{
    /// <summary>What is still lacking, by the check it belongs to; nothing where all has come.</summary>
    public (string Check, string Sentence)? Lacking()
    {
        Step();
        foreach (var circle in world.Circles)
            if ((Agreeing(circle) is var (lack, members) ? lack ?? Reached(circle, members) ?? Recalled(circle, members) ?? Convicted(circle, members) : Frozen(circle)) is { } found) return found;
        return null;
    }

    /// <summary>A circle that is frozen at any honest member is frozen at all, and whoever signed both charters is convicted by all: nobody goes on with one side. Of its logs nobody gives anything any more.</summary>
    (string, string)? Frozen(Hash circle)
    {
        var views = Views(circle);
        var newest = views.MaxBy(view => view.Circle.Charters.Length).Circle;
        var members = views.Where(view => newest.MembersNow.Contains(view.Member.Id)).ToList();
        var (frozen, unheard) = (views.Find(view => view.Circle.IsFrozen).Member, members.Find(view => !view.Circle.IsFrozen).Member);
        return unheard is not null ? ("frozen", $"{unheard.Name} goes on in a circle that two charters have frozen at {frozen.Name}") : Convicted(circle, [.. members.Select(view => view.Member)]);
    }

    /// <summary>How many circles two charters have frozen.</summary>
    public int FrozenCircles => world.Circles.Count(circle => Views(circle).Exists(view => view.Circle.IsFrozen));

    List<Member> Up() => [.. world.Honest.Where(member => member.Node is { Server: not null, Process.IsDead: false })];

    List<(Member Member, Circle Circle)> Views(Hash circle) =>
        [.. Up().Where(member => member.Node!.Parts.ContainsKey(circle)).Select(member => (member, member.Node!.Parts[circle].Sync.Circle))];

    /// <summary>The honest members of a circle as its newest charter has it, all of whom must have that one; nothing where it is frozen at one of them.</summary>
    public ((string, string)? Lack, List<Member> Members)? Agreeing(Hash circle)
    {
        var down = world.Honest.Except(Up()).FirstOrDefault(member => member.Disk.Starts > 0);
        if (down is not null) return (("runs", $"{down.Name} does not run again"), []);
        var views = Views(circle);
        if (views.Any(view => view.Circle.IsFrozen)) return null;
        var newest = views.MaxBy(view => view.Circle.Charters.Length).Circle;
        var members = views.Where(view => newest.MembersNow.Contains(view.Member.Id)).ToList();
        var behind = members.FirstOrDefault(view => view.Circle.CurrentHash != newest.CurrentHash);
        return (behind.Member is null ? null : ("reaches", $"{behind.Member.Name} has not heard of the charter of epoch {newest.Charters.Length}"), [.. members.Select(view => view.Member)]);
    }

    (string, string)? Reached(Hash circle, List<Member> members)
    {
        foreach (var said in world.Truth.All.Where(said => said.Address.Log.Circle == circle))
        {
            var (log, index) = (said.Address.Log, said.Address.Index);
            var end = members.Select(member => member.Node!.Parts[circle].Sync.Circle.End(log)).FirstOrDefault(end => end is not null);
            if (end is not null && index >= end.Size) continue;
            var holders = members.Where(member => Holds(member, said)).ToList();
            if (holders.Count == 0) continue;
            if (members.Except(holders).FirstOrDefault() is { } without) return ("reaches", $"{without.Name} does not hold leaf {index} of {log}, which {holders[0].Name} holds");
            if (holders.FirstOrDefault(member => member.Hash != log.Party && Kept(member, log) <= index) is { } unkept)
                return ("reaches", $"{unkept.Name} holds leaf {index} of {log} under no signed head");
            var whole = holders.Where(member => IsWhole(member, log, (int)index)).ToList();
            if (said.ErasedBy is { } by && members.Any(member => HoldsLeaf(member, by)))
            {
                // What an erasure says may be lost with its author's machine before anybody had it: then nobody can carry it out.
                if (members.Any(member => HoldsLeaf(member, by) && !member.Disk.Platter.Logs[by.Log].Contents[(int)by.Index].IsEmpty)
                    && holders.FirstOrDefault(member => HoldsLeaf(member, by) && !member.Disk.Platter.Logs[log].Contents[(int)index].IsEmpty) is { } keeps)
                    return ("erased", $"{keeps.Name} holds the content of leaf {index} of {log} at the end, which was erased");
            }
            else if (whole.Count > 0)
            {
                var chain = Chain(members[0].Node!.Parts[circle].Sync.Circle.CurrentHash!.Value);
                if (holders.Except(whole).FirstOrDefault(member => MayRead(member.Id, Watch(member, log).CharterOf(index), log, chain)) is { } lacks)
                    return ("reaches", $"{lacks.Name} does not hold the content of leaf {index} of {log}, which {whole[0].Name} holds");
            }
        }
        return null;
    }

    /// <summary>Whether nobody waits for an answer that does not come, and nobody honest to try somebody else who is honest again.</summary>
    public bool IsCalm()
    {
        if (world.Network.Waiting.Any(asking => asking.IsInVain)) return false;
        foreach (var circle in world.Circles)
        {
            if (Agreeing(circle) is not var (lack, members)) continue;
            // Who was put out is refused by everybody, for ever.
            var party = members.Select(member => member.Id).ToHashSet();
            if (lack is not null || members.Exists(member => member.Node!.Parts[circle].Sync.Partners.Any(partner => partner.Trouble is not null && party.Contains(partner.Party)))) return false;
        }
        return true;
    }

    /// <summary>Whom a word has not reached that all should have heard by now; nothing where there is nobody.</summary>
    public string? Unheard(Spoken word)
    {
        if (word is { Address: null, Charter: null, Refusal: null }) return $"{word.By.Name} has not finished what it was to say";
        foreach (var member in word.Members.Where(member => member != word.By))
        {
            if (word.Address is { } at && (!HoldsLeaf(member, at) || Kept(member, at.Log) <= at.Index || !IsWhole(member, at.Log, (int)at.Index)))
                return $"{member.Name} has not heard of leaf {at.Index} of {at.Log}, which {word.By.Name} has just written";
            if (word.Charter is { } charter && member.Node!.Parts[word.Circle].Sync.Circle.Papers(charter) is null) return $"{member.Name} has not heard of a charter that {word.By.Name} has just signed";
        }
        return null;
    }

    /// <summary>What is wrong with a charter that was proposed and to which all that are free have had the time to agree; nothing where it is in force everywhere, or cannot be.</summary>
    public string? Unagreed(Spoken word)
    {
        if (word.Charter is not { } charter) return null;
        var circles = word.Members.Select(member => (Member: member, member.Node!.Parts[word.Circle].Sync.Circle)).ToList();
        if (circles.Any(each => each.Circle.IsFrozen)) return null;
        var without = circles.Where(each => each.Circle.EpochOf(charter) is null).ToList();
        if (without.Count == 0) return null;
        if (without.Count < circles.Count) return $"{without[0].Member.Name} has not heard that a charter is in force which {word.By.Name} proposed";
        var waiting = without[0].Circle.Proposals.FirstOrDefault(each => each.Charter.Hash() == charter);
        return waiting is not null && waiting.Needed <= word.Free.Count ? $"{word.Free.Count} members are free to agree to a charter that needs {waiting.Needed}, and it is in force nowhere" : null;
    }

    bool Holds(Member member, Said said) => HoldsLeaf(member, said.Address) && Watch(member, said.Address.Log).Leaves[(int)said.Address.Index] == said.Leaf;

    bool HoldsLeaf(Member member, RecordAddress address) => Root(member, address.Log, 0) is not null && Watch(member, address.Log).Leaves.Count > address.Index;

    static long Kept(Member member, Origin log) =>
        member.Disk.Platter.Papers.TryGetValue(("head", log.ToString()), out var note) && SignedNote.Parse(note).Try(out var signed, out _) ? Checkpoint.Parse(signed.Text).Value.Size : 0;

    /// <summary>Liars whose two sides have met are convicted at every honest member of the circle in which they lie; whoever has left it hears nothing of it any more.</summary>
    (string, string)? Convicted(Hash circle, List<Member> members)
    {
        foreach (var liar in world.Members.Where(member => !member.IsHonest && member.Node!.Parts.ContainsKey(circle)))
        {
            if (!world.Tellers.Exists(lie => lie.Liar == liar && lie.IsMet(members)) && !HasForked(liar, members)) continue;
            if (members.FirstOrDefault(member => !Accuses(member, liar)) is { } unheard) return ("convicted", $"{unheard.Name} has nothing against {liar.Name}, whose two sides have met");
        }
        return null;
    }

    /// <summary>How many honest members hold a liar for convicted.</summary>
    public int Accusers => world.Members.Where(member => !member.IsHonest).Sum(liar => world.Honest.Count(member => Accuses(member, liar)));

    bool HasForked(Member liar, List<Member> members)
    {
        foreach (var log in members.SelectMany(member => member.Disk.Platter.Logs.Keys).Where(log => log.Party == liar.Hash).Distinct())
        {
            var held = members.Where(member => member.Disk.Platter.Logs.ContainsKey(log)).Select(member => Watch(member, log).Leaves).ToList();
            if (held.Any(one => held.Any(other => !one.Take(other.Count).SequenceEqual(other.Take(one.Count))))) return true;
        }
        return false;
    }

    static bool Accuses(Member member, Member liar) => member.Disk.Platter.Papers.Any(paper =>
        paper.Key.Kind == "conviction" && paper.Key.Key.StartsWith(liar.Id, StringComparison.Ordinal)
        || paper.Key.Kind == "evidence" && ForkEvidence.Read(paper.Value).Try(out var fork, out _) && fork.Log.Party == liar.Hash);
}
