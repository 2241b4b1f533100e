namespace Tocsin.Share.Parties;

public sealed partial class Circle
{
    /// <summary>The charter among those that are held, now or before; nothing where no more can wait.</summary>
    Candidate? Admit(Signed<Charter> signed, out bool isNew)
    {
        isNew = !candidates.TryGetValue(signed.Hash, out var candidate);
        if (isNew)
        {
            if (!HasRoom(signed.Text) || candidates.Values.Count(each => each.Proposer == signed.Party && each.Charter.Epoch == signed.Says.Epoch) >= Limits.ProposalsMax) return null;
            candidates[signed.Hash] = candidate = new Candidate(signed);
            if (PreviousHash(signed.Says) is { } previous)
            {
                if (!successors.TryGetValue(previous, out var list)) successors[previous] = list = [];
                list.Add(candidate);
            }
        }
        var admitted = candidate!;
        var proposal = Voice.Of(signed);
        if (!admitted.Proposals.ContainsKey(signed.Party)) isNew |= claims.Add(new Claim(signed.Hash, signed.Party, signed.Text, chain => chain.Refutes(signed.Note) is null, chain =>
        {
            admitted.Propose(signed.Party, signed.Text);
            Speak(proposal, chain);
        }));
        return admitted;
    }

    /// <summary>Hears a consent; false where nothing new is in it.</summary>
    bool Hear(Candidate candidate, string note, List<string> leftOut)
    {
        if (!Consent.Read(note).Try(out var consent, out var reason)) return LeaveOut(leftOut, $"a consent: {reason}");
        if (consent.Says.Charter != candidate.Hash.ToBase64Url() || consent.Says.Epoch != candidate.Charter.Epoch || consent.Says.Circle != id.ToBase64Url())
            return LeaveOut(leftOut, $"the consent of {consent.Party} is to another charter");
        if (candidate.Knows(consent)) return false;
        if (!HasRoom(note)) return LeaveOut(leftOut, $"too much waits in this circle: the consent of {consent.Party} is not taken");
        return claims.Add(new Claim(candidate.Hash, consent.Party, note, chain => chain.Refutes(consent.Note) is null, chain =>
        {
            candidate.Add(consent);
            Speak(Voice.Of(consent), chain);
            if (candidate.Charter.Change is { Do: "remove" or "leave", Party: { } party }) Hear(candidate.Hash, party, consent.Says.Ends ?? [], candidate.Ends);
        }));
    }

    /// <summary>Hears that a member leaves; false where nothing new is in it.</summary>
    bool Hear(string note, List<string> leftOut)
    {
        if (!Leave.Read(note).Try(out var leave, out var reason)) return LeaveOut(leftOut, $"a leave: {reason}");
        if (leave.Says.Circle != id.ToBase64Url()) return LeaveOut(leftOut, $"the leave of {leave.Party} is of another circle");
        if (leaves.ContainsKey(leave.Hash)) return false;
        if (!HasRoom(note) || leaves.Values.Count(each => each.Party == leave.Party) >= Limits.ProposalsMax)
            return LeaveOut(leftOut, $"too much waits in this circle: the leave of {leave.Party} is not taken");
        return claims.Add(new Claim(leave.Hash, leave.Party, note, chain => chain.Refutes(leave.Note) is null, _ =>
        {
            leaves[leave.Hash] = leave;
            Hear(leave.Hash, leave.Party, leave.Says.Ends, ends);
        }));
    }

    /// <summary>Hears where the logs of a party end: heads of its own logs in this circle, once its own keys bear them out.</summary>
    void Hear(Hash subject, string party, IReadOnlyList<string> ends, Dictionary<Origin, EndHead> into)
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

    static bool LeaveOut(List<string> leftOut, string reason)
    {
        leftOut.Add(reason);
        return false;
    }

    /// <summary>Whether one more note may wait.</summary>
    bool HasRoom(string note)
    {
        if (note.Length > room) return false;
        room -= note.Length;
        return true;
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
