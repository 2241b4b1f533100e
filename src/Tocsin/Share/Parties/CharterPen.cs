using System.Globalization;
using System.Text;
using Tocsin.Share.Logs;

namespace Tocsin.Share.Parties;

/// <summary>The hand with which a party signs charters: at most one of each epoch of a circle, and it knows so before a signature leaves the node.</summary>
/// <param name="party">The party's id.</param>
/// <param name="key">Its charter key.</param>
/// <param name="papers">Where it is written down which charter was signed.</param>
/// <param name="clock">Gives the time of consents and leaves.</param>
public sealed class CharterPen(string party, ISigningKey key, IPapers papers, TimeProvider clock)
{
    const string SignedKind = "signed", LeftKind = "left";

    /// <summary>The party's id.</summary>
    public string Party => party;

    /// <summary>The time now.</summary>
    public Instant Now => clock.Now();

    /// <summary>Binds the party to a charter of an epoch, durably; answers with the one to which it is bound: this one, or an earlier one.</summary>
    internal async Task<Charter> Bind(Circle circle, Charter charter, CancellationToken stop)
    {
        var slot = $"{charter.CircleId()}/{charter.Epoch.ToString(CultureInfo.InvariantCulture)}";
        // What was signed after the backup that this node was restored from stands on no disk of its own; partners have given it back.
        charter = circle.AgreedTo(party, charter.Epoch) ?? charter;
        if (await papers.PutNew(SignedKind, slot, Encoding.UTF8.GetBytes(charter.Text()), stop)) return charter;
        return DocumentJson.Value(await Held(SignedKind, slot, stop), DocumentJson.Default.Charter, "the charter").Try(out var bound, out var reason)
            ? bound
            : throw new CorruptPaperException($"{SignedKind} {slot}", reason);
    }

    /// <summary>Signs a charter to which the party is bound.</summary>
    internal string Propose(Charter bound) => bound.Sign(party, key);

    /// <summary>Agrees to a charter to which the party is bound.</summary>
    internal string Agree(Charter bound, IReadOnlyList<string>? ends) =>
        new Consent(bound.Hash().ToBase64Url(), bound.CircleId(), bound.Epoch, party, Now) { Ends = ends }.Sign(key);

    /// <summary>Says that the party leaves; said before in the same membership, it is the same note.</summary>
    internal async Task<string> Part(Hash circle, int since, int epoch, IReadOnlyList<string> ends, CancellationToken stop)
    {
        var slot = $"{circle.ToBase64Url()}/{since.ToString(CultureInfo.InvariantCulture)}";
        var note = new Leave(circle.ToBase64Url(), epoch, party, ends, Now).Sign(key);
        return await papers.PutNew(LeftKind, slot, Encoding.UTF8.GetBytes(note), stop) ? note : await Held(LeftKind, slot, stop);
    }

    async Task<string> Held(string kind, string slot, CancellationToken stop) =>
        await papers.Read(kind, slot, stop) is { } held ? Encoding.UTF8.GetString(held.Span) : throw new CorruptPaperException($"{kind} {slot}", "its key is taken, and nothing is there");
}
