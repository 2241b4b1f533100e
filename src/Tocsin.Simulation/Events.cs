using Tocsin.Share.Logs;
using Tocsin.Share.Parties;
using Tocsin.Share.Records;
using Tocsin.Simulation.Checking;
using Tocsin.Simulation.Lies;
using Tocsin.Simulation.Machines;

namespace Tocsin.Simulation;

/// <summary>What happens in a world: what its officers write and decide, and what goes wrong, when its dice say so.</summary>
sealed class Events(World world)
{
    static readonly Tlp?[] Markings = [null, null, null, Tlp.Amber, Tlp.Amber, Tlp.AmberStrict, Tlp.Red];
    static readonly CrashPoint[] CrashPoints = Enum.GetValues<CrashPoint>();

    /// <summary>Parties from which on a world has no time for what comes by chance, since each speaks with every other.</summary>
    const int Many = 20;

    readonly Dice dice = Dice.Of(world.Options.Seed, "events");
    readonly Relaying relaying = new(world);
    readonly TimeSpan end = TimeSpan.FromHours(world.Options.Hours);
    readonly List<Said> standing = [];
    Member? joiner;

    SimulationOptions Options => world.Options;
    Hash Circle => world.Genesis.Hash();
    bool IsLarge => Options.Parties >= Many;

    public void Begin()
    {
        for (var number = 0; number < Options.Parties; number++) world.Add(FormattableString.Invariant($"p{number}"));
        joiner = Options.Has(Fault.Members) && Options.Parties >= 4 && !IsLarge ? world.Members[^1] : null;
        var founders = world.Members.Where(member => member != joiner).ToList();
        var outsider = Options.Has(Fault.Relay) ? world.Add("outsider") : null;
        Lie[] lies = [.. founders.Count < 4 ? [] : Lying(founders[^1])];
        if (lies.Length > 0)
        {
            world.Tellers.Add(dice.Of(lies));
            world.Tellers[0].Liar.IsHonest = false;
        }
        world.Found(founders, outsider, dice);
        foreach (var member in founders.Append(outsider).OfType<Member>()) world.Start(member);
        Often(20, Write);
        Often(45, Erase);
        When(Fault.Relay, 12, relaying.PassOn);
        When(Fault.Relay, 20, relaying.Consent);
        When(Fault.Relay, 30, relaying.Withdraw);
        When(Fault.Leak, 15, () => world.Tellers.OfType<LeakLie>().FirstOrDefault()?.Leak());
        When(Fault.Partition, 60, Partition);
        When(Fault.Slow, 120, Slow);
        When(Fault.Crash, 60, Crash);
        When(Fault.Torn, 90, Tear);
        When(Fault.Full, 150, Fill);
        When(Fault.Clock, 120, Jump);
        When(Fault.Restore, 150, SetBack);
        if (!IsLarge) When(Fault.Members, 90, Change);     // Else it may come between the one removal and the agreement that this needs.
        When(Fault.Fork, 60, () => world.Tellers.OfType<ForkLie>().FirstOrDefault()?.Begin());
        foreach (var rivals in world.Tellers.OfType<RivalsLie>()) Often(60, rivals.Begin);
        When(Fault.Restore, 30, () => { foreach (var member in world.Honest) member.Backup = dice.Is(0.3) ? member.Disk.Platter.Copy() : member.Backup; });
        if (Options.Has(Fault.Loss)) world.Network.Loss = dice.Is(0.7) ? 0.03 : 0;
        if (Options.Has(Fault.Duplicate)) world.Network.Duplication = 0.05;
        world.Network.IsUneven = Options.Has(Fault.Reorder);
        if (joiner is not null) world.Timeline.After(end * 0.2, Invite);
        if (IsLarge) Plan();
    }

    /// <summary>What a world of many parties goes through in its short time, each thing once at least: records, two of whose authors are cut off or go down, a slow link, two histories, a removal, an erasure.</summary>
    void Plan()
    {
        (Fault? Of, Action What)[] plan =
        [
            (null, Write), (Fault.Slow, Slow), (Fault.Crash, Kill), (null, Write), (Fault.Fork, () => world.Tellers.OfType<ForkLie>().FirstOrDefault()?.Begin()), (Fault.Fork, () => world.Tellers.ForEach(lie => Write(lie.Liar))), (null, Write), (Fault.Partition, Partition),
            (Fault.Members, Remove), (null, Write), (null, Erase),
        ];
        foreach (var (place, (fault, what)) in plan.Index())
            if (fault is not { } of || Options.Has(of)) world.Timeline.After(end * (0.2 + 0.7 * place / plan.Length), what);
    }

    IEnumerable<Lie> Lying(Member liar)
    {
        if (Options.Has(Fault.Fork)) yield return new ForkLie(world, liar);
        if (Options.Has(Fault.Withhold)) yield return new WithholdLie(world, liar, Dice.Of(Options.Seed, "withhold"));
        if (Options.Has(Fault.Replay)) yield return new ReplayLie(world, liar, Dice.Of(Options.Seed, "replay"));
        if (Options.Has(Fault.Forge)) yield return new ForgeLie(world, liar, Dice.Of(Options.Seed, "forge"));
        if (Options.Has(Fault.Stale)) yield return new StaleLie(world, liar);
        if (Options.Has(Fault.Charters)) yield return Options.Has(Fault.Partition) && Options.Seed / 2 % 2 == 0 ? new RivalsLie(world, liar) : new ChartersLie(world, liar);
        if (Options.Has(Fault.Documents)) yield return new DocumentsLie(world, liar);
        if (Options.Has(Fault.Strip)) yield return new StripLie(world, liar);
        if (Options.Has(Fault.Leak) && Options.Has(Fault.Relay)) yield return new LeakLie(world, liar, Dice.Of(Options.Seed, "leak"));
    }

    /// <summary>Everything works again; what has come about must now come to everybody.</summary>
    public void Heal()
    {
        world.IsQuiet = true;
        world.Network.IsUneven = false;
        world.Network.Cut.Clear();
        world.Network.Slow.Clear();
        (world.Network.Loss, world.Network.Duplication) = (0, 0);
        foreach (var member in world.Members)
        {
            (member.Offset, member.CrashAt) = (TimeSpan.Zero, null);
            (member.Disk.IsFull, member.Disk.WritesToTear) = (false, 0);
            if (member.Disk.Starts > 0) world.Start(member);
        }
    }

    /// <summary>One honest member of a circle writes a record, or proposes a charter, while nobody else says anything; nothing where it cannot.</summary>
    public Spoken? Speak(Hash circle, int turn, bool isCharter)
    {
        if (world.Checks.Agreeing(circle) is not (null, var members)) return null;
        var able = members.Where(member => member.Node!.Parts[circle].Journal is not null).ToList();
        if (able.Count < 2) return null;
        var by = able[turn % able.Count];
        var spoken = new Spoken(circle, by, members) { Free = isCharter ? [.. members.Where(member => member.Node!.IsFree(circle))] : [] };
        by.Node!.Begin(async () =>
        {
            if (isCharter)
            {
                var signing = await by.Node.Propose(circle, (now, time) => now.Renamed("calm", time));
                if (signing is Signing.Signed signed) spoken.Charter = signed.Charter;
                else spoken.Refusal = signing?.ToString() ?? "nothing may be signed yet";
                return;
            }
            var appended = await by.Node.Parts[circle].Journal!.Append(Draft(CapStatus.Exercise), CancellationToken.None);
            if (appended is not Appended.Stored stored)
            {
                spoken.Refusal = appended.ToString();
                return;
            }
            world.Truth.Drill(stored.LeafHash);
            spoken.Address = stored.Address;
        });
        return spoken;
    }

    void Often(double seconds, Action what)
    {
        var pause = dice.Until(TimeSpan.FromSeconds(seconds));
        world.Timeline.After(pause, () =>
        {
            if (world.IsQuiet || world.Timeline.Elapsed > end) return;
            what();
            Often(seconds, what);
        });
    }

    void When(Fault fault, double seconds, Action what)
    {
        if (Options.Has(fault)) Often(seconds, what);
    }

    void Write()
    {
        if (world.Up(honest: false) is { Count: > 0 } up) Write(dice.Of(up));
    }

    void Write(Member member)
    {
        var parts = member.Node!.Parts.Values.Where(part => part.Journal is not null).ToList();
        if (parts.Count == 0) return;
        var (part, status) = (dice.Of(parts), dice.Is(0.6) || !Options.Has(Fault.Drill) ? CapStatus.Actual : dice.Of([CapStatus.Exercise, CapStatus.Test, CapStatus.Draft]));
        var drafts = Enumerable.Range(0, dice.Is(0.05) ? 300 : 1 + dice.Below(4)).Select(_ => Draft(status)).ToList();
        world.Count("writes");
        member.Node.Begin(async () =>
        {
            var now = part.Journal!;
            foreach (var stored in (await now.Append(drafts, CancellationToken.None)).OfType<Appended.Stored>())
            {
                if (status != CapStatus.Actual || part.Sync.Circle.Genesis!.Exercise) world.Truth.Drill(stored.LeafHash);
                if (!member.IsHonest) continue;
                var said = new Said(member.Name, stored.Address, stored.LeafHash) { Marking = stored.Leaf.Marking };
                world.Truth.All.Add(said);
                world.Truth.Reports.Add(said);
                standing.Add(said);
            }
        });
    }

    Draft Draft(CapStatus status) => new()
    {
        Kind = Kind.Observation,
        What = new EventFacts { Type = "report", Category = Category.Security, At = world.Clock.Now(), Status = status },
        Texts = [new TextBlock { Headline = FormattableString.Invariant($"seen {dice.Next() % 1_000_000}") }],
        Source = dice.Is(0.5) ? new Source { Publisher = "a ship", Key = Options.Has(Fault.Relay) && dice.Is(0.3) ? Call() : null } : null,
        Marking = Options.Has(Fault.Relay) ? dice.Of(Markings) : null,
    };

    /// <summary>One of a few calls of which a party tells again and again: what it says anew revises what it said.</summary>
    SourceKey Call() => new("call", "port control", [FormattableString.Invariant($"{dice.Below(4)}")], null);

    void Erase()
    {
        var mine = standing.Where(said => said.ErasedBy is null && world.Members.Find(each => each.Name == said.By)!.Node is { Server: not null, Process.IsDead: false } node
            && node.Parts.GetValueOrDefault(said.Address.Log.Circle)?.Journal?.Log == said.Address.Log).ToList();
        if (mine.Count == 0) return;
        var said = dice.Of(mine);
        var there = world.Members.Find(each => each.Name == said.By)!.Node!;
        world.Count("erasures");
        there.Begin(async () =>
        {
            var draft = new Draft { Kind = Kind.Erasure, What = new ErasureFacts([], "said in error"), References = [new Reference(Relation.Ends, said.Address.Log, said.Address.Index, said.Leaf)] };
            if (await there.Parts[said.Address.Log.Circle].Journal!.Append(draft, CancellationToken.None) is Appended.Stored stored) said.ErasedBy = stored.Address;
        });
    }

    void Partition()
    {
        world.Count("partitions");
        var some = world.Members.Where(_ => dice.Is(0.4)).Select(member => member.Name).ToHashSet();
        var isOneWay = dice.Is(0.3);
        foreach (var one in some)
            foreach (var other in world.Members.Select(member => member.Name).Where(name => !some.Contains(name)))
            {
                world.Network.Cut.Add((one, other));
                if (!isOneWay) world.Network.Cut.Add((other, one));
            }
        world.Timeline.After(dice.Until(TimeSpan.FromSeconds(50)), world.Network.Cut.Clear);
    }

    void Slow()
    {
        world.Count("slow links");
        var (one, other) = (dice.Of(world.Members).Name, dice.Of(world.Members).Name);
        world.Network.Slow.Add((one, other));
        world.Timeline.After(dice.Until(TimeSpan.FromSeconds(90)), () => world.Network.Slow.Remove((one, other)));
    }

    void Crash()
    {
        if (world.Up() is not { Count: > 0 } up) return;
        world.Count("crashes");
        var member = dice.Of(up);
        if (dice.Is(0.3)) member.Node!.Process.Kill();
        else member.CrashAt = dice.Of(CrashPoints);
    }

    void Kill()
    {
        if (world.Up() is not { Count: > 0 } up) return;
        world.Count("crashes");
        dice.Of(up).Node!.Process.Kill();
    }

    void Tear()
    {
        if (world.Up() is not { Count: > 0 } up) return;
        world.Count("torn writes");
        var disk = dice.Of(up).Disk;
        (disk.WritesToTear, disk.IsTornWriteThere) = (1 + dice.Below(10), dice.Is(0.5));
    }

    void Fill()
    {
        if (world.Up() is not { Count: > 0 } up) return;
        world.Count("full disks");
        var disk = dice.Of(up).Disk;
        disk.IsFull = true;
        world.Timeline.After(dice.Until(TimeSpan.FromSeconds(30)), () => disk.IsFull = false);
    }

    void Jump()
    {
        world.Count("clock jumps");
        var member = dice.Of(world.Honest.ToList());
        member.Offset = dice.Between(TimeSpan.FromHours(-3), TimeSpan.FromHours(3)) * (dice.Is(0.5) ? 0.01 : 1);
        world.Timeline.After(dice.Until(TimeSpan.FromSeconds(60)), () => member.Offset = TimeSpan.Zero);
    }

    void SetBack()
    {
        var some = world.Up().Where(member => member.Backup is not null && world.Timeline.Now - member.SetBack > TimeSpan.TicksPerMinute * 2).ToList();
        if (some.Count == 0) return;
        var member = dice.Of(some);
        world.Count("backups restored");
        member.SetBack = world.Timeline.Now;
        member.Node!.Process.Kill();
        member.Disk.Platter = member.Backup!.Copy();
        world.Checks.Reset(member);
        if (world.Mutant.KeepsIncarnation) return;
        member.Disk.Platter.Restore((int)((world.Timeline.Now - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMinute));
    }

    /// <summary>A member proposes something.</summary>
    void Change()
    {
        var some = world.Up().Where(member => member != joiner && member.Node!.Parts.GetValueOrDefault(Circle)?.Journal is not null).ToList();
        if (some.Count == 0) return;
        var (member, other) = (dice.Of(some), dice.Of(some));
        var members = member.Node!.Parts[Circle].Sync.Circle.MembersNow;
        world.Count("changes of the charter");
        var what = dice.Below(6);
        if (what == 0 && members.Length > 3 && other != member) Remove(member, other);
        else if (what == 1 && members.Length > 3) member.Node.Begin(() => member.Node.Leave(Circle));
        else if (what == 2) Propose(member, (now, time) => now.Granting(!now.History, time));
        else
        {
            // Two at once: one alone can come into force.
            Propose(member, (now, time) => now.Renamed(FormattableString.Invariant($"coast {dice.Below(100)}"), time));
            if (other != member && dice.Is(0.5)) Propose(other, (now, time) => now.Renamed(FormattableString.Invariant($"shore {dice.Below(100)}"), time));
        }
    }

    /// <summary>A member proposes to remove another, who is honest.</summary>
    void Remove()
    {
        var some = world.Up().Where(member => member.Node!.Parts.GetValueOrDefault(Circle)?.Journal is not null).ToList();
        if (some.Count < 2) return;
        Remove(some[dice.Below(some.Count - 1)], some[^1]);
    }

    void Remove(Member member, Member other)
    {
        world.Count("removals");
        Propose(member, (now, time) => now.Removed(other.Id, time));
    }

    void Propose(Member member, Func<Charter, Instant, Charter> change) => member.Node!.Begin(() => member.Node.Propose(Circle, change));

    void Invite()
    {
        if (world.IsQuiet || world.Timeline.Elapsed > end) return;
        world.Timeline.After(TimeSpan.FromSeconds(10), Invite);
        var host = world.Up().FirstOrDefault(member => member != joiner && member.Node!.Parts.GetValueOrDefault(Circle)?.Journal is not null);
        if (host?.Node is not { } node) return;
        var circle = node.Parts[Circle].Sync.Circle;
        if (circle.IsFrozen || circle.Charters.Any(charter => charter.IsMember(joiner!.Id))) return;
        if (joiner!.Invitations.Count == 0)
        {
            world.Count("invitations");
            joiner.Given.AddRange(world.Members.SelectMany(member => member.Documents));
            foreach (var member in world.Members) member.Given.AddRange(joiner.Documents);
        }
        joiner.Invitations.Clear();
        joiner.Invitations.Add((Circle, [.. Enumerable.Range(1, circle.Charters.Length).Select(epoch => circle.Papers(circle.HashOf(epoch)!.Value)!)]));
        world.Start(joiner);
        node.Begin(async () =>
        {
            foreach (var document in joiner.Documents) await node.Register.Take(document, CancellationToken.None);
            if (circle.Proposals.All(each => each.Charter.Change?.Do != "join")) await node.Propose(Circle, (now, time) => now.Joined(joiner.Id, time));
            foreach (var proposal in circle.Proposals) world.Carry(host, circle, proposal.Charter);
        });
        foreach (var proposal in circle.Proposals) world.Carry(joiner, joiner.Node is { Server: not null } there ? there.Register.Circle(Circle) ?? circle : circle, proposal.Charter);
    }
}
