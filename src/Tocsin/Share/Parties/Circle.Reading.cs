namespace Tocsin.Share.Parties;

public sealed partial class Circle
{
    /// <summary>The genesis charter; nothing while it is not held, or not agreed by every founder.</summary>
    public Charter? Genesis => state.Charters is [var first, ..] ? first.Charter : null;

    /// <summary>The charters in force one after another, that of epoch 1 first; of a frozen circle, those before it froze.</summary>
    public ImmutableArray<Charter> Charters => state.InForce;

    /// <summary>The charter in force; nothing while there is no genesis.</summary>
    public Charter? Current => state.Charters is [.., var last] ? last.Charter : null;

    /// <summary>The hash of the charter in force, by which members speak of the epoch.</summary>
    public Hash? CurrentHash => state.Charters is [.., var last] ? last.Hash : null;

    /// <summary>Whether two charters of one epoch have all the agreement they need.</summary>
    public bool IsFrozen => state.Rivals.Length > 1;

    /// <summary>Those two, and any more, by their hashes; none where the circle is not frozen.</summary>
    public ImmutableArray<Charter> Rivals => [.. state.Rivals.Select(candidate => candidate.Charter)];

    /// <summary>All double signings that came to light.</summary>
    public ImmutableArray<Conviction> Convictions
    {
        get { lock (gate) return [.. convictions]; }
    }

    /// <summary>The members of the epoch in force that have not said that they leave: those who are served.</summary>
    public ImmutableArray<string> MembersNow => state.MembersNow;

    /// <summary>Who, where the circle is frozen, is a member on either side, or became one there before the two met, or may have.</summary>
    internal IReadOnlyCollection<string> OnSides => state.OnSides;

    /// <summary>Whether a party is answered: a member now; of a frozen circle also whoever is one on either side, so that it hears of the other.</summary>
    internal bool Answers(string party) => state is var now && (now.MembersNow.Contains(party) || now.OnSides.Contains(party));

    /// <summary>The members of an epoch; none where it is not in force.</summary>
    public IReadOnlyList<string> Members(int epoch) => At(epoch)?.Charter.Members ?? [];

    /// <summary>The hash of an epoch's charter; nothing where it is not in force.</summary>
    public Hash? HashOf(int epoch) => At(epoch)?.Hash;

    /// <summary>The epoch of a charter in force, or once in force; nothing of any other.</summary>
    public int? EpochOf(Hash charter)
    {
        var charters = state.Charters;
        for (var at = charters.Length - 1; at >= 0; at--)
            if (charters[at].Hash == charter) return at + 1;
        return null;
    }

    /// <summary>The epoch with which a member's present membership began; nothing where the party is no member of the epoch in force.</summary>
    public int? JoinedAt(string party) => state is var now ? now.Since(party, now.Charters.Length) : null;

    /// <summary>Whether a member of the epoch in force has said that it leaves.</summary>
    public bool HasLeft(string party) => state is var now && now.HasLeft(party, now.Charters.Length);

    /// <summary>Where a log ends, because its author was removed or left: what lies beyond is not mirrored. Nothing where it goes on.</summary>
    /// <remarks>A log of which nobody saw anything ends with the empty head. A party that joins again writes another incarnation.</remarks>
    public Checkpoint? End(Origin log) => Ending(log) is var (isEnded, seen) && isEnded ? seen?.Head ?? new Checkpoint(log.ToString(), 0, MerkleTree.Empty) : null;

    /// <summary>The signed head with which a log ends; nothing where it goes on, or nobody saw anything of it.</summary>
    internal EndHead? SignedEnd(Origin log) => Ending(log).Seen;

    /// <summary>The signed heads with which logs have ended.</summary>
    internal IReadOnlyList<EndHead> SignedEnds
    {
        get { lock (gate) return [.. state.Charters.SelectMany(charter => charter.Ends.Keys).Concat(ends.Keys).Distinct().Select(SignedEnd).OfType<EndHead>()]; }
    }

    (bool IsEnded, EndHead? Seen) Ending(Origin log)
    {
        var party = log.Party.ToBase64Url();
        lock (gate)
        {
            var now = state;
            var gone = now.Charters.Where(charter => charter.Charter.Change is { Do: "remove" or "leave" } change && change.Party == party).ToList();
            var isOut = log.Circle == id && now.Charters.Any(charter => charter.Charter.IsMember(party)) && !MembersNow.Contains(party);
            var seen = new Dictionary<Origin, EndHead>();
            foreach (var charter in gone)
                if (charter.Ends.TryGetValue(log, out var end)) seen.Raise(end);
            if ((isOut || gone.Count > 0) && ends.TryGetValue(log, out var own)) seen.Raise(own);
            return (isOut || seen.ContainsKey(log), seen.GetValueOrDefault(log));
        }
    }

    /// <summary>A charter that is held, with all that was verified of what travels with it; nothing where none is held.</summary>
    public CharterPapers? Papers(Hash charter)
    {
        lock (gate)
        {
            if (!candidates.TryGetValue(charter, out var held) || !held.IsProposed) return null;
            if (held.Given is var (given, known) && known == leaves.Count) return given;
            var leaving = leaves.Values.Where(leave => held.Charter.IsMember(leave.Party) || held.Charter.Change?.Party == leave.Party)
                .OrderBy(leave => leave.Hash).Select(leave => leave.Text).ToList();
            long room = Limits.PapersBytesMax * 3 / 4;     // Escaped as JSON, a note grows by less than a third.
            var papers = new CharterPapers(Proposal(held), [.. held.Consents.Select(consent => consent.Text).TakeWhile(note => (room -= note.Length) >= 0)]) { Leaves = leaving.Count == 0 ? null : leaving };
            held.Given = (papers, leaves.Count);
            return papers;
        }
    }

    /// <summary>The note of a charter by a member of the epoch before. Anybody may sign the same text; who lacks the charter takes it from a member alone.</summary>
    static string Proposal(Candidate held) => held.Proposals.FirstOrDefault(proposal => held.Charter.WasMember(proposal.Key), held.Proposals.First()).Value;

    /// <summary>The charters that would follow the one in force, and wait for agreement, by their hashes; before the genesis is agreed, the genesis.</summary>
    public ImmutableArray<Taking.Waiting> Proposals
    {
        get
        {
            lock (gate)
            {
                if (IsFrozen) return [];
                IEnumerable<Candidate> next = state.Charters is [.., var last] ? After(last) : candidates.TryGetValue(id, out var genesis) && genesis.IsProposed ? [genesis] : [];
                return [.. next.OrderBy(candidate => candidate.Hash).Select(candidate => Wait(candidate, Previous(candidate)))];
            }
        }
    }

    /// <summary>Whether a party's agreement to a charter is verified, as that charter demands it.</summary>
    public bool HasAgreed(Hash charter, string party)
    {
        lock (gate) return candidates.TryGetValue(charter, out var held) && held.HasAgreed(party);
    }

    /// <summary>The members of the epoch in force, and who is to join, whose agreement to a charter is verified.</summary>
    public ImmutableArray<string> AgreedBy(Hash charter)
    {
        lock (gate) return candidates.TryGetValue(charter, out var held) ? [.. held.Charter.Members.Union(Current?.Members ?? []).Where(held.HasAgreed).Order(StringComparer.Ordinal)] : [];
    }

    /// <summary>The charter of an epoch to which a party is known to have agreed, or that it proposed; the first by hash where it agreed to several, nothing where none is held.</summary>
    public Charter? AgreedTo(string party, int epoch)
    {
        lock (gate)
            return voices.TryGetValue((party, epoch), out var heard) ? heard.Keys.Order().Select(hash => candidates.GetValueOrDefault(hash)?.Charter).FirstOrDefault(charter => charter is not null) : null;
    }

    Candidate? At(int epoch) => state.Charters is var charters && epoch >= 1 && epoch <= charters.Length ? charters[epoch - 1] : null;
}
