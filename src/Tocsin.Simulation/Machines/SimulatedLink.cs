using Tocsin.Share.Sync;

namespace Tocsin.Simulation.Machines;

/// <summary>What the network does to requests and answers.</summary>
sealed class Network(Dice dice)
{
    /// <summary>Who does not reach whom.</summary>
    public HashSet<(string From, string To)> Cut { get; } = [];

    /// <summary>Where an answer takes seconds.</summary>
    public HashSet<(string From, string To)> Slow { get; } = [];

    public double Loss { get; set; }
    public double Duplication { get; set; }
    public bool IsUneven { get; set; }

    /// <summary>Requests that wait for an answer, by the process that asks and when it asked.</summary>
    public HashSet<(Process By, long At, long Number)> Waiting { get; } = [];

    public bool Loses() => dice.Is(Loss);

    public bool Doubles() => dice.Is(Duplication);

    public TimeSpan Latency(string from, string to) => Slow.Contains((from, to)) ? dice.Between(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(15))
        : IsUneven ? dice.Between(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(800))
        : TimeSpan.FromMilliseconds(20);
}

/// <summary>One node's way to the others.</summary>
sealed class SimulatedLink(World world, Member from, SimulatedNode node) : IPartnerLink
{
    long asked;

    public async Task<PartnerAnswer> Ask(string party, PartnerRequest request, CancellationToken stop)
    {
        node.Process.MustLive();
        if (world.Members.Find(member => member.Id == party) is not { } to) throw new IOException("nobody knows where that party is");
        var answer = new TaskCompletionSource<PartnerAnswer>();
        using var stopping = stop.Register(() => answer.TrySetCanceled(stop));
        var waiting = (node.Process, world.Timeline.Now, ++asked);
        world.Network.Waiting.Add(waiting);
        try
        {
            Deliver(to, request, answer);
            if (world.Network.Doubles()) Deliver(to, request, new TaskCompletionSource<PartnerAnswer>());
            return await answer.Task;
        }
        finally
        {
            world.Network.Waiting.Remove(waiting);
        }
    }

    void Deliver(Member to, PartnerRequest request, TaskCompletionSource<PartnerAnswer> answer)
    {
        var network = world.Network;
        if (network.Loses()) return;
        world.Timeline.After(network.Latency(from.Name, to.Name), () =>
        {
            if (network.Cut.Contains((from.Name, to.Name)) || to.Node is not { Server: not null, Process.IsDead: false } there)
            {
                answer.TrySetException(new IOException($"{to.Name} is not reached"));
                return;
            }
            there.Begin(async () =>
            {
                var said = await world.Serve(to, there, from, request);
                if (said is not null && !network.Loses()) world.Timeline.After(network.Latency(to.Name, from.Name), () => Arrive(to, request, said, answer));
            });
        });
    }

    void Arrive(Member to, PartnerRequest request, PartnerAnswer said, TaskCompletionSource<PartnerAnswer> answer)
    {
        if (world.Network.Cut.Contains((to.Name, from.Name)) || node.Process.IsDead) return;
        world.Trace(from.Name, to.Name, request, said);
        answer.TrySetResult(said);
    }
}
