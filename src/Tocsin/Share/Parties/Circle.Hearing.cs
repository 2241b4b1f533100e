namespace Tocsin.Share.Parties;

public sealed partial class Circle
{
    /// <summary>The charter among those that are held, now or before; nothing where its proposer has proposed all that is kept of one.</summary>
    Candidate? Admit(Signed<Charter> signed)
    {
        if (!candidates.TryGetValue(signed.Hash, out var candidate))
        {
            if (HasProposedAll(signed)) return null;
            candidates[signed.Hash] = candidate = new Candidate(signed);
            if (PreviousHash(signed.Says) is { } previous)
            {
                if (!successors.TryGetValue(previous, out var list)) successors[previous] = list = [];
                list.Add(candidate);
            }
        }
        var proposal = Voice.Of(signed);
        if (!candidate.Proposals.ContainsKey(signed.Party)) claims.Add(new Claim(signed.Hash, signed.Party, signed.Text, chain => chain.Refutes(signed.Note) is null, chain =>
        {
            if (!candidate.IsProposed && HasProposedAll(signed))
            {
                Forget(candidate);
                return;
            }
            candidate.Propose(signed.Party, signed.Text);
            proposed[signed.Text] = signed;
            grown.Add(candidate.Hash);
            Speak(proposal, chain);
        }));
        return candidate;
    }

    /// <summary>Hears a consent.</summary>
    void HearConsent(Candidate candidate, string note, List<string> leftOut)
    {
        if (candidate.Holds(note)) return;
        if (!Consent.Read(note).Try(out var consent, out var reason)) leftOut.Add($"a consent: {reason}");
        else if (consent.Says.Charter != candidate.Hash.ToBase64Url() || consent.Says.Epoch != candidate.Charter.Epoch || consent.Says.Circle != id.ToBase64Url())
            leftOut.Add($"the consent of {consent.Party} is to another charter");
        else if (candidate.Knows(consent)) return;
        else claims.Add(new Claim(candidate.Hash, consent.Party, note, chain => chain.Refutes(consent.Note) is null, chain =>
        {
            candidate.Add(consent);
            grown.Add(candidate.Hash);
            Speak(Voice.Of(consent), chain);
            if (candidate.Charter.Change is { Do: "remove" or "leave", Party: { } party }) HearEnds(candidate.Hash, party, consent.Says.Ends ?? [], candidate.Ends);
        }));
    }

    /// <summary>Hears that a member leaves. It is kept with the charter that it came with, and the one in force.</summary>
    void HearLeave(Candidate candidate, string note, List<string> leftOut)
    {
        if (!Leave.Read(note).Try(out var leave, out var reason)) leftOut.Add($"a leave: {reason}");
        else if (leave.Says.Circle != id.ToBase64Url()) leftOut.Add($"the leave of {leave.Party} is of another circle");
        else if (leaves.ContainsKey(leave.Hash)) return;
        else if (leaves.Values.Count(each => each.Party == leave.Party) >= Limits.ProposalsMax)
            leftOut.Add($"too much waits in this circle: the leave of {leave.Party} is not taken");
        else claims.Add(new Claim(leave.Hash, leave.Party, note, chain => chain.Refutes(leave.Note) is null, _ =>
        {
            leaves[leave.Hash] = leave;
            grown.Add(candidate.Hash);
            if (state.Charters is [.., var last]) grown.Add(last.Hash);
            HearEnds(leave.Hash, leave.Party, leave.Says.Ends, ends);
        }));
    }

    /// <summary>Hears where the logs of a party end: heads of its own logs in this circle, once its own keys bear them out.</summary>
    void HearEnds(Hash subject, string party, IReadOnlyList<string> ends, Dictionary<Origin, EndHead> into)
    {
        foreach (var end in ends.Select(LogEnds.Read).Where(end => end.IsValue).Select(end => end.Value))
            if (end.Log.Circle == id && end.Log.Party.ToBase64Url() == party)
                claims.Add(new Claim(subject, party, end.Text, end.IsBy, _ => into.Raise(end)));
    }

    /// <summary>Notes to which charter of an epoch a party agreed; the second one convicts it.</summary>
    void Speak(Voice voice, PartyChain chain)
    {
        if (!voices.TryGetValue((voice.Party, voice.Epoch), out var heard)) voices[(voice.Party, voice.Epoch)] = heard = [];
        if (!heard.TryAdd(voice.Charter, voice) || heard.Count != 2) return;
        var (first, second) = (heard.Values.First(), heard.Values.Last());
        ImmutableArray<string> documents = [.. new[] { chain.Lists(first.Note, out _), chain.Lists(second.Note, out _) }.OfType<PartyNote>().Select(note => note.Text).Distinct()];
        convictions.Add(new Conviction(voice.Party, documents, first.Text, second.Text));
    }

    /// <summary>Whether a party has signed as many charters as are kept of one. What is not verified counts against nobody: anybody could have written it.</summary>
    bool HasProposedAll(Signed<Charter> signed)
    {
        var verified = candidates.Values.Where(each => each.Proposals.ContainsKey(signed.Party) && !IsInForce(each)).ToList();
        return verified.Count(each => each.Charter.Epoch == signed.Says.Epoch) >= Limits.ProposalsMax || verified.Sum(each => (long)each.Proposals[signed.Party].Length) + signed.Text.Length > Limits.ProposerBytesMax;
    }

    bool IsInForce(Candidate candidate) => At(candidate.Charter.Epoch) == candidate;

    /// <summary>Of what nobody's documents bear out yet, the last that came goes where there is no room for it. What is verified keeps its place.</summary>
    void MakeRoom(List<string> leftOut)
    {
        foreach (var dropped in claims.Trim(Limits.WaitingBytesMax - candidates.Values.Where(held => !held.IsProposed).Sum(held => held.Bytes)))
        {
            if (candidates.TryGetValue(dropped.Subject, out var candidate) && !candidate.IsProposed && !claims.Parties(dropped.Subject).Contains(candidate.Proposer)) Forget(candidate);
            else leftOut.Add($"too much waits in this circle: a note of {dropped.Party} is not taken");
        }
    }

    void Forget(Candidate candidate)
    {
        candidates.Remove(candidate.Hash);
        if (PreviousHash(candidate.Charter) is { } previous && successors.TryGetValue(previous, out var list)) list.Remove(candidate);
    }

    static Hash? PreviousHash(Charter charter) => Hash.TryParseBase64Url(charter.Previous, out var previous) ? previous : null;

    Candidate? Previous(Candidate candidate) => PreviousHash(candidate.Charter) is { } previous ? candidates.GetValueOrDefault(previous) : null;

    /// <summary>The charters that follow one as the rules demand, whoever agreed.</summary>
    IEnumerable<Candidate> After(Candidate candidate) =>
        successors.TryGetValue(candidate.Hash, out var list) ? list.Where(next => next.IsAgreed || next.IsProposed && Fault(next) is null) : [];

    /// <summary>Why a charter whose predecessor is known, or that has none, can never come into force; nothing where it can.</summary>
    string? Fault(Candidate candidate)
    {
        var previous = Previous(candidate);
        candidate.Refutation ??= previous is null ? "" : CharterRules.Refutes(previous.Charter, candidate.Charter) ?? "";
        if (candidate.Refutation.Length > 0) return candidate.Refutation;
        var members = (previous ?? candidate).Charter;
        return candidate.Proposals.Keys.Any(members.IsMember) ? null : $"{candidate.Proposals.Keys.First()}, who proposes it, is no member";
    }
}
