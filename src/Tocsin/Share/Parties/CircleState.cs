namespace Tocsin.Share.Parties;

/// <summary>A circle's history as far as it is proved: a function of the set of papers alone.</summary>
/// <param name="charters">Those in force, from the genesis on; none while the genesis is not agreed.</param>
/// <param name="rivals">Where the circle is frozen, the charters that would be next at once, by their hashes; else none.</param>
/// <param name="leaves">What members said who leave.</param>
sealed class CircleState(ImmutableArray<Candidate> charters, ImmutableArray<Candidate> rivals, ImmutableArray<Signed<Leave>> leaves)
{
    public static CircleState Empty { get; } = new([], [], []);

    public ImmutableArray<Candidate> Charters { get; } = charters;
    public ImmutableArray<Candidate> Rivals { get; } = rivals;
    public ImmutableArray<Signed<Leave>> Leaves { get; } = leaves;

    /// <summary>The texts of those in force.</summary>
    public ImmutableArray<Charter> InForce { get; } = [.. charters.Select(candidate => candidate.Charter)];

    /// <summary>Where the circle is frozen, whoever either of the rivals, or a charter that is agreed to after it, made a member, and has not said there that it leaves; and whom a member there,
    /// or before, proposes to take in, since enough may have agreed to that and told nobody but the joiner. Else nobody.</summary>
    public ImmutableSortedSet<string> OnSides { get; private init; } = ImmutableSortedSet<string>.Empty;

    /// <summary>The members of the epoch in force that have not said that they leave, in the charter's order.</summary>
    public ImmutableArray<string> MembersNow { get; } = charters is [.., var last] ? [.. last.Charter.Members.Where(member => !HasLeft(charters, leaves, member, last.Charter.Epoch))] : [];

    /// <summary>The history that a set of charters proves.</summary>
    /// <param name="genesis">The charter whose hash is the circle's id.</param>
    /// <param name="after">The charters without fault that name a charter as the one before them.</param>
    /// <param name="leaves">The verified leaves.</param>
    public static CircleState Of(Candidate? genesis, Func<Candidate, IEnumerable<Candidate>> after, ImmutableArray<Signed<Leave>> leaves)
    {
        if (genesis is null || !(genesis.IsAgreed = genesis.IsAgreed || Agreement.OfGenesis(genesis).IsEnough)) return new([], [], leaves);
        var charters = new List<Candidate> { genesis };
        while (true)
        {
            var next = Agreed(charters, after, leaves).OrderBy(candidate => candidate.Hash).ToList();
            if (next is not [var only]) return new([.. charters], [.. next], leaves) { OnSides = next.Count == 0 ? [] : Sides(charters, next, after, leaves) };
            charters.Add(only);
        }
    }

    /// <summary>The charters after the last of a line to which enough agreed.</summary>
    static IEnumerable<Candidate> Agreed(IReadOnlyList<Candidate> line, Func<Candidate, IEnumerable<Candidate>> after, ImmutableArray<Signed<Leave>> leaves)
    {
        var tip = line[^1];
        return after(tip).Where(candidate => candidate.IsAgreed = candidate.IsAgreed || Agreement.Of(tip.Charter, candidate, party => HasLeft(line, leaves, party, tip.Charter.Epoch)).IsEnough);
    }

    static ImmutableSortedSet<string> Sides(IReadOnlyList<Candidate> charters, List<Candidate> rivals, Func<Candidate, IEnumerable<Candidate>> after, ImmutableArray<Signed<Leave>> leaves)
    {
        var members = Joiners(charters[^1], after).ToImmutableSortedSet(StringComparer.Ordinal).ToBuilder();
        for (var open = new Stack<ImmutableArray<Candidate>>(rivals.Select(rival => ImmutableArray.Create<Candidate>([.. charters, rival]))); open.TryPop(out var line);)
        {
            members.UnionWith(line[^1].Charter.Members.Where(member => !HasLeft(line, leaves, member, line.Length)));
            members.UnionWith(Joiners(line[^1], after));
            foreach (var next in Agreed(line, after, leaves)) open.Push(line.Add(next));
        }
        return members.ToImmutable();
    }

    /// <summary>The epoch in which a membership began that holds in the given one; nothing where the party is no member then.</summary>
    public int? Since(string party, int epoch) => Since(Charters, party, epoch);

    static IEnumerable<string> Joiners(Candidate charter, Func<Candidate, IEnumerable<Candidate>> after) =>
        after(charter).Select(next => next.Charter.Change).OfType<CharterChange>().Where(change => change.Do == "join").Select(change => change.Party!);

    /// <summary>Whether a member of an epoch had said by then that it leaves.</summary>
    public bool HasLeft(string party, int epoch) => HasLeft(Charters, Leaves, party, epoch);

    static int? Since(IReadOnlyList<Candidate> charters, string party, int epoch)
    {
        if (epoch < 1 || epoch > charters.Count || !charters[epoch - 1].Charter.IsMember(party)) return null;
        while (epoch > 1 && charters[epoch - 2].Charter.IsMember(party)) epoch--;
        return epoch;
    }

    static bool HasLeft(IReadOnlyList<Candidate> charters, ImmutableArray<Signed<Leave>> leaves, string party, int epoch) =>
        leaves.Any(leave => leave.Party == party && leave.Says.Epoch <= epoch && Since(charters, party, epoch) <= leave.Says.Epoch);
}
