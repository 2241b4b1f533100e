using Tocsin.Share.Sync;

namespace Tocsin.Simulation.Machines;

/// <summary>What the network does to requests and answers.</summary>
/// <param name="dice">Its chance.</param>
/// <param name="count">Hears what it does to them.</param>
sealed class Network(Dice dice, Action<string> count)
{
    /// <summary>Who does not reach whom.</summary>
    public HashSet<(string From, string To)> Cut { get; } = [];

    /// <summary>Where an answer takes seconds.</summary>
    public HashSet<(string From, string To)> Slow { get; } = [];

    public double Loss { get; set; }
    public double Duplication { get; set; }
    public bool IsUneven { get; set; }

    /// <summary>Requests to which no answer comes, or not soon, and whose asker does not know it yet.</summary>
    public HashSet<Asking> Waiting { get; } = [];

    public bool Loses() => Did(dice.Is(Loss), "messages lost");

    public bool Doubles() => Did(dice.Is(Duplication), "requests doubled");

    public bool Cuts(string from, string to) => Did(Cut.Contains((from, to)), "messages cut off");

    public TimeSpan Latency(string from, string to) => Did(Slow.Contains((from, to)), "slow messages") ? dice.Between(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(15))
        : Did(IsUneven, "messages that take their own time") ? dice.Between(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(800))
        : TimeSpan.FromMilliseconds(20);

    bool Did(bool isDone, string what)
    {
        if (isDone) count(what);
        return isDone;
    }
}

/// <summary>A request on its way.</summary>
/// <param name="by">Who asks.</param>
/// <param name="process">The process that does.</param>
sealed class Asking(Member by, Process process)
{
    static readonly TimeSpan Late = TimeSpan.FromSeconds(1);

    public TaskCompletionSource<PartnerAnswer> Answer { get; } = new();

    /// <summary>The process that answers, once it is there.</summary>
    public Process? At { get; set; }

    public bool IsLost { get; set; }

    /// <summary>Whether the asker waits in vain, or for long. How a liar fares is nobody's concern.</summary>
    public bool IsInVain => by.IsHonest && !process.IsDead && (IsLost || At is { IsDead: true });

    public TimeSpan Takes(TimeSpan latency)
    {
        IsLost |= latency > Late;
        return latency;
    }
}

/// <summary>One node's way to the others.</summary>
sealed class SimulatedLink(World world, Member from, SimulatedNode node) : IPartnerLink
{
    public async Task<PartnerAnswer> Ask(string party, PartnerRequest request, CancellationToken stop)
    {
        node.Process.MustLive();
        if (world.Party(party) is not { } to) throw new IOException("nobody knows where that party is");
        request = world.MutantOf(from).Ask(node, to, request);
        var asking = new Asking(from, node.Process);
        using var stopping = stop.Register(() => asking.Answer.TrySetCanceled(stop));
        world.Network.Waiting.Add(asking);
        try
        {
            Deliver(to, request, asking);
            if (world.Network.Doubles()) Deliver(to, request, new Asking(from, node.Process));
            return await asking.Answer.Task;
        }
        finally
        {
            world.Network.Waiting.Remove(asking);
        }
    }

    void Deliver(Member to, PartnerRequest request, Asking asking)
    {
        var network = world.Network;
        if (asking.IsLost = network.Loses()) return;
        world.Timeline.After(asking.Takes(network.Latency(from.Name, to.Name)), () =>
        {
            if (network.Cuts(from.Name, to.Name) || to.Node is not { Server: not null, Process.IsDead: false } there)
            {
                asking.Answer.TrySetException(new IOException($"{to.Name} is not reached"));
                return;
            }
            asking.At = there.Process;
            there.Begin(async () =>
            {
                var said = await world.Serve(to, there, from, request);
                asking.IsLost = said is null || network.Loses();
                if (!asking.IsLost) world.Timeline.After(asking.Takes(network.Latency(to.Name, from.Name)), () => Arrive(to, request, said!, asking));
            });
        });
    }

    void Arrive(Member to, PartnerRequest request, PartnerAnswer said, Asking asking)
    {
        asking.IsLost = world.Network.Cuts(to.Name, from.Name);
        if (asking.IsLost || node.Process.IsDead) return;
        world.Trace(from.Name, to.Name, request, said);
        world.MutantOf(from).Heard(node, request, said);
        asking.Answer.TrySetResult(said);
    }
}
