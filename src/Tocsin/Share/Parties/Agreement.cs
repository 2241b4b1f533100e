namespace Tocsin.Share.Parties;

/// <summary>Who agreed to a charter, and who must. See docs/spec/charter.md, "Who must agree".</summary>
/// <param name="Consented">Those that count and agreed.</param>
/// <param name="Lacking">Those that may still agree.</param>
/// <param name="Needed">How many members must agree.</param>
/// <param name="IsEnough">Whether the charter is in force when the one before it is.</param>
sealed record Agreement(ImmutableArray<string> Consented, ImmutableArray<string> Lacking, int Needed, bool IsEnough)
{
    /// <summary>Every founder agrees; of a circle of one, the signature under the charter says so.</summary>
    public static Agreement OfGenesis(Candidate genesis) =>
        Of(genesis, genesis.Charter.Members, genesis.Charter.Members.Count, genesis.Charter.Members.Count == 1 ? genesis.Proposals.ContainsKey : genesis.HasAgreed);

    /// <summary>What a charter has that follows another.</summary>
    /// <param name="before">The other.</param>
    /// <param name="candidate">It.</param>
    /// <param name="hasLeft">Whether a member had said that it leaves when it was proposed.</param>
    public static Agreement Of(Charter before, Candidate candidate, Func<string, bool> hasLeft)
    {
        var change = candidate.Charter.Change!;
        var voters = before.Members.Where(member => change.Do is not ("remove" or "leave") || member != change.Party).ToList();
        // Who has left owes no consent; one that it gave nevertheless counts, so that no paper can undo an agreement.
        var absent = voters.Count(voter => !candidate.HasAgreed(voter) && hasLeft(voter));
        var needed = Math.Max(1, Math.Min(before.Needed(), voters.Count - absent));
        var agreement = Of(candidate, voters, needed, candidate.HasAgreed);
        var isOwed = change.Do == "join" && !candidate.HasAgreed(change.Party!) || change.Do == "leave" && !hasLeft(change.Party!);
        return isOwed ? agreement with { IsEnough = false, Lacking = agreement.Lacking.Add(change.Party!) } : agreement;
    }

    static Agreement Of(Candidate candidate, IReadOnlyList<string> voters, int needed, Func<string, bool> hasAgreed)
    {
        ImmutableArray<string> consented = [.. voters.Where(hasAgreed)];
        return new(consented, [.. voters.Where(voter => !hasAgreed(voter))], needed, candidate.IsProposed && consented.Length >= needed);
    }
}
