using System.Collections.Concurrent;
using Tocsin.Node.Running;
using Tocsin.Share.Sync;

namespace Tocsin.Node.Demo;

/// <summary>The lines between the story's nodes: they carry partners' real requests and answers inside this process, and the story can cut them.</summary>
sealed class StoryNetwork
{
    readonly ConcurrentDictionary<string, TocsinNode> nodes = new();
    readonly ConcurrentDictionary<(string From, string To), TocsinNode> elsewhere = new();
    readonly ConcurrentDictionary<(string From, string To), CancellationTokenSource> lines = new();

    /// <summary>What a party asks its partners through.</summary>
    /// <param name="from">The party's name in the story.</param>
    public IPartnerLink Of(string from) => new Link(this, from);

    /// <summary>Connects a node.</summary>
    public void Connect(TocsinNode node) => nodes[node.Own.Id] = node;

    /// <summary>Cuts the line from one party to another's node: what is being asked breaks off.</summary>
    /// <param name="from">Whose questions do not get through, by its name in the story.</param>
    /// <param name="to">Whose node they do not reach.</param>
    public void Cut(string from, TocsinNode to) => Line(from, to.Own.Id).Cancel();

    /// <summary>Mends a line that was cut.</summary>
    public void Mend(string from, TocsinNode to) => lines[(from, to.Own.Id)] = new CancellationTokenSource();

    /// <summary>Lets a party's questions reach another node that says it is the same party.</summary>
    public void Mislead(string from, TocsinNode to)
    {
        elsewhere[(from, to.Own.Id)] = to;
        Mend(from, to);
    }

    CancellationTokenSource Line(string from, string to) => lines.GetOrAdd((from, to), _ => new CancellationTokenSource());

    async Task<PartnerAnswer> Ask(string from, string party, PartnerRequest request, CancellationToken stop)
    {
        if (!elsewhere.TryGetValue((from, party), out var node) && !nodes.TryGetValue(party, out node)) throw new IOException("no line leads there");
        var line = Line(from, party);
        using var open = CancellationTokenSource.CreateLinkedTokenSource(stop, line.Token);
        try
        {
            open.Token.ThrowIfCancellationRequested();
            return await node.Sharing.Server.Answer(request, open.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new IOException($"{node.Party.Name} does not answer: the line is cut");
        }
    }

    sealed class Link(StoryNetwork network, string from) : IPartnerLink
    {
        public Task<PartnerAnswer> Ask(string party, PartnerRequest request, CancellationToken stop) => network.Ask(from, party, request, stop);
    }
}
