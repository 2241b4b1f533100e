using System.Globalization;
using System.Text;
using Tocsin.Share.Logs;
using Tocsin.Share.Parties;
using Tocsin.Share.Sync;

namespace Tocsin.Share.Circles;

/// <summary>What came of signing: a closed set.</summary>
public abstract record Agreeing
{
    Agreeing() { }

    /// <summary>It is signed, and kept.</summary>
    /// <param name="Charter">The charter.</param>
    /// <param name="Papers">The charter with all agreement to it that is held here.</param>
    /// <param name="Taking">How it stands.</param>
    public sealed record Signed(Charter Charter, CharterPapers Papers, Taking Taking) : Agreeing;
    /// <summary>It is not signed.</summary>
    /// <param name="Reason">Why, in one sentence.</param>
    public sealed record Refused(string Reason) : Agreeing;
}

/// <summary>Signs charters, consents and leaves as this party: at most one charter of a circle and epoch, whatever happens.</summary>
/// <remarks>Which one is kept before it is signed, so a crash, or two officers at once, never sign two.</remarks>
/// <param name="book">Takes what is signed.</param>
/// <param name="papers">Keep what was agreed to.</param>
/// <param name="party">This party's id.</param>
/// <param name="key">Its charter key.</param>
/// <param name="clock">Gives the papers' time.</param>
public sealed class CharterPen(CircleBook book, IPapers papers, string party, ISigningKey key, TimeProvider clock)
{
    /// <summary>The kind of paper that says to which charter of an epoch this party agreed.</summary>
    public const string VoiceKind = "voice";

    /// <summary>Proposes a charter, and agrees to it.</summary>
    public async Task<Agreeing> Propose(Charter charter, CancellationToken stop)
    {
        if (CharterRules.Fault(charter) is { } fault) return new Agreeing.Refused(fault);
        if (await Claim(charter, stop) is { } reason) return new Agreeing.Refused(reason);
        return await Take(charter, charter.Sign(party, key), await Consent(charter, stop), stop);
    }

    /// <summary>Agrees to a charter that somebody proposed.</summary>
    public async Task<Agreeing> Consent(Circle circle, Charter charter, CancellationToken stop)
    {
        if (circle.IsFrozen) return new Agreeing.Refused("the circle is frozen: nothing more is signed in it");
        if (circle.Papers(charter.Hash()) is not { } held) return new Agreeing.Refused("there is no such proposal");
        if (await Claim(charter, stop) is { } reason) return new Agreeing.Refused(reason);
        return await Take(charter, held.Charter, await Consent(charter, stop), stop);
    }

    /// <summary>Says that this party leaves a circle; nothing may be appended to its log there any more.</summary>
    /// <param name="circle">The circle.</param>
    /// <param name="ends">The last signed head of each incarnation of its log.</param>
    /// <param name="stop">Ends the waiting.</param>
    public async Task<Agreeing> Leave(Circle circle, IReadOnlyList<string> ends, CancellationToken stop)
    {
        if (circle is not { Current: { } current, CurrentHash: { } hash } || circle.Papers(hash) is not { } held) return new Agreeing.Refused("the circle has no charter in force");
        var leave = new Leave(circle.Id.ToBase64Url(), current.Epoch, party, ends, clock.Now()).Sign(key);
        return await Taken(current, held with { Leaves = [.. held.Leaves ?? [], leave] }, stop);
    }

    /// <summary>Nothing where this party may agree to the charter, else why not.</summary>
    async Task<string?> Claim(Charter charter, CancellationToken stop)
    {
        var (circle, hash) = (charter.CircleId(), charter.Hash().ToBase64Url());
        var rival = Hash.TryParseBase64Url(circle, out var id) ? book.Find(id)?.Proposals.FirstOrDefault(each => each.Charter.Epoch == charter.Epoch && each.Charter.Hash() != charter.Hash() && each.Consented.Contains(party)) : null;
        var place = string.Create(CultureInfo.InvariantCulture, $"{circle}/{charter.Epoch:D10}");
        if (rival is null && (await papers.PutNew(VoiceKind, place, Encoding.UTF8.GetBytes(hash), stop)
            || await papers.Read(VoiceKind, place, stop) is { } taken && Encoding.UTF8.GetString(taken.Span) == hash)) return null;
        return $"this party has agreed to another charter of epoch {charter.Epoch} already: two would convict it, so it waits until that one is in force or the circle is succeeded";
    }

    async Task<string> Consent(Charter charter, CancellationToken stop) =>
        new Consent(charter.Hash().ToBase64Url(), charter.CircleId(), charter.Epoch, party, clock.Now())
        {
            Ends = charter.Change is { Do: "remove", Party: { } gone } ? await Seen(charter.CircleId(), gone, stop) : null,
        }.Sign(key);

    /// <summary>The highest signed heads that are held of a party's logs.</summary>
    async Task<IReadOnlyList<string>> Seen(string circle, string gone, CancellationToken stop) =>
        [.. (await papers.List(Mirror.HeadKind, $"tocsin/{circle}/{gone}/", stop)).Where(head => !head.Bytes.IsEmpty).Select(head => Encoding.UTF8.GetString(head.Bytes.Span)).TakeLast(Limits.EndsMax)];

    Task<Agreeing> Take(Charter charter, string note, string consent, CancellationToken stop) => Taken(charter, new CharterPapers(note, [consent]), stop);

    async Task<Agreeing> Taken(Charter charter, CharterPapers signed, CancellationToken stop)
    {
        var taking = await book.Take(signed, stop);
        if (taking is Taking.Refused refused) return new Agreeing.Refused(refused.Reason);
        var held = Hash.TryParseBase64Url(charter.CircleId(), out var id) ? book.Find(id)?.Papers(charter.Hash()) : null;
        return new Agreeing.Signed(charter, held ?? signed, taking);
    }
}
