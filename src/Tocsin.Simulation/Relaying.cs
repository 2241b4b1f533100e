using Tocsin.Share;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Simulation.Checking;
using Tocsin.Simulation.Lies;
using Tocsin.Simulation.Machines;

namespace Tocsin.Simulation;

/// <summary>What officers do from circle to circle: they pass on what others said, agree to it, and take back what they said themselves.</summary>
sealed class Relaying(World world)
{
    static readonly CancellationToken Stop = CancellationToken.None;
    static readonly string[][] LeftOut = [[], [], [Group.Text], [Group.Source], [Group.Text, Group.Source]];

    readonly Dice dice = Dice.Of(world.Options.Seed, "relaying");
    readonly List<Said> consents = [];

    Hash Port => world.PortGenesis!.Hash();

    /// <summary>Tries to pass on what another said, whatever its marking: what may not be passed on is refused.</summary>
    public void PassOn()
    {
        var able = world.Up().Where(member => JournalOf(member, Port) is not null).ToList();
        if (able.Count == 0) return;
        var by = dice.Of(able);
        var others = world.Truth.Reports.Where(said => said.By != by.Name && said.Address.Log.Circle != Port).ToList();
        var allowed = others.Where(said => said.Address.Log.Circle == world.Genesis.Hash() && said.ErasedBy is null && (said.Marking < Tlp.Amber || world.Truth.Consents.Contains((said.Leaf, Port)))).ToList();
        if (allowed.Count > 0 && dice.Is(0.8)) others = allowed;
        if (others.Count == 0) return;
        var (said, without, node) = (dice.Of(others), dice.Of(LeftOut), by.Node!);
        node.Begin(async () =>
        {
            var journal = JournalOf(by, Port)!;
            if (world.MutantOf(by).RelaysAnything)
            {
                if (await node.Records.Read(said.Address, Stop) is { } stored) await LeakLie.PassOn(node, journal, stored, stored.Content, consent: null);
                return;
            }
            var relaying = new RelayRecord(node.House, journal, node.Parts[Port].Sync.Circle.Current!.Terms());
            if (await relaying.Relay(said.Address, without, withPersonal: false, Stop) is not Publishing.Published done)
            {
                world.Count("relays refused");
                return;
            }
            world.Count("relays");
            var leaf = MerkleTree.Leaf((await node.Records.Read(done.Address, Stop))!.Leaf.Span);
            world.Truth.All.Add(new Said(by.Name, done.Address, leaf));
            world.Truth.Relays.Add(new Passed(by, said.Address, done.Address));
        });
    }

    /// <summary>Agrees that a report of its own is passed on.</summary>
    public void Consent() => OfOwn(world.Truth.Reports.Where(said => said.Marking == Tlp.Amber && said.Address.Log.Circle == world.Genesis.Hash()), async (by, journal, said) =>
    {
        world.Truth.Consents.Add((said.Leaf, Port));    // Before it is said: nobody who hears of it may be taken for a liar.
        if (await new ConsentToRelay(journal, by.Node!.Records, by.Node.Views).Consent(said.Address, Port, withPersonal: false, "officer", Stop) is not Consenting.Given given) return;
        world.Count("consents to relays");
        consents.Add(said with { Address = given.Address });
    });

    /// <summary>Takes back a report or a consent.</summary>
    public void Withdraw() => OfOwn(dice.Is(0.3) && consents.Count > 0 ? consents : world.Truth.Reports, async (by, journal, said) =>
    {
        if (await new WithdrawRecord(journal, by.Node!.Records, by.Node.Views).Withdraw(said.Address, "said in error", Stop) is Withdrawing.Withdrawn) world.Count("withdrawals");
    });

    void OfOwn(IEnumerable<Said> some, Func<Member, Journal, Said, Task> what)
    {
        var mine = some.Where(said => world.Up().Find(member => member.Name == said.By) is { } by && JournalOf(by, said.Address.Log.Circle) is not null).ToList();
        if (mine.Count == 0) return;
        var said = dice.Of(mine);
        var by = world.Members.Find(member => member.Name == said.By)!;
        by.Node!.Begin(() => what(by, JournalOf(by, said.Address.Log.Circle)!, said));
    }

    static Journal? JournalOf(Member member, Hash circle) => member.Node!.Parts.GetValueOrDefault(circle)?.Journal;
}
