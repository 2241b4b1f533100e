using System.Text;
using Tocsin.Share.Logs;
using Tocsin.Share.Parties;

namespace Tocsin.Share.Sync;

/// <summary>A document that convicts a party. It has a <see cref="Fork"/> or a <see cref="Twice"/>.</summary>
/// <param name="Name">SHA-256 of its text, base64url.</param>
/// <param name="Party">Whom it convicts.</param>
/// <param name="Text">The document, one line of JSON.</param>
public sealed record EvidenceDocument(string Name, string Party, string Text)
{
    /// <summary>Two histories of one log.</summary>
    public ForkEvidence? Fork { get; init; }

    /// <summary>Two notes of which a party may sign one.</summary>
    public Conviction? Twice { get; init; }

    /// <summary>Whether it is the one because of which nothing of the party is believed.</summary>
    public bool IsOfChain { get; init; }
}

/// <summary>Lists what convicts parties.</summary>
/// <param name="register">Knows the convictions of parties.</param>
/// <param name="papers">Holds the evidence of forks.</param>
public sealed class ListEvidence(Register register, IPapers papers)
{
    /// <summary>All documents that this node holds, those of forks first.</summary>
    public async Task<IReadOnlyList<EvidenceDocument>> All(CancellationToken stop)
    {
        var found = new List<EvidenceDocument>();
        foreach (var paper in await papers.List(Mirror.EvidenceKind, "", stop))
            if (ForkEvidence.Read(paper.Bytes.Span).Try(out var fork, out _)) found.Add(new(paper.Key, fork.Log.Party.ToBase64Url(), fork.Text()) { Fork = fork });
        foreach (var conviction in await register.Shelf.Convictions(stop))
            found.Add(new(Hash.Of(Encoding.UTF8.GetBytes(conviction.Text())).ToBase64Url(), conviction.Party, conviction.Text()) { Twice = conviction, IsOfChain = register.IsOfChain(conviction) });
        return found;
    }

    /// <summary>The documents that concern a circle.</summary>
    public async Task<IReadOnlyList<EvidenceDocument>> Of(Circle circle, CancellationToken stop) => Of(circle, await All(stop));

    /// <summary>Of all documents those that convict parties that are or were members of a circle, at most <see cref="SyncLimits.EvidenceOfOneMax"/> of one and
    /// <see cref="SyncLimits.EvidenceMax"/> in all: one of each party before a second of any, and of one party one of each thing that it said twice.</summary>
    /// <remarks>That because of which nothing of it is believed comes first, then its charters and logs of this circle, the newest log first.</remarks>
    public static IReadOnlyList<EvidenceDocument> Of(Circle circle, IReadOnlyList<EvidenceDocument> all)
    {
        if (all.Count == 0) return [];
        var members = circle.Charters.SelectMany(charter => charter.Members).ToHashSet(StringComparer.Ordinal);
        var found = all.Where(document => document.Fork is { } fork ? fork.Log.Circle == circle.Id : members.Contains(document.Party));
        // Who signs twice may do so without end: a few of each party convict it, and leave room for the others.
        var foremost = found.GroupBy(document => document.Party).Select(ofOne => ByTurns(ofOne.GroupBy(document => About(circle, document)).OrderBy(about => about.Key)).Take(SyncLimits.EvidenceOfOneMax));
        return [.. ByTurns(foremost).Take(SyncLimits.EvidenceMax)];
    }

    /// <summary>What a document convicts of, the weightiest first.</summary>
    static (int Weight, int Older) About(Circle circle, EvidenceDocument document) => document switch
    {
        { IsOfChain: true } => (0, 0),
        { Twice.Circle: var named } when named == circle.Id.ToBase64Url() => (1, 0),
        { Fork.Log.Incarnation: var incarnation } => (2, -incarnation),
        { Twice.Circle: null } => (3, 0),
        _ => (4, 0),
    };

    /// <summary>The first of each, then the second of each, and so on.</summary>
    static IEnumerable<EvidenceDocument> ByTurns(IEnumerable<IEnumerable<EvidenceDocument>> each) =>
        each.SelectMany(documents => documents.Index()).OrderBy(document => document.Index).Select(document => document.Item);
}
