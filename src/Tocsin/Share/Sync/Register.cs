using System.Collections.Concurrent;
using Tocsin.Share.Logs;
using Tocsin.Share.Parties;

namespace Tocsin.Share.Sync;

/// <summary>The party documents and circles of a node: one chain for each party, one history for each circle, kept as papers as they grow.</summary>
public sealed class Register : IDisposable
{
    /// <summary>What was taken is kept, though whoever brought it has gone meanwhile: it is not brought again, since it is known.</summary>
    static readonly CancellationToken Whole = CancellationToken.None;

    readonly SemaphoreSlim alone = new(1);
    readonly ConcurrentDictionary<string, PartyChain> chains = new();
    readonly ConcurrentDictionary<Hash, Circle> circles = new();
    readonly Dictionary<(string Party, string? About), int> kept = [];
    readonly IPapers papers;
    int convicted;

    Register(IPapers papers) => (this.papers, Shelf) = (papers, new PaperShelf(papers));

    /// <summary>Reads what is kept.</summary>
    /// <exception cref="CorruptPaperException">A paper does not read.</exception>
    public static async Task<Register> Open(IPapers papers, CancellationToken stop)
    {
        var register = new Register(papers);
        foreach (var party in (await papers.List(PaperShelf.PartyKind, "", stop)).Select(paper => paper.Key.Split('/')[0]).Distinct(StringComparer.Ordinal))
            register.chains[party] = await register.Shelf.Party(party, stop);
        foreach (var id in (await papers.List(PaperShelf.CharterKind, "", stop)).Select(paper => paper.Key.Split('/')[0]).Distinct(StringComparer.Ordinal))
            if (Hash.TryParseBase64Url(id, out var circle)) register.circles[circle] = await register.Shelf.Circle(circle, register.Chain, stop);
        return register;
    }

    /// <summary>Where the papers of all this are kept.</summary>
    public PaperShelf Shelf { get; }

    /// <summary>The circles of which anything is held.</summary>
    public IReadOnlyList<Circle> Circles => [.. circles.Values];

    /// <summary>A party's documents; nothing where none is held.</summary>
    public PartyChain? Chain(string party) => chains.GetValueOrDefault(party);

    /// <summary>A circle's history; nothing where nothing of it is held.</summary>
    public Circle? Circle(Hash id) => circles.GetValueOrDefault(id);

    /// <summary>Takes up a circle that was founded here, or to which this party was invited.</summary>
    public Circle Add(Circle circle) => circles.GetOrAdd(circle.Id, circle);

    /// <summary>Takes a party document, whosever it is: the caller decides of whom documents are taken.</summary>
    public async Task<PartyTaking> Take(string note, CancellationToken stop)
    {
        if (!PartyNote.Read(note).Try(out var read, out var reason)) return new PartyTaking.Refused(reason);
        await alone.Enter(stop);
        try
        {
            var taking = chains.GetOrAdd(read.Document.Party, party => new PartyChain(party)).Take(read);
            if (taking is PartyTaking.Convicted two) await Keep(two.Conviction);
            if (taking is not PartyTaking.Taken) return taking;
            await Shelf.Keep(read, Whole);
            foreach (var circle in circles.Values)
            {
                var again = circle.Recheck(Chain);
                await Keep(circle, again.Convictions, again.ToKeep);
            }
            return taking;
        }
        finally
        {
            alone.Release();
        }
    }

    /// <summary>Takes a charter of a circle that is known here, with what travels with it.</summary>
    public async Task<Taking> Take(Circle circle, CharterPapers charter, CancellationToken stop)
    {
        await alone.Enter(stop);
        try
        {
            var taking = circle.Take(charter, Chain);
            await Keep(circle, taking.Convictions, taking.ToKeep);
            return taking;
        }
        finally
        {
            alone.Release();
        }
    }

    /// <summary>Keeps what convicts a party; not where as much is kept already: whoever signs twice may do so without end.</summary>
    public async Task Keep(Conviction conviction, CancellationToken stop)
    {
        await alone.Enter(stop);
        try
        {
            await Keep(conviction);
        }
        finally
        {
            alone.Release();
        }
    }

    /// <summary>What convicts first: it is told once, by the taking that found it.</summary>
    async Task Keep(Circle circle, IEnumerable<Conviction> convictions, IEnumerable<Hash> charters)
    {
        foreach (var conviction in convictions) await Keep(conviction);
        foreach (var charter in charters) await Shelf.Keep(circle, charter, Whole);
    }

    /// <summary>That because of which nothing of a party is believed is always kept: there is one.</summary>
    async Task Keep(Conviction conviction)
    {
        var (party, about) = (conviction.Party, AboutOf(conviction));
        if (!kept.TryGetValue((party, about), out var many)) many = kept[(party, about)] = (await Shelf.Convictions(party, Whole)).Count(held => AboutOf(held) == about);
        if (many >= SyncLimits.EvidenceOfOneMax && !IsOfChain(conviction) || !await Shelf.Keep(conviction, Whole)) return;
        kept[(party, about)] = many + 1;
        Interlocked.Increment(ref convicted);
    }

    /// <summary>What it convicts of: two documents, or two charters of a circle; those of all circles of which nothing is held here are one thing.</summary>
    string? AboutOf(Conviction conviction) => conviction.Circle is { } id && !(Hash.TryParseBase64Url(id, out var circle) && circles.ContainsKey(circle)) ? "" : conviction.Circle;

    /// <summary>Whether it is the one because of which nothing of its party is believed.</summary>
    internal bool IsOfChain(Conviction conviction) => Chain(conviction.Party)?.Conviction?.Text() == conviction.Text();

    /// <summary>Grows with every document that newly convicts somebody.</summary>
    internal int Convicted => Volatile.Read(ref convicted);

    /// <summary>All keys that a log's author ever listed for it, each under the log's origin: evidence is judged by these.</summary>
    public IReadOnlyList<NoteVerifier> KeysEver(Origin log) =>
        [.. (Chain(log.Party.ToBase64Url())?.KeysEver(PartyKey.Log, log.Circle.ToBase64Url()) ?? []).Select(key => new NoteVerifier(log.ToString(), key))];

    /// <summary>The same; where nothing is held of the author, the key that its own document lists, which one has from elsewhere.</summary>
    public IReadOnlyList<NoteVerifier> KeysEver(Origin log, PartyNote own) =>
        KeysEver(log) is { Count: > 0 } listed ? listed
        : own.Document.Party == log.Party.ToBase64Url() && own.Verifying(PartyKey.Log, log.Circle.ToBase64Url()) is { } key ? [new NoteVerifier(log.ToString(), key)]
        : [];

    /// <summary>The key by which new heads of a log are believed; none where its author lists none, or is convicted.</summary>
    public IReadOnlyList<NoteVerifier> KeysNow(Origin log) =>
        Chain(log.Party.ToBase64Url())?.KeyNow(PartyKey.Log, log.Circle.ToBase64Url()) is { } key ? [new NoteVerifier(log.ToString(), key)] : [];

    /// <inheritdoc/>
    public void Dispose()
    {
        Shelf.Dispose();
        alone.Dispose();
    }
}
