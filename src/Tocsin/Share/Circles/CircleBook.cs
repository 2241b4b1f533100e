using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Tocsin.Share.Logs;
using Tocsin.Share.Parties;

namespace Tocsin.Share.Circles;

/// <summary>All parties and circles that this node knows of: their papers, and what these prove.</summary>
/// <remarks>What is taken is kept before anybody hears of it; what is kept is taken again, and so verified again, when the book is opened.</remarks>
public sealed class CircleBook
{
    /// <summary>The kinds of papers in which it is kept: party documents, charters with their consents, double signings.</summary>
    public const string PartyKind = "party", CharterKind = "charter", ConvictionKind = "conviction";

    readonly IPapers papers;
    readonly SemaphoreSlim alone = new(1);
    readonly ConcurrentDictionary<string, PartyChain> chains = new(StringComparer.Ordinal);
    readonly ConcurrentDictionary<Hash, Circle> circles = new();
    readonly Bell changes = new();
    long version;

    CircleBook(IPapers papers) => this.papers = papers;

    /// <summary>The parties of which a document is held.</summary>
    public IEnumerable<PartyChain> Parties => chains.Values.Where(chain => chain.Newest is not null);

    /// <summary>The circles of which a charter is held.</summary>
    public IEnumerable<Circle> Circles => circles.Values;

    /// <summary>Grows with every paper that is new.</summary>
    public long Version => Interlocked.Read(ref version);

    /// <summary>Reads what is kept.</summary>
    public static async Task<CircleBook> Open(IPapers papers, CancellationToken stop)
    {
        var book = new CircleBook(papers);
        foreach (var paper in await papers.List(PartyKind, "", stop)) book.ChainOf(paper.Key.Split('/')[0]).Take(Text(paper.Bytes));
        foreach (var paper in await papers.List(ConvictionKind, "", stop)) book.Hear(paper);
        foreach (var paper in await papers.List(CharterKind, "", stop))
            if (Hash.TryParseBase64Url(paper.Key.Split('/')[0], out var id) && CharterPapers.Read(Text(paper.Bytes)).Try(out var read, out _)) book.CircleOf(id).Take(read, book.Chain);
        return book;
    }

    /// <summary>A party's documents; nothing where none is held.</summary>
    public PartyChain? Chain(string party) => chains.TryGetValue(party, out var chain) && chain.Newest is not null ? chain : null;

    /// <summary>A circle; nothing where no charter of it is held.</summary>
    public Circle? Find(Hash id) => circles.GetValueOrDefault(id);

    /// <summary>All keys that the author of a log ever listed for it, the newest first.</summary>
    public IReadOnlyList<NoteVerifier> KeysOf(Origin log) =>
        [.. Chain(log.Party.ToBase64Url())?.KeysEver(PartyKey.Log, log.Circle.ToBase64Url()).Select(key => new NoteVerifier(log.ToString(), key)) ?? []];

    /// <summary>Waits until something is new since a version.</summary>
    public Task<long> Past(long since, CancellationToken stop) => changes.Past(since, stop);

    /// <summary>Takes a party's document.</summary>
    public async Task<PartyTaking> Take(string note, CancellationToken stop)
    {
        if (!PartyNote.Read(note).Try(out var read, out var reason)) return new PartyTaking.Refused(reason);
        await alone.WaitAsync(stop);
        try
        {
            var chain = ChainOf(read.Document.Party);
            var taking = chain.Take(note);
            if (taking is PartyTaking.Convicted convicted) await Keep(convicted.Conviction, stop);
            if (taking is not PartyTaking.Taken) return taking;
            await papers.PutNew(PartyKind, KeyOf(read.Document.Party, read.Document.Number), Encoding.UTF8.GetBytes(note), stop);
            foreach (var circle in circles.Values)
                foreach (var conviction in circle.Recheck(Chain)) await Keep(conviction, stop);
            Ring();
            return taking;
        }
        finally
        {
            alone.Release();
        }
    }

    /// <summary>Takes a charter and what travels with it.</summary>
    public async Task<Taking> Take(CharterPapers given, CancellationToken stop)
    {
        if (!Charter.Read(given.Charter).Try(out var signed, out var reason)) return new Taking.Refused(reason);
        if (!Hash.TryParseBase64Url(signed.Says.CircleId(), out var id)) return new Taking.Refused("the charter names no circle");
        await alone.WaitAsync(stop);
        try
        {
            var circle = CircleOf(id);
            var taking = circle.Take(given, Chain);
            foreach (var conviction in taking.Convictions) await Keep(conviction, stop);
            // What is not verified yet is kept as it came, and verified when the party's documents are there.
            if (!taking.Grew) return taking;
            var kept = taking is Taking.Missing ? given : circle.Papers(signed.Hash) ?? given;
            await papers.Put(CharterKind, $"{id.ToBase64Url()}/{signed.Hash.ToBase64Url()}", Encoding.UTF8.GetBytes(kept.Text()), stop);
            Ring();
            return taking;
        }
        finally
        {
            alone.Release();
        }
    }

    /// <summary>The key under which a party's document is kept.</summary>
    public static string KeyOf(string party, int number) => string.Create(CultureInfo.InvariantCulture, $"{party}/{number:D10}");

    async Task Keep(Conviction conviction, CancellationToken stop)
    {
        var bytes = Encoding.UTF8.GetBytes(conviction.Text());
        if (await papers.PutNew(ConvictionKind, $"{conviction.Party}/{Hash.Of(bytes).ToBase64Url()}", bytes, stop)) Ring();
    }

    void Hear(Paper paper)
    {
        if (!Conviction.Read(Text(paper.Bytes)).Try(out var conviction, out _) || !conviction.Documents.IsEmpty) return;
        var chain = ChainOf(conviction.Party);
        chain.Take(conviction.First);
        chain.Take(conviction.Second);
    }

    void Ring() => changes.Ring(Interlocked.Increment(ref version));

    PartyChain ChainOf(string party) => chains.GetOrAdd(party, static party => new PartyChain(party));

    Circle CircleOf(Hash id) => circles.GetOrAdd(id, static id => new Circle(id));

    static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);
}
