namespace Tocsin.Share.Parties;

/// <summary>A circle's verified history: charters and their papers in, in any order; who shares with whom out.</summary>
/// <remarks>What it says is a function of the set of papers and party documents that it was given, whatever their order. It asks no clock and keeps
/// nothing: whoever holds it keeps the papers. Thread-safe: readers see the history as it was when they looked.</remarks>
/// <param name="id">The hash of the genesis charter.</param>
public sealed partial class Circle(Hash id)
{
    readonly Lock gate = new();
    readonly Dictionary<Hash, Candidate> candidates = [];
    readonly Dictionary<Hash, List<Candidate>> successors = [];
    readonly Dictionary<string, Signed<Charter>> proposed = new(StringComparer.Ordinal);
    readonly Dictionary<(string Party, int Epoch), Dictionary<Hash, Voice>> voices = [];
    readonly List<Conviction> convictions = [];
    readonly Dictionary<Hash, Signed<Leave>> leaves = [];
    readonly Dictionary<Origin, EndHead> ends = [];
    readonly Claims claims = new();
    readonly HashSet<Hash> grown = [];
    volatile CircleState state = CircleState.Empty;
    long version;

    /// <summary>The hash of the genesis charter.</summary>
    public Hash Id => id;

    /// <summary>Grows whenever something may be known of the circle that was not before.</summary>
    internal long Version => Volatile.Read(ref version);

    /// <summary>Raised when <see cref="Version"/> has grown, on the thread of whoever brought what is new, once that is in force here.</summary>
    internal event Action? Grown;

    /// <summary>Takes a charter and what travels with it.</summary>
    /// <param name="papers">The papers.</param>
    /// <param name="chains">The party documents that are held.</param>
    public Taking Take(CharterPapers papers, Func<string, PartyChain?> chains)
    {
        var before = Version;
        var taking = Judge(papers, chains);
        if (Version != before) Grown?.Invoke();
        return taking;
    }

    Taking Judge(CharterPapers papers, Func<string, PartyChain?> chains)
    {
        if (papers.Consents.Contains(null!) || papers.Leaves?.Contains(null!) == true) return new Taking.Refused("the papers of the charter hold a note that is null");
        Signed<Charter>? signed;
        lock (gate) proposed.TryGetValue(papers.Charter, out signed);   // What is verified need not be read again.
        if (signed is null)
        {
            if (!Charter.Read(papers.Charter).Try(out signed, out var reason)) return new Taking.Refused(reason);
            if (signed.Says.CircleId() != id.ToBase64Url()) return new Taking.Refused($"the charter is of the circle {signed.Says.CircleId()}");
        }
        lock (gate)
        {
            var (before, told) = (state, convictions.Count);
            claims.Begin();
            if (Admit(signed) is not { } candidate) return TooMuch(signed);
            var leftOut = new List<string>();
            foreach (var consent in papers.Consents) HearConsent(candidate, consent, leftOut);
            foreach (var leave in papers.Leaves ?? []) HearLeave(candidate, leave, leftOut);
            var toKeep = Settle(chains, claims.HasNew);
            MakeRoom(leftOut);
            return (candidates.ContainsKey(candidate.Hash) ? Answer(candidate, before) : TooMuch(signed)) with { ToKeep = toKeep, Convictions = [.. convictions.Skip(told)], LeftOut = [.. leftOut] };
        }
    }

    static Taking.Refused TooMuch(Signed<Charter> signed) => new($"too much waits in this circle: the charter of epoch {signed.Says.Epoch} by {signed.Party} is not taken");

    /// <summary>Looks again at what waits, after party documents have come.</summary>
    /// <param name="chains">The party documents that are held.</param>
    public Rechecked Recheck(Func<string, PartyChain?> chains)
    {
        Rechecked again;
        lock (gate)
        {
            var told = convictions.Count;
            var toKeep = Settle(chains, isMore: true);
            again = new(toKeep, [.. convictions.Skip(told)]);
        }
        Grown?.Invoke();
        return again;
    }

    /// <summary>Accepts what holds now, and says of which charters more is verified.</summary>
    /// <param name="chains">The party documents that are held.</param>
    /// <param name="isMore">Whether something has come that was not there before, verified or not.</param>
    ImmutableArray<Hash> Settle(Func<string, PartyChain?> chains, bool isMore)
    {
        grown.Clear();
        if (claims.Settle(chains))
        {
            isMore = true;
            var genesis = candidates.GetValueOrDefault(id) is { IsProposed: true } held && Fault(held) is null ? held : null;
            state = CircleState.Of(genesis, After, [.. leaves.Values.OrderBy(leave => leave.Hash)]);
        }
        // Last: whoever has read a version reads no older state after it.
        if (isMore) Interlocked.Increment(ref version);
        return [.. grown.Order()];
    }

    /// <summary>How a charter stands now.</summary>
    Taking Answer(Candidate candidate, CircleState before)
    {
        var (now, charter) = (state, candidate.Charter);
        if (now.Charters.Contains(candidate)) return before.Charters.Contains(candidate) ? new Taking.Known() : new Taking.InForce(charter);
        if (now.Rivals is [var first, var second, ..] && charter.Epoch >= first.Charter.Epoch) return new Taking.Frozen(first.Charter, second.Charter);
        var previous = Previous(candidate);
        if (previous is null && charter.Epoch > 1 || !candidate.IsProposed)
            return new Taking.Missing(previous is null ? PreviousHash(charter) : null, candidate.IsProposed ? null : candidate.Proposer);
        if (Fault(candidate) is { } fault) return new Taking.Refused(fault);
        if (charter.Epoch <= now.Charters.Length) return new Taking.Refused($"the charter of epoch {charter.Epoch} is another one already");
        return Wait(candidate, previous);
    }

    Taking.Waiting Wait(Candidate candidate, Candidate? previous)
    {
        var now = state;
        var agreement = previous is null ? Agreement.OfGenesis(candidate)
            : Agreement.Of(previous.Charter, candidate, party => now.Charters.Contains(previous) && now.HasLeft(party, previous.Charter.Epoch));
        return new(candidate.Charter, agreement.Consented, agreement.Lacking, agreement.Needed, [.. claims.Parties(candidate.Hash).Order(StringComparer.Ordinal)]);
    }
}
