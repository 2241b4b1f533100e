using System.Globalization;
using System.Text;
using Tocsin.Share.Logs;

namespace Tocsin.Share.Parties;

/// <summary>Keeps parties' and circles' documents, and brings them back.</summary>
/// <remarks>One for each store: it lets nobody put back an older state of a charter's papers.</remarks>
/// <param name="papers">Where they are kept.</param>
public sealed class PaperShelf(IPapers papers) : IDisposable
{
    /// <summary>The kinds of papers under which party documents, charters and convictions are kept.</summary>
    public const string PartyKind = "party", CharterKind = "charter", ConvictionKind = "conviction";

    readonly SemaphoreSlim gate = new(1);

    /// <summary>Keeps a party document, which its chain has taken. Of two of one number the first stays; the other stands in the conviction.</summary>
    public Task Keep(PartyNote note, CancellationToken stop) =>
        papers.PutNew(PartyKind, $"{note.Document.Party}/{Number(note.Document.Number)}", Encoding.UTF8.GetBytes(note.Text), stop);

    /// <summary>Keeps a conviction, once. False: it was kept before.</summary>
    public Task<bool> Keep(Conviction conviction, CancellationToken stop)
    {
        var text = Encoding.UTF8.GetBytes(conviction.Text());
        return papers.PutNew(ConvictionKind, $"{conviction.Party}/{Hash.Of(text).ToBase64Url()}", text, stop);
    }

    /// <summary>Keeps a charter with all that a circle's history has verified of its papers.</summary>
    public async Task Keep(Circle circle, Hash charter, CancellationToken stop)
    {
        await gate.Enter(stop);
        try
        {
            if (circle.Papers(charter) is not { } held) return;
            var epoch = Charter.Read(held.Charter).Value.Says.Epoch;
            await papers.Put(CharterKind, $"{circle.Id.ToBase64Url()}/{Number(epoch)}/{charter.ToBase64Url()}", Encoding.UTF8.GetBytes(held.Text()), stop);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>The documents of a party that are kept.</summary>
    /// <exception cref="CorruptPaperException">One of them does not read, or does not follow.</exception>
    public async Task<PartyChain> Party(string party, CancellationToken stop)
    {
        var chain = new PartyChain(party);
        foreach (var paper in await papers.List(PartyKind, party + "/", stop))
            if (chain.Take(Encoding.UTF8.GetString(paper.Bytes.Span)) is not (PartyTaking.Taken or PartyTaking.Known))
                throw new CorruptPaperException($"{PartyKind} {paper.Key}", "it does not follow the documents before it");
        foreach (var conviction in await Convictions(party, stop)) chain.Take(conviction.Second);
        return chain;
    }

    /// <summary>The convictions of a party that are kept.</summary>
    /// <exception cref="CorruptPaperException">One of them does not read.</exception>
    public Task<IReadOnlyList<Conviction>> Convictions(string party, CancellationToken stop) => ConvictionsUnder(party + "/", stop);

    /// <summary>The convictions of all parties that are kept.</summary>
    /// <exception cref="CorruptPaperException">One of them does not read.</exception>
    public Task<IReadOnlyList<Conviction>> Convictions(CancellationToken stop) => ConvictionsUnder("", stop);

    async Task<IReadOnlyList<Conviction>> ConvictionsUnder(string prefix, CancellationToken stop) =>
        [.. (await papers.List(ConvictionKind, prefix, stop)).Select(paper => Conviction.Read(Encoding.UTF8.GetString(paper.Bytes.Span)).Try(out var conviction, out var reason)
            ? conviction
            : throw new CorruptPaperException($"{ConvictionKind} {paper.Key}", reason))];

    /// <summary>The history of a circle, from the charters that are kept.</summary>
    /// <param name="id">The circle's id.</param>
    /// <param name="chains">The party documents that are held.</param>
    /// <param name="stop">Ends the reading.</param>
    /// <exception cref="CorruptPaperException">One of them does not read.</exception>
    public async Task<Circle> Circle(Hash id, Func<string, PartyChain?> chains, CancellationToken stop)
    {
        var circle = new Circle(id);
        foreach (var paper in await papers.List(CharterKind, id.ToBase64Url() + "/", stop))
        {
            if (!CharterPapers.Read(Encoding.UTF8.GetString(paper.Bytes.Span)).Try(out var held, out var reason)) throw new CorruptPaperException($"{CharterKind} {paper.Key}", reason);
            circle.Take(held, chains);
        }
        return circle;
    }

    /// <inheritdoc/>
    public void Dispose() => gate.Dispose();

    /// <summary>So that the order of keys is the order of numbers.</summary>
    static string Number(int number) => number.ToString("D10", CultureInfo.InvariantCulture);
}
