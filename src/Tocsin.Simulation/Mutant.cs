using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Share.Sync;
using Tocsin.Share.Views;
using Tocsin.Simulation.Machines;

namespace Tocsin.Simulation;

/// <summary>The product with one rule broken, at every honest party: what the checks must catch. See <see cref="Mutants"/>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Breaks">Which rule, in a sentence.</param>
/// <param name="CaughtBy">The checks any of which may be the first to see it.</param>
sealed record Mutant(string Name, string Breaks, params string[] CaughtBy)
{
    /// <summary>The product as it is.</summary>
    public static Mutant None { get; } = new("none", "nothing is broken");

    /// <summary>What happens in the worlds in which it is looked for.</summary>
    public ImmutableArray<Fault> Among { get; init; } = SimulationOptions.All;

    public Func<IHeads, IHeads> Heads { get; init; } = heads => heads;

    /// <summary>What its sharing is told of heads; its logs and mirrors go by <see cref="Heads"/>.</summary>
    public Func<IHeads, IHeads> Told { get; init; } = heads => heads;
    public Func<IRecords, IRecords> Records { get; init; } = records => records;
    public Func<IViews, IViews> Views { get; init; } = views => views;
    public Func<IPapers, IPapers> Papers { get; init; } = papers => papers;

    /// <summary>Answers in the place of its server.</summary>
    public Func<SimulatedNode, PartnerRequest, Task<PartnerAnswer?>> Serve { get; init; } = (_, _) => Task.FromResult<PartnerAnswer?>(null);

    /// <summary>Changes what its server answers.</summary>
    public Func<SimulatedNode, Member, PartnerRequest, PartnerAnswer, Task<PartnerAnswer>> Change { get; init; } = (_, _, _, answer) => Task.FromResult(answer);

    /// <summary>Changes what it asks.</summary>
    public Func<SimulatedNode, Member, PartnerRequest, PartnerRequest> Ask { get; init; } = (_, _, request) => request;

    /// <summary>Hears what is answered to it.</summary>
    public Action<SimulatedNode, PartnerRequest, PartnerAnswer> Heard { get; init; } = (_, _, _) => { };

    /// <summary>Rings for what is not meant in earnest.</summary>
    public Func<Record, bool> Rings { get; init; } = _ => false;

    /// <summary>What a machine that goes down loses.</summary>
    public Action<Member, TimeSpan> Crashed { get; init; } = (_, _) => { };

    /// <summary>Whether its officers pass on what they hold without a look at what may be passed on.</summary>
    public bool RelaysAnything { get; init; }

    /// <summary>Whether a node that is set back goes on with the incarnation that it had.</summary>
    public bool KeepsIncarnation { get; init; }
}
