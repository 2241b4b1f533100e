using System.Collections.Concurrent;
using System.Text;
using Tocsin.Share.Logs;
using Tocsin.Share.Parties;

namespace Tocsin.Share.Sync;

/// <summary>The party documents and charters that a node holds: verified, and kept as papers before anybody goes by them.</summary>
public sealed class Register
{
    const string PartyKind = "party", CharterKind = "charter";

    readonly SemaphoreSlim alone = new(1);
    readonly ConcurrentDictionary<string, PartyChain> chains = new();
    readonly ConcurrentDictionary<Hash, Circle> circles = new();
    readonly IPapers papers;

    Register(IPapers papers) => this.papers = papers;

    /// <summary>Reads what is kept.</summary>
    public static async Task<Register> Open(IPapers papers, CancellationToken stop)
    {
        var register = new Register(papers);
        foreach (var paper in await papers.List(PartyKind, "", stop)) register.ChainOf(paper.Key.Split('/')[0]).Take(Text(paper));
        foreach (var paper in await papers.List(CharterKind, "", stop))
            if (Hash.TryParseBase64Url(paper.Key.Split('/')[0], out var circle) && CharterPapers.Read(Text(paper)).Try(out var charter, out _)) register.CircleOf(circle).Take(charter, register.Chain);
        return register;
    }

    /// <summary>The circles of which anything is held.</summary>
    public IReadOnlyList<Circle> Circles => [.. circles.Values];

    /// <summary>A party's documents; nothing where none is held.</summary>
    public PartyChain? Chain(string party) => chains.GetValueOrDefault(party);

    /// <summary>A circle's history; nothing where nothing of it is held.</summary>
    public Circle? Circle(Hash id) => circles.GetValueOrDefault(id);

    /// <summary>Takes a party document of whomever it is; whoever asks for it decides of whom documents are taken.</summary>
    public async Task<PartyTaking> Take(string note, CancellationToken stop)
    {
        if (!PartyNote.Read(note).Try(out var read, out var reason)) return new PartyTaking.Refused(reason);
        await alone.WaitAsync(stop);
        try
        {
            var chain = ChainOf(read.Document.Party);
            var taking = chain.Take(note);
            if (taking is PartyTaking.Taken) await papers.PutNew(PartyKind, $"{read.Document.Party}/{read.Document.Number:D8}", Encoding.UTF8.GetBytes(note), stop);
            if (taking is PartyTaking.Convicted convicted) await Keep(convicted.Conviction, stop);
            if (taking is PartyTaking.Taken)
                foreach (var circle in circles.Values)
                    foreach (var conviction in circle.Recheck(Chain)) await Keep(conviction, stop);
            return taking;
        }
        finally
        {
            alone.Release();
        }
    }

    /// <summary>Takes a charter with what travels with it.</summary>
    /// <param name="circle">The circle's id.</param>
    /// <param name="charter">The papers.</param>
    /// <param name="stop">Ends the waiting.</param>
    public async Task<Taking> Take(Hash circle, CharterPapers charter, CancellationToken stop)
    {
        await alone.WaitAsync(stop);
        try
        {
            var history = CircleOf(circle);
            var taking = history.Take(charter, Chain);
            if (taking.Grew && Charter.Read(charter.Charter).Try(out var signed, out _))
                await papers.Put(CharterKind, $"{circle.ToBase64Url()}/{signed.Hash.ToBase64Url()}", Encoding.UTF8.GetBytes((history.Papers(signed.Hash) ?? charter).Text()), stop);
            foreach (var conviction in taking.Convictions) await Keep(conviction, stop);
            return taking;
        }
        finally
        {
            alone.Release();
        }
    }

    Task Keep(Conviction conviction, CancellationToken stop)
    {
        var text = Encoding.UTF8.GetBytes(conviction.Text());
        return papers.PutNew(Mirror.EvidenceKind, Hash.Of(text).ToBase64Url(), text, stop);
    }

    /// <summary>All keys that a log's author ever listed for it, each under the log's origin: evidence is judged by these.</summary>
    public IReadOnlyList<NoteVerifier> KeysEver(Origin log) =>
        [.. (Chain(log.Party.ToBase64Url())?.KeysEver(PartyKey.Log, log.Circle.ToBase64Url()) ?? []).Select(key => new NoteVerifier(log.ToString(), key))];

    /// <summary>The key by which new heads of a log are believed; none where its author lists none, or is convicted.</summary>
    public IReadOnlyList<NoteVerifier> KeysNow(Origin log) =>
        Chain(log.Party.ToBase64Url())?.KeyNow(PartyKey.Log, log.Circle.ToBase64Url()) is { } key ? [new NoteVerifier(log.ToString(), key)] : [];

    PartyChain ChainOf(string party) => chains.GetOrAdd(party, id => new PartyChain(id));

    Circle CircleOf(Hash id) => circles.GetOrAdd(id, hash => new Circle(hash));

    static string Text(Paper paper) => Encoding.UTF8.GetString(paper.Bytes.Span);
}
